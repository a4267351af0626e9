//! Functions of a square matrix: powers, exponential, square root.

use super::{eigh, side, solve, symmetric};
use crate::tensor::{Tensor, eye, store};

/// Aᵖ by repeated squaring; A⁰ is the identity. Differentiable.
///
/// ```
/// # use toy::prelude::*;
/// let fibonacci = matrix_power([[1.0, 1.0], [1.0, 0.0]], 10);
/// assert_eq!(fibonacci.at([0, 1]), 55.0);
/// ```
#[track_caller]
pub fn matrix_power(a: impl Into<Tensor>, power: usize) -> Tensor {
    let mut square = a.into();
    let mut product = eye(side("matrix_power", &square));
    let mut left = power;
    while left > 0 {
        if left % 2 == 1 {
            product = product.matmul(&square);
        }
        left /= 2;
        if left > 0 {
            square = square.matmul(&square);
        }
    }
    product
}

/// Matrix exponential Σ Aᵏ/k!: the Padé approximant (6, 6) of A/2ʲ with its norm at most ½, squared j times (C. Moler
/// and C. Van Loan, "Nineteen dubious ways to compute the exponential of a matrix", SIAM Review 45, 2003, method 3).
/// Differentiable: it is made of products and one `solve`.
///
/// ```
/// # use toy::prelude::*;
/// let turn = expm([[0.0, -1.0], [1.0, 0.0]]); // a rotation by one radian
/// close_all("turn", turn, [[cos(1.0), -sin(1.0)], [sin(1.0), cos(1.0)]], 1e-15);
/// ```
#[track_caller]
pub fn expm(a: impl Into<Tensor>) -> Tensor {
    let a = a.into();
    let n = side("expm", &a);
    let norm = a.detach().abs().sum_axis(1).to_vec();
    assert!(
        norm.iter().all(|norm| norm.is_finite()),
        "expm: the matrix has a number that is not finite"
    );
    let norm = norm.into_iter().fold(0.0, f64::max);
    let (mut halvings, mut scale) = (0, 1.0);
    while norm * scale > 0.5 {
        halvings += 1;
        scale *= 0.5;
    }
    let a = a * scale;
    // N(A) = Σ cₖAᵏ and D(A) = N(−A); cₖ = cₖ₋₁ (6 − k + 1)/(k (12 − k + 1)).
    let (mut numerator, mut denominator) = (eye(n), eye(n));
    let (mut power, mut coefficient) = (eye(n), 1.0);
    for k in 1..=6 {
        coefficient *= (7 - k) as f64 / (k * (13 - k)) as f64;
        power = power.matmul(&a);
        let term = &power * coefficient;
        denominator = if k % 2 == 0 {
            denominator + &term
        } else {
            denominator - &term
        };
        numerator += term;
    }
    let mut value = solve(denominator, numerator);
    for _ in 0..halvings {
        value = value.matmul(&value);
    }
    value
}

/// The square root S of a symmetric positive semidefinite matrix, S·S = A, S itself positive semidefinite; eigenvalues
/// that are negative by rounding count as zero, others panic.
///
/// Differentiable for a positive definite A: S·dS + dS·S = dA, solved in the basis of the eigenvectors.
///
/// ```
/// # use toy::prelude::*;
/// close_all("the root", sqrtm([[5.0, 4.0], [4.0, 5.0]]), [[2.0, 1.0], [1.0, 2.0]], 1e-14);
/// ```
#[track_caller]
pub fn sqrtm(a: impl Into<Tensor>) -> Tensor {
    let a = a.into();
    let (n, x) = symmetric("sqrtm", &a);
    let (values, v) = eigh(Tensor::from_vec(&[n, n], x));
    let values = values.to_vec();
    let largest = values.last().copied().unwrap_or(0.0);
    if let Some(least) = values.first() {
        assert!(
            *least >= -1e-10 * largest.abs(),
            "sqrtm: the {n} x {n} matrix is not positive semidefinite: an eigenvalue is {least}"
        );
    }
    let roots: Tensor = values.iter().map(|x| x.max(0.0).sqrt()).collect();
    let root = (&v * roots).matmul(&v.t());
    let root = store(&[n, n], root.to_vec());
    Tensor::from_op("sqrtm", root, &[&a], |back| {
        let (s, v) = eigh(0.5 * (back.output + back.output.t()));
        let sums = s.unsqueeze(0) + s.unsqueeze(1);
        let inner = v.t().matmul(back.g).matmul(&v) / sums;
        let full = v.matmul(&inner).matmul(&v.t());
        vec![Some(0.5 * (&full + full.t()))]
    })
}
