//! Distributions of plain numbers: density, distribution function, samples.

use crate::math;
use crate::random::Rng;
use crate::tensor::{Shape, Tensor};
use std::f64::consts::PI;

/// Euler's constant γ.
const EULER: f64 = 0.577_215_664_901_532_9;

/// Normal distribution. The second argument is the standard deviation, not the variance.
///
/// ```
/// # use toy::prelude::*;
/// let size = Normal::new(170.0, 10.0); // mean and standard deviation
/// close("1/σ√2π", size.pdf(170.0), 0.0398942, 1e-7);
/// close("its logarithm", size.log_prob(170.0), ln(size.pdf(170.0)), 1e-12);
/// close("two deviations", size.between(150.0, 190.0), 0.9545, 1e-4);
/// close("and outside", size.cdf(150.0) + size.tail(190.0), 0.0455, 1e-4);
/// close("the upper quarter", size.quantile(0.75), 176.745, 1e-3);
/// close("ln 10 + ½ ln 2πe", size.entropy(), 3.7215, 1e-4);
/// close("½(μ₁ − μ₂)²/σ²", size.kl(&Normal::new(180.0, 10.0)), 0.5, 1e-12);
/// let mut rng = Rng::seed(1);
/// assert!(size.sample(&mut rng) > 100.0);
/// close("mean of draws", size.samples(&mut rng, 1000).mean().item(), 170.0, 1.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    /// Mean.
    pub mean: f64,
    /// Standard deviation.
    pub sd: f64,
}

impl Normal {
    /// Mean and standard deviation.
    #[track_caller]
    pub fn new(mean: f64, sd: f64) -> Normal {
        assert!(
            sd > 0.0,
            "Normal: the standard deviation must be positive, got {sd}"
        );
        Normal { mean, sd }
    }

    fn standard(&self, x: f64) -> f64 {
        (x - self.mean) / self.sd
    }

    /// ln of the density at x.
    pub fn log_prob(&self, x: f64) -> f64 {
        let z = self.standard(x);
        -0.5 * z * z - libm::log(self.sd) - 0.5 * libm::log(2.0 * PI)
    }

    /// Density.
    pub fn pdf(&self, x: f64) -> f64 {
        math::normal_pdf(self.standard(x)) / self.sd
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        math::normal_cdf(self.standard(x))
    }

    /// P(X > x); accurate far out, where 1 − cdf would be 0.
    pub fn tail(&self, x: f64) -> f64 {
        math::normal_tail(self.standard(x))
    }

    /// P(low < X ≤ high), from the tail that loses no digits.
    pub fn between(&self, low: f64, high: f64) -> f64 {
        if low > self.mean {
            self.tail(low) - self.tail(high)
        } else {
            self.cdf(high) - self.cdf(low)
        }
    }

    /// The number below which X falls with probability `p`.
    pub fn quantile(&self, p: f64) -> f64 {
        self.mean + self.sd * math::normal_quantile(p)
    }

    /// One draw of a number.
    pub fn sample(&self, rng: &mut Rng) -> f64 {
        self.mean + self.sd * rng.normal()
    }

    /// An array of draws.
    pub fn samples(&self, rng: &mut Rng, shape: impl Shape) -> Tensor {
        rng.normals(shape) * self.sd + self.mean
    }

    /// ln σ + ½ ln 2πe.
    pub fn entropy(&self) -> f64 {
        libm::log(self.sd) + 0.5 * (1.0 + libm::log(2.0 * PI))
    }

    /// KL(self ‖ other) = ln(σ₂/σ₁) + (σ₁² + (μ₁ − μ₂)²)/(2σ₂²) − ½.
    pub fn kl(&self, other: &Normal) -> f64 {
        let gap = self.mean - other.mean;
        let squares = self.sd * self.sd + gap * gap;
        libm::log(other.sd / self.sd) + squares / (2.0 * other.sd * other.sd) - 0.5
    }
}

/// A distribution over 0, 1, ..., k − 1.
///
/// ```
/// # use toy::prelude::*;
/// let die = Categorical::new([1.0, 1.0, 2.0]); // weights
/// assert_eq!(die.probs, [0.25, 0.25, 0.5]);
/// close("ln ½", die.log_prob(2), -ln(2.0), 1e-12);
/// close("1.5 bits", die.entropy(), 1.5 * ln(2.0), 1e-12);
/// close("ln 3 − entropy", die.kl(&Categorical::new(ones([3]))), ln(3.0) - die.entropy(), 1e-12);
/// let mut rng = Rng::seed(1);
/// assert!(die.sample(&mut rng) < 3);
/// let draws = die.samples(&mut rng, 1000);
/// close("share of 2", class_counts(&draws, 3)[2] as f64 / 1000.0, 0.5, 0.05);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Categorical {
    /// Probabilities; they sum to 1.
    pub probs: Vec<f64>,
}

