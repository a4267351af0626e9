//! Order along an axis: sorting, the largest k, where the largest stands.
//!
//! Which number goes where is a constant; the values are differentiable. Equal numbers keep their order, and a number
//! that is not one (NaN) counts as larger than all.

use super::index::around;
use super::reduce::first_largest;
use super::{Tensor, numbers};
use std::cmp::Ordering;

fn ascending(a: f64, b: f64) -> Ordering {
    // One of them is NaN where there is no order.
    a.partial_cmp(&b)
        .unwrap_or_else(|| a.is_nan().cmp(&b.is_nan()))
}

impl Tensor {
    /// The first `length` places of every lane of an axis in an order, in row-major order of the result.
    fn ordered(&self, axis: usize, length: usize, order: fn(f64, f64) -> Ordering) -> Vec<usize> {
        let from = self.store();
        let [outer, count, inner] = around(from.shape(), axis);
        let mut places = vec![0; outer * length * inner];
        for (block, lane) in (0..outer * inner).map(|i| (i / inner, i % inner)) {
            let number = |i: usize| numbers(&from)[(block * count + i) * inner + lane];
            let mut sorted: Vec<usize> = (0..count).collect();
            sorted.sort_by(|&i, &j| order(number(i), number(j)));
            for (i, &place) in sorted[..length].iter().enumerate() {
                places[(block * length + i) * inner + lane] = place;
            }
        }
        places
    }

    /// [`Tensor::gather`] of places that are known to fit, also of none.
    fn gathered(&self, axis: usize, places: &[usize], length: usize) -> Tensor {
        if places.is_empty() {
            return self.slice(axis, 0..length);
        }
        self.gather(axis, places)
    }

    /// The places along an axis from the smallest number to the largest: for a vector a permutation, for more axes one
    /// for each lane, in row-major order of the tensor's shape ([`Tensor::gather`] takes them).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([3.0, 1.0, 2.0]).argsort(0), [1, 2, 0]);
    /// ```
    #[track_caller]
    pub fn argsort(&self, axis: usize) -> Vec<usize> {
        self.expect_axis("argsort", axis);
        self.ordered(axis, self.shape()[axis], ascending)
    }

    /// The numbers along an axis from the smallest to the largest; each gradient goes to where its number came from.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = param([3.0, 1.0, 2.0]);
    /// let sorted = x.sort(0);
    /// assert_eq!(sorted.to_vec(), [1.0, 2.0, 3.0]);
    /// assert_eq!(grad1(&(sorted * tensor([10.0, 20.0, 30.0])).sum(), &x).to_vec(), [30.0, 10.0, 20.0]);
    /// ```
    #[track_caller]
    pub fn sort(&self, axis: usize) -> Tensor {
        self.expect_axis("sort", axis);
        self.gathered(axis, &self.argsort(axis), self.shape()[axis])
    }

    /// The `k` largest numbers along an axis, the largest first, and their places (in row-major order of the result).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (largest, places) = tensor([1.0, 4.0, 2.0]).top_k(0, 2);
    /// assert_eq!((largest.to_vec(), places), (vec![4.0, 2.0], vec![1, 2]));
    /// ```
    #[track_caller]
    pub fn top_k(&self, axis: usize, k: usize) -> (Tensor, Vec<usize>) {
        self.expect_axis("top_k", axis);
        assert!(
            k <= self.shape()[axis],
            "top_k: axis {axis} of shape {:?} has fewer than {k} numbers",
            self.shape()
        );
        let places = self.ordered(axis, k, |a, b| ascending(b, a));
        (self.gathered(axis, &places, k), places)
    }

    /// Where the largest number along an axis stands, one place for each lane; the first one at a tie.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 9.0], [5.0, 2.0]]).argmax_axis(0), [1, 0]);
    /// ```
    #[track_caller]
    pub fn argmax_axis(&self, axis: usize) -> Vec<usize> {
        self.expect_axis("argmax over an axis", axis);
        let from = self.store();
        let [outer, count, inner] = around(from.shape(), axis);
        assert!(
            count > 0,
            "argmax over an axis of length 0 (shape {:?})",
            from.shape()
        );
        let lanes = (0..outer * inner).map(|i| i / inner * count * inner + i % inner);
        lanes
            .map(|first| first_largest(numbers(&from)[first..].iter().step_by(inner).take(count)))
            .collect()
    }
}
