//! Adam and AdamW.

use super::common::{Common, settings};
use super::list::Tensors;
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
    betas: (f64, f64),
    epsilon: f64,
    /// β₁ᵗ and β₂ᵗ, by repeated multiplication.
    powers: (f64, f64),
    first: Vec<Vec<f64>>,
    second: Vec<Vec<f64>>,
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
        let (first, second) = (common.zeros(), common.zeros());
        Adam {
            common,
            betas: (0.9, 0.999),
            epsilon: 1e-8,
            powers: (1.0, 1.0),
            first,
            second,
        }
    }

    /// The decay rates of the two running means.
    pub fn betas(mut self, first: f64, second: f64) -> Adam {
        self.betas = (first, second);
        self
    }

    /// The number that keeps the divisor from zero.
    pub fn epsilon(mut self, epsilon: f64) -> Adam {
        self.epsilon = epsilon;
        self
    }

    /// Updates the parameters from gradients of your own, in the parameters' order.
    #[track_caller]
    pub fn apply(&mut self, grads: &[Tensor]) -> f64 {
        let (b1, b2) = self.betas;
        self.powers = (self.powers.0 * b1, self.powers.1 * b2);
        // lr·m̂/(√v̂ + ε) with both corrections moved into two constants.
        let root = (1.0 - self.powers.1).sqrt();
        let rate = self.common.rate() * root / (1.0 - self.powers.0);
        let epsilon = self.epsilon * root;
        let (first, second) = (&mut self.first, &mut self.second);
        self.common.each(grads, &mut |i, p, g| {
            let moments = first[i].iter_mut().zip(&mut second[i]);
            for ((p, g), (m, v)) in p.iter_mut().zip(g).zip(moments) {
                *m += (1.0 - b1) * (g - *m);
                *v += (1.0 - b2) * (g * g - *v);
                *p -= rate * *m / (v.sqrt() + epsilon);
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
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let p = param(1.0);
    /// AdamW::new([&p], 0.1, 0.5).apply(&[tensor(0.0)]);
    /// assert_eq!(p.item(), 0.95); // no gradient: decay alone
    /// ```
    #[track_caller]
    #[allow(clippy::new_ret_no_self, reason = "AdamW is Adam with one setting")]
    pub fn new(params: impl Tensors, lr: f64, lambda: f64) -> Adam {
        Adam::new(params, lr).weight_decay(lambda).decoupled()
    }
}
