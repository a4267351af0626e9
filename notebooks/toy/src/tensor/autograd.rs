//! Reverse-mode differentiation: walk the record backwards, multiply by each step's Jacobian.
//!
//! For y = f(x) and a loss L, a node turns the gradient g = dL/dy into gᵀ·(∂y/∂x) (its vector-Jacobian product).
//! Those products are tensor operations themselves: recorded ([`grad_graph`]) they can be differentiated again;
//! not recorded ([`grad`]) they cost no more than the arithmetic.

use super::stale::watched;
use super::{Op, Store, Tensor, Value, full, numbers, zeros};
use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet};

/// What a vector-Jacobian product works with.
pub struct Back<'a> {
    /// Gradient of the loss with respect to the operation's output; the output's shape.
    pub g: &'a Tensor,
    /// The operation's inputs.
    pub inputs: &'a [Tensor],
    /// The operation's output.
    pub output: &'a Tensor,
    /// Which inputs need a gradient; for the others `None` saves the work.
    pub need: &'a [bool],
}

/// Gradient with respect to every input, in their order and shapes.
pub(crate) type Grads = Vec<Option<Tensor>>;
pub(crate) type Vjp = Box<dyn Fn(&Back) -> Grads + Send + Sync>;

thread_local! {
    static RECORDING: Cell<bool> = const { Cell::new(true) };
}

/// Whether operations on parameters are being recorded on this thread.
pub(crate) fn recording() -> bool {
    RECORDING.get()
}

/// Sets recording on this thread and puts the old state back when dropped, also when a cell panics.
pub(crate) struct Recording(bool);

impl Recording {
    pub(crate) fn set(on: bool) -> Recording {
        Recording(RECORDING.replace(on))
    }
}

impl Drop for Recording {
    fn drop(&mut self) {
        RECORDING.set(self.0);
    }
}

/// Runs `body` without recording: everything in it is a constant. For evaluation and sampling.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([1.0, 2.0]);
/// let fixed = no_grad(|| &w * 3.0);
/// assert!(!fixed.tracked() && (&w * 3.0).tracked());
/// ```
#[track_caller]
pub fn no_grad<R>(body: impl FnOnce() -> R) -> R {
    let _off = Recording::set(false);
    body()
}

impl Tensor {
    /// Whether both are the same node of the record: for parameters, whether they share their numbers.
    pub(crate) fn is(&self, other: &Tensor) -> bool {
        self.0.id == other.0.id
    }

    /// The result of an operation: recorded if an input is tracked and recording is on, else a constant.
    pub(crate) fn from_op(
        name: &'static str,
        value: Store,
        inputs: &[&Tensor],
        vjp: impl Fn(&Back) -> Grads + Send + Sync + 'static,
    ) -> Tensor {
        let value = Value::Fixed(value);
        if !recording() || !inputs.iter().any(|input| input.tracked()) {
            return Tensor::node(value, None);
        }
        let inputs = inputs.iter().map(|&input| input.clone()).collect();
        let vjp = Box::new(vjp);
        Tensor::node(value, Some(Op { name, inputs, vjp }))
    }
}

/// Gradients of a loss (one number) with respect to each of `wanted`, as constants of the same shapes.
///
/// A tensor that the loss does not depend on has gradient zero. Take gradients before an optimiser changes the parameters
/// that the loss was computed from: afterwards their numbers are lost, and the gradients that need them panic.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([1.0, 2.0]);
/// let loss = (&w * &w).sum();
/// assert_eq!(grad(&loss, &[&w])[0].to_vec(), [2.0, 4.0]);
/// ```
#[track_caller]
pub fn grad(loss: &Tensor, wanted: &[&Tensor]) -> Vec<Tensor> {
    backward(loss, wanted, false)
}

