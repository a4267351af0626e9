//! Losses and divergences, in nats where they are logarithms.

use crate::tensor::{Tensor, choose};

#[track_caller]
fn same_shape(operation: &str, a: &Tensor, b: &Tensor) {
    assert!(
        a.shape() == b.shape(),
        "{operation}: the prediction has shape {:?}, the target {:?}",
        a.shape(),
        b.shape()
    );
}

/// The number of the last axis, over which a row is summed.
#[track_caller]
fn last_axis(operation: &str, x: &Tensor) -> usize {
    let shape = x.shape();
    assert!(
        !shape.is_empty(),
        "{operation}: needs rows, the shape is {shape:?}"
    );
    shape.len() - 1
}

/// Mean squared error over all elements, (1/n) Σ (prediction − target)²: one number. The shapes must be equal.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(mse(&tensor([1.0, 2.0]), &tensor([1.0, 4.0])).item(), 2.0);
/// ```
#[track_caller]
pub fn mse(prediction: &Tensor, target: &Tensor) -> Tensor {
    same_shape("mse", prediction, target);
    (prediction - target).square().mean()
}

/// Mean over the rows of −ln softmax(logits)\[label\]; logits n x k, labels in 0..k.
///
/// ```
/// # use toy::prelude::*;
/// close("a guess among 4", cross_entropy(&zeros([2, 4]), &[0, 3]).item(), ln(4.0), 1e-12);
/// ```
#[track_caller]
pub fn cross_entropy(logits: &Tensor, labels: &[usize]) -> Tensor {
    -logits.log_softmax().pick(labels).mean()
}

/// −ln p(target) for independent bits with logits x: softplus(x) − x·target, elementwise.
#[track_caller]
fn bce(logits: &Tensor, targets: &Tensor) -> Tensor {
    same_shape("binary cross entropy", logits, targets);
    logits.softplus() - logits * targets
}

/// Binary cross entropy with logits, mean over all elements; targets are 0 or 1, or between.
///
/// ```
/// # use toy::prelude::*;
/// close("ln 2", bce_with_logits(&zeros([3]), &tensor([0.0, 1.0, 1.0])).item(), ln(2.0), 1e-12);
/// ```
#[track_caller]
pub fn bce_with_logits(logits: &Tensor, targets: &Tensor) -> Tensor {
    bce(logits, targets).mean()
}

/// Binary cross entropy summed over the bits of each row: −ln p(row), n x d -> n.
///
/// ```
/// # use toy::prelude::*;
/// let loss = bce_per_row(&zeros([2, 3]), &ones([2, 3])); // three bits a row
/// close_all("3 ln 2", loss, full([2], 3.0 * ln(2.0)), 1e-12);
/// ```
#[track_caller]
pub fn bce_per_row(logits: &Tensor, targets: &Tensor) -> Tensor {
    let last = last_axis("bce_per_row", logits);
    bce(logits, targets).sum_axis(last)
}

/// KL(N(μ, diag e^(ln σ²)) ‖ N(0, I)) of each row: ½ Σ (μ² + σ² − 1 − ln σ²), n x d -> n
/// (Kingma and Welling, "Auto-encoding variational Bayes", 2014, appendix B).
///
/// ```
/// # use toy::prelude::*;
/// let (mean, log_variance) = (tensor([[0.0, 0.0], [1.0, 1.0]]), zeros([2, 2]));
/// close_all("½|μ|²", kl_normal(&mean, &log_variance), [0.0, 1.0], 1e-12);
/// ```
#[track_caller]
pub fn kl_normal(mean: &Tensor, log_variance: &Tensor) -> Tensor {
    assert!(
        mean.shape() == log_variance.shape(),
        "kl_normal: the mean has shape {:?}, the log-variance {:?}",
        mean.shape(),
        log_variance.shape()
    );
    let last = last_axis("kl_normal", mean);
    let terms = mean.square() + log_variance.exp() - 1.0 - log_variance;
    0.5 * terms.sum_axis(last)
}

