//! Layers: affine maps, activations, multilayer perceptrons, embeddings.

use crate::random::Rng;
use crate::tensor::{Tensor, param, zeros};

/// A function with parameters.
pub trait Layer {
    /// The layer's output; rows are examples.
    fn forward(&self, x: &Tensor) -> Tensor;

    /// What an optimiser may change. Clones share their numbers with the layer.
    fn params(&self) -> Vec<Tensor>;

    /// How many numbers there are to learn.
    fn count(&self) -> usize {
        self.params().iter().map(Tensor::len).sum()
    }
}

/// y = x·W + b.
#[derive(Clone, Debug)]
pub struct Linear {
    /// Weights, inputs x outputs.
    pub w: Tensor,
    /// Bias, outputs.
    pub b: Tensor,
}

impl Linear {
    /// Weights and bias uniform in ±1/√inputs (the range of LeCun et al., "Efficient BackProp", 1998, for unit
    /// variance inputs up to a factor; also PyTorch's default).
    pub fn new(rng: &mut Rng, inputs: usize, outputs: usize) -> Linear {
        let bound = 1.0 / (inputs as f64).sqrt();
        let w = (rng.uniforms([inputs, outputs]) * 2.0 - 1.0) * bound;
        let b = (rng.uniforms(outputs) * 2.0 - 1.0) * bound;
        Linear {
            w: param(w),
            b: param(b),
        }
    }
}

impl Layer for Linear {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        x.matmul(&self.w) + &self.b
    }

    fn params(&self) -> Vec<Tensor> {
        vec![self.w.clone(), self.b.clone()]
    }
}

/// The nonlinearity between layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// max(x, 0)
    Relu,
    /// tanh x
    Tanh,
    /// x·σ(x)
    Silu,
    /// x·Φ(x)
    Gelu,
    /// σ(x)
    Sigmoid,
    /// ln(1 + eˣ)
    Softplus,
    /// x
    Identity,
}

impl Act {
    /// Applies the nonlinearity to every number.
    pub fn of(self, x: &Tensor) -> Tensor {
        match self {
            Act::Relu => x.relu(),
            Act::Tanh => x.tanh(),
            Act::Silu => x.silu(),
            Act::Gelu => x.gelu(),
            Act::Sigmoid => x.sigmoid(),
            Act::Softplus => x.softplus(),
            Act::Identity => x.clone(),
        }
    }
}

/// A multilayer perceptron: linear layers with a nonlinearity between them, none after the last.
#[derive(Clone, Debug)]
pub struct Mlp {
    /// The linear layers in order.
    pub layers: Vec<Linear>,
    /// What stands between them.
    pub act: Act,
}

impl Mlp {
    /// Layers of the given widths: `&[10, 64, 64, 2]` maps 10 numbers to 2 through two hidden layers of 64.
    #[track_caller]
    pub fn new(rng: &mut Rng, widths: &[usize], act: Act) -> Mlp {
        assert!(
            widths.len() >= 2,
            "Mlp: needs at least the widths of input and output, got {widths:?}"
        );
        let layer = |pair: &[usize]| Linear::new(rng, pair[0], pair[1]);
        let layers = widths.windows(2).map(layer).collect();
        Mlp { layers, act }
    }
}

impl Layer for Mlp {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        let (last, hidden) = self.layers.split_last().expect("at least one layer");
        let mut x = x.clone();
        for layer in hidden {
            x = self.act.of(&layer.forward(&x));
        }
        last.forward(&x)
    }

    fn params(&self) -> Vec<Tensor> {
        self.layers.iter().flat_map(Layer::params).collect()
    }
}

/// One learned vector for each of a number of symbols.
#[derive(Clone, Debug)]
pub struct Embedding {
    /// The vectors, symbols x dimensions.
    pub table: Tensor,
}

impl Embedding {
    /// Standard normal vectors scaled by 1/√dimensions, so that their length is about 1.
    pub fn new(rng: &mut Rng, symbols: usize, dimensions: usize) -> Embedding {
        let scale = 1.0 / (dimensions as f64).sqrt();
        Embedding {
            table: param(rng.normals([symbols, dimensions]) * scale),
        }
    }

    /// The vectors of some symbols, one a row.
    #[track_caller]
    pub fn of(&self, symbols: &[usize]) -> Tensor {
        self.table.rows(symbols)
    }

    /// What an optimiser may change.
    pub fn params(&self) -> Vec<Tensor> {
        vec![self.table.clone()]
    }
}

/// A layer whose output is all zeros at first, so that a residual block starts as the identity.
impl Linear {
    /// Weights and bias zero.
    pub fn zero(inputs: usize, outputs: usize) -> Linear {
        Linear {
            w: param(zeros([inputs, outputs])),
            b: param(zeros(outputs)),
        }
    }
}
