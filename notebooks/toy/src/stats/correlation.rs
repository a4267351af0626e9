//! Errors of a regression, and how two series of numbers depend on each other.

use super::summary::bin;
use super::{mean, pair, sample};
use crate::tensor::{Tensor, sum_slice};

/// Σ f(aᵢ, bᵢ).
fn total(a: &[f64], b: &[f64], f: fn(f64, f64) -> f64) -> f64 {
    let terms: Vec<f64> = a.iter().zip(b).map(|(&a, &b)| f(a, b)).collect();
    sum_slice(&terms)
}

/// Mean absolute error, (1/n) Σ |predicted − truth|, in the unit of the numbers.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(mae([1.0, 2.0], [1.0, 4.0]), 1.0);
/// ```
#[track_caller]
pub fn mae(predicted: impl Into<Tensor>, truth: impl Into<Tensor>) -> f64 {
    let (p, t) = pair("mae", predicted, truth, 1);
    total(&p, &t, |p, t| (p - t).abs()) / t.len() as f64
}

/// Root of the mean squared error, √((1/n) Σ (predicted − truth)²), in the unit of the numbers.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(rmse([1.0, 2.0], [1.0, 4.0]), sqrt(2.0));
/// ```
#[track_caller]
pub fn rmse(predicted: impl Into<Tensor>, truth: impl Into<Tensor>) -> f64 {
    let (p, t) = pair("rmse", predicted, truth, 1);
    (total(&p, &t, |p, t| (p - t) * (p - t)) / t.len() as f64).sqrt()
}

/// Coefficient of determination, R² = 1 − Σ(t − p)²/Σ(t − t̄)²: 1 is perfect, 0 as good as the mean, below 0 worse.
/// Panics when the truth is constant.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(r_squared([1.0, 2.0, 4.0], [1.0, 2.0, 3.0]), 0.5);
/// ```
#[track_caller]
pub fn r_squared(predicted: impl Into<Tensor>, truth: impl Into<Tensor>) -> f64 {
    let (p, t) = pair("r_squared", predicted, truth, 2);
    let centre = mean(&t);
    let around: Vec<f64> = t.iter().map(|t| t - centre).collect();
    let all = total(&around, &around, |x, y| x * y);
    assert!(
        all > 0.0 && !constant(&t),
        "r_squared: all true values are {}",
        t[0]
    );
    1.0 - total(&p, &t, |p, t| (p - t) * (p - t)) / all
}

/// Pearson's correlation coefficient, −1 to 1; NaN when a series is constant.
///
/// ```
/// # use toy::prelude::*;
/// close("r", pearson([1.0, 2.0, 3.0], [2.0, 4.0, 5.0]), 0.9819805060619659, 1e-15);
/// ```
#[track_caller]
pub fn pearson(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let (a, b) = pair("pearson", a, b, 2);
    correlation(&a, &b)
}

/// Whether all numbers are equal: their rounded mean may differ from them, so their spread does not tell.
fn constant(x: &[f64]) -> bool {
    x.iter().all(|&value| value == x[0])
}

fn correlation(a: &[f64], b: &[f64]) -> f64 {
    if constant(a) || constant(b) {
        return f64::NAN;
    }
    let centred = |x: &[f64]| -> Vec<f64> {
        let centre = mean(x);
        x.iter().map(|x| x - centre).collect()
    };
    let (a, b) = (centred(a), centred(b));
    let product = |x: &[f64], y: &[f64]| total(x, y, |x, y| x * y);
    let r = product(&a, &b) / (product(&a, &a).sqrt() * product(&b, &b).sqrt());
    r.clamp(-1.0, 1.0)
}

/// The rank of each value, 1 for the smallest; equal values share the mean of their ranks. All are NaN when a value is.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(ranks([10.0, 30.0, 10.0]), [1.5, 3.0, 1.5]);
/// ```
pub fn ranks(values: impl Into<Tensor>) -> Vec<f64> {
    let x = values.into().to_vec();
    if x.iter().any(|x| x.is_nan()) {
        return vec![f64::NAN; x.len()];
    }
    let mut order: Vec<usize> = (0..x.len()).collect();
    order.sort_by(|&i, &j| x[i].total_cmp(&x[j]));
    let mut ranks = vec![0.0; x.len()];
    let mut start = 0;
    for equal in order.chunk_by(|&i, &j| x[i] == x[j]) {
        let shared = start as f64 + (equal.len() + 1) as f64 / 2.0;
        equal.iter().for_each(|&i| ranks[i] = shared);
        start += equal.len();
    }
    ranks
}

