//! Replay buffers: what was lived through, to be learned from again.

use crate::random::Rng;
use crate::tensor::Tensor;

/// Steps drawn from a buffer, one a row.
///
/// ```
/// # use toy::prelude::*;
/// let mut buffer = ReplayBuffer::new(100);
/// let step = Step { observation: vec![1.0, 2.0], reward: 0.5, terminated: true, truncated: false };
/// buffer.push(&[0.0, 1.0], 3, &step);
/// let batch = buffer.at(&[0, 0]); // the same step twice
/// assert_eq!((batch.actions, batch.rewards.to_vec()), (vec![3, 3], vec![0.5, 0.5]));
/// assert_eq!((batch.observations.shape(), buffer.len(), buffer.is_empty()), (vec![2, 2], 1, false));
/// ```
#[derive(Clone, Debug)]
pub struct Minibatch {
    /// n x d.
    pub observations: Tensor,
    /// n numbered actions.
    pub actions: Vec<usize>,
    /// n rewards.
    pub rewards: Tensor,
    /// What the steps led to, n x d.
    pub next_observations: Tensor,
    /// 1 where nothing follows, n.
    pub terminated: Tensor,
    /// Importance weights, n; all 1 from a uniform buffer.
    pub weights: Tensor,
    /// Which places of the buffer these are, for [`PrioritisedReplay::update`].
    pub places: Vec<usize>,
}

/// The last `capacity` steps, drawn uniformly (L. Lin, "Self-improving reactive agents based on reinforcement learning,
/// planning and teaching", Machine Learning 8, 1992).
///
/// ```
/// # use toy::prelude::*;
/// let (mut rng, mut world) = (Rng::seed(1), Catch::new(5, 5));
/// let mut buffer = ReplayBuffer::new(1000);
/// let mut seen = world.reset(&mut rng);
/// for _ in 0..4 {
///     let step = world.step(1, &mut rng);
///     buffer.push(&seen, 1, &step);
///     seen = step.observation;
/// }
/// assert_eq!(buffer.sample(32, &mut rng).observations.shape(), [32, 25]);
/// assert_eq!((buffer.len(), buffer.is_empty(), buffer.at(&[3]).actions[0]), (4, false, 1));
/// ```
#[derive(Clone, Debug)]
pub struct ReplayBuffer {
    capacity: usize,
    size: usize,
    oldest: usize,
    observations: Vec<f64>,
    next_observations: Vec<f64>,
    actions: Vec<usize>,
    rewards: Vec<f64>,
    terminated: Vec<f64>,
}

impl ReplayBuffer {
    /// Holds at most `capacity` steps; the oldest goes first.
    #[track_caller]
    pub fn new(capacity: usize) -> ReplayBuffer {
        assert!(capacity > 0, "ReplayBuffer: the capacity must be positive");
        ReplayBuffer {
            capacity,
            size: 0,
            oldest: 0,
            observations: Vec::new(),
            next_observations: Vec::new(),
            actions: Vec::new(),
            rewards: Vec::new(),
            terminated: Vec::new(),
        }
    }

    /// How many steps are held.
    pub fn len(&self) -> usize {
        self.actions.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.actions.is_empty()
    }

    /// Keeps one step: what was seen, what was done, what the world answered. The place it is kept at.
    #[track_caller]
    pub fn push(&mut self, seen: &[f64], action: usize, step: &super::Step) -> usize {
        if self.is_empty() {
            self.size = seen.len();
        }
        let d = self.size;
        assert!(
            seen.len() == d && step.observation.len() == d,
            "ReplayBuffer::push: observations here have {d} numbers, got {} and then {}",
            seen.len(),
            step.observation.len()
        );
        let terminated = f64::from(u8::from(step.terminated));
        if self.len() < self.capacity {
            self.observations.extend(seen);
            self.next_observations.extend(&step.observation);
            self.actions.push(action);
            self.rewards.push(step.reward);
            self.terminated.push(terminated);
            return self.len() - 1;
        }
        let place = self.oldest;
        self.oldest = (place + 1) % self.capacity;
        self.observations[place * d..(place + 1) * d].copy_from_slice(seen);
        self.next_observations[place * d..(place + 1) * d].copy_from_slice(&step.observation);
        self.actions[place] = action;
        self.rewards[place] = step.reward;
        self.terminated[place] = terminated;
        place
    }

    /// `n` steps drawn uniformly, with replacement.
    #[track_caller]
    pub fn sample(&self, n: usize, rng: &mut Rng) -> Minibatch {
        assert!(
            !self.is_empty(),
            "ReplayBuffer::sample: the buffer is empty"
        );
        self.at(&rng.indices(self.len(), n))
    }

    /// The steps at these places.
    #[track_caller]
    pub fn at(&self, places: &[usize]) -> Minibatch {
        let (d, n) = (self.size, places.len());
        for &i in places {
            assert!(
                i < self.len(),
                "ReplayBuffer: there is no place {i}, it holds {} steps",
                self.len()
            );
        }
        let rows = |of: &[f64]| {
            let rows = places.iter().flat_map(|i| &of[i * d..(i + 1) * d]);
            Tensor::from_vec(&[n, d], rows.copied().collect())
        };
        let column = |of: &[f64]| places.iter().map(|&i| of[i]).collect::<Tensor>();
        Minibatch {
            observations: rows(&self.observations),
            next_observations: rows(&self.next_observations),
            actions: places.iter().map(|&i| self.actions[i]).collect(),
            rewards: column(&self.rewards),
            terminated: column(&self.terminated),
            weights: crate::tensor::ones(n),
            places: places.to_vec(),
        }
    }
}

