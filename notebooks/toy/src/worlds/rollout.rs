//! Letting a policy act, and keeping what happened.

use super::{Step, VectorStep, Vectorised, World, discounted_return, gae};
use crate::random::Rng;
use crate::tensor::{Tensor, stack};

/// One episode of one world: T steps.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let past = episode(&mut Grid::new("S..G"), &mut |_, _| 1, &mut rng); // always right
/// assert_eq!((past.steps(), past.states.as_slice(), past.terminated), (3, &[0, 1, 2, 3][..], true));
/// assert_eq!((past.total(), past.discounted(0.5)), (1.0, 0.25));
/// ```
#[derive(Clone, Debug)]
pub struct Episode {
    /// What was seen, (T + 1) x d: the last row is what the last step led to.
    pub observations: Tensor,
    /// The numbers of the states, T + 1; empty if the world is not tabular.
    pub states: Vec<usize>,
    /// The numbered actions, T; empty if the actions are continuous.
    pub actions: Vec<usize>,
    /// The continuous actions, T x action size; T x 0 if the actions are numbered.
    pub steering: Tensor,
    /// T rewards.
    pub rewards: Vec<f64>,
    /// Whether the world itself ended the episode; false if it was cut off.
    pub terminated: bool,
}

impl Episode {
    /// The sum of the rewards.
    pub fn total(&self) -> f64 {
        self.rewards.iter().sum()
    }

    /// The discounted return, Σₜ γᵗ rₜ with γ = `discount`.
    pub fn discounted(&self, discount: f64) -> f64 {
        discounted_return(&self.rewards, discount)
    }

    /// How many steps it took.
    pub fn steps(&self) -> usize {
        self.rewards.len()
    }
}

/// Plays one episode to its end. The policy sees an observation and gives a numbered action. (A world without an end
/// and without a limit would be played for ever.)
///
/// ```
/// # use toy::prelude::*;
/// let past = episode(&mut Catch::new(6, 5), &mut |_, rng| rng.below(3), &mut Rng::seed(1));
/// assert_eq!((past.actions.len(), past.observations.shape()[1]), (5, 30));
/// ```
#[track_caller]
pub fn episode(
    world: &mut dyn World,
    policy: &mut dyn FnMut(&[f64], &mut Rng) -> usize,
    rng: &mut Rng,
) -> Episode {
    let mut actions = Vec::new();
    let past = live(world, rng, &mut |world, seen, rng| {
        actions.push(policy(seen, rng));
        world.step(actions[actions.len() - 1], rng)
    });
    Episode { actions, ..past }
}

/// [`episode`] with continuous actions: the policy gives `action_size()` numbers.
///
/// ```
/// # use toy::prelude::*;
/// let mut world = PointMass { limit: 20, ..PointMass::new() };
/// let past = episode_steered(&mut world, &mut |_, rng| vec![rng.normal(), rng.normal()], &mut Rng::seed(1));
/// assert_eq!(past.steering.shape()[1], 2);
/// ```
#[track_caller]
pub fn episode_steered(
    world: &mut dyn World,
    policy: &mut dyn FnMut(&[f64], &mut Rng) -> Vec<f64>,
    rng: &mut Rng,
) -> Episode {
    let mut steering = Vec::new();
    let past = live(world, rng, &mut |world, seen, rng| {
        let action = policy(seen, rng);
        let step = world.steer(&action, rng);
        steering.push(action);
        step
    });
    let steering = Tensor::from(steering);
    Episode { steering, ..past }
}

type Act<'a> = &'a mut dyn FnMut(&mut dyn World, &[f64], &mut Rng) -> Step;

#[track_caller]
fn live(world: &mut dyn World, rng: &mut Rng, act: Act) -> Episode {
    let mut observations = vec![world.reset(rng)];
    let tabular = world.states() > 0;
    let mut states: Vec<usize> = tabular.then(|| world.state()).into_iter().collect();
    let mut rewards = Vec::new();
    loop {
        crate::interrupt::checkpoint();
        let step = act(world, &observations[observations.len() - 1], rng);
        let done = step.done();
        rewards.push(step.reward);
        states.extend(tabular.then(|| world.state()));
        observations.push(step.observation);
        if done {
            return Episode {
                observations: observations.into(),
                states,
                actions: Vec::new(),
                steering: Tensor::from_vec(&[rewards.len(), 0], Vec::new()),
                rewards,
                terminated: step.terminated,
            };
        }
    }
}

