//! Losses of generative adversarial networks: a critic scores, a generator wants its scores high.

use super::losses::bce_with_logits;
use crate::random::Rng;
use crate::tensor::{Tensor, grad1_graph, ones, param, zeros};

/// The discriminator's loss, from logits of real and of generated examples: −mean ln σ(real) − mean ln(1 − σ(fake))
/// (Goodfellow et al., "Generative adversarial nets", 2014, equation 1).
///
/// ```
/// # use toy::prelude::*;
/// let (real, fake) = (zeros([8, 1]), zeros([8, 1])); // logits of one who cannot tell
/// close("2 ln 2", gan_critic_loss(&real, &fake).item(), 2.0 * ln(2.0), 1e-12);
/// ```
#[track_caller]
pub fn gan_critic_loss(real: &Tensor, fake: &Tensor) -> Tensor {
    bce_with_logits(real, &ones(real.shape())) + bce_with_logits(fake, &zeros(fake.shape()))
}

/// The generator's loss that does not saturate: −mean ln σ(fake) (Goodfellow et al., 2014, section 3).
///
/// ```
/// # use toy::prelude::*;
/// close("ln 2 at a draw", gan_generator_loss(&zeros([8, 1])).item(), ln(2.0), 1e-12);
/// ```
#[track_caller]
pub fn gan_generator_loss(fake: &Tensor) -> Tensor {
    bce_with_logits(fake, &ones(fake.shape()))
}

/// The critic's loss of the Wasserstein GAN: mean(fake) − mean(real) (Arjovsky et al., "Wasserstein GAN", 2017,
/// equation 2). The generator's is −mean(fake).
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(wasserstein_critic_loss(&full([4, 1], 3.0), &full([4, 1], 1.0)).item(), -2.0);
/// ```
#[track_caller]
pub fn wasserstein_critic_loss(real: &Tensor, fake: &Tensor) -> Tensor {
    fake.mean() - real.mean()
}

/// Mean of (|∇ critic(x)| − 1)² over points x = u·real + (1 − u)·fake, one u uniform in 0..1 a row: added 10-fold to
/// [`wasserstein_critic_loss`] it keeps the critic's slope near 1 (Gulrajani et al., "Improved training of Wasserstein
/// GANs", 2017, equation 3). `real` and `fake` have one shape, rows are examples; the critic maps them to one number
/// each and treats every row alone. Nothing flows back into `real` and `fake`.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let critic = Mlp::new(&mut rng, &[2, 8, 1], Act::Tanh);
/// let (real, fake) = (rng.normals([5, 2]), rng.normals([5, 2]));
/// let scores = |x: &Tensor| critic.forward(x);
/// let loss = wasserstein_critic_loss(&scores(&real), &scores(&fake))
///     + 10.0 * gradient_penalty(&scores, &real, &fake, &mut rng);
/// assert_eq!(grad(&loss, &[&critic.layers[0].w])[0].shape(), [2, 8]);
/// ```
#[track_caller]
pub fn gradient_penalty(
    critic: &dyn Fn(&Tensor) -> Tensor,
    real: &Tensor,
    fake: &Tensor,
    rng: &mut Rng,
) -> Tensor {
    let shape = real.shape();
    assert!(
        !shape.is_empty() && shape == fake.shape() && !real.is_empty(),
        "gradient_penalty: the real examples have shape {shape:?}, the generated {:?}",
        fake.shape()
    );
    let mut column = vec![1; shape.len()];
    column[0] = shape[0];
    let u = rng.uniforms(column);
    let x = param(&u * real.detach() + (1.0 - &u) * fake.detach());
    let slope = grad1_graph(&critic(&x).sum(), &x);
    let slope = slope.reshape([shape[0], x.len() / shape[0]]);
    // The square root's slope is infinite at 0.
    let length = (slope.square().sum_axis(1) + 1e-12).sqrt();
    (length - 1.0).square().mean()
}
