//! Autoregressive networks by masked weights.

use crate::nn::{Act, Layer, Linear};
use crate::random::Rng;
use crate::tensor::Tensor;

/// Masks of zeros and ones for the weights (inputs x outputs) of a network of `inputs` numbers, hidden layers of the
/// given widths and `blocks` outputs for each input, so that the outputs for input i depend on inputs 0..i only.
///
/// Germain et al., "MADE: masked autoencoder for distribution estimation", 2015, equations 12 and 13: unit k has a
/// degree m(k), a hidden unit sees units of a degree up to its own, an output those below its own. Degrees go round in
/// turn instead of being drawn. Outputs stand in blocks: first one for each input, then the next for each input.
///
/// ```
/// # use toy::prelude::*;
/// let masks = made_masks(3, &[8], 1); // 3 x 8 and 8 x 3
/// let paths = masks[0].matmul(&masks[1]); // paths from input (row) to output (column)
/// assert_eq!(paths.tril(0).to_vec(), [0.0; 9]); // output i sees inputs before i only
/// ```
#[track_caller]
pub fn made_masks(inputs: usize, hidden: &[usize], blocks: usize) -> Vec<Tensor> {
    assert!(
        inputs > 0 && blocks > 0,
        "made_masks: needs inputs and blocks, got {inputs} and {blocks}"
    );
    let mut degrees: Vec<usize> = (1..=inputs).collect();
    let mut masks = Vec::with_capacity(hidden.len() + 1);
    let mask = |from: &[usize], to: &[usize], sees: fn(usize, usize) -> bool| {
        let entry = |&a: &usize| to.iter().map(move |&b| f64::from(u8::from(sees(a, b))));
        Tensor::from_vec(
            &[from.len(), to.len()],
            from.iter().flat_map(entry).collect(),
        )
    };
    for &width in hidden {
        let next: Vec<usize> = (0..width)
            .map(|k| 1 + k % inputs.max(2).saturating_sub(1))
            .collect();
        masks.push(mask(&degrees, &next, |from, to| from <= to));
        degrees = next;
    }
    let last: Vec<usize> = (0..inputs * blocks).map(|k| 1 + k % inputs).collect();
    masks.push(mask(&degrees, &last, |from, to| from < to));
    masks
}

/// A multilayer perceptron whose weights are masked by [`made_masks`]: n x inputs -> n x (blocks·inputs).
///
/// ```
/// # use toy::prelude::*;
/// let net = Made::new(&mut Rng::seed(1), 3, &[16], 1, Act::Relu);
/// let x = param([[1.0, 2.0, 3.0]]);
/// let seen = grad1(&net.forward(&x).col(1).sum(), &x); // output 1 sees input 0 only
/// assert!(seen.at([0, 0]) != 0.0 && seen.at([0, 1]) == 0.0 && seen.at([0, 2]) == 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct Made {
    /// The layers in order.
    pub layers: Vec<Linear>,
    /// A mask for each layer's weights.
    pub masks: Vec<Tensor>,
    /// What stands between the layers.
    pub act: Act,
}

impl Made {
    /// See [`made_masks`] for `inputs`, `hidden` and `blocks`. Layers start like [`Linear::new`].
    #[track_caller]
    pub fn new(rng: &mut Rng, inputs: usize, hidden: &[usize], blocks: usize, act: Act) -> Made {
        let masks = made_masks(inputs, hidden, blocks);
        let mut layers = Vec::with_capacity(masks.len());
        for mask in &masks {
            layers.push(Linear::new(rng, mask.shape()[0], mask.shape()[1]));
        }
        Made { layers, masks, act }
    }
}

impl Layer for Made {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        let mut x = x.clone();
        for (i, (layer, mask)) in self.layers.iter().zip(&self.masks).enumerate() {
            if i > 0 {
                x = self.act.of(&x);
            }
            x = x.matmul(&(&layer.w * mask)) + &layer.b;
        }
        x
    }

    fn params(&self) -> Vec<Tensor> {
        self.layers.iter().flat_map(Layer::params).collect()
    }
}
