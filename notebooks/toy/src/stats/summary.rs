//! Means, spreads, quantiles, running sums.

use super::sample;
use crate::tensor::{Tensor, sum_slice};

/// Arithmetic mean of all numbers, (1/n) Σ x; panics when there are none.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(mean([1.0, 2.0, 6.0]), 3.0);
/// ```
#[track_caller]
pub fn mean(values: impl Into<Tensor>) -> f64 {
    let x = sample("mean", values, 1);
    sum_slice(&x) / x.len() as f64
}

/// Standard deviation with n − 1 in the denominator.
///
/// ```
/// # use toy::prelude::*;
/// close("√((4 + 1 + 9)/2)", std([1.0, 2.0, 6.0]), sqrt(7.0), 1e-12);
/// ```
#[track_caller]
pub fn std(values: impl Into<Tensor>) -> f64 {
    let x = sample("std", values, 2);
    let centre = sum_slice(&x) / x.len() as f64;
    let squares: Vec<f64> = x.iter().map(|x| (x - centre) * (x - centre)).collect();
    (sum_slice(&squares) / (x.len() - 1) as f64).sqrt()
}

/// Standard error of the mean, s/√n with the standard deviation s of [`std`].
///
/// ```
/// # use toy::prelude::*;
/// close("s/√n", standard_error([1.0, 2.0, 6.0]), sqrt(7.0 / 3.0), 1e-12);
/// ```
#[track_caller]
pub fn standard_error(values: impl Into<Tensor>) -> f64 {
    let x = sample("standard_error", values, 2);
    std(&x) / (x.len() as f64).sqrt()
}

/// The number below which the fraction `q` of the values lies, interpolated linearly between neighbours; NaN when a
/// value is NaN.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(quantile([0.0, 10.0, 20.0], 0.25), 5.0);
/// ```
#[track_caller]
pub fn quantile(values: impl Into<Tensor>, q: f64) -> f64 {
    assert!(
        (0.0..=1.0).contains(&q),
        "quantile: {q} is not between 0 and 1"
    );
    let mut x = sample("quantile", values, 1);
    if x.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    x.sort_by(f64::total_cmp);
    let place = q * (x.len() - 1) as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(x.len() - 1);
    let (low, high, part) = (x[low], x[high], place - low as f64);
    match high - low {
        gap if gap.is_finite() => low + gap * part,
        // Infinite neighbours, or some too far apart for their gap to be a number.
        _ if part == 0.0 || low == high => low,
        _ => (1.0 - part) * low + part * high,
    }
}

/// The middle value; of an even count the mean of the two in the middle.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(median([5.0, 1.0, 3.0]), 3.0);
/// ```
#[track_caller]
pub fn median(values: impl Into<Tensor>) -> f64 {
    quantile(values, 0.5)
}

/// How many equally weighted samples the weights are worth: (Σw)²/Σw², between 1 and n; 0 if all weights are 0.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(effective_sample_size([0.5, 0.5, 0.0]), 2.0);
/// ```
#[track_caller]
pub fn effective_sample_size(weights: impl Into<Tensor>) -> f64 {
    let w = sample("effective_sample_size", weights, 1);
    // Scaled by the largest, so that the squares of tiny weights do not vanish.
    let top = w.iter().copied().fold(0.0, f64::max);
    if top == 0.0 {
        return 0.0;
    }
    let (mut sum, mut squares) = (0.0, 0.0);
    for w in w {
        sum += w / top;
        squares += (w / top) * (w / top);
    }
    sum * sum / squares
}

/// Covariance matrix of the rows of a sample (n x d -> d x d), with n − 1 in the denominator.
///
/// ```
/// # use toy::prelude::*;
/// let rows = tensor([[1.0, 2.0], [3.0, 6.0]]);
/// assert_eq!(covariance(rows).to_rows(), [[2.0, 4.0], [4.0, 8.0]]);
/// ```
#[track_caller]
pub fn covariance(rows: impl Into<Tensor>) -> Tensor {
    let x = rows.into().detach();
    let n = x.shape().first().copied().unwrap_or(0);
    assert!(
        x.rank() == 2 && n >= 2,
        "covariance: needs two rows or more, the shape is {:?}",
        x.shape()
    );
    let centred = &x - x.mean_keep(0);
    centred.t().matmul(&centred) / (n - 1) as f64
}

