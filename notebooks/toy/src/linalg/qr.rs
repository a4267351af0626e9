//! Orthogonal bases by Householder's reflections.

use super::{balance, dot, size};
use crate::tensor::Tensor;

/// A = Q·R for A m x n: Q (m x k) has orthonormal columns, R (k x n) is upper triangular with a diagonal that is not
/// negative, k = min(m, n). Constants: no gradient flows through (see the module's text).
///
/// `qr(&rng.normals([d, d])).0` is a random orthogonal matrix, uniform (Haar) because of R's positive diagonal
/// (F. Mezzadri, "How to generate random matrices from the classical compact groups", Notices of the AMS 54, 2007).
///
/// ```
/// # use toy::prelude::*;
/// let (q, r) = qr([[3.0, 1.0], [4.0, 2.0]]);
/// close_all("Q", q, [[0.6, -0.8], [0.8, 0.6]], 1e-15);
/// close_all("R", r, [[5.0, 2.2], [0.0, 0.4]], 1e-15);
/// ```
#[track_caller]
pub fn qr(a: impl Into<Tensor>) -> (Tensor, Tensor) {
    let a = a.into();
    let [m, n] = size("qr", &a);
    let k = m.min(n);
    let scale = balance(&a.to_vec());
    // Columns as rows: the reflections run along memory.
    let mut columns = (a.detach().t() * scale).to_rows();
    let mut mirrors: Vec<Vec<f64>> = Vec::with_capacity(k);
    for i in 0..k {
        // v = x ± |x|·e₁, with the sign that does not cancel, maps x to a multiple of e₁.
        let mut v = columns[i][i..].to_vec();
        let length = dot(&v, &v).sqrt();
        v[0] += length.copysign(v[0]);
        columns.iter_mut().for_each(|x| reflect(&mut x[i..], &v));
        mirrors.push(v);
    }
    let signs: Vec<f64> = (0..k).map(|i| 1.0_f64.copysign(columns[i][i])).collect();
    let r = (0..k * n).map(|place| match (place / n, place % n) {
        (i, j) if i <= j => signs[i] * columns[j][i] / scale,
        _ => 0.0,
    });
    let r = Tensor::from_vec(&[k, n], r.collect());
    let mut q = Vec::with_capacity(m * k);
    for (i, sign) in signs.iter().enumerate() {
        let mut unit = vec![0.0; m];
        unit[i] = *sign;
        for (at, v) in mirrors.iter().enumerate().rev() {
            reflect(&mut unit[at..], v);
        }
        q.extend(unit);
    }
    (Tensor::from_vec(&[k, m], q).t(), r)
}

/// x − 2v(v·x)/(v·v): the mirror image of x in the plane orthogonal to v.
fn reflect(x: &mut [f64], v: &[f64]) {
    let square = dot(v, v);
    if square > 0.0 {
        let twice = 2.0 * dot(v, x) / square;
        x.iter_mut().zip(v).for_each(|(x, v)| *x -= twice * v);
    }
}
