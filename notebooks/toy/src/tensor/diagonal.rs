//! Matrices' diagonals and triangles.

use super::index::{segments, take};
use super::{Tensor, choose};

impl Tensor {
    /// A vector as the diagonal of a matrix of zeros; of a matrix, its diagonal (`torch.diag`).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 2.0]).diag().to_rows(), [[1.0, 0.0], [0.0, 2.0]]);
    /// assert_eq!(tensor([[1.0, 5.0], [5.0, 2.0]]).diag().to_vec(), [1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn diag(&self) -> Tensor {
        let shape = self.shape();
        match *shape.as_slice() {
            [n] => {
                let places = (0..n).map(|i| i * (n + 1)).collect();
                segments(self, 0, places, n * n).reshape([n, n])
            }
            [rows, columns] => {
                let n = rows.min(columns);
                take(self, (0..n).map(|i| i * (columns + 1)).collect(), &[n])
            }
            _ => panic!("diag: needs a vector or a matrix, the shape is {shape:?}"),
        }
    }

    /// Sum of a square matrix's diagonal, as a tensor of one.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 5.0], [5.0, 2.0]]).trace().item(), 3.0);
    /// ```
    #[track_caller]
    pub fn trace(&self) -> Tensor {
        let shape = self.shape();
        assert!(
            shape.len() == 2 && shape[0] == shape[1],
            "trace: needs a square matrix, the shape is {shape:?}"
        );
        self.diag().sum()
    }

    /// Products of all pairs of two vectors' numbers: n and m -> n x m.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let product = tensor([1.0, 2.0]).outer(&tensor([3.0, 4.0]));
    /// assert_eq!(product.to_rows(), [[3.0, 4.0], [6.0, 8.0]]);
    /// ```
    #[track_caller]
    pub fn outer(&self, other: &Tensor) -> Tensor {
        assert!(
            self.rank() == 1 && other.rank() == 1,
            "outer: needs two vectors, the shapes are {:?} and {:?}",
            self.shape(),
            other.shape()
        );
        self.unsqueeze(1) * other.unsqueeze(0)
    }

    /// The lower triangle of the last two axes, zeros above it: element (i, j) stays where j ≤ i + `diagonal`.
    ///
    /// `ones([n, n]).tril(0)` is the mask of causal attention.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(ones([2, 2]).tril(0).to_rows(), [[1.0, 0.0], [1.0, 1.0]]);
    /// ```
    #[track_caller]
    pub fn tril(&self, diagonal: isize) -> Tensor {
        self.triangle("tril", |i, j| j <= i + diagonal)
    }

    /// The upper triangle of the last two axes, zeros below it: element (i, j) stays where j ≥ i + `diagonal`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(ones([2, 2]).triu(1).to_rows(), [[0.0, 1.0], [0.0, 0.0]]);
    /// ```
    #[track_caller]
    pub fn triu(&self, diagonal: isize) -> Tensor {
        self.triangle("triu", |i, j| j >= i + diagonal)
    }

    #[track_caller]
    fn triangle(&self, operation: &str, keep: impl Fn(isize, isize) -> bool) -> Tensor {
        let shape = self.shape();
        let &[.., rows, columns] = shape.as_slice() else {
            panic!("{operation}: needs a matrix, the shape is {shape:?}");
        };
        let mut mask = Vec::with_capacity(rows * columns);
        for i in 0..rows as isize {
            mask.extend((0..columns as isize).map(|j| f64::from(u8::from(keep(i, j)))));
        }
        // Chosen, not multiplied: what is cut off may be infinite.
        let mask = Tensor::from_vec(&[rows, columns], mask);
        choose(&mask, self, &Tensor::from(0.0))
    }
}
