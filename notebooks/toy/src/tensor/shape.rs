//! Reshaping, joining, cutting, rows.

use super::convert::Shape;
use super::index::select;
use super::strided::{gathered, strides};
use super::{Tensor, numbers, store};
use ndarray::{Axis, IxDyn, Slice};
use std::ops::Range;

impl Tensor {
    /// The same numbers, in the same order, in another shape.
    #[track_caller]
    pub fn reshape(&self, shape: impl Shape) -> Tensor {
        let (from, shape) = (self.store(), shape.axes());
        let count: usize = shape.iter().product();
        assert!(
            count == from.len(),
            "reshape: {:?} has {} numbers, {shape:?} would have {count}",
            from.shape(),
            from.len()
        );
        let value = from
            .into_shape_with_order(IxDyn(&shape))
            .expect("the count was checked");
        Tensor::from_op("reshape", value, &[self], |back| {
            vec![Some(back.g.reshape(back.inputs[0].shape()))]
        })
    }

    /// All numbers as one row, in row-major order: any shape -> n.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(zeros([2, 3, 4]).flatten().shape(), [24]);
    /// ```
    pub fn flatten(&self) -> Tensor {
        self.reshape(self.len())
    }

    /// Adds an axis of length 1 at place `axis`.
    #[track_caller]
    pub fn unsqueeze(&self, axis: usize) -> Tensor {
        let mut shape = self.shape();
        assert!(
            axis <= shape.len(),
            "unsqueeze: no place {axis} in shape {shape:?}"
        );
        shape.insert(axis, 1);
        self.reshape(shape)
    }

    /// Removes an axis; panics when its length is not 1.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(zeros([2, 1, 4]).squeeze(1).shape(), [2, 4]);
    /// ```
    #[track_caller]
    pub fn squeeze(&self, axis: usize) -> Tensor {
        self.expect_axis("squeeze", axis);
        let mut shape = self.shape();
        assert!(
            shape[axis] == 1,
            "squeeze: axis {axis} of shape {shape:?} is longer than 1"
        );
        shape.remove(axis);
        self.reshape(shape)
    }

    /// The part `range` of one axis: `x.slice(1, 0..2)` is the first two columns.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0, 3.0]]).slice(1, 0..2).to_vec(), [1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn slice(&self, axis: usize, range: Range<usize>) -> Tensor {
        self.expect_axis("slice", axis);
        let from = self.store();
        let length = from.shape()[axis];
        assert!(
            range.start <= range.end && range.end <= length,
            "slice: {range:?} does not fit axis {axis} of shape {:?}",
            from.shape()
        );
        let (mut shape, steps) = (from.shape().to_vec(), strides(from.shape()));
        shape[axis] = range.len();
        let start = range.start * steps[axis];
        let value = store(&shape, gathered(numbers(&from), start, &shape, &steps));
        Tensor::from_op("slice", value, &[self], move |back| {
            vec![Some(back.g.embed(axis, range.start, length))]
        })
    }

    /// The reverse of [`Tensor::slice`]: the tensor at `start` of an axis of `length`, zeros elsewhere.
    pub(super) fn embed(&self, axis: usize, start: usize, length: usize) -> Tensor {
        let from = self.store();
        let range = start..start + from.shape()[axis];
        let mut shape = from.shape().to_vec();
        shape[axis] = length;
        let mut value = super::Arr::zeros(IxDyn(&shape));
        value
            .slice_axis_mut(Axis(axis), Slice::from(range.clone()))
            .assign(&from);
        Tensor::from_op("pad", value.into_shared(), &[self], move |back| {
            vec![Some(back.g.slice(axis, range.clone()))]
        })
    }

    /// Gathers along axis 0: row `places[0]`, row `places[1]`, ... (an embedding's look-up).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([[1.0, 2.0], [3.0, 4.0]]);
    /// assert_eq!(x.rows(&[1, 1, 0]).to_rows(), [[3.0, 4.0], [3.0, 4.0], [1.0, 2.0]]);
    /// ```
    #[track_caller]
    pub fn rows(&self, places: &[usize]) -> Tensor {
        self.expect_axis("rows", 0);
        let shape = self.shape();
        if let Some(place) = places.iter().find(|&&place| place >= shape[0]) {
            panic!("rows: there is no row {place} in shape {shape:?} (rows count from 0)");
        }
        select(self, 0, places.into())
    }

    /// One number of each row of a matrix: x\[i, places\[i\]\] (the logit of the right class).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).pick(&[1, 0]).to_vec(), [2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn pick(&self, places: &[usize]) -> Tensor {
        let shape = self.shape();
        let &[rows, columns] = shape.as_slice() else {
            panic!("pick: needs a matrix, the shape is {shape:?}");
        };
        assert!(
            places.len() == rows,
            "pick: the matrix has {rows} rows (shape {shape:?}), but {} places are given",
            places.len()
        );
        if let Some(&place) = places.iter().find(|&&place| place >= columns) {
            panic!("pick: there is no column {place} in shape {shape:?} (columns count from 0)");
        }
        let flat: Vec<usize> = places
            .iter()
            .enumerate()
            .map(|(i, j)| i * columns + j)
            .collect();
        self.flatten().rows(&flat)
    }

    /// Row `i` (axis 0), without that axis.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).row(1).to_vec(), [3.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn row(&self, i: usize) -> Tensor {
        self.expect_axis("row", 0);
        self.rows(&[i]).squeeze(0)
    }

    /// Column `j` of a matrix, as a vector.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0], [3.0, 4.0]]).col(1).to_vec(), [2.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn col(&self, j: usize) -> Tensor {
        let shape = self.shape();
        assert!(
            shape.len() == 2 && j < shape[1],
            "col: there is no column {j} in shape {shape:?} (columns count from 0)"
        );
        self.slice(1, j..j + 1).squeeze(1)
    }
}

