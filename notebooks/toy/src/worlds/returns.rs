//! From rewards to what a learner needs: returns and advantages.

use crate::tensor::Tensor;

/// The discounted return Σₜ γᵗ rₜ of the rewards r₀, r₁, ... with γ = `discount`.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(discounted_return([1.0, 2.0, 4.0], 0.5), 3.0);
/// ```
pub fn discounted_return(rewards: impl Into<Tensor>, discount: f64) -> f64 {
    let rewards = rewards.into().to_vec();
    rewards.iter().rev().fold(0.0, |sum, r| r + discount * sum)
}

/// Rewards to go of one episode, Gₜ = rₜ + γ Gₜ₊₁: n numbers to n numbers.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(reward_to_go([0.0, 0.0, 1.0], 0.5).to_vec(), [0.25, 0.5, 1.0]);
/// ```
pub fn reward_to_go(rewards: impl Into<Tensor>, discount: f64) -> Tensor {
    let mut returns = rewards.into().to_vec();
    for t in (1..returns.len()).rev() {
        returns[t - 1] += discount * returns[t];
    }
    returns.into()
}

/// Generalised advantage estimation (J. Schulman et al., "High-dimensional continuous control using generalized
/// advantage estimation", 2016, equations 11 to 16), with the ends of episodes in their places:
///
/// δₜ = rₜ + γ (1 − terminatedₜ) V(sₜ₊₁) − V(sₜ),  Âₜ = δₜ + γλ (1 − doneₜ) Âₜ₊₁.
///
/// All arrays are steps x worlds (or steps alone). `next_values` are the values of the states that the steps led to,
/// before any reset; `done` is 1 where the episode ended, for whatever reason, `terminated` only where nothing follows.
/// λ = 1 gives the discounted return minus V, λ = 0 the one-step error. A constant: no gradient flows through it.
///
/// ```
/// # use toy::prelude::*;
/// let (rewards, values, next) = (tensor([1.0, 1.0]), tensor([0.5, 0.5]), tensor([0.5, 9.0]));
/// let end = tensor([0.0, 1.0]); // what follows the end counts as 0
/// let advantages = gae(&rewards, &values, &next, &end, &end, 1.0, 1.0);
/// assert_eq!(advantages.to_vec(), [1.5, 0.5]); // return less value
/// ```
#[track_caller]
pub fn gae(
    rewards: &Tensor,
    values: &Tensor,
    next_values: &Tensor,
    terminated: &Tensor,
    done: &Tensor,
    discount: f64,
    lambda: f64,
) -> Tensor {
    let shape = rewards.shape();
    let named = [
        ("values", values),
        ("next_values", next_values),
        ("terminated", terminated),
        ("done", done),
    ];
    for (name, tensor) in named {
        assert!(
            tensor.shape() == shape,
            "gae: the rewards have shape {shape:?}, {name} {:?}",
            tensor.shape()
        );
    }
    assert!(
        matches!(shape.len(), 1 | 2),
        "gae: needs steps x worlds or steps alone, the shape is {shape:?}"
    );
    let worlds = shape.get(1).copied().unwrap_or(1);
    let (r, v, next) = (rewards.to_vec(), values.to_vec(), next_values.to_vec());
    let (terminated, done) = (terminated.to_vec(), done.to_vec());
    let mut advantages = vec![0.0; r.len()];
    for i in (0..r.len()).rev() {
        let delta = r[i] + discount * (1.0 - terminated[i]) * next[i] - v[i];
        // The same world one step later; there is none behind the last step.
        let later = advantages.get(i + worlds).copied().unwrap_or(0.0);
        advantages[i] = delta + discount * lambda * (1.0 - done[i]) * later;
    }
    Tensor::from_vec(&shape, advantages)
}
