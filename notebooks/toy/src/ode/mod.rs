//! Differential equations dy/dt = f(t, y) with tensors as states.
//!
//! Every solver is a sequence of tensor operations: gradients flow through its steps to the start and to the parameters
//! of f. Times may run backwards (`from` above `to`).
//!
//! | file | what stands there |
//! |---|---|
//! | `fixed` | [`Solver`]: Euler, Heun, Runge and Kutta with steps of one length |
//! | `adaptive` | [`dopri5`]: steps as long as a tolerance allows |
//! | `stochastic` | [`euler_maruyama`] for equations with noise |

mod adaptive;
mod fixed;
mod stochastic;

pub use adaptive::{OdeSolution, dopri5};
pub use fixed::Solver;
pub use stochastic::{euler_maruyama, euler_maruyama_path};

use crate::tensor::Tensor;

/// A right-hand side f(t, y), without generics.
type Rate<'a> = dyn Fn(f64, &Tensor) -> Tensor + 'a;

/// f(t, y), of the shape of y.
#[track_caller]
fn rate(what: &str, f: &Rate, t: f64, y: &Tensor) -> Tensor {
    let slope = f(t, y);
    assert!(
        slope.shape() == y.shape(),
        "{what}: f(t, y) has shape {:?}, the state has {:?}",
        slope.shape(),
        y.shape()
    );
    slope
}
