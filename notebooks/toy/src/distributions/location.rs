//! Distributions with a place and a width: normal, Laplace, Student's t.

use super::{draws, expect_pair, expect_points, expect_positive, joint};
use crate::random::Rng;
use crate::tensor::{Tensor, choose};
use std::f64::consts::PI;

/// Independent normal variables whose parameters are tensors. ([`super::Normal`] is the one of plain numbers.)
///
/// ```
/// # use toy::prelude::*;
/// let prior = Gaussian::new(0.0, 1.0);
/// let posterior = Gaussian::new([1.0, 0.0], [1.0, 0.5]);
/// close_all("kl", posterior.kl(&prior), [0.5, 0.125 - 0.5 + ln(2.0)], 1e-12);
/// close("φ(0)", prior.log_prob(0.0).item(), ln(normal_pdf(0.0)), 1e-12);
/// close_all("Φ", posterior.cdf([1.0, 0.0]), [0.5, 0.5], 1e-12);
/// close_all("ln σ and ½ ln 2πe", posterior.entropy() - prior.entropy(), [0.0, -ln(2.0)], 1e-12);
/// assert_eq!((posterior.mean().at([0]), posterior.variance().at([1])), (1.0, 0.25));
/// let draw = posterior.rsample(&mut Rng::seed(1)); // gradients flow; `sample`, `samples`: none
/// assert_eq!(draw.shape(), posterior.shape());
/// ```
#[derive(Clone, Debug)]
pub struct Gaussian {
    /// Means.
    pub mean: Tensor,
    /// Standard deviations.
    pub sd: Tensor,
}

draws!(Gaussian: mean, sd; |rng| mean + sd * rng.normal());

impl Gaussian {
    /// Means and standard deviations (not variances).
    #[track_caller]
    pub fn new(mean: impl Into<Tensor>, sd: impl Into<Tensor>) -> Gaussian {
        let [mean, sd] = joint("Gaussian", [mean.into(), sd.into()]);
        expect_positive("Gaussian", "standard deviation", &sd);
        Gaussian { mean, sd }
    }

    /// ln of the density: −½z² − ln σ − ½ ln 2π with z = (x − μ)/σ.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Gaussian", &x, &self.shape());
        let z = (x - &self.mean) / &self.sd;
        z.square() * -0.5 - self.sd.ln() - 0.5 * libm::log(2.0 * PI)
    }

    /// P(X ≤ x).
    #[track_caller]
    pub fn cdf(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Gaussian", &x, &self.shape());
        ((x - &self.mean) / &self.sd).normal_cdf()
    }

    /// ln σ + ½ ln 2πe.
    pub fn entropy(&self) -> Tensor {
        self.sd.ln() + 0.5 * (1.0 + libm::log(2.0 * PI))
    }

    /// μ.
    pub fn mean(&self) -> Tensor {
        self.mean.clone()
    }

    /// σ².
    pub fn variance(&self) -> Tensor {
        self.sd.square()
    }

    /// μ + σ·ε with ε ~ N(0, 1): gradients flow to μ and σ (Kingma and Welling, "Auto-encoding variational Bayes",
    /// 2014, section 2.4).
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        &self.mean + &self.sd * rng.normals(self.shape())
    }

    /// KL(self ‖ other) = ln(σ₂/σ₁) + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − ½.
    #[track_caller]
    pub fn kl(&self, other: &Gaussian) -> Tensor {
        expect_pair("Gaussian", &self.mean, &other.mean);
        let squares = self.sd.square() + (&self.mean - &other.mean).square();
        other.sd.ln() - self.sd.ln() + squares / (2.0 * other.sd.square()) - 0.5
    }
}

/// Laplace's double exponential distribution.
///
/// ```
/// # use toy::prelude::*;
/// let error = Laplace::new(0.0, [1.0, 2.0]);
/// close_all("1/2b at the middle", error.log_prob(0.0).exp(), [0.5, 0.25], 1e-12);
/// close_all("1 + ln 2b", error.entropy(), [1.0 + ln(2.0), 1.0 + ln(4.0)], 1e-12);
/// assert_eq!((error.mean().to_vec(), error.variance().to_vec()), (vec![0.0; 2], vec![2.0, 8.0]));
/// close_all("ln 2 − ½", error.kl(&Laplace::new(0.0, 2.0)), [ln(2.0) - 0.5, 0.0], 1e-12);
/// let draw = error.rsample(&mut Rng::seed(1)); // gradients flow; `sample`, `samples`: none
/// assert_eq!(draw.shape(), error.shape());
/// ```
#[derive(Clone, Debug)]
pub struct Laplace {
    /// Means (and medians).
    pub location: Tensor,
    /// Mean distances from there.
    pub scale: Tensor,
}

draws!(Laplace: location, scale; |rng| location + scale * rng.laplace());

impl Laplace {
    /// Location m and scale b.
    #[track_caller]
    pub fn new(location: impl Into<Tensor>, scale: impl Into<Tensor>) -> Laplace {
        let [location, scale] = joint("Laplace", [location.into(), scale.into()]);
        expect_positive("Laplace", "scale", &scale);
        Laplace { location, scale }
    }

