//! Learning rates that change with the step: plain functions of the step's number.

use std::f64::consts::PI;

/// How the learning rate changes with the step: a factor for each step, counted from 0. For any other function of the
/// step, call `set_lr` in the loop.
///
/// ```
/// # use toy::prelude::*;
/// let warm = Schedule::WarmupCosine { warmup: 10, steps: 100, floor: 0.0 };
/// assert_eq!([0, 4, 9, 100].map(|step| warm.factor(step)), [0.1, 0.5, 1.0, 0.0]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Schedule {
    /// Always the same.
    Constant,
    /// From the full rate to `floor` times it along half a cosine over `steps` steps, then `floor` times it
    /// (Loshchilov and Hutter, "SGDR", 2017, equation 5, without restarts).
    Cosine {
        /// Steps until the floor is reached.
        steps: usize,
        /// Last rate as a fraction of the first.
        floor: f64,
    },
    /// From the full rate to `floor` times it along a straight line over `steps` steps, then `floor` times it.
    Linear {
        /// Steps until the floor is reached.
        steps: usize,
        /// Last rate as a fraction of the first.
        floor: f64,
    },
    /// Times `factor` after every `every` steps.
    Step {
        /// Steps between two changes.
        every: usize,
        /// What the rate is multiplied with.
        factor: f64,
    },
    /// Times `factor` at each of the given steps: `Milestones { at: &[40, 60], factor: 0.1 }`.
    Milestones {
        /// Steps at which the rate changes.
        at: &'static [usize],
        /// What the rate is multiplied with.
        factor: f64,
    },
    /// Times `factor` after every step: factorˢᵗᵉᵖ.
    Exponential {
        /// What the rate is multiplied with.
        factor: f64,
    },
    /// Up from 1/`steps` to the full rate in equal steps, then constant.
    Warmup {
        /// Steps until the full rate is reached.
        steps: usize,
    },
    /// Up in equal steps for `warmup` steps, then down a half cosine that reaches `floor` at step `steps`.
    WarmupCosine {
        /// Steps until the full rate is reached.
        warmup: usize,
        /// Steps until the floor is reached, the warm-up included.
        steps: usize,
        /// Last rate as a fraction of the full one.
        floor: f64,
    },
    /// Up in equal steps for `warmup` steps, then falling as 1/√step: min(s/warmup, √(warmup/s)) with s = step + 1
    /// (Vaswani et al., "Attention is all you need", 2017, equation 3, scaled to a largest factor of 1).
    InverseSqrt {
        /// Steps until the full rate is reached.
        warmup: usize,
    },
}

impl Schedule {
    /// The factor of the learning rate at a step (counted from 0).
    pub fn factor(self, step: usize) -> f64 {
        match self {
            Schedule::Constant => 1.0,
            Schedule::Cosine { steps, floor } => {
                let part = done(step, steps);
                floor + (1.0 - floor) * 0.5 * (1.0 + libm::cos(PI * part))
            }
            Schedule::Linear { steps, floor } => 1.0 + (floor - 1.0) * done(step, steps),
            Schedule::Step { every, factor } => power(factor, step / every.max(1)),
            Schedule::Milestones { at, factor } => {
                power(factor, at.iter().filter(|&&at| step >= at).count())
            }
            Schedule::Exponential { factor } => power(factor, step),
            Schedule::Warmup { steps } => done(step + 1, steps),
            Schedule::WarmupCosine {
                warmup,
                steps,
                floor,
            } => {
                if step < warmup {
                    return done(step + 1, warmup);
                }
                let steps = steps.saturating_sub(warmup);
                Schedule::Cosine { steps, floor }.factor(step - warmup)
            }
            Schedule::InverseSqrt { warmup } => {
                let (s, warmup) = ((step + 1) as f64, warmup.max(1) as f64);
                (s / warmup).min((warmup / s).sqrt())
            }
        }
    }
}

/// Which part of `steps` steps is over, at most 1.
fn done(step: usize, steps: usize) -> f64 {
    (step as f64 / steps.max(1) as f64).min(1.0)
}

/// factorⁿ.
fn power(factor: f64, n: usize) -> f64 {
    libm::pow(factor, n as f64)
}
