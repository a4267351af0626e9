//! The affine coupling layer.

use super::Bijection;
use crate::nn::{Act, Layer, Linear, Mlp};
use crate::random::Rng;
use crate::tensor::Tensor;

/// Affine coupling (Dinh, Sohl-Dickstein and Bengio, "Density estimation using Real NVP", 2017, equations 4, 6 and 9):
/// with a mask b of ones and zeros, y = b⊙x + (1 − b)⊙(x⊙eˢ + t), where s and t are networks of b⊙x. So the Jacobian is
/// triangular, ln |det| = Σ s, and the inverse needs no inverse of the networks.
///
/// ```
/// # use toy::prelude::*;
/// let layer = Coupling::new(&mut Rng::seed(1), &tensor([1.0, 0.0]), 8);
/// let x = tensor([[1.0, 2.0]]);
/// let (y, log_det) = layer.transform(&x);
/// close_all("starts as the identity", y, &x, 1e-12);
/// close("volume", log_det.item(), 0.0, 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct Coupling {
    /// 1 for the numbers that pass unchanged, 0 for those that change; d.
    pub keep: Tensor,
    /// From b⊙x (d) to s and t (2d).
    pub net: Mlp,
}

/// Largest |s| of one layer; keeps eˢ from running away early in training.
const LIMIT: f64 = 2.0;

impl Coupling {
    /// A network of one hidden layer of `hidden` tanh units; starts as the identity.
    #[track_caller]
    pub fn new(rng: &mut Rng, keep: &Tensor, hidden: usize) -> Coupling {
        let d = keep.len();
        assert!(
            keep.rank() == 1 && keep.to_vec().iter().all(|&b| b == 0.0 || b == 1.0),
            "Coupling: the mask must be a vector of zeros and ones, got {:?} of shape {:?}",
            keep.to_vec(),
            keep.shape()
        );
        let mut net = Mlp::new(rng, &[d, hidden, 2 * d], Act::Tanh);
        net.layers[1] = Linear::zero(hidden, 2 * d);
        Coupling {
            keep: keep.detach(),
            net,
        }
    }

    /// s and t of each point, zero where the point passes unchanged.
    #[track_caller]
    fn scale_and_shift(&self, x: &Tensor) -> (Tensor, Tensor) {
        let (d, change) = (self.keep.len(), 1.0 - &self.keep);
        assert!(
            x.rank() == 2 && x.shape()[1] == d,
            "Coupling: points of shape {:?} do not fit a mask of {d}",
            x.shape()
        );
        let both = self.net.forward(&(x * &self.keep));
        let s = LIMIT * (both.slice(1, 0..d) / LIMIT).tanh();
        (s * &change, both.slice(1, d..2 * d) * &change)
    }
}

impl Bijection for Coupling {
    #[track_caller]
    fn transform(&self, x: &Tensor) -> (Tensor, Tensor) {
        let (s, t) = self.scale_and_shift(x);
        (x * s.exp() + t, s.sum_axis(1))
    }

    #[track_caller]
    fn invert(&self, y: &Tensor) -> Tensor {
        // What passes unchanged is the same in x and y, and s and t depend on nothing else.
        let (s, t) = self.scale_and_shift(y);
        (y - t) * (-s).exp()
    }

    fn params(&self) -> Vec<Tensor> {
        self.net.params()
    }
}
