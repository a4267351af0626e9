//! Reductions: sums, means, maxima, and the softmax family over the last axis.

use super::{Tensor, numbers, store};
use crate::math::log_sum_exp;
use ndarray::Axis;

/// Sum of a slice in a fixed order: eight running sums, added pairwise at the end. The same bits on every machine and
/// quick, because the eight do not wait for each other.
pub(crate) fn sum_slice(x: &[f64]) -> f64 {
    let mut lanes = [0.0; 8];
    let mut blocks = x.chunks_exact(8);
    for block in &mut blocks {
        for (lane, x) in lanes.iter_mut().zip(block) {
            *lane += x;
        }
    }
    let [a, b, c, d, e, f, g, h] = lanes;
    let rest: f64 = blocks.remainder().iter().sum();
    ((a + b) + (c + d)) + ((e + f) + (g + h)) + rest
}

impl Tensor {
    /// Panics unless the tensor has that axis.
    #[track_caller]
    pub(crate) fn expect_axis(&self, operation: &str, axis: usize) {
        let shape = self.shape();
        assert!(
            axis < shape.len(),
            "{operation}: there is no axis {axis} in shape {shape:?} (axes count from 0)"
        );
    }

    /// Sum of all numbers, as a tensor of one.
    pub fn sum(&self) -> Tensor {
        let value = store(&[], vec![sum_slice(numbers(&self.store()))]);
        Tensor::from_op("sum", value, &[self], |back| {
            vec![Some(back.g.broadcast_to(back.inputs[0].shape()))]
        })
    }

    /// Mean of all numbers, as a tensor of one.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0, 6.0]).mean().item(), 3.0);
    /// ```
    pub fn mean(&self) -> Tensor {
        self.sum() / self.len() as f64
    }

    /// Sum over one axis, which stays with length 1.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).sum_keep(1).to_rows(), [[3.0], [7.0]]);
    /// ```
    #[track_caller]
    pub fn sum_keep(&self, axis: usize) -> Tensor {
        self.expect_axis("sum over an axis", axis);
        let mut shape = self.shape();
        shape[axis] = 1;
        self.sum_to(&shape)
    }

    /// Sum over one axis, which disappears.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).sum_axis(0).to_vec(), [4.0, 6.0]);
    /// ```
    #[track_caller]
    pub fn sum_axis(&self, axis: usize) -> Tensor {
        self.sum_keep(axis).squeeze(axis)
    }

    /// Mean over one axis, which stays with length 1.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([[1.0, 3.0], [10.0, 20.0]]);
    /// assert_eq!((&x - x.mean_keep(1)).to_rows(), [[-1.0, 1.0], [-5.0, 5.0]]);
    /// ```
    #[track_caller]
    pub fn mean_keep(&self, axis: usize) -> Tensor {
        let sum = self.sum_keep(axis);
        sum / self.shape()[axis] as f64
    }

