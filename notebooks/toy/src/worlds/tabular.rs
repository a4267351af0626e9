//! Learning tables of values from steps (R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2nd edition
//! 2018, chapters 6 and 12).

use super::World;
use super::choice::{best, greedy_or_any};
use crate::random::Rng;
use crate::tensor::Tensor;

/// The settings of tabular learning; `..Learning::default()` for what is not said.
///
/// ```
/// # use toy::prelude::*;
/// let settings = Learning { rate: 0.5, epsilon: 0.1, ..Learning::default() };
/// let mut grid = Grid::new("S.G").limit(50);
/// let learned = q_learning(&mut grid, 200, settings, &mut Rng::seed(1));
/// assert_eq!(learned.policy()[0], 1);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Learning {
    /// The step size α (0.1).
    pub rate: f64,
    /// How much the next step's value counts, γ (0.99).
    pub discount: f64,
    /// How often an action is random, ε (0.1).
    pub epsilon: f64,
    /// What all values are at first (0); high values make the learner try everything.
    pub initial: f64,
}

impl Default for Learning {
    fn default() -> Learning {
        Learning {
            rate: 0.1,
            discount: 0.99,
            epsilon: 0.1,
            initial: 0.0,
        }
    }
}

/// What [`q_learning`] or [`sarsa`] learned.
///
/// ```
/// # use toy::prelude::*;
/// let mut grid = Grid::new("S.G").limit(50);
/// let learned = q_learning(&mut grid, 200, Learning::default(), &mut Rng::seed(1));
/// assert_eq!((learned.action_values.shape(), learned.totals.len()), (vec![3, 4], 200)); // 200 episodes
/// assert_eq!(learned.policy()[1], 1); // to the right
/// ```
#[derive(Clone, Debug)]
pub struct Learned {
    /// Q(s, a), S x A.
    pub action_values: Tensor,
    /// The sum of the rewards of each episode, in order.
    pub totals: Vec<f64>,
}

impl Learned {
    /// The best action of each state; the first of equals.
    pub fn policy(&self) -> Vec<usize> {
        self.action_values.argmax()
    }
}

/// Q-learning: Q(s, a) += α (r + γ maxₐ′ Q(s′, a′) − Q(s, a)) (C. Watkins, "Learning from delayed rewards", 1989;
/// Sutton and Barto, section 6.5). After a time limit the bootstrap stays; after an end there is none.
///
/// ```
/// # use toy::prelude::*;
/// let mut grid = Grid::new("S...G").step_reward(-0.1).limit(100);
/// let learned = q_learning(&mut grid, 200, Learning::default(), &mut Rng::seed(1));
/// assert_eq!(learned.policy()[..4], [1, 1, 1, 1]);
/// ```
#[track_caller]
pub fn q_learning(
    world: &mut dyn World,
    episodes: usize,
    settings: Learning,
    rng: &mut Rng,
) -> Learned {
    check_tabular("q_learning", world);
    learn(world, episodes, settings, rng, false)
}

/// SARSA: Q(s, a) += α (r + γ Q(s′, a′) − Q(s, a)), a′ the action that is taken next (G. Rummery and M. Niranjan,
/// "On-line Q-learning using connectionist systems", 1994; Sutton and Barto, section 6.4).
///
/// ```
/// # use toy::prelude::*;
/// let mut grid = Grid::new("S.G").limit(50);
/// let learned = sarsa(&mut grid, 200, Learning::default(), &mut Rng::seed(1));
/// assert_eq!(learned.policy()[0], 1);
/// ```
#[track_caller]
pub fn sarsa(world: &mut dyn World, episodes: usize, settings: Learning, rng: &mut Rng) -> Learned {
    check_tabular("sarsa", world);
    learn(world, episodes, settings, rng, true)
}

#[track_caller]
fn check_tabular(what: &str, world: &dyn World) {
    assert!(
        world.states() > 0,
        "{what}: needs a world with numbered states"
    );
}

/// Both of them. SARSA draws the next action first and looks at its value; Q-learning looks at the best one.
#[track_caller]
fn learn(
    world: &mut dyn World,
    episodes: usize,
    settings: Learning,
    rng: &mut Rng,
    on_policy: bool,
) -> Learned {
    let (states, actions) = (world.states(), world.actions());
    let row = |state: usize| state * actions..(state + 1) * actions;
    let mut q = vec![settings.initial; states * actions];
    let mut totals = Vec::with_capacity(episodes);
    for _ in 0..episodes {
        world.reset(rng);
        let mut state = world.state();
        let mut action = greedy_or_any(&q[row(state)], settings.epsilon, rng);
        let mut total = 0.0;
        loop {
            crate::interrupt::checkpoint();
            let step = world.step(action, rng);
            let next = world.state();
            let later = &q[row(next)];
            let drawn = on_policy.then(|| greedy_or_any(later, settings.epsilon, rng));
            let after = match step.terminated {
                true => 0.0,
                false => later[drawn.unwrap_or_else(|| best(later))],
            };
            let place = state * actions + action;
            q[place] += settings.rate * (step.reward + settings.discount * after - q[place]);
            total += step.reward;
            if step.done() {
                break;
            }
            state = next;
            action = drawn.unwrap_or_else(|| greedy_or_any(&q[row(next)], settings.epsilon, rng));
        }
        totals.push(total);
    }
    Learned {
        action_values: Tensor::from_vec(&[states, actions], q),
        totals,
    }
}

/// TD(λ) with accumulating traces: the values of a policy (S x A probabilities), S numbers. Each step adds 1 to the
/// trace of its state, V += α δ·e, e ← γλ e (R. Sutton, "Learning to predict by the methods of temporal differences",
/// Machine Learning 3, 1988; Sutton and Barto, section 12.2). λ = 0 is one-step TD, λ = 1 Monte Carlo.
///
/// ```
/// # use toy::prelude::*;
/// let mut grid = Grid::new("S.G");
/// let right = one_hot(&[1, 1, 1], 4); // always right
/// let settings = Learning { discount: 0.9, rate: 0.2, ..Learning::default() };
/// let values = td_lambda(&mut grid, &right, 0.5, 200, settings, &mut Rng::seed(1));
/// close_all("γ, 1 and the end", values, [0.9, 1.0, 0.0], 1e-3);
/// ```
#[track_caller]
pub fn td_lambda(
    world: &mut dyn World,
    policy: &Tensor,
    lambda: f64,
    episodes: usize,
    settings: Learning,
    rng: &mut Rng,
) -> Tensor {
    check_tabular("td_lambda", world);
    let want = [world.states(), world.actions()];
    assert!(
        policy.shape() == want,
        "td_lambda: the policy must be states x actions, {want:?}, its shape is {:?}",
        policy.shape()
    );
    let rows = policy.to_rows();
    let mut values = vec![settings.initial; want[0]];
    for _ in 0..episodes {
        world.reset(rng);
        let mut trace = vec![0.0; want[0]];
        loop {
            crate::interrupt::checkpoint();
            let state = world.state();
            let action = rng.pick(&rows[state]);
            let step = world.step(action, rng);
            let after = if step.terminated {
                0.0
            } else {
                values[world.state()]
            };
            let error = step.reward + settings.discount * after - values[state];
            trace[state] += 1.0;
            for (value, trace) in values.iter_mut().zip(&mut trace) {
                *value += settings.rate * error * *trace;
                *trace *= settings.discount * lambda;
            }
            if step.done() {
                break;
            }
        }
    }
    values.into()
}
