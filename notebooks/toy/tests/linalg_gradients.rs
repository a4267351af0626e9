//! Gradients of the linear algebra: first and second derivatives against central differences, and against PyTorch.

mod reference;
mod twice;

use reference::Reference;
use toy::prelude::*;
use twice::twice;

fn general() -> Tensor {
    tensor([[2.1, 0.3, -0.4], [0.5, 1.7, 0.2], [-0.3, 0.6, 2.4]])
}

/// A symmetric matrix of any; positive definite for [`general`].
fn symmetric(x: &Tensor) -> Tensor {
    0.5 * (x + x.t())
}

#[test]
fn systems_and_determinants() {
    let (a, b) = (general(), tensor([[1.0, -0.5], [0.3, 2.0], [-1.2, 0.8]]));
    twice("solve, the matrix", |x| solve(x, &b), &a);
    twice("solve, the right side", |x| solve(&a, x * x), &b);
    twice("solve, a vector", |x| solve(x, b.col(0)), &a);
    twice("inverse", |x| inverse(x), &a);
    twice("det", |x| det(x), &a);
    twice("logdet", |x| logdet(x), &a);
    twice("slogdet", |x| slogdet(-x).1, &a);
}

#[test]
fn symmetric_matrices() {
    let a = general();
    twice("cholesky", |x| cholesky(symmetric(x)), &a);
    twice("eigenvalues", |x| eigh(symmetric(x)).0, &a);
    twice("eigenvectors", |x| eigh(symmetric(x)).1, &a);
    twice(
        "both",
        |x| {
            let (s, v) = eigh(symmetric(x));
            v * s
        },
        &a,
    );
    twice("sqrtm", |x| sqrtm(symmetric(x)), &a);
    // The first derivative needs no distinct eigenvalues.
    check_grad(
        "sqrtm at equal ones",
        |x| (sqrtm(symmetric(x)) * general()).sum(),
        &eye(3),
    );
}

#[test]
fn exponential_powers_and_regression() {
    let a = general();
    twice("expm", |x| expm(0.2 * x), &a);
    check_grad("expm with squarings", |x| (expm(x) * 0.01).sum(), &a);
    twice("matrix_power", |x| 0.1 * matrix_power(x, 5), &(0.5 * &a));
    let (x, y) = (Rng::seed(2).normals([5, 3]), Rng::seed(3).normals([5, 2]));
    twice("ridge, inputs", |x| ridge(x, &y, 0.5), &x);
    twice("ridge, targets", |y| ridge(&x, y * y, 0.5), &y);
    twice("intercept", |x| ridge_intercept(x, &y, 0.5).1, &x);
    let y = y.slice(0, 0..3);
    twice("ridge, wide", |x| ridge(x, &y, 0.5), &x.t());
}

#[test]
fn distances_after_superposition() {
    let (p, q) = (Rng::seed(4).normals([5, 3]), Rng::seed(5).normals([5, 3]));
    let distance = |p: &Tensor| (kabsch(p, &q).apply(p) - &q).square().sum();
    check_grad("the distance at the best rotation", distance, &p);
}

#[test]
fn a_chain_of_them_agrees_with_pytorch() {
    let all = Reference::read("evaluation");
    let get = |name| all.tensor("gradient", name);
    let x = param(get("x"));
    let s = symmetric(&x);
    let f =
        cholesky(&s).sum() + eigh(&s).0.slice(0, 0..1).square().sum() + solve(&s, get("b")).sum();
    close("the value", f.item(), get("value").item(), 1e-11);
    let g = grad1_graph(&f, &x);
    close_all("first", &g, get("first"), 1e-10);
    close_all("second", grad1(&g.square().sum(), &x), get("second"), 1e-8);
}
