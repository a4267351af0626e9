//! Distributions of plain numbers: density, distribution function, samples.

use crate::math;
use crate::random::Rng;
use crate::tensor::{Shape, Tensor};
use std::f64::consts::PI;

/// Euler's constant γ.
const EULER: f64 = 0.577_215_664_901_532_9;

/// Normal distribution. The second argument is the standard deviation, not the variance.
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

    /// ln of the density.
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

    /// One draw.
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

    /// One draw.
    pub fn sample(&self, rng: &mut Rng) -> usize {
        rng.pick(&self.probs)
    }

    /// `n` draws.
    pub fn samples(&self, rng: &mut Rng, n: usize) -> Vec<usize> {
        (0..n).map(|_| self.sample(rng)).collect()
    }
}

/// Gumbel distribution of the largest value: P(X ≤ x) = exp(−e^(−(x − location)/scale)).
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

    /// ln of the density.
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

    /// One draw.
    pub fn sample(&self, rng: &mut Rng) -> f64 {
        self.location + self.scale * rng.gumbel()
    }

    /// An array of draws.
    pub fn samples(&self, rng: &mut Rng, shape: impl Shape) -> Tensor {
        rng.gumbels(shape) * self.scale + self.location
    }
}
