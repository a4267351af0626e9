//! What all optimisers share: the parameters, the rate, clipping, weight decay, the count of steps.

use super::Schedule;
use crate::tensor::{Tensor, grad, numbers};

/// Any optimiser, for a list of several: `let all: Vec<Box<dyn Optimizer>> = vec![...]`.
///
/// ```
/// # use toy::prelude::*;
/// let p = param(1.0);
/// let mut rivals: Vec<Box<dyn Optimizer>> =
///     vec![Box::new(Sgd::new([&p], 0.1)), Box::new(RmsProp::new([&p], 0.1))];
/// for rival in &mut rivals {
///     rival.step(&p.square());
/// }
/// rivals[0].set_lr(0.5);
/// assert_eq!(rivals[0].lr(), 0.5);
/// assert_eq!(rivals[0].apply(&[tensor(3.0)]), 3.0); // the norm of the gradients, not the loss
/// let mut opt = Sgd::new([&p], 1.0).clip(1.0).clip_value(0.5).weight_decay(1e-4).decoupled();
/// opt = opt.schedule(Schedule::Constant); // every optimiser has these settings
/// assert_eq!(opt.lr(), 1.0);
/// ```
pub trait Optimizer {
    /// Updates the parameters from gradients of your own, in the parameters' order; returns the gradients' norm before
    /// clipping.
    fn apply(&mut self, grads: &[Tensor]) -> f64;

    /// Computes the gradients of a loss and updates the parameters; returns the gradients' norm before clipping (not the
    /// loss: that is `loss.item()`).
    fn step(&mut self, loss: &Tensor) -> f64;

    /// The learning rate of the next step.
    fn lr(&self) -> f64;

    /// Sets the learning rate that the schedule's factor multiplies.
    fn set_lr(&mut self, lr: f64);
}

/// Where weight decay λ acts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Decay {
    /// λ·p is added to the gradient.
    Gradient,
    /// p ← (1 − lr·λ)·p, past the optimiser's rule.
    Parameter,
    /// In the optimiser's own rule.
    Rule,
}

/// An optimiser's rule for one tensor: its number, the parameter, the gradient.
pub(super) type Update<'a> = dyn FnMut(usize, &mut [f64], &[f64]) + 'a;

/// See the module's text.
#[derive(Clone, Debug)]
pub(super) struct Common {
    pub params: Vec<Tensor>,
    pub rate: f64,
    pub schedule: Schedule,
    /// Largest joint norm of the gradients.
    pub clip: f64,
    /// Largest size of one number of a gradient.
    pub clip_value: f64,
    pub weight_decay: f64,
    pub decay: Decay,
    pub steps: usize,
}

impl Common {
    /// A parameter that is listed twice (of a layer that a network uses twice) is stepped once.
    #[track_caller]
    pub fn new(params: Vec<Tensor>, rate: f64) -> Common {
        for (i, p) in params.iter().enumerate() {
            assert!(
                p.is_param(),
                "optimiser: tensor {i} (shape {:?}) is not a parameter; make it with `param`",
                p.shape()
            );
        }
        let mut once: Vec<Tensor> = Vec::with_capacity(params.len());
        for p in params {
            if !once.iter().any(|known| known.is(&p)) {
                once.push(p);
            }
        }
        Common {
            params: once,
            rate,
            schedule: Schedule::Constant,
            clip: f64::INFINITY,
            clip_value: f64::INFINITY,
            weight_decay: 0.0,
            decay: Decay::Gradient,
            steps: 0,
        }
    }

    pub fn rate(&self) -> f64 {
        self.rate * self.schedule.factor(self.steps)
    }

    /// A vector of zeros for each parameter: the start of a running mean.
    pub fn zeros(&self) -> Vec<Vec<f64>> {
        self.params.iter().map(|p| vec![0.0; p.len()]).collect()
    }

    #[track_caller]
    pub fn gradients(&self, loss: &Tensor) -> Vec<Tensor> {
        grad(loss, &self.params.iter().collect::<Vec<_>>())
    }

