//! Methods of the Gaussian (RBF) kernel k(x, y) = e^(−|x − y|²/2ℓ²).

use super::{points, same_width};
use crate::linalg::{cholesky, solve};
use crate::random::Rng;
use crate::tensor::{Tensor, eye};
use std::f64::consts::PI;

/// Squared distances between rows, n x d and m x d -> n x m. Differentiable.
fn squares(x: &Tensor, y: &Tensor) -> Tensor {
    (x.unsqueeze(1) - y.unsqueeze(0)).square().sum_axis(2)
}

#[track_caller]
fn positive(what: &str, name: &str, value: f64) {
    assert!(
        value > 0.0,
        "{what}: the {name} must be positive, got {value}"
    );
}

/// Points n x d and one target (or a row of targets) for each.
#[track_caller]
fn check(what: &str, x: &Tensor, y: &Tensor) -> usize {
    let [n, _] = points(what, x, 1);
    assert!(
        matches!(y.rank(), 1 | 2) && y.shape()[0] == n,
        "{what}: points of shape {:?} and targets of shape {:?}; needs {n} targets",
        x.shape(),
        y.shape()
    );
    n
}

/// Kernel matrix e^(−|xᵢ − yⱼ|²/2ℓ²) of points n x d and m x d, n x m; ℓ = `length`. Differentiable in the points.
///
/// ```
/// # use toy::prelude::*;
/// let k = rbf_kernel([[0.0], [1.0]], [[0.0]], 1.0); // 2 x 1
/// close_all("kernel", k, [[1.0], [exp(-0.5)]], 1e-12);
/// ```
#[track_caller]
pub fn rbf_kernel(x: impl Into<Tensor>, y: impl Into<Tensor>, length: f64) -> Tensor {
    let (x, y) = (x.into(), y.into());
    let [_, d] = points("rbf_kernel", &x, 0);
    positive("rbf_kernel", "length", length);
    same_width("rbf_kernel", &y, d);
    (squares(&x, &y) * (-0.5 / (length * length))).exp()
}

/// Kernel ridge regression: f(x) = Σ αᵢ k(x, xᵢ) with (K + λI)·α = y.
///
/// ```
/// # use toy::prelude::*;
/// let x = linspace(-2.0, 2.0, 20).unsqueeze(1);
/// let model = KernelRidge::fit(&x, x.col(0).sin(), 1.0, 1e-6);
/// close("sin 0.5", model.predict([[0.5]]).item(), sin(0.5), 1e-3);
/// ```
#[derive(Clone, Debug)]
pub struct KernelRidge {
    x: Tensor,
    /// α: one (or a row) for each point.
    pub weights: Tensor,
    /// ℓ.
    pub length: f64,
}

impl KernelRidge {
    /// Points n x d, targets n or n x k. Differentiable in both.
    #[track_caller]
    pub fn fit(
        x: impl Into<Tensor>,
        y: impl Into<Tensor>,
        length: f64,
        penalty: f64,
    ) -> KernelRidge {
        let (x, y) = (x.into(), y.into());
        let n = check("KernelRidge", &x, &y);
        positive("KernelRidge", "penalty", penalty);
        let weights = solve(rbf_kernel(&x, &x, length) + eye(n) * penalty, y);
        KernelRidge { x, weights, length }
    }

    /// Predictions for points m x d: m, or m x k.
    #[track_caller]
    pub fn predict(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        same_width("KernelRidge", &x, self.x.shape()[1]);
        rbf_kernel(x, &self.x, self.length).matmul(&self.weights)
    }
}

/// Gaussian process regression with prior mean 0, covariance s²·k(x, x′) and noise of known standard deviation
/// (C. Rasmussen and C. Williams, "Gaussian Processes for Machine Learning", 2006, algorithm 2.1).
///
/// ```
/// # use toy::prelude::*;
/// let gp = GaussianProcess::fit([[0.0], [1.0]], [1.0, -1.0], 1.0, 0.5, 0.01);
/// let (mean, variance) = gp.predict([[0.0], [9.0]]);
/// close_all("at a known point and far away", mean, [1.0, 0.0], 1e-3);
/// close_all("known well, and not at all", variance, [0.0, 1.0], 1e-3);
/// ```
#[derive(Clone, Debug)]
pub struct GaussianProcess {
    x: Tensor,
    y: Tensor,
    /// s²·K + noise².
    covariance: Tensor,
    weights: Tensor,
    /// Standard deviation s of the function.
    pub amplitude: f64,
    /// ℓ, over which the function changes.
    pub length: f64,
    /// Standard deviation of the targets around the function.
    pub noise: f64,
}

