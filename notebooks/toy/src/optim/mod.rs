//! Optimisers. `step(&loss)` computes the gradients and updates the parameters in one call, so that no gradient is
//! ever stale or added twice.
//!
//! | file | what stands there |
//! |---|---|
//! | `common` | what all share: parameters, rate, clipping, weight decay; the trait [`Optimizer`] |
//! | `sgd`, `adam`, `adaptive`, `lamb` | one rule each: how a gradient becomes a step |
//! | `moments` | the running means by which `adam` and `lamb` step |
//! | `schedule` | the learning rate as a function of the step |
//! | `average` | moving averages of parameters, sums of gradients |
//! | `list` | what names a list of parameters: [`Tensors`] |
//! | `flat` | all parameters as one vector, and back |
//! | `curvature` | products with the Hessian, conjugate gradients |
//! | `evolution` | ascent without gradients |
//!
//! In the formulas p is a parameter, g its gradient (after clipping), lr the learning rate of this step.

mod adam;
mod adaptive;
mod average;
mod common;
mod curvature;
mod evolution;
mod flat;
mod lamb;
mod list;
mod moments;
mod schedule;
mod sgd;

pub use adam::{Adam, AdamW};
pub use adaptive::{Adagrad, RmsProp};
pub use average::{Ema, GradSum, soft_update};
pub use common::Optimizer;
pub use curvature::{cg_solve, grad_vector, hessian, hessian_vector};
pub use evolution::EvolutionStrategy;
pub use flat::{copy_params, flatten, set_params, unflatten};
pub use lamb::Lamb;
pub use list::Tensors;
pub use schedule::Schedule;
pub use sgd::Sgd;