    /// Mean over one axis, which disappears.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).mean_axis(0).to_vec(), [2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn mean_axis(&self, axis: usize) -> Tensor {
        self.mean_keep(axis).squeeze(axis)
    }

    /// Largest number over one axis, which disappears; the gradient goes to the first that attains it.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 9.0], [5.0, 2.0]]).max_axis(1).to_vec(), [9.0, 5.0]);
    /// ```
    #[track_caller]
    pub fn max_axis(&self, axis: usize) -> Tensor {
        self.expect_axis("max over an axis", axis);
        let from = self.store();
        assert!(
            from.shape()[axis] > 0,
            "max over an axis of length 0 (shape {:?})",
            from.shape()
        );
        let best = from.map_axis(Axis(axis), |lane| first_largest(lane.iter()) as f64);
        // A mask with one 1 in each lane makes value and gradient plain arithmetic.
        let mask = ndarray::Array::from_shape_fn(from.raw_dim(), |place| {
            let mut outer: Vec<usize> = ndarray::Dimension::slice(&place).to_vec();
            let own = outer.remove(axis);
            f64::from(u8::from(best[outer.as_slice()] == own as f64))
        });
        super::choose(&mask.into(), self, &Tensor::from(0.0)).sum_axis(axis)
    }

    /// Largest number; the gradient goes to the first that attains it.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 9.0], [5.0, 2.0]]).max().item(), 9.0);
    /// ```
    #[track_caller]
    pub fn max(&self) -> Tensor {
        self.flatten().max_axis(0)
    }

    /// Smallest number; the gradient goes to the first that attains it.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 9.0], [5.0, 2.0]]).min().item(), 1.0);
    /// ```
    #[track_caller]
    pub fn min(&self) -> Tensor {
        -(-self).max()
    }

    /// Where the largest number of each row (last axis) is; the first one at a tie.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 9.0], [5.0, 2.0]]).argmax(), [1, 0]);
    /// ```
    #[track_caller]
    pub fn argmax(&self) -> Vec<usize> {
        self.last_axis("argmax");
        let from = self.store();
        from.rows()
            .into_iter()
            .map(|row| first_largest(row.iter()))
            .collect()
    }

    #[track_caller]
    fn last_axis(&self, operation: &str) -> usize {
        match self.shape().last() {
            Some(&length) if length > 0 => self.rank() - 1,
            _ => panic!(
                "{operation}: needs a last axis that is not empty, the shape is {:?}",
                self.shape()
            ),
        }
    }

    /// Applies `f` to each row (last axis).
    fn map_rows(&self, f: impl Fn(&mut [f64])) -> super::Store {
        let from = self.store();
        let mut out = numbers(&from).to_vec();
        let length = from.shape().last().copied().unwrap_or(1);
        out.chunks_exact_mut(length).for_each(f);
        store(from.shape(), out)
    }

    /// Softmax over the last axis, yᵢ = e^xᵢ / Σⱼ e^xⱼ; gradient y·(g − Σⱼ gⱼ yⱼ).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close_all("odds 1 : 3", tensor([0.0, ln(3.0)]).softmax(), [0.25, 0.75], 1e-12);
    /// ```
    #[track_caller]
    pub fn softmax(&self) -> Tensor {
        let last = self.last_axis("softmax");
        let value = self.map_rows(|row| {
            let top = largest(row);
            row.iter_mut().for_each(|x| *x = crate::math::exp(*x - top));
            let total = sum_slice(row);
            row.iter_mut().for_each(|x| *x /= total);
        });
        Tensor::from_op("softmax", value, &[self], move |back| {
            let (g, y) = (back.g, back.output);
            vec![Some(y * (g - (g * y).sum_keep(last)))]
        })
    }

    /// ln softmax over the last axis, xᵢ − ln Σⱼ e^xⱼ; gradient g − softmax(x)·Σⱼ gⱼ.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close_all("no overflow", tensor([1000.0, 1000.0]).log_softmax(), [-ln(2.0), -ln(2.0)], 1e-12);
    /// ```
    #[track_caller]
    pub fn log_softmax(&self) -> Tensor {
        let last = self.last_axis("log_softmax");
        let value = self.map_rows(|row| {
            let total = log_sum_exp(row);
            row.iter_mut().for_each(|x| *x -= total);
        });
        Tensor::from_op("log_softmax", value, &[self], move |back| {
            vec![Some(back.g - back.output.exp() * back.g.sum_keep(last))]
        })
    }

    /// ln Σⱼ e^xⱼ over the last axis, which disappears; gradient g·softmax(x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close_all("ln(1 + 3)", tensor([[0.0, ln(3.0)]]).logsumexp(), [ln(4.0)], 1e-12);
    /// ```
    #[track_caller]
    pub fn logsumexp(&self) -> Tensor {
        let last = self.last_axis("logsumexp");
        let from = self.store();
        let length = from.shape()[last];
        let rows = numbers(&from).chunks_exact(length).map(log_sum_exp);
        let value = store(&from.shape()[..last], rows.collect());
        Tensor::from_op("logsumexp", value, &[self], move |back| {
            vec![Some(back.g.unsqueeze(last) * back.inputs[0].softmax())]
        })
    }
}

fn largest(row: &[f64]) -> f64 {
    row.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

/// Whether x takes the place of the largest number so far; NaN counts as larger than all, so that it shows.
pub(crate) fn beats(x: f64, best: f64) -> bool {
    x > best || (x.is_nan() && !best.is_nan())
}

pub(super) fn first_largest<'a>(lane: impl Iterator<Item = &'a f64>) -> usize {
    let mut best = (0, f64::NEG_INFINITY);
    for (i, &x) in lane.enumerate() {
        if beats(x, best.1) {
            best = (i, x);
        }
    }
    best.0
}
