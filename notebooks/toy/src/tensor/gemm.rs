//! The matrix product's kernel: C = A·B with the same bits on every machine.
//!
//! Every element of C is one running sum over k = 0, 1, 2, ... of rounded products, with no fused multiply-add, so the
//! result does not depend on the processor. Speed comes from computing a block of 6 x 8 elements at once: the eight
//! columns fill vector registers (whose width changes nothing in the sums), the six rows hide the latency of the
//! additions. Both matrices are packed into the order in which the block reads them, which also takes care of
//! transposition.

use multiversion::multiversion;

/// Rows and columns of the block of C that lives in registers.
const ROWS: usize = 6;
const COLUMNS: usize = 8;

/// One factor: its numbers in row-major order, and whether they are to be read transposed.
#[derive(Clone, Copy)]
pub(crate) struct Factor<'a> {
    pub numbers: &'a [f64],
    pub transposed: bool,
}

/// C (m x n, row-major) = A (m x k) · B (k x n), the sizes after transposition.
pub(crate) fn gemm(m: usize, k: usize, n: usize, a: Factor, b: Factor, c: &mut [f64]) {
    if m == 0 || n == 0 {
        return;
    }
    if k == 0 {
        c.fill(0.0);
        return;
    }
    // A is packed by blocks of its rows, B by blocks of its columns: the same thing with the transposition reversed.
    let a = pack::<ROWS>(m, k, a.numbers, a.transposed);
    let b = pack::<COLUMNS>(n, k, b.numbers, !b.transposed);
    blocks(k, n, &a, &b, c);
}

/// Cuts `count` lines of length `k` into groups of `WIDTH` and stores each group position by position:
/// `out[group][p][line]`. Missing lines of the last group are zeros. `strided`: the lines are columns of the source.
fn pack<const WIDTH: usize>(count: usize, k: usize, source: &[f64], strided: bool) -> Vec<f64> {
    let groups = count.div_ceil(WIDTH);
    let mut out = vec![0.0; groups * WIDTH * k];
    for (group, out) in out.chunks_exact_mut(WIDTH * k).enumerate() {
        let first = group * WIDTH;
        let width = WIDTH.min(count - first);
        if strided {
            let lines = source.chunks_exact(count);
            for (out, line) in out.chunks_exact_mut(WIDTH).zip(lines) {
                out[..width].copy_from_slice(&line[first..first + width]);
            }
        } else {
            for i in 0..width {
                let line = &source[(first + i) * k..(first + i + 1) * k];
                for (out, x) in out.chunks_exact_mut(WIDTH).zip(line) {
                    out[i] = *x;
                }
            }
        }
    }
    out
}

/// All blocks of C from the packed factors.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn blocks(k: usize, n: usize, a: &[f64], b: &[f64], c: &mut [f64]) {
    for (a, c) in a.chunks_exact(ROWS * k).zip(c.chunks_mut(ROWS * n)) {
        for (group, b) in b.chunks_exact(COLUMNS * k).enumerate() {
            let mut sums = [[0.0; COLUMNS]; ROWS];
            for (a, b) in a.chunks_exact(ROWS).zip(b.chunks_exact(COLUMNS)) {
                for (row, a) in sums.iter_mut().zip(a) {
                    for (sum, b) in row.iter_mut().zip(b) {
                        *sum += a * b;
                    }
                }
            }
            let first = group * COLUMNS;
            for (row, c) in sums.iter().zip(c.chunks_exact_mut(n)) {
                for (to, sum) in c[first..].iter_mut().zip(row) {
                    *to = *sum;
                }
            }
        }
    }
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

    fn transpose(rows: usize, columns: usize, x: &[f64]) -> Vec<f64> {
        let place = |i: usize| x[(i % rows) * columns + i / rows];
        (0..rows * columns).map(place).collect()
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
