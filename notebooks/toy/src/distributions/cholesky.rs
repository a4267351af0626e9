//! The Cholesky factor of a covariance matrix and its inverse, both differentiable: what a normal density needs.
//!
//! Gradients after I. Murray, "Differentiation of the Cholesky decomposition" (2016), equations 8 to 10, with the
//! inverse of the factor as an operation of its own, so that both are differentiable again.

use crate::tensor::{Tensor, custom, numbers};

/// The lower triangle with the diagonal times `diagonal`, zeros above: as a constant mask.
fn lower(n: usize, diagonal: f64) -> Tensor {
    let entry = |place: usize| match (place / n).cmp(&(place % n)) {
        std::cmp::Ordering::Greater => 1.0,
        std::cmp::Ordering::Equal => diagonal,
        std::cmp::Ordering::Less => 0.0,
    };
    Tensor::from_vec(&[n, n], (0..n * n).map(entry).collect())
}

/// The lower triangular L with L·Lᵀ = A, for a symmetric positive definite A (d x d).
///
/// Gradient, with P = Φ(Lᵀ·G) (lower triangle, diagonal halved): ½·L⁻ᵀ·(P + Pᵀ)·L⁻¹.
#[track_caller]
pub(super) fn cholesky(what: &str, a: &Tensor) -> Tensor {
    let shape = a.shape();
    assert!(
        shape.len() == 2 && shape[0] == shape[1],
        "{what}: needs a square matrix, the shape is {shape:?}"
    );
    let n = shape[0];
    let store = a.store();
    let from = numbers(&store);
    let mut l = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..=i {
            assert!(
                (from[i * n + j] - from[j * n + i]).abs() <= 1e-9 * (1.0 + from[i * n + j].abs()),
                "{what}: the matrix is not symmetric at [{i}, {j}]"
            );
            let known: f64 = (0..j).map(|k| l[i * n + k] * l[j * n + k]).sum();
            let rest = from[i * n + j] - known;
            if i > j {
                l[i * n + j] = rest / l[j * n + j];
                continue;
            }
            assert!(
                rest > 0.0,
                "{what}: the matrix (shape {shape:?}) is not positive definite: pivot {i} is {rest}"
            );
            l[i * n + i] = rest.sqrt();
        }
    }
    let value = Tensor::from_vec(&[n, n], l);
    custom("cholesky", &[a], value, move |g, _, l| {
        let p = l.t().matmul(g) * lower(n, 0.5);
        let inverse = lower_inverse(l);
        let middle = 0.5 * (&p + p.t());
        vec![inverse.t().matmul(&middle).matmul(&inverse)]
    })
}

/// L⁻¹ of a lower triangular L. Gradient −(L⁻ᵀ·G·L⁻ᵀ), its lower triangle.
#[track_caller]
pub(super) fn lower_inverse(l: &Tensor) -> Tensor {
    let n = l.shape()[0];
    let store = l.store();
    let l_numbers = numbers(&store);
    let mut inverse = vec![0.0; n * n];
    for column in 0..n {
        for i in column..n {
            let known: f64 = (column..i)
                .map(|k| l_numbers[i * n + k] * inverse[k * n + column])
                .sum();
            let unit = if i == column { 1.0 } else { 0.0 };
            inverse[i * n + column] = (unit - known) / l_numbers[i * n + i];
        }
    }
    let value = Tensor::from_vec(&[n, n], inverse);
    custom("lower_inverse", &[l], value, move |g, _, inverse| {
        let turned = inverse.t();
        vec![-(turned.matmul(g).matmul(&turned)) * lower(n, 1.0)]
    })
}
