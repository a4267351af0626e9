//! Distributions of positive numbers: exponential, gamma.

use super::{draws, expect_pair, expect_points, expect_positive, inside, joint, x_ln_y};
use crate::random::Rng;
use crate::tensor::Tensor;

/// Exponential distribution: the time until an event of a given rate.
///
/// ```
/// # use toy::prelude::*;
/// let wait = Exponential::new([1.0, 2.0]);
/// close_all("r·e^(−r·x)", wait.log_prob(1.0).exp(), [exp(-1.0), 2.0 * exp(-2.0)], 1e-12);
/// assert_eq!((wait.mean().to_vec(), wait.variance().to_vec()), (vec![1.0, 0.5], vec![1.0, 0.25]));
/// close_all("1 − ln r", wait.entropy(), [1.0, 1.0 - ln(2.0)], 1e-12);
/// close_all("ln 2 − ½", wait.kl(&Exponential::new(1.0)), [0.0, ln(2.0) - 0.5], 1e-12);
/// let draw = wait.rsample(&mut Rng::seed(1)); // gradients flow; `sample`, `samples`: none
/// assert_eq!(draw.shape(), wait.shape());
/// ```
#[derive(Clone, Debug)]
pub struct Exponential {
    /// Events per time.
    pub rate: Tensor,
}

draws!(Exponential: rate; |rng| rng.exponential() / rate);

impl Exponential {
    /// Rate r; the mean is 1/r.
    #[track_caller]
    pub fn new(rate: impl Into<Tensor>) -> Exponential {
        let rate = rate.into();
        expect_positive("Exponential", "rate", &rate);
        Exponential { rate }
    }

    /// ln of the density: ln r − r·x; −∞ for x < 0.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Exponential", &x, &self.shape());
        inside(&x.ge(0.0), &(self.rate.ln() - &self.rate * &x))
    }

    /// 1 − ln r.
    pub fn entropy(&self) -> Tensor {
        1.0 - self.rate.ln()
    }

    /// 1/r.
    pub fn mean(&self) -> Tensor {
        self.rate.recip()
    }

    /// 1/r².
    pub fn variance(&self) -> Tensor {
        self.rate.square().recip()
    }

    /// ε/r with ε standard exponential: gradients flow to the rate.
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        rng.exponentials(self.shape()) / &self.rate
    }

    /// KL(self ‖ other) = ln(r₁/r₂) + r₂/r₁ − 1.
    #[track_caller]
    pub fn kl(&self, other: &Exponential) -> Tensor {
        expect_pair("Exponential", &self.rate, &other.rate);
        let ratio = &other.rate / &self.rate;
        &ratio - ratio.ln() - 1.0
    }
}

/// Gamma distribution: density in proportion to x^(a − 1)·e^(−b·x).
///
/// There is no `rsample`: the derivative of a draw with respect to the shape needs that of the incomplete gamma
/// function.
///
/// ```
/// # use toy::prelude::*;
/// let rate = Gamma::new([1.0, 3.0], 2.0); // shape and rate
/// assert_eq!((rate.mean().to_vec(), rate.variance().to_vec()), (vec![0.5, 1.5], vec![0.25, 0.75]));
/// let wait = Exponential::new(2.0); // shape 1
/// close("density", rate.log_prob(1.0).at([0]), wait.log_prob(1.0).item(), 1e-12);
/// close("entropy", rate.entropy().at([0]), wait.entropy().item(), 1e-12);
/// assert_eq!(rate.kl(&rate).to_vec(), [0.0, 0.0]);
/// assert_eq!(rate.samples(&mut Rng::seed(1), 5).shape(), [5, 2]); // `sample`: one draw
/// ```
#[derive(Clone, Debug)]
pub struct Gamma {
    /// Shape a.
    pub shape: Tensor,
    /// Rate b, the inverse of the scale.
    pub rate: Tensor,
}

draws!(Gamma: shape, rate; |rng| rng.gamma(shape) / rate);

impl Gamma {
    /// Shape a and rate b; the mean is a/b.
    #[track_caller]
    pub fn new(shape: impl Into<Tensor>, rate: impl Into<Tensor>) -> Gamma {
        let [shape, rate] = joint("Gamma", [shape.into(), rate.into()]);
        expect_positive("Gamma", "shape", &shape);
        expect_positive("Gamma", "rate", &rate);
        Gamma { shape, rate }
    }

    /// ln of the density: a·ln b + (a − 1)·ln x − b·x − ln Γ(a); −∞ for x < 0.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Gamma", &x, &self.shape());
        let (a, b) = (&self.shape, &self.rate);
        let density = a * b.ln() + x_ln_y(&(a - 1.0), &x) - b * &x - a.ln_gamma();
        inside(&x.ge(0.0), &density)
    }

    /// a − ln b + ln Γ(a) + (1 − a)·ψ(a).
    pub fn entropy(&self) -> Tensor {
        let a = &self.shape;
        a - self.rate.ln() + a.ln_gamma() + (1.0 - a) * a.digamma()
    }

    /// a/b.
    pub fn mean(&self) -> Tensor {
        &self.shape / &self.rate
    }

    /// a/b².
    pub fn variance(&self) -> Tensor {
        &self.shape / self.rate.square()
    }

    /// KL(self ‖ other) = (a₁ − a₂)·ψ(a₁) − ln Γ(a₁) + ln Γ(a₂) + a₂·ln(b₁/b₂) + a₁·(b₂ − b₁)/b₁.
    #[track_caller]
    pub fn kl(&self, other: &Gamma) -> Tensor {
        expect_pair("Gamma", &self.shape, &other.shape);
        let (a, b, c, d) = (&self.shape, &self.rate, &other.shape, &other.rate);
        let shapes = (a - c) * a.digamma() - a.ln_gamma() + c.ln_gamma();
        shapes + c * (b / d).ln() + a * (d - b) / b
    }
}