/// Joins tensors along an axis; their other axes must be equal.
///
/// ```
/// # use toy::prelude::*;
/// let (a, b) = (zeros([2, 3]), ones([1, 3]));
/// assert_eq!(concat(0, &[&a, &b]).shape(), [3, 3]);
/// ```
#[track_caller]
pub fn concat(axis: usize, parts: &[&Tensor]) -> Tensor {
    assert!(!parts.is_empty(), "concat: there is nothing to join");
    let stores: Vec<_> = parts.iter().map(|part| part.store()).collect();
    for store in &stores {
        let same = |shape: &[usize]| {
            let mut shape = shape.to_vec();
            (axis < shape.len())
                .then(|| shape.remove(axis))
                .map(|_| shape)
        };
        assert!(
            same(store.shape()).is_some() && same(store.shape()) == same(stores[0].shape()),
            "concat: shapes {:?} and {:?} do not agree beside axis {axis}",
            stores[0].shape(),
            store.shape()
        );
    }
    let mut shape = stores[0].shape().to_vec();
    shape[axis] = stores.iter().map(|store| store.shape()[axis]).sum();
    let mut joined = Vec::with_capacity(shape.iter().product());
    // In row-major order the parts' blocks alternate: one block of each for every place in the axes before.
    for outer in 0..shape[..axis].iter().product() {
        for store in &stores {
            let block: usize = store.shape()[axis..].iter().product();
            joined.extend_from_slice(&numbers(store)[outer * block..][..block]);
        }
    }
    let value = store(&shape, joined);
    Tensor::from_op("concat", value, parts, move |back| {
        let mut start = 0;
        let mut grads = Vec::with_capacity(back.inputs.len());
        for (input, need) in back.inputs.iter().zip(back.need) {
            let end = start + input.shape()[axis];
            grads.push(need.then(|| back.g.slice(axis, start..end)));
            start = end;
        }
        grads
    })
}

/// Joins tensors of one shape along a new first axis.
///
/// ```
/// # use toy::prelude::*;
/// let (a, b) = (tensor([1.0, 2.0]), tensor([3.0, 4.0]));
/// assert_eq!(stack(&[&a, &b]).to_rows(), [[1.0, 2.0], [3.0, 4.0]]);
/// ```
#[track_caller]
pub fn stack(parts: &[&Tensor]) -> Tensor {
    let parts: Vec<Tensor> = parts.iter().map(|part| part.unsqueeze(0)).collect();
    concat(0, &parts.iter().collect::<Vec<_>>())
}