/// T steps of n worlds. Episodes follow each other: an end is marked, the next row is of a fresh one.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut grids = Vectorised::copies(4, Grid::new("S.G"), &mut rng);
/// let past = rollout(&mut grids, 6, &mut |seen, _| vec![1; seen.shape()[0]], &mut rng); // always right
/// assert_eq!((past.rewards.shape(), past.totals.len()), (vec![6, 4], 12)); // 3 episodes in each of 4
/// assert_eq!(past.done().col(0).to_vec(), [0.0, 1.0, 0.0, 1.0, 0.0, 1.0]);
/// assert_eq!(past.mask().col(0).to_vec(), [1.0, 1.0, 0.0, 0.0, 0.0, 0.0]);
/// assert_eq!(past.returns(0.5).col(0).to_vec(), [0.5, 1.0, 0.5, 1.0, 0.5, 1.0]);
/// assert_eq!((past.flat_observations().shape(), past.action_numbers().len()), (vec![24, 3], 24));
/// let next = past.flat_next_observations();
/// let plain = past.advantages(&zeros([24]), &zeros(next.shape()[0]), 0.5, 1.0); // no values: returns
/// assert_eq!(plain.to_vec(), past.returns(0.5).to_vec());
/// ```
#[derive(Clone, Debug)]
pub struct Rollout {
    /// What the policy saw, T x n x d.
    pub observations: Tensor,
    /// What each step led to, T x n x d, before any reset.
    pub next_observations: Tensor,
    /// T x n numbered actions, or T x n x k continuous ones.
    pub actions: Tensor,
    /// T x n.
    pub rewards: Tensor,
    /// 1 where the world ended the episode, T x n.
    pub terminated: Tensor,
    /// 1 where the time limit ended it, T x n.
    pub truncated: Tensor,
    /// The sums of the rewards of the episodes that ended here, with what they earned before the rollout began.
    pub totals: Vec<f64>,
}

/// Lets a policy act for `steps` steps in all worlds; goes on where the worlds stand. The policy maps observations
/// (n x d) to n numbered actions. What it computes is not recorded for gradients here: compute the log-probabilities of
/// [`Rollout::actions`] again from [`Rollout::flat_observations`], which is one call of the network.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut poles = Vectorised::copies(8, CartPole::new(), &mut rng);
/// let net = Mlp::new(&mut rng, &[4, 16, 2], Act::Tanh);
/// let past = rollout(&mut poles, 32, &mut |x, rng| rng.categoricals(net.forward(x).softmax()), &mut rng);
/// assert_eq!(past.flat_observations().shape(), [256, 4]);
/// let chosen = net.forward(&past.flat_observations()).log_softmax().pick(&past.action_numbers());
/// assert_eq!(chosen.shape(), [256]);
/// ```
#[track_caller]
pub fn rollout(
    worlds: &mut Vectorised,
    steps: usize,
    policy: &mut dyn FnMut(&Tensor, &mut Rng) -> Vec<usize>,
    rng: &mut Rng,
) -> Rollout {
    collect(worlds, steps, &mut |worlds, seen| {
        let actions = crate::tensor::no_grad(|| policy(seen, rng));
        let step = worlds.step(&actions);
        (actions.into(), step)
    })
}

