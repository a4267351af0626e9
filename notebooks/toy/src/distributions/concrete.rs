//! Discrete choices made soft, so that gradients flow through the sample.
//!
//! Jang, Gu and Poole, "Categorical reparameterization with Gumbel-softmax", 2017; Maddison, Mnih and Teh, "The
//! concrete distribution", 2017. Two names of one distribution.

use super::expect_points;
use crate::math;
use crate::random::Rng;
use crate::tensor::{Tensor, one_hot, straight_through};

/// softmax((logits + Gumbel noise)/temperature) over the last axis: a draw that becomes one-hot as the temperature
/// falls. Gradients flow to the logits. [`Concrete`] has its density; [`harden`] makes it one-hot.
///
/// ```
/// # use toy::prelude::*;
/// let logits = tensor([[0.0, 1.0, 2.0]]);
/// let soft = gumbel_softmax(&mut Rng::seed(1), &logits, 0.5); // 1 x 3
/// close("sums to 1", soft.sum().item(), 1.0, 1e-12);
/// let cold = gumbel_softmax(&mut Rng::seed(1), &logits, 1e-3);
/// close_all("nearly one-hot", &cold, harden(&soft), 1e-6);
/// ```
#[track_caller]
pub fn gumbel_softmax(rng: &mut Rng, logits: &Tensor, temperature: f64) -> Tensor {
    expect_temperature("gumbel_softmax", temperature);
    ((logits + rng.gumbels(logits.shape())) / temperature).softmax()
}

/// The one-hot rows of a soft choice's largest numbers, with the soft choice's gradient (straight-through).
///
/// ```
/// # use toy::prelude::*;
/// let soft = gumbel_softmax(&mut Rng::seed(1), &param([[1.0, 2.0, 0.5]]), 0.5);
/// let hard = harden(&soft);
/// assert_eq!(hard.sum().item(), 1.0);
/// ```
#[track_caller]
pub fn harden(soft: &Tensor) -> Tensor {
    let shape = soft.shape();
    let classes = shape.last().copied().unwrap_or(0);
    let hard = one_hot(&soft.argmax(), classes).reshape(shape);
    straight_through(&hard, soft)
}

#[track_caller]
fn expect_temperature(what: &str, temperature: f64) {
    assert!(
        temperature > 0.0,
        "{what}: the temperature must be positive, got {temperature}"
    );
}

/// The concrete (Gumbel-softmax) distribution over the last axis of the logits.
///
/// ```
/// # use toy::prelude::*;
/// let logits = param([0.0, 0.0, 1.0]);
/// let soft = Concrete::new(&logits, 0.5);
/// let x = soft.rsample(&mut Rng::seed(1)); // sums to 1
/// assert!(grad1(&x.square().sum(), &logits).abs().max().item() > 0.0); // a gradient of a draw
/// let density = soft.log_prob(soft.sample(&mut Rng::seed(2)));
/// assert!(density.item().is_finite());
/// ```
#[derive(Clone, Debug)]
pub struct Concrete {
    /// ln of the classes' weights, .. x k.
    pub logits: Tensor,
    /// How far from one-hot the draws are.
    pub temperature: f64,
}

impl Concrete {
    /// From logits (.. x k) and a temperature.
    #[track_caller]
    pub fn new(logits: impl Into<Tensor>, temperature: f64) -> Concrete {
        expect_temperature("Concrete", temperature);
        let logits = logits.into();
        assert!(
            logits.rank() > 0,
            "Concrete: the logits need a last axis with the classes"
        );
        Concrete {
            logits,
            temperature,
        }
    }

    /// A draw, .. x k, that gradients flow through.
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        gumbel_softmax(rng, &self.logits, self.temperature)
    }

    /// A draw, .. x k, without gradient.
    pub fn sample(&self, rng: &mut Rng) -> Tensor {
        self.rsample(rng).detach()
    }

    /// ln of the density of each row (Maddison et al., 2017, equation 10): ln (k − 1)! + (k − 1)·ln τ +
    /// Σ(lᵢ − (τ + 1)·ln xᵢ) − k·ln Σ exp(lᵢ − τ·ln xᵢ). A cold draw may round to 0: it counts as the smallest number
    /// above.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Concrete", &x, &self.logits.shape());
        let (log_x, tau) = (x.clamp(f64::MIN_POSITIVE, 1.0).ln(), self.temperature);
        let raised = &self.logits - tau * &log_x;
        let last = raised.rank() - 1;
        let k = raised.shape()[last] as f64;
        let constant = math::ln_gamma(k) + (k - 1.0) * libm::log(tau);
        (&raised - log_x).sum_axis(last) - k * raised.logsumexp() + constant
    }
}

/// The binary concrete distribution: soft coins between 0 and 1, elementwise.
///
/// ```
/// # use toy::prelude::*;
/// let logits = param([2.0, -2.0]);
/// let soft = BinaryConcrete::new(&logits, 0.5);
/// let x = soft.rsample(&mut Rng::seed(1));
/// assert!(grad1(&x.sum(), &logits).min().item() > 0.0);
/// let coin = soft.sample(&mut Rng::seed(2)); // between 0 and 1, a constant
/// assert_eq!(soft.log_prob(&coin).shape(), [2]);
/// ```
#[derive(Clone, Debug)]
pub struct BinaryConcrete {
    /// ln p/(1 − p).
    pub logits: Tensor,
    /// How far from 0 and 1 the draws are.
    pub temperature: f64,
}

impl BinaryConcrete {
    /// From logits and a temperature.
    #[track_caller]
    pub fn new(logits: impl Into<Tensor>, temperature: f64) -> BinaryConcrete {
        expect_temperature("BinaryConcrete", temperature);
        let logits = logits.into();
        BinaryConcrete {
            logits,
            temperature,
        }
    }

    /// σ((l + ln u − ln(1 − u))/τ) with u uniform: gradients flow to the logits.
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        let u = rng.uniforms(self.logits.shape());
        let noise = u.ln() - (1.0 - u).ln();
        ((&self.logits + noise) / self.temperature).sigmoid()
    }

    /// A draw without gradient.
    pub fn sample(&self, rng: &mut Rng) -> Tensor {
        self.rsample(rng).detach()
    }

    /// ln of the density (Maddison et al., 2017, appendix B): with d = l − τ·ln(x/(1 − x)),
    /// ln τ + d − 2·ln(1 + eᵈ) − ln x − ln(1 − x). A cold draw may round to 0 or 1: it counts as the nearest number
    /// between.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("BinaryConcrete", &x, &self.logits.shape());
        let x = x.clamp(f64::MIN_POSITIVE, 1.0 - 0.5 * f64::EPSILON);
        let (one, zero) = (x.ln(), (1.0 - &x).ln());
        let d = &self.logits - self.temperature * (&one - &zero);
        &d - 2.0 * d.softplus() - one - zero + libm::log(self.temperature)
    }
}
