//! Several copies of a world, stepped together, so that a network sees their observations as one matrix.

use super::{Step, World};
use crate::random::Rng;
use crate::tensor::Tensor;

/// n worlds side by side. Each has a random source of its own, split from one at the start, so what happens in one does
/// not depend on the others. A world whose episode ends is reset at once.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut grids = Vectorised::copies(2, Grid::new("S.G"), &mut rng);
/// assert_eq!((grids.len(), grids.is_empty(), grids.actions(), grids.action_size()), (2, false, 4, 0));
/// assert_eq!((grids.reset().shape(), grids.states()), (vec![2, 3], vec![0, 0]));
/// let answer = grids.step(&[1, 3]); // right, and left into the wall
/// assert_eq!(answer.next_observations.to_rows(), [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0]]);
/// grids.step(&[1, 3]);
/// assert_eq!(grids.finished(), [1.0]); // the first has arrived
/// ```
pub struct Vectorised {
    worlds: Vec<Box<dyn World>>,
    sources: Vec<Rng>,
    seen: Vec<Vec<f64>>,
    /// The rewards so far of the episodes under way, and those of the episodes that have ended.
    sums: Vec<f64>,
    finished: Vec<f64>,
}

/// What n worlds answer to n actions.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut grids = Vectorised::copies(2, Grid::new("SG"), &mut rng);
/// let answer = grids.step(&[1, 3]);
/// assert_eq!((answer.rewards.to_vec(), answer.terminated.to_vec()), (vec![1.0, 0.0], vec![1.0, 0.0]));
/// ```
#[derive(Clone, Debug)]
pub struct VectorStep {
    /// What each step led to, n x d, before any reset: what a bootstrap looks at.
    pub next_observations: Tensor,
    /// n rewards.
    pub rewards: Tensor,
    /// 1 where the episode ended in the world, else 0; n numbers.
    pub terminated: Tensor,
    /// 1 where the time limit cut the episode off, else 0; n numbers.
    pub truncated: Tensor,
}

impl Vectorised {
    /// These worlds, all reset. They must agree in their actions and in the size of an observation.
    #[track_caller]
    pub fn new(worlds: Vec<Box<dyn World>>, rng: &mut Rng) -> Vectorised {
        assert!(!worlds.is_empty(), "Vectorised: needs at least one world");
        let kind = |w: &dyn World| (w.actions(), w.action_size(), w.observation_size());
        let first = kind(&*worlds[0]);
        for (i, world) in worlds.iter().enumerate() {
            assert!(
                kind(&**world) == first,
                "Vectorised: world 0 has (actions, action size, observation size) {first:?}, world {i} {:?}",
                kind(&**world)
            );
        }
        let mut all = Vectorised {
            sources: worlds.iter().map(|_| rng.split()).collect(),
            worlds,
            seen: Vec::new(),
            sums: Vec::new(),
            finished: Vec::new(),
        };
        all.reset();
        all
    }

    /// `n` copies of one world.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut poles = Vectorised::copies(8, CartPole::new(), &mut Rng::seed(1));
    /// assert_eq!(poles.observations().shape(), [8, 4]);
    /// assert_eq!(poles.step(&[1; 8]).rewards.shape(), [8]);
    /// ```
    #[track_caller]
    pub fn copies(n: usize, world: impl World + Clone + 'static, rng: &mut Rng) -> Vectorised {
        let worlds = (0..n).map(|_| Box::new(world.clone()) as Box<dyn World>);
        Vectorised::new(worlds.collect(), rng)
    }

    /// How many worlds.
    pub fn len(&self) -> usize {
        self.worlds.len()
    }

    /// Never: there is at least one world.
    pub fn is_empty(&self) -> bool {
        self.worlds.is_empty()
    }

    /// How many numbered actions each world has.
    pub fn actions(&self) -> usize {
        self.worlds[0].actions()
    }

    /// How many numbers a continuous action has.
    pub fn action_size(&self) -> usize {
        self.worlds[0].action_size()
    }

    /// Starts a fresh episode everywhere; the first observations, n x d.
    pub fn reset(&mut self) -> Tensor {
        let worlds = self.worlds.iter_mut().zip(&mut self.sources);
        self.seen = worlds.map(|(world, rng)| world.reset(rng)).collect();
        self.sums = vec![0.0; self.len()];
        self.observations()
    }

    /// What is seen now, n x d; of a fresh episode where the last step ended one.
    pub fn observations(&self) -> Tensor {
        Tensor::from(&self.seen)
    }

    /// The numbers of the present states, in tabular worlds.
    #[track_caller]
    pub fn states(&self) -> Vec<usize> {
        let mut states = Vec::with_capacity(self.len());
        for world in &self.worlds {
            states.push(world.state());
        }
        states
    }

    /// Takes one numbered action in each world.
    #[track_caller]
    pub fn step(&mut self, actions: &[usize]) -> VectorStep {
        let n = self.len();
        assert!(
            actions.len() == n,
            "Vectorised::step: {} actions for {n} worlds",
            actions.len()
        );
        let mut steps = Vec::with_capacity(n);
        for ((world, rng), &action) in self.worlds.iter_mut().zip(&mut self.sources).zip(actions) {
            steps.push(world.step(action, rng));
        }
        self.gather(steps)
    }

    /// Takes one continuous action in each world: n x `action_size()`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let mut points = Vectorised::copies(3, PointMass::new(), &mut rng);
    /// assert_eq!(points.steer(&zeros([3, 2])).rewards.shape(), [3]);
    /// ```
    #[track_caller]
    pub fn steer(&mut self, actions: &Tensor) -> VectorStep {
        let (shape, want) = (actions.shape(), [self.len(), self.action_size()]);
        assert!(
            shape == want,
            "Vectorised::steer: the actions must be worlds x action size, {want:?}, their shape is {shape:?}"
        );
        let mut steps = Vec::with_capacity(want[0]);
        let pairs = self.worlds.iter_mut().zip(&mut self.sources);
        for ((world, rng), action) in pairs.zip(actions.to_rows()) {
            steps.push(world.steer(&action, rng));
        }
        self.gather(steps)
    }

    /// The sums of the rewards of the episodes that have ended since this was asked last, in the order of their ends.
    pub fn finished(&mut self) -> Vec<f64> {
        std::mem::take(&mut self.finished)
    }

    /// Columns from the steps; resets what has ended.
    fn gather(&mut self, steps: Vec<Step>) -> VectorStep {
        let flag = |of: fn(&Step) -> bool| steps.iter().map(move |s| f64::from(u8::from(of(s))));
        let (terminated, truncated) = (flag(|s| s.terminated), flag(|s| s.truncated));
        let (terminated, truncated) = (terminated.collect(), truncated.collect());
        let rewards = steps.iter().map(|s| s.reward).collect();
        self.sums
            .iter_mut()
            .zip(&steps)
            .for_each(|(sum, step)| *sum += step.reward);
        let done: Vec<bool> = steps.iter().map(Step::done).collect();
        self.seen = steps.into_iter().map(|s| s.observation).collect();
        let next_observations = self.observations();
        for (i, done) in done.into_iter().enumerate() {
            if done {
                self.finished.push(self.sums[i]);
                self.sums[i] = 0.0;
                self.seen[i] = self.worlds[i].reset(&mut self.sources[i]);
            }
        }
        VectorStep {
            next_observations,
            rewards,
            terminated,
            truncated,
        }
    }
}
