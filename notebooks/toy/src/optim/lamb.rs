//! LAMB: Adam whose step is as long, tensor by tensor, as the parameter itself says.

use super::common::{Common, Decay, settings};
use super::list::Tensors;
use super::moments::Moments;
use crate::tensor::Tensor;

/// LAMB (You et al., "Large batch optimization for deep learning", 2020, algorithm 2): r = m̂/(√v̂ + ε) as in Adam,
/// u = r + λ·p, and for each tensor p ← p − lr·(|p|/|u|)·u; the ratio of norms is 1 where one of them is 0.
///
/// λ is [`Lamb::weight_decay`] (0 unless set). It stands inside u, in front of the ratio; `decoupled` takes it out.
///
/// ```
/// # use toy::prelude::*;
/// let w = param([3.0, 4.0]);
/// let mut opt = Lamb::new([&w], 0.1).betas(0.9, 0.999).epsilon(1e-6);
/// opt.apply(&[tensor([7.0, 0.0])]); // u = (1, 0), |w|/|u| = 5
/// close_all("lr·5", &w, [2.5, 4.0], 1e-5);
/// ```
#[derive(Clone, Debug)]
pub struct Lamb {
    common: Common,
    moments: Moments,
    epsilon: f64,
}

settings!(Lamb);

impl Lamb {
    /// LAMB on `params` with learning rate `lr`, β = (0.9, 0.999), ε = 10⁻⁶.
    #[track_caller]
    pub fn new(params: impl Tensors, lr: f64) -> Lamb {
        Lamb::over(params.list(), lr)
    }

    /// Not generic, so that it is compiled once and not in every cell.
    #[track_caller]
    fn over(params: Vec<Tensor>, lr: f64) -> Lamb {
        let mut common = Common::new(params, lr);
        common.decay = Decay::Rule;
        Lamb {
            moments: Moments::new(&common),
            common,
            epsilon: 1e-6,
        }
    }

    /// The decay rates of the two running means.
    pub fn betas(mut self, first: f64, second: f64) -> Lamb {
        self.moments.betas = (first, second);
        self
    }

    /// The number that keeps the divisor from zero.
    pub fn epsilon(mut self, epsilon: f64) -> Lamb {
        self.epsilon = epsilon;
        self
    }

    /// Updates the parameters from gradients of your own, in the parameters' order; returns their norm before clipping.
    #[track_caller]
    pub fn apply(&mut self, grads: &[Tensor]) -> f64 {
        let (one, two) = self.moments.advance();
        let (rate, epsilon) = (self.common.rate(), self.epsilon);
        let moments = &mut self.moments;
        let lambda = match self.common.decay {
            Decay::Rule => self.common.weight_decay,
            _ => 0.0,
        };
        self.common.each(grads, &mut |i, p, g| {
            let terms = p.iter().zip(moments.take(i, g));
            let terms =
                terms.map(|(p, (m, v))| (m / one) / ((v / two).sqrt() + epsilon) + lambda * p);
            let u: Vec<f64> = terms.collect();
            let length = |x: &[f64]| x.iter().map(|x| x * x).sum::<f64>().sqrt();
            let (of_p, of_u) = (length(p), length(&u));
            let ratio = if of_p > 0.0 && of_u > 0.0 {
                of_p / of_u
            } else {
                1.0
            };
            p.iter_mut()
                .zip(&u)
                .for_each(|(p, u)| *p -= rate * ratio * u);
        })
    }
}