    /// Calls `update(i, parameter, gradient)` for each parameter with its gradient clipped and decay added; returns
    /// the norm of all gradients together, before clipping.
    #[track_caller]
    pub fn each(&mut self, grads: &[Tensor], update: &mut Update) -> f64 {
        assert!(
            grads.len() == self.params.len(),
            "optimiser: there are {} parameters, but {} gradients",
            self.params.len(),
            grads.len()
        );
        let mut square = 0.0;
        for (p, g) in self.params.iter().zip(grads) {
            assert!(
                p.shape() == g.shape(),
                "optimiser: a parameter has shape {:?}, its gradient {:?}",
                p.shape(),
                g.shape()
            );
            square += numbers(&g.store()).iter().map(|x| x * x).sum::<f64>();
        }
        let norm = square.sqrt();
        let scale = if norm > self.clip {
            self.clip / norm
        } else {
            1.0
        };
        let (limit, lambda) = (self.clip_value, self.weight_decay);
        let shrink = 1.0 - self.rate() * lambda;
        for (i, (p, g)) in self.params.iter().zip(grads).enumerate() {
            let limited = |g: &f64| (scale * g).clamp(-limit, limit);
            let mut g: Vec<f64> = numbers(&g.store()).iter().map(limited).collect();
            p.update(|p| {
                match self.decay {
                    Decay::Gradient if lambda != 0.0 => {
                        g.iter_mut().zip(&*p).for_each(|(g, p)| *g += lambda * p);
                    }
                    Decay::Parameter => p.iter_mut().for_each(|p| *p *= shrink),
                    _ => {}
                }
                update(i, p, &g);
            });
        }
        self.steps += 1;
        norm
    }
}

/// Settings that read the same for every optimiser, and the trait.
macro_rules! settings {
    ($name:ident) => {
        impl $name {
            /// Scales the gradients down when their joint norm is above `norm`.
            #[track_caller]
            pub fn clip(mut self, norm: f64) -> Self {
                assert!(
                    norm >= 0.0,
                    "clip: the norm must not be negative, got {norm}"
                );
                self.common.clip = norm;
                self
            }

            /// Limits every number of the gradients to −`limit`..`limit` (after [`Self::clip`]).
            #[track_caller]
            pub fn clip_value(mut self, limit: f64) -> Self {
                assert!(
                    limit >= 0.0,
                    "clip_value: the limit must not be negative, got {limit}"
                );
                self.common.clip_value = limit;
                self
            }

            /// Pulls the parameters towards zero: λ·p is added to the gradient (an L2 penalty ½λ|p|²), or, when
            /// [`Self::decoupled`], p ← (1 − lr·λ)·p before the step.
            pub fn weight_decay(mut self, lambda: f64) -> Self {
                self.common.weight_decay = lambda;
                self
            }

            /// Lets weight decay act on the parameters directly instead of through the gradient (Loshchilov and
            /// Hutter, "Decoupled weight decay regularization", 2019, algorithms 1 and 2: SGDW, AdamW).
            pub fn decoupled(mut self) -> Self {
                self.common.decay = $crate::optim::common::Decay::Parameter;
                self
            }

            /// Lets the learning rate change with the step.
            pub fn schedule(mut self, schedule: $crate::optim::Schedule) -> Self {
                self.common.schedule = schedule;
                self
            }

            /// The learning rate of the next step.
            pub fn lr(&self) -> f64 {
                self.common.rate()
            }

            /// Sets the learning rate that the schedule's factor multiplies.
            pub fn set_lr(&mut self, lr: f64) {
                self.common.rate = lr;
            }

            /// Computes the gradients of a loss and updates the parameters; returns the gradients' norm before
            /// clipping (not the loss: that is `loss.item()`).
            #[track_caller]
            pub fn step(&mut self, loss: &$crate::tensor::Tensor) -> f64 {
                let grads = self.common.gradients(loss);
                self.apply(&grads)
            }
        }

        impl $crate::optim::Optimizer for $name {
            #[track_caller]
            fn apply(&mut self, grads: &[$crate::tensor::Tensor]) -> f64 {
                $name::apply(self, grads)
            }

            #[track_caller]
            fn step(&mut self, loss: &$crate::tensor::Tensor) -> f64 {
                $name::step(self, loss)
            }

            fn lr(&self) -> f64 {
                $name::lr(self)
            }

            fn set_lr(&mut self, lr: f64) {
                $name::set_lr(self, lr);
            }
        }
    };
}
pub(super) use settings;
