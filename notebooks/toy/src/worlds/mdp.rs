//! A tabular world as a table: which state follows which, with what probability and what reward.

use super::{Step, World, check_action};
use crate::random::Rng;
use crate::tensor::Tensor;

/// A Markov decision process with S states and A actions. An end is a state that leads only to itself, with reward 0.
///
/// Made from a grid ([`super::Grid::mdp`]), from a rule ([`Mdp::build`]) or from arrays ([`Mdp::new`]); solved by
/// [`Mdp::value_iteration`] and its like; played by [`Mdp::world`].
///
/// ```
/// # use toy::prelude::*;
/// // State 0: action 1 pays 1 and ends in state 1, action 0 waits.
/// let world = Mdp::build(2, 2, 0.9, &|state, action| match (state, action) {
///     (0, 1) => vec![(1.0, 1, 1.0)], // probability, next state, reward
///     _ => vec![(1.0, state, 0.0)],
/// });
/// assert_eq!((world.states(), world.actions()), (2, 2));
/// assert_eq!((world.transitions().shape(), world.rewards().at([0, 1])), (vec![2, 2, 2], 1.0));
/// assert_eq!(world.value_iteration(1e-9).policy[0], 1);
/// let costly = world.rewarded([[0.0, -1.0], [0.0, 0.0]]).discounted(0.5);
/// assert_eq!(costly.value_iteration(1e-9).policy[0], 0);
/// let mut played = world.world(10); // cut off after ten steps
/// assert_eq!(played.reset(&mut Rng::seed(1)), [1.0, 0.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Mdp {
    transitions: Tensor,
    pub(super) rewards: Tensor,
    /// How much the next step's reward counts, 0 to 1.
    pub discount: f64,
    /// Which states end an episode.
    pub terminal: Vec<bool>,
    /// How likely each state is at the start of an episode.
    pub start: Vec<f64>,
    /// For each state and action the successors that are possible, with their probability.
    pub(super) successors: Vec<Vec<(usize, f64)>>,
}

impl Mdp {
    /// From transition probabilities (S x A x S) and expected rewards (S x A). Episodes start in state 0. A state that
    /// always leads to itself without reward is an end.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// // Two states; action 0 stays, action 1 changes. Staying in state 1 pays 1.
    /// let next = tensor([[1.0, 0.0, 0.0, 1.0], [0.0, 1.0, 1.0, 0.0]]).reshape([2, 2, 2]);
    /// let mdp = Mdp::new(next, [[0.0, 0.0], [1.0, 0.0]], 0.9);
    /// let best = mdp.value_iteration(1e-10);
    /// assert_eq!(best.policy, [1, 0]);
    /// close("the value of state 0", best.values.at(0), 9.0, 1e-8);
    /// ```
    #[track_caller]
    pub fn new(transitions: impl Into<Tensor>, rewards: impl Into<Tensor>, discount: f64) -> Mdp {
        Mdp::checked(
            transitions.into().detach(),
            rewards.into().detach(),
            discount,
        )
    }

    #[track_caller]
    fn checked(transitions: Tensor, rewards: Tensor, discount: f64) -> Mdp {
        let (shape, want) = (transitions.shape(), rewards.shape());
        assert!(
            shape.len() == 3
                && shape[0] > 0
                && shape[1] > 0
                && shape[0] == shape[2]
                && want == shape[..2],
            "Mdp: needs transitions S x A x S and rewards S x A, the shapes are {shape:?} and {want:?}"
        );
        assert!(
            (0.0..=1.0).contains(&discount),
            "Mdp: the discount lies between 0 and 1, got {discount}"
        );
        let (states, actions) = (shape[0], shape[1]);
        let (p, r) = (transitions.to_vec(), rewards.to_vec());
        let mut successors: Vec<Vec<(usize, f64)>> = Vec::with_capacity(states * actions);
        for (i, row) in p.chunks(states).enumerate() {
            let total: f64 = row.iter().sum();
            assert!(
                row.iter().all(|&p| p >= 0.0) && (total - 1.0).abs() < 1e-9,
                "Mdp: the probabilities of state {}, action {} must sum to 1, they sum to {total}",
                i / actions,
                i % actions
            );
            let possible = row.iter().enumerate().filter(|(_, p)| **p > 0.0);
            successors.push(possible.map(|(next, &p)| (next, p)).collect());
        }
        // A probability of 1 may be the rounded sum of several: nothing else is possible.
        let stays = |s: usize, i: usize| {
            p[i * states + s] == 1.0
                || matches!(successors[i].as_slice(), [(only, _)] if *only == s)
        };
        let own = |s: usize| s * actions..(s + 1) * actions;
        let ends = |s: usize| own(s).all(|i| r[i] == 0.0 && stays(s, i));
        let mut start = vec![0.0; states];
        start[0] = 1.0;
        Mdp {
            terminal: (0..states).map(ends).collect(),
            transitions,
            rewards,
            discount,
            start,
            successors,
        }
    }