/// Spearman's rank correlation: Pearson's of the [`ranks`]; 1 whenever one series rises with the other.
///
/// ```
/// # use toy::prelude::*;
/// close("both rise", spearman([1.0, 2.0, 3.0], [1.0, 10.0, 100.0]), 1.0, 1e-15);
/// ```
#[track_caller]
pub fn spearman(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let (a, b) = pair("spearman", a, b, 2);
    correlation(&ranks(a), &ranks(b))
}

/// Kendall's τ_b: concordant minus discordant pairs over √((pairs − ties in a)(pairs − ties in b)) (M. G. Kendall,
/// Biometrika 33, 1945); NaN when a series is constant. All pairs are counted: time grows with n².
///
/// ```
/// # use toy::prelude::*;
/// close("two pairs of three agree", kendall([1.0, 2.0, 3.0], [1.0, 3.0, 2.0]), 1.0 / 3.0, 1e-15);
/// ```
#[track_caller]
pub fn kendall(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let (a, b) = pair("kendall", a, b, 2);
    let (mut score, mut untied_a, mut untied_b) = (0.0, 0.0, 0.0);
    for i in 0..a.len() {
        for j in 0..i {
            let sign = crate::math::sign;
            let (up_a, up_b) = (sign(a[i] - a[j]), sign(b[i] - b[j]));
            score += up_a * up_b;
            untied_a += up_a.abs();
            untied_b += up_b.abs();
        }
    }
    score / (untied_a * untied_b).sqrt()
}

/// Mutual information of two series in nats, from a histogram of `bins` x `bins` equal cells over their ranges:
/// Σ p(x, y) ln p(x, y)/(p(x)p(y)). Too high for few values: by about (bins − 1)²/2n (G. A. Miller, 1955).
///
/// ```
/// # use toy::prelude::*;
/// let x = linspace(0.0, 1.0, 400);
/// close("a copy: ln of the bins", mutual_information(&x, &x, 4), ln(4.0), 1e-9);
/// ```
#[track_caller]
pub fn mutual_information(a: impl Into<Tensor>, b: impl Into<Tensor>, bins: usize) -> f64 {
    let (a, b) = pair("mutual_information", a, b, 1);
    assert!(bins > 0, "mutual_information: needs bins, got 0");
    let places = |x: &[f64]| -> Vec<usize> {
        let x = sample("mutual_information", x, 1);
        let low = x.iter().copied().fold(f64::INFINITY, f64::min);
        let high = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        // A constant series has no range, and falls into one bin.
        let place = |x: &f64| {
            if low < high {
                bin(*x, bins, low, high)
            } else {
                0
            }
        };
        x.iter().map(place).collect()
    };
    information(&places(&a), &places(&b))
}

/// The labels as 0, 1, 2, ... in their order, and how many different ones there are.
pub(super) fn numbered(labels: &[usize]) -> (Vec<usize>, usize) {
    let mut different = labels.to_vec();
    different.sort_unstable();
    different.dedup();
    let number = |label: &usize| different.partition_point(|other| other < label);
    (labels.iter().map(number).collect(), different.len())
}

/// Σ p(x, y) ln p(x, y)/(p(x)p(y)) of two labellings of the same items, in nats.
pub(super) fn information(a: &[usize], b: &[usize]) -> f64 {
    let n = a.len() as f64;
    let ((a, rows), (b, columns)) = (numbered(a), numbered(b));
    let mut joint = vec![vec![0.0; columns]; rows];
    a.iter().zip(&b).for_each(|(&i, &j)| joint[i][j] += 1.0);
    let of_a: Vec<f64> = joint.iter().map(|row| row.iter().sum()).collect();
    let of_b: Vec<f64> = (0..columns)
        .map(|j| joint.iter().map(|row| row[j]).sum())
        .collect();
    let mut sum = 0.0;
    for (row, a) in joint.iter().zip(&of_a) {
        for (both, b) in row.iter().zip(&of_b).filter(|(both, _)| **both > 0.0) {
            sum += both / n * libm::log(n * both / (a * b));
        }
    }
    sum
}
