//! Optimisers. `step(&loss)` computes the gradients and updates the parameters in one call, so that no gradient is
//! ever stale or added twice.

use crate::tensor::{Tensor, grad};
use std::borrow::Borrow;
use std::f64::consts::PI;

/// How the learning rate changes with the step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// Always the same.
    Constant,
    /// From the full rate to `floor` times it along half a cosine over `steps` steps, then `floor` times it.
    Cosine {
        /// Steps until the floor is reached.
        steps: usize,
        /// Last rate as a fraction of the first.
        floor: f64,
    },
}

impl Schedule {
    /// The factor of the learning rate at a step (counted from 0).
    pub fn factor(self, step: usize) -> f64 {
        match self {
            Schedule::Constant => 1.0,
            Schedule::Cosine { steps, floor } => {
                let part = (step as f64 / steps.max(1) as f64).min(1.0);
                floor + (1.0 - floor) * 0.5 * (1.0 + libm::cos(PI * part))
            }
        }
    }
}

/// What both optimisers share: the parameters, the rate, clipping, the count of steps.
#[derive(Clone, Debug)]
struct Common {
    params: Vec<Tensor>,
    rate: f64,
    schedule: Schedule,
    clip: f64,
    steps: usize,
}

impl Common {
    #[track_caller]
    fn new(params: impl IntoIterator<Item = impl Borrow<Tensor>>, rate: f64) -> Common {
        let params: Vec<Tensor> = params.into_iter().map(|p| p.borrow().clone()).collect();
        for (i, p) in params.iter().enumerate() {
            assert!(
                p.is_param(),
                "optimiser: tensor {i} (shape {:?}) is not a parameter; make it with `param`",
                p.shape()
            );
        }
        Common {
            params,
            rate,
            schedule: Schedule::Constant,
            clip: f64::INFINITY,
            steps: 0,
        }
    }

    fn rate(&self) -> f64 {
        self.rate * self.schedule.factor(self.steps)
    }

    #[track_caller]
    fn gradients(&self, loss: &Tensor) -> Vec<Tensor> {
        grad(loss, &self.params.iter().collect::<Vec<_>>())
    }

    /// Calls `update(i, parameter, gradient, scale)` for each parameter, where `scale` clips the gradient; returns the
    /// norm of all gradients together, before clipping.
    #[track_caller]
    fn each(
        &mut self,
        grads: &[Tensor],
        mut update: impl FnMut(usize, &mut [f64], &[f64], f64),
    ) -> f64 {
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
            let g = g.store();
            square += g
                .as_slice()
                .unwrap_or_default()
                .iter()
                .map(|x| x * x)
                .sum::<f64>();
        }
        let norm = square.sqrt();
        let scale = if norm > self.clip {
            self.clip / norm
        } else {
            1.0
        };
        for (i, (p, g)) in self.params.iter().zip(grads).enumerate() {
            let g = g.store();
            p.update(|p| update(i, p, g.as_slice().unwrap_or_default(), scale));
        }
        self.steps += 1;
        norm
    }
}

/// Settings that read the same for every optimiser.
macro_rules! settings {
    () => {
        /// Scales the gradients down when their joint norm is above `norm`.
        pub fn clip(mut self, norm: f64) -> Self {
            self.common.clip = norm;
            self
        }

        /// Lets the learning rate change with the step.
        pub fn schedule(mut self, schedule: Schedule) -> Self {
            self.common.schedule = schedule;
            self
        }

        /// The learning rate of the next step.
        pub fn lr(&self) -> f64 {
            self.common.rate()
        }

        /// Computes the gradients of a loss and updates the parameters; returns the gradients' norm before clipping.
        #[track_caller]
        pub fn step(&mut self, loss: &Tensor) -> f64 {
            let grads = self.common.gradients(loss);
            self.apply(&grads)
        }
    };
}

/// Gradient descent, with momentum if asked: v ← μ·v + g, p ← p − lr·v.
#[derive(Clone, Debug)]
pub struct Sgd {
    common: Common,
    momentum: f64,
    velocity: Vec<Vec<f64>>,
}

impl Sgd {
    settings!();

    /// Plain gradient descent on `params` with learning rate `lr`.
    #[track_caller]
    pub fn new(params: impl IntoIterator<Item = impl Borrow<Tensor>>, lr: f64) -> Sgd {
        let common = Common::new(params, lr);
        let velocity = common.params.iter().map(|p| vec![0.0; p.len()]).collect();
        Sgd {
            common,
            momentum: 0.0,
            velocity,
        }
    }

    /// Keeps the fraction `momentum` of the last step's velocity.
    pub fn momentum(mut self, momentum: f64) -> Sgd {
        self.momentum = momentum;
        self
    }

    /// Updates the parameters from gradients of your own, in the parameters' order.
    #[track_caller]
    pub fn apply(&mut self, grads: &[Tensor]) -> f64 {
        let (rate, momentum, velocity) = (self.common.rate(), self.momentum, &mut self.velocity);
        self.common.each(grads, |i, p, g, scale| {
            for ((p, g), v) in p.iter_mut().zip(g).zip(&mut velocity[i]) {
                *v = momentum * *v + scale * g;
                *p -= rate * *v;
            }
        })
    }
}

/// Adam (Kingma and Ba, "Adam: a method for stochastic optimization", 2015, algorithm 1): running means m of the
/// gradient and v of its square, both corrected for their start at zero; p ← p − lr·m̂/(√v̂ + ε).
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

impl Adam {
    settings!();

    /// Adam on `params` with learning rate `lr`, β = (0.9, 0.999), ε = 10⁻⁸.
    #[track_caller]
    pub fn new(params: impl IntoIterator<Item = impl Borrow<Tensor>>, lr: f64) -> Adam {
        let common = Common::new(params, lr);
        let first: Vec<Vec<f64>> = common.params.iter().map(|p| vec![0.0; p.len()]).collect();
        let second = first.clone();
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
        self.common.each(grads, |i, p, g, scale| {
            let moments = first[i].iter_mut().zip(&mut second[i]);
            for ((p, g), (m, v)) in p.iter_mut().zip(g).zip(moments) {
                let g = scale * g;
                *m += (1.0 - b1) * (g - *m);
                *v += (1.0 - b2) * (g * g - *v);
                *p -= rate * *m / (v.sqrt() + epsilon);
            }
        })
    }
}
