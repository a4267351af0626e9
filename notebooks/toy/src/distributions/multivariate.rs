//! The normal distribution of vectors.

use crate::linalg::{factor, inverse};
use crate::random::Rng;
use crate::tensor::{Tensor, eye};
use std::f64::consts::PI;

/// A normal distribution of vectors of d numbers, with any covariance. Differentiable in mean and covariance.
///
/// ```
/// # use toy::prelude::*;
/// let normal = MultivariateNormal::new([1.0, 0.0], [[2.0, 0.5], [0.5, 1.0]]);
/// let points = normal.samples(&mut Rng::seed(1), 1000); // 1000 x 2
/// assert_eq!(normal.log_prob(&points).shape(), [1000]);
/// let two = MultivariateNormal::from_factor([1.0, 2.0], [[1.0, 0.0], [1.0, 1.0]]); // L
/// assert_eq!(two.covariance().to_rows(), [[1.0, 1.0], [1.0, 2.0]]); // L·Lᵀ
/// assert_eq!(two.mean().to_vec(), [1.0, 2.0]);
/// let one = MultivariateNormal::new([1.0, 2.0], eye(2));
/// close("equal volumes", two.entropy().item(), one.entropy().item(), 1e-12);
/// close("½(|L|² − d)", two.kl(&one).item(), 0.5 * (3.0 - 2.0), 1e-12);
/// assert_eq!(two.sample(&mut Rng::seed(1)).shape(), [2]);
/// let (one, many) = (two.rsample(&mut Rng::seed(1)), two.rsamples(&mut Rng::seed(1), 5)); // gradients flow
/// assert_eq!((one.shape(), many.shape()), (vec![2], vec![5, 2]));
/// ```
#[derive(Clone, Debug)]
pub struct MultivariateNormal {
    /// Mean, d.
    pub mean: Tensor,
    /// Lower triangular L with L·Lᵀ = covariance, d x d.
    pub factor: Tensor,
}

impl MultivariateNormal {
    /// From mean (d) and covariance (d x d, symmetric positive definite).
    #[track_caller]
    pub fn new(mean: impl Into<Tensor>, covariance: impl Into<Tensor>) -> MultivariateNormal {
        let (mean, covariance) = (mean.into(), covariance.into());
        fits(&mean, &covariance);
        let factor = factor("MultivariateNormal", &covariance);
        MultivariateNormal { mean, factor }
    }

    /// From mean (d) and the lower triangular factor L (d x d) of the covariance L·Lᵀ; its diagonal must be positive.
    #[track_caller]
    pub fn from_factor(mean: impl Into<Tensor>, factor: impl Into<Tensor>) -> MultivariateNormal {
        let (mean, factor) = (mean.into(), factor.into());
        fits(&mean, &factor);
        for (i, row) in factor.to_rows().iter().enumerate() {
            assert!(
                row[i] > 0.0 && row[i + 1..].iter().all(|&x| x == 0.0),
                "MultivariateNormal: the factor must be lower triangular with a positive diagonal, row {i} is {row:?}"
            );
        }
        MultivariateNormal { mean, factor }
    }

    /// d.
    fn dimensions(&self) -> usize {
        self.mean.len()
    }

    /// ln det L = Σ ln Lᵢᵢ.
    fn log_det(&self) -> Tensor {
        let diagonal = (&self.factor * eye(self.dimensions())).sum_axis(1);
        diagonal.ln().sum()
    }

    /// ln of the density of each point (n x d -> n, or d -> one number): −½|L⁻¹(x − μ)|² − ln det L − ½d·ln 2π.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        let d = self.dimensions();
        assert!(
            matches!(x.shape().as_slice(), [n] | [_, n] if *n == d),
            "MultivariateNormal: points of shape {:?} do not fit a mean of shape [{d}]",
            x.shape()
        );
        let z = (&x - &self.mean).matmul(&inverse(&self.factor).t());
        let squares = z.square().sum_axis(x.rank() - 1);
        squares * -0.5 - self.log_det() - 0.5 * d as f64 * libm::log(2.0 * PI)
    }

    /// ½d·ln 2πe + ln det L.
    pub fn entropy(&self) -> Tensor {
        self.log_det() + 0.5 * self.dimensions() as f64 * (1.0 + libm::log(2.0 * PI))
    }

    /// μ.
    pub fn mean(&self) -> Tensor {
        self.mean.clone()
    }

    /// L·Lᵀ.
    pub fn covariance(&self) -> Tensor {
        self.factor.matmul(&self.factor.t())
    }

    /// One draw, d.
    pub fn sample(&self, rng: &mut Rng) -> Tensor {
        self.samples(rng, 1).squeeze(0)
    }

    /// `n` draws, n x d.
    pub fn samples(&self, rng: &mut Rng, n: usize) -> Tensor {
        self.rsamples(rng, n).detach()
    }

    /// One draw μ + L·ε, d: gradients flow to mean and factor.
    pub fn rsample(&self, rng: &mut Rng) -> Tensor {
        self.rsamples(rng, 1).squeeze(0)
    }

    /// `n` draws μ + L·ε, n x d: gradients flow to mean and factor.
    pub fn rsamples(&self, rng: &mut Rng, n: usize) -> Tensor {
        let noise = rng.normals([n, self.dimensions()]);
        noise.matmul(&self.factor.t()) + &self.mean
    }

    /// KL(self ‖ other) = ½(|L₂⁻¹L₁|² + |L₂⁻¹(μ₁ − μ₂)|² − d) + ln det L₂ − ln det L₁.
    #[track_caller]
    pub fn kl(&self, other: &MultivariateNormal) -> Tensor {
        let d = self.dimensions();
        assert!(
            d == other.dimensions(),
            "MultivariateNormal: kl between {d} and {} dimensions",
            other.dimensions()
        );
        let inverse = inverse(&other.factor);
        let spread = inverse.matmul(&self.factor).square().sum();
        let gap = inverse.matmul(&(&self.mean - &other.mean)).square().sum();
        0.5 * (spread + gap - d as f64) + other.log_det() - self.log_det()
    }
}

#[track_caller]
fn fits(mean: &Tensor, matrix: &Tensor) {
    assert!(
        mean.rank() == 1 && matrix.shape() == [mean.len(), mean.len()],
        "MultivariateNormal: a mean of shape {:?} does not fit a matrix of shape {:?}",
        mean.shape(),
        matrix.shape()
    );
}