/// [`grad`] whose results are recorded: they can be differentiated again.
///
/// ```
/// # use toy::prelude::*;
/// let x = param(3.0);
/// let slope = &grad_graph(&(&x * &x * &x), &[&x])[0]; // 3x²
/// assert_eq!(grad1(slope, &x).item(), 18.0); // 6x
/// ```
#[track_caller]
pub fn grad_graph(loss: &Tensor, wanted: &[&Tensor]) -> Vec<Tensor> {
    backward(loss, wanted, true)
}

/// [`grad`] with respect to one tensor: the gradient of a loss (one number), of the shape of `wanted`.
///
/// ```
/// # use toy::prelude::*;
/// let x = param([1.0, 2.0]);
/// assert_eq!(grad1(&x.square().sum(), &x).to_vec(), [2.0, 4.0]);
/// ```
#[track_caller]
pub fn grad1(loss: &Tensor, wanted: &Tensor) -> Tensor {
    backward(loss, &[wanted], false).remove(0)
}

/// [`grad_graph`] with respect to one tensor.
///
/// ```
/// # use toy::prelude::*;
/// let x = param(2.0);
/// let slope = grad1_graph(&x.powf(3.0), &x); // 3x², itself differentiable
/// assert_eq!((slope.item(), grad1(&slope, &x).item()), (12.0, 12.0)); // and 6x
/// ```
#[track_caller]
pub fn grad1_graph(loss: &Tensor, wanted: &Tensor) -> Tensor {
    backward(loss, &[wanted], true).remove(0)
}

#[track_caller]
fn backward(loss: &Tensor, wanted: &[&Tensor], graph: bool) -> Vec<Tensor> {
    assert!(
        loss.len() == 1,
        "grad: the loss must be one number, its shape is {:?}; take .sum() or .mean() first",
        loss.shape()
    );
    assert!(
        loss.tracked(),
        "grad: the loss was not computed from a parameter (made by `param` or a layer), or inside `no_grad`"
    );
    for (i, tensor) in wanted.iter().enumerate() {
        assert!(
            tensor.tracked(),
            "grad: tensor {i} (shape {:?}) is a constant; make it with `param`",
            tensor.shape()
        );
    }
    let _mode = Recording::set(graph);
    let targets: HashSet<u64> = wanted.iter().map(|tensor| tensor.0.id).collect();
    let useful = useful_nodes(loss, &targets);
    // A node's number is higher than its inputs': taking the highest first is a topological order.
    let mut pending = BTreeMap::from([(loss.0.id, (loss.clone(), full(loss.shape(), 1.0)))]);
    let mut found = HashMap::new();
    while let Some((id, (node, g))) = pending.pop_last() {
        if let Some(op) = &node.0.op {
            let need: Vec<bool> = op.inputs.iter().map(|i| useful[&i.0.id]).collect();
            if need.contains(&true) {
                let back = Back {
                    g: &g,
                    inputs: &op.inputs,
                    output: &node,
                    need: &need,
                };
                let (parts, stale) = watched(id, || (op.vjp)(&back));
                assert!(
                    !stale,
                    "grad: the gradient of `{}` needs a parameter's numbers from when the loss was computed, but they have changed since (by an optimiser's step?); compute the loss again",
                    op.name
                );
                assert!(
                    parts.len() == op.inputs.len(),
                    "grad: `{}` gives {} gradients for {} inputs",
                    op.name,
                    parts.len(),
                    op.inputs.len()
                );
                for (input, part) in op.inputs.iter().zip(parts) {
                    if let Some(part) = part {
                        assert!(
                            of_shape(&part, |part| of_shape(input, |input| part == input)),
                            "grad: the gradient of `{}` has shape {:?} for an input of shape {:?}",
                            op.name,
                            part.shape(),
                            input.shape()
                        );
                        accumulate(&mut pending, input, part);
                    }
                }
            }
        }
        if targets.contains(&id) {
            found.insert(id, g);
        }
    }
    let gradient = |tensor: &&Tensor| match found.get(&tensor.0.id) {
        Some(g) => g.clone(),
        None => zeros(tensor.shape()),
    };
    wanted.iter().map(gradient).collect()
}