/// [`rollout`] with continuous actions: the policy gives n x k numbers.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut worlds = Vectorised::copies(3, Pendulum::new(), &mut rng);
/// let past = rollout_steered(&mut worlds, 5, &mut |seen, _| zeros([seen.shape()[0], 1]), &mut rng);
/// assert_eq!((past.actions.shape(), past.rewards.shape()), (vec![5, 3, 1], vec![5, 3]));
/// ```
#[track_caller]
pub fn rollout_steered(
    worlds: &mut Vectorised,
    steps: usize,
    policy: &mut dyn FnMut(&Tensor, &mut Rng) -> Tensor,
    rng: &mut Rng,
) -> Rollout {
    collect(worlds, steps, &mut |worlds, seen| {
        let actions = crate::tensor::no_grad(|| policy(seen, rng)).detach();
        let step = worlds.steer(&actions);
        (actions, step)
    })
}

type ActAll<'a> = &'a mut dyn FnMut(&mut Vectorised, &Tensor) -> (Tensor, VectorStep);

#[track_caller]
fn collect(worlds: &mut Vectorised, steps: usize, act: ActAll) -> Rollout {
    assert!(steps > 0, "rollout: needs at least one step");
    worlds.finished();
    let mut columns: [Vec<Tensor>; 6] = Default::default();
    for _ in 0..steps {
        let seen = worlds.observations();
        let (actions, step) = act(worlds, &seen);
        let row = [
            seen,
            step.next_observations,
            actions,
            step.rewards,
            step.terminated,
            step.truncated,
        ];
        for (column, part) in columns.iter_mut().zip(row) {
            column.push(part);
        }
    }
    let [
        observations,
        next_observations,
        actions,
        rewards,
        terminated,
        truncated,
    ] = columns.map(|column| stack(&column.iter().collect::<Vec<_>>()));
    Rollout {
        observations,
        next_observations,
        actions,
        rewards,
        terminated,
        truncated,
        totals: worlds.finished(),
    }
}

impl Rollout {
    /// 1 where an episode ended, for either reason, T x n.
    pub fn done(&self) -> Tensor {
        self.terminated.maximum(&self.truncated)
    }

    /// 1 up to and with the end of each world's first episode, 0 after it, T x n: for losses on whole episodes.
    pub fn mask(&self) -> Tensor {
        let (done, n) = (self.done().to_vec(), self.rewards.shape()[1]);
        let mut mask = vec![1.0; done.len()];
        for i in n..mask.len() {
            mask[i] = mask[i - n] * (1.0 - done[i - n]);
        }
        Tensor::from_vec(&self.rewards.shape(), mask)
    }

    /// The observations as rows, T·n x d, step by step.
    pub fn flat_observations(&self) -> Tensor {
        rows_of(&self.observations)
    }

    /// What the steps led to, as rows, T·n x d.
    pub fn flat_next_observations(&self) -> Tensor {
        rows_of(&self.next_observations)
    }

    /// The numbered actions, T·n, in the order of the rows.
    #[track_caller]
    pub fn action_numbers(&self) -> Vec<usize> {
        let shape = self.actions.shape();
        assert!(
            shape.len() == 2,
            "action_numbers: the actions are continuous, their shape is {shape:?}"
        );
        self.actions.to_vec().iter().map(|&a| a as usize).collect()
    }

    /// Rewards to go within each episode, T x n: Gₜ = rₜ + γ (1 − doneₜ) Gₜ₊₁. What follows the last step, and what a
    /// time limit cut off, counts as 0; [`Rollout::advantages`] puts a value there.
    pub fn returns(&self, discount: f64) -> Tensor {
        let nothing = crate::tensor::zeros(self.rewards.shape());
        self.advantages(&nothing, &nothing, discount, 1.0)
    }

    /// [`gae`] from the values of `observations` and of `next_observations` (both T x n, or T·n as one row).
    #[track_caller]
    pub fn advantages(
        &self,
        values: &Tensor,
        next_values: &Tensor,
        discount: f64,
        lambda: f64,
    ) -> Tensor {
        let shape = self.rewards.shape();
        gae(
            &self.rewards,
            &values.reshape(&shape),
            &next_values.reshape(&shape),
            &self.terminated,
            &self.done(),
            discount,
            lambda,
        )
    }
}

fn rows_of(x: &Tensor) -> Tensor {
    let shape = x.shape();
    x.reshape([shape[0] * shape[1], shape[2]])
}
