//! Does a generator's sample cover the data, and stay on it?

use super::{squared_distances, two_samples};
use crate::tensor::Tensor;

/// Precision (fraction of the generated points near the data) and recall (fraction of the data near generated points),
/// where near means: within the distance of some point of the other sample to its `k`-th nearest neighbour in its own
/// sample (T. Kynkäänniemi et al., "Improved precision and recall metric for assessing generative models", NeurIPS
/// 2019, eq. 1 and 2). Samples n x d and m x d.
///
/// ```
/// # use toy::prelude::*;
/// let data = Mixture::ring(8, 2.0, 0.1).samples(&mut Rng::seed(1), 200);
/// let one_mode = Normal::new(0.0, 0.1).samples(&mut Rng::seed(2), [200, 2]) + tensor([2.0, 0.0]);
/// let (precision, recall) = sample_precision_recall(&one_mode, &data, 3);
/// assert!(precision > 0.8 && recall < 0.25); // all on the data, but on one of eight modes
/// ```
#[track_caller]
pub fn sample_precision_recall(
    generated: impl Into<Tensor>,
    data: impl Into<Tensor>,
    k: usize,
) -> (f64, f64) {
    let (g, d) = two_samples("sample_precision_recall", generated, data, k + 1);
    assert!(k > 0, "sample_precision_recall: k counts from 1, got 0");
    (fraction_near(&g, &d, k), fraction_near(&d, &g, k))
}

/// The fraction of `points` within reach of some point of `reference`.
fn fraction_near(points: &Tensor, reference: &Tensor, k: usize) -> f64 {
    let m = reference.shape()[0];
    let mut reach = Vec::with_capacity(m);
    for row in squared_distances(reference, reference).chunks_exact_mut(m) {
        row.sort_by(f64::total_cmp);
        reach.push(row[k]); // place 0 is the point itself
    }
    let squares = squared_distances(points, reference);
    let near = squares.chunks_exact(m).filter(|row| {
        row.iter()
            .zip(&reach)
            .any(|(square, reach)| square <= reach)
    });
    near.count() as f64 / points.shape()[0] as f64
}

/// What [`mode_coverage`] found.
#[derive(Clone, Debug, PartialEq)]
pub struct ModeCoverage {
    /// High-quality samples of each mode.
    pub counts: Vec<usize>,
    /// Modes with at least one high-quality sample.
    pub covered: usize,
    /// Fraction of the samples within the radius of some mode.
    pub quality: f64,
}

/// Counts the samples (n x d) within `radius` of their nearest mode (modes k x d); three standard deviations are usual
/// (A. Srivastava et al., "VEEGAN", NeurIPS 2017).
///
/// ```
/// # use toy::prelude::*;
/// let found = mode_coverage([[0.1], [5.0], [2.5]], [[0.0], [5.0], [9.0]], 0.3);
/// assert_eq!((found.covered, found.quality), (2, 2.0 / 3.0));
/// ```
#[track_caller]
pub fn mode_coverage(
    samples: impl Into<Tensor>,
    modes: impl Into<Tensor>,
    radius: f64,
) -> ModeCoverage {
    let (x, modes) = two_samples("mode_coverage", samples, modes, 1);
    let k = modes.shape()[0];
    let mut counts = vec![0; k];
    for row in squared_distances(&x, &modes).chunks_exact(k) {
        let mut best = 0;
        (1..k).for_each(|i| best = if row[i] < row[best] { i } else { best });
        counts[best] += usize::from(row[best] <= radius * radius);
    }
    let good: usize = counts.iter().sum();
    ModeCoverage {
        covered: counts.iter().filter(|&&count| count > 0).count(),
        quality: good as f64 / x.shape()[0] as f64,
        counts,
    }
}
