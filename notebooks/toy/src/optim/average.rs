//! Averages: of parameters over the steps, of gradients over the batches.

use super::flat::{same_shapes, write};
use super::list::Tensors;
use crate::tensor::{Tensor, grad, numbers, zeros};

/// Moves the parameters `to` a part of the way: to ← (1 − τ)·to + τ·from. The target networks of deep reinforcement
/// learning (Lillicrap et al., "Continuous control with deep reinforcement learning", 2016, algorithm 1).
///
/// ```
/// # use toy::prelude::*;
/// let (target, online) = (param([0.0]), param([10.0]));
/// soft_update([&target], [&online], 0.1);
/// assert_eq!(target.to_vec(), [1.0]);
/// ```
#[track_caller]
pub fn soft_update(to: impl Tensors, from: impl Tensors, tau: f64) {
    let (to, from) = (to.list(), from.list());
    same_shapes("soft_update", &to, &from);
    for (to, from) in to.iter().zip(&from) {
        let (old, new) = (to.store(), from.store());
        let pairs = numbers(&old).iter().zip(numbers(&new));
        let mixed: Vec<f64> = pairs.map(|(a, b)| (1.0 - tau) * a + tau * b).collect();
        write(to, &mixed);
    }
}

/// Exponential moving average of parameters: a ← β·a + (1 − β)·p after each step, a = p at the start
/// (Polyak and Juditsky, "Acceleration of stochastic approximation by averaging", 1992, with forgetting).
///
/// ```
/// # use toy::prelude::*;
/// let p = param(0.0);
/// let mut average = Ema::new([&p], 0.9);
/// set_params([&p], &tensor([1.0]));
/// average.update();
/// average.swap(); // evaluate with the average ...
/// assert!((p.item() - 0.1).abs() < 1e-15);
/// average.swap(); // ... and go on training
/// assert_eq!(p.item(), 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct Ema {
    params: Vec<Tensor>,
    decay: f64,
    averages: Vec<Tensor>,
}

impl Ema {
    /// Averages of `params` that keep the fraction `decay` (β) at each update.
    #[track_caller]
    pub fn new(params: impl Tensors, decay: f64) -> Ema {
        assert!(
            (0.0..=1.0).contains(&decay),
            "Ema: the decay must be between 0 and 1, got {decay}"
        );
        let params = params.list();
        let averages = params.iter().map(Tensor::detach).collect();
        Ema {
            params,
            decay,
            averages,
        }
    }

    /// Takes the parameters' present numbers into the average.
    pub fn update(&mut self) {
        let keep = self.decay;
        for (average, p) in self.averages.iter_mut().zip(&self.params) {
            *average = keep * &*average + (1.0 - keep) * p.detach();
        }
    }

    /// The averages, in the parameters' order.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let w = param([0.0]);
    /// let mut ema = Ema::new([&w], 0.5);
    /// set_params([&w], &tensor([8.0]));
    /// ema.update();
    /// assert_eq!(ema.averages()[0].to_vec(), [4.0]);
    /// ```
    pub fn averages(&self) -> Vec<Tensor> {
        self.averages.clone()
    }

    /// Exchanges the parameters' numbers with the averages; a second call exchanges them back.
    #[track_caller]
    pub fn swap(&mut self) {
        for (average, p) in self.averages.iter_mut().zip(&self.params) {
            let own = p.detach();
            write(p, numbers(&average.store()));
            *average = own;
        }
    }
}

/// Gradients of several batches, to be applied as one: a large batch in parts that fit.
///
/// ```
/// # use toy::prelude::*;
/// let p = param(1.0);
/// let mut opt = Sgd::new([&p], 0.1);
/// let mut sum = GradSum::new([&p]);
/// for x in [1.0, 3.0] {
///     sum.add(&(&p * x)); // gradients 1 and 3
/// }
/// opt.apply(&sum.mean());
/// assert!((p.item() - 0.8).abs() < 1e-15);
/// ```
#[derive(Clone, Debug)]
pub struct GradSum {
    params: Vec<Tensor>,
    sums: Vec<Tensor>,
    count: usize,
}

impl GradSum {
    /// Nothing yet.
    pub fn new(params: impl Tensors) -> GradSum {
        let params = params.list();
        let sums = params.iter().map(|p| zeros(p.shape())).collect();
        GradSum {
            params,
            sums,
            count: 0,
        }
    }

    /// Adds the gradients of one batch's loss.
    #[track_caller]
    pub fn add(&mut self, loss: &Tensor) {
        let grads = grad(loss, &self.params.iter().collect::<Vec<_>>());
        for (sum, g) in self.sums.iter_mut().zip(&grads) {
            *sum += g;
        }
        self.count += 1;
    }

    /// The mean of the gradients since the last call; starts anew.
    #[track_caller]
    pub fn mean(&mut self) -> Vec<Tensor> {
        assert!(self.count > 0, "GradSum: no gradient was added");
        let count = self.count as f64;
        let means = self.sums.iter().map(|sum| sum / count).collect();
        self.sums = self.params.iter().map(|p| zeros(p.shape())).collect();
        self.count = 0;
        means
    }
}
