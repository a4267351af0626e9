//! Predictions from the nearest known points.

use super::{points, same_width};
use crate::stats::squared_distances;
use crate::tensor::Tensor;

/// For each of the `queries` (m x d) the places of its `k` nearest points (n x d) in Euclidean distance, the nearest
/// first, the first place first at a tie.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(nearest_neighbors([[0.9]], [[0.0], [1.0], [3.0]], 2), [[1, 0]]);
/// ```
#[track_caller]
pub fn nearest_neighbors(
    queries: impl Into<Tensor>,
    known: impl Into<Tensor>,
    k: usize,
) -> Vec<Vec<usize>> {
    let (queries, known) = (queries.into(), known.into());
    let [n, d] = points("nearest_neighbors", &known, k);
    same_width("nearest_neighbors", &queries, d);
    let nearest = |row: &[f64]| {
        let mut order: Vec<usize> = (0..n).collect();
        // A stable sort keeps the order of places at a tie.
        order.sort_by(|&i, &j| row[i].total_cmp(&row[j]));
        order.truncate(k);
        order
    };
    let squares = squared_distances(&queries, &known);
    squares.chunks_exact(n.max(1)).map(nearest).collect()
}

/// The commonest label among the `k` nearest points; the smaller label at a tie.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(knn_classify([[0.2], [4.0]], [[0.0], [1.0], [5.0]], &[0, 0, 1], 1), [0, 1]);
/// ```
#[track_caller]
pub fn knn_classify(
    queries: impl Into<Tensor>,
    known: impl Into<Tensor>,
    labels: &[usize],
    k: usize,
) -> Vec<usize> {
    let known = known.into();
    assert!(
        known.shape().first() == Some(&labels.len()) && k > 0,
        "knn_classify: {} labels and k = {k} for points of shape {:?}",
        labels.len(),
        known.shape()
    );
    let classes = labels.iter().max().map_or(0, |top| top + 1);
    let vote = |near: &Vec<usize>| {
        let mut votes = vec![0; classes];
        near.iter().for_each(|&i| votes[labels[i]] += 1);
        let mut best = 0;
        (1..classes).for_each(|c| best = if votes[c] > votes[best] { c } else { best });
        best
    };
    nearest_neighbors(queries, known, k)
        .iter()
        .map(vote)
        .collect()
}

/// The mean target (one number a point) of the `k` nearest points.
///
/// ```
/// # use toy::prelude::*;
/// let (known, targets) = (tensor([[0.0], [1.0], [9.0]]), [10.0, 20.0, 90.0]);
/// assert_eq!(knn_regress([[0.4]], &known, targets, 2).to_vec(), [15.0]);
/// ```
#[track_caller]
pub fn knn_regress(
    queries: impl Into<Tensor>,
    known: impl Into<Tensor>,
    targets: impl Into<Tensor>,
    k: usize,
) -> Tensor {
    let (known, targets) = (known.into(), targets.into().to_vec());
    assert!(
        known.shape().first() == Some(&targets.len()) && k > 0,
        "knn_regress: {} targets and k = {k} for points of shape {:?}",
        targets.len(),
        known.shape()
    );
    let mean = |near: &Vec<usize>| near.iter().map(|&i| targets[i]).sum::<f64>() / k as f64;
    nearest_neighbors(queries, known, k)
        .iter()
        .map(mean)
        .collect()
}
