//! The matrix product's kernel: C = A·B with the same bits on every machine.
//!
//! Every element of C is one running sum over k = 0, 1, 2, ... of rounded products, with no fused multiply-add, so the
//! result does not depend on the processor. Speed comes from the order of the loops: two rows of C grow by four rows of
//! B at a time, and the innermost loop runs along memory over independent columns, where the compiler uses vector
//! instructions of any width without a change in any sum.

use multiversion::multiversion;
use std::borrow::Cow;

/// Fewer columns than this leave vector registers empty.
const NARROW: usize = 8;

/// One factor: its numbers in row-major order, and whether they are to be read transposed.
#[derive(Clone, Copy)]
pub(crate) struct Factor<'a> {
    pub numbers: &'a [f64],
    pub transposed: bool,
}

impl<'a> Factor<'a> {
    fn turned(self) -> Factor<'a> {
        Factor {
            transposed: !self.transposed,
            ..self
        }
    }

    /// The numbers of a `rows` x `columns` factor in row-major order after transposition.
    fn laid_out(self, rows: usize, columns: usize) -> Cow<'a, [f64]> {
        match self.transposed {
            true => Cow::Owned(transpose(columns, rows, self.numbers)),
            false => Cow::Borrowed(self.numbers),
        }
    }
}

/// C (m x n, row-major) = A (m x k) · B (k x n), the sizes after transposition.
pub(crate) fn gemm(m: usize, k: usize, n: usize, a: Factor, b: Factor, c: &mut [f64]) {
    c.fill(0.0);
    if m == 0 || k == 0 || n == 0 {
        return;
    }
    if n < NARROW && m > n {
        // Cᵀ = Bᵀ·Aᵀ: the same sums, along the longer side.
        let mut turned = vec![0.0; m * n];
        gemm(n, k, m, b.turned(), a.turned(), &mut turned);
        c.copy_from_slice(&transpose(n, m, &turned));
        return;
    }
    let (a, b) = (a.laid_out(m, k), b.laid_out(k, n));
    let (pairs, last) = c.split_at_mut(m / 2 * 2 * n);
    for (a, c) in a.chunks_exact(2 * k).zip(pairs.chunks_exact_mut(2 * n)) {
        two_rows(a, &b, c);
    }
    if !last.is_empty() {
        // An odd last row has a copy of itself for company.
        let row = &a[(m - 1) * k..];
        let mut both = vec![0.0; 2 * n];
        two_rows(&[row, row].concat(), &b, &mut both);
        last.copy_from_slice(&both[..n]);
    }
}

/// Two rows of C += two rows of A · B.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn two_rows(a: &[f64], b: &[f64], c: &mut [f64]) {
    let (k, n) = (a.len() / 2, c.len() / 2);
    let (a0, a1) = a.split_at(k);
    let (c0, c1) = c.split_at_mut(n);
    let (a0, rest0) = a0.as_chunks::<4>();
    let (a1, rest1) = a1.as_chunks::<4>();
    let fours = b.chunks_exact(4 * n);
    let rest = fours.remainder();
    for ((p, q), b) in a0.iter().zip(a1).zip(fours) {
        let (b01, b23) = b.split_at(2 * n);
        let ((b0, b1), (b2, b3)) = (b01.split_at(n), b23.split_at(n));
        let columns = b0.iter().zip(b1).zip(b2).zip(b3);
        for ((c0, c1), (((b0, b1), b2), b3)) in c0.iter_mut().zip(c1.iter_mut()).zip(columns) {
            *c0 = (((*c0 + p[0] * b0) + p[1] * b1) + p[2] * b2) + p[3] * b3;
            *c1 = (((*c1 + q[0] * b0) + q[1] * b1) + q[2] * b2) + q[3] * b3;
        }
    }
    for ((p, q), b) in rest0.iter().zip(rest1).zip(rest.chunks_exact(n)) {
        for ((c0, c1), b) in c0.iter_mut().zip(c1.iter_mut()).zip(b) {
            *c0 += p * b;
            *c1 += q * b;
        }
    }
}

/// Rows become columns: `rows` x `columns`, row-major, to `columns` x `rows`.
pub(crate) fn transpose(rows: usize, columns: usize, x: &[f64]) -> Vec<f64> {
    let mut turned = vec![0.0; x.len()];
    if rows == 0 || columns == 0 {
        return turned;
    }
    // Strips of eight rows: what is read stays in the cache, what is written comes eight at a time.
    for (strip, first) in x.chunks(8 * columns).zip((0..rows).step_by(8)) {
        for (j, to) in turned.chunks_exact_mut(rows).enumerate() {
            let column = strip.iter().skip(j).step_by(columns);
            to[first..]
                .iter_mut()
                .zip(column)
                .for_each(|(to, x)| *to = *x);
        }
    }
    turned
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The definition, in the same order of summation.
    fn plain(m: usize, k: usize, n: usize, a: &[f64], b: &[f64]) -> Vec<f64> {
        let mut c = vec![0.0; m * n];
        for i in 0..m {
            for j in 0..n {
                for p in 0..k {
                    c[i * n + j] += a[i * k + p] * b[p * n + j];
                }
            }
        }
        c
    }

    #[test]
    fn equals_the_definition_bit_for_bit() {
        let mut rng = crate::random::Rng::seed(7);
        for (m, k, n) in [
            (1, 1, 1),
            (2, 3, 4),
            (6, 5, 8),
            (7, 9, 17),
            (13, 1, 3),
            (64, 33, 20),
            (3, 0, 2),
        ] {
            let a = rng.normals(m * k).to_vec();
            let b = rng.normals(k * n).to_vec();
            let want = plain(m, k, n, &a, &b);
            let place = |i: usize| a[(i % m) * k + i / m];
            assert!(transpose(m, k, &a).into_iter().eq((0..m * k).map(place)));
            let (at, bt) = (transpose(m, k, &a), transpose(k, n, &b));
            for (ta, tb) in [(false, false), (true, false), (false, true), (true, true)] {
                let mut c = vec![f64::NAN; m * n];
                let left = Factor {
                    numbers: if ta { &at } else { &a },
                    transposed: ta,
                };
                let right = Factor {
                    numbers: if tb { &bt } else { &b },
                    transposed: tb,
                };
                gemm(m, k, n, left, right, &mut c);
                assert_eq!(c, want, "{m} x {k} x {n}, transposed {ta} {tb}");
            }
        }
    }
}
