//! Attention: each query reads a mean of the values, weighted by how well its keys fit.

use super::attention_softmax::masked_softmax;
use super::layers::{Layer, Linear};
use super::positions::RelativeBias;
use crate::random::Rng;
use crate::tensor::{Tensor, param, zeros};

/// softmax(Q·Kᵀ/√d)·V (Vaswani et al., "Attention is all you need", 2017, equation 1).
///
/// `q` is .. x queries x d, `k` .. x keys x d, `v` .. x keys x e, with equal leading axes. Gives the output (.. x queries
/// x e) and the weights (.. x queries x keys).
///
/// The mask is 1 where a query may look at a key and 0 where it may not, and broadcasts to the weights' shape; masks
/// combine by multiplication (`causal_mask(n) * padding_mask(&lengths, n)`). A hidden key has weight 0 exactly. A query
/// that may look nowhere has weights 0 and output 0.
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([2, 4, 3]);
/// let (y, weights) = scaled_dot_product_attention(&x, &x, &x, Some(&causal_mask(4)));
/// assert_eq!(y.shape(), [2, 4, 3]);
/// assert_eq!(weights.slice(1, 0..1).to_vec(), [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0]);
/// ```
#[track_caller]
pub fn scaled_dot_product_attention(
    q: &Tensor,
    k: &Tensor,
    v: &Tensor,
    mask: Option<&Tensor>,
) -> (Tensor, Tensor) {
    let (a, b, c) = (q.shape(), k.shape(), v.shape());
    let fit = a.len() >= 2
        && a.len() == b.len()
        && b.len() == c.len()
        && a[..a.len() - 2] == b[..b.len() - 2]
        && b[..b.len() - 1] == c[..c.len() - 1]
        && a.last() == b.last();
    assert!(
        fit,
        "attention: queries {a:?}, keys {b:?} and values {c:?} do not fit; they must be .. x queries x d, .. x keys x d, .. x keys x e"
    );
    attention(q, &k.t(), v, None, mask)
}

/// The same with the keys transposed already, and a number added to every score.
#[track_caller]
fn attention(
    q: &Tensor,
    keys: &Tensor,
    v: &Tensor,
    bias: Option<&Tensor>,
    mask: Option<&Tensor>,
) -> (Tensor, Tensor) {
    let width = q.shape()[q.rank() - 1] as f64;
    let mut scores = (q / width.sqrt()).matmul(keys);
    if let Some(bias) = bias {
        scores += bias;
    }
    let weights = masked_softmax(&scores, mask);
    (weights.matmul(v), weights)
}

/// Attention of several heads, each on its own part of the width (Vaswani et al., 2017, section 3.2.2).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let attention = MultiHeadAttention::new(&mut rng, 8, 2); // width 8, 2 heads
/// let x = rng.normals([3, 5, 8]); // batch x length x width
/// let y = attention.attend(&x, &x, Some(&causal_mask(5))); // self-attention
/// assert_eq!(y.shape(), [3, 5, 8]);
/// let memory = rng.normals([3, 9, 8]);
/// let (y, weights) = attention.attend_weights(&x, &memory, None); // cross-attention
/// assert_eq!(y.shape(), [3, 5, 8]);
/// assert_eq!(weights.shape(), [3, 2, 5, 9]); // batch x heads x queries x keys
/// ```
#[derive(Clone, Debug)]
pub struct MultiHeadAttention {
    /// To the queries, width x width.
    pub query: Linear,
    /// To the keys, width x width.
    pub key: Linear,
    /// To the values, width x width.
    pub value: Linear,
    /// From the heads' outputs side by side, width x width.
    pub output: Linear,
    /// How many heads; head h has columns h·width/heads and following.
    pub heads: usize,
    /// A learned number for each distance and head, added to the scores.
    pub relative: Option<RelativeBias>,
    /// One factor a head on its output: a mask of 0 and 1 for pruning, or learned gates (Michel et al., "Are sixteen
    /// heads really better than one?", 2019, equation 2). A parameter here is not among `params`.
    pub gates: Option<Tensor>,
}

