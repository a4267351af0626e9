//! Tabular worlds that many papers measure on.

use super::Mdp;
use crate::random::Rng;

/// The chain of M. Strens ("A Bayesian framework for reinforcement learning", 2000, figure 1), which has 5 states and
/// slip 0.2: action 0 goes one state on, at the last state it stays and pays 10; action 1 goes back to state 0 and pays
/// 2. With probability `slip` the other action happens.
///
/// ```
/// # use toy::prelude::*;
/// let chain = chain_mdp(5, 0.2, 0.95);
/// assert_eq!((chain.states(), chain.actions()), (5, 2));
/// assert_eq!(chain.value_iteration(1e-9).policy, [0; 5]); // it pays to go on
/// ```
#[track_caller]
pub fn chain_mdp(states: usize, slip: f64, discount: f64) -> Mdp {
    assert!(
        states >= 2,
        "chain_mdp: needs two states or more, got {states}"
    );
    let last = states - 1;
    Mdp::build(states, 2, discount, &|s, a| {
        let on = (s + 1).min(last);
        let pay = if s == last { 10.0 } else { 0.0 };
        let forward = if a == 0 { 1.0 - slip } else { slip };
        vec![(forward, on, pay), (1.0 - forward, 0, 2.0)]
    })
}

/// River swim (A. Strehl and M. Littman, "An analysis of model-based interval estimation for Markov decision
/// processes", J. Computer and System Sciences 74, 2008, figure 2), which has 6 states and is divided by 10000 here.
/// Action 0 swims left with the current, always; in state 0 it pays 0.0005. Action 1 swims right, against it: 0.3
/// right, 0.6 stay, 0.1 left (0.7 stay in state 0; 0.3 stay, 0.7 left in the last state, where staying
/// pays 1). The agent starts in state 1 or 2.
///
/// ```
/// # use toy::prelude::*;
/// let river = river_swim(6, 0.99);
/// assert_eq!(river.value_iteration(1e-9).policy, [1; 6]); // against the current
/// close("a trickle", river.rewards().at([0, 0]), 0.0005, 1e-12);
/// ```
#[track_caller]
pub fn river_swim(states: usize, discount: f64) -> Mdp {
    assert!(
        states >= 3,
        "river_swim: needs three states or more, got {states}"
    );
    let last = states - 1;
    let mut mdp = Mdp::build(states, 2, discount, &|s, a| match (s, a) {
        (0, 0) => vec![(1.0, 0, 0.0005)],
        (_, 0) => vec![(1.0, s - 1, 0.0)],
        (0, _) => vec![(0.7, 0, 0.0), (0.3, 1, 0.0)],
        _ if s == last => vec![(0.3, s, 1.0), (0.7, s - 1, 0.0)],
        _ => vec![(0.3, s + 1, 0.0), (0.6, s, 0.0), (0.1, s - 1, 0.0)],
    });
    mdp.start.fill(0.0);
    mdp.start[1..3].fill(0.5);
    mdp
}

/// A random world without ends: each action leads to `branches` different states with probabilities uniform on the
/// simplex; expected rewards are standard normal (in the manner of T. Archibald, K. McKinnon and L. Thomas, "On the
/// generation of Markov decision processes", J. Operational Research Society 46, 1995: "Garnet").
///
/// ```
/// # use toy::prelude::*;
/// let world = random_mdp(&mut Rng::seed(1), 10, 3, 2, 0.9);
/// close_all("probabilities", world.transitions().sum_axis(2), ones([10, 3]), 1e-12);
/// ```
#[track_caller]
pub fn random_mdp(
    rng: &mut Rng,
    states: usize,
    actions: usize,
    branches: usize,
    discount: f64,
) -> Mdp {
    assert!(
        (1..=states).contains(&branches),
        "random_mdp: {branches} different successors among {states} states"
    );
    let mut rows = Vec::with_capacity(states * actions);
    for _ in 0..states * actions {
        let reward = rng.normal();
        let to = rng.choice(states, branches);
        // Exponential numbers divided by their sum are uniform on the simplex.
        let weights: Vec<f64> = to.iter().map(|_| rng.exponential()).collect();
        let total: f64 = weights.iter().sum();
        let row = to.into_iter().zip(weights);
        rows.push(row.map(|(s, w)| (w / total, s, reward)).collect::<Vec<_>>());
    }
    Mdp::build(states, actions, discount, &|s, a| {
        rows[s * actions + a].clone()
    })
}