/// `value` where a class is possible, 0 where its ln p is −∞: times p it would be NaN there.
#[track_caller]
fn where_possible(log_p: &Tensor, value: &Tensor) -> Tensor {
    let impossible = log_p.eq_to(f64::NEG_INFINITY);
    choose(&impossible, &Tensor::from(0.0), value)
}

/// Entropy of softmax(logits) of each row: −Σ p ln p, n x k -> n. A class with the logit −∞ adds nothing.
///
/// ```
/// # use toy::prelude::*;
/// close_all("ln 4 when all is possible", entropy(&zeros([1, 4])), [ln(4.0)], 1e-12);
/// ```
#[track_caller]
pub fn entropy(logits: &Tensor) -> Tensor {
    let log_p = logits.log_softmax();
    -(log_p.exp() * where_possible(&log_p, &log_p)).sum_axis(logits.rank() - 1)
}

/// KL(softmax(logits) ‖ uniform) of each row: ln k − entropy, n x k -> n.
///
/// ```
/// # use toy::prelude::*;
/// close_all("none", kl_to_uniform(&zeros([1, 4])), [0.0], 1e-12);
/// close_all("ln 4 when one is certain", kl_to_uniform(&tensor([[99.0, 0.0, 0.0, 0.0]])), [ln(4.0)], 1e-9);
/// ```
#[track_caller]
pub fn kl_to_uniform(logits: &Tensor) -> Tensor {
    let entropy = entropy(logits);
    let classes = logits.shape()[logits.rank() - 1];
    libm::log(classes as f64) - entropy
}

/// Mean absolute error over all elements, (1/n) Σ |prediction − target|: one number. The shapes must be equal.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(l1(&tensor([1.0, 2.0]), &tensor([1.0, 4.0])).item(), 1.0);
/// ```
#[track_caller]
pub fn l1(prediction: &Tensor, target: &Tensor) -> Tensor {
    same_shape("l1", prediction, target);
    (prediction - target).abs().mean()
}

/// Huber's loss, mean over all elements: ½e² for |e| ≤ δ, else δ(|e| − ½δ), with e = prediction − target
/// (Huber, "Robust estimation of a location parameter", 1964).
///
/// ```
/// # use toy::prelude::*;
/// let loss = huber(&tensor([0.5, 3.0]), &tensor([0.0, 0.0]), 1.0);
/// assert_eq!(loss.item(), (0.125 + 2.5) / 2.0);
/// ```
#[track_caller]
pub fn huber(prediction: &Tensor, target: &Tensor, delta: f64) -> Tensor {
    same_shape("huber", prediction, target);
    assert!(delta > 0.0, "huber: δ must be positive, got {delta}");
    let error = (prediction - target).abs();
    // With m = min(|e|, δ): m·(|e| − ½m) is both cases at once.
    let near = error.minimum(delta);
    (&near * (&error - 0.5 * &near)).mean()
}

/// The hinge loss of a binary classifier, mean of max(0, 1 − target·score); targets are −1 and 1
/// (Cortes and Vapnik, "Support-vector networks", 1995).
///
/// ```
/// # use toy::prelude::*;
/// let loss = hinge(&tensor([2.0, 0.5, 1.0]), &tensor([1.0, 1.0, -1.0])); // 0, 0.5, 2
/// close("mean", loss.item(), 2.5 / 3.0, 1e-12);
/// ```
#[track_caller]
pub fn hinge(scores: &Tensor, targets: &Tensor) -> Tensor {
    same_shape("hinge", scores, targets);
    (1.0 - targets * scores).relu().mean()
}

