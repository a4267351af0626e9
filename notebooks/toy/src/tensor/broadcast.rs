//! Shapes of elementwise operations: NumPy's broadcasting rule, and its reverse for gradients.
//!
//! Axes are matched from the last one; each pair must be equal, or one of them 1 (or missing), which is repeated.

use super::reduce::sum_slice;
use super::{Store, Tensor, numbers, store};
use ndarray::IxDyn;

/// The shape that two shapes broadcast to, if they do.
pub(crate) fn joint_shape(a: &[usize], b: &[usize]) -> Option<Vec<usize>> {
    let rank = a.len().max(b.len());
    let axis = |shape: &[usize], i: usize| match (i + shape.len()).checked_sub(rank) {
        Some(own) => shape[own],
        None => 1,
    };
    (0..rank)
        .map(|i| match (axis(a, i), axis(b, i)) {
            (x, y) if x == y => Some(x),
            (1, y) => Some(y),
            (x, 1) => Some(x),
            _ => None,
        })
        .collect()
}

/// Applies `f` to each pair of elements of two arrays, broadcast against each other.
#[track_caller]
pub(crate) fn zip(name: &str, a: &Store, b: &Store, f: impl Fn(f64, f64) -> f64) -> Store {
    let (x, y) = (numbers(a), numbers(b));
    if a.shape() == b.shape() {
        let z = x.iter().zip(y).map(|(&x, &y)| f(x, y)).collect();
        return store(a.shape(), z);
    }
    let Some(shape) = joint_shape(a.shape(), b.shape()) else {
        panic!(
            "cannot {name} shapes {:?} and {:?}: the axes, counted from the last, must be equal or 1",
            a.shape(),
            b.shape()
        );
    };
    // The common cases without general indexing: a repeated row, a repeated column, a number for each channel.
    if shape == a.shape()
        && let Some(run) = run_length(b.shape(), a.shape())
        && !x.is_empty()
    {
        let mut z = Vec::with_capacity(x.len());
        for block in x.chunks_exact(y.len() * run) {
            if run == 1 {
                z.extend(block.iter().zip(y).map(|(&x, &y)| f(x, y)));
            } else {
                for (part, &y) in block.chunks_exact(run).zip(y) {
                    z.extend(part.iter().map(|&x| f(x, y)));
                }
            }
        }
        return store(&shape, z);
    }
    let spread = |s: &Store| {
        let view = s.broadcast(IxDyn(&shape));
        view.expect("the joint shape fits both").to_owned()
    };
    let (a, b) = (spread(a), spread(b));
    let z = a.iter().zip(b.iter()).map(|(&x, &y)| f(x, y)).collect();
    store(&shape, z)
}

/// Whether `short`, without leading ones, is the end of `long`: then its numbers repeat as one block.
fn is_tail(short: &[usize], long: &[usize]) -> bool {
    run_length(short, long) == Some(1)
}

/// If `short`, spread to `long`, is a block that repeats, in it each number so many times in a row: how many.
/// (\[3, 1, 1\] in \[2, 3, 4, 5\]: 20; a row: 1.) Its axes other than 1 then stand beside each other, as in `long`.
fn run_length(short: &[usize], long: &[usize]) -> Option<usize> {
    let missing = long.len().checked_sub(short.len())?;
    let leading = short.iter().take_while(|&&n| n == 1).count();
    if leading == short.len() {
        return Some(long.iter().product());
    }
    let trailing = short[leading..].iter().rev().take_while(|&&n| n == 1);
    let (first, last) = (missing + leading, long.len() - trailing.count());
    let same = short[leading..last - missing] == long[first..last];
    same.then(|| long[last..].iter().product())
}

impl Tensor {
    /// Repeats the tensor along missing axes and axes of length 1 until it has `shape`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0]).broadcast_to([2, 2]).to_rows(), [[1.0, 2.0], [1.0, 2.0]]);
    /// ```
    #[track_caller]
    pub fn broadcast_to(&self, shape: impl super::Shape) -> Tensor {
        let (from, shape) = (self.store(), shape.axes());
        if from.shape() == shape {
            return self.clone();
        }
        let Some(view) = from.broadcast(IxDyn(&shape)) else {
            panic!("cannot broadcast shape {:?} to {shape:?}", from.shape());
        };
        let value = match run_length(from.shape(), &shape) {
            Some(run) if !view.is_empty() => {
                let mut z = Vec::with_capacity(view.len());
                while z.len() < view.len() {
                    for &x in numbers(&from) {
                        z.resize(z.len() + run, x);
                    }
                }
                store(&shape, z)
            }
            _ => view.to_owned().into_shared(),
        };
        Tensor::from_op("broadcast_to", value, &[self], |back| {
            vec![Some(back.g.sum_to(&back.inputs[0].shape()))]
        })
    }

    /// The reverse of broadcasting: sums over every axis that `shape` lacks or has as 1.
    pub(crate) fn sum_to(&self, shape: &[usize]) -> Tensor {
        let from = self.store();
        if from.shape() == shape {
            return self.clone();
        }
        let value = store(shape, sum_to(&from, shape));
        Tensor::from_op("sum_to", value, &[self], |back| {
            vec![Some(back.g.broadcast_to(back.inputs[0].shape()))]
        })
    }
}

fn sum_to(from: &Store, shape: &[usize]) -> Vec<f64> {
    let x = numbers(from);
    let len: usize = shape.iter().product();
    if len == 1 {
        return vec![sum_slice(x)];
    }
    let mut sums = vec![0.0; len];
    if is_tail(shape, from.shape()) && len > 0 {
        for row in x.chunks_exact(len) {
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
    } else if let ([rows, cols], [n, 1]) = (from.shape(), shape)
        && rows == n
        && *cols > 0
    {
        let rows = x.chunks_exact(*cols).map(sum_slice);
        sums.iter_mut().zip(rows).for_each(|(sum, row)| *sum = row);
    } else if let Some(run) = run_length(shape, from.shape())
        && !x.is_empty()
    {
        for block in x.chunks_exact(len * run) {
            for (sum, part) in sums.iter_mut().zip(block.chunks_exact(run)) {
                *sum = part.iter().fold(*sum, |sum, x| sum + x);
            }
        }
    } else {
        // Strides of the result, with 0 where an axis is summed away; then one pass in row-major order.
        let missing = from.ndim() - shape.len();
        let mut strides = vec![0; from.ndim()];
        let mut step = 1;
        for axis in (0..shape.len()).rev() {
            strides[missing + axis] = if shape[axis] == 1 { 0 } else { step };
            step *= shape[axis];
        }
        for (place, x) in from.indexed_iter() {
            let at: usize = (0..from.ndim())
                .map(|axis| place[axis] * strides[axis])
                .sum();
            sums[at] += x;
        }
    }
    sums
}
