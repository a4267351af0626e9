//! Linear classifiers, fitted exactly: the same data give the same weights, whatever the seed.

use super::lbfgs::minimise;
use super::{finite, points, same_width};
use crate::data::Standardiser;
use crate::random::Rng;
use crate::stats::accuracy;
use crate::tensor::{Tensor, one_hot};

#[track_caller]
fn check(what: &str, x: &Tensor, labels: &[usize], penalty: f64) -> [usize; 2] {
    let [n, d] = points(what, x, 1);
    assert!(
        labels.len() == n,
        "{what}: {} labels for points of shape [{n}, {d}]",
        labels.len()
    );
    assert!(
        penalty > 0.0,
        "{what}: the penalty must be positive (without one, separable data have no best weights), got {penalty}"
    );
    finite(what, x);
    [n, d]
}

/// Softmax regression: P(class | x) = softmax(x·W + b).
///
/// ```
/// # use toy::prelude::*;
/// let model = SoftmaxRegression::fit([[-1.0], [0.0], [1.0]], &[0, 1, 2], 3, 0.01);
/// assert_eq!(model.predict([[-2.0], [2.0]]), [0, 2]);
/// ```
#[derive(Clone, Debug)]
pub struct SoftmaxRegression {
    /// d x classes.
    pub weights: Tensor,
    /// classes; their sum is 0.
    pub bias: Tensor,
}

impl SoftmaxRegression {
    /// The minimum of Σ cross entropy + ½·`penalty`·|W|², to a slope of 10⁻⁷ of the number of points; the bias is free.
    #[track_caller]
    pub fn fit(
        x: impl Into<Tensor>,
        labels: &[usize],
        classes: usize,
        penalty: f64,
    ) -> SoftmaxRegression {
        let x = x.into().detach();
        let [n, d] = check("SoftmaxRegression", &x, labels, penalty);
        let (turned, truth) = (x.t(), one_hot(labels, classes));
        let split = |at: &[f64]| {
            let weights = Tensor::from_vec(&[d, classes], at[..d * classes].to_vec());
            (weights, Tensor::from(&at[d * classes..]))
        };
        // Slope of the cross entropy at the logits: softmax − truth.
        let slope = |at: &[f64]| {
            let (w, b) = split(at);
            let log_probs = (x.matmul(&w) + b).log_softmax();
            let loss = -(&log_probs * &truth).sum() + 0.5 * penalty * w.square().sum();
            let gaps = log_probs.exp() - &truth;
            let dw = turned.matmul(&gaps) + &w * penalty;
            (
                loss.item(),
                [dw.to_vec(), gaps.sum_axis(0).to_vec()].concat(),
            )
        };
        let found = minimise(&slope, vec![0.0; (d + 1) * classes], 1e-7 * n as f64);
        let (weights, bias) = split(&found);
        SoftmaxRegression {
            bias: &bias - bias.mean(),
            weights,
        }
    }

    /// Logits, n x classes. Differentiable in the points.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let model = SoftmaxRegression::fit([[-1.0], [1.0]], &[0, 1], 2, 1.0);
    /// let logits = model.logits([[0.0]]); // 1 x 2
    /// close("a tie between the two", logits.at([0, 0]), logits.at([0, 1]), 1e-6);
    /// ```
    #[track_caller]
    pub fn logits(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        same_width("SoftmaxRegression", &x, self.weights.shape()[0]);
        x.matmul(&self.weights) + &self.bias
    }

    /// Probabilities, n x d -> n x classes.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let model = SoftmaxRegression::fit([[-1.0], [1.0]], &[0, 1], 2, 1.0);
    /// close_all("half and half", model.probs([[0.0]]), [[0.5, 0.5]], 1e-6);
    /// ```
    #[track_caller]
    pub fn probs(&self, x: impl Into<Tensor>) -> Tensor {
        self.logits(x).softmax()
    }

    /// The likeliest class of each point, n x d -> n.
    #[track_caller]
    pub fn predict(&self, x: impl Into<Tensor>) -> Vec<usize> {
        self.logits(x).argmax()
    }
}

/// Logistic regression: P(1 | x) = σ(x·w + b).
///
/// ```
/// # use toy::prelude::*;
/// let model = LogisticRegression::fit([[-2.0], [-1.0], [1.0], [2.0]], &[0, 0, 1, 1], 1.0);
/// close("at the border", model.probs([[0.0]]).item(), 0.5, 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct LogisticRegression {
    /// d.
    pub weights: Tensor,
    /// The logit at the origin.
    pub bias: f64,
}

