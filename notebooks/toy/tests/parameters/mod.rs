//! Parameters of the distributions whose values and gradients are checked; `tests/torch/chance.py` has the same.

use toy::prelude::*;

/// Positive numbers: shapes, scales, rates.
pub const A: [f64; 3] = [0.7, 2.0, 5.5];
pub const B: [f64; 3] = [1.3, 0.4, 3.0];
pub const C: [f64; 3] = [1.9, 1.1, 0.6];
pub const E: [f64; 3] = [0.8, 2.5, 1.7];
/// Means and locations.
pub const PLACE: [f64; 3] = [-0.5, 0.0, 2.0];
pub const OTHER: [f64; 3] = [0.3, 1.0, -1.0];
/// Probabilities.
pub const UNIT: [f64; 3] = [0.15, 0.5, 0.9];

/// Concentrations, a Dirichlet distribution a row.
pub fn first() -> Tensor {
    tensor([[0.8, 1.0, 3.0], [2.0, 5.0, 0.4]])
}

/// The Cholesky factor of a covariance.
pub fn factor() -> Tensor {
    tensor([[1.2, 0.0, 0.0], [0.4, 0.9, 0.0], [-0.7, 0.3, 1.5]])
}
