//! Linear algebra of matrices: systems, factorisations, spectra, superposition.
//!
//! One matrix at a time (rank 2), up to a few hundred rows: what the toys need. Every loop is plain `f64` arithmetic in
//! a fixed order, so the bits are the same on every machine.
//!
//! | file | what stands there | gradients |
//! |---|---|---|
//! | `lu` | [`solve`], [`inverse`], [`det`], [`logdet`], [`slogdet`] | any order |
//! | `cholesky` | [`cholesky`] | any order |
//! | `eigen` | [`eigh`]: symmetric eigenvalues and -vectors | any order; of the vectors while the values differ |
//! | `functions` | [`expm`], [`sqrtm`], [`matrix_power`] | any order |
//! | `least_squares` | [`ridge`], [`ridge_intercept`], [`lstsq`], [`pinv`], [`matrix_rank`] | both ridges: any order; the others: none |
//! | `qr`, `svd` | [`qr`], [`svd`], [`spectral_norm`] | none: they are constants |
//! | `superpose` | [`kabsch`], [`procrustes`] | none; see there |
//!
//! `qr` and `svd` have no gradient because those of Q, U and V exist only for full rank and distinct singular values.
//! Where a toy differentiates through them, `cholesky` of AᵀA gives R and `eigh` of AᵀA the squared singular values.
//!
//! **Why no crate.** `faer` chooses its vector instructions (with fused multiply-add) at run time, and so does
//! `matrixmultiply`, through which `nalgebra` takes its larger products: other bits on another machine. `nalgebra`
//! without its `std` feature has plain loops, but a cell that asks for `nalgebra` itself turns that feature on for the
//! toolkit too (Cargo compiles one copy with the union of the features), and it costs about ten seconds of compiling.
//! The methods below are short, and a reader can follow them.

mod cholesky;
mod eigen;
mod functions;
mod least_squares;
mod lu;
mod qr;
mod superpose;
mod svd;

pub use cholesky::cholesky;
pub(crate) use cholesky::factor;
pub use eigen::eigh;
pub use functions::{expm, matrix_power, sqrtm};
pub use least_squares::{lstsq, matrix_rank, pinv, ridge, ridge_intercept};
pub use lu::{det, inverse, logdet, slogdet, solve};
pub use qr::qr;
pub use superpose::{Superposition, kabsch, procrustes};
pub use svd::{spectral_norm, svd};

use crate::tensor::Tensor;

/// Rows and columns of a matrix; panics for any other rank.
#[track_caller]
pub(crate) fn size(what: &str, a: &Tensor) -> [usize; 2] {
    let shape = a.shape();
    let &[rows, columns] = shape.as_slice() else {
        panic!("{what}: needs a matrix, the shape is {shape:?}");
    };
    [rows, columns]
}

/// The side of a square matrix.
#[track_caller]
fn side(what: &str, a: &Tensor) -> usize {
    let [rows, columns] = size(what, a);
    assert!(
        rows == columns,
        "{what}: needs a square matrix, the shape is [{rows}, {columns}]"
    );
    rows
}

/// The side and the numbers of a symmetric matrix; what rounding left of an asymmetry is averaged away.
#[track_caller]
fn symmetric(what: &str, a: &Tensor) -> (usize, Vec<f64>) {
    let n = side(what, a);
    let mut x = a.to_vec();
    let top = x.iter().fold(0.0, |top, x| f64::max(top, x.abs()));
    for i in 0..n {
        for j in 0..i {
            let (lower, upper) = (x[i * n + j], x[j * n + i]);
            assert!(
                (lower - upper).abs() <= 1e-8 * top || (lower - upper).is_nan(),
                "{what}: needs a symmetric matrix; element [{i}, {j}] is {lower}, but [{j}, {i}] is {upper}"
            );
            let middle = 0.5 * (lower + upper);
            (x[i * n + j], x[j * n + i]) = (middle, middle);
        }
    }
    (n, x)
}

/// A power of two that brings numbers whose squares would not be numbers into the middle of the range: to multiply by
/// before, to divide by after. 1 for all others, so that their bits stay.
fn balance(x: &[f64]) -> f64 {
    let top = x.iter().fold(0.0, |top, x| f64::max(top, x.abs()));
    if top == 0.0 || !top.is_finite() || (1e-60..1e60).contains(&top) {
        return 1.0;
    }
    let exponent = libm::frexp(top).1;
    libm::ldexp(1.0, (-exponent).clamp(-1000, 1000))
}

/// Σ xᵢ yᵢ in the order of the indices.
fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

/// Rotates two rows of a matrix of `n` columns in their plane: (p, q) -> (c·p − s·q, s·p + c·q).
fn rotate_rows(x: &mut [f64], n: usize, [p, q]: [usize; 2], [c, s]: [f64; 2]) {
    let (head, tail) = x.split_at_mut(q * n);
    for (p, q) in head[p * n..(p + 1) * n].iter_mut().zip(&mut tail[..n]) {
        (*p, *q) = (c * *p - s * *q, s * *p + c * *q);
    }
}

/// Cosine and sine of the rotation that makes the off-diagonal element `off` of [[a, off], [off, b]] zero: the smaller
/// of the two possible angles (H. Rutishauser, "The Jacobi method for real symmetric matrices", Num. Math. 9, 1966).
fn jacobi_angle(a: f64, b: f64, off: f64) -> [f64; 2] {
    let cotangent = (b - a) / (2.0 * off); // of twice the angle
    let tangent =
        1.0_f64.copysign(cotangent) / (cotangent.abs() + (cotangent * cotangent + 1.0).sqrt());
    let cosine = 1.0 / (tangent * tangent + 1.0).sqrt();
    [cosine, cosine * tangent]
}

/// Turns a row so that its element of largest size (the first at a tie) is positive; whether it had to be turned.
fn fix_sign(row: &mut [f64]) -> bool {
    let mut largest = 0.0_f64;
    for &x in row.iter() {
        // Rounding must not decide between elements of equal size, such as those of (1, −1)/√2.
        if x.abs() > largest.abs() * (1.0 + 1e-9) {
            largest = x;
        }
    }
    if largest < 0.0 {
        row.iter_mut().for_each(|x| *x = -*x);
    }
    largest < 0.0
}
