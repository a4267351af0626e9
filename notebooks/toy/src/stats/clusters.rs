//! How well clusters agree with labels, or with the distances of their points.

use super::classify::check_labels;
use super::correlation::{information, numbered};
use super::squared_distances;
use crate::tensor::Tensor;
use std::collections::BTreeMap;

/// Fraction of items whose true label is the commonest one of their cluster: 1 when every cluster holds one label.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(cluster_purity(&[0, 0, 1, 1], &[5, 5, 5, 7]), 0.75);
/// ```
#[track_caller]
pub fn cluster_purity(found: &[usize], truth: &[usize]) -> f64 {
    assert!(
        found.len() == truth.len() && !found.is_empty(),
        "cluster_purity: {} clusters for {} labels",
        found.len(),
        truth.len()
    );
    let mut counts: BTreeMap<usize, BTreeMap<usize, usize>> = BTreeMap::new();
    for (cluster, label) in found.iter().zip(truth) {
        *counts
            .entry(*cluster)
            .or_default()
            .entry(*label)
            .or_default() += 1;
    }
    let right: usize = counts
        .values()
        .filter_map(|labels| labels.values().max())
        .sum();
    right as f64 / found.len() as f64
}

/// How many pairs of items have the same label.
fn pairs(x: &[usize]) -> f64 {
    let mut counts = BTreeMap::new();
    x.iter()
        .for_each(|label| *counts.entry(label).or_insert(0usize) += 1);
    counts.values().map(|&n| (n * (n - 1) / 2) as f64).sum()
}

/// One label for each pair of labels.
fn joint(a: &[usize], b: &[usize]) -> Vec<usize> {
    let ((a, _), (b, width)) = (numbered(a), numbered(b));
    a.iter().zip(b).map(|(a, b)| a * width + b).collect()
}

/// Adjusted Rand index: the pairs of items on which two clusterings agree, 1 for equal clusterings, 0 on average for
/// random ones of the same sizes (L. Hubert and P. Arabie, J. of Classification 2, 1985). Names of clusters do not
/// matter.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(adjusted_rand_index(&[7, 7, 3, 3], &[0, 0, 1, 1]), 1.0);
/// ```
#[track_caller]
pub fn adjusted_rand_index(found: &[usize], truth: &[usize]) -> f64 {
    check_labels("adjusted_rand_index", found, truth);
    let (a, b, both) = (pairs(found), pairs(truth), pairs(&joint(found, truth)));
    let all = (found.len() * (found.len() - 1)) as f64 / 2.0;
    let expected = if all > 0.0 { a * b / all } else { 0.0 };
    let top = 0.5 * (a + b);
    // Equal only when both are one cluster, or both only single items.
    if top == expected {
        1.0
    } else {
        (both - expected) / (top - expected)
    }
}

/// Normalised mutual information of two clusterings, 2·I/(H₁ + H₂): 0 for independent ones, 1 for equal ones.
///
/// ```
/// # use toy::prelude::*;
/// close("other names, same parts", normalized_mutual_info(&[0, 0, 1, 1], &[5, 5, 2, 2]), 1.0, 1e-12);
/// close("independent", normalized_mutual_info(&[0, 1, 0, 1], &[0, 0, 1, 1]), 0.0, 1e-12);
/// ```
#[track_caller]
pub fn normalized_mutual_info(found: &[usize], truth: &[usize]) -> f64 {
    check_labels("normalized_mutual_info", found, truth);
    // The information of a labelling with itself is its entropy.
    let entropies = information(found, found) + information(truth, truth);
    if entropies == 0.0 {
        1.0
    } else {
        2.0 * information(found, truth) / entropies
    }
}

/// Silhouette: the mean over points of (b − a)/max(a, b), where a is the mean distance to the rest of its own cluster
/// and b that to the nearest other cluster; −1 to 1, 0 for a point alone in its cluster (P. J. Rousseeuw, J. Comp.
/// Appl. Math. 20, 1987). Points n x d.
///
/// ```
/// # use toy::prelude::*;
/// let x = [[0.0], [1.0], [10.0], [11.0]];
/// assert!(silhouette(x, &[0, 0, 1, 1]) > 0.8 && silhouette(x, &[0, 1, 0, 1]) < 0.0);
/// ```
#[track_caller]
pub fn silhouette(points: impl Into<Tensor>, clusters: &[usize]) -> f64 {
    let x = points.into().detach();
    let n = clusters.len();
    assert!(
        x.rank() == 2 && x.shape()[0] == n && n > 0,
        "silhouette: needs points n x d, the shape is {:?}, for {n} clusters",
        x.shape()
    );
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    clusters
        .iter()
        .for_each(|&c| *sizes.entry(c).or_default() += 1);
    assert!(
        sizes.len() >= 2,
        "silhouette: needs two clusters or more, got one"
    );
    let squares = squared_distances(&x, &x);
    let mut total = 0.0;
    for (i, row) in squares.chunks_exact(n).enumerate() {
        let own = clusters[i];
        let mut sums: BTreeMap<usize, f64> = BTreeMap::new();
        for (square, &cluster) in row.iter().zip(clusters) {
            *sums.entry(cluster).or_default() += square.sqrt();
        }
        if sizes[&own] == 1 {
            continue;
        }
        let a = sums[&own] / (sizes[&own] - 1) as f64;
        let others = sums.iter().filter(|(c, _)| **c != own);
        let b = others
            .map(|(c, sum)| sum / sizes[c] as f64)
            .fold(f64::INFINITY, f64::min);
        let width = a.max(b);
        total += if width > 0.0 { (b - a) / width } else { 0.0 };
    }
    total / n as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purity_counts_the_commonest_label() {
        assert_eq!(cluster_purity(&[0, 0, 1, 1], &[5, 5, 5, 7]), 0.75);
    }
}
