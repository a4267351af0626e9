//! Mixtures of Gaussians with full covariances, fitted by expectation and maximisation.

use super::{KMeans, points, same_width};
use crate::linalg::{cholesky, solve};
use crate::random::Rng;
use crate::tensor::{Tensor, eye, stack};
use std::f64::consts::PI;

/// Added to the diagonal of every covariance, so that a component cannot shrink to a point.
const FLOOR: f64 = 1e-6;

/// Σₖ wₖ·N(x; μₖ, Cₖ), fitted by EM (A. Dempster, N. Laird and D. Rubin, J. Royal Stat. Soc. B 39, 1977).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let x = Mixture::ring(3, 2.0, 0.3).samples(&mut rng, 300);
/// let fitted = GaussianMixture::fit(&mut rng, &x, 3);
/// close_all("weights", &fitted.weights, ones(3) / 3.0, 0.06);
/// close_all("a covariance", &fitted.covariances[0], eye(2) * 0.09, 0.04);
/// ```
#[derive(Clone, Debug)]
pub struct GaussianMixture {
    /// Weights, k; their sum is 1.
    pub weights: Tensor,
    /// Means, k x d.
    pub means: Tensor,
    /// Covariance of each component, d x d.
    pub covariances: Vec<Tensor>,
}

impl GaussianMixture {
    /// `k` components, started from the clusters of [`KMeans::fit`].
    #[track_caller]
    pub fn fit(rng: &mut Rng, x: impl Into<Tensor>, k: usize) -> GaussianMixture {
        let x = x.into().detach();
        points("GaussianMixture", &x, k.max(2));
        let clusters = KMeans::fit(rng, &x, k);
        maximise(&x, &crate::tensor::one_hot(&clusters.labels, k)).improve(&x)
    }

    /// Components started at given means (k x d) with equal weights and unit covariances.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let found = GaussianMixture::from_means([[-1.1], [-0.9], [0.9], [1.1]], [[-2.0], [2.0]]);
    /// close_all("means", found.means.sort(0), [[-1.0], [1.0]], 1e-2);
    /// ```
    #[track_caller]
    pub fn from_means(x: impl Into<Tensor>, means: impl Into<Tensor>) -> GaussianMixture {
        let (x, means) = (x.into().detach(), means.into().detach());
        let [_, d] = points("GaussianMixture", &x, 2);
        let [k, _] = points("GaussianMixture", &means, 1);
        same_width("GaussianMixture", &means, d);
        let start = GaussianMixture {
            weights: crate::tensor::full(k, 1.0 / k as f64),
            means,
            covariances: vec![eye(d); k],
        };
        start.improve(&x)
    }

    /// EM until the mean log-likelihood rises by less than 10⁻⁸ (at most 1000 rounds).
    fn improve(self, x: &Tensor) -> GaussianMixture {
        let mut now = self;
        let mut before = f64::NEG_INFINITY;
        for _ in 0..1000 {
            let joint = now.log_joint(x);
            let likelihood = joint.logsumexp().mean().item();
            now = maximise(x, &joint.softmax());
            if likelihood - before < 1e-8 {
                break;
            }
            before = likelihood;
        }
        now
    }

    /// ln wₖ + ln N(xᵢ; μₖ, Cₖ), n x k. With C = L·Lᵀ the exponent is −½|L⁻¹(x − μ)|², and ln det C = 2 Σ ln Lᵢᵢ.
    fn log_joint(&self, x: &Tensor) -> Tensor {
        let d = self.means.shape()[1];
        let columns: Vec<Tensor> = (0..self.covariances.len())
            .map(|k| {
                let l = cholesky(&self.covariances[k]);
                let z = solve(&l, (x - self.means.row(k)).t());
                let log_det: f64 = (0..d).map(|i| libm::log(l.at([i, i]))).sum();
                let constant = -log_det - 0.5 * d as f64 * libm::log(2.0 * PI);
                -0.5 * z.square().sum_axis(0) + (constant + libm::log(self.weights.at(k)))
            })
            .collect();
        stack(&columns.iter().collect::<Vec<_>>()).t()
    }

    /// ln of the density at each point, n x d -> n. Differentiable in the points.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let one = GaussianMixture::from_means([[-1.0], [1.0]], [[0.0]]); // N(0, 1)
    /// close_all("ln of the density", one.log_prob([[0.0]]), [normal_pdf(0.0).ln()], 1e-5);
    /// ```
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        same_width("GaussianMixture", &x, self.means.shape()[1]);
        self.log_joint(&x).logsumexp()
    }

    /// P(component | point), n x d -> n x k.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let found = GaussianMixture::from_means([[-1.1], [-0.9], [0.9], [1.1]], [[-2.0], [2.0]]);
    /// let shares = found.responsibilities([[0.0], [1.0]]); // 2 x 2, rows sum to 1
    /// close_all("rows", shares.sum_axis(1), [1.0, 1.0], 1e-12);
    /// assert!(shares.at([1, 1]) > 0.99);
    /// ```
    #[track_caller]
    pub fn responsibilities(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        same_width("GaussianMixture", &x, self.means.shape()[1]);
        self.log_joint(&x).softmax()
    }

    /// The likeliest component of each point, n x d -> n places in `means`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let found = GaussianMixture::from_means([[-1.1], [-0.9], [0.9], [1.1]], [[-2.0], [2.0]]);
    /// assert_eq!(found.predict([[-3.0], [3.0]]), [0, 1]);
    /// ```
    #[track_caller]
    pub fn predict(&self, x: impl Into<Tensor>) -> Vec<usize> {
        self.responsibilities(x).argmax()
    }

    /// `n` draws, n x d.
    pub fn samples(&self, rng: &mut Rng, n: usize) -> Tensor {
        let d = self.means.shape()[1];
        let factors: Vec<Tensor> = self.covariances.iter().map(cholesky).collect();
        let draw = |_| {
            let k = rng.pick(&self.weights);
            self.means.row(k) + factors[k].matmul(&rng.normals(d))
        };
        let rows: Vec<Tensor> = (0..n).map(draw).collect();
        match n {
            0 => crate::tensor::zeros([0, d]),
            _ => stack(&rows.iter().collect::<Vec<_>>()),
        }
    }
}

/// The weighted means and covariances for responsibilities n x k.
fn maximise(x: &Tensor, shares: &Tensor) -> GaussianMixture {
    let [n, d] = [x.shape()[0], x.shape()[1]];
    // A little more than nothing for a component without points.
    let mass = shares.sum_axis(0) + 10.0 * f64::EPSILON;
    let means = shares.t().matmul(x) / mass.unsqueeze(1);
    let covariance = |k: usize| {
        let gaps = x - means.row(k);
        let weighted = &gaps * shares.col(k).unsqueeze(1);
        let c = weighted.t().matmul(&gaps) / mass.at(k);
        0.5 * (&c + c.t()) + eye(d) * FLOOR
    };
    GaussianMixture {
        covariances: (0..mass.len()).map(covariance).collect(),
        weights: &mass / n as f64,
        means,
    }
}
