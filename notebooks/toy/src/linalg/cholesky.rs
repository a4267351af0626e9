//! The triangular square root of a positive definite matrix.

use super::{lu::solve, symmetric};
use crate::tensor::{Tensor, store};

/// The lower triangular L with positive diagonal and A = L·Lᵀ, for a symmetric positive definite A; panics for others.
/// `rng.normals([n, d]).matmul(&cholesky(&cov).t())` draws n points with that covariance.
///
/// Differentiable, after I. Murray, "Differentiation of the Cholesky decomposition" (arXiv:1602.07527, 2016):
/// dA = ½(S + Sᵀ), S = L⁻ᵀ·Φ(Lᵀ·G)·L⁻¹, where Φ keeps the lower triangle and half of the diagonal.
///
/// ```
/// # use toy::prelude::*;
/// let l = cholesky([[4.0, 2.0], [2.0, 5.0]]);
/// assert_eq!(l.to_rows(), [[2.0, 0.0], [1.0, 2.0]]);
/// ```
#[track_caller]
pub fn cholesky(a: impl Into<Tensor>) -> Tensor {
    factor("cholesky", &a.into())
}

/// [`cholesky`] for an operation that is called `what` in errors.
#[track_caller]
pub(crate) fn factor(what: &str, a: &Tensor) -> Tensor {
    let (n, x) = symmetric(what, a);
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            let known = super::dot(&l[i * n..i * n + j], &l[j * n..j * n + j]);
            let rest = x[i * n + j] - known;
            if i == j {
                assert!(
                    rest > 0.0,
                    "{what}: the {n} x {n} matrix is not positive definite: pivot {i} is {rest}"
                );
                l[i * n + i] = rest.sqrt();
            } else {
                l[i * n + j] = rest / l[j * n + j];
            }
        }
    }
    let phi = lower_half(n);
    Tensor::from_op("cholesky", store(&[n, n], l), &[a], move |back| {
        let turned = back.output.t();
        let middle = turned.matmul(back.g) * &phi;
        // L⁻ᵀ·M·L⁻¹, the right factor by solving with the transposes.
        let left = solve(&turned, middle);
        let s = solve(&turned, left.t()).t();
        vec![Some(0.5 * (&s + s.t()))]
    })
}

/// 1 below the diagonal, ½ on it, 0 above.
fn lower_half(n: usize) -> Tensor {
    let weight = |place: usize| match (place / n).cmp(&(place % n)) {
        std::cmp::Ordering::Less => 0.0,
        std::cmp::Ordering::Equal => 0.5,
        std::cmp::Ordering::Greater => 1.0,
    };
    Tensor::from_vec(&[n, n], (0..n * n).map(weight).collect())
}
