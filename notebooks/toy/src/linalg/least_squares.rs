//! Linear regression: exact, of minimum norm, or with a penalty.

use super::{size, solve, svd::svd};
use crate::tensor::{Tensor, eye};

/// Singular values below this fraction of the largest, times the longer side, count as zero (NumPy's convention).
fn cut(m: usize, n: usize, largest: f64) -> f64 {
    f64::EPSILON * m.max(n) as f64 * largest
}

/// Moore and Penrose's pseudo-inverse A⁺ = V·diag(1/s)·Uᵀ of A m x n, n x m; singular values that are zero to rounding
/// stay zero. A constant; [`ridge`] has gradients.
///
/// ```
/// # use toy::prelude::*;
/// close_all("A⁺", pinv([[1.0], [2.0]]), [[0.2, 0.4]], 1e-15);
/// ```
#[track_caller]
pub fn pinv(a: impl Into<Tensor>) -> Tensor {
    let a = a.into();
    let [m, n] = size("pinv", &a);
    let (u, s, vt) = svd(&a);
    let s = s.to_vec();
    let least = cut(m, n, s.first().copied().unwrap_or(0.0));
    let inverted = s.iter().map(|&s| if s > least { 1.0 / s } else { 0.0 });
    (vt.t() * inverted.collect::<Tensor>()).matmul(&u.t())
}

/// How many singular values are not zero to rounding.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(matrix_rank([[1.0, 2.0], [2.0, 4.0]]), 1);
/// ```
#[track_caller]
pub fn matrix_rank(a: impl Into<Tensor>) -> usize {
    let a = a.into();
    let [m, n] = size("matrix_rank", &a);
    let s = svd(&a).1.to_vec();
    let least = cut(m, n, s.first().copied().unwrap_or(0.0));
    s.iter().filter(|&&s| s > least).count()
}

/// Least squares: the X of smallest |A·X − B|, and the smallest such X where there are several; A m x n, B m x k or a
/// vector of m. A constant; [`ridge`] has gradients.
///
/// ```
/// # use toy::prelude::*;
/// // The line through (0, 1), (1, 3), (2, 5): intercept 1, slope 2.
/// let line = lstsq([[1.0, 0.0], [1.0, 1.0], [1.0, 2.0]], [1.0, 3.0, 5.0]);
/// close_all("intercept and slope", line, [1.0, 2.0], 1e-14);
/// ```
#[track_caller]
pub fn lstsq(a: impl Into<Tensor>, b: impl Into<Tensor>) -> Tensor {
    let (a, b) = (a.into(), b.into().detach());
    let [m, _] = size("lstsq", &a);
    assert!(
        matches!(b.rank(), 1 | 2) && b.shape()[0] == m,
        "lstsq: the matrix has shape {:?}, the right side {:?}; needs {m} rows",
        a.shape(),
        b.shape()
    );
    pinv(&a).matmul(&b)
}

/// Ridge regression: the W of smallest |X·W − Y|² + λ|W|², W = (XᵀX + λI)⁻¹XᵀY; X n x d, Y n x k or a vector of n.
/// No intercept ([`ridge_intercept`] has one). For more columns than rows the equal form
/// Xᵀ(XXᵀ + λI)⁻¹Y is solved. Differentiable in X and Y (A. E. Hoerl and R. W. Kennard, Technometrics 12, 1970).
///
/// ```
/// # use toy::prelude::*;
/// let w = ridge([[1.0], [2.0]], [2.0, 4.0], 5.0);
/// assert_eq!(w.to_vec(), [1.0]); // 10/(5 + 5)
/// ```
#[track_caller]
pub fn ridge(x: impl Into<Tensor>, y: impl Into<Tensor>, penalty: f64) -> Tensor {
    let (x, y) = (x.into(), y.into());
    let [n, d] = size("ridge", &x);
    assert!(
        matches!(y.rank(), 1 | 2) && y.shape()[0] == n,
        "ridge: the inputs have shape {:?}, the targets {:?}; needs {n} rows",
        x.shape(),
        y.shape()
    );
    assert!(
        penalty >= 0.0,
        "ridge: the penalty must not be negative, got {penalty}"
    );
    let turned = x.t();
    match d <= n {
        true => solve(turned.matmul(&x) + eye(d) * penalty, turned.matmul(&y)),
        false => turned.matmul(&solve(x.matmul(&turned) + eye(n) * penalty, &y)),
    }
}

/// Ridge regression with an intercept, which is not punished: the W and b of smallest |X·W + b − Y|² + λ|W|²; X n x d, Y
/// n x k or a vector of n, b of k or one number. [`ridge`] of the centred data, b = ȳ − x̄·W; differentiable.
///
/// ```
/// # use toy::prelude::*;
/// let x = [[0.0], [1.0], [2.0]];
/// let (w, b) = ridge_intercept(x, [1.0, 3.0, 5.0], 0.0); // 1 + 2x
/// close_all("slope and intercept", concat(0, &[&w, &b.flatten()]), [2.0, 1.0], 1e-12);
/// let (w, b) = ridge_intercept(x, [1.0, 3.0, 5.0], 2.0);
/// close_all("a flatter line through the same middle", tensor(x).matmul(&w) + b, [2.0, 3.0, 4.0], 1e-12);
/// ```
#[track_caller]
pub fn ridge_intercept(
    x: impl Into<Tensor>,
    y: impl Into<Tensor>,
    penalty: f64,
) -> (Tensor, Tensor) {
    let (x, y) = (x.into(), y.into());
    size("ridge_intercept", &x);
    let (x_mean, y_mean) = (x.mean_axis(0), y.mean_axis(0));
    let w = ridge(x - &x_mean, y - &y_mean, penalty);
    let b = y_mean - x_mean.matmul(&w);
    (w, b)
}