impl GaussianProcess {
    /// Points n x d with targets n. Differentiable in both.
    #[track_caller]
    pub fn fit(
        x: impl Into<Tensor>,
        y: impl Into<Tensor>,
        amplitude: f64,
        length: f64,
        noise: f64,
    ) -> GaussianProcess {
        let (x, y) = (x.into(), y.into());
        let n = check("GaussianProcess", &x, &y);
        assert!(
            y.rank() == 1,
            "GaussianProcess: needs one target for each point, their shape is {:?}",
            y.shape()
        );
        positive("GaussianProcess", "amplitude", amplitude);
        positive("GaussianProcess", "noise", noise);
        let covariance =
            rbf_kernel(&x, &x, length) * (amplitude * amplitude) + eye(n) * (noise * noise);
        let weights = solve(&covariance, &y);
        GaussianProcess {
            x,
            y,
            covariance,
            weights,
            amplitude,
            length,
            noise,
        }
    }

    /// Mean and variance of the function (without the noise) at points m x d: m and m.
    #[track_caller]
    pub fn predict(&self, x: impl Into<Tensor>) -> (Tensor, Tensor) {
        let x = x.into();
        same_width("GaussianProcess", &x, self.x.shape()[1]);
        let prior = self.amplitude * self.amplitude;
        let cross = rbf_kernel(&self.x, x, self.length) * prior; // n x m
        let mean = cross.t().matmul(&self.weights);
        let known = (&cross * solve(&self.covariance, &cross)).sum_axis(0);
        (mean, (prior - known).maximum(0.0))
    }

    /// ln p(y | x) = −½ yᵀC⁻¹y − ½ ln det C − ½ n ln 2π, for the choice of ℓ, s and the noise.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let one = GaussianProcess::fit([[0.0]], [0.0], 1.0, 1.0, 1.0); // one y from N(0, s² + noise²) = N(0, 2)
    /// let wanted = Normal::new(0.0, sqrt(2.0)).log_prob(0.0);
    /// close("ln p(y)", one.log_marginal_likelihood(), wanted, 1e-6);
    /// ```
    #[track_caller]
    pub fn log_marginal_likelihood(&self) -> f64 {
        let l = cholesky(self.covariance.detach());
        let n = self.y.len();
        let half_log_det: f64 = (0..n).map(|i| libm::log(l.at([i, i]))).sum();
        let fit = self.y.matmul(&self.weights).item();
        -0.5 * fit - half_log_det - 0.5 * n as f64 * libm::log(2.0 * PI)
    }
}

/// Random Fourier features z(x) = √(2/D)·cos(x·W + b), whose products approximate the kernel: z(x)·z(y) ≈ k(x, y)
/// (A. Rahimi and B. Recht, "Random features for large-scale kernel machines", NeurIPS 2007, algorithm 1).
///
/// ```
/// # use toy::prelude::*;
/// let map = RandomFourier::new(&mut Rng::seed(1), 2, 2000, 1.0);
/// let (x, y) = (map.transform([[0.0, 0.0]]), map.transform([[1.0, 0.0]]));
/// close("the kernel", x.matmul(&y.t()).item(), exp(-0.5), 0.05);
/// ```
#[derive(Clone, Debug)]
pub struct RandomFourier {
    /// Frequencies, d x D, normal with standard deviation 1/ℓ.
    pub frequencies: Tensor,
    /// Phases, D, uniform on 0 to 2π.
    pub phases: Tensor,
}

impl RandomFourier {
    /// `features` random features of points in `d` dimensions for the kernel of length ℓ = `length`.
    #[track_caller]
    pub fn new(rng: &mut Rng, d: usize, features: usize, length: f64) -> RandomFourier {
        positive("RandomFourier", "length", length);
        RandomFourier {
            frequencies: rng.normals([d, features]) / length,
            phases: rng.uniforms(features) * (2.0 * PI),
        }
    }

    /// Points n x d -> features n x D. Differentiable.
    #[track_caller]
    pub fn transform(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        same_width("RandomFourier", &x, self.frequencies.shape()[0]);
        let scale = (2.0 / self.phases.len() as f64).sqrt();
        (x.matmul(&self.frequencies) + &self.phases).cos() * scale
    }
}

/// Kernel density estimate: the mean of Gaussians of standard deviation h at the points.
///
/// ```
/// # use toy::prelude::*;
/// let density = KernelDensity::new([[0.0]], 1.0);
/// close("one standard normal", density.log_prob([[0.5]]).item(), ln(normal_pdf(0.5)), 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct KernelDensity {
    x: Tensor,
    /// h.
    pub bandwidth: f64,
}

impl KernelDensity {
    /// From points n x d.
    #[track_caller]
    pub fn new(x: impl Into<Tensor>, bandwidth: f64) -> KernelDensity {
        let x = x.into();
        points("KernelDensity", &x, 1);
        positive("KernelDensity", "bandwidth", bandwidth);
        KernelDensity { x, bandwidth }
    }

    /// ln of the density at points m x d -> m. Differentiable.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        let (n, d) = (self.x.shape()[0], self.x.shape()[1]);
        same_width("KernelDensity", &x, d);
        let variance = self.bandwidth * self.bandwidth;
        let constant = 0.5 * d as f64 * libm::log(2.0 * PI * variance) + libm::log(n as f64);
        (squares(&x, &self.x) * (-0.5 / variance)).logsumexp() - constant
    }
}
