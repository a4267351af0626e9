//! A mixture of round Gaussians: data whose density and score are known, to hold a learned model against.

use crate::random::Rng;
use crate::tensor::Tensor;
use std::f64::consts::PI;

/// k Gaussians of equal weight and one standard deviation, in d dimensions.
///
/// ```
/// # use toy::prelude::*;
/// let two = Mixture::new([[-1.0], [1.0]], 0.5); // k x d
/// let (x, which) = two.sample(&mut Rng::seed(1), 1000); // `samples`: the points alone
/// assert_eq!((x.shape(), which.len()), (vec![1000, 1], 1000));
/// let density = Gaussian::new([-1.0, 1.0], 0.5).log_prob(0.0).exp().mean();
/// close("density at 0", exp(two.log_prob([[0.0]]).item()), density.item(), 1e-12);
/// close("score at 0, by symmetry", two.score([[0.0]]).item(), 0.0, 1e-12);
/// assert_eq!(two.nearest([[0.2], [-3.0]]), [1, 0]);
/// close_all("from the mean", two.offsets([[1.5]]), [[0.5]], 1e-12);
/// let noisy = two.noised(1.0, 0.5); // variances add
/// close("spread", noisy.sd, sqrt(0.5), 1e-12);
/// assert_eq!(Mixture::ring(8, 2.0, 0.1).samples(&mut Rng::seed(1), 5).shape(), [5, 2]);
/// ```
#[derive(Clone, Debug)]
pub struct Mixture {
    /// Means, k x d.
    pub means: Tensor,
    /// Standard deviation of each component, in every direction.
    pub sd: f64,
}

impl Mixture {
    /// Components at `means` (k x d).
    #[track_caller]
    pub fn new(means: impl Into<Tensor>, sd: f64) -> Mixture {
        let means = means.into().detach();
        assert!(
            means.rank() == 2 && !means.is_empty(),
            "Mixture: the means must be k x d, their shape is {:?}",
            means.shape()
        );
        assert!(
            sd > 0.0,
            "Mixture: the standard deviation must be positive, got {sd}"
        );
        Mixture { means, sd }
    }

    /// `modes` components equally spaced on a circle; the first at angle 0.
    #[track_caller]
    pub fn ring(modes: usize, radius: f64, sd: f64) -> Mixture {
        let angle = |i: usize| 2.0 * PI * i as f64 / modes as f64;
        let mean = |i| [radius * libm::cos(angle(i)), radius * libm::sin(angle(i))];
        Mixture::new((0..modes).map(mean).collect::<Vec<_>>(), sd)
    }

    /// Points (n x d) and the component that each comes from.
    pub fn sample(&self, rng: &mut Rng, n: usize) -> (Tensor, Vec<usize>) {
        let [k, d] = self.size();
        let component = rng.indices(k, n);
        let points = self.means.rows(&component) + rng.normals([n, d]) * self.sd;
        (points, component)
    }

    /// Points (n x d).
    pub fn samples(&self, rng: &mut Rng, n: usize) -> Tensor {
        self.sample(rng, n).0
    }

    fn size(&self) -> [usize; 2] {
        let shape = self.means.shape();
        [shape[0], shape[1]]
    }

    /// −|x − μₖ|²/2σ² for each point and component, n x k.
    #[track_caller]
    fn exponents(&self, x: &Tensor) -> Tensor {
        let shape = x.shape();
        assert!(
            shape.len() == 2 && shape[1] == self.size()[1],
            "Mixture: points of shape {shape:?} do not fit means of shape {:?}",
            self.means.shape()
        );
        let gaps = x.unsqueeze(1) - self.means.unsqueeze(0);
        gaps.square().sum_axis(2) / (-2.0 * self.sd * self.sd)
    }

    /// ln of the density at each point, n x d -> n. Differentiable in the points.
    #[track_caller]
    pub fn log_prob(&self, x: impl Into<Tensor>) -> Tensor {
        let [k, d] = self.size();
        let constant =
            libm::log(k as f64) + 0.5 * d as f64 * libm::log(2.0 * PI * self.sd * self.sd);
        self.exponents(&x.into()).logsumexp() - constant
    }

    /// The score ∇ₓ ln p(x) = Σₖ P(k | x)(μₖ − x)/σ², n x d.
    #[track_caller]
    pub fn score(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        (self.exponents(&x).softmax().matmul(&self.means) - &x) / (self.sd * self.sd)
    }

    /// The mixture of `scale`·x + `noise`·ε with ε ~ N(0, I): what a Gaussian diffusion makes of this one.
    pub fn noised(&self, scale: f64, noise: f64) -> Mixture {
        let variance = scale * scale * self.sd * self.sd + noise * noise;
        Mixture::new(&self.means * scale, variance.sqrt())
    }

    /// The component whose mean is nearest, for each point.
    #[track_caller]
    pub fn nearest(&self, x: impl Into<Tensor>) -> Vec<usize> {
        self.exponents(&x.into()).argmax()
    }

    /// From the nearest mean to each point, n x d; their spread tells how wide the modes of a sample are.
    #[track_caller]
    pub fn offsets(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        &x - self.means.rows(&self.nearest(&x))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::{grad1, param};

    #[test]
    fn score_is_the_gradient_of_the_log_density() {
        let ring = Mixture::ring(8, 2.0, 0.3);
        let x = param(ring.noised(0.8, 0.5).samples(&mut Rng::seed(5), 20));
        let want = grad1(&ring.log_prob(&x).sum(), &x);
        let gap = (ring.score(&x) - want).abs().max().item();
        assert!(gap < 1e-12, "{gap}");
    }

    #[test]
    fn density_integrates_to_one() {
        let ring = Mixture::ring(3, 1.0, 0.4);
        let side = 120;
        let step = 6.0 / side as f64;
        let grid = |i: usize| {
            [
                (i / side) as f64 * step - 3.0,
                (i % side) as f64 * step - 3.0,
            ]
        };
        let points: Vec<[f64; 2]> = (0..side * side).map(grid).collect();
        let total = ring.log_prob(points).exp().sum().item() * step * step;
        assert!((total - 1.0).abs() < 1e-6, "{total}");
    }

    #[test]
    fn nearest_finds_the_component() {
        let ring = Mixture::ring(8, 2.0, 0.05);
        let (x, component) = ring.sample(&mut Rng::seed(1), 200);
        assert_eq!(ring.nearest(x), component);
    }

    #[test]
    fn offsets_are_as_wide_as_the_components() {
        let ring = Mixture::ring(8, 2.0, 0.1);
        let x = ring.samples(&mut Rng::seed(2), 4000);
        let offsets = ring.offsets(&x);
        assert_eq!(offsets.shape(), [4000, 2]);
        let wide = crate::stats::std(&offsets) / ring.sd;
        assert!((wide - 1.0).abs() < 0.03, "{wide}");
        let [mean, offset] = [ring.means.at([3, 0]), ring.offsets(&ring.means).at([3, 0])];
        assert!(mean < -1.0 && offset == 0.0, "{mean} {offset}");
    }
}
