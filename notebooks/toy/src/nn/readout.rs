//! Read-outs: one vector for a set of rows, whatever their order and number.

use super::layers::{Layer, Linear};
use super::recurrent::Lstm;
use super::segments::{segment_softmax, segment_sum};
use crate::random::Rng;
use crate::tensor::{Tensor, concat, zeros};

/// Pooling by attention: each segment's mean of its rows, weighted by a softmax of a learned score of each row
/// (Li et al., "Gated graph sequence neural networks", 2016, equation 7, with a softmax in place of the gate).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let pool = AttentionPool::new(&mut rng, 4);
/// let (out, weights) = pool.of(&rng.normals([5, 4]), &[0, 0, 0, 1, 1], 2); // two graphs
/// assert_eq!(out.shape(), [2, 4]);
/// close_all("one a graph", segment_sum(&weights.flatten(), &[0, 0, 0, 1, 1], 2), [1.0, 1.0], 1e-12);
/// assert_eq!(pool.params().len(), 2);
/// ```
#[derive(Clone, Debug)]
pub struct AttentionPool {
    /// The score of a row, features -> 1.
    pub score: Linear,
}

impl AttentionPool {
    /// Over rows of `features` numbers.
    pub fn new(rng: &mut Rng, features: usize) -> AttentionPool {
        AttentionPool {
            score: Linear::new(rng, features, 1),
        }
    }

    /// rows x features -> count x features, where `segments[i]` is the segment of row i; and each row's weight.
    #[track_caller]
    pub fn of(&self, x: &Tensor, segments: &[usize], count: usize) -> (Tensor, Tensor) {
        let weights = segment_softmax(&self.score.forward(x), segments, count);
        (
            segment_sum(&(x * &weights), segments, count),
            weights.flatten(),
        )
    }

    /// What an optimiser may change.
    pub fn params(&self) -> Vec<Tensor> {
        self.score.params()
    }
}

/// Set2Set: an LSTM asks the set several times, each question depends on the last answers (Vinyals et al., "Order
/// matters: sequence to sequence for sets", 2016, equations 3 to 7).
///
/// q = LSTM(q*), weights α = softmax over the rows x of a segment of q·x, answer r = Σ α x, q* = [q, r].
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let pool = Set2Set::new(&mut rng, 5, 3); // 5 features, 3 questions
/// let nodes = rng.normals([7, 5]);
/// let graphs = pool.of(&nodes, &[0, 0, 0, 1, 1, 1, 1], 2); // two graphs
/// assert_eq!(graphs.shape(), [2, 10]);
/// assert!(!pool.params().is_empty());
/// ```
#[derive(Clone, Debug)]
pub struct Set2Set {
    /// From q* (2·features) to q (features).
    pub lstm: Lstm,
    /// How many questions.
    pub steps: usize,
}

impl Set2Set {
    /// Over rows of `features` numbers, with `steps` questions.
    pub fn new(rng: &mut Rng, features: usize, steps: usize) -> Set2Set {
        Set2Set {
            lstm: Lstm::new(rng, 2 * features, features),
            steps,
        }
    }

    /// rows x features -> count x 2·features, where `segments[i]` is the segment of row i.
    #[track_caller]
    pub fn of(&self, x: &Tensor, segments: &[usize], count: usize) -> Tensor {
        let features = self.lstm.gates.u.shape()[0];
        assert!(
            x.rank() == 2 && x.shape()[1] == features,
            "Set2Set: needs rows of {features} features, the shape is {:?}",
            x.shape()
        );
        let mut read = zeros([count, 2 * features]);
        let mut state = (zeros([count, features]), zeros([count, features]));
        for _ in 0..self.steps {
            state = self.lstm.step(&read, &state);
            let scores = (x * state.0.rows(segments)).sum_axis(1);
            let weights = segment_softmax(&scores, segments, count);
            let answer = segment_sum(&(x * weights.unsqueeze(1)), segments, count);
            read = concat(1, &[&state.0, &answer]);
        }
        read
    }

    /// What an optimiser may change.
    pub fn params(&self) -> Vec<Tensor> {
        self.lstm.params()
    }
}
