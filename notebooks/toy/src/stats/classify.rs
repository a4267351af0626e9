//! Scores of class predictions.

use crate::tensor::Tensor;

#[track_caller]
pub(super) fn check_labels(what: &str, predicted: &[usize], truth: &[usize]) {
    assert!(
        predicted.len() == truth.len() && !truth.is_empty(),
        "{what}: {} predictions for {} labels",
        predicted.len(),
        truth.len()
    );
}

/// Fraction of predictions that are right. `accuracy(&logits.argmax(), &labels)`.
///
/// ```
/// # use toy::prelude::*;
/// let logits = tensor([[2.0, 1.0], [0.0, 3.0], [1.0, 0.0]]);
/// assert_eq!(accuracy(&logits.argmax(), &[0, 1, 1]), 2.0 / 3.0);
/// ```
#[track_caller]
pub fn accuracy(predicted: &[usize], truth: &[usize]) -> f64 {
    check_labels("accuracy", predicted, truth);
    let right = predicted.iter().zip(truth).filter(|(p, t)| p == t).count();
    right as f64 / truth.len() as f64
}

/// How often each class (row) was predicted as each class (column).
///
/// ```
/// # use toy::prelude::*;
/// let m = confusion_matrix(&[0, 1, 1, 1], &[0, 0, 1, 1], 2);
/// assert_eq!((m.accuracy(), m.balanced_accuracy()), (0.75, 0.75));
/// close("mean of F1 2/3 and 4/5", m.macro_f1(), (2.0 / 3.0 + 0.8) / 2.0, 1e-12);
/// assert_eq!(m.to_tensor().to_rows(), [[1.0, 1.0], [0.0, 2.0]]); // truth x predicted
/// assert_eq!((m.precision(0), m.recall(0), m.f1(0)), (1.0, 0.5, 2.0 / 3.0));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfusionMatrix {
    /// `counts[truth][predicted]`.
    pub counts: Vec<Vec<usize>>,
}

/// Counts the predictions of `classes` classes.
///
/// ```
/// # use toy::prelude::*;
/// let m = confusion_matrix(&[0, 1, 1, 1], &[0, 0, 1, 1], 2);
/// assert_eq!(m.counts, [[1, 1], [0, 2]]);
/// assert_eq!((m.precision(1), m.recall(1)), (2.0 / 3.0, 1.0));
/// close("F1", m.f1(1), 0.8, 1e-15);
/// ```
#[track_caller]
pub fn confusion_matrix(predicted: &[usize], truth: &[usize], classes: usize) -> ConfusionMatrix {
    check_labels("confusion_matrix", predicted, truth);
    let mut counts = vec![vec![0; classes]; classes];
    for (&p, &t) in predicted.iter().zip(truth) {
        assert!(
            p < classes && t < classes,
            "confusion_matrix: class {} of {classes} (they count from 0)",
            p.max(t)
        );
        counts[t][p] += 1;
    }
    ConfusionMatrix { counts }
}

impl ConfusionMatrix {
    /// Fraction of all items on the diagonal.
    pub fn accuracy(&self) -> f64 {
        let right: usize = (0..self.counts.len()).map(|i| self.counts[i][i]).sum();
        ratio(right, self.counts.iter().flatten().sum())
    }

    /// Of the items predicted as `class`, the fraction that is; 0 if there are none.
    #[track_caller]
    pub fn precision(&self, class: usize) -> f64 {
        self.expect(class);
        let column = self.counts.iter().map(|row| row[class]).sum();
        ratio(self.counts[class][class], column)
    }

    /// Of the items of `class`, the fraction that was found; 0 if there are none.
    #[track_caller]
    pub fn recall(&self, class: usize) -> f64 {
        self.expect(class);
        ratio(self.counts[class][class], self.counts[class].iter().sum())
    }

    /// Harmonic mean of precision and recall, 2·TP/(2·TP + FP + FN).
    #[track_caller]
    pub fn f1(&self, class: usize) -> f64 {
        self.expect(class);
        let predicted: usize = self.counts.iter().map(|row| row[class]).sum();
        let present: usize = self.counts[class].iter().sum();
        ratio(2 * self.counts[class][class], predicted + present)
    }

    /// Mean of the F1 of all classes, each of equal weight.
    pub fn macro_f1(&self) -> f64 {
        let classes = self.counts.len();
        (0..classes).map(|class| self.f1(class)).sum::<f64>() / classes as f64
    }

    /// Mean recall of all classes: accuracy as if all classes were equally frequent.
    pub fn balanced_accuracy(&self) -> f64 {
        let classes = self.counts.len();
        (0..classes).map(|class| self.recall(class)).sum::<f64>() / classes as f64
    }

    /// The counts as a tensor, classes x classes.
    pub fn to_tensor(&self) -> Tensor {
        let k = self.counts.len();
        let counts = self.counts.iter().flatten().map(|&n| n as f64);
        Tensor::from_vec(&[k, k], counts.collect())
    }

    #[track_caller]
    fn expect(&self, class: usize) {
        assert!(
            class < self.counts.len(),
            "there is no class {class} in a confusion matrix of {} classes (they count from 0)",
            self.counts.len()
        );
    }
}

fn ratio(part: usize, all: usize) -> f64 {
    if all == 0 {
        0.0
    } else {
        part as f64 / all as f64
    }
}
