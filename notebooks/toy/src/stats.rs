//! Evaluation: summaries with their uncertainty, and distances between samples.

use crate::random::Rng;
use crate::show::num;
use crate::tensor::{Tensor, sum_slice};
use std::collections::BTreeMap;
use std::fmt;

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

/// Arithmetic mean.
#[track_caller]
pub fn mean(values: impl Into<Tensor>) -> f64 {
    let x = sample("mean", values, 1);
    sum_slice(&x) / x.len() as f64
}

/// Standard deviation with n − 1 in the denominator.
#[track_caller]
pub fn std(values: impl Into<Tensor>) -> f64 {
    let x = sample("std", values, 2);
    let centre = sum_slice(&x) / x.len() as f64;
    let squares: Vec<f64> = x.iter().map(|x| (x - centre) * (x - centre)).collect();
    (sum_slice(&squares) / (x.len() - 1) as f64).sqrt()
}

/// Standard error of the mean, s/√n.
#[track_caller]
pub fn standard_error(values: impl Into<Tensor>) -> f64 {
    let x = sample("standard_error", values, 2);
    std(&x) / (x.len() as f64).sqrt()
}

/// The number below which the fraction `q` of the values lies, interpolated linearly between neighbours.
#[track_caller]
pub fn quantile(values: impl Into<Tensor>, q: f64) -> f64 {
    assert!(
        (0.0..=1.0).contains(&q),
        "quantile: {q} is not between 0 and 1"
    );
    let mut x = sample("quantile", values, 1);
    x.sort_by(f64::total_cmp);
    let place = q * (x.len() - 1) as f64;
    let low = place.floor() as usize;
    let high = (low + 1).min(x.len() - 1);
    x[low] + (x[high] - x[low]) * (place - low as f64)
}

/// The middle value.
#[track_caller]
pub fn median(values: impl Into<Tensor>) -> f64 {
    quantile(values, 0.5)
}

/// How many equally weighted samples the weights are worth: (Σw)²/Σw², between 1 and n; 0 if all weights are 0.
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

/// Running sums.
pub fn cumsum(values: impl Into<Tensor>) -> Tensor {
    running(values, |sum, x| sum + x)
}

/// Running products.
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

/// Energy distance of two samples (n x d and m x d): 2 E|X−Y| − E|X−X′| − E|Y−Y′| with Euclidean distances, all pairs
/// counted, a point with itself too, so that it is never negative and 0 for equal samples (G. Székely and M. Rizzo,
/// "Energy statistics", J. Stat. Planning and Inference 143, 2013).
#[track_caller]
pub fn energy_distance(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let (a, b) = (a.into(), b.into());
    let (sa, sb) = (a.shape(), b.shape());
    assert!(
        sa.len() == 2 && sb.len() == 2 && sa[1] == sb[1] && sa[0] > 0 && sb[0] > 0,
        "energy_distance: needs samples n x d and m x d, the shapes are {sa:?} and {sb:?}"
    );
    let (x, y) = (a.t().to_rows(), b.t().to_rows());
    2.0 * mean_distance(&x, &y) - mean_distance(&x, &x) - mean_distance(&y, &y)
}

/// Mean Euclidean distance over all pairs; samples by coordinate (d vectors of n), which lets the inner loop run along
/// memory.
fn mean_distance(x: &[Vec<f64>], y: &[Vec<f64>]) -> f64 {
    let (n, m) = (x[0].len(), y[0].len());
    let mut squares = vec![0.0; m];
    let mut total = 0.0;
    for i in 0..n {
        squares.fill(0.0);
        for (x, y) in x.iter().zip(y) {
            let x = x[i];
            squares
                .iter_mut()
                .zip(y)
                .for_each(|(s, y)| *s += (x - y) * (x - y));
        }
        squares.iter_mut().for_each(|s| *s = s.sqrt());
        total += sum_slice(&squares);
    }
    total / (n * m) as f64
}

/// Fraction of items whose true label is the commonest one of their cluster: 1 when every cluster holds one label.
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

/// A mean with a 95% interval: what several seeds say together.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// Mean over the seeds.
    pub mean: f64,
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// How many seeds.
    pub n: usize,
}

/// Mean with a 95% bootstrap interval: the quantiles 2.5% and 97.5% of the means of 2000 resamples with replacement
/// (B. Efron, "Bootstrap methods: another look at the jackknife", Annals of Statistics 7, 1979; percentile interval).
/// The resampling has a fixed seed of its own. With few seeds the interval is somewhat too narrow.
#[track_caller]
pub fn estimate(values: impl Into<Tensor>) -> Estimate {
    let x = sample("estimate", values, 1);
    let mut rng = Rng::seed(1979);
    let resampled: Vec<f64> = (0..2000)
        .map(|_| x.iter().map(|_| x[rng.below(x.len())]).sum::<f64>() / x.len() as f64)
        .collect();
    Estimate {
        mean: mean(&x),
        low: quantile(&resampled, 0.025),
        high: quantile(&resampled, 0.975),
        n: x.len(),
    }
}

impl fmt::Display for Estimate {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let (mean, low, high) = (num(self.mean), num(self.low), num(self.high));
        match self.n {
            1 => write!(out, "{mean} (1 seed)"),
            n => write!(out, "{mean} (95% interval {low} to {high}, {n} seeds)"),
        }
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
        assert_eq!(cluster_purity(&[0, 0, 1, 1], &[5, 5, 5, 7]), 0.75);
        let c = covariance([[1.0, 2.0], [3.0, 6.0]]);
        assert_eq!(c.to_vec(), [2.0, 4.0, 4.0, 8.0]);
    }

    #[test]
    fn energy_distance_of_two_points() {
        // |x − y| = 5 for every cross pair, 0 within: 2·5.
        let d = energy_distance([[0.0, 0.0]], [[3.0, 4.0]]);
        assert_eq!(d, 10.0);
        let mut rng = Rng::seed(3);
        let x = rng.normals([300, 2]);
        assert_eq!(energy_distance(&x, &x), 0.0);
        let near = energy_distance(&x, rng.normals([300, 2]));
        let far = energy_distance(&x, rng.normals([300, 2]) + 1.0);
        assert!(near < 0.03 && far > 0.3, "{near} {far}");
    }

    #[test]
    fn interval_covers_the_mean() {
        let e = estimate([1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!(e.low < e.mean && e.mean < e.high && e.mean == 3.0);
        assert!((e.low - 1.8).abs() < 0.21 && (e.high - 4.2).abs() < 0.21);
        assert_eq!(estimate([2.0]).to_string(), "2 (1 seed)");
    }
}
