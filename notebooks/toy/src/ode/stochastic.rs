//! Equations with noise: dx = f(t, x)·dt + g(t, x)·dW.

use super::{Rate, rate};
use crate::random::Rng;
use crate::tensor::{Tensor, linspace};

/// x(to) from x(from) = `start` for dx = f·dt + g·dW, in `steps` equal steps: x ← x + f·h + g·√|h|·ε
/// (G. Maruyama, "Continuous Markov processes and stochastic equations", 1955).
///
/// The noise is independent for every number of x; `diffusion` gives its size, of the shape of x or one that
/// broadcasts to it. With `from` above `to` time runs backwards, as a diffusion model's reverse equation needs.
///
/// ```
/// # use toy::prelude::*;
/// // Ornstein and Uhlenbeck: dx = −x·dt + √2·dW forgets its start and becomes standard normal.
/// let x = euler_maruyama(&mut Rng::seed(1), |_, x| -x, |_, _| tensor(sqrt(2.0)), full(2000, 3.0), 0.0, 5.0, 200);
/// assert!(mean(&x).abs() < 0.1 && (std(&x) - 1.0).abs() < 0.1);
/// ```
#[track_caller]
pub fn euler_maruyama(
    rng: &mut Rng,
    drift: impl Fn(f64, &Tensor) -> Tensor,
    diffusion: impl Fn(f64, &Tensor) -> Tensor,
    start: impl Into<Tensor>,
    from: f64,
    to: f64,
    steps: usize,
) -> Tensor {
    assert!(steps > 0, "euler_maruyama: needs at least one step");
    let times = linspace(from, to, steps + 1);
    walk(rng, &drift, &diffusion, start.into(), &times, false).remove(0)
}

/// [`euler_maruyama`] with all states: x at each of `times`, one step from each time to the next.
///
/// ```
/// # use toy::prelude::*;
/// let still = |_: f64, x: &Tensor| x * 0.0;
/// let noise = |_: f64, x: &Tensor| x * 0.0 + 1.0; // Brownian motion
/// let path = euler_maruyama_path(&mut Rng::seed(1), still, noise, zeros([4000]), [0.0, 0.5, 1.0]);
/// close("its variance is the time", std(&path[2]).powi(2), 1.0, 0.1);
/// ```
#[track_caller]
pub fn euler_maruyama_path(
    rng: &mut Rng,
    drift: impl Fn(f64, &Tensor) -> Tensor,
    diffusion: impl Fn(f64, &Tensor) -> Tensor,
    start: impl Into<Tensor>,
    times: impl Into<Tensor>,
) -> Vec<Tensor> {
    walk(rng, &drift, &diffusion, start.into(), &times.into(), true)
}

#[track_caller]
fn walk(
    rng: &mut Rng,
    drift: &Rate,
    diffusion: &Rate,
    start: Tensor,
    times: &Tensor,
    all: bool,
) -> Vec<Tensor> {
    let times = times.to_vec();
    assert!(!times.is_empty(), "euler_maruyama: needs at least one time");
    let mut states = vec![start];
    for pair in times.windows(2) {
        let (t, h) = (pair[0], pair[1] - pair[0]);
        let x = &states[states.len() - 1];
        let noise = rng.normals(x.shape()) * h.abs().sqrt();
        let slope = rate("euler_maruyama, drift", drift, t, x);
        let next = x + h * slope + diffusion(t, x) * noise;
        assert!(
            next.shape() == x.shape(),
            "euler_maruyama: the diffusion does not broadcast to the state's shape {:?}",
            x.shape()
        );
        if !all {
            states.clear();
        }
        states.push(next);
    }
    states
}
