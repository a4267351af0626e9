//! Layers: affine maps, activations, multilayer perceptrons, embeddings.

use crate::random::Rng;
use crate::tensor::{Tensor, param, zeros};

/// A function with parameters: what a network is made of, and what an optimiser changes.
///
/// ```
/// # use toy::prelude::*;
/// struct Scale(Tensor); // a layer of one's own
/// impl Layer for Scale {
///     fn forward(&self, x: &Tensor) -> Tensor {
///         x * &self.0
///     }
///     fn params(&self) -> Vec<Tensor> {
///         vec![self.0.clone()]
///     }
/// }
/// let layer = Scale(param([1.0, 10.0]));
/// assert_eq!(layer.forward(&tensor([[2.0, 3.0]])).to_vec(), [2.0, 30.0]);
/// assert_eq!(layer.count(), 2);
/// ```
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

/// y = x·W + b: n x inputs -> n x outputs. Panics when `x` has another width.
///
/// ```
/// # use toy::prelude::*;
/// let layer = Linear::new(&mut Rng::seed(1), 3, 2); // w: 3 x 2, b: 2
/// let x = Rng::seed(2).normals([5, 3]);
/// close_all("x·W + b", layer.forward(&x), x.matmul(&layer.w) + &layer.b, 1e-12);
/// assert_eq!(layer.count(), 8);
/// ```
#[derive(Clone, Debug)]
pub struct Linear {
    /// Weights, inputs x outputs.
    pub w: Tensor,
    /// Bias, outputs.
    pub b: Tensor,
}

impl Linear {
    /// Weights and bias uniform in ±1/√inputs, as in PyTorch.
    pub fn new(rng: &mut Rng, inputs: usize, outputs: usize) -> Linear {
        Linear::scaled(rng, inputs, outputs, 1.0)
    }

    /// Weights uniform in ±`gain`/√inputs, bias in ±1/√inputs.
    fn scaled(rng: &mut Rng, inputs: usize, outputs: usize, gain: f64) -> Linear {
        let bound = 1.0 / (inputs as f64).sqrt();
        let w = (rng.uniforms([inputs, outputs]) * 2.0 - 1.0) * (gain * bound);
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

/// The nonlinearity between layers; elementwise, so any shape.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(Act::Relu.of(&tensor([-1.0, 2.0])).to_vec(), [0.0, 2.0]);
/// assert_eq!(Act::Identity.of(&tensor([-1.0, 2.0])).to_vec(), [-1.0, 2.0]);
/// ```
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
///
/// ```
/// # use toy::prelude::*;
/// let net = Mlp::new(&mut Rng::seed(1), &[2, 16, 1], Act::Tanh);
/// assert_eq!(net.forward(&zeros([5, 2])).shape(), [5, 1]);
/// assert_eq!(net.count(), (2 * 16 + 16) + (16 + 1));
/// ```
#[derive(Clone, Debug)]
pub struct Mlp {
    /// The linear layers in order.
    pub layers: Vec<Linear>,
    /// What stands between them.
    pub act: Act,
}

impl Mlp {
    /// Layers of the given widths: `&[10, 64, 64, 2]` maps 10 numbers to 2 through two hidden layers of 64.
    ///
    /// Hidden layers in front of a rectifier (ReLU, SiLU, GELU), which lets through only half of what it gets, start
    /// with weights of variance 2/inputs, so that signals keep their size from layer to layer (He et al., "Delving deep
    /// into rectifiers", 2015, section 2.2). Other layers start like [`Linear::new`].
    #[track_caller]
    pub fn new(rng: &mut Rng, widths: &[usize], act: Act) -> Mlp {
        assert!(
            widths.len() >= 2,
            "Mlp: needs at least the widths of input and output, got {widths:?}"
        );
        // A uniform number in ±√6 has variance 2.
        let rectified = matches!(act, Act::Relu | Act::Silu | Act::Gelu);
        let hidden_gain = if rectified { 6.0f64.sqrt() } else { 1.0 };
        let last = widths.len() - 2;
        let gain = |i: usize| if i == last { 1.0 } else { hidden_gain };
        let layers = widths.windows(2).enumerate();
        let layers = layers
            .map(|(i, pair)| Linear::scaled(rng, pair[0], pair[1], gain(i)))
            .collect();
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
///
/// ```
/// # use toy::prelude::*;
/// let words = Embedding::new(&mut Rng::seed(1), 100, 8);
/// let vectors = words.of(&[7, 7, 3]); // 3 x 8
/// assert_eq!(vectors.row(0).to_vec(), vectors.row(1).to_vec());
/// assert_eq!(words.params()[0].shape(), [100, 8]);
/// ```
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

    /// The vectors of some symbols, one a row: n symbols -> n x dimensions. Panics at a symbol that has none.
    #[track_caller]
    pub fn of(&self, symbols: &[usize]) -> Tensor {
        self.table.rows(symbols)
    }

    /// What an optimiser may change.
    pub fn params(&self) -> Vec<Tensor> {
        vec![self.table.clone()]
    }
}

impl Linear {
    /// Weights and bias zero: a residual block that ends so starts as the identity.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Linear::zero(3, 2).forward(&ones([1, 3])).to_vec(), [0.0, 0.0]);
    /// ```
    pub fn zero(inputs: usize, outputs: usize) -> Linear {
        Linear {
            w: param(zeros([inputs, outputs])),
            b: param(zeros(outputs)),
        }
    }
}
