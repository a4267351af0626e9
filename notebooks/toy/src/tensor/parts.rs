//! Borders around a tensor, and a tensor in parts.

use super::Tensor;

impl Tensor {
    /// Zeros around the tensor: `before` and `after` places more along an axis.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0]).pad(0, 1, 2).to_vec(), [0.0, 1.0, 2.0, 0.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn pad(&self, axis: usize, before: usize, after: usize) -> Tensor {
        self.expect_axis("pad", axis);
        self.embed(axis, before, before + self.shape()[axis] + after)
    }

    /// The tensor continued periodically along an axis: `before` and `after` places more (a torus has no border).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([1.0, 2.0, 3.0]);
    /// assert_eq!(x.pad_circular(0, 1, 1).to_vec(), [3.0, 1.0, 2.0, 3.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn pad_circular(&self, axis: usize, before: usize, after: usize) -> Tensor {
        self.expect_axis("pad_circular", axis);
        let length = self.shape()[axis];
        assert!(
            length > 0,
            "pad_circular: axis {axis} of shape {:?} is empty",
            self.shape()
        );
        let start = length - before % length;
        let places: Vec<usize> = (0..before + length + after)
            .map(|i| (start + i) % length)
            .collect();
        self.index_select(axis, &places)
    }

    /// Cuts an axis into parts of the given lengths; as many as are named: `let [q, k, v] = x.split(1, [8, 8, 8]);`
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let [a, b] = tensor([1.0, 2.0, 3.0]).split(0, [1, 2]);
    /// assert_eq!((a.to_vec(), b.to_vec()), (vec![1.0], vec![2.0, 3.0]));
    /// ```
    #[track_caller]
    pub fn split<const N: usize>(&self, axis: usize, lengths: [usize; N]) -> [Tensor; N] {
        self.expect_axis("split", axis);
        assert!(
            lengths.iter().sum::<usize>() == self.shape()[axis],
            "split: the lengths {lengths:?} do not sum to axis {axis} of shape {:?}",
            self.shape()
        );
        let mut start = 0;
        lengths.map(|length| {
            start += length;
            self.slice(axis, start - length..start)
        })
    }

    /// Cuts an axis into `count` parts of equal length.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let parts = tensor(0..6).chunk(0, 3);
    /// assert_eq!(parts[2].to_vec(), [4.0, 5.0]);
    /// ```
    #[track_caller]
    pub fn chunk(&self, axis: usize, count: usize) -> Vec<Tensor> {
        self.expect_axis("chunk", axis);
        let length = self.shape()[axis];
        assert!(
            count > 0 && length.is_multiple_of(count),
            "chunk: axis {axis} of shape {:?} does not divide into {count} equal parts",
            self.shape()
        );
        let part = length / count;
        let mut parts = Vec::with_capacity(count);
        for i in 0..count {
            parts.push(self.slice(axis, i * part..(i + 1) * part));
        }
        parts
    }
}
