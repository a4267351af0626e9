//! The planar flow.

use super::Bijection;
use crate::random::Rng;
use crate::tensor::{Tensor, param};

/// Planar flow (Rezende and Mohamed, "Variational inference with normalizing flows", 2015, equations 10 to 12 and
/// appendix A.1): f(z) = z + û·tanh(w·z + b) with ln |det| = ln |1 + (1 − tanh²(w·z + b))·w·û|.
///
/// û = u + (m(w·u) − w·u)·w/|w|² with m(a) = ln(1 + eᵃ) − 1 keeps w·û above −1, so that f is invertible.
///
/// ```
/// # use toy::prelude::*;
/// let bend = Planar::new(&mut Rng::seed(1), 2);
/// let z = tensor([[0.5, -1.0]]);
/// let (y, log_det) = bend.transform(&z); // 1 x 2, 1
/// close_all("there and back", bend.invert(&y), z, 1e-8);
/// assert!(log_det.item() > -1.0); // one volume a point; small at the start
/// ```
#[derive(Clone, Debug)]
pub struct Planar {
    /// Direction that is looked at, d.
    pub w: Tensor,
    /// Direction of the push (before the constraint), d.
    pub u: Tensor,
    /// Where the bend is.
    pub b: Tensor,
}

impl Planar {
    /// Small normal numbers.
    pub fn new(rng: &mut Rng, dimensions: usize) -> Planar {
        Planar {
            w: param(rng.normals(dimensions) * 0.5),
            u: param(rng.normals(dimensions) * 0.1),
            b: param(0.0),
        }
    }

    /// û.
    fn push(&self) -> Tensor {
        let along = self.w.matmul(&self.u);
        let missing = along.softplus() - 1.0 - &along;
        &self.u + missing * &self.w / self.w.square().sum()
    }
}

impl Bijection for Planar {
    #[track_caller]
    fn transform(&self, x: &Tensor) -> (Tensor, Tensor) {
        let push = self.push();
        let bend = (x.matmul(&self.w) + &self.b).tanh();
        let stretch = (1.0 - bend.square()) * self.w.matmul(&push) + 1.0;
        (x + bend.unsqueeze(1) * push, stretch.ln())
    }

    /// By bisection along w, where f is an increasing function of one number. A constant: no gradient flows through it.
    fn invert(&self, y: &Tensor) -> Tensor {
        let push = self.push().detach();
        let (w, b) = (self.w.detach(), self.b.item());
        let slope = w.matmul(&push).item();
        let y = y.detach();
        let solve = |want: f64| {
            // a + slope·tanh(a + b) = want, and tanh lies between −1 and 1.
            let (mut low, mut high) = (want - slope.abs(), want + slope.abs());
            for _ in 0..80 {
                let middle = 0.5 * (low + high);
                if middle + slope * crate::math::tanh(middle + b) < want {
                    low = middle;
                } else {
                    high = middle;
                }
            }
            crate::math::tanh(0.5 * (low + high) + b)
        };
        let bend: Tensor = y.matmul(&w).to_vec().into_iter().map(solve).collect();
        &y - bend.unsqueeze(1) * push
    }

    fn params(&self) -> Vec<Tensor> {
        vec![self.w.clone(), self.u.clone(), self.b.clone()]
    }
}
