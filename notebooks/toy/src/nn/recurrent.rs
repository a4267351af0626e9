//! Recurrent layers: a state that one step's input changes, over sequences of shape batch x time x features.
//!
//! The gates and the initialisation (every number uniform in ±1/√hidden) are PyTorch's. Each layer is its own cell:
//! `step` is one step in time, `run` the whole sequence. `run` takes the inputs of all steps through one matrix product,
//! so that a step itself needs only the product with the state.
//!
//! Truncated backpropagation through time: carry the last state of one piece over to the next as `state.detach()`.

use super::gates::Gates;
use super::layers::{Act, Layer};
use crate::random::Rng;
use crate::tensor::Tensor;

/// The simple recurrent layer, h′ = tanh(x·W + b + h·U + c) (Elman, "Finding structure in time", 1990).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let rnn = Rnn::new(&mut rng, 3, 5);
/// let x = rng.normals([2, 7, 3]); // batch x time x features
/// let (outputs, last) = rnn.run(&x, None);
/// assert_eq!(outputs.shape(), [2, 7, 5]);
/// assert_eq!(last.shape(), [2, 5]);
/// ```
#[derive(Clone, Debug)]
pub struct Rnn {
    /// Weights and biases; one gate.
    pub gates: Gates,
    /// What stands in place of tanh.
    pub act: Act,
}

impl Rnn {
    /// A layer of `hidden` units, with tanh.
    pub fn new(rng: &mut Rng, inputs: usize, hidden: usize) -> Rnn {
        Rnn {
            gates: Gates::new(rng, inputs, hidden, 1),
            act: Act::Tanh,
        }
    }

    /// One step: x batch x inputs, h batch x hidden; gives the next h.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let rnn = Rnn::new(&mut Rng::seed(1), 3, 5);
    /// let x = Rng::seed(2).normals([2, 1, 3]); // a sequence of one step
    /// let h = rnn.step(&x.squeeze(1), &zeros([2, 5]));
    /// close_all("as run", h, rnn.run(&x, None).1, 1e-12);
    /// ```
    #[track_caller]
    pub fn step(&self, x: &Tensor, h: &Tensor) -> Tensor {
        self.next(&self.gates.of_input(x), h)
    }

    #[track_caller]
    fn next(&self, sums: &Tensor, h: &Tensor) -> Tensor {
        self.act.of(&(sums + self.gates.of_state(h)))
    }

    /// A whole sequence (batch x time x inputs) from the state `start` (`None`: zeros): all outputs (batch x time x
    /// hidden) and the last state (batch x hidden).
    #[track_caller]
    pub fn run(&self, x: &Tensor, start: Option<&Tensor>) -> (Tensor, Tensor) {
        let next = |sums: &Tensor, h: &Tensor| self.next(sums, h);
        self.gates.walk_one("Rnn", x, start, None, &next)
    }

    /// [`Rnn::run`] over sequences of different lengths (one number a row): the last state is that at each row's own
    /// end, outputs beyond it are zero.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let rnn = Rnn::new(&mut Rng::seed(1), 3, 5);
    /// let x = Rng::seed(2).normals([2, 7, 3]);
    /// let (outputs, last) = rnn.run_lengths(&x, None, &[4, 7]);
    /// assert_eq!(last.row(0).to_vec(), outputs.row(0).row(3).to_vec()); // its fourth step
    /// ```
    #[track_caller]
    pub fn run_lengths(
        &self,
        x: &Tensor,
        start: Option<&Tensor>,
        lengths: &[usize],
    ) -> (Tensor, Tensor) {
        let next = |sums: &Tensor, h: &Tensor| self.next(sums, h);
        self.gates.walk_one("Rnn", x, start, Some(lengths), &next)
    }
}