impl MultiHeadAttention {
    /// Attention over vectors of `width` numbers; `heads` must divide it. Initialised as in PyTorch: the first three
    /// maps uniform in ±√(6/(4·width)) (Glorot's rule for the three side by side), the last in ±1/√width, biases zero.
    #[track_caller]
    pub fn new(rng: &mut Rng, width: usize, heads: usize) -> MultiHeadAttention {
        assert!(
            heads > 0 && width > 0 && width.is_multiple_of(heads),
            "MultiHeadAttention: {heads} heads do not divide the width {width}"
        );
        let mut map = |bound: f64| Linear {
            w: param((rng.uniforms([width, width]) * 2.0 - 1.0) * bound),
            b: param(zeros(width)),
        };
        let glorot = (6.0 / (4 * width) as f64).sqrt();
        let (query, key, value) = (map(glorot), map(glorot), map(glorot));
        let output = map(1.0 / (width as f64).sqrt());
        let (relative, gates) = (None, None);
        MultiHeadAttention {
            query,
            key,
            value,
            output,
            heads,
            relative,
            gates,
        }
    }

    /// With a learned number for each head and distance, up to `reach` steps to either side (see [`RelativeBias`]).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let attention = MultiHeadAttention::new(&mut rng, 8, 2).with_relative_bias(4);
    /// let x = rng.normals([1, 5, 8]); // batch x length x width
    /// assert_eq!(attention.attend(&x, &x, None).shape(), [1, 5, 8]);
    /// ```
    pub fn with_relative_bias(mut self, reach: usize) -> MultiHeadAttention {
        self.relative = Some(RelativeBias::new(self.heads, reach));
        self
    }

    /// What each place of `x` (batch x queries x width) reads from `memory` (batch x keys x width): with `memory` = `x`
    /// self-attention, else cross-attention. The mask is 1 where a query may look at a key, and broadcasts to batch x
    /// heads x queries x keys (see [`causal_mask`](super::causal_mask), [`padding_mask`](super::padding_mask)); a query
    /// that may look nowhere reads 0.
    #[track_caller]
    pub fn attend(&self, x: &Tensor, memory: &Tensor, mask: Option<&Tensor>) -> Tensor {
        self.attend_weights(x, memory, mask).0
    }

    /// [`MultiHeadAttention::attend`] and the weights, batch x heads x queries x keys.
    #[track_caller]
    pub fn attend_weights(
        &self,
        x: &Tensor,
        memory: &Tensor,
        mask: Option<&Tensor>,
    ) -> (Tensor, Tensor) {
        let (a, b) = (x.shape(), memory.shape());
        let width = self.output.b.len();
        assert!(
            a.len() == 3 && b.len() == 3 && a[0] == b[0] && a[2] == width && b[2] == width,
            "MultiHeadAttention: queries {a:?} and keys {b:?} do not fit; they must be batch x length x {width}"
        );
        let split = |y: Tensor, length: usize, axes: [usize; 4]| {
            let parts = [a[0], length, self.heads, width / self.heads];
            y.reshape(parts).permute(&axes)
        };
        let q = split(self.query.forward(x), a[1], [0, 2, 1, 3]);
        // Keys come out transposed at once: batch x heads x part x keys.
        let k = split(self.key.forward(memory), b[1], [0, 2, 3, 1]);
        let v = split(self.value.forward(memory), b[1], [0, 2, 1, 3]);
        let bias = self.relative.as_ref().map(|r| r.of(a[1], b[1]));
        let (mut read, weights) = attention(&q, &k, &v, bias.as_ref(), mask);
        if let Some(gates) = &self.gates {
            assert!(
                gates.len() == self.heads,
                "MultiHeadAttention: gates of shape {:?} for {} heads",
                gates.shape(),
                self.heads
            );
            read = read * gates.reshape([self.heads, 1, 1]);
        }
        let side_by_side = read.permute(&[0, 2, 1, 3]).reshape([a[0], a[1], width]);
        (self.output.forward(&side_by_side), weights)
    }
}

/// As a layer: self-attention without a mask.
impl Layer for MultiHeadAttention {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        self.attend(x, x, None)
    }

    fn params(&self) -> Vec<Tensor> {
        let maps = [&self.query, &self.key, &self.value, &self.output];
        let mut params: Vec<Tensor> = maps.into_iter().flat_map(Layer::params).collect();
        params.extend(self.relative.iter().map(|relative| relative.table.clone()));
        params
    }
}
