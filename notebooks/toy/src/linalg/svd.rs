//! Singular values by one-sided Jacobi rotations: turn pairs of columns until all are orthogonal; their lengths are the
//! singular values (M. R. Hestenes, "Inversion of matrices by biorthogonalization", J. SIAM 6, 1958).

use super::{balance, dot, fix_sign, jacobi_angle, rotate_rows, size};
use crate::tensor::{Tensor, eye};

/// A = U·diag(s)·Vᵀ for A m x n: U (m x k), s (k, falling), Vᵀ (k x n), k = min(m, n); the columns of U and the rows of
/// Vᵀ are orthonormal, also where s is zero. The largest element of each row of Vᵀ is positive.
/// Constants: no gradient flows through (see the module's text).
///
/// ```
/// # use toy::prelude::*;
/// let a = tensor([[3.0, 0.0], [0.0, -2.0], [0.0, 0.0]]);
/// let (u, s, vt) = svd(&a);
/// close_all("s", &s, [3.0, 2.0], 1e-15);
/// close_all("the product", (u * s).matmul(&vt), a, 1e-15);
/// ```
#[track_caller]
pub fn svd(a: impl Into<Tensor>) -> (Tensor, Tensor, Tensor) {
    let a = a.into().detach();
    let [m, n] = size("svd", &a);
    let k = m.min(n);
    let scale = balance(&a.to_vec());
    let a = a * scale;
    // The shorter side's vectors are rotated: columns of a tall matrix, rows of a wide one.
    let (mut s, mut long, mut short) = match m >= n {
        true => tall(m, n, a.t().to_vec()),
        false => tall(n, m, a.to_vec()),
    };
    s.iter_mut().for_each(|s| *s /= scale);
    let (u, vt) = match m >= n {
        true => (&mut long, &mut short),
        false => (&mut short, &mut long),
    };
    for (u, v) in u
        .chunks_exact_mut(m.max(1))
        .zip(vt.chunks_exact_mut(n.max(1)))
    {
        if fix_sign(v) {
            u.iter_mut().for_each(|x| *x = -*x);
        }
    }
    let u = Tensor::from_vec(&[k, m], std::mem::take(u)).t();
    let vt = Tensor::from_vec(&[k, n], std::mem::take(vt));
    (u, Tensor::from(s), vt)
}

/// For n rows of m ≥ n numbers (the columns of a tall matrix): falling singular values, the left vectors (n rows of m)
/// and the right ones (n rows of n).
fn tall(m: usize, n: usize, mut b: Vec<f64>) -> (Vec<f64>, Vec<f64>, Vec<f64>) {
    let mut v = eye(n).to_vec();
    let scale = dot(&b, &b);
    // Convergence is quadratic; the limit is for NaN.
    for _ in 0..60 {
        let mut turned = false;
        for p in 0..n {
            crate::interrupt::checkpoint();
            for q in p + 1..n {
                let (x, y) = (&b[p * m..(p + 1) * m], &b[q * m..(q + 1) * m]);
                let (xx, yy, xy) = (dot(x, x), dot(y, y), dot(x, y));
                // Orthogonal to rounding, or one of them is nothing but rounding.
                let nothing = 1e-32 * scale;
                if xy * xy <= 1e-31 * xx * yy || xx <= nothing || yy <= nothing {
                    continue;
                }
                let angle = jacobi_angle(xx, yy, xy);
                rotate_rows(&mut b, m, [p, q], angle);
                rotate_rows(&mut v, n, [p, q], angle);
                turned = true;
            }
        }
        if !turned {
            break;
        }
    }
    let lengths: Vec<f64> = b.chunks_exact(m.max(1)).map(|x| dot(x, x).sqrt()).collect();
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| lengths[j].total_cmp(&lengths[i]));
    let mut left: Vec<Vec<f64>> = Vec::with_capacity(n);
    let mut right = Vec::with_capacity(n * n);
    for &i in &order {
        let direction = match lengths[i] > 1e-15 * scale.sqrt() {
            true => b[i * m..(i + 1) * m]
                .iter()
                .map(|x| x / lengths[i])
                .collect(),
            false => another(m, &left),
        };
        left.push(direction);
        right.extend_from_slice(&v[i * n..(i + 1) * n]);
    }
    let values = order.iter().map(|&i| lengths[i]).collect();
    (values, left.concat(), right)
}

/// A unit vector orthogonal to the given ones: the unit vector of an axis that they span least, made orthogonal.
fn another(m: usize, taken: &[Vec<f64>]) -> Vec<f64> {
    let covered = |axis: usize| -> f64 { taken.iter().map(|x| x[axis] * x[axis]).sum() };
    let axis = (0..m).min_by(|&i, &j| covered(i).total_cmp(&covered(j)));
    let mut x = vec![0.0; m];
    x[axis.unwrap_or(0)] = 1.0;
    // Twice, because rounding leaves a little after the first time.
    for other in taken.iter().chain(taken) {
        let along = dot(&x, other);
        x.iter_mut().zip(other).for_each(|(x, o)| *x -= along * o);
    }
    let length = dot(&x, &x).sqrt();
    x.iter().map(|x| x / length).collect()
}

/// The largest singular value: how much the matrix can stretch a vector.
///
/// ```
/// # use toy::prelude::*;
/// close("the longer axis", spectral_norm([[3.0, 0.0], [0.0, -4.0]]), 4.0, 1e-12);
/// ```
#[track_caller]
pub fn spectral_norm(a: impl Into<Tensor>) -> f64 {
    let (_, s, _) = svd(a);
    s.to_vec().first().copied().unwrap_or(0.0)
}
