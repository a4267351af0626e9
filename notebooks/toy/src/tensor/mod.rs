//! The toolkit's one array type: numbers of any rank that remember how they were made.
//!
//! A [`Tensor`] is a shared, immutable array of `f64`. One made by [`tensor`] is a constant. One made by [`param`] is a
//! *parameter*: every operation on it is recorded, so that [`grad`] can walk the record backwards (reverse-mode
//! differentiation). The record is a graph of nodes: one node an operation, one closure a node (its
//! vector-Jacobian product), written in tensor operations so that a gradient can be differentiated again.
//!
//! | file | what stands there |
//! |---|---|
//! | `convert` | from numbers, vectors, `ndarray` arrays, ranges |
//! | `autograd` | `grad`, `grad_graph`, `no_grad`, straight-through, custom gradients |
//! | `stale` | parameters that changed since an operation used them |
//! | `broadcast` | shapes: NumPy's broadcasting and its reverse |
//! | `arithmetic` | `+ - * /`, comparisons, `choose`, `maximum` |
//! | `unary` | `exp`, `tanh`, `relu`, ... each with its derivative |
//! | `gamma` | ln Γ, digamma, polygamma |
//! | `reduce` | sums, means, maxima, softmax |
//! | `moments` | running sums, norms, variances, softmax along any axis |
//! | `matrix` | `matmul`, transposes; `gemm` is its kernel |
//! | `einsum` | sums of products named by letters |
//! | `diagonal` | diagonals, triangles, outer products |
//! | `shape` | reshape, concat, slice, rows; `strided` copies |
//! | `parts` | borders; a tensor in parts |
//! | `index` | select, gather and their reverse; flip, roll, tile |
//! | `order` | sorting, the largest k |
//! | `conv` | convolutions; `windows` are their kernels, which stand on `gemm` |
//! | `pool` | pooling and upsampling |
//! | `text` | how a tensor prints |

mod arithmetic;
mod autograd;
mod broadcast;
mod conv;
mod convert;
mod diagonal;
mod einsum;
mod gamma;
mod gemm;
mod index;
mod matrix;
mod moments;
mod order;
mod parts;
mod pool;
mod reduce;
mod shape;
mod stale;
mod strided;
mod text;
mod unary;
mod windows;

pub use arithmetic::choose;
pub use autograd::{Back, custom, grad, grad_graph, grad1, grad1_graph, no_grad, straight_through};
pub(crate) use autograd::{Recording, recording};
pub(crate) use broadcast::joint_shape;
pub use conv::Conv;
pub use convert::Shape;
pub use einsum::einsum;
pub(crate) use reduce::{beats, sum_slice};
pub use shape::{concat, stack};
pub use unary::{
    Elementary, abs, cos, erf, exp, gelu, ln, normal_cdf, normal_pdf, recip, relu, sigmoid, silu,
    sin, softplus, sqrt, square, tanh,
};

use ndarray::{ArcArray, ArrayD, IxDyn};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

/// An owned `ndarray` of any rank: what [`Tensor::value`] gives back.
///
/// ```
/// # use toy::prelude::*;
/// let array: Arr = tensor([[1.0, 2.0]]).value();
/// assert_eq!(array.sum(), 3.0); // all of ndarray's methods
/// ```
pub type Arr = ArrayD<f64>;

/// The numbers of a tensor: shared until somebody writes, always in row-major order.
pub(crate) type Store = ArcArray<f64, IxDyn>;

/// An array of `f64` of any rank, cheap to clone, that gradients can flow through. See the module's text.
///
/// ```
/// # use toy::prelude::*;
/// let x = tensor([[1.0, 2.0], [3.0, 4.0]]);
/// assert_eq!((x.shape(), x.rank(), x.len(), x.is_empty()), (vec![2, 2], 2, 4, false));
/// assert_eq!((x.at([1, 0]), x.value()[[1, 0]]), (3.0, 3.0));
/// let w = param([1.0, -1.0]);
/// let y = x.matmul(&w); // what depends on a parameter is tracked
/// assert!(y.tracked() && !y.detach().tracked());
/// ```
#[derive(Clone)]
pub struct Tensor(Arc<Node>);

/// One result in the record of a computation.
struct Node {
    /// Rises with every node, so an operation's result has a higher number than its inputs.
    id: u64,
    value: Value,
    op: Option<Op>,
}

