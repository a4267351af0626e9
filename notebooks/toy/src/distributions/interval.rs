//! Distributions on an interval: uniform, beta.

use super::{draws, expect_pair, expect_points, expect_positive, inside, joint, ln_beta, x_ln_y};
use crate::random::Rng;
use crate::tensor::Tensor;

/// Uniform distribution between two numbers.
///
/// ```
/// # use toy::prelude::*;
/// let u = Uniform::new(0.0, [1.0, 4.0]);
/// close_all("1/(b − a)", u.log_prob(0.5).exp(), [1.0, 0.25], 1e-12);
/// close_all("ln(b − a)", u.entropy(), [0.0, ln(4.0)], 1e-12);
/// assert_eq!((u.mean().at([1]), u.shape()), (2.0, vec![2]));
/// close("(b − a)²/12", u.variance().at([1]), 16.0 / 12.0, 1e-12);
/// let draw = u.rsample(&mut Rng::seed(1)); // gradients flow; `sample`, `samples`: none
/// assert!(draw.at([1]) < 4.0);
/// ```
#[derive(Clone, Debug)]
pub struct Uniform {
    /// Lower ends.
    pub low: Tensor,
    /// Upper ends.
    pub high: Tensor,
}

draws!(Uniform: low, high; |rng| rng.range(low, high));

impl Uniform {
    /// Between `low` and `high`.
    #[track_caller]
    pub fn new(low: impl Into<Tensor>, high: impl Into<Tensor>) -> Uniform {
        let [low, high] = joint("Uniform", [low.into(), high.into()]);
        expect_positive("Uniform", "width (high − low)", &(&high - &low));
        Uniform { low, high }
    }

    /// ln of the density: −ln(high − low); −∞ outside.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Uniform", &x, &self.shape());
        inside(&(x.ge(&self.low) * x.le(&self.high)), &-self.entropy())
    }

    /// ln(high − low).
    pub fn entropy(&self) -> Tensor {
        (&self.high - &self.low).ln()
    }

    /// The middle.
    pub fn mean(&self) -> Tensor {
        0.5 * (&self.low + &self.high)
    }

    /// (high − low)²/12.
    pub fn variance(&self) -> Tensor {
        (&self.high - &self.low).square() / 12.0
    }

    /// low + (high − low)·u: gradients flow to both ends.
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        &self.low + (&self.high - &self.low) * rng.uniforms(self.shape())
    }
}

/// Beta distribution on 0..1: density in proportion to x^(a − 1)·(1 − x)^(b − 1).
///
/// ```
/// # use toy::prelude::*;
/// // Seven heads and three tails after a uniform prior.
/// let posterior = Beta::new(8.0, 4.0);
/// assert!((posterior.mean().item() - 2.0 / 3.0).abs() < 1e-15);
/// close("a·b/(a + b)²(a + b + 1)", posterior.variance().item(), 32.0 / (144.0 * 13.0), 1e-15);
/// let prior = Beta::new(1.0, 1.0); // uniform: density 1, entropy 0
/// close("uniform", prior.log_prob(0.3).item() + prior.entropy().item(), 0.0, 1e-12);
/// close("what was learned", posterior.kl(&prior).item(), -posterior.entropy().item(), 1e-12);
/// assert!(posterior.sample(&mut Rng::seed(1)).item() < 1.0); // `samples`: n draws
/// ```
#[derive(Clone, Debug)]
pub struct Beta {
    /// Weight towards 1.
    pub a: Tensor,
    /// Weight towards 0.
    pub b: Tensor,
}

draws!(Beta: a, b; |rng| rng.beta(a, b));

impl Beta {
    /// The two concentrations; the mean is a/(a + b).
    #[track_caller]
    pub fn new(a: impl Into<Tensor>, b: impl Into<Tensor>) -> Beta {
        let [a, b] = joint("Beta", [a.into(), b.into()]);
        expect_positive("Beta", "concentration", &a);
        expect_positive("Beta", "concentration", &b);
        Beta { a, b }
    }

    /// ln of the density: (a − 1)·ln x + (b − 1)·ln(1 − x) − ln B(a, b); −∞ outside.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Beta", &x, &self.shape());
        let (a, b) = (&self.a, &self.b);
        let powers = x_ln_y(&(a - 1.0), &x) + x_ln_y(&(b - 1.0), &(1.0 - &x));
        inside(&(x.ge(0.0) * x.le(1.0)), &(powers - ln_beta(a, b)))
    }

    /// ln B(a, b) − (a − 1)·ψ(a) − (b − 1)·ψ(b) + (a + b − 2)·ψ(a + b).
    pub fn entropy(&self) -> Tensor {
        let (a, b) = (&self.a, &self.b);
        let sum = a + b;
        let parts = (a - 1.0) * a.digamma() + (b - 1.0) * b.digamma();
        ln_beta(a, b) - parts + (&sum - 2.0) * sum.digamma()
    }

    /// a/(a + b).
    pub fn mean(&self) -> Tensor {
        &self.a / (&self.a + &self.b)
    }

    /// a·b/((a + b)²·(a + b + 1)).
    pub fn variance(&self) -> Tensor {
        let sum = &self.a + &self.b;
        &self.a * &self.b / (sum.square() * (&sum + 1.0))
    }

    /// KL(self ‖ other) = ln B(a₂, b₂) − ln B(a₁, b₁) + (a₁ − a₂)·ψ(a₁) + (b₁ − b₂)·ψ(b₁) +
    /// (a₂ − a₁ + b₂ − b₁)·ψ(a₁ + b₁).
    #[track_caller]
    pub fn kl(&self, other: &Beta) -> Tensor {
        expect_pair("Beta", &self.a, &other.a);
        let (a, b, c, d) = (&self.a, &self.b, &other.a, &other.b);
        let own = (a - c) * a.digamma() + (b - d) * b.digamma();
        ln_beta(c, d) - ln_beta(a, b) + own + (c - a + d - b) * (a + b).digamma()
    }
}
