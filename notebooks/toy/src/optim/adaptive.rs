//! Steps divided by the size of past gradients: Adagrad, RMSProp.

use super::common::{Common, settings};
use super::list::Tensors;
use crate::tensor::Tensor;

/// Adagrad (Duchi, Hazan and Singer, "Adaptive subgradient methods", JMLR 12, 2011): v ← v + g²,
/// p ← p − lr·g/(√v + ε).
///
/// ```
/// # use toy::prelude::*;
/// let w = param([0.0]);
/// let mut opt = Adagrad::new([&w], 1.0).epsilon(1e-10);
/// opt.apply(&[tensor([-2.0])]);
/// opt.apply(&[tensor([-2.0])]);
/// close("1 + 1/√2", w.item(), 1.0 + 1.0 / sqrt(2.0), 1e-9);
/// ```
#[derive(Clone, Debug)]
pub struct Adagrad {
    common: Common,
    epsilon: f64,
    squares: Vec<Vec<f64>>,
}

settings!(Adagrad);

impl Adagrad {
    /// Adagrad on `params` with learning rate `lr`, ε = 10⁻¹⁰.
    #[track_caller]
    pub fn new(params: impl Tensors, lr: f64) -> Adagrad {
        Adagrad::over(params.list(), lr)
    }

    /// Not generic, so that it is compiled once and not in every cell.
    #[track_caller]
    fn over(params: Vec<Tensor>, lr: f64) -> Adagrad {
        let common = Common::new(params, lr);
        let squares = common.zeros();
        Adagrad {
            common,
            epsilon: 1e-10,
            squares,
        }
    }

    /// The number that keeps the divisor from zero.
    pub fn epsilon(mut self, epsilon: f64) -> Adagrad {
        self.epsilon = epsilon;
        self
    }

    /// Updates the parameters from gradients of your own, in the parameters' order; returns their norm before clipping.
    #[track_caller]
    pub fn apply(&mut self, grads: &[Tensor]) -> f64 {
        let (rate, epsilon, squares) = (self.common.rate(), self.epsilon, &mut self.squares);
        self.common.each(grads, &mut |i, p, g| {
            for ((p, g), v) in p.iter_mut().zip(g).zip(&mut squares[i]) {
                *v += g * g;
                *p -= rate * g / (v.sqrt() + epsilon);
            }
        })
    }
}

/// RMSProp (Tieleman and Hinton, "Neural networks for machine learning", lecture 6.5, 2012): v ← α·v + (1 − α)·g²,
/// p ← p − lr·g/(√v + ε); with momentum μ the quotient is gathered first, b ← μ·b + g/(√v + ε), p ← p − lr·b.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([0.0]);
/// let mut opt = RmsProp::new([&w], 0.1).alpha(0.99).momentum(0.0).epsilon(1e-8);
/// opt.apply(&[tensor([-2.0])]);
/// close("lr/√(1 − α)", w.item(), 1.0, 1e-6);
/// ```
#[derive(Clone, Debug)]
pub struct RmsProp {
    common: Common,
    alpha: f64,
    momentum: f64,
    epsilon: f64,
    squares: Vec<Vec<f64>>,
    velocity: Vec<Vec<f64>>,
}

settings!(RmsProp);

impl RmsProp {
    /// RMSProp on `params` with learning rate `lr`, α = 0.99, ε = 10⁻⁸.
    #[track_caller]
    pub fn new(params: impl Tensors, lr: f64) -> RmsProp {
        RmsProp::over(params.list(), lr)
    }

    /// Not generic, so that it is compiled once and not in every cell.
    #[track_caller]
    fn over(params: Vec<Tensor>, lr: f64) -> RmsProp {
        let common = Common::new(params, lr);
        let (squares, velocity) = (common.zeros(), common.zeros());
        RmsProp {
            common,
            alpha: 0.99,
            momentum: 0.0,
            epsilon: 1e-8,
            squares,
            velocity,
        }
    }

    /// The decay rate of the running mean of the squares.
    pub fn alpha(mut self, alpha: f64) -> RmsProp {
        self.alpha = alpha;
        self
    }

    /// Keeps the fraction `momentum` of the last step.
    pub fn momentum(mut self, momentum: f64) -> RmsProp {
        self.momentum = momentum;
        self
    }

    /// The number that keeps the divisor from zero.
    pub fn epsilon(mut self, epsilon: f64) -> RmsProp {
        self.epsilon = epsilon;
        self
    }

    /// Updates the parameters from gradients of your own, in the parameters' order; returns their norm before clipping.
    #[track_caller]
    pub fn apply(&mut self, grads: &[Tensor]) -> f64 {
        let (rate, alpha, momentum) = (self.common.rate(), self.alpha, self.momentum);
        let (epsilon, squares, velocity) = (self.epsilon, &mut self.squares, &mut self.velocity);
        self.common.each(grads, &mut |i, p, g| {
            let state = squares[i].iter_mut().zip(&mut velocity[i]);
            for ((p, g), (v, b)) in p.iter_mut().zip(g).zip(state) {
                *v = alpha * *v + (1.0 - alpha) * g * g;
                *b = momentum * *b + g / (v.sqrt() + epsilon);
                *p -= rate * *b;
            }
        })
    }
}
