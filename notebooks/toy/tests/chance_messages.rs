//! Panics of this part name the line of the cell, not one inside the toolkit.

mod panics;

use panics::message;
use toy::prelude::*;

#[test]
fn a_panic_names_the_line_of_the_cell() {
    let cells: [(&str, fn()); 20] = [
        ("set_params", || set_params([&param(1.0)], &zeros(2))),
        ("unflatten", || drop(unflatten(&zeros(2), [&zeros(3)]))),
        ("copy_params", || {
            copy_params([&param(1.0)], [&param(zeros(2))])
        }),
        ("not a parameter", || {
            copy_params([&tensor(1.0)], [&tensor(1.0)])
        }),
        ("soft_update", || {
            soft_update([&param(1.0)], [&param(zeros(2))], 0.5)
        }),
        ("cg_solve", || drop(cg_solve(|v| -v, &ones(2), 3, 0.0))),
        ("hessian_vector", || {
            drop(hessian_vector(
                &param(1.0).square(),
                &[param(1.0)],
                &zeros(2),
            ))
        }),
        ("optimiser", || drop(Lamb::new([&tensor(1.0)], 0.1))),
        ("gradients", || {
            assert!(RmsProp::new([&param(1.0)], 0.1).apply(&[zeros(2)]) > 0.0)
        }),
        ("gamma", || drop(Gamma::new(0.0, 1.0))),
        ("broadcast", || drop(Beta::new([1.0, 2.0], [1.0, 2.0, 3.0]))),
        ("points", || {
            drop(Poisson::new([1.0, 2.0]).log_prob([1.0, 2.0, 3.0]))
        }),
        ("kl", || {
            drop(Laplace::new([1.0, 2.0], 1.0).kl(&Laplace::new([1.0, 2.0, 3.0], 1.0)))
        }),
        ("covariance", || {
            drop(MultivariateNormal::new([0.0], [[-1.0]]))
        }),
        ("classes", || {
            drop(CategoricalRows::new(zeros([2, 3])).log_prob(&[0]))
        }),
        ("logits", || {
            drop(CategoricalRows::new(full([1, 2], f64::NAN)).sample(&mut Rng::seed(1)))
        }),
        ("dirichlet", || drop(Rng::seed(1).dirichlet([1.0, -1.0]))),
        ("weights", || drop(Rng::seed(1).orthogonal(3))),
        ("solver", || {
            drop(Solver::Heun.solve(|_, _| zeros(2), zeros(3), 0.0, 1.0, 1))
        }),
        ("dopri5", || {
            drop(dopri5(|_, y| y.square(), 1.0, 0.0, 2.0, 1e-3))
        }),
    ];
    for (name, cell) in cells {
        println!("{name}: {}", message(cell, file!()));
    }
}