/// Numbers that never change, or those of a parameter, which an optimiser replaces.
enum Value {
    Fixed(Store),
    Parameter {
        numbers: RwLock<Store>,
        /// When an optimiser last replaced them, in the count of the nodes; 0 for never.
        changed: AtomicU64,
    },
}

/// How a node was made: from what, and how a gradient passes back to that.
struct Op {
    name: &'static str,
    inputs: Vec<Tensor>,
    vjp: autograd::Vjp,
}

static NEXT_ID: AtomicU64 = AtomicU64::new(0);

/// A constant: `tensor([[1.0, 2.0], [3.0, 4.0]])`, `tensor(vec)`, `tensor(0..10)`.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).shape(), [2, 2]);
/// assert_eq!(tensor(0..3).to_vec(), [0.0, 1.0, 2.0]);
/// ```
#[track_caller]
pub fn tensor(numbers: impl Into<Tensor>) -> Tensor {
    numbers.into().detach()
}

/// A parameter: a leaf of the record that gradients are taken with respect to.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([3.0]);
/// assert_eq!(grad1(&w.square().sum(), &w).to_vec(), [6.0]);
/// ```
#[track_caller]
pub fn param(numbers: impl Into<Tensor>) -> Tensor {
    let store = numbers.into().store();
    let (numbers, changed) = (RwLock::new(store), AtomicU64::new(0));
    Tensor::node(Value::Parameter { numbers, changed }, None)
}

/// A constant of zeros of a shape: `zeros(3)`, `zeros([2, 3])`.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(zeros([2, 3]).to_vec(), [0.0; 6]);
/// ```
pub fn zeros(shape: impl Shape) -> Tensor {
    full(shape, 0.0)
}

/// A constant of ones of a shape: `ones(3)`, `ones([2, 3])`.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(ones([2, 3]).sum().item(), 6.0);
/// ```
pub fn ones(shape: impl Shape) -> Tensor {
    full(shape, 1.0)
}

/// A constant whose elements are all `number`.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(full([2], 7.0).to_vec(), [7.0, 7.0]);
/// ```
pub fn full(shape: impl Shape, number: f64) -> Tensor {
    Tensor::constant(Store::from_elem(IxDyn(&shape.axes()), number))
}

/// The identity matrix, `n` x `n`.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(eye(2).to_rows(), [[1.0, 0.0], [0.0, 1.0]]);
/// ```
pub fn eye(n: usize) -> Tensor {
    let mut numbers = vec![0.0; n * n];
    numbers.iter_mut().step_by(n + 1).for_each(|x| *x = 1.0);
    Tensor::from_vec(&[n, n], numbers)
}

/// `n` equally spaced numbers from `from` to `to`, both included (`to` up to its last bit).
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(linspace(0.0, 1.0, 5).to_vec(), [0.0, 0.25, 0.5, 0.75, 1.0]);
/// ```
pub fn linspace(from: f64, to: f64, n: usize) -> Tensor {
    let steps = n.saturating_sub(1).max(1) as f64;
    (0..n)
        .map(|i| from + (to - from) * i as f64 / steps)
        .collect()
}

/// Labels as rows of zeros with a single one: `labels.len()` x `classes`.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(one_hot(&[2, 0], 3).to_rows(), [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0]]);
/// ```
#[track_caller]
pub fn one_hot(labels: &[usize], classes: usize) -> Tensor {
    let mut numbers = vec![0.0; labels.len() * classes];
    for (row, &label) in numbers.chunks_mut(classes.max(1)).zip(labels) {
        assert!(
            label < classes,
            "one_hot: label {label}, but there are {classes} classes (0 to {})",
            classes as i64 - 1
        );
        row[label] = 1.0;
    }
    Tensor::from_vec(&[labels.len(), classes], numbers)
}

impl Tensor {
    fn node(value: Value, op: Option<Op>) -> Tensor {
        crate::memory::keep();
        crate::interrupt::checkpoint();
        let id = NEXT_ID.fetch_add(1, Ordering::Relaxed);
        Tensor(Arc::new(Node { id, value, op }))
    }

    pub(crate) fn constant(store: Store) -> Tensor {
        Tensor::node(Value::Fixed(store), None)
    }

    /// A constant from row-major numbers; the caller guarantees that their count fits `shape`.
    pub(crate) fn from_vec(shape: &[usize], numbers: Vec<f64>) -> Tensor {
        Tensor::constant(store(shape, numbers))
    }

    /// The numbers, shared.
    pub(crate) fn store(&self) -> Store {
        if let Value::Parameter { changed, .. } = &self.0.value {
            stale::note(self.0.id, changed.load(Ordering::Relaxed));
        }
        self.peek()
    }

