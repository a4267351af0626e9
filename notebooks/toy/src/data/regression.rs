//! Families of regression tasks: what meta-learning and uncertainty are tried on.

use crate::linalg::factor;
use crate::random::Rng;
use crate::tensor::{Tensor, eye};
use std::f64::consts::PI;

/// One function of a family, to learn from a few points: the tasks of meta-learning.
///
/// ```
/// # use toy::prelude::*;
/// let line = RegressionTask::Polynomial { coefficients: vec![1.0, 2.0] }; // 1 + 2x
/// assert_eq!((line.value(3.0), line.values([0.0, 1.0]).to_vec()), (7.0, vec![1.0, 3.0]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum RegressionTask {
    /// amplitude · sin(x − phase).
    Sinusoid {
        /// Largest value.
        amplitude: f64,
        /// Shift to the right, in radians.
        phase: f64,
    },
    /// c₀ + c₁x + c₂x² + ...
    Polynomial {
        /// c₀, c₁, c₂, ...
        coefficients: Vec<f64>,
    },
}

impl RegressionTask {
    /// A sinusoid with amplitude from 0.1 to 5 and phase from 0 to π (Finn et al., "Model-agnostic meta-learning",
    /// 2017, Section 5.1; its inputs run from −5 to 5).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let task = RegressionTask::sinusoid(&mut rng);
    /// let (x, y) = task.draw(&mut rng, 10, (-5.0, 5.0), 0.0); // ten shots
    /// assert_eq!(y.to_vec(), task.values(x).to_vec());
    /// ```
    pub fn sinusoid(rng: &mut Rng) -> RegressionTask {
        RegressionTask::Sinusoid {
            amplitude: rng.range(0.1, 5.0),
            phase: rng.range(0.0, PI),
        }
    }

    /// A line with intercept and slope from N(0, 1).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let line = RegressionTask::linear(&mut Rng::seed(1));
    /// let rise = |x: f64| line.value(x + 1.0) - line.value(x);
    /// close("one slope everywhere", rise(0.0), rise(5.0), 1e-12);
    /// ```
    pub fn linear(rng: &mut Rng) -> RegressionTask {
        RegressionTask::polynomial(rng, 1)
    }

    /// A polynomial with coefficients from N(0, 1).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let parabola = RegressionTask::polynomial(&mut Rng::seed(1), 2);
    /// let bend = |x: f64| parabola.value(x + 1.0) - 2.0 * parabola.value(x) + parabola.value(x - 1.0);
    /// close("one bend everywhere", bend(0.0), bend(5.0), 1e-12);
    /// ```
    pub fn polynomial(rng: &mut Rng, degree: usize) -> RegressionTask {
        RegressionTask::Polynomial {
            coefficients: rng.normals(degree + 1).to_vec(),
        }
    }

    /// The function at one x.
    pub fn value(&self, x: f64) -> f64 {
        match self {
            RegressionTask::Sinusoid { amplitude, phase } => amplitude * libm::sin(x - phase),
            // Horner's rule.
            RegressionTask::Polynomial { coefficients } => {
                coefficients.iter().rev().fold(0.0, |sum, c| sum * x + c)
            }
        }
    }

    /// The function at every x, of the same shape.
    pub fn values(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        let values = x.to_vec().into_iter().map(|x| self.value(x)).collect();
        Tensor::from_vec(&x.shape(), values)
    }

    /// n inputs, uniform between two ends (n x 1), and the function there with normal noise (n x 1).
    pub fn draw(&self, rng: &mut Rng, n: usize, ends: (f64, f64), noise: f64) -> (Tensor, Tensor) {
        let x = rng.uniforms([n, 1]) * (ends.1 - ends.0) + ends.0;
        let y = self.values(&x) + rng.normals([n, 1]) * noise;
        (x, y)
    }
}

/// `count` functions drawn from a Gaussian process with mean 0 and this covariance of its points (n x n): count x n.
///
/// L·ε with ε ~ N(0, I), where L·Lᵀ is the covariance plus 10⁻⁹ of its largest element on the diagonal, without which
/// rounding makes smooth kernels singular.
///
/// ```
/// # use toy::prelude::*;
/// let x = linspace(-3.0, 3.0, 50).reshape([50, 1]);
/// let curves = gaussian_process(&mut Rng::seed(1), &rbf_kernel(&x, &x, 0.8), 3);
/// assert_eq!(curves.shape(), [3, 50]);
/// ```
#[track_caller]
pub fn gaussian_process(rng: &mut Rng, covariance: &Tensor, count: usize) -> Tensor {
    let shape = covariance.shape();
    assert!(
        shape.len() == 2 && shape[0] == shape[1] && shape[0] > 0,
        "gaussian_process: the covariance must be n x n, its shape is {shape:?}"
    );
    let n = shape[0];
    let more = eye(n) * (1e-9 * covariance.max().item());
    let l = factor("gaussian_process", &(covariance + more).detach());
    rng.normals([count, n]).matmul(&l.t())
}

/// n points in d dimensions where only the first `relevant` matter: x ~ N(0, I) (n x d) and
/// y = Σ (−1)ʲ·sin(xⱼ)·2/(j + 1) + x₀x₁ + noise·ε (n): for what must find and drop useless inputs.
///
/// ```
/// # use toy::prelude::*;
/// let (x, y) = sparse_regression(&mut Rng::seed(1), 500, 10, 2, 0.0);
/// let wanted = 2.0 * x.col(0).sin() - x.col(1).sin() + x.col(0) * x.col(1);
/// close_all("only two of ten columns count", y, wanted, 1e-12);
/// ```
#[track_caller]
pub fn sparse_regression(
    rng: &mut Rng,
    n: usize,
    d: usize,
    relevant: usize,
    noise: f64,
) -> (Tensor, Tensor) {
    assert!(
        2 <= relevant && relevant <= d,
        "sparse_regression: from 2 to {d} of {d} inputs can be relevant, got {relevant}"
    );
    let x = rng.normals([n, d]);
    let mut y = Vec::with_capacity(n);
    for row in x.to_rows() {
        let mut sum = row[0] * row[1];
        for (j, &x) in row[..relevant].iter().enumerate() {
            let sign = if j % 2 == 0 { 1.0 } else { -1.0 };
            sum += sign * libm::sin(x) * 2.0 / (j + 1) as f64;
        }
        y.push(sum + noise * rng.normal());
    }
    (x, y.into())
}
