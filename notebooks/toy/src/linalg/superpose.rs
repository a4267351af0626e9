//! The best rotation between two point sets.

use super::{det, size, svd::svd};
use crate::tensor::Tensor;

/// What [`kabsch`] found: `moved = points·rotation + translation` lies on the target as well as it can.
///
/// ```
/// # use toy::prelude::*;
/// let (triangle, moved) = ([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]], [[5.0, 5.0], [5.0, 7.0], [4.0, 5.0]]);
/// let fit = kabsch(triangle, moved); // a quarter turn and a shift
/// close("nothing is left", fit.rmsd, 0.0, 1e-9);
/// close_all("the next point", fit.apply([[2.0, 1.0]]), [[4.0, 7.0]], 1e-9);
/// ```
#[derive(Clone, Debug)]
pub struct Superposition {
    /// Orthogonal with determinant 1, d x d; it multiplies rows from the right.
    pub rotation: Tensor,
    /// Added after the rotation, d.
    pub translation: Tensor,
    /// Root of the mean squared distance between the moved points and the target, in the points' unit.
    pub rmsd: f64,
}

impl Superposition {
    /// Moves points (n x d). Differentiable in the points.
    #[track_caller]
    pub fn apply(&self, points: impl Into<Tensor>) -> Tensor {
        points.into().matmul(&self.rotation) + &self.translation
    }
}

#[track_caller]
fn check(what: &str, a: &Tensor, b: &Tensor) {
    let [n, _] = size(what, a);
    assert!(
        a.shape() == b.shape() && n > 0,
        "{what}: needs two point sets n x d of one shape, the shapes are {:?} and {:?}",
        a.shape(),
        b.shape()
    );
}

/// Rotation and shift (no mirror image) that bring `points` (n x d) as near to `target` (n x d) as possible in the mean
/// of squares (W. Kabsch, Acta Crystallographica A 32, 1976, and A 34, 1978).
///
/// The result is a constant. The gradient of the squared distance is right all the same when points are moved with
/// [`Superposition::apply`]: at the best rotation a small change of it does not change the distance.
///
/// ```
/// # use toy::prelude::*;
/// let p = tensor([[0.0, 0.0], [2.0, 0.0], [0.0, 1.0]]);
/// let q = tensor([[5.0, 5.0], [5.0, 7.0], [4.0, 5.0]]); // turned by 90° and moved
/// let best = kabsch(&p, &q);
/// close("rmsd", best.rmsd, 0.0, 1e-14);
/// close_all("moved", best.apply(&p), q, 1e-14);
/// ```
#[track_caller]
pub fn kabsch(points: impl Into<Tensor>, target: impl Into<Tensor>) -> Superposition {
    let (p, q) = (points.into().detach(), target.into().detach());
    check("kabsch", &p, &q);
    let (p_mean, q_mean) = (p.mean_keep(0), q.mean_keep(0));
    let (u, s, vt) = svd((&p - &p_mean).t().matmul(&(&q - &q_mean)));
    // U·Vᵀ may be a mirror image; then the direction of the smallest singular value is turned over.
    let mut signs = vec![1.0; s.len()];
    if let Some(last) = signs.last_mut() {
        *last = crate::math::sign(det(u.matmul(&vt)).item());
    }
    let rotation = (u * Tensor::from(signs)).matmul(&vt);
    let translation = (q_mean - p_mean.matmul(&rotation)).flatten();
    let gaps = p.matmul(&rotation) + &translation - &q;
    let rmsd = gaps.square().sum_axis(1).mean().item().sqrt();
    Superposition {
        rotation,
        translation,
        rmsd,
    }
}

/// The orthogonal W (d x d, mirror images allowed) of smallest |A·W − B| for A and B n x d: W = U·Vᵀ for the singular
/// vectors of AᵀB (P. Schönemann, "A generalized solution of the orthogonal Procrustes problem", Psychometrika 31,
/// 1966). Nothing is centred. A constant.
///
/// ```
/// # use toy::prelude::*;
/// let w = procrustes(eye(2), [[0.0, 3.0], [2.0, 0.0]]);
/// close_all("a swap", w, [[0.0, 1.0], [1.0, 0.0]], 1e-15);
/// ```
#[track_caller]
pub fn procrustes(a: impl Into<Tensor>, b: impl Into<Tensor>) -> Tensor {
    let (a, b) = (a.into().detach(), b.into().detach());
    check("procrustes", &a, &b);
    let (u, _, vt) = svd(a.t().matmul(&b));
    u.matmul(&vt)
}