/// The gated recurrent unit (Cho et al., "Learning phrase representations using RNN encoder-decoder", 2014, section
/// 2.3; the reset gate inside the candidate as in PyTorch):
///
/// r = σ(x·Wᵣ + bᵣ + h·Uᵣ + cᵣ), z = σ(x·W_z + b_z + h·U_z + c_z), n = tanh(x·Wₙ + bₙ + r∘(h·Uₙ + cₙ)),
/// h′ = (1 − z)∘n + z∘h; the columns of [`Gates`] are r, z, n.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let gru = Gru::new(&mut rng, 3, 5);
/// let x = rng.normals([2, 7, 3]); // batch x time x features
/// let (outputs, last) = gru.run(&x, None);
/// assert_eq!(outputs.slice(1, 6..7).squeeze(1).to_vec(), last.to_vec());
/// let next = gru.step(&rng.normals([2, 3]), &last); // one more step
/// assert_eq!(next.shape(), [2, 5]);
/// ```
#[derive(Clone, Debug)]
pub struct Gru {
    /// Weights and biases; gates r, z, n.
    pub gates: Gates,
}

impl Gru {
    /// A layer of `hidden` units.
    pub fn new(rng: &mut Rng, inputs: usize, hidden: usize) -> Gru {
        Gru {
            gates: Gates::new(rng, inputs, hidden, 3),
        }
    }

    /// One step: x batch x inputs, h batch x hidden; gives the next h.
    #[track_caller]
    pub fn step(&self, x: &Tensor, h: &Tensor) -> Tensor {
        self.next(&self.gates.of_input(x), h)
    }

    #[track_caller]
    fn next(&self, sums: &Tensor, h: &Tensor) -> Tensor {
        let hidden = self.gates.hidden();
        let own = self.gates.of_state(h);
        let rz = (sums.slice(1, 0..2 * hidden) + own.slice(1, 0..2 * hidden)).sigmoid();
        let (r, z) = (self.gates.gate(&rz, 0), self.gates.gate(&rz, 1));
        let n = (self.gates.gate(sums, 2) + r * self.gates.gate(&own, 2)).tanh();
        // (1 − z)∘n + z∘h
        &n + z * (h - &n)
    }

    /// A whole sequence (batch x time x inputs) from the state `start` (`None`: zeros): all outputs (batch x time x
    /// hidden) and the last state (batch x hidden).
    #[track_caller]
    pub fn run(&self, x: &Tensor, start: Option<&Tensor>) -> (Tensor, Tensor) {
        let next = |sums: &Tensor, h: &Tensor| self.next(sums, h);
        self.gates.walk_one("Gru", x, start, None, &next)
    }

    /// [`Gru::run`] over sequences of different lengths (one number a row): the last state is that at each row's own
    /// end, outputs beyond it are zero.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let gru = Gru::new(&mut Rng::seed(1), 3, 5);
    /// let x = Rng::seed(2).normals([2, 7, 3]);
    /// let (outputs, last) = gru.run_lengths(&x, None, &[4, 7]);
    /// assert_eq!(last.row(0).to_vec(), outputs.row(0).row(3).to_vec());
    /// ```
    #[track_caller]
    pub fn run_lengths(
        &self,
        x: &Tensor,
        start: Option<&Tensor>,
        lengths: &[usize],
    ) -> (Tensor, Tensor) {
        let next = |sums: &Tensor, h: &Tensor| self.next(sums, h);
        self.gates.walk_one("Gru", x, start, Some(lengths), &next)
    }
}

