//! Principal components.

use super::{points, same_width};
use crate::linalg::svd;
use crate::tensor::Tensor;

/// Principal components of points (n x d): the orthogonal directions of greatest variance.
///
/// ```
/// # use toy::prelude::*;
/// let x = tensor([[1.0, 1.1], [2.0, 2.0], [3.0, 2.9], [4.0, 4.0]]);
/// let pca = Pca::fit(&x, 1);
/// assert!(pca.ratio.item() > 0.99); // almost a line
/// assert_eq!(pca.transform(&x).shape(), [4, 1]);
/// ```
#[derive(Clone, Debug)]
pub struct Pca {
    /// Mean of the points, d.
    pub mean: Tensor,
    /// Directions as rows, k x d, orthonormal; the largest element of each is positive.
    pub components: Tensor,
    /// Variance along each direction, k, falling; n − 1 in the denominator.
    pub variance: Tensor,
    /// Fraction of the whole variance along each direction, k.
    pub ratio: Tensor,
}

impl Pca {
    /// The first `k` components.
    #[track_caller]
    pub fn fit(x: impl Into<Tensor>, k: usize) -> Pca {
        let x = x.into().detach();
        let [n, d] = points("Pca", &x, 2);
        assert!(
            k <= n.min(d),
            "Pca: {n} points in {d} dimensions have {} components, not {k}",
            n.min(d)
        );
        let mean = x.mean_axis(0);
        let (_, s, vt) = svd(&x - &mean);
        let variance = s.square() / (n - 1) as f64;
        Pca {
            mean,
            components: vt.slice(0, 0..k),
            ratio: (&variance / variance.sum()).slice(0, 0..k),
            variance: variance.slice(0, 0..k),
        }
    }

    /// Coordinates along the components, n x d -> n x k. Differentiable in the points.
    #[track_caller]
    pub fn transform(&self, x: impl Into<Tensor>) -> Tensor {
        let x = x.into();
        same_width("Pca", &x, self.mean.len());
        (x - &self.mean).matmul(&self.components.t())
    }

    /// Back from coordinates, n x k -> n x d: the nearest points of the plane of the components.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let plane = Pca::fit([[0.0, 0.0], [1.0, 1.0], [2.0, 2.0]], 1); // the diagonal
    /// let back = plane.inverse_transform(plane.transform([[0.0, 2.0]]));
    /// close_all("foot of the perpendicular", back, [[1.0, 1.0]], 1e-9);
    /// ```
    #[track_caller]
    pub fn inverse_transform(&self, z: impl Into<Tensor>) -> Tensor {
        z.into().matmul(&self.components) + &self.mean
    }
}