impl Categorical {
    /// In proportion to the weights.
    #[track_caller]
    pub fn new(weights: impl Into<Tensor>) -> Categorical {
        let weights = weights.into().to_vec();
        let total: f64 = weights.iter().sum();
        assert!(
            total > 0.0 && total.is_finite() && weights.iter().all(|&w| w >= 0.0),
            "Categorical: weights must not be negative and their sum must be positive, got {weights:?}"
        );
        Categorical {
            probs: weights.iter().map(|w| w / total).collect(),
        }
    }

    /// ln P(X = i); −∞ outside.
    pub fn log_prob(&self, i: usize) -> f64 {
        libm::log(self.probs.get(i).copied().unwrap_or(0.0))
    }

    /// −Σ p ln p, in nats.
    pub fn entropy(&self) -> f64 {
        let positive = self.probs.iter().filter(|&&p| p > 0.0);
        -positive.map(|&p| p * libm::log(p)).sum::<f64>()
    }

    /// KL(self ‖ other) = Σ p ln(p/q), in nats; infinite where `other` rules out what this one allows.
    #[track_caller]
    pub fn kl(&self, other: &Categorical) -> f64 {
        assert!(
            self.probs.len() == other.probs.len(),
            "Categorical: kl between {} and {} classes",
            self.probs.len(),
            other.probs.len()
        );
        let pairs = self.probs.iter().zip(&other.probs);
        let positive = pairs.filter(|(p, _)| **p > 0.0);
        positive.map(|(p, q)| p * libm::log(p / q)).sum()
    }

    /// One draw of a number.
    pub fn sample(&self, rng: &mut Rng) -> usize {
        rng.pick(&self.probs)
    }

    /// `n` draws.
    pub fn samples(&self, rng: &mut Rng, n: usize) -> Vec<usize> {
        (0..n).map(|_| self.sample(rng)).collect()
    }
}

/// Gumbel distribution of the largest value: P(X ≤ x) = exp(−e^(−(x − location)/scale)).
///
/// ```
/// # use toy::prelude::*;
/// let noise = Gumbel::standard();
/// close("e^−e^0", noise.cdf(0.0), exp(-1.0), 1e-12);
/// close("its density", noise.log_prob(0.0), -1.0, 1e-12);
/// close("Euler's γ", noise.mean(), 0.577216, 1e-6);
/// close("γ + 1", noise.entropy(), noise.mean() + 1.0, 1e-12);
/// let mut rng = Rng::seed(1);
/// let wide = Gumbel::new(0.0, 2.0);
/// close("γ·scale", wide.samples(&mut rng, 20_000).mean().item(), 2.0 * 0.577216, 0.06);
/// assert!(wide.sample(&mut rng).is_finite());
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gumbel {
    /// Mode.
    pub location: f64,
    /// Scale.
    pub scale: f64,
}

impl Gumbel {
    /// Location 0, scale 1.
    pub fn standard() -> Gumbel {
        Gumbel {
            location: 0.0,
            scale: 1.0,
        }
    }

    /// Location and scale.
    #[track_caller]
    pub fn new(location: f64, scale: f64) -> Gumbel {
        assert!(
            scale > 0.0,
            "Gumbel: the scale must be positive, got {scale}"
        );
        Gumbel { location, scale }
    }

    /// ln of the density at x.
    pub fn log_prob(&self, x: f64) -> f64 {
        let z = (x - self.location) / self.scale;
        -z - crate::math::exp(-z) - libm::log(self.scale)
    }

    /// P(X ≤ x).
    pub fn cdf(&self, x: f64) -> f64 {
        crate::math::exp(-crate::math::exp(-(x - self.location) / self.scale))
    }

    /// ln β + γ + 1 with the scale β and Euler's constant γ.
    pub fn entropy(&self) -> f64 {
        libm::log(self.scale) + EULER + 1.0
    }

    /// location + γ·scale with Euler's constant γ.
    pub fn mean(&self) -> f64 {
        self.location + EULER * self.scale
    }

    /// One draw of a number.
    pub fn sample(&self, rng: &mut Rng) -> f64 {
        self.location + self.scale * rng.gumbel()
    }

    /// An array of draws.
    pub fn samples(&self, rng: &mut Rng, shape: impl Shape) -> Tensor {
        rng.gumbels(shape) * self.scale + self.location
    }
}
