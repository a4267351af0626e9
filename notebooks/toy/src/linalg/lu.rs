//! Gaussian elimination: systems, inverses, determinants.

use super::{side, size};
use crate::tensor::{Tensor, eye};

/// P·A = L·U with partial pivoting: both factors in one array, the unit diagonal of L not stored.
struct Lu {
    n: usize,
    numbers: Vec<f64>,
    /// Row i of P·A is row `order[i]` of A.
    order: Vec<usize>,
    /// Determinant of P, 1 or −1.
    sign: f64,
}

impl Lu {
    fn new(n: usize, mut a: Vec<f64>) -> Lu {
        let mut order: Vec<usize> = (0..n).collect();
        let mut sign = 1.0;
        for k in 0..n {
            let mut best = k;
            for i in k + 1..n {
                if a[i * n + k].abs() > a[best * n + k].abs() {
                    best = i;
                }
            }
            if best != k {
                (0..n).for_each(|j| a.swap(k * n + j, best * n + j));
                order.swap(k, best);
                sign = -sign;
            }
            let pivot = a[k * n + k];
            if pivot == 0.0 {
                continue; // singular: the column below is zero, too
            }
            let (above, below) = a.split_at_mut((k + 1) * n);
            let pivot_row = &above[k * n..];
            for row in below.chunks_exact_mut(n) {
                let factor = row[k] / pivot;
                row[k] = factor;
                let rest = row[k + 1..].iter_mut().zip(&pivot_row[k + 1..]);
                rest.for_each(|(x, p)| *x -= factor * p);
            }
        }
        Lu {
            n,
            numbers: a,
            order,
            sign,
        }
    }

    fn pivots(&self) -> impl Iterator<Item = f64> + '_ {
        self.numbers.iter().step_by(self.n + 1).copied()
    }

    /// X of A·X = B for B of `columns` columns.
    fn solve(&self, b: &[f64], columns: usize) -> Vec<f64> {
        let n = self.n;
        let row = |i: usize| i * columns..(i + 1) * columns;
        let mut x: Vec<f64> = self
            .order
            .iter()
            .flat_map(|&i| b[row(i)].to_vec())
            .collect();
        let subtract = |x: &mut [f64], from: usize, what: usize| {
            let factor = self.numbers[from * n + what];
            let (head, tail) = x.split_at_mut(from.max(what) * columns);
            let (low, high) = (&mut head[row(from.min(what))], &mut tail[..columns]);
            let (to, by) = if from < what {
                (low, high)
            } else {
                (high, low)
            };
            to.iter_mut().zip(by).for_each(|(x, y)| *x -= factor * *y);
        };
        for i in 0..n {
            (0..i).for_each(|j| subtract(&mut x, i, j));
        }
        for i in (0..n).rev() {
            (i + 1..n).for_each(|j| subtract(&mut x, i, j));
            let pivot = self.numbers[i * n + i];
            x[row(i)].iter_mut().for_each(|x| *x /= pivot);
        }
        x
    }
}

/// The solution X of A·X = B; A is n x n, B a matrix n x k or a vector of n, X has the shape of B.
///
/// Panics when A is singular. Differentiable in both: with G the gradient at X, dB = A⁻ᵀG and dA = −dB·Xᵀ.
///
/// ```
/// # use toy::prelude::*;
/// let x = solve([[2.0, 1.0], [1.0, 3.0]], [3.0, 5.0]);
/// close_all("x", x, [0.8, 1.4], 1e-15);
/// ```
#[track_caller]
pub fn solve(a: impl Into<Tensor>, b: impl Into<Tensor>) -> Tensor {
    let (a, b) = (a.into(), b.into());
    let n = side("solve", &a);
    assert!(
        matches!(b.rank(), 1 | 2) && b.shape()[0] == n,
        "solve: the matrix has shape {:?}, the right side {:?}; needs {n} rows",
        a.shape(),
        b.shape()
    );
    match b.rank() {
        1 => solve_matrix("solve", &a, &b.unsqueeze(1)).squeeze(1),
        _ => solve_matrix("solve", &a, &b),
    }
}

