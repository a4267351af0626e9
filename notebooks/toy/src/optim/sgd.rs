//! Gradient descent.

use super::common::{Common, settings};
use super::list::Tensors;
use crate::tensor::Tensor;

/// Gradient descent, with momentum if asked: v ← μ·v + g, p ← p − lr·v.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([0.0]);
/// let mut opt = Sgd::new([&w], 0.1).momentum(0.9);
/// opt.apply(&[tensor([-1.0])]);
/// opt.apply(&[tensor([-1.0])]);
/// close("0.1·(1 + 1.9)", w.item(), 0.29, 1e-12);
/// let mut ahead = Sgd::new([&w], 0.1).nesterov(0.9);
/// ahead.apply(&[tensor([-1.0])]);
/// close("0.1·(1 + 0.9) more", w.item(), 0.48, 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct Sgd {
    common: Common,
    momentum: f64,
    nesterov: bool,
    velocity: Vec<Vec<f64>>,
}

settings!(Sgd);

impl Sgd {
    /// Plain gradient descent on `params` with learning rate `lr`.
    #[track_caller]
    pub fn new(params: impl Tensors, lr: f64) -> Sgd {
        Sgd::over(params.list(), lr)
    }

    /// Not generic, so that it is compiled once and not in every cell.
    #[track_caller]
    fn over(params: Vec<Tensor>, lr: f64) -> Sgd {
        let common = Common::new(params, lr);
        let velocity = common.zeros();
        Sgd {
            common,
            momentum: 0.0,
            nesterov: false,
            velocity,
        }
    }

    /// Keeps the fraction `momentum` of the last step's velocity.
    pub fn momentum(mut self, momentum: f64) -> Sgd {
        self.momentum = momentum;
        self
    }

    /// Momentum that looks ahead: v ← μ·v + g, p ← p − lr·(g + μ·v) (Sutskever et al., "On the importance of
    /// initialization and momentum in deep learning", 2013, section 2, in the form that frameworks use).
    pub fn nesterov(mut self, momentum: f64) -> Sgd {
        self.momentum = momentum;
        self.nesterov = true;
        self
    }

    /// Updates the parameters from gradients of your own, in the parameters' order; returns their norm before clipping.
    #[track_caller]
    pub fn apply(&mut self, grads: &[Tensor]) -> f64 {
        let (rate, momentum, velocity) = (self.common.rate(), self.momentum, &mut self.velocity);
        let nesterov = self.nesterov;
        self.common.each(grads, &mut |i, p, g| {
            for ((p, g), v) in p.iter_mut().zip(g).zip(&mut velocity[i]) {
                *v = momentum * *v + g;
                *p -= rate * if nesterov { g + momentum * *v } else { *v };
            }
        })
    }
}