/// Steps drawn in proportion to pᵢ^α, where pᵢ is the size of a step's last error (T. Schaul et al., "Prioritized
/// experience replay", 2016, section 3.3). The importance weights (N·P(i))^(−β), divided by the largest of the
/// minibatch, undo the bias.
///
/// ```
/// # use toy::prelude::*;
/// let mut buffer = PrioritisedReplay::new(100, 1.0);
/// let step = Step { observation: vec![0.0], reward: 0.0, terminated: false, truncated: false };
/// (0..2).for_each(|action| buffer.push(&[0.0], action, &step));
/// assert_eq!((buffer.len(), buffer.is_empty()), (2, false));
/// buffer.update(&[0, 1], [1.0, 9.0]); // the sizes of the errors
/// let batch = buffer.sample(1000, 1.0, &mut Rng::seed(1));
/// close("1 : 9", class_counts(&batch.actions, 2)[0] as f64 / 1000.0, 0.1, 0.03);
/// close("weights undo it", batch.weights.min().item(), 1.0 / 9.0, 1e-3);
/// ```
#[derive(Clone, Debug)]
pub struct PrioritisedReplay {
    buffer: ReplayBuffer,
    /// How much priorities count: 0 is uniform (0.6).
    pub alpha: f64,
    /// A binary tree of sums in an array: node i has the children 2i and 2i + 1, leaf j is `leaves + j`.
    sums: Vec<f64>,
    leaves: usize,
    top: f64,
}

impl PrioritisedReplay {
    /// Holds at most `capacity` steps.
    #[track_caller]
    pub fn new(capacity: usize, alpha: f64) -> PrioritisedReplay {
        let leaves = capacity.next_power_of_two();
        PrioritisedReplay {
            buffer: ReplayBuffer::new(capacity),
            alpha,
            sums: vec![0.0; 2 * leaves],
            leaves,
            top: 1.0,
        }
    }

    /// How many steps are held.
    pub fn len(&self) -> usize {
        self.buffer.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.buffer.is_empty()
    }

    /// Keeps one step, with the largest priority so far, so that it is drawn soon.
    #[track_caller]
    pub fn push(&mut self, seen: &[f64], action: usize, step: &super::Step) {
        let place = self.buffer.push(seen, action, step);
        self.set(place, self.top);
    }

    fn set(&mut self, place: usize, weight: f64) {
        let mut i = self.leaves + place;
        self.sums[i] = weight;
        while i > 1 {
            i /= 2;
            self.sums[i] = self.sums[2 * i] + self.sums[2 * i + 1];
        }
    }

    /// `n` steps with their importance weights, exponent `beta` (1 undoes the bias fully).
    #[track_caller]
    pub fn sample(&self, n: usize, beta: f64, rng: &mut Rng) -> Minibatch {
        assert!(
            !self.is_empty(),
            "PrioritisedReplay::sample: the buffer is empty"
        );
        let places: Vec<usize> = (0..n).map(|_| self.draw(rng)).collect();
        let chance = |&i: &usize| self.sums[self.leaves + i] / self.sums[1];
        let weights: Vec<f64> = places
            .iter()
            .map(|i| crate::math::powf(self.len() as f64 * chance(i), -beta))
            .collect();
        let top = weights.iter().copied().fold(0.0, f64::max);
        Minibatch {
            weights: weights.iter().map(|w| w / top).collect(),
            ..self.buffer.at(&places)
        }
    }

    /// Walks down the tree to the leaf in which a uniform number falls.
    fn draw(&self, rng: &mut Rng) -> usize {
        let mut left = rng.uniform() * self.sums[1];
        let mut i = 1;
        while i < self.leaves {
            i *= 2;
            // Rounding must not lead into a side that is empty.
            if left >= self.sums[i] && self.sums[i + 1] > 0.0 {
                left -= self.sums[i];
                i += 1;
            }
        }
        i - self.leaves
    }

    /// New priorities after learning: the sizes of the errors of the steps at `places`. A small number is added, so
    /// that no step is lost.
    #[track_caller]
    pub fn update(&mut self, places: &[usize], errors: impl Into<Tensor>) {
        let errors = errors.into().to_vec();
        assert!(
            errors.len() == places.len() && errors.iter().all(|e| e.is_finite()),
            "PrioritisedReplay::update: {} places, finite errors expected: {errors:?}",
            places.len()
        );
        for (&place, error) in places.iter().zip(errors) {
            assert!(
                place < self.len(),
                "PrioritisedReplay::update: there is no place {place}, it holds {} steps",
                self.len()
            );
            let weight = crate::math::powf(error.abs() + 1e-6, self.alpha);
            self.top = self.top.max(weight);
            self.set(place, weight);
        }
    }
}
