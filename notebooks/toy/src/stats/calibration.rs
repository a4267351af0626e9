//! Do predicted probabilities mean what they say?

use super::summary::bin;
use crate::math::exp;
use crate::tensor::Tensor;

/// The predictions whose confidence lies in one interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReliabilityBin {
    /// Lower end of the interval.
    pub low: f64,
    /// Upper end of the interval.
    pub high: f64,
    /// How many predictions.
    pub count: usize,
    /// Mean confidence; 0 if there are none.
    pub confidence: f64,
    /// Fraction that is right; 0 if there are none.
    pub accuracy: f64,
}

#[track_caller]
fn check(what: &str, probs: &Tensor, labels: &[usize]) -> usize {
    let shape = probs.shape();
    assert!(
        shape.len() == 2 && shape[0] == labels.len() && !labels.is_empty(),
        "{what}: needs probabilities n x k, the shape is {shape:?}, for {} labels",
        labels.len()
    );
    if let Some(label) = labels.iter().find(|&&label| label >= shape[1]) {
        panic!(
            "{what}: label {label}, but the probabilities have shape {shape:?} (labels count from 0)"
        );
    }
    let outside = |p: &f64| !(0.0..=1.0 + 1e-9).contains(p);
    if let Some(p) = probs.to_vec().into_iter().find(|p| outside(p)) {
        panic!("{what}: {p} is not a probability; take .softmax() of logits first");
    }
    shape[1]
}

/// A reliability diagram: predictions (class probabilities n x k) sorted by the probability of their likeliest class
/// into `bins` equal intervals. A calibrated model has accuracy = confidence in each.
///
/// ```
/// # use toy::prelude::*;
/// let bins = reliability([[0.9, 0.1], [0.9, 0.1], [0.4, 0.6]], &[0, 1, 1], 10);
/// let sure = bins.iter().find(|bin| bin.count == 2).map(|bin| (bin.confidence, bin.accuracy));
/// assert_eq!(sure, Some((0.9, 0.5))); // too sure of itself
/// ```
#[track_caller]
pub fn reliability(probs: impl Into<Tensor>, labels: &[usize], bins: usize) -> Vec<ReliabilityBin> {
    let probs = probs.into();
    check("reliability", &probs, labels);
    assert!(bins > 0, "reliability: needs bins, got 0");
    let mut sums = vec![(0, 0.0, 0.0); bins];
    for ((row, guess), &label) in probs.to_rows().iter().zip(probs.argmax()).zip(labels) {
        let sum = &mut sums[bin(row[guess], bins, 0.0, 1.0)];
        sum.0 += 1;
        sum.1 += row[guess];
        sum.2 += f64::from(u8::from(guess == label));
    }
    let summary = |(i, &(count, confidence, right)): (usize, &(usize, f64, f64))| ReliabilityBin {
        low: i as f64 / bins as f64,
        high: (i + 1) as f64 / bins as f64,
        count,
        confidence: confidence / count.max(1) as f64,
        accuracy: right / count.max(1) as f64,
    };
    sums.iter().enumerate().map(summary).collect()
}

/// Expected calibration error Σ (nᵦ/n)·|accuracy − confidence| over `bins` intervals of confidence; 15 is usual
/// (C. Guo et al., "On calibration of modern neural networks", ICML 2017, section 2).
///
/// ```
/// # use toy::prelude::*;
/// // Four predictions with confidence 0.75, three of them right: calibrated.
/// let probs = [[0.75, 0.25]; 4];
/// assert_eq!(expected_calibration_error(probs, &[0, 0, 1, 0], 10), 0.0);
/// ```
#[track_caller]
pub fn expected_calibration_error(probs: impl Into<Tensor>, labels: &[usize], bins: usize) -> f64 {
    let bins = reliability(probs, labels, bins);
    let gap = |b: &ReliabilityBin| b.count as f64 * (b.accuracy - b.confidence).abs();
    bins.iter().map(gap).sum::<f64>() / labels.len() as f64
}

/// Brier score: the mean over items of Σₖ (pₖ − \[k is the label\])², between 0 and 2 (G. W. Brier, Monthly Weather
/// Review 78, 1950). For two classes it is twice the score of the positive class alone.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(brier_score([[1.0, 0.0], [0.5, 0.5]], &[0, 1]), 0.25);
/// ```
#[track_caller]
pub fn brier_score(probs: impl Into<Tensor>, labels: &[usize]) -> f64 {
    let probs = probs.into();
    let classes = check("brier_score", &probs, labels);
    let gaps = probs.detach() - crate::tensor::one_hot(labels, classes);
    gaps.square().sum().item() / labels.len() as f64
}

/// e to the mean negative log-likelihood (natural logarithms) of the tokens: over how many equally likely tokens the
/// model is in doubt.
///
/// ```
/// # use toy::prelude::*;
/// close("a fair die", perplexity([-ln(6.0); 10]), 6.0, 1e-14);
/// ```
#[track_caller]
pub fn perplexity(log_probs: impl Into<Tensor>) -> f64 {
    exp(-super::mean(log_probs))
}
