//! The matrix product's kernel: C = A·B with the same bits on every machine.
//!
//! Every element of C is one running sum over k = 0, 1, 2, ... of rounded products, with no fused multiply-add, so the
//! result does not depend on the processor. Speed comes from the order of the work: a tile of C, small enough for the
//! registers, grows by one row of B at a time, and its columns are independent sums, so that the compiler uses vector
//! instructions of any width without a change in any sum. B is copied panel by panel to where its rows lie together
//! (K. Goto and R. van de Geijn, "Anatomy of high-performance matrix multiplication", ACM TOMS 34, 2008).

use multiversion::multiversion;
use std::array::from_fn;

/// A tile of C has so many rows and columns.
const ROWS: usize = 4;
const COLUMNS: usize = 8;

/// A tile grows by so many rows of B at a time.
const STEPS: usize = 4;

/// So many rows of B make a panel: it and the rows of A that meet it stay in the fastest cache.
const DEPTH: usize = 256;

/// One factor: its numbers in row-major order, and whether they are to be read transposed.
#[derive(Clone, Copy)]
pub(crate) struct Factor<'a> {
    pub numbers: &'a [f64],
    pub transposed: bool,
}

/// C (m x n, row-major) = A (m x k) · B (k x n), the sizes after transposition.
pub(crate) fn gemm(m: usize, k: usize, n: usize, a: Factor, b: Factor, c: &mut [f64]) {
    c.fill(0.0);
    gemm_add(m, k, n, a, b, c);
}

/// C += A · B: every running sum goes on from what C holds.
pub(crate) fn gemm_add(m: usize, k: usize, n: usize, a: Factor, b: Factor, c: &mut [f64]) {
    if m == 0 {
        return;
    }
    let mut panel = vec![[0.0; COLUMNS]; k.min(DEPTH)];
    for from in (0..k).step_by(DEPTH) {
        let panel = &mut panel[..DEPTH.min(k - from)];
        for column in (0..n).step_by(COLUMNS) {
            let width = COLUMNS.min(n - column);
            pack(b, [k, n], [from, column], width, panel);
            if width == COLUMNS {
                strip(panel, a, [m, k], from, &mut c[column..], n);
                continue;
            }
            // The last columns get company, so that every tile is whole.
            let mut wide = vec![0.0; m * COLUMNS];
            for (wide, c) in wide.chunks_mut(COLUMNS).zip(c.chunks(n)) {
                wide[..width].copy_from_slice(&c[column..]);
            }
            strip(panel, a, [m, k], from, &mut wide, COLUMNS);
            for (wide, c) in wide.chunks(COLUMNS).zip(c.chunks_mut(n)) {
                c[column..].copy_from_slice(&wide[..width]);
            }
        }
    }
}

/// Copies the part of B (k x n) that starts at `[from, column]` into a panel; columns beyond `width` become 0.
fn pack(
    b: Factor,
    [k, n]: [usize; 2],
    [from, column]: [usize; 2],
    width: usize,
    panel: &mut [[f64; COLUMNS]],
) {
    if width < COLUMNS {
        panel.fill([0.0; COLUMNS]);
    }
    if b.transposed {
        for lane in 0..width {
            let numbers = &b.numbers[(column + lane) * k + from..];
            panel
                .iter_mut()
                .zip(numbers)
                .for_each(|(row, x)| row[lane] = *x);
        }
    } else {
        for (row, numbers) in panel.iter_mut().zip(b.numbers[from * n..].chunks_exact(n)) {
            match numbers[column..].first_chunk() {
                Some(numbers) if width == COLUMNS => *row = *numbers,
                _ => row[..width].copy_from_slice(&numbers[column..]),
            }
        }
    }
}

/// All rows of C += those of A (m x k, its columns from `from` on) · a panel; `c` starts at the panel's first column and
/// its rows are `n` apart.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn strip(
    panel: &[[f64; COLUMNS]],
    a: Factor,
    [m, k]: [usize; 2],
    from: usize,
    c: &mut [f64],
    n: usize,
) {
    let whole = m / ROWS * ROWS;
    for first in (0..whole).step_by(ROWS) {
        tile::<ROWS>(panel, a, [m, k], [first, from], &mut c[first * n..], n);
    }
    for first in whole..m {
        tile::<1>(panel, a, [m, k], [first, from], &mut c[first * n..], n);
    }
}

/// One tile of C += R rows of A · a panel.
#[inline(always)]
fn tile<const R: usize>(
    panel: &[[f64; COLUMNS]],
    a: Factor,
    [m, k]: [usize; 2],
    [first, from]: [usize; 2],
    c: &mut [f64],
    n: usize,
) {
    let mut sums = [[0.0; COLUMNS]; R];
    for (r, sums) in sums.iter_mut().enumerate() {
        sums.copy_from_slice(&c[r * n..][..COLUMNS]);
    }
    let (fours, rest) = panel.as_chunks::<STEPS>();
    let done = STEPS * fours.len();
    // (`from_fn`, not `map`: the compiler turns it into plain loads.)
    if a.transposed {
        let column = |p: usize| -> [f64; R] {
            let from = (from + p) * m + first;
            *a.numbers[from..].first_chunk().expect("R rows")
        };
        for (b, p) in fours.iter().zip((0..).step_by(STEPS)) {
            let a: [[f64; R]; STEPS] = from_fn(|q| column(p + q));
            grow(&mut sums, from_fn(|r| from_fn(|q| a[q][r])), b);
        }
        for (p, b) in rest.iter().enumerate() {
            let a = column(done + p);
            grow(&mut sums, from_fn(|r| [a[r]]), &[*b]);
        }
    } else {
        let rows: [&[f64]; R] = from_fn(|r| &a.numbers[(first + r) * k + from..][..panel.len()]);
        let in_fours: [&[[f64; STEPS]]; R] = from_fn(|r| rows[r].as_chunks().0);
        for (p, b) in fours.iter().enumerate() {
            grow(&mut sums, from_fn(|r| in_fours[r][p]), b);
        }
        for (p, b) in rest.iter().enumerate() {
            grow(&mut sums, from_fn(|r| [rows[r][done + p]]), &[*b]);
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        c[r * n..][..COLUMNS].copy_from_slice(sums);
    }
}

/// A tile grows by S numbers of each row of A times S rows of B, one after the other. The loop over the columns is the
/// outer one: that is how the compiler finds its vectors, at any level of optimisation above 1.
#[inline(always)]
fn grow<const R: usize, const S: usize>(
    sums: &mut [[f64; COLUMNS]; R],
    a: [[f64; S]; R],
    b: &[[f64; COLUMNS]; S],
) {
    for column in 0..COLUMNS {
        for r in 0..R {
            for s in 0..S {
                sums[r][column] += a[r][s] * b[s][column];
            }
        }
    }
}

/// Rows become columns: `rows` x `columns`, row-major, to `columns` x `rows`.
pub(crate) fn transpose(rows: usize, columns: usize, x: &[f64], turned: &mut [f64]) {
    if rows == 0 || columns == 0 {
        return;
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
            (5, 600, 11),
        ] {
            let a = rng.normals(m * k).to_vec();
            let b = rng.normals(k * n).to_vec();
            let want = plain(m, k, n, &a, &b);
            let place = |i: usize| a[(i % m) * k + i / m];
            let (mut at, mut bt) = (vec![0.0; m * k], vec![0.0; k * n]);
            transpose(m, k, &a, &mut at);
            transpose(k, n, &b, &mut bt);
            assert!(at.iter().copied().eq((0..m * k).map(place)));
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
