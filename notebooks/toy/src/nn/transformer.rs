//! The transformer's block: attention and a small network for each place, both around a residual stream.

use super::attention::MultiHeadAttention;
use super::dropout::dropout;
use super::layers::{Act, Layer, Linear};
use super::norm::LayerNorm;
use crate::random::Rng;
use crate::tensor::Tensor;

/// One block of a transformer (Vaswani et al., "Attention is all you need", 2017, section 3.1): self-attention, for a
/// decoder also attention to a memory, then a network of one hidden layer for each place. Each of these steps f is
/// x + f(norm(x)) (norm first, the default: trains without warm-up, Xiong et al., "On layer normalization in the
/// transformer architecture", 2020), or norm(x + f(x)) as in the first paper. With the norm first, a stack of blocks
/// wants one more norm behind the last.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let block = TransformerBlock::new(&mut rng, 8, 2, 32); // width 8, 2 heads, 32 hidden units
/// let x = rng.normals([3, 5, 8]); // batch x length x width
/// let y = block.run(&x, Some(&causal_mask(5)));
/// assert_eq!(y.shape(), [3, 5, 8]);
/// let weights = block.weights(&x, Some(&causal_mask(5))); // to plot
/// assert_eq!(weights.shape(), [3, 2, 5, 5]);
/// ```
#[derive(Clone, Debug)]
pub struct TransformerBlock {
    /// Self-attention.
    pub attention: MultiHeadAttention,
    /// Attention to a memory, in a decoder.
    pub cross: Option<MultiHeadAttention>,
    /// To the hidden layer.
    pub first: Linear,
    /// From the hidden layer.
    pub second: Linear,
    /// Between the two; ReLU.
    pub act: Act,
    /// Whether the norm comes before each step, or after its residual.
    pub norm_first: bool,
    /// Share of each step's output that [`TransformerBlock::run_dropout`] sets to 0.
    pub dropout: f64,
    /// One norm a step, in the steps' order.
    norms: Vec<LayerNorm>,
}

/// What one pass works with beside x.
struct Pass<'a> {
    mask: Option<&'a Tensor>,
    memory: Option<(&'a Tensor, Option<&'a Tensor>)>,
    rng: Option<&'a mut Rng>,
}

impl TransformerBlock {
    /// A block over vectors of `width` numbers, with `heads` heads (which must divide the width) and `hidden` units.
    #[track_caller]
    pub fn new(rng: &mut Rng, width: usize, heads: usize, hidden: usize) -> TransformerBlock {
        TransformerBlock {
            attention: MultiHeadAttention::new(rng, width, heads),
            cross: None,
            first: Linear::new(rng, width, hidden),
            second: Linear::new(rng, hidden, width),
            act: Act::Relu,
            norm_first: true,
            dropout: 0.0,
            norms: vec![LayerNorm::new(width), LayerNorm::new(width)],
        }
    }

    /// A block that also attends to a memory of the same width: see [`TransformerBlock::run_memory`].
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let block = TransformerBlock::decoder(&mut rng, 8, 2, 32).act(Act::Relu).post_norm();
    /// let (x, memory) = (rng.normals([1, 5, 8]), rng.normals([1, 3, 8]));
    /// let y = block.run_memory(&x, Some(&causal_mask(5)), &memory, None);
    /// assert_eq!(y.shape(), [1, 5, 8]);
    /// ```
    #[track_caller]
    pub fn decoder(rng: &mut Rng, width: usize, heads: usize, hidden: usize) -> TransformerBlock {
        let mut block = TransformerBlock::new(rng, width, heads, hidden);
        block.cross = Some(MultiHeadAttention::new(rng, width, heads));
        block.norms.push(LayerNorm::new(width));
        block
    }

    /// With another nonlinearity.
    pub fn act(mut self, act: Act) -> TransformerBlock {
        self.act = act;
        self
    }

    /// With the norm after each residual, as in the first paper.
    pub fn post_norm(mut self) -> TransformerBlock {
        self.norm_first = false;
        self
    }

