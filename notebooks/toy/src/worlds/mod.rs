//! Worlds to act in, and the exact answers to hold a learner against.
//!
//! A [`World`] is reset and stepped; everything random in it comes from the `&mut Rng` of the call. A world with
//! numbered states can be written down as an [`Mdp`], which is solved exactly. Games have more than one player.
//!
//! | file | what stands there |
//! |---|---|
//! | `vectorised`, `rollout`, `returns` | many copies at once; what they lived through; returns and advantages |
//! | `grid`, `grid_world`, `maps` | grid worlds drawn as text |
//! | `control`, `point`, `catch`, `bandits` | cart-pole, pendulum, mountain car; a point in the plane; catch; bandits |
//! | `mdp`, `solve`, `visits`, `chains` | tabular worlds, exact solutions, visits, known examples |
//! | `matrix_games`, `equilibria`, `signalling` | payoff tables, their equilibria, speaker and listener |
//! | `boards`, `hex`, `search`, `mcts` | small board games, minimax, Monte Carlo tree search |
//! | `replay`, `choice`, `tabular` | replay buffers, choice of actions, tabular learning |

mod bandits;
mod boards;
mod catch;
mod chains;
mod choice;
mod control;
mod equilibria;
mod grid;
mod grid_settings;
mod grid_world;
mod hex;
mod linear;
mod maps;
mod matrix_games;
mod mcts;
mod mdp;
mod point;
mod replay;
mod returns;
mod rollout;
mod search;
mod signalling;
mod solve;
mod tabular;
mod vectorised;
mod visits;

pub use bandits::{Bandit, ContextualBandit, exp3, thompson_bernoulli, ucb1};
pub use boards::{Board, LineGame, Nim};
pub use catch::Catch;
pub use chains::{chain_mdp, random_mdp, river_swim};
pub use choice::{argmax, boltzmann, epsilon_greedy};
pub use control::{CartPole, MountainCar, Pendulum};
pub use grid::{Grid, View};
pub use hex::Hex;
pub use maps::{four_rooms, open_map, rooms_map};
pub use matrix_games::MatrixGame;
pub use mcts::{Leaf, Mcts};
pub use mdp::{Mdp, MdpWorld};
pub use point::PointMass;
pub use replay::{Minibatch, PrioritisedReplay, ReplayBuffer};
pub use returns::{discounted_return, gae, reward_to_go};
pub use rollout::{Episode, Rollout, episode, episode_steered, rollout, rollout_steered};
pub use search::{minimax, play_game, random_move, search_board};
pub use signalling::{Played, Referential, Referred, Signalling};
pub use solve::{SoftSolution, Solution, optimal_stopping};
pub use tabular::{Learned, Learning, q_learning, sarsa, td_lambda};
pub use vectorised::{VectorStep, Vectorised};
pub use visits::stationary;

use crate::random::Rng;

/// What a world answers to an action.
///
/// ```
/// # use toy::prelude::*;
/// let mut grid = Grid::new("SG");
/// grid.reset(&mut Rng::seed(1));
/// let step = grid.step(1, &mut Rng::seed(1)); // to the right
/// assert!(step.done() && step.terminated && !step.truncated);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What the agent sees now.
    pub observation: Vec<f64>,
    /// The reward of this step.
    pub reward: f64,
    /// The episode ended in the world itself: no reward can follow, so the value of what comes next is 0.
    pub terminated: bool,
    /// The episode was only cut off by its time limit: a bootstrap still uses the value of what would come next.
    pub truncated: bool,
}

impl Step {
    /// Whether the episode is over, for either reason.
    pub fn done(&self) -> bool {
        self.terminated || self.truncated
    }
}

/// Something to act in, with numbered actions, or with vectors of numbers as actions, or with both.
///
/// A world of your own needs four functions:
///
/// ```
/// # use toy::prelude::*;
/// struct Coin { face: usize }
/// impl World for Coin {
///     fn actions(&self) -> usize { 2 }
///     fn observation_size(&self) -> usize { 1 }
///     fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
///         self.face = rng.below(2);
///         vec![self.face as f64]
///     }
///     fn step(&mut self, action: usize, _: &mut Rng) -> Step {
///         let reward = if action == self.face { 1.0 } else { 0.0 };
///         Step { observation: vec![self.face as f64], reward, terminated: true, truncated: false }
///     }
/// }
/// let mut rng = Rng::seed(1);
/// let past = episode(&mut Coin { face: 0 }, &mut |seen, _| seen[0] as usize, &mut rng);
/// assert_eq!(past.total(), 1.0);
/// ```
///
/// Tabular worlds number their states, others take numbers as actions:
///
/// ```
/// # use toy::prelude::*;
/// let (mut rng, grid, mut pendulum) = (Rng::seed(1), Grid::new("S.G"), Pendulum::new());
/// assert_eq!((grid.state(), grid.states()), (0, 3));
/// pendulum.reset(&mut rng);
/// let push = vec![2.0; pendulum.action_size()];
/// assert!(pendulum.steer(&push, &mut rng).reward < 0.0);
/// ```
pub trait World {
    /// How many numbered actions there are: 0, 1, ..., `actions()` - 1.
    fn actions(&self) -> usize;

    /// How many numbers an observation has.
    fn observation_size(&self) -> usize;

    /// Starts an episode; the first observation.
    fn reset(&mut self, rng: &mut Rng) -> Vec<f64>;

    /// Takes a numbered action. After the end of an episode the world must be reset first.
    fn step(&mut self, action: usize, rng: &mut Rng) -> Step;

    /// How many numbers a continuous action has; 0 if the world has numbered actions only.
    fn action_size(&self) -> usize {
        0
    }

    /// Takes a continuous action (`action_size()` numbers; each world says their units and bounds).
    #[track_caller]
    fn steer(&mut self, action: &[f64], rng: &mut Rng) -> Step {
        let _ = rng;
        panic!("steer: this world has numbered actions only (use step), got {action:?}");
    }

    /// The number of the present state, in a tabular world.
    #[track_caller]
    fn state(&self) -> usize {
        panic!("state: this world's states are not numbered, so no table can be learned in it");
    }

    /// How many states there are; 0 if they are not numbered.
    fn states(&self) -> usize {
        0
    }
}

/// Panics if there is no such action; `world` names the world.
#[track_caller]
pub(crate) fn check_action(world: &str, action: usize, actions: usize) {
    assert!(
        action < actions,
        "{world}: action {action}, but there are {actions} actions (0 to {})",
        actions as i64 - 1
    );
}

/// Panics if a continuous action has the wrong length or is not finite; `world` names the world.
#[track_caller]
pub(crate) fn check_steering(world: &str, action: &[f64], size: usize) {
    assert!(
        action.len() == size && action.iter().all(|a| a.is_finite()),
        "{world}: a continuous action is {size} finite numbers, got {action:?}"
    );
}
