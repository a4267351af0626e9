//! Segments: rows that belong together are summed, averaged, compared. In a graph, the messages that one node receives,
//! or the nodes of one graph of a batch.
//!
//! `segments[i]` says which of `count` segments row i belongs to. Sums run over the rows in their order.

use crate::tensor::{Tensor, beats, choose, numbers};

/// What a node does with the messages it receives.
///
/// ```
/// # use toy::prelude::*;
/// let messages = tensor([[1.0], [3.0], [5.0]]);
/// let of = |how: Aggregate| how.of(&messages, &[0, 0, 1], 2).to_vec(); // to nodes 0, 0 and 1
/// assert_eq!(of(Aggregate::Sum), [4.0, 5.0]);
/// assert_eq!((of(Aggregate::Mean), of(Aggregate::Max)), (vec![2.0, 5.0], vec![3.0, 5.0]));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Aggregate {
    /// Their sum; of none, 0.
    Sum,
    /// Their mean; of none, 0.
    Mean,
    /// Their largest number in each column; of none, 0.
    Max,
}

impl Aggregate {
    /// Aggregates the rows of each segment: rows x features -> count x features.
    #[track_caller]
    pub fn of(self, x: &Tensor, segments: &[usize], count: usize) -> Tensor {
        match self {
            Aggregate::Sum => segment_sum(x, segments, count),
            Aggregate::Mean => segment_mean(x, segments, count),
            Aggregate::Max => segment_max(x, segments, count),
        }
    }
}

#[track_caller]
fn check(operation: &str, x: &Tensor, segments: &[usize], count: usize) {
    let shape = x.shape();
    assert!(
        shape.first() == Some(&segments.len()),
        "{operation}: {} segment numbers for the rows of shape {shape:?}",
        segments.len()
    );
    if let Some(segment) = segments.iter().find(|&&segment| segment >= count) {
        panic!(
            "{operation}: segment {segment}, but there are {count} (0 to {})",
            count as i64 - 1
        );
    }
}

/// Sum of the rows of each segment: rows x .. -> count x .. (zeros where a segment has no rows).
///
/// ```
/// # use toy::prelude::*;
/// let x = tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]);
/// let sums = segment_sum(&x, &[0, 2, 0], 3);
/// assert_eq!(sums.to_rows(), [[6.0, 8.0], [0.0, 0.0], [3.0, 4.0]]);
/// ```
#[track_caller]
pub fn segment_sum(x: &Tensor, segments: &[usize], count: usize) -> Tensor {
    check("segment_sum", x, segments, count);
    x.segment_sum(segments, count)
}

/// Mean of the rows of each segment: rows x .. -> count x .. (zeros where a segment has no rows).
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(segment_mean(&tensor([[1.0], [3.0], [5.0]]), &[0, 0, 1], 3).to_vec(), [2.0, 5.0, 0.0]);
/// ```
#[track_caller]
pub fn segment_mean(x: &Tensor, segments: &[usize], count: usize) -> Tensor {
    check("segment_mean", x, segments, count);
    let sizes = sizes(segments, count);
    let sizes: Tensor = sizes.iter().map(|&n| n.max(1) as f64).collect();
    let mut column = vec![1; x.rank()];
    column[0] = count;
    segment_sum(x, segments, count) / sizes.reshape(column)
}

/// How many rows each segment has.
fn sizes(segments: &[usize], count: usize) -> Vec<usize> {
    let mut sizes = vec![0; count];
    segments.iter().for_each(|&segment| sizes[segment] += 1);
    sizes
}

/// Largest number of each column among the rows of each segment: rows x features -> count x features (zeros where a
/// segment has no rows). The gradient goes to the first row that attains it.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(segment_max(&tensor([[1.0], [3.0], [5.0]]), &[0, 0, 1], 2).to_vec(), [3.0, 5.0]);
/// ```
#[track_caller]
pub fn segment_max(x: &Tensor, segments: &[usize], count: usize) -> Tensor {
    check("segment_max", x, segments, count);
    let shape = x.shape();
    assert!(
        shape.len() == 2,
        "segment_max: needs a matrix, the shape is {shape:?}"
    );
    let width = shape[1];
    if x.is_empty() {
        return crate::tensor::zeros([count, width]);
    }
    let places = largest(x, segments, count);
    let there: Tensor = places
        .iter()
        .map(|p| f64::from(u8::from(p.is_some())))
        .collect();
    let places: Vec<usize> = places.into_iter().map(|p| p.unwrap_or(0)).collect();
    let found = choose(&there, &x.flatten().rows(&places), &Tensor::from(0.0));
    found.reshape([count, width])
}

/// For each segment and column, the flat place of the first largest number.
fn largest(x: &Tensor, segments: &[usize], count: usize) -> Vec<Option<usize>> {
    let (from, width) = (x.store(), x.shape()[1]);
    let x = numbers(&from);
    let mut places: Vec<Option<usize>> = vec![None; count * width];
    for (i, &segment) in segments.iter().enumerate() {
        for j in 0..width {
            let best = &mut places[segment * width + j];
            let place = i * width + j;
            if best.is_none_or(|best| beats(x[place], x[best])) {
                *best = Some(place);
            }
        }
    }
    places
}

/// Softmax of each column over the rows of each segment: rows x features -> rows x features, or a vector. The weights of
/// one segment sum to 1 (a node's attention over the messages that it receives).
///
/// ```
/// # use toy::prelude::*;
/// let weights = segment_softmax(&tensor([0.0, 5.0, 0.0]), &[0, 1, 0], 2);
/// assert_eq!(weights.to_vec(), [0.5, 1.0, 0.5]);
/// ```
#[track_caller]
pub fn segment_softmax(x: &Tensor, segments: &[usize], count: usize) -> Tensor {
    check("segment_softmax", x, segments, count);
    let shape = x.shape();
    assert!(
        shape.len() <= 2,
        "segment_softmax: needs a vector or a matrix, the shape is {shape:?}"
    );
    let rows = x.reshape([segments.len(), shape.get(1).copied().unwrap_or(1)]);
    // Less each segment's largest number, against overflow; a constant changes nothing in a softmax.
    let top = segment_max(&rows.detach(), segments, count);
    let powers = (&rows - top.rows(segments)).exp();
    let totals = segment_sum(&powers, segments, count);
    (powers / totals.rows(segments)).reshape(shape)
}