    /// With dropout of a share of each step's output, in [`TransformerBlock::run_dropout`].
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let block = TransformerBlock::new(&mut rng, 8, 2, 32).dropout(0.5);
    /// let x = rng.normals([1, 5, 8]);
    /// assert_ne!(block.run_dropout(&x, None, &mut rng).to_vec(), block.run(&x, None).to_vec());
    /// ```
    #[track_caller]
    pub fn dropout(mut self, share: f64) -> TransformerBlock {
        assert!(
            (0.0..1.0).contains(&share),
            "dropout: the share must be in 0..1, got {share}"
        );
        self.dropout = share;
        self
    }

    /// The block's output for `x` (batch x length x width), of the same shape; the mask is that of
    /// [`MultiHeadAttention::attend`]. Without dropout.
    #[track_caller]
    pub fn run(&self, x: &Tensor, mask: Option<&Tensor>) -> Tensor {
        let (memory, rng) = (None, None);
        self.pass(x, Pass { mask, memory, rng })
    }

    /// [`TransformerBlock::run`] with dropout (Srivastava et al., 2014): for training.
    #[track_caller]
    pub fn run_dropout(&self, x: &Tensor, mask: Option<&Tensor>, rng: &mut Rng) -> Tensor {
        let (memory, rng) = (None, Some(rng));
        self.pass(x, Pass { mask, memory, rng })
    }

    /// A decoder's output for `x`, which attends to itself (with `mask`) and to `memory` (batch x keys x width, with
    /// `memory_mask`).
    #[track_caller]
    pub fn run_memory(
        &self,
        x: &Tensor,
        mask: Option<&Tensor>,
        memory: &Tensor,
        memory_mask: Option<&Tensor>,
    ) -> Tensor {
        let (memory, rng) = (Some((memory, memory_mask)), None);
        self.pass(x, Pass { mask, memory, rng })
    }

    /// The self-attention's weights for `x`: batch x heads x queries x keys.
    #[track_caller]
    pub fn weights(&self, x: &Tensor, mask: Option<&Tensor>) -> Tensor {
        self.check(x);
        let x = match self.norm_first {
            true => self.norms[0].forward(x),
            false => x.clone(),
        };
        self.attention.attend_weights(&x, &x, mask).1
    }

    #[track_caller]
    fn check(&self, x: &Tensor) {
        let (shape, width) = (x.shape(), self.second.b.len());
        assert!(
            shape.len() == 3 && shape[2] == width,
            "TransformerBlock: needs batch x length x {width}, the shape is {shape:?}"
        );
    }

    #[track_caller]
    fn pass(&self, x: &Tensor, mut pass: Pass) -> Tensor {
        self.check(x);
        let read = self.before(x, 0);
        let read = self.attention.attend(&read, &read, pass.mask);
        let mut x = self.after(x, read, 0, &mut pass);
        match (&self.cross, pass.memory) {
            (Some(cross), Some((memory, mask))) => {
                let read = cross.attend(&self.before(&x, 2), memory, mask);
                x = self.after(&x, read, 2, &mut pass);
            }
            (None, None) => {}
            (Some(_), None) => {
                panic!("TransformerBlock: a decoder needs a memory, call run_memory")
            }
            (None, Some(_)) => panic!(
                "TransformerBlock: this block cannot attend to a memory, make it with TransformerBlock::decoder"
            ),
        }
        let hidden = self.act.of(&self.first.forward(&self.before(&x, 1)));
        let step = self.second.forward(&hidden);
        self.after(&x, step, 1, &mut pass)
    }

    /// What step `i` gets.
    fn before(&self, x: &Tensor, i: usize) -> Tensor {
        match self.norm_first {
            true => self.norms[i].forward(x),
            false => x.clone(),
        }
    }

    /// The stream after step `i` gave `step`.
    fn after(&self, x: &Tensor, step: Tensor, i: usize, pass: &mut Pass) -> Tensor {
        let step = match &mut pass.rng {
            Some(rng) => dropout(rng, &step, self.dropout),
            None => step,
        };
        match self.norm_first {
            true => x + step,
            false => self.norms[i].forward(&(x + step)),
        }
    }
}

/// As a layer: self-attention without a mask, no dropout.
impl Layer for TransformerBlock {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        self.run(x, None)
    }

    fn params(&self) -> Vec<Tensor> {
        let mut params = self.attention.params();
        params.extend(self.cross.iter().flat_map(Layer::params));
        params.extend(self.first.params());
        params.extend(self.second.params());
        let norms = self.norms.iter();
        params.extend(norms.flat_map(LayerNorm::params));
        params
    }
}