    /// The same, where only the shape counts.
    fn peek(&self) -> Store {
        match &self.0.value {
            Value::Fixed(store) => store.clone(),
            // A poisoned lock only says that a cell panicked; the numbers are whole.
            Value::Parameter { numbers, .. } => numbers
                .read()
                .unwrap_or_else(PoisonError::into_inner)
                .clone(),
        }
    }

    /// Changes a parameter's numbers in place; the optimisers' way in.
    pub(crate) fn update(&self, change: impl FnOnce(&mut [f64])) {
        let Value::Parameter { numbers, changed } = &self.0.value else {
            panic!(
                "only a parameter (made by `param`) can be updated, this is a {self:?}",
                self = self
            );
        };
        changed.store(NEXT_ID.fetch_add(1, Ordering::Relaxed), Ordering::Relaxed);
        let mut store = numbers.write().unwrap_or_else(PoisonError::into_inner);
        change(
            store
                .as_slice_mut()
                .expect("a tensor's numbers are row-major"),
        );
    }

    /// Whether a gradient can flow through this tensor.
    pub fn tracked(&self) -> bool {
        self.0.op.is_some() || self.is_param()
    }

    pub(crate) fn is_param(&self) -> bool {
        matches!(self.0.value, Value::Parameter { .. })
    }

    /// The lengths of the axes; empty for a single number.
    pub fn shape(&self) -> Vec<usize> {
        match &self.0.value {
            Value::Fixed(store) => store.shape().to_vec(),
            Value::Parameter { .. } => self.peek().shape().to_vec(),
        }
    }

    /// How many axes: 0 for a single number, 1 for a vector, 2 for a matrix.
    pub fn rank(&self) -> usize {
        self.shape().len()
    }

    /// How many numbers, over all axes.
    pub fn len(&self) -> usize {
        self.peek().len()
    }

    /// Whether there are no numbers at all.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The only number of a tensor that has one.
    #[track_caller]
    pub fn item(&self) -> f64 {
        let store = self.store();
        assert!(
            store.len() == 1,
            "item: the tensor has {} numbers (shape {:?}), not one",
            store.len(),
            store.shape()
        );
        numbers(&store)[0]
    }

    /// One number by its place: `x.at([i, j])`.
    #[track_caller]
    pub fn at(&self, place: impl Shape) -> f64 {
        let (store, place) = (self.store(), place.axes());
        match store.get(IxDyn(&place)) {
            Some(number) => *number,
            None => panic!(
                "at: no element {place:?} in a tensor of shape {:?}",
                store.shape()
            ),
        }
    }

    /// All numbers in row-major order.
    pub fn to_vec(&self) -> Vec<f64> {
        numbers(&self.store()).to_vec()
    }

    /// The rows of a matrix as vectors.
    #[track_caller]
    pub fn to_rows(&self) -> Vec<Vec<f64>> {
        let store = self.store();
        assert!(
            store.ndim() == 2,
            "to_rows: needs a matrix, the shape is {:?}",
            store.shape()
        );
        store
            .outer_iter()
            .map(|row| row.iter().copied().collect())
            .collect()
    }

    /// The numbers as an `ndarray`.
    pub fn value(&self) -> Arr {
        self.store().to_owned()
    }

    /// The same numbers as a constant: no gradient flows past it.
    pub fn detach(&self) -> Tensor {
        if self.tracked() {
            Tensor::constant(self.store())
        } else {
            self.clone()
        }
    }
}

/// The numbers of a store in row-major order.
pub(crate) fn numbers(store: &Store) -> &[f64] {
    store.as_slice().expect("a tensor's numbers are row-major")
}

/// A store from row-major numbers; the caller guarantees that their count fits `shape`.
pub(crate) fn store(shape: &[usize], numbers: Vec<f64>) -> Store {
    Store::from_shape_vec(IxDyn(shape), numbers).expect("as many numbers as the shape says")
}

impl Drop for Node {
    /// Frees a long record one node at a time: the derived way recurses once per operation and would overflow the stack.
    fn drop(&mut self) {
        let mut pending = match self.op.take() {
            Some(op) => op.inputs,
            None => return,
        };
        while let Some(Tensor(shared)) = pending.pop() {
            if let Some(mut node) = Arc::into_inner(shared)
                && let Some(op) = node.op.take()
            {
                pending.extend(op.inputs);
            }
        }
    }
}