/// [`cross_entropy`] against smoothed labels: the right class has 1 − ε + ε/k, every other ε/k, of k classes
/// (Szegedy et al., "Rethinking the inception architecture", 2016, section 7).
///
/// ```
/// # use toy::prelude::*;
/// let logits = tensor([[2.0, 0.0, -1.0]]);
/// let plain = cross_entropy(&logits, &[0]).item();
/// close("ε = 0", smooth_cross_entropy(&logits, &[0], 0.0).item(), plain, 1e-12);
/// assert!(smooth_cross_entropy(&logits, &[0], 0.1).item() > plain);
/// ```
#[track_caller]
pub fn smooth_cross_entropy(logits: &Tensor, labels: &[usize], smoothing: f64) -> Tensor {
    assert!(
        (0.0..=1.0).contains(&smoothing),
        "smooth_cross_entropy: ε must be in 0..=1, got {smoothing}"
    );
    let log_p = logits.log_softmax();
    -((1.0 - smoothing) * log_p.pick(labels).mean() + smoothing * log_p.mean())
}

/// The focal loss, mean of −(1 − p)^γ ln p over the rows, p the right class's probability: what is already right counts
/// less (Lin et al., "Focal loss for dense object detection", 2017, equation 4). γ = 0 is [`cross_entropy`].
///
/// ```
/// # use toy::prelude::*;
/// close("(1 − ½)² ln 2", focal(&zeros([1, 2]), &[0], 2.0).item(), 0.25 * ln(2.0), 1e-12);
/// ```
#[track_caller]
pub fn focal(logits: &Tensor, labels: &[usize], gamma: f64) -> Tensor {
    let log_p = logits.log_softmax().pick(labels);
    if gamma == 0.0 {
        return -log_p.mean();
    }
    // Rounding may leave p a little above 1.
    let miss = (1.0 - log_p.exp()).maximum(1e-300);
    -(miss.powf(gamma) * log_p).mean()
}

/// KL(softmax(p) ‖ softmax(q)) of each row: Σ p (ln p − ln q), logits n x k -> n.
///
/// ```
/// # use toy::prelude::*;
/// let (p, q) = (zeros([1, 2]), tensor([[0.0, ln(3.0)]])); // ½, ½ and ¼, ¾
/// close_all("½ ln 2 + ½ ln ⅔", kl_categorical(&p, &q), [0.5 * ln(4.0 / 3.0)], 1e-12);
/// ```
#[track_caller]
pub fn kl_categorical(p: &Tensor, q: &Tensor) -> Tensor {
    assert!(
        p.shape() == q.shape(),
        "kl_categorical: the logits have shapes {:?} and {:?}",
        p.shape(),
        q.shape()
    );
    let (log_p, log_q) = (p.log_softmax(), q.log_softmax());
    (log_p.exp() * where_possible(&log_p, &(&log_p - log_q))).sum_axis(p.rank() - 1)
}

/// KL(N(μ₁, diag σ₁²) ‖ N(μ₂, diag σ₂²)) of each row, from means and ln σ²:
/// ½ Σ (σ₁²/σ₂² + (μ₁ − μ₂)²/σ₂² − 1 + ln σ₂² − ln σ₁²), n x d -> n. With N(0, I): [`kl_normal`].
///
/// ```
/// # use toy::prelude::*;
/// let (zero, one) = (zeros([1, 1]), ones([1, 1]));
/// close_all("½(μ₁ − μ₂)²", kl_normals(&one, &zero, &zero, &zero), [0.5], 1e-12);
/// ```
#[track_caller]
pub fn kl_normals(mean1: &Tensor, log_var1: &Tensor, mean2: &Tensor, log_var2: &Tensor) -> Tensor {
    let shapes = [mean1, log_var1, mean2, log_var2].map(Tensor::shape);
    assert!(
        shapes.iter().all(|shape| *shape == shapes[0]),
        "kl_normals: means and log-variances have shapes {shapes:?}"
    );
    let last = last_axis("kl_normals", mean1);
    let gap = log_var1 - log_var2;
    let distance = (mean1 - mean2).square() * (-log_var2).exp();
    0.5 * (gap.exp() + distance - 1.0 - gap).sum_axis(last)
}
