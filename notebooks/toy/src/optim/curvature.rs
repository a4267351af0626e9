//! Second derivatives of a loss without its Hessian: H·v, and x with H·x = b.

use super::flat::{flatten, unflatten};
use crate::tensor::{Tensor, grad, grad_graph, stack, zeros};

/// The gradient with respect to all of `params`, as one vector in their order, a constant.
///
/// ```
/// # use toy::prelude::*;
/// let (w, b) = (param([1.0, 2.0]), param(3.0));
/// let loss = w.square().sum() + b.square();
/// assert_eq!(grad_vector(&loss, &[w, b]).to_vec(), [2.0, 4.0, 6.0]);
/// ```
#[track_caller]
pub fn grad_vector(loss: &Tensor, params: &[Tensor]) -> Tensor {
    flatten(grad(loss, &params.iter().collect::<Vec<_>>()))
}

/// H·v, the Hessian of a loss times a vector, by differentiating ⟨∇L, v⟩ (Pearlmutter, "Fast exact multiplication by
/// the Hessian", Neural Computation 6, 1994). `v` has one number for each number of `params`; so has the result.
///
/// ```
/// # use toy::prelude::*;
/// let p = param([1.0, 2.0]);
/// let loss = p.row(0) * p.row(1);
/// assert_eq!(hessian_vector(&loss, &[p], &tensor([3.0, 4.0])).to_vec(), [4.0, 3.0]);
/// ```
#[track_caller]
pub fn hessian_vector(loss: &Tensor, params: &[Tensor], v: &Tensor) -> Tensor {
    let wanted: Vec<&Tensor> = params.iter().collect();
    let slopes = grad_graph(loss, &wanted);
    let directions = unflatten(&v.detach(), params);
    let mut along = Tensor::from(0.0);
    for (slope, direction) in slopes.iter().zip(&directions) {
        along += (slope * direction).sum();
    }
    if !along.tracked() {
        // A loss that is linear in all parameters.
        return zeros(v.shape());
    }
    flatten(grad(&along, &wanted))
}

/// The whole Hessian, n x n for n numbers in `params`: n products. For small models.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([1.0, 2.0]);
/// let [a, b] = w.split(0, [1, 1]);
/// let second = hessian(&(a.square() * b).sum(), &[w]); // of a²b
/// assert_eq!(second.to_rows(), [[4.0, 2.0], [2.0, 0.0]]);
/// ```
#[track_caller]
pub fn hessian(loss: &Tensor, params: &[Tensor]) -> Tensor {
    let wanted: Vec<&Tensor> = params.iter().collect();
    let slope = flatten(grad_graph(loss, &wanted));
    let n = slope.len();
    if !slope.tracked() {
        return zeros([n, n]);
    }
    let rows: Vec<Tensor> = (0..n)
        .map(|i| flatten(grad(&slope.row(i), &wanted)))
        .collect();
    stack(&rows.iter().collect::<Vec<_>>())
}

/// x with A·x = b for a symmetric positive definite A that is given by its `product` with a vector: conjugate gradients
/// (Hestenes and Stiefel, 1952; Shewchuk, "An introduction to the conjugate gradient method", 1994, box B2).
///
/// Stops after `iterations`, or when |b − A·x| ≤ `tolerance`·|b|. The result is a constant.
///
/// ```
/// # use toy::prelude::*;
/// let a = tensor([[4.0, 1.0], [1.0, 3.0]]);
/// let x = cg_solve(|v| a.matmul(v), &tensor([1.0, 2.0]), 10, 1e-12);
/// close_all("solution", x, [1.0 / 11.0, 7.0 / 11.0], 1e-12);
/// ```
#[track_caller]
pub fn cg_solve(
    product: impl Fn(&Tensor) -> Tensor,
    b: &Tensor,
    iterations: usize,
    tolerance: f64,
) -> Tensor {
    solve(&product, &b.detach(), iterations, tolerance)
}

#[track_caller]
fn solve(
    product: &dyn Fn(&Tensor) -> Tensor,
    b: &Tensor,
    iterations: usize,
    tolerance: f64,
) -> Tensor {
    let inner = |a: &Tensor, b: &Tensor| (a * b).sum().item();
    let mut x = zeros(b.shape());
    let (mut residual, mut direction) = (b.clone(), b.clone());
    let mut square = inner(b, b);
    let enough = tolerance * tolerance * square;
    for _ in 0..iterations {
        if square <= enough {
            break;
        }
        let image = product(&direction).detach();
        assert!(
            image.shape() == b.shape(),
            "cg_solve: the product has shape {:?}, the right-hand side {:?}",
            image.shape(),
            b.shape()
        );
        let curvature = inner(&direction, &image);
        assert!(
            curvature > 0.0,
            "cg_solve: the matrix is not positive definite: v·A·v = {curvature}; add a multiple of v to the product"
        );
        let length = square / curvature;
        x += length * &direction;
        residual -= length * &image;
        let next = inner(&residual, &residual);
        direction = &residual + (next / square) * &direction;
        square = next;
    }
    x
}
