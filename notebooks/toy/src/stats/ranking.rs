//! Scores of a ranking: items with a score each, some of them positive (label 1), the others not (label 0).

use crate::tensor::Tensor;

/// Points of a receiver operating characteristic, from (0, 0) to (1, 1).
#[derive(Clone, Debug, PartialEq)]
pub struct RocCurve {
    /// Fraction of the negatives above the threshold.
    pub false_positive: Vec<f64>,
    /// Fraction of the positives above the threshold.
    pub true_positive: Vec<f64>,
    /// An item counts as found when its score is at least this; the first is infinite.
    pub thresholds: Vec<f64>,
}

/// Points of a precision-recall curve, from the highest threshold down.
#[derive(Clone, Debug, PartialEq)]
pub struct PrCurve {
    /// Fraction of the positives that are found.
    pub recall: Vec<f64>,
    /// Fraction of the found that are positive.
    pub precision: Vec<f64>,
    /// An item counts as found when its score is at least this.
    pub thresholds: Vec<f64>,
}

/// At each different score, from the highest down: the score, true positives, false positives. And the totals.
#[track_caller]
fn steps(
    what: &str,
    scores: impl Into<Tensor>,
    labels: &[usize],
) -> (Vec<(f64, usize, usize)>, usize, usize) {
    let scores = scores.into().to_vec();
    assert!(
        scores.len() == labels.len(),
        "{what}: {} scores for {} labels",
        scores.len(),
        labels.len()
    );
    if let Some(place) = scores.iter().position(|score| score.is_nan()) {
        panic!("{what}: score {place} is NaN, which has no place in a ranking");
    }
    if let Some(label) = labels.iter().find(|&&label| label > 1) {
        panic!("{what}: labels must be 0 or 1, got {label}");
    }
    let positives = labels.iter().sum();
    let negatives = labels.len() - positives;
    assert!(
        positives > 0 && negatives > 0,
        "{what}: needs items of both kinds, got {positives} positive and {negatives} negative ones"
    );
    let mut order: Vec<usize> = (0..scores.len()).collect();
    order.sort_by(|&i, &j| scores[j].total_cmp(&scores[i]));
    let mut steps: Vec<(f64, usize, usize)> = Vec::new();
    let (mut found, mut wrong) = (0, 0);
    for i in order {
        found += labels[i];
        wrong += 1 - labels[i];
        match steps.last_mut() {
            // Equal scores cross the threshold together.
            Some(last) if last.0 == scores[i] => *last = (scores[i], found, wrong),
            _ => steps.push((scores[i], found, wrong)),
        }
    }
    (steps, positives, negatives)
}

/// ROC curve of scores (n) for labels 0 and 1.
///
/// ```
/// # use toy::prelude::*;
/// let curve = roc_curve([0.9, 0.8, 0.3], &[1, 0, 1]);
/// assert_eq!(curve.true_positive, [0.0, 0.5, 0.5, 1.0]);
/// assert_eq!(curve.false_positive, [0.0, 0.0, 1.0, 1.0]);
/// ```
#[track_caller]
pub fn roc_curve(scores: impl Into<Tensor>, labels: &[usize]) -> RocCurve {
    let (steps, positives, negatives) = steps("roc_curve", scores, labels);
    let mut curve = RocCurve {
        false_positive: vec![0.0],
        true_positive: vec![0.0],
        thresholds: vec![f64::INFINITY],
    };
    for (score, found, wrong) in steps {
        curve.false_positive.push(wrong as f64 / negatives as f64);
        curve.true_positive.push(found as f64 / positives as f64);
        curve.thresholds.push(score);
    }
    curve
}

/// Area under the ROC curve: the probability that a random positive has a higher score than a random negative, a tie
/// counted half. 0.5 is chance.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(roc_auc([0.1, 0.4, 0.35, 0.8], &[0, 0, 1, 1]), 0.75);
/// ```
#[track_caller]
pub fn roc_auc(scores: impl Into<Tensor>, labels: &[usize]) -> f64 {
    let (steps, positives, negatives) = steps("roc_auc", scores, labels);
    // Trapezoids in whole numbers, so that nothing is rounded before the end.
    let (mut twice, mut before) = (0, (0, 0));
    for (_, found, wrong) in steps {
        twice += (wrong - before.1) * (found + before.0);
        before = (found, wrong);
    }
    twice as f64 / (2 * positives * negatives) as f64
}

/// Precision-recall curve of scores (n) for labels 0 and 1.
///
/// ```
/// # use toy::prelude::*;
/// let curve = pr_curve([0.9, 0.8, 0.3], &[1, 0, 1]);
/// assert!(curve.recall.contains(&1.0)); // all found, two of three right
/// assert!(curve.precision.contains(&(2.0 / 3.0)));
/// ```
#[track_caller]
pub fn pr_curve(scores: impl Into<Tensor>, labels: &[usize]) -> PrCurve {
    let (steps, positives, _) = steps("pr_curve", scores, labels);
    let recall = steps.iter().map(|s| s.1 as f64 / positives as f64);
    let precision = steps.iter().map(|s| s.1 as f64 / (s.1 + s.2) as f64);
    PrCurve {
        recall: recall.collect(),
        precision: precision.collect(),
        thresholds: steps.iter().map(|s| s.0).collect(),
    }
}

/// Average precision Σ (Rᵢ − Rᵢ₋₁)·Pᵢ: the area under the precision-recall curve, as steps. Chance is the fraction of
/// positives.
///
/// ```
/// # use toy::prelude::*;
/// // The first is right, then one of two, then two of three.
/// close("area", average_precision([0.9, 0.8, 0.7], &[1, 0, 1]), 5.0 / 6.0, 1e-15);
/// ```
#[track_caller]
pub fn average_precision(scores: impl Into<Tensor>, labels: &[usize]) -> f64 {
    let (steps, positives, _) = steps("average_precision", scores, labels);
    let (mut area, mut before) = (0.0, 0);
    for (_, found, wrong) in steps {
        area += (found - before) as f64 * found as f64 / (found + wrong) as f64;
        before = found;
    }
    area / positives as f64
}