impl LogisticRegression {
    /// The minimum of Σ binary cross entropy + ½·`penalty`·|w|², for labels 0 and 1.
    #[track_caller]
    pub fn fit(x: impl Into<Tensor>, labels: &[usize], penalty: f64) -> LogisticRegression {
        let x = x.into().detach();
        let [n, d] = check("LogisticRegression", &x, labels, penalty);
        if let Some(label) = labels.iter().find(|&&label| label > 1) {
            panic!("LogisticRegression: labels must be 0 or 1, got {label}");
        }
        let (turned, truth) = (x.t(), Tensor::from(labels));
        let slope = |at: &[f64]| {
            let w = Tensor::from(&at[..d]);
            let logits = x.matmul(&w) + at[d];
            let loss =
                (logits.softplus() - &logits * &truth).sum() + 0.5 * penalty * w.square().sum();
            let gaps = logits.sigmoid() - &truth;
            let dw = turned.matmul(&gaps) + w * penalty;
            (loss.item(), [dw.to_vec(), vec![gaps.sum().item()]].concat())
        };
        let found = minimise(&slope, vec![0.0; d + 1], 1e-7 * n as f64);
        LogisticRegression {
            weights: Tensor::from(&found[..d]),
            bias: found[d],
        }
    }

    /// Logits, n x d -> n. Differentiable in the points.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let model = LogisticRegression::fit([[-1.0], [1.0]], &[0, 1], 1.0);
    /// let logits = model.logits([[0.0], [1.0]]);
    /// close("the border", logits.at([0]), 0.0, 1e-6);
    /// close("its probability", model.probs([[1.0]]).item(), sigmoid(logits.at([1])), 1e-12);
    /// ```
    #[track_caller]
    pub fn logits(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        same_width("LogisticRegression", &x, self.weights.len());
        x.matmul(&self.weights) + self.bias
    }

    /// P(1 | x), n x d -> n.
    #[track_caller]
    pub fn probs(&self, x: impl Into<Tensor>) -> Tensor {
        self.logits(x).sigmoid()
    }
}

/// How much of the labels can be read from features (n x d) by a linear map: the accuracy of [`SoftmaxRegression`] on
/// rows that it was not fitted to, over five folds drawn with a fixed seed (G. Alain and Y. Bengio, "Understanding
/// intermediate layers using linear classifier probes", 2016). For given training and test sets: [`linear_probe_on`].
///
/// ```
/// # use toy::prelude::*;
/// let (x, labels) = Mixture::ring(4, 2.0, 0.3).sample(&mut Rng::seed(1), 100);
/// assert!(linear_probe(&x, &labels) > 0.95);
/// ```
#[track_caller]
pub fn linear_probe(features: impl Into<Tensor>, labels: &[usize]) -> f64 {
    let x = features.into().detach();
    let [n, d] = points("linear_probe", &x, 5);
    assert!(
        labels.len() == n,
        "linear_probe: {} labels for features of shape [{n}, {d}]",
        labels.len()
    );
    let order = Rng::seed(2016).permutation(n);
    let mut right = 0.0;
    for fold in 0..5 {
        let (mut train, mut test) = (Vec::new(), Vec::new());
        for (at, &i) in order.iter().enumerate() {
            if at % 5 == fold {
                test.push(i)
            } else {
                train.push(i)
            }
        }
        let of = |places: &[usize]| places.iter().map(|&i| labels[i]).collect::<Vec<_>>();
        let part = linear_probe_on(x.rows(&train), &of(&train), x.rows(&test), &of(&test));
        right += part * test.len() as f64;
    }
    right / n as f64
}

/// Accuracy on the test set of [`SoftmaxRegression`] fitted to the training set with penalty 1, its features moved and
/// scaled to mean 0 and standard deviation 1 in the training set.
///
/// ```
/// # use toy::prelude::*;
/// let (train, labels) = two_gaussians(&mut Rng::seed(1), 400, 3, 4.0);
/// let (test, truth) = two_gaussians(&mut Rng::seed(2), 400, 3, 4.0);
/// let score = linear_probe_on(&train, &labels, &test, &truth);
/// close("Bayes's accuracy Φ(2)", score, normal_cdf(2.0), 0.02);
/// ```
#[track_caller]
pub fn linear_probe_on(
    features: impl Into<Tensor>,
    labels: &[usize],
    test_features: impl Into<Tensor>,
    test_labels: &[usize],
) -> f64 {
    let (x, test) = (features.into().detach(), test_features.into().detach());
    let [_, d] = check("linear_probe_on", &x, labels, 1.0);
    same_width("linear_probe_on", &test, d);
    // A constant feature is only moved.
    let units = Standardiser::fit(&x);
    let classes = labels
        .iter()
        .chain(test_labels)
        .max()
        .map_or(0, |top| top + 1);
    let model = SoftmaxRegression::fit(units.apply(x), labels, classes, 1.0);
    accuracy(&model.predict(units.apply(test)), test_labels)
}
