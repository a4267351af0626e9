//! Along an axis: running sums, norms, variances, and the softmax family of `reduce` over any axis.

use super::index::around;
use super::{Tensor, no_grad, numbers, store};

/// Running sums along an axis, from its start or from its end: each is the other's gradient.
fn running(x: &Tensor, axis: usize, from_end: bool) -> Tensor {
    let from = x.store();
    let [outer, length, inner] = around(from.shape(), axis);
    let mut sums = numbers(&from).to_vec();
    for first in (0..outer).map(|block| block * length) {
        for step in 1..length {
            let (to, before) = match from_end {
                false => (first + step, first + step - 1),
                true => (first + length - 1 - step, first + length - step),
            };
            for lane in 0..inner {
                sums[to * inner + lane] += sums[before * inner + lane];
            }
        }
    }
    Tensor::from_op("cumsum", store(from.shape(), sums), &[x], move |back| {
        vec![Some(running(back.g, axis, !from_end))]
    })
}

impl Tensor {
    /// Running sums along an axis: yᵢ = x₀ + ... + xᵢ.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0, 3.0]).cumsum(0).to_vec(), [1.0, 3.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn cumsum(&self, axis: usize) -> Tensor {
        self.expect_axis("cumsum", axis);
        running(self, axis, false)
    }

    /// √Σx² over the axes that `shape` has as 1; gradient g·x/√Σx², and 0 where all x are 0.
    fn norm_to(&self, shape: &[usize]) -> Tensor {
        let value = no_grad(|| self.square().sum_to(shape).sqrt());
        Tensor::from_op("norm", value.store(), &[self], |back| {
            // Where the norm is 0, so is x: dividing by 1 there gives the gradient 0.
            let divisor = back.output + back.output.eq_to(0.0);
            vec![Some(back.g * (&back.inputs[0] / divisor))]
        })
    }

    /// Euclidean length of all numbers, √Σx², as a tensor of one; at 0 the gradient is 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([3.0, 4.0]).norm().item(), 5.0);
    /// ```
    pub fn norm(&self) -> Tensor {
        self.norm_to(&[])
    }

    /// Euclidean length along one axis, which stays with length 1: `&x / x.norm_keep(1)` has rows of length 1.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([[3.0, 4.0]]);
    /// close_all("unit rows", &x / x.norm_keep(1), [[0.6, 0.8]], 1e-12);
    /// ```
    #[track_caller]
    pub fn norm_keep(&self, axis: usize) -> Tensor {
        self.expect_axis("norm over an axis", axis);
        self.norm_to(&super::index::with_axis(&self.shape(), axis, 1))
    }

    /// Euclidean length along one axis, which disappears.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[3.0, 4.0], [0.0, 2.0]]).norm_axis(1).to_vec(), [5.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn norm_axis(&self, axis: usize) -> Tensor {
        self.norm_keep(axis).squeeze(axis)
    }

    /// x − its mean along an axis, and the degrees of freedom n − 1.
    #[track_caller]
    fn centred(&self, operation: &str, axis: usize) -> (Tensor, f64) {
        self.expect_axis(operation, axis);
        let length = self.shape()[axis];
        assert!(
            length >= 2,
            "{operation}: needs at least 2 numbers along axis {axis}, the shape is {:?}",
            self.shape()
        );
        (self - self.mean_keep(axis), (length - 1) as f64)
    }

    /// Variance along one axis, Σ(x − x̄)²/(n − 1), which stays with length 1 (as `torch.var`, [`crate::stats::std`]).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 3.0]]).var_keep(1).to_rows(), [[2.0]]);
    /// ```
    #[track_caller]
    pub fn var_keep(&self, axis: usize) -> Tensor {
        let (centred, freedom) = self.centred("variance over an axis", axis);
        centred.square().sum_keep(axis) / freedom
    }

    /// Variance along one axis, Σ(x − x̄)²/(n − 1), which disappears.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 3.0], [5.0, 5.0]]).var_axis(1).to_vec(), [2.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn var_axis(&self, axis: usize) -> Tensor {
        self.var_keep(axis).squeeze(axis)
    }

    /// Standard deviation along one axis, the root of [`Tensor::var_keep`]; where it is 0, so is its gradient.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = Rng::seed(1).normals([100, 3]);
    /// let standard = (&x - x.mean_keep(0)) / x.std_keep(0);
    /// close_all("variance 1", standard.var_axis(0), [1.0, 1.0, 1.0], 1e-12);
    /// ```
    #[track_caller]
    pub fn std_keep(&self, axis: usize) -> Tensor {
        let (centred, freedom) = self.centred("standard deviation over an axis", axis);
        centred.norm_keep(axis) / freedom.sqrt()
    }

    /// Standard deviation along one axis, which disappears.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 3.0], [5.0, 5.0]]).std_axis(1).to_vec(), [sqrt(2.0), 0.0]);
    /// ```
    #[track_caller]
    pub fn std_axis(&self, axis: usize) -> Tensor {
        self.std_keep(axis).squeeze(axis)
    }

    /// The axes' order that puts `axis` last.
    #[track_caller]
    fn axis_last(&self, operation: &str, axis: usize) -> Vec<usize> {
        self.expect_axis(operation, axis);
        let others = (0..self.rank()).filter(|&other| other != axis);
        others.chain([axis]).collect()
    }

    /// Puts `axis` last, applies `f`, and puts it back.
    #[track_caller]
    fn along(&self, operation: &str, axis: usize, f: fn(&Tensor) -> Tensor) -> Tensor {
        let order = self.axis_last(operation, axis);
        let mut back = vec![0; order.len()];
        order.iter().enumerate().for_each(|(i, &a)| back[a] = i);
        f(&self.permute(&order)).permute(&back)
    }

    /// [`Tensor::softmax`] along any axis.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close_all("columns", zeros([2, 3]).softmax_axis(0), full([2, 3], 0.5), 1e-12);
    /// ```
    #[track_caller]
    pub fn softmax_axis(&self, axis: usize) -> Tensor {
        self.along("softmax over an axis", axis, Tensor::softmax)
    }

    /// [`Tensor::log_softmax`] along any axis.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close_all("columns", zeros([2, 3]).log_softmax_axis(0), full([2, 3], -ln(2.0)), 1e-12);
    /// ```
    #[track_caller]
    pub fn log_softmax_axis(&self, axis: usize) -> Tensor {
        self.along("log_softmax over an axis", axis, Tensor::log_softmax)
    }

    /// [`Tensor::logsumexp`] along any axis, which disappears.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close_all("ln(1 + 1)", zeros([2, 3]).logsumexp_axis(0), full([3], ln(2.0)), 1e-12);
    /// ```
    #[track_caller]
    pub fn logsumexp_axis(&self, axis: usize) -> Tensor {
        let order = self.axis_last("logsumexp over an axis", axis);
        self.permute(&order).logsumexp()
    }
}
