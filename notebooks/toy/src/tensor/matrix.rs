//! Matrix products and transposition.

use super::broadcast::joint_shape;
use super::gemm::{Factor, gemm};
use super::strided::{gathered, strides};
use super::{Tensor, numbers, store};

/// Op(A)·Op(B), where Op transposes the last two axes or not. One operation for both directions of differentiation:
/// its gradients are of the same form, G·Bᵀ and Aᵀ·G, so that nothing is ever transposed in memory.
fn product(a: &Tensor, a_turned: bool, b: &Tensor, b_turned: bool) -> Tensor {
    let (x, y) = (a.store(), b.store());
    let (x_batch, [m, k]) = split(x.shape(), a_turned);
    let (y_batch, [_, n]) = split(y.shape(), b_turned);
    // One matrix for all (no leading axes) is used again for every product of the batch.
    let batch = if x_batch.is_empty() { y_batch } else { x_batch };
    let count: usize = batch.iter().product();
    let matrix = |all: &'_ [f64], shared: bool, size: usize, i: usize| -> std::ops::Range<usize> {
        let first = if shared { 0 } else { i * size };
        debug_assert!(first + size <= all.len());
        first..first + size
    };
    let mut c = vec![0.0; count * m * n];
    for i in 0..count {
        let at = matrix(numbers(&x), x_batch.is_empty(), m * k, i);
        let left = Factor {
            numbers: &numbers(&x)[at],
            transposed: a_turned,
        };
        let at = matrix(numbers(&y), y_batch.is_empty(), k * n, i);
        let right = Factor {
            numbers: &numbers(&y)[at],
            transposed: b_turned,
        };
        gemm(m, k, n, left, right, &mut c[i * m * n..(i + 1) * m * n]);
    }
    let shape = [batch, &[m, n]].concat();
    Tensor::from_op("matmul", store(&shape, c), &[a, b], move |back| {
        let (g, [a, b]) = (back.g, back.inputs) else {
            unreachable!()
        };
        // C = A·B: dA = G·Bᵀ and dB = Aᵀ·G; a factor that was turned gets its gradient turned: dA = B·Gᵀ, dB = Gᵀ·A.
        let da = || match a_turned {
            false => product(g, false, b, !b_turned),
            true => product(b, b_turned, g, true),
        };
        let db = || match b_turned {
            false => product(a, !a_turned, g, false),
            true => product(g, true, a, a_turned),
        };
        vec![
            back.need[0].then(|| da().sum_to(&a.shape())),
            back.need[1].then(|| db().sum_to(&b.shape())),
        ]
    })
}

/// Leading axes, and the size of the matrix after turning.
fn split(shape: &[usize], turned: bool) -> (&[usize], [usize; 2]) {
    let (batch, last) = shape.split_at(shape.len() - 2);
    let size = if turned {
        [last[1], last[0]]
    } else {
        [last[0], last[1]]
    };
    (batch, size)
}

impl Tensor {
    /// Matrix product over the last two axes: (.. x m x k) · (.. x k x n) -> (.. x m x n).
    ///
    /// Leading axes broadcast, or are missing on one side (that matrix is then used for all). A vector on the left is a
    /// row, on the right a column. Sums run in a fixed order: the same bits on every machine.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let a = tensor([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(a.matmul(&tensor([1.0, 10.0])).to_vec(), [21.0, 43.0]); // a column
    /// assert_eq!(ones([5, 2, 3]).matmul(&ones([3, 4])).shape(), [5, 2, 4]); // a batch
    /// ```
    #[track_caller]
    pub fn matmul(&self, other: &Tensor) -> Tensor {
        let (a, b) = (self.shape(), other.shape());
        match (a.len(), b.len()) {
            (0, _) | (_, 0) => fail(&a, &b, "a single number is no matrix; use *"),
            (1, 1) if a == b => return (self * other).sum(),
            (1, 1) => fail(&a, &b, "the vectors differ in length"),
            (1, 2) if a[0] == b[0] => return self.unsqueeze(0).matmul(other).flatten(),
            (1, 3..) if a[0] == b[b.len() - 2] => {
                return self.unsqueeze(0).matmul(other).squeeze(b.len() - 2);
            }
            (_, 1) if a[a.len() - 1] == b[0] => {
                let product = self.matmul(&other.unsqueeze(1));
                return product.squeeze(a.len() - 1);
            }
            _ => {}
        }
        if a.len() < 2 || b.len() < 2 || a[a.len() - 1] != b[b.len() - 2] {
            fail(
                &a,
                &b,
                "the left one's last axis must be as long as the right one's last but one",
            );
        }
        let (left, right) = (&a[..a.len() - 2], &b[..b.len() - 2]);
        if !left.is_empty() && !right.is_empty() && left != right {
            let Some(batch) = joint_shape(left, right) else {
                fail(
                    &a,
                    &b,
                    "the leading axes, counted from the last, must be equal or 1, or missing on one side",
                );
            };
            let spread = |x: &Tensor, size: &[usize]| x.broadcast_to([&batch, size].concat());
            let (x, y) = (
                spread(self, &a[a.len() - 2..]),
                spread(other, &b[b.len() - 2..]),
            );
            return product(&x, false, &y, false);
        }
        if right.is_empty() && !left.is_empty() {
            // One right factor for all: stack the left rows into one tall matrix.
            let rows: usize = a[..a.len() - 1].iter().product();
            let tall = self.reshape([rows, b[0]]);
            let shape = [&a[..a.len() - 1], &b[1..]].concat();
            return product(&tall, false, other, false).reshape(shape);
        }
        product(self, false, other, false)
    }

    /// Transposes the last two axes: .. x m x n -> .. x n x m.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).t().to_rows(), [[1.0, 3.0], [2.0, 4.0]]);
    /// ```
    #[track_caller]
    pub fn t(&self) -> Tensor {
        let rank = self.rank();
        assert!(
            rank >= 2,
            "t: needs a matrix, the shape is {:?}",
            self.shape()
        );
        let mut axes: Vec<usize> = (0..rank).collect();
        axes.swap(rank - 2, rank - 1);
        self.permute(&axes)
    }

    /// Puts the axes in another order: axis i of the result is axis `axes[i]` of the tensor.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(zeros([2, 3, 4]).permute(&[2, 0, 1]).shape(), [4, 2, 3]);
    /// ```
    #[track_caller]
    pub fn permute(&self, axes: &[usize]) -> Tensor {
        let from = self.store();
        let mut sorted = axes.to_vec();
        sorted.sort_unstable();
        assert!(
            sorted.iter().copied().eq(0..from.ndim()),
            "permute: {axes:?} does not name each axis of shape {:?} once",
            from.shape()
        );
        let steps = strides(from.shape());
        let turned = |of: &[usize]| -> Vec<usize> { axes.iter().map(|&axis| of[axis]).collect() };
        let (shape, steps) = (turned(from.shape()), turned(&steps));
        let value = store(&shape, gathered(numbers(&from), 0, &shape, &steps));
        let mut reverse = vec![0; axes.len()];
        axes.iter()
            .enumerate()
            .for_each(|(i, &axis)| reverse[axis] = i);
        Tensor::from_op("permute", value, &[self], move |back| {
            vec![Some(back.g.permute(&reverse))]
        })
    }
}

#[track_caller]
fn fail(a: &[usize], b: &[usize], why: &str) -> ! {
    panic!("cannot matmul shapes {a:?} and {b:?}: {why}")
}