/// The long short-term memory (Hochreiter and Schmidhuber, 1997; with the forget gate of Gers et al., 2000):
///
/// i = σ(..), f = σ(..), g = tanh(..), o = σ(..), each of x·W + b + h·U + c with its own columns of [`Gates`], in this
/// order; c′ = f∘c + i∘g, h′ = o∘tanh c′. The state is the pair (h, c).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let lstm = Lstm::new(&mut rng, 3, 5);
/// let x = rng.normals([2, 7, 3]); // batch x time x features
/// let (outputs, (h, c)) = lstm.run(&x, None);
/// assert_eq!(outputs.shape(), [2, 7, 5]);
/// let (h, c) = lstm.step(&rng.normals([2, 3]), &(h, c)); // one more step
/// assert_eq!((h.shape(), c.shape()), (vec![2, 5], vec![2, 5]));
/// ```
#[derive(Clone, Debug)]
pub struct Lstm {
    /// Weights and biases; gates i, f, g, o.
    pub gates: Gates,
}

impl Lstm {
    /// A layer of `hidden` units.
    pub fn new(rng: &mut Rng, inputs: usize, hidden: usize) -> Lstm {
        Lstm {
            gates: Gates::new(rng, inputs, hidden, 4),
        }
    }

    /// One step: x batch x inputs, the state (h, c) batch x hidden each; gives the next state.
    #[track_caller]
    pub fn step(&self, x: &Tensor, state: &(Tensor, Tensor)) -> (Tensor, Tensor) {
        self.next(&self.gates.of_input(x), &state.0, &state.1)
    }

    #[track_caller]
    fn next(&self, sums: &Tensor, h: &Tensor, c: &Tensor) -> (Tensor, Tensor) {
        let sums = sums + self.gates.of_state(h);
        let gate = |i: usize| self.gates.gate(&sums, i);
        let (i, f, o) = (gate(0).sigmoid(), gate(1).sigmoid(), gate(3).sigmoid());
        let c = f * c + i * gate(2).tanh();
        (o * c.tanh(), c)
    }

    /// A whole sequence (batch x time x inputs) from the state `start` (`None`: zeros): all outputs h (batch x time x
    /// hidden) and the last state (h, c).
    #[track_caller]
    pub fn run(&self, x: &Tensor, start: Option<&(Tensor, Tensor)>) -> (Tensor, (Tensor, Tensor)) {
        self.walk(x, start, None)
    }

    /// [`Lstm::run`] over sequences of different lengths (one number a row): the last state is that at each row's own
    /// end, outputs beyond it are zero.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let lstm = Lstm::new(&mut Rng::seed(1), 3, 5);
    /// let x = Rng::seed(2).normals([2, 7, 3]);
    /// let (outputs, (h, _)) = lstm.run_lengths(&x, None, &[4, 7]);
    /// assert_eq!(h.row(0).to_vec(), outputs.row(0).row(3).to_vec());
    /// ```
    #[track_caller]
    pub fn run_lengths(
        &self,
        x: &Tensor,
        start: Option<&(Tensor, Tensor)>,
        lengths: &[usize],
    ) -> (Tensor, (Tensor, Tensor)) {
        self.walk(x, start, Some(lengths))
    }

    #[track_caller]
    fn walk(
        &self,
        x: &Tensor,
        start: Option<&(Tensor, Tensor)>,
        lengths: Option<&[usize]>,
    ) -> (Tensor, (Tensor, Tensor)) {
        let start = match start {
            Some((h, c)) => vec![h.clone(), c.clone()],
            None => vec![self.gates.zero_state(x); 2],
        };
        let step = |sums: &Tensor, state: &[Tensor]| {
            let (h, c) = self.next(sums, &state[0], &state[1]);
            vec![h, c]
        };
        let (outputs, mut last) = self.gates.walk("Lstm", x, start, lengths, &step);
        let c = last.remove(1);
        (outputs, (last.remove(0), c))
    }
}

/// As a layer, each gives all outputs from a state of zeros.
macro_rules! layers {
    ($($name:ident)*) => {$(
        impl Layer for $name {
            #[track_caller]
            fn forward(&self, x: &Tensor) -> Tensor {
                self.run(x, None).0
            }

            fn params(&self) -> Vec<Tensor> {
                self.gates.params()
            }
        }
    )*};
}

layers!(Rnn Gru Lstm);
