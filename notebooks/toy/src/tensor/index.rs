//! Rows by their numbers: selecting, gathering, and the reverse, adding into places.
//!
//! Everything here stands on one pair of operations that are each other's gradient: [`select`] copies slices of an axis
//! to where a list of places wants them, [`segments`] adds slices into the places that the list names. Additions run in
//! the order of the list: the same bits every time.

use super::convert::Shape;
use super::{Tensor, numbers, store};
use std::sync::Arc;

/// For each slice of the longer list, which slice of the axis it belongs to; shared by all derivatives.
pub(super) type Places = Arc<[usize]>;

/// A shape seen from one axis: how many blocks lie before it, its length, how many numbers lie behind it.
pub(super) fn around(shape: &[usize], axis: usize) -> [usize; 3] {
    let outer = shape[..axis].iter().product();
    let inner = shape[axis + 1..].iter().product();
    [outer, shape[axis], inner]
}

/// The shape with another length of one axis.
pub(super) fn with_axis(shape: &[usize], axis: usize, length: usize) -> Vec<usize> {
    let mut shape = shape.to_vec();
    shape[axis] = length;
    shape
}

/// yᵢ = x_placesᵢ along an axis. The caller has checked the places.
pub(super) fn select(x: &Tensor, axis: usize, places: Places) -> Tensor {
    let from = x.store();
    let [outer, count, inner] = around(from.shape(), axis);
    let all = numbers(&from);
    let mut out = Vec::with_capacity(outer * places.len() * inner);
    for first in (0..outer).map(|block| block * count) {
        if inner == 1 {
            out.extend(places.iter().map(|&place| all[first + place]));
        } else {
            for &place in places.iter() {
                let at = (first + place) * inner;
                out.extend_from_slice(&all[at..at + inner]);
            }
        }
    }
    let shape = with_axis(from.shape(), axis, places.len());
    Tensor::from_op("index_select", store(&shape, out), &[x], move |back| {
        vec![Some(segments(back.g, axis, places.clone(), count))]
    })
}

/// y_j = Σ xᵢ over the i with placesᵢ = j, along an axis that gets the length `count`. The caller has checked the places.
pub(super) fn segments(x: &Tensor, axis: usize, places: Places, count: usize) -> Tensor {
    let from = x.store();
    let [outer, length, inner] = around(from.shape(), axis);
    let all = numbers(&from);
    let mut sums = vec![0.0; outer * count * inner];
    for block in 0..outer {
        for (i, &place) in places.iter().enumerate() {
            let (at, to) = (block * length + i, block * count + place);
            if inner == 1 {
                sums[to] += all[at];
            } else {
                let to = &mut sums[to * inner..(to + 1) * inner];
                let row = &all[at * inner..(at + 1) * inner];
                to.iter_mut().zip(row).for_each(|(to, x)| *to += x);
            }
        }
    }
    let shape = with_axis(from.shape(), axis, count);
    Tensor::from_op("segment_sum", store(&shape, sums), &[x], move |back| {
        vec![Some(select(back.g, axis, places.clone()))]
    })
}

/// Numbers picked from anywhere: y = x.flatten()\[places\], in a shape of their own.
pub(super) fn take(x: &Tensor, places: Vec<usize>, shape: &[usize]) -> Tensor {
    select(&x.flatten(), 0, places.into()).reshape(shape)
}

/// Panics unless every place is below `count`.
#[track_caller]
fn expect_places(operation: &str, places: &[usize], count: usize, of: &[usize], axis: usize) {
    if let Some(place) = places.iter().find(|&&place| place >= count) {
        panic!(
            "{operation}: there is no place {place} on axis {axis} of shape {of:?} (places count from 0)"
        );
    }
}