/// What `test` says of a tensor's shape, without a copy of it.
fn of_shape(tensor: &Tensor, test: impl FnOnce(&[usize]) -> bool) -> bool {
    match &tensor.0.value {
        Value::Fixed(store) => test(store.shape()),
        Value::Parameter { .. } => test(&tensor.shape()),
    }
}

/// Adds one path's share to a node's gradient.
fn accumulate(pending: &mut BTreeMap<u64, (Tensor, Tensor)>, input: &Tensor, part: Tensor) {
    match pending.get_mut(&input.0.id) {
        Some((_, sum)) => *sum = &*sum + part,
        None => {
            pending.insert(input.0.id, (input.clone(), part));
        }
    }
}

/// For every node below the loss: does a path lead from it to a wanted tensor?
fn useful_nodes(loss: &Tensor, targets: &HashSet<u64>) -> HashMap<u64, bool> {
    let mut useful = HashMap::new();
    // Visit a node twice: on the way down to queue its inputs, on the way up to conclude from them.
    let mut stack = vec![(loss, false)];
    while let Some((tensor, inputs_done)) = stack.pop() {
        let (id, op) = (tensor.0.id, &tensor.0.op);
        let inputs = op.as_ref().map_or(&[][..], |op| &op.inputs);
        if inputs_done {
            let any = inputs.iter().any(|input| useful[&input.0.id]);
            useful.insert(id, any || targets.contains(&id));
        } else if !useful.contains_key(&id) {
            stack.push((tensor, true));
            stack.extend(inputs.iter().map(|input| (input, false)));
        }
    }
    useful
}

/// Straight-through estimator: the value of `hard`, the gradient of `soft`.
///
/// Used where `hard` is a rounded or sampled version of `soft` whose own gradient is zero almost everywhere.
///
/// ```
/// # use toy::prelude::*;
/// let logits = param([0.0, 1.0]);
/// let soft = logits.softmax();
/// let bit = straight_through(&tensor([0.0, 1.0]), &soft);
/// assert_eq!(bit.to_vec(), [0.0, 1.0]);
/// assert!(grad1(&bit.slice(0, 1..2).sum(), &logits).at([1]) > 0.0); // softmax's gradient
/// ```
#[track_caller]
pub fn straight_through(hard: &Tensor, soft: &Tensor) -> Tensor {
    assert!(
        hard.shape() == soft.shape(),
        "straight_through: the hard value has shape {:?}, the soft one {:?}",
        hard.shape(),
        soft.shape()
    );
    Tensor::from_op("straight_through", hard.store(), &[soft], |back| {
        vec![Some(back.g.clone())]
    })
}

/// An operation with a gradient of your own.
///
/// `vjp(g, inputs, output)` gives one tensor for each input, of that input's shape; in tensor operations, so that it
/// can be differentiated again.
///
/// ```
/// # use toy::prelude::*;
/// let x = param([1.0, 2.0]);
/// let y = custom("reverse", &[&x], x.detach(), |g, _, _| vec![-g]); // gradient reversal
/// assert_eq!(grad1(&y.sum(), &x).to_vec(), [-1.0, -1.0]);
/// ```
#[track_caller]
pub fn custom(
    name: &'static str,
    inputs: &[&Tensor],
    value: impl Into<Tensor>,
    vjp: impl Fn(&Tensor, &[Tensor], &Tensor) -> Vec<Tensor> + Send + Sync + 'static,
) -> Tensor {
    let value = value.into().store();
    debug_assert_eq!(numbers(&value).len(), value.len());
    Tensor::from_op(name, value, inputs, move |back| {
        let grads = vjp(back.g, back.inputs, back.output);
        grads.into_iter().map(Some).collect()
    })
}
