//! Do two groups differ?

use super::student::tail;
use super::{mean, pair, sample, standard_error, std};
use crate::random::Rng;
use crate::tensor::Tensor;

/// What a t test found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TTest {
    /// Difference of the means in standard errors.
    pub t: f64,
    /// Degrees of freedom.
    pub degrees: f64,
    /// Probability of a difference at least as large, in either direction, if the means were equal.
    pub p: f64,
}

impl TTest {
    fn new(difference: f64, error: f64, degrees: f64) -> TTest {
        // Without any spread: no difference is no evidence, any difference is certain.
        let t = if difference == 0.0 {
            0.0
        } else {
            difference / error
        };
        let p = if t.is_infinite() {
            0.0
        } else {
            2.0 * tail(t.abs(), degrees)
        };
        TTest { t, degrees, p }
    }
}

/// Welch's t test of two independent groups, which need not have equal spread (B. L. Welch, Biometrika 34, 1947).
///
/// ```
/// # use toy::prelude::*;
/// assert!(welch_test([5.1, 5.3, 5.2], [4.1, 4.4, 4.0]).p < 0.01);
/// ```
#[track_caller]
pub fn welch_test(a: impl Into<Tensor>, b: impl Into<Tensor>) -> TTest {
    let (a, b) = (sample("welch_test", a, 2), sample("welch_test", b, 2));
    let square = |x: &[f64]| standard_error(x) * standard_error(x);
    let (va, vb) = (square(&a), square(&b));
    let below = va * va / (a.len() - 1) as f64 + vb * vb / (b.len() - 1) as f64;
    let degrees = if below > 0.0 {
        (va + vb) * (va + vb) / below
    } else {
        1.0
    };
    TTest::new(mean(&a) - mean(&b), (va + vb).sqrt(), degrees)
}

/// Student's t test of paired values (the same seed for both methods).
///
/// ```
/// # use toy::prelude::*;
/// let test = paired_t_test([1.2, 2.1, 3.3, 4.1], [1.0, 2.0, 3.0, 4.0]); // one pair a seed
/// assert!(test.t > 0.0 && test.p < 0.1 && test.degrees == 3.0);
/// ```
#[track_caller]
pub fn paired_t_test(a: impl Into<Tensor>, b: impl Into<Tensor>) -> TTest {
    let (a, b) = pair("paired_t_test", a, b, 2);
    let gaps: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a - b).collect();
    TTest::new(mean(&gaps), standard_error(&gaps), (gaps.len() - 1) as f64)
}

/// Permutation test: the fraction of random divisions of all values into two groups of these sizes whose means differ
/// at least as much as the given groups', in either direction; the given division counts as one of them, so the result
/// is never 0 (B. Phipson and G. Smyth, "Permutation p-values should never be zero", 2010).
///
/// ```
/// # use toy::prelude::*;
/// let p = permutation_test(&mut Rng::seed(1), [5.1, 5.3, 5.2, 5.4], [4.1, 4.3, 4.2, 4.4], 999);
/// assert!(p < 0.06); // 2 of 70 divisions are as extreme
/// ```
#[track_caller]
pub fn permutation_test(
    rng: &mut Rng,
    a: impl Into<Tensor>,
    b: impl Into<Tensor>,
    rounds: usize,
) -> f64 {
    let a = sample("permutation_test", a, 1);
    let b = sample("permutation_test", b, 1);
    let gap = |x: &[f64]| (mean(&x[..a.len()]) - mean(&x[a.len()..])).abs();
    let mut all = [&a[..], &b[..]].concat();
    // Equal divisions can differ by rounding, and must count as equal.
    let largest = all.iter().fold(0.0, |top, x| f64::max(top, x.abs()));
    let bound = gap(&all) * (1.0 - 1e-12) - 1e-14 * largest;
    let mut extreme = 1;
    for _ in 0..rounds {
        rng.shuffle(&mut all);
        extreme += usize::from(gap(&all) >= bound);
    }
    extreme as f64 / (rounds + 1) as f64
}

/// Cohen's d: the difference of the means in units of the pooled standard deviation; 0.2 is called small, 0.8 large.
///
/// ```
/// # use toy::prelude::*;
/// close("means 2 apart, s = 1", cohens_d([2.0, 3.0, 4.0], [0.0, 1.0, 2.0]), 2.0, 1e-12);
/// ```
#[track_caller]
pub fn cohens_d(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let (a, b) = (sample("cohens_d", a, 2), sample("cohens_d", b, 2));
    let squares = |x: &[f64]| (x.len() - 1) as f64 * std(x) * std(x);
    let pooled = (squares(&a) + squares(&b)) / (a.len() + b.len() - 2) as f64;
    (mean(&a) - mean(&b)) / pooled.sqrt()
}