    /// ln of the density: −|x − m|/b − ln 2b.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("Laplace", &x, &self.shape());
        -((x - &self.location).abs() / &self.scale) - (2.0 * &self.scale).ln()
    }

    /// 1 + ln 2b.
    pub fn entropy(&self) -> Tensor {
        (2.0 * &self.scale).ln() + 1.0
    }

    /// m.
    pub fn mean(&self) -> Tensor {
        self.location.clone()
    }

    /// 2b².
    pub fn variance(&self) -> Tensor {
        2.0 * self.scale.square()
    }

    /// m + b·ε with ε standard Laplace: gradients flow to both.
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        &self.location + &self.scale * rng.laplaces(self.shape())
    }

    /// KL(self ‖ other) = ln(b₂/b₁) + |m₁ − m₂|/b₂ + (b₁/b₂)·e^(−|m₁ − m₂|/b₁) − 1.
    #[track_caller]
    pub fn kl(&self, other: &Laplace) -> Tensor {
        expect_pair("Laplace", &self.location, &other.location);
        let gap = (&self.location - &other.location).abs();
        let ratio = &self.scale / &other.scale;
        let near = &ratio * (-(&gap / &self.scale)).exp();
        gap / &other.scale + near - ratio.ln() - 1.0
    }
}

/// Student's t distribution with ν degrees of freedom, moved and widened: heavier tails than the normal one.
///
/// ```
/// # use toy::prelude::*;
/// let heavy = StudentT::new(1.0, 0.0, 1.0); // one degree of freedom: Cauchy's distribution
/// close("1/π", exp(heavy.log_prob(0.0).item()), std::f64::consts::FRAC_1_PI, 1e-12);
/// close("ln 4π", heavy.entropy().item(), ln(4.0 * std::f64::consts::PI), 1e-12);
/// assert!(heavy.mean().item().is_nan()); // it has none
/// close("ν/(ν − 2)", StudentT::new(4.0, 0.0, 1.0).variance().item(), 2.0, 1e-12);
/// let draw = heavy.rsample(&mut Rng::seed(1)); // gradients flow; `sample`, `samples`: none
/// assert_eq!(draw.shape(), heavy.shape());
/// ```
#[derive(Clone, Debug)]
pub struct StudentT {
    /// Degrees of freedom ν.
    pub df: Tensor,
    /// Medians.
    pub location: Tensor,
    /// Widths.
    pub scale: Tensor,
}

draws!(StudentT: df, location, scale; |rng| location + scale * student(rng, df));

/// A normal number divided by √(χ²/ν).
fn student(rng: &mut Rng, df: f64) -> f64 {
    rng.normal() / (2.0 * rng.gamma(0.5 * df) / df).sqrt()
}

impl StudentT {
    /// Degrees of freedom, location and scale.
    #[track_caller]
    pub fn new(
        df: impl Into<Tensor>,
        location: impl Into<Tensor>,
        scale: impl Into<Tensor>,
    ) -> StudentT {
        let [df, location, scale] = joint("StudentT", [df.into(), location.into(), scale.into()]);
        expect_positive("StudentT", "degrees of freedom", &df);
        expect_positive("StudentT", "scale", &scale);
        StudentT {
            df,
            location,
            scale,
        }
    }

    /// ln Γ(ν/2) + ½ ln πν + ln s − ln Γ((ν + 1)/2): minus the log-density at the median.
    fn constant(&self) -> Tensor {
        let half = 0.5 * &self.df;
        half.ln_gamma() - (&half + 0.5).ln_gamma() + 0.5 * (PI * &self.df).ln() + self.scale.ln()
    }

    /// ln of the density: −½(ν + 1)·ln(1 + z²/ν) and a constant, with z = (x − location)/scale.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        expect_points("StudentT", &x, &self.shape());
        let z = (x - &self.location) / &self.scale;
        let tail = (z.square() / &self.df + 1.0).ln();
        (&self.df + 1.0) * tail * -0.5 - self.constant()
    }

    /// ½(ν + 1)·(ψ(½(ν + 1)) − ψ(½ν)) and a constant.
    pub fn entropy(&self) -> Tensor {
        let (half, more) = (0.5 * &self.df, 0.5 * (&self.df + 1.0));
        &more * (more.digamma() - half.digamma()) + self.constant()
    }

    /// The location where ν > 1, else NaN.
    pub fn mean(&self) -> Tensor {
        choose(&self.df.gt(1.0), &self.location, &Tensor::from(f64::NAN))
    }

    /// scale²·ν/(ν − 2) where ν > 2, infinite where 1 < ν ≤ 2, else NaN.
    pub fn variance(&self) -> Tensor {
        let finite = self.scale.square() * &self.df / (&self.df - 2.0);
        let [infinite, none] = [f64::INFINITY, f64::NAN].map(Tensor::from);
        let wide = choose(&self.df.gt(1.0), &infinite, &none);
        choose(&self.df.gt(2.0), &finite, &wide)
    }

    /// location + scale·t: gradients flow to these two, none to ν.
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        let numbers = self.df.to_vec().into_iter().map(|df| student(rng, df));
        let t = Tensor::from_vec(&self.shape(), numbers.collect());
        &self.location + &self.scale * t
    }
}
