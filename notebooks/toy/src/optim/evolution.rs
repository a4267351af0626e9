//! Evolution strategies: ascent on a number that has no gradient.

use super::Adam;
use crate::random::Rng;
use crate::tensor::{Tensor, concat, param};

/// Evolution strategies (Salimans et al., "Evolution strategies as a scalable alternative to reinforcement learning",
/// 2017, algorithm 1) with mirrored noise and Adam: candidates θ ± σε, and the gradient of the mean score,
/// Σᵢ (F(θ + σεᵢ) − F(θ − σεᵢ))·εᵢ / (2σ·pairs). *Higher scores are better.*
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut search = EvolutionStrategy::new([0.0, 0.0], 16, 0.1, 0.1);
/// for _ in 0..200 {
///     let candidates = search.ask(&mut rng); // 32 x 2, one a row
///     let scores = -(candidates - tensor([1.0, -2.0])).square().sum_axis(1);
///     search.tell(scores);
/// }
/// close_all("optimum", search.mean(), [1.0, -2.0], 0.05);
/// ```
#[derive(Clone, Debug)]
pub struct EvolutionStrategy {
    mean: Tensor,
    sd: f64,
    pairs: usize,
    ranked: bool,
    optimiser: Adam,
    noise: Option<Tensor>,
}

impl EvolutionStrategy {
    /// A search that starts at the vector `start`, with `pairs` pairs of candidates a round, noise of standard
    /// deviation `sd` and Adam's learning rate `lr`.
    #[track_caller]
    pub fn new(start: impl Into<Tensor>, pairs: usize, sd: f64, lr: f64) -> EvolutionStrategy {
        let start = start.into();
        assert!(
            start.rank() == 1 && pairs > 0 && sd > 0.0,
            "EvolutionStrategy: needs a vector, pairs > 0 and sd > 0; got shape {:?}, {pairs}, {sd}",
            start.shape()
        );
        let mean = param(start);
        let optimiser = Adam::new([&mean], lr);
        EvolutionStrategy {
            mean,
            sd,
            pairs,
            ranked: false,
            optimiser,
            noise: None,
        }
    }

    /// Replaces the scores by their ranks, spread evenly over −½..½ (the paper's fitness shaping): no outlier counts.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut search = EvolutionStrategy::new([0.0], 8, 0.1, 0.1).ranked();
    /// let x = search.ask(&mut Rng::seed(1));
    /// search.tell(x.exp().flatten()); // only the order counts
    /// assert!(search.mean().item() > 0.0);
    /// ```
    pub fn ranked(mut self) -> EvolutionStrategy {
        self.ranked = true;
        self
    }

    /// The centre of the search, a vector.
    pub fn mean(&self) -> Tensor {
        self.mean.detach()
    }

    /// The next candidates, 2·pairs x n: all θ + σε, then all θ − σε in the same order.
    pub fn ask(&mut self, rng: &mut Rng) -> Tensor {
        let noise = rng.normals([self.pairs, self.mean.len()]);
        let shift = &noise * self.sd;
        let mean = self.mean();
        self.noise = Some(noise);
        concat(0, &[&(&mean + &shift), &(&mean - &shift)])
    }

    /// Takes the candidates' scores, in their order, and moves the centre.
    #[track_caller]
    pub fn tell(&mut self, scores: impl Into<Tensor>) {
        let scores = scores.into().to_vec();
        let Some(noise) = self.noise.take() else {
            panic!("tell: there are no candidates; call `ask` first");
        };
        assert!(
            scores.len() == 2 * self.pairs,
            "tell: {} scores for {} candidates",
            scores.len(),
            2 * self.pairs
        );
        let scores = if self.ranked { ranks(&scores) } else { scores };
        let (plus, minus) = scores.split_at(self.pairs);
        let gain: Tensor = plus.iter().zip(minus).map(|(a, b)| a - b).collect();
        let slope = gain.matmul(&noise) / (2.0 * self.sd * self.pairs as f64);
        // The optimiser goes down, the score shall go up.
        self.optimiser.apply(&[-slope]);
    }
}

/// Ranks from 0 to n − 1, spread over −½..½; equal scores share the mean of their ranks.
fn ranks(scores: &[f64]) -> Vec<f64> {
    let top = (scores.len() - 1) as f64;
    let rank = |x: &f64| {
        let below = scores.iter().filter(|&y| y < x).count() as f64;
        let equal = scores.iter().filter(|&y| y == x).count() as f64;
        (below + 0.5 * (equal - 1.0)) / top - 0.5
    };
    scores.iter().map(rank).collect()
}
