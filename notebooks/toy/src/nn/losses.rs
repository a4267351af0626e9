//! Losses and divergences, in nats where they are logarithms.

use crate::tensor::Tensor;

#[track_caller]
fn same_shape(operation: &str, a: &Tensor, b: &Tensor) {
    assert!(
        a.shape() == b.shape(),
        "{operation}: the prediction has shape {:?}, the target {:?}",
        a.shape(),
        b.shape()
    );
}

/// Mean squared error over all elements.
#[track_caller]
pub fn mse(prediction: &Tensor, target: &Tensor) -> Tensor {
    same_shape("mse", prediction, target);
    (prediction - target).square().mean()
}

/// Mean over the rows of −ln softmax(logits)\[label\]; logits n x k, labels in 0..k.
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
#[track_caller]
pub fn bce_with_logits(logits: &Tensor, targets: &Tensor) -> Tensor {
    bce(logits, targets).mean()
}

/// Binary cross entropy summed over the bits of each row: −ln p(row), n x d -> n.
#[track_caller]
pub fn bce_per_row(logits: &Tensor, targets: &Tensor) -> Tensor {
    bce(logits, targets).sum_axis(logits.rank() - 1)
}

/// KL(N(μ, diag e^(ln σ²)) ‖ N(0, I)) of each row: ½ Σ (μ² + σ² − 1 − ln σ²), n x d -> n
/// (Kingma and Welling, "Auto-encoding variational Bayes", 2014, appendix B).
#[track_caller]
pub fn kl_normal(mean: &Tensor, log_variance: &Tensor) -> Tensor {
    assert!(
        mean.shape() == log_variance.shape(),
        "kl_normal: the mean has shape {:?}, the log-variance {:?}",
        mean.shape(),
        log_variance.shape()
    );
    let terms = mean.square() + log_variance.exp() - 1.0 - log_variance;
    0.5 * terms.sum_axis(mean.rank() - 1)
}

/// Entropy of softmax(logits) of each row: −Σ p ln p, n x k -> n.
#[track_caller]
pub fn entropy(logits: &Tensor) -> Tensor {
    let log_p = logits.log_softmax();
    -(log_p.exp() * &log_p).sum_axis(logits.rank() - 1)
}

/// KL(softmax(logits) ‖ uniform) of each row: ln k − entropy, n x k -> n.
#[track_caller]
pub fn kl_to_uniform(logits: &Tensor) -> Tensor {
    let entropy = entropy(logits);
    let classes = logits.shape()[logits.rank() - 1];
    libm::log(classes as f64) - entropy
}
