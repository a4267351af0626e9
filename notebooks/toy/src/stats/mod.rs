//! Evaluation: summaries with their uncertainty, scores of predictions, distances between samples.
//!
//! Everything here gives plain numbers (or constant tensors): evaluation, not training.
//!
//! | file | what stands there |
//! |---|---|
//! | `summary` | mean, standard deviation, quantiles, histogram, covariance, running sums |
//! | `interval` | what several seeds say together: bootstrap and t intervals |
//! | `tests_of_difference` | Welch's test, permutation test, effect size |
//! | `student` | Student's t distribution |
//! | `classify` | accuracy, confusion matrix, precision, recall, F1 |
//! | `ranking` | ROC and precision-recall curves, their areas |
//! | `calibration` | reliability, calibration error, Brier score, perplexity |
//! | `correlation` | errors of a regression, R², Pearson, Spearman, Kendall, mutual information |
//! | `distance` | energy, Wasserstein, MMD, Fréchet, KL |
//! | `coverage` | precision and recall of a generator's samples, modes covered |
//! | `representation` | CKA, CCA, SVCCA, PWCCA, Procrustes |
//! | `clusters` | purity, Rand index, mutual information, silhouette |
//! | `text` | n-grams, BLEU, edit distance |

mod calibration;
mod classify;
mod clusters;
mod correlation;
mod coverage;
mod distance;
mod interval;
mod ranking;
mod representation;
mod student;
mod summary;
mod tests_of_difference;
mod text;

pub use calibration::{
    ReliabilityBin, brier_score, expected_calibration_error, perplexity, reliability,
};
pub use classify::{ConfusionMatrix, accuracy, confusion_matrix};
pub use clusters::{adjusted_rand_index, cluster_purity, normalized_mutual_info, silhouette};
pub use correlation::{
    kendall, mae, mutual_information, pearson, r_squared, ranks, rmse, spearman,
};
pub use coverage::{ModeCoverage, mode_coverage, sample_precision_recall};
pub use distance::{
    energy_distance, frechet_distance, kl_histogram, median_distance, mmd, sliced_wasserstein,
    wasserstein,
};
pub use interval::{Estimate, bootstrap, estimate, paired_estimate, t_interval};
pub use ranking::{PrCurve, RocCurve, average_precision, pr_curve, roc_auc, roc_curve};
pub use representation::{cca, linear_cka, procrustes_distance, pwcca, rbf_cka, svcca};
pub use student::{student_t_cdf, student_t_quantile};
pub use summary::{
    covariance, cumprod, cumsum, effective_sample_size, histogram, mean, median, quantile,
    standard_error, std,
};
pub use tests_of_difference::{TTest, cohens_d, paired_t_test, permutation_test, welch_test};
pub use text::{bleu, edit_distance, ngram_counts};

use crate::tensor::Tensor;

/// The numbers of anything, at least `least` of them.
#[track_caller]
fn sample(what: &str, values: impl Into<Tensor>, least: usize) -> Vec<f64> {
    let values = values.into().to_vec();
    assert!(
        values.len() >= least,
        "{what}: needs at least {least} numbers, got {}",
        values.len()
    );
    values
}

/// Two samples of equal length, at least `least` numbers each.
#[track_caller]
fn pair(
    what: &str,
    a: impl Into<Tensor>,
    b: impl Into<Tensor>,
    least: usize,
) -> (Vec<f64>, Vec<f64>) {
    let (a, b) = (a.into(), b.into());
    assert!(
        a.len() == b.len() && a.len() >= least,
        "{what}: needs two samples of one length, {least} numbers or more; the shapes are {:?} and {:?}",
        a.shape(),
        b.shape()
    );
    (a.to_vec(), b.to_vec())
}

/// Two samples of points, n x d and m x d, at least `least` points each.
#[track_caller]
fn two_samples(
    what: &str,
    a: impl Into<Tensor>,
    b: impl Into<Tensor>,
    least: usize,
) -> (Tensor, Tensor) {
    let (a, b) = (a.into().detach(), b.into().detach());
    let (sa, sb) = (a.shape(), b.shape());
    assert!(
        sa.len() == 2 && sb.len() == 2 && sa[1] == sb[1] && sa[0].min(sb[0]) >= least,
        "{what}: needs samples n x d and m x d of {least} points or more, the shapes are {sa:?} and {sb:?}"
    );
    (a, b)
}

/// Squared Euclidean distances between all rows of two matrices of equal width, n·m numbers in row-major order.
pub(crate) fn squared_distances(x: &Tensor, y: &Tensor) -> Vec<f64> {
    let (x, y) = (x.t().to_rows(), y.t().to_rows());
    let (n, m) = (x.first().map_or(0, Vec::len), y.first().map_or(0, Vec::len));
    let mut squares = vec![0.0; n * m];
    // One coordinate after the other, so that the inner loop runs along memory.
    for (x, y) in x.iter().zip(&y) {
        for (row, x) in squares.chunks_exact_mut(m.max(1)).zip(x) {
            let gaps = y.iter().map(|y| x - y);
            row.iter_mut()
                .zip(gaps)
                .for_each(|(s, gap)| *s += gap * gap);
        }
    }
    squares
}
