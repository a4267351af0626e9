//! Linear equations, for the exact solvers.

/// X with A·X = B, by Gaussian elimination with the largest pivot of each column (A is n x n, B and X are n x m, all
/// row by row). `what` names the question, for the message when A has no inverse.
#[track_caller]
pub(super) fn solve(what: &str, mut a: Vec<f64>, mut b: Vec<f64>, n: usize) -> Vec<f64> {
    if let Some(x) = eliminate(&mut a, &mut b, n) {
        return x;
    }
    panic!("{what}: the {n} linear equations have no single solution");
}

/// The same; nothing if A has no inverse.
pub(super) fn eliminate(a: &mut [f64], b: &mut [f64], n: usize) -> Option<Vec<f64>> {
    let m = b.len() / n.max(1);
    for column in 0..n {
        let size = |row: usize| a[row * n + column].abs();
        let pivot = (column..n).fold(column, |p, row| if size(row) > size(p) { row } else { p });
        if size(pivot) <= 1e-12 || size(pivot).is_nan() {
            return None;
        }
        swap_rows(a, n, column, pivot);
        swap_rows(b, m, column, pivot);
        for row in column + 1..n {
            let factor = a[row * n + column] / a[column * n + column];
            if factor != 0.0 {
                subtract(a, n, row, column, factor);
                subtract(b, m, row, column, factor);
            }
        }
    }
    for row in (0..n).rev() {
        for later in row + 1..n {
            let factor = a[row * n + later];
            if factor != 0.0 {
                subtract(b, m, row, later, factor);
            }
        }
        let pivot = a[row * n + row];
        b[row * m..(row + 1) * m]
            .iter_mut()
            .for_each(|x| *x /= pivot);
    }
    Some(b.to_vec())
}

fn swap_rows(x: &mut [f64], width: usize, i: usize, j: usize) {
    for k in 0..width {
        x.swap(i * width + k, j * width + k);
    }
}

/// Row `row` minus `factor` times row `from`.
fn subtract(x: &mut [f64], width: usize, row: usize, from: usize, factor: f64) {
    for k in 0..width {
        x[row * width + k] -= factor * x[from * width + k];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_system_that_needs_its_rows_swapped() {
        // 0·x + 2·y = 4, 3·x + y = 5: y = 2, x = 1.
        let x = solve("test", vec![0.0, 2.0, 3.0, 1.0], vec![4.0, 5.0], 2);
        assert_eq!(x, [1.0, 2.0]);
    }

    #[test]
    #[should_panic(expected = "test: the 2 linear equations have no single solution")]
    fn parallel_lines_are_refused() {
        solve("test", vec![1.0, 2.0, 2.0, 4.0], vec![1.0, 1.0], 2);
    }
}