impl Tensor {
    /// Slices of one axis by their numbers, in any order and as often as wanted (`torch.index_select`); along axis 0 the
    /// same as [`Tensor::rows`].
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.index_select(1, &[2, 0]).to_rows(), [[3.0, 1.0], [6.0, 4.0]]);
    /// ```
    #[track_caller]
    pub fn index_select(&self, axis: usize, places: &[usize]) -> Tensor {
        self.expect_axis("index_select", axis);
        let shape = self.shape();
        expect_places("index_select", places, shape[axis], &shape, axis);
        select(self, axis, places.into())
    }

    /// Sums rows into segments: row i is added to row `places[i]` of `count` rows of zeros, in the order of i. (The sum
    /// over a node's neighbours, over the words of a document: message passing and bags stand on it.)
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let messages = tensor([[1.0], [10.0], [100.0]]);
    /// assert_eq!(messages.segment_sum(&[2, 0, 2], 3).to_vec(), [10.0, 0.0, 101.0]);
    /// ```
    #[track_caller]
    pub fn segment_sum(&self, places: &[usize], count: usize) -> Tensor {
        self.expect_axis("segment_sum", 0);
        let shape = self.shape();
        assert!(
            places.len() == shape[0],
            "segment_sum: shape {shape:?} has {} rows, but {} places are given",
            shape[0],
            places.len()
        );
        if let Some(place) = places.iter().find(|&&place| place >= count) {
            panic!("segment_sum: there is no segment {place} among {count} (they count from 0)");
        }
        segments(self, 0, places.into(), count)
    }

    /// Adds slice i of `source` to slice `places[i]` of an axis (`torch.index_add`), in the order of i.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let sums = zeros([2]).index_add(0, &[0, 1, 1], &tensor([1.0, 2.0, 3.0]));
    /// assert_eq!(sums.to_vec(), [1.0, 5.0]);
    /// ```
    #[track_caller]
    pub fn index_add(&self, axis: usize, places: &[usize], source: &Tensor) -> Tensor {
        self.expect_axis("index_add", axis);
        let shape = self.shape();
        expect_places("index_add", places, shape[axis], &shape, axis);
        assert!(
            source.shape() == with_axis(&shape, axis, places.len()),
            "index_add: {} places on axis {axis} of shape {shape:?} need a source of shape {:?}, it is {:?}",
            places.len(),
            with_axis(&shape, axis, places.len()),
            source.shape()
        );
        self + segments(source, axis, places.into(), shape[axis])
    }

    /// One list of places for each lane of an axis (`torch.gather`): `places` holds, in row-major order, for every number
    /// of the result where on the axis it comes from. The result's axis is as long as the count of places says.
    ///
    /// What [`Tensor::argsort`] and [`Tensor::top_k`] give fits; for one place a row see [`Tensor::pick`].
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]);
    /// assert_eq!(x.gather(1, &[2, 0, 1, 1]).to_rows(), [[3.0, 1.0], [5.0, 5.0]]);
    /// ```
    #[track_caller]
    pub fn gather(&self, axis: usize, places: &[usize]) -> Tensor {
        self.expect_axis("gather", axis);
        let shape = self.shape();
        let [outer, count, inner] = around(&shape, axis);
        let lanes = outer * inner;
        assert!(
            lanes > 0 && places.len().is_multiple_of(lanes),
            "gather: shape {shape:?} has {lanes} lanes along axis {axis}, {} places do not divide among them",
            places.len()
        );
        expect_places("gather", places, count, &shape, axis);
        let length = places.len() / lanes;
        let flat = flat_places(places, count, length, inner);
        take(self, flat, &with_axis(&shape, axis, length))
    }

    /// The reverse of [`Tensor::gather`] (`torch.scatter_add`): every number of `source` is added, in row-major order, to
    /// the place on the axis that `places` names for it.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let counts = zeros([1, 3]).scatter_add(1, &[2, 2, 0], &ones([1, 3]));
    /// assert_eq!(counts.to_vec(), [1.0, 0.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn scatter_add(&self, axis: usize, places: &[usize], source: &Tensor) -> Tensor {
        self.expect_axis("scatter_add", axis);
        let (shape, from) = (self.shape(), source.shape());
        let length = from.get(axis).copied().unwrap_or(0);
        assert!(
            from == with_axis(&shape, axis, length),
            "scatter_add: a source of shape {from:?} does not fit shape {shape:?} beside axis {axis}"
        );
        assert!(
            places.len() == source.len(),
            "scatter_add: the source has {} numbers (shape {from:?}), but {} places are given",
            source.len(),
            places.len()
        );
        let [_, count, inner] = around(&shape, axis);
        expect_places("scatter_add", places, count, &shape, axis);
        let flat = flat_places(places, count, length, inner);
        let sums = segments(&source.flatten(), 0, flat.into(), self.len());
        self + sums.reshape(shape)
    }

    /// Reverses the order along an axis; the shape stays.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0, 3.0]).flip(0).to_vec(), [3.0, 2.0, 1.0]);
    /// ```
    #[track_caller]
    pub fn flip(&self, axis: usize) -> Tensor {
        self.expect_axis("flip", axis);
        select(self, axis, (0..self.shape()[axis]).rev().collect())
    }

    /// Moves everything `by` places along an axis; what falls off the end comes in at the start (`torch.roll`).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0, 3.0]).roll(0, 1).to_vec(), [3.0, 1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn roll(&self, axis: usize, by: isize) -> Tensor {
        self.expect_axis("roll", axis);
        let length = self.shape()[axis] as isize;
        let place = |i: isize| (i - by).rem_euclid(length) as usize;
        select(self, axis, (0..length).map(place).collect())
    }

    /// The whole tensor again and again, `times[i]` times along axis i (`torch.tile`); further leading axes are new.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0]).tile([2, 2]).to_rows(), [[1.0, 2.0, 1.0, 2.0]; 2]);
    /// ```
    #[track_caller]
    pub fn tile(&self, times: impl Shape) -> Tensor {
        let times = times.axes();
        let mut tiled = self.clone();
        assert!(
            times.len() >= self.rank(),
            "tile: {times:?} names fewer axes than shape {:?} has",
            self.shape()
        );
        while tiled.rank() < times.len() {
            tiled = tiled.unsqueeze(0);
        }
        for (axis, &times) in times.iter().enumerate().filter(|(_, times)| **times != 1) {
            let length = tiled.shape()[axis];
            let places = (0..times * length).map(|i| i % length).collect();
            tiled = select(&tiled, axis, places);
        }
        tiled
    }

    /// Each slice of an axis `times` times in a row (`torch.repeat_interleave`).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0]).repeat_interleave(0, 2).to_vec(), [1.0, 1.0, 2.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn repeat_interleave(&self, axis: usize, times: usize) -> Tensor {
        self.expect_axis("repeat_interleave", axis);
        let length = self.shape()[axis];
        select(self, axis, (0..times * length).map(|i| i / times).collect())
    }
}

/// Places on an axis of length `count` as places among all numbers; the list runs over blocks, `length` and `inner`.
fn flat_places(places: &[usize], count: usize, length: usize, inner: usize) -> Vec<usize> {
    let block = (length * inner).max(1);
    let flat = |(i, &place): (usize, &usize)| (i / block * count + place) * inner + i % inner;
    places.iter().enumerate().map(flat).collect()
}
