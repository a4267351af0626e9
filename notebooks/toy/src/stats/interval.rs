//! What several seeds say together.

use super::{mean, pair, quantile, sample, standard_error, student_t_quantile};
use crate::random::Rng;
use crate::show::num;
use crate::tensor::Tensor;
use std::fmt;

/// A mean with a 95% interval: what several seeds say together.
///
/// ```
/// # use toy::prelude::*;
/// let score = estimate([0.81, 0.79, 0.84, 0.80, 0.83]); // five seeds
/// assert!(score.low < score.mean && score.mean < score.high && score.n == 5);
/// println!("{score}");
/// ```
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
///
/// ```
/// # use toy::prelude::*;
/// let mean = estimate(Rng::seed(1).normals(400) + 7.0);
/// assert!(mean.low < 7.0 && 7.0 < mean.high);
/// close("about 2·1.96/√400 wide", mean.high - mean.low, 0.196, 0.03);
/// ```
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

/// Any statistic with a bootstrap interval: the quantiles (1 ∓ `level`)/2 of its values in 2000 resamples with
/// replacement; `level` 0.95 gives 95%. The field `mean` holds the statistic of the whole sample. The resampling has a
/// fixed seed of its own.
///
/// ```
/// # use toy::prelude::*;
/// let rewards = [3.0, 5.0, 4.0, 9.0, 4.5, 3.5];
/// let middle = bootstrap(rewards, &|x| median(x), 0.95);
/// assert!(middle.mean == 4.25 && middle.low >= 3.0 && middle.high <= 9.0);
/// ```
#[track_caller]
pub fn bootstrap(
    values: impl Into<Tensor>,
    statistic: &dyn Fn(&[f64]) -> f64,
    level: f64,
) -> Estimate {
    let x = sample("bootstrap", values, 1);
    expect_level("bootstrap", level);
    let mut rng = Rng::seed(1979);
    let mut draw = vec![0.0; x.len()];
    let mut resampled = Vec::with_capacity(2000);
    for _ in 0..2000 {
        draw.iter_mut().for_each(|d| *d = x[rng.below(x.len())]);
        resampled.push(statistic(&draw));
    }
    Estimate {
        mean: statistic(&x),
        low: quantile(&resampled, 0.5 * (1.0 - level)),
        high: quantile(&resampled, 0.5 * (1.0 + level)),
        n: x.len(),
    }
}

/// The mean difference a − b over pairs (the same seed for both methods) with its 95% bootstrap interval, as
/// [`estimate`]: an interval without 0 says that the methods differ. Pairing removes what the seeds have in common.
///
/// ```
/// # use toy::prelude::*;
/// let gain = paired_estimate([0.91, 0.87, 0.95], [0.90, 0.85, 0.93]);
/// assert!(gain.low > 0.0); // the first method is better at every seed
/// ```
#[track_caller]
pub fn paired_estimate(a: impl Into<Tensor>, b: impl Into<Tensor>) -> Estimate {
    let (a, b) = pair("paired_estimate", a, b, 1);
    estimate(a.iter().zip(&b).map(|(a, b)| a - b).collect::<Tensor>())
}

/// Mean with Student's interval, mean ∓ t·s/√n with n − 1 degrees of freedom; exact for normal values, and wider than
/// the bootstrap's for few seeds. `level` 0.95 gives 95%.
///
/// ```
/// # use toy::prelude::*;
/// let e = t_interval([1.0, 2.0, 3.0], 0.95);
/// close("half the width, t·s/√n", e.high - e.mean, 4.302652729911275 / 3.0f64.sqrt(), 1e-9);
/// ```
#[track_caller]
pub fn t_interval(values: impl Into<Tensor>, level: f64) -> Estimate {
    let x = sample("t_interval", values, 2);
    expect_level("t_interval", level);
    let degrees = (x.len() - 1) as f64;
    let half = student_t_quantile(0.5 * (1.0 + level), degrees) * standard_error(&x);
    let mean = mean(&x);
    Estimate {
        mean,
        low: mean - half,
        high: mean + half,
        n: x.len(),
    }
}

#[track_caller]
fn expect_level(what: &str, level: f64) {
    assert!(
        level > 0.0 && level < 1.0,
        "{what}: the level must be between 0 and 1, such as 0.95; got {level}"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interval_covers_the_mean() {
        let e = estimate([1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!(e.low < e.mean && e.mean < e.high && e.mean == 3.0);
        assert!((e.low - 1.8).abs() < 0.21 && (e.high - 4.2).abs() < 0.21);
        assert_eq!(estimate([2.0]).to_string(), "2 (1 seed)");
    }
}
