//! Eigenvalues and eigenvectors of symmetric matrices by Jacobi's method: rotate one off-diagonal element after the
//! other to zero until all are. Slower than the tridiagonal methods of LAPACK, but short, exact to the last digits, and
//! fast enough for matrices of a few hundred rows.

use super::{balance, fix_sign, jacobi_angle, rotate_rows, side, symmetric};
use crate::tensor::{Tensor, eye, store};

/// Eigenvalues λ in rising order (n) and eigenvectors V as columns (n x n) of a symmetric matrix: A = V·diag(λ)·Vᵀ.
/// The largest element of each vector is positive.
///
/// Differentiable: through the values dA = V·diag(g)·Vᵀ; through the vectors dA = V·sym(F ∘ Vᵀ·G)·Vᵀ with
/// F\[i, j\] = 1/(λⱼ − λᵢ) beside the diagonal, which is infinite where two values are equal (the vectors are not
/// determined there). For a second derivative of the values the same holds.
///
/// ```
/// # use toy::prelude::*;
/// let (values, vectors) = eigh([[2.0, 1.0], [1.0, 2.0]]);
/// close_all("values", &values, [1.0, 3.0], 1e-15);
/// close_all("the second vector", vectors.col(1), [0.5f64.sqrt(); 2], 1e-15);
/// ```
#[track_caller]
pub fn eigh(a: impl Into<Tensor>) -> (Tensor, Tensor) {
    let a = a.into();
    let (n, mut x) = symmetric("eigh", &a);
    let scale = balance(&x);
    x.iter_mut().for_each(|x| *x *= scale);
    let (mut values, rows) = jacobi(n, x);
    values.iter_mut().for_each(|value| *value /= scale);
    let columns = (0..n * n).map(|i| rows[i % n * n + i / n]).collect();
    let vectors = Tensor::from_op("eigenvectors", store(&[n, n], columns), &[&a], |back| {
        vec![Some(vectors_vjp(&back.inputs[0], back.output, back.g))]
    });
    // The vectors are an input, so that a second derivative flows through them. By itself a small change of a vector
    // does not change its value vᵀAv (Rayleigh's quotient is stationary there), so their own gradient is zero.
    let values = store(&[n], values);
    let values = Tensor::from_op("eigenvalues", values, &[&a, &vectors], |back| {
        let v = &back.inputs[1];
        vec![Some((v * back.g).matmul(&v.t())), None]
    });
    (values, vectors)
}

/// V·sym(F ∘ Vᵀ·G)·Vᵀ.
fn vectors_vjp(a: &Tensor, v: &Tensor, g: &Tensor) -> Tensor {
    let n = side("eigh", a);
    let values = (a.matmul(v) * v).sum_axis(0);
    let ones = eye(n);
    // The ones keep the diagonal from 1/0, and go again.
    let gaps = values.unsqueeze(0) - values.unsqueeze(1) + &ones;
    let f = gaps.recip() - &ones;
    let inner = f * v.t().matmul(g);
    let full = v.matmul(&inner).matmul(&v.t());
    0.5 * (&full + full.t())
}

/// Values in rising order, vectors as rows.
fn jacobi(n: usize, mut a: Vec<f64>) -> (Vec<f64>, Vec<f64>) {
    let mut v = eye(n).to_vec();
    let scale: f64 = a.iter().map(|x| x * x).sum();
    // Convergence is quadratic: some 6 to 10 sweeps. The limit is for NaN.
    for _ in 0..60 {
        let pairs = (0..n).flat_map(|p| (p + 1..n).map(move |q| (p, q)));
        let off: f64 = pairs.map(|(p, q)| a[p * n + q] * a[p * n + q]).sum();
        if off <= 1e-34 * scale {
            break;
        }
        for p in 0..n {
            crate::interrupt::checkpoint();
            for q in p + 1..n {
                let element = a[p * n + q];
                if element == 0.0 {
                    continue;
                }
                let [c, s] = jacobi_angle(a[p * n + p], a[q * n + q], element);
                rotate_rows(&mut a, n, [p, q], [c, s]);
                for row in a.chunks_exact_mut(n) {
                    (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
                }
                (a[p * n + q], a[q * n + p]) = (0.0, 0.0);
                rotate_rows(&mut v, n, [p, q], [c, s]);
            }
        }
    }
    let mut order: Vec<usize> = (0..n).collect();
    order.sort_by(|&i, &j| a[i * n + i].total_cmp(&a[j * n + j]));
    let values = order.iter().map(|&i| a[i * n + i]).collect();
    let mut vectors = Vec::with_capacity(n * n);
    for &i in &order {
        let row = &mut v[i * n..(i + 1) * n];
        fix_sign(row);
        vectors.extend_from_slice(row);
    }
    (values, vectors)
}