    /// From a rule that lists, for a state and an action, what can happen: (probability, next state, reward).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// // Five states in a row, left and right; the right end pays 1 and ends.
    /// let mdp = Mdp::build(5, 2, 0.9, &|s, a| match (s, a) {
    ///     (4, _) => vec![(1.0, 4, 0.0)],
    ///     (_, 0) => vec![(1.0, s.max(1) - 1, 0.0)],
    ///     _ => vec![(1.0, s + 1, if s == 3 { 1.0 } else { 0.0 })],
    /// });
    /// close("three steps away", mdp.value_iteration(1e-12).values.at(1), 0.81, 1e-12);
    /// ```
    #[track_caller]
    pub fn build(
        states: usize,
        actions: usize,
        discount: f64,
        rule: &dyn Fn(usize, usize) -> Vec<(f64, usize, f64)>,
    ) -> Mdp {
        let mut p = vec![0.0; states * actions * states];
        let mut r = vec![0.0; states * actions];
        for i in 0..states * actions {
            for (chance, next, reward) in rule(i / actions, i % actions) {
                assert!(
                    next < states,
                    "Mdp::build: state {}, action {} leads to state {next}, but there are {states} states",
                    i / actions,
                    i % actions
                );
                p[i * states + next] += chance;
                r[i] += chance * reward;
            }
        }
        let p = Tensor::from_vec(&[states, actions, states], p);
        Mdp::checked(p, Tensor::from_vec(&[states, actions], r), discount)
    }

    /// The same with another discount.
    pub fn discounted(&self, discount: f64) -> Mdp {
        Mdp {
            discount,
            ..self.clone()
        }
    }

    /// The same with other rewards, S x A (ends stay ends: their rewards are put to 0).
    #[track_caller]
    pub fn rewarded(&self, rewards: impl Into<Tensor>) -> Mdp {
        let rewards = rewards.into().detach();
        let want = [self.states(), self.actions()];
        assert!(
            rewards.shape() == want,
            "rewarded: the rewards must be states x actions, {want:?}, their shape is {:?}",
            rewards.shape()
        );
        let mut rewards = rewards.to_vec();
        for (row, end) in rewards.chunks_mut(want[1]).zip(&self.terminal) {
            if *end {
                row.fill(0.0);
            }
        }
        let rewards = Tensor::from_vec(&want, rewards);
        Mdp {
            rewards,
            ..self.clone()
        }
    }

    /// P(next | state, action), S x A x S.
    pub fn transitions(&self) -> &Tensor {
        &self.transitions
    }

    /// The expected reward of an action in a state, S x A.
    pub fn rewards(&self) -> &Tensor {
        &self.rewards
    }

    /// How many states.
    pub fn states(&self) -> usize {
        self.terminal.len()
    }

    /// How many actions.
    pub fn actions(&self) -> usize {
        self.rewards.shape()[1]
    }

    /// As a world to act in, cut off after `limit` steps. An observation is the one-hot code of the state;
    /// a step pays the expected reward of the action.
    pub fn world(&self, limit: usize) -> MdpWorld {
        MdpWorld {
            mdp: self.clone(),
            rewards: self.rewards.to_vec(),
            now: 0,
            limit,
            time: 0,
        }
    }
}

/// A [`Mdp`] that is played ([`Mdp::world`]): a [`World`](super::World) with numbered states.
///
/// ```
/// # use toy::prelude::*;
/// let mut world = chain_mdp(5, 0.0, 0.9).world(10); // ten steps an episode
/// let past = episode(&mut world, &mut |_, _| 0, &mut Rng::seed(1));
/// assert_eq!((past.steps(), past.states[3]), (10, 3)); // one state on at each step
/// ```
#[derive(Clone, Debug)]
pub struct MdpWorld {
    /// The table that is played.
    pub mdp: Mdp,
    rewards: Vec<f64>,
    /// The present state.
    pub now: usize,
    /// The episode is cut off after so many steps.
    pub limit: usize,
    /// How many steps this episode has had.
    pub time: usize,
}

impl MdpWorld {
    fn seen(&self) -> Vec<f64> {
        let mut seen = vec![0.0; self.mdp.states()];
        seen[self.now] = 1.0;
        seen
    }
}

impl World for MdpWorld {
    fn actions(&self) -> usize {
        self.mdp.actions()
    }

    fn observation_size(&self) -> usize {
        self.mdp.states()
    }

    fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
        self.now = rng.pick(&self.mdp.start);
        self.time = 0;
        self.seen()
    }

    #[track_caller]
    fn step(&mut self, action: usize, rng: &mut Rng) -> Step {
        check_action("MdpWorld", action, self.actions());
        let place = self.now * self.actions() + action;
        let successors = &self.mdp.successors[place];
        let mut left = rng.uniform();
        // Only rounding leaves the last one without a draw.
        let hit = successors.iter().find(|(_, p)| {
            left -= p;
            left < 0.0
        });
        self.now = hit.unwrap_or(&successors[successors.len() - 1]).0;
        self.time += 1;
        let terminated = self.mdp.terminal[self.now];
        Step {
            observation: self.seen(),
            reward: self.rewards[place],
            terminated,
            truncated: !terminated && self.time >= self.limit,
        }
    }

    fn state(&self) -> usize {
        self.now
    }

    fn states(&self) -> usize {
        self.mdp.states()
    }
}
