//! Adam and AdamW.

use super::common::{Common, settings};
use super::list::Tensors;
use super::moments::Moments;
use crate::tensor::Tensor;

/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1): running means m of the
/// gradient and v of its square, both corrected for their start at zero; p ← p − lr·m̂/(√v̂ + ε).
///
/// ```
/// # use toy::prelude::*;
/// let w = param([0.0, 0.0]);
/// let mut opt = Adam::new([&w], 0.1).betas(0.9, 0.99).epsilon(1e-8);
/// opt.step(&(&w - tensor([1.0, -30.0])).square().sum());
/// close_all("lr, whatever the slope", &w, [0.1, -0.1], 1e-6);
/// opt.apply(&[zeros([2])]); // gradients of one's own
/// ```
#[derive(Clone, Debug)]
pub struct Adam {
    common: Common,
    moments: Moments,
    epsilon: f64,
}

settings!(Adam);

impl Adam {
    /// Adam on `params` with learning rate `lr`, β = (0.9, 0.999), ε = 10⁻⁸.
    #[track_caller]
    pub fn new(params: impl Tensors, lr: f64) -> Adam {
        Adam::over(params.list(), lr)
    }

    /// Not generic, so that it is compiled once and not in every cell.
    #[track_caller]
    fn over(params: Vec<Tensor>, lr: f64) -> Adam {
        let common = Common::new(params, lr);
        Adam {
            moments: Moments::new(&common),
            common,
            epsilon: 1e-8,
        }
    }

    /// The decay rates of the two running means.
    pub fn betas(mut self, first: f64, second: f64) -> Adam {
        self.moments.betas = (first, second);
        self
    }

    /// The number that keeps the divisor from zero.
    pub fn epsilon(mut self, epsilon: f64) -> Adam {
        self.epsilon = epsilon;
        self
    }

    /// Updates the parameters from gradients of your own, in the parameters' order; returns their norm before clipping.
    #[track_caller]
    pub fn apply(&mut self, grads: &[Tensor]) -> f64 {
        let (first, second) = self.moments.advance();
        // lr·m̂/(√v̂ + ε) with both corrections moved into two constants.
        let root = second.sqrt();
        let rate = self.common.rate() * root / first;
        let epsilon = self.epsilon * root;
        let moments = &mut self.moments;
        self.common.each(grads, &mut |i, p, g| {
            for (p, (m, v)) in p.iter_mut().zip(moments.take(i, g)) {
                *p -= rate * m / (v.sqrt() + epsilon);
            }
        })
    }
}

/// Adam with decoupled weight decay (Loshchilov and Hutter, "Decoupled weight decay regularization", 2019,
/// algorithm 2): p ← (1 − lr·λ)·p, then Adam's step. As in PyTorch the decay is multiplied with the learning rate.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([10.0]);
/// let mut opt = AdamW::new([&w], 0.1, 0.5);
/// opt.apply(&[tensor([0.0])]); // no gradient: only the decay
/// close("(1 − lr·λ)·w", w.item(), 9.5, 1e-12);
/// ```
pub struct AdamW;

impl AdamW {
    /// An [`Adam`] whose weight decay `lambda` is decoupled.
    #[track_caller]
    #[allow(clippy::new_ret_no_self, reason = "AdamW is Adam with one setting")]
    pub fn new(params: impl Tensors, lr: f64, lambda: f64) -> Adam {
        Adam::new(params, lr).weight_decay(lambda).decoupled()
    }
}