#[track_caller]
fn solve_matrix(what: &'static str, a: &Tensor, b: &Tensor) -> Tensor {
    let [n, columns] = size(what, b);
    let lu = Lu::new(n, a.to_vec());
    if let Some(k) = lu.pivots().position(|pivot| pivot == 0.0) {
        panic!(
            "{what}: the {n} x {n} matrix is singular: its column {k} depends on those before it"
        );
    }
    let x = crate::tensor::store(&[n, columns], lu.solve(&b.to_vec(), columns));
    Tensor::from_op(what, x, &[a, b], move |back| {
        let db = solve_matrix(what, &back.inputs[0].t(), back.g);
        let da = back.need[0].then(|| -db.matmul(&back.output.t()));
        vec![da, back.need[1].then_some(db)]
    })
}

/// The inverse of a square matrix; panics when it is singular. Where a product with an inverse is wanted, [`solve`] is
/// faster and more exact. Differentiable: dA = −A⁻ᵀ·G·A⁻ᵀ.
///
/// ```
/// # use toy::prelude::*;
/// close_all("A⁻¹", inverse([[2.0, 1.0], [1.0, 1.0]]), [[1.0, -1.0], [-1.0, 2.0]], 1e-15);
/// ```
#[track_caller]
pub fn inverse(a: impl Into<Tensor>) -> Tensor {
    let a = a.into();
    let n = side("inverse", &a);
    solve_matrix("inverse", &a, &eye(n))
}

/// Determinant, one number. Differentiable where A is not singular: dA = g·det A·A⁻ᵀ.
///
/// ```
/// # use toy::prelude::*;
/// close("det", det([[1.0, 2.0], [3.0, 4.0]]).item(), -2.0, 1e-15);
/// ```
#[track_caller]
pub fn det(a: impl Into<Tensor>) -> Tensor {
    let a = a.into();
    let lu = Lu::new(side("det", &a), a.to_vec());
    let value = lu.pivots().fold(lu.sign, |product, pivot| product * pivot);
    Tensor::from_op(
        "det",
        crate::tensor::store(&[], vec![value]),
        &[&a],
        |back| vec![Some(back.g * back.output * inverse(&back.inputs[0]).t())],
    )
}

/// Sign (−1, 0, 1) and ln |det A|, without the overflow of [`det`]; 0 and −∞ for a singular matrix.
/// The logarithm is differentiable: dA = g·A⁻ᵀ.
///
/// ```
/// # use toy::prelude::*;
/// let (sign, ln_size) = slogdet([[0.0, 2.0], [3.0, 0.0]]); // det = −6
/// assert_eq!(sign, -1.0);
/// close("ln 6", ln_size.item(), ln(6.0), 1e-12);
/// ```
#[track_caller]
pub fn slogdet(a: impl Into<Tensor>) -> (f64, Tensor) {
    let a = a.into();
    let lu = Lu::new(side("slogdet", &a), a.to_vec());
    let sign = lu
        .pivots()
        .fold(lu.sign, |s, pivot| s * crate::math::sign(pivot));
    let value: f64 = lu.pivots().map(|pivot| libm::log(pivot.abs())).sum();
    let value = crate::tensor::store(&[], vec![value]);
    let log = Tensor::from_op("slogdet", value, &[&a], |back| {
        vec![Some(back.g * inverse(&back.inputs[0]).t())]
    });
    (sign, log)
}

/// ln det A of a matrix whose determinant is positive (a covariance, a kernel matrix); panics when it is not.
/// Differentiable: dA = g·A⁻ᵀ.
///
/// ```
/// # use toy::prelude::*;
/// let c = param([[2.0, 0.0], [0.0, 4.0]]);
/// close_all("A⁻ᵀ", grad1(&logdet(&c), &c), [[0.5, 0.0], [0.0, 0.25]], 1e-15);
/// ```
#[track_caller]
pub fn logdet(a: impl Into<Tensor>) -> Tensor {
    let a = a.into();
    let n = side("logdet", &a);
    let (sign, log) = slogdet(&a);
    assert!(
        sign > 0.0,
        "logdet: the determinant of the {n} x {n} matrix is not positive (its sign is {sign}); `slogdet` takes any"
    );
    log
}
