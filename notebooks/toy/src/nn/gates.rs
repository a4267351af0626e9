//! What the recurrent layers share: weights of their gates, and the walk over a sequence.

use super::steps::{join_steps, split_steps};
use crate::random::Rng;
use crate::tensor::{Tensor, choose, param, zeros};

/// The two affine maps of a cell: of the input and of the state, each to all gates side by side.
#[derive(Clone, Debug)]
pub struct Gates {
    /// Weights of the input, inputs x (gates · hidden).
    pub w: Tensor,
    /// Weights of the state, hidden x (gates · hidden).
    pub u: Tensor,
    /// Bias of the input's part, gates · hidden.
    pub b: Tensor,
    /// Bias of the state's part, gates · hidden.
    pub c: Tensor,
}

impl Gates {
    pub(super) fn new(rng: &mut Rng, inputs: usize, hidden: usize, gates: usize) -> Gates {
        let bound = 1.0 / (hidden as f64).sqrt();
        let width = gates * hidden;
        Gates {
            w: param((rng.uniforms([inputs, width]) * 2.0 - 1.0) * bound),
            u: param((rng.uniforms([hidden, width]) * 2.0 - 1.0) * bound),
            b: param((rng.uniforms(width) * 2.0 - 1.0) * bound),
            c: param((rng.uniforms(width) * 2.0 - 1.0) * bound),
        }
    }

    pub(super) fn hidden(&self) -> usize {
        self.u.shape()[0]
    }

    /// x·W + b.
    #[track_caller]
    pub(super) fn of_input(&self, x: &Tensor) -> Tensor {
        x.matmul(&self.w) + &self.b
    }

    /// h·U + c.
    #[track_caller]
    pub(super) fn of_state(&self, h: &Tensor) -> Tensor {
        h.matmul(&self.u) + &self.c
    }

    /// Zeros for each row of `x`.
    pub(super) fn zero_state(&self, x: &Tensor) -> Tensor {
        let batch = x.shape().first().copied().unwrap_or(0);
        zeros([batch, self.hidden()])
    }

    pub(super) fn params(&self) -> Vec<Tensor> {
        [&self.w, &self.u, &self.b, &self.c]
            .map(Tensor::clone)
            .into()
    }

    /// Gate number `i` of some sums of all gates.
    pub(super) fn gate(&self, sums: &Tensor, i: usize) -> Tensor {
        let hidden = self.hidden();
        sums.slice(1, i * hidden..(i + 1) * hidden)
    }

    /// Walks the sequence `x` (batch x time x inputs). `step(input sums, state)` gives the next state; a state is a
    /// list of tensors whose first one is the output. Gives all outputs (batch x time x hidden) and the last state.
    ///
    /// With `lengths`, a row whose sequence has ended keeps its state, and its later outputs are zero.
    #[track_caller]
    pub(super) fn walk(
        &self,
        name: &str,
        x: &Tensor,
        start: Vec<Tensor>,
        lengths: Option<&[usize]>,
        step: &dyn Fn(&Tensor, &[Tensor]) -> Vec<Tensor>,
    ) -> (Tensor, Vec<Tensor>) {
        let shape = x.shape();
        let inputs = self.w.shape()[0];
        assert!(
            shape.len() == 3 && shape[2] == inputs && shape[1] > 0,
            "{name}: needs a sequence batch x time x {inputs} of at least one step, the shape is {shape:?}"
        );
        let (batch, time) = (shape[0], shape[1]);
        for state in &start {
            assert!(
                state.shape() == [batch, self.hidden()],
                "{name}: the first state has shape {:?}, but the sequence {shape:?} needs [{batch}, {}]",
                state.shape(),
                self.hidden()
            );
        }
        if let Some(lengths) = lengths {
            assert!(
                lengths.len() == batch && lengths.iter().all(|&n| n <= time),
                "{name}: the sequence {shape:?} needs {batch} lengths of at most {time}, got {lengths:?}"
            );
        }
        let sums = self.of_input(&x.permute(&[1, 0, 2]));
        let mut state = start;
        let mut outputs = Vec::with_capacity(time);
        for (t, sums) in split_steps(&sums).iter().enumerate() {
            let next = step(sums, &state);
            let lengths = lengths.unwrap_or_default();
            if lengths.iter().all(|&n| t < n) {
                state = next;
                outputs.push(state[0].clone());
                continue;
            }
            let runs: Tensor = lengths
                .iter()
                .map(|&n| f64::from(u8::from(t < n)))
                .collect();
            let runs = runs.unsqueeze(1).broadcast_to([batch, self.hidden()]);
            outputs.push(choose(&runs, &next[0], &Tensor::from(0.0)));
            let kept = next.iter().zip(&state);
            state = kept.map(|(new, old)| choose(&runs, new, old)).collect();
        }
        (join_steps(&outputs), state)
    }
    /// [`Gates::walk`] of a layer whose state is its output alone, from `start` (`None`: zeros).
    #[track_caller]
    pub(super) fn walk_one(
        &self,
        name: &str,
        x: &Tensor,
        start: Option<&Tensor>,
        lengths: Option<&[usize]>,
        next: &dyn Fn(&Tensor, &Tensor) -> Tensor,
    ) -> (Tensor, Tensor) {
        let start = match start {
            Some(h) => h.clone(),
            None => self.zero_state(x),
        };
        let step = |sums: &Tensor, state: &[Tensor]| vec![next(sums, &state[0])];
        let (outputs, mut last) = self.walk(name, x, vec![start], lengths, &step);
        (outputs, last.remove(0))
    }
}
