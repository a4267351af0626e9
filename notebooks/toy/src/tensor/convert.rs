//! What becomes a tensor: numbers, vectors, nested arrays, ranges, `ndarray` arrays. One conversion for the
//! operations, the figures, the tables and the statistics alike.

use super::{Arr, Tensor};
use ndarray::{Array1, Array2};
use std::ops::{Range, RangeInclusive};

/// What names a shape or a place: `3`, `[2, 3]`, `&[2, 3]`, `vec![2, 3]`, `x.shape()`.
pub trait Shape {
    /// The lengths of the axes.
    fn axes(&self) -> Vec<usize>;
}

impl Shape for usize {
    fn axes(&self) -> Vec<usize> {
        vec![*self]
    }
}

impl Shape for [usize] {
    fn axes(&self) -> Vec<usize> {
        self.to_vec()
    }
}

impl<const N: usize> Shape for [usize; N] {
    fn axes(&self) -> Vec<usize> {
        self.to_vec()
    }
}

impl Shape for Vec<usize> {
    fn axes(&self) -> Vec<usize> {
        self.clone()
    }
}

impl<S: Shape + ?Sized> Shape for &S {
    fn axes(&self) -> Vec<usize> {
        (**self).axes()
    }
}

impl From<&Tensor> for Tensor {
    fn from(tensor: &Tensor) -> Tensor {
        tensor.clone()
    }
}

impl From<f64> for Tensor {
    fn from(number: f64) -> Tensor {
        Tensor::from_vec(&[], vec![number])
    }
}

impl From<Vec<f64>> for Tensor {
    fn from(numbers: Vec<f64>) -> Tensor {
        Tensor::from_vec(&[numbers.len()], numbers)
    }
}

impl From<&[f64]> for Tensor {
    fn from(numbers: &[f64]) -> Tensor {
        numbers.to_vec().into()
    }
}

impl From<Arr> for Tensor {
    fn from(array: Arr) -> Tensor {
        // In row-major order, whatever the array's own layout is.
        Tensor::from_vec(array.shape(), array.iter().copied().collect())
    }
}

impl From<Array1<f64>> for Tensor {
    fn from(array: Array1<f64>) -> Tensor {
        array.into_dyn().into()
    }
}

impl From<Array2<f64>> for Tensor {
    fn from(array: Array2<f64>) -> Tensor {
        array.into_dyn().into()
    }
}

impl From<Range<usize>> for Tensor {
    fn from(range: Range<usize>) -> Tensor {
        range.map(|i| i as f64).collect()
    }
}

impl From<RangeInclusive<usize>> for Tensor {
    fn from(range: RangeInclusive<usize>) -> Tensor {
        range.map(|i| i as f64).collect()
    }
}

impl From<&[usize]> for Tensor {
    fn from(numbers: &[usize]) -> Tensor {
        numbers.iter().map(|&i| i as f64).collect()
    }
}

impl From<Vec<usize>> for Tensor {
    fn from(numbers: Vec<usize>) -> Tensor {
        numbers.as_slice().into()
    }
}

// What has a length in its type is compiled into a cell: it only leads to a function that is compiled already.
impl<const N: usize> From<[f64; N]> for Tensor {
    fn from(numbers: [f64; N]) -> Tensor {
        (&numbers[..]).into()
    }
}

impl<const N: usize, const M: usize> From<[[f64; M]; N]> for Tensor {
    fn from(rows: [[f64; M]; N]) -> Tensor {
        grid(N, M, rows.as_flattened())
    }
}

/// Rows of equal length, one after the other.
fn grid(rows: usize, columns: usize, numbers: &[f64]) -> Tensor {
    Tensor::from_vec(&[rows, columns], numbers.to_vec())
}

impl<const M: usize> From<Vec<[f64; M]>> for Tensor {
    fn from(rows: Vec<[f64; M]>) -> Tensor {
        grid(rows.len(), M, rows.as_flattened())
    }
}

impl From<Vec<Vec<f64>>> for Tensor {
    #[track_caller]
    fn from(rows: Vec<Vec<f64>>) -> Tensor {
        let columns = rows.first().map_or(0, Vec::len);
        for (i, row) in rows.iter().enumerate() {
            assert!(
                row.len() == columns,
                "tensor: row 0 has {columns} numbers, row {i} has {}",
                row.len()
            );
        }
        Tensor::from_vec(&[rows.len(), columns], rows.into_iter().flatten().collect())
    }
}

/// Counts, as those of a confusion matrix.
impl From<Vec<Vec<usize>>> for Tensor {
    #[track_caller]
    fn from(rows: Vec<Vec<usize>>) -> Tensor {
        let numbers = |row: Vec<usize>| row.into_iter().map(|n| n as f64).collect();
        rows.into_iter()
            .map(numbers)
            .collect::<Vec<Vec<f64>>>()
            .into()
    }
}

/// Rows of equal length, stacked.
impl From<Vec<Tensor>> for Tensor {
    #[track_caller]
    fn from(rows: Vec<Tensor>) -> Tensor {
        super::stack(&rows.iter().collect::<Vec<_>>())
    }
}

/// The same by reference, for what is not shared already.
macro_rules! from_reference {
    ($($owned:ty),*) => {$(
        impl From<&$owned> for Tensor {
            #[track_caller]
            fn from(numbers: &$owned) -> Tensor {
                numbers.clone().into()
            }
        }
    )*};
}

from_reference!(
    f64,
    Vec<f64>,
    Vec<usize>,
    Vec<Vec<f64>>,
    Vec<Vec<usize>>,
    Vec<Tensor>,
    Arr,
    Array1<f64>,
    Array2<f64>
);

impl<const N: usize> From<&[f64; N]> for Tensor {
    fn from(numbers: &[f64; N]) -> Tensor {
        (&numbers[..]).into()
    }
}

impl<const M: usize> From<&Vec<[f64; M]>> for Tensor {
    fn from(rows: &Vec<[f64; M]>) -> Tensor {
        grid(rows.len(), M, rows.as_flattened())
    }
}

impl FromIterator<f64> for Tensor {
    fn from_iter<I: IntoIterator<Item = f64>>(numbers: I) -> Tensor {
        numbers.into_iter().collect::<Vec<f64>>().into()
    }
}
