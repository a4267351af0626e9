//! Probability distributions: densities, entropies, divergences, samples.
//!
//! [`Normal`], [`Categorical`] and [`Gumbel`] are of plain numbers. All others have tensors as parameters, so that a
//! network's output can be one: their parameters broadcast against each other, every number is a variable of its own,
//! and `log_prob`, `entropy`, `mean`, `variance` and `kl` are elementwise and differentiable. Logarithms are natural.
//!
//! * `sample(&mut rng)` draws an array of the parameters' shape, `samples(&mut rng, n)` n of them, stacked. No
//!   gradient.
//! * `rsample(&mut rng)` draws so that gradients flow to the parameters (the draw is a differentiable function of the
//!   parameters and of noise that does not depend on them). It stands where there is a simple one.
//! * `p.kl(&q)` is KL(p ‖ q) = E_p\[ln p − ln q\] of two distributions of one kind.
//!
//! | file | what stands there |
//! |---|---|
//! | `plain` | [`Normal`], [`Categorical`], [`Gumbel`] of plain numbers |
//! | `location` | [`Gaussian`], [`Laplace`], [`StudentT`] |
//! | `positive` | [`Exponential`], [`Gamma`] |
//! | `interval` | [`Uniform`], [`Beta`] |
//! | `counts` | [`Bernoulli`], [`Binomial`], [`Poisson`] |
//! | `rows` | [`CategoricalRows`], [`Dirichlet`]: one distribution a row |
//! | `concrete` | [`gumbel_softmax`], [`Concrete`], [`BinaryConcrete`] |
//! | `multivariate` | [`MultivariateNormal`], by its Cholesky factor |
//!
//! ```
//! # use toy::prelude::*;
//! let mean = param([0.0, 1.0]);
//! let policy = Gaussian::new(&mean, 0.5);
//! let action = policy.sample(&mut Rng::seed(1));
//! let score = grad1(&policy.log_prob(&action).sum(), &mean); // (a − μ)/σ²
//! close_all("score", score, (action - mean.detach()) / 0.25, 1e-12);
//! ```

mod concrete;
mod counts;
mod interval;
mod location;
mod multivariate;
mod plain;
mod positive;
mod rows;

pub use concrete::{BinaryConcrete, Concrete, gumbel_softmax, harden};
pub use counts::{Bernoulli, Binomial, Poisson};
pub use interval::{Beta, Uniform};
pub use location::{Gaussian, Laplace, StudentT};
pub use multivariate::MultivariateNormal;
pub use plain::{Categorical, Gumbel, Normal};
pub use positive::{Exponential, Gamma};
pub use rows::{CategoricalRows, Dirichlet};

use crate::tensor::{Tensor, choose, joint_shape};

/// Parameters broadcast against each other, so that all have one shape.
#[track_caller]
fn joint<const N: usize>(distribution: &str, parameters: [Tensor; N]) -> [Tensor; N] {
    let mut shape = Vec::new();
    for parameter in &parameters {
        shape = match joint_shape(&shape, &parameter.shape()) {
            Some(joint) => joint,
            None => panic!(
                "{distribution}: the parameters' shapes {:?} do not broadcast",
                parameters.each_ref().map(Tensor::shape)
            ),
        };
    }
    parameters.map(|parameter| {
        if parameter.shape() == shape {
            parameter
        } else {
            parameter.broadcast_to(&shape)
        }
    })
}

/// Panics unless all numbers of a parameter are positive.
#[track_caller]
fn expect_positive(distribution: &str, name: &str, parameter: &Tensor) {
    // Written so that NaN fails.
    if let Some(bad) = parameter.to_vec().iter().find(|&&x| x.is_nan() || x <= 0.0) {
        panic!("{distribution}: the {name} must be positive, got {bad}");
    }
}

/// Panics unless two distributions that are compared have shapes that broadcast.
#[track_caller]
fn expect_pair(distribution: &str, p: &Tensor, q: &Tensor) {
    assert!(
        joint_shape(&p.shape(), &q.shape()).is_some(),
        "{distribution}: kl between shapes {:?} and {:?}",
        p.shape(),
        q.shape()
    );
}

/// Panics unless the points at which a density is asked for fit its parameters.
#[track_caller]
fn expect_points(distribution: &str, x: &Tensor, shape: &[usize]) {
    assert!(
        joint_shape(&x.shape(), shape).is_some(),
        "{distribution}: points of shape {:?} do not fit parameters of shape {shape:?}",
        x.shape()
    );
}

/// x·ln y with 0·ln 0 = 0.
fn x_ln_y(x: &Tensor, y: &Tensor) -> Tensor {
    let both_zero = x.eq_to(0.0) * y.eq_to(0.0);
    x * choose(&both_zero, &Tensor::from(1.0), y).ln()
}

/// `density` where the mask is 1, −∞ elsewhere.
fn inside(mask: &Tensor, density: &Tensor) -> Tensor {
    choose(mask, density, &Tensor::from(f64::NEG_INFINITY))
}

/// ln of the beta function, ln Γ(a) + ln Γ(b) − ln Γ(a + b).
fn ln_beta(a: &Tensor, b: &Tensor) -> Tensor {
    a.ln_gamma() + b.ln_gamma() - (a + b).ln_gamma()
}

/// `shape`, `sample` and `samples` from a rule for one number:
/// `draws!(Gamma: shape, rate; |rng| rng.gamma(shape) / rate);`
macro_rules! draws {
    ($name:ident: $first:ident $(, $more:ident)*; |$rng:ident| $draw:expr) => {
        impl $name {
            /// How many variables there are, along which axes.
            pub fn shape(&self) -> Vec<usize> {
                self.$first.shape()
            }

            /// One draw of every variable.
            pub fn sample(&self, rng: &mut $crate::random::Rng) -> $crate::tensor::Tensor {
                self.samples(rng, 1).squeeze(0)
            }

            /// `n` draws of every variable, stacked along a new first axis.
            pub fn samples(&self, $rng: &mut $crate::random::Rng, n: usize) -> $crate::tensor::Tensor {
                let $first = self.$first.to_vec();
                $(let $more = self.$more.to_vec();)*
                let mut numbers = Vec::with_capacity(n * $first.len());
                for _ in 0..n {
                    for i in 0..$first.len() {
                        let $first = $first[i];
                        $(let $more = $more[i];)*
                        numbers.push($draw);
                    }
                }
                let shape = [&[n], self.shape().as_slice()].concat();
                $crate::tensor::Tensor::from_vec(&shape, numbers)
            }
        }
    };
}
use draws;
