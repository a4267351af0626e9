//! Layers one after the other, with functions without parameters between them.

use super::layers::{Act, Layer};
use crate::tensor::Tensor;
use std::fmt;
use std::sync::Arc;

/// Layers one after the other. What has no parameters (a nonlinearity, pooling, a new shape) stands between them as a
/// function.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let net = Sequential::new()
///     .then(Conv2d::new(&mut rng, 1, 8, 3)) // n x 1 x 8 x 8 -> n x 8 x 6 x 6
///     .act(Act::Relu)
///     .map(|x| x.max_pool2d(2, 2)) // -> n x 8 x 3 x 3
///     .flat() // -> n x 72
///     .then(Linear::new(&mut rng, 72, 10));
/// let (images, labels) = digits(&mut rng, 32);
/// let mut opt = Adam::new(net.params(), 1e-2);
/// opt.step(&cross_entropy(&net.forward(&images), &labels));
/// assert_eq!(net.count(), (9 * 8 + 8) + (72 * 10 + 10));
/// ```
///
/// A clone shares its numbers with the first.
#[derive(Clone, Default)]
pub struct Sequential {
    layers: Vec<Arc<dyn Layer + Send + Sync>>,
}

/// A layer without parameters.
struct Function<F>(F);

impl<F: Fn(&Tensor) -> Tensor> Layer for Function<F> {
    fn forward(&self, x: &Tensor) -> Tensor {
        (self.0)(x)
    }

    fn params(&self) -> Vec<Tensor> {
        Vec::new()
    }
}

impl Sequential {
    /// No layers yet: the output is the input.
    pub fn new() -> Sequential {
        Sequential::default()
    }

    /// Another layer behind those that are there.
    pub fn then(self, layer: impl Layer + Send + Sync + 'static) -> Sequential {
        self.push(Arc::new(layer))
    }

    /// A nonlinearity behind the layers that are there.
    pub fn act(self, act: Act) -> Sequential {
        self.map(move |x| act.of(x))
    }

    /// Any function without parameters: `.map(|x| x.max_pool2d(2, 2))`.
    pub fn map(self, function: impl Fn(&Tensor) -> Tensor + Send + Sync + 'static) -> Sequential {
        self.push(Arc::new(Function(function)))
    }

    /// All numbers of an example as one row: n x anything -> n x numbers.
    pub fn flat(self) -> Sequential {
        self.map(|x| {
            let rows = x.shape().first().copied().unwrap_or(1);
            x.reshape([rows, x.len() / rows.max(1)])
        })
    }

    fn push(mut self, layer: Arc<dyn Layer + Send + Sync>) -> Sequential {
        self.layers.push(layer);
        self
    }
}

impl Layer for Sequential {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        self.layers
            .iter()
            .fold(x.clone(), |x, layer| layer.forward(&x))
    }

    fn params(&self) -> Vec<Tensor> {
        self.layers
            .iter()
            .flat_map(|layer| layer.params())
            .collect()
    }
}

impl fmt::Debug for Sequential {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let shapes: Vec<Vec<usize>> = self.params().iter().map(Tensor::shape).collect();
        write!(f, "Sequential with parameters {shapes:?}")
    }
}