/// Running sums, yᵢ = x₀ + ... + xᵢ: n -> n.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(cumsum([1.0, 2.0, 3.0]).to_vec(), [1.0, 3.0, 6.0]);
/// ```
pub fn cumsum(values: impl Into<Tensor>) -> Tensor {
    running(values, |sum, x| sum + x)
}

/// Running products, yᵢ = x₀·...·xᵢ: n -> n.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(cumprod([1.0, 2.0, 3.0]).to_vec(), [1.0, 2.0, 6.0]);
/// ```
pub fn cumprod(values: impl Into<Tensor>) -> Tensor {
    running(values, |product, x| product * x)
}

fn running(values: impl Into<Tensor>, f: impl Fn(f64, f64) -> f64) -> Tensor {
    let mut x = values.into().to_vec();
    for i in 1..x.len() {
        x[i] = f(x[i - 1], x[i]);
    }
    x.into()
}

/// How many values fall into each of `bins` equal parts of `low..=high`: counts (bins) and the edges (bins + 1). A part
/// has its lower edge, the last one the upper edge too; values outside are not counted (NumPy's convention).
///
/// ```
/// # use toy::prelude::*;
/// let (counts, edges) = histogram([0.1, 0.2, 0.9], 2, 0.0, 1.0);
/// assert_eq!((counts.to_vec(), edges.to_vec()), (vec![2.0, 1.0], vec![0.0, 0.5, 1.0]));
/// ```
#[track_caller]
pub fn histogram(values: impl Into<Tensor>, bins: usize, low: f64, high: f64) -> (Tensor, Tensor) {
    let values = values.into().to_vec();
    assert!(
        bins > 0 && low < high,
        "histogram: needs bins and a range, got {bins} bins from {low} to {high}"
    );
    let mut counts = vec![0.0; bins];
    for x in values.iter().filter(|x| (low..=high).contains(*x)) {
        counts[bin(*x, bins, low, high)] += 1.0;
    }
    let edges = crate::tensor::linspace(low, high, bins + 1);
    (counts.into(), edges)
}

/// The part of `low..=high` that holds `x`; what is outside goes to the first or the last part.
pub(super) fn bin(x: f64, bins: usize, low: f64, high: f64) -> usize {
    let place = (x - low) / (high - low) * bins as f64;
    let found = (place.max(0.0) as usize).min(bins - 1);
    // Rounding must not put a number that is an edge on the other side of it.
    let edge = |i: usize| low + (high - low) * i as f64 / bins as f64;
    match found {
        i if i > 0 && x < edge(i) => i - 1,
        i if i + 1 < bins && x >= edge(i + 1) => i + 1,
        i => i,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn summaries_of_known_samples() {
        let x = [4.0, 1.0, 2.0, 3.0];
        assert_eq!((mean(x), median(x)), (2.5, 2.5));
        assert!((std(x) - (5.0f64 / 3.0).sqrt()).abs() < 1e-15);
        assert_eq!(quantile(x, 0.25), 1.75);
        assert_eq!(effective_sample_size([1.0, 1.0, 0.0]), 2.0);
        assert_eq!(effective_sample_size([1e-200, 0.0]), 1.0);
        assert_eq!(cumprod([1.0, 2.0, 3.0]).to_vec(), [1.0, 2.0, 6.0]);
        let c = covariance([[1.0, 2.0], [3.0, 6.0]]);
        assert_eq!(c.to_vec(), [2.0, 4.0, 4.0, 8.0]);
        let (counts, edges) = histogram([0.0, 0.5, 0.9, 1.0, 2.0], 2, 0.0, 1.0);
        assert_eq!(
            (counts.to_vec(), edges.to_vec()),
            (vec![1.0, 3.0], vec![0.0, 0.5, 1.0])
        );
    }
}
