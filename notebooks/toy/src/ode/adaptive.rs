//! The method of Dormand and Prince: order 5, with an error estimate of order 4 that chooses the step.

use super::{Rate, rate};
use crate::tensor::{Tensor, no_grad, numbers};

/// What [`dopri5`] found.
///
/// ```
/// # use toy::prelude::*;
/// let found = dopri5(|_, y| -y, 1.0, 0.0, 1.0, 1e-8);
/// close("e⁻¹", found.y.item(), exp(-1.0), 1e-7);
/// assert!(found.evaluations > 6 * found.accepted); // six slopes a step
/// ```
#[derive(Clone, Debug)]
pub struct OdeSolution {
    /// The state at the end.
    pub y: Tensor,
    /// How often f was called.
    pub evaluations: usize,
    /// Steps that were taken.
    pub accepted: usize,
    /// Steps that were too long and were tried again shorter.
    pub rejected: usize,
}

/// Where in a step the slopes are taken.
const NODES: [f64; 7] = [0.0, 0.2, 0.3, 0.8, 8.0 / 9.0, 1.0, 1.0];

/// How each slope's place follows from the slopes before it. The last row is the step itself.
#[rustfmt::skip]
const WEIGHTS: [&[f64]; 7] = [
    &[],
    &[1.0 / 5.0],
    &[3.0 / 40.0, 9.0 / 40.0],
    &[44.0 / 45.0, -56.0 / 15.0, 32.0 / 9.0],
    &[19372.0 / 6561.0, -25360.0 / 2187.0, 64448.0 / 6561.0, -212.0 / 729.0],
    &[9017.0 / 3168.0, -355.0 / 33.0, 46732.0 / 5247.0, 49.0 / 176.0, -5103.0 / 18656.0],
    &[35.0 / 384.0, 0.0, 500.0 / 1113.0, 125.0 / 192.0, -2187.0 / 6784.0, 11.0 / 84.0],
];

/// Difference of the solutions of order 5 and 4.
#[rustfmt::skip]
const ERROR: [f64; 7] = [
    71.0 / 57600.0, 0.0, -71.0 / 16695.0, 71.0 / 1920.0, -17253.0 / 339200.0, 22.0 / 525.0, -1.0 / 40.0,
];

/// Most steps before the equation is given up.
const MOST_STEPS: usize = 100_000;

/// y(to) from y(from) = `start` for dy/dt = f(t, y), with steps chosen so that each one's estimated error is at most
/// `tolerance`·(1 + |y|) (root mean square over the state).
///
/// J. R. Dormand and P. J. Prince, "A family of embedded Runge-Kutta formulae" (J. Comp. Appl. Math. 6, 1980),
/// RK5(4)7M; step control after Hairer, Nørsett and Wanner, "Solving ordinary differential equations I", section II.4. Gradients
/// flow through the steps that were taken; their lengths count as constants.
///
/// ```
/// # use toy::prelude::*;
/// let end = dopri5(|_, y| -y, 1.0, 0.0, 1.0, 1e-8);
/// assert!((end.y.item() - exp(-1.0)).abs() < 1e-7);
/// println!("{} evaluations", end.evaluations);
/// ```
#[track_caller]
pub fn dopri5(
    f: impl Fn(f64, &Tensor) -> Tensor,
    start: impl Into<Tensor>,
    from: f64,
    to: f64,
    tolerance: f64,
) -> OdeSolution {
    integrate(&f, start.into(), from, to, tolerance)
}

#[track_caller]
fn integrate(f: &Rate, start: Tensor, from: f64, to: f64, tolerance: f64) -> OdeSolution {
    assert!(
        tolerance > 0.0,
        "dopri5: the tolerance must be positive, got {tolerance}"
    );
    let (mut t, mut y) = (from, start);
    let mut slope = rate("dopri5", f, t, &y);
    let mut h = first_step(&y, &slope, tolerance);
    if !moves(t, h.copysign(to - t)) {
        // Far from 0 neighbouring times lie further apart.
        h = 4e3 * f64::EPSILON * t.abs();
    }
    h = h.min((to - from).abs());
    let (mut evaluations, mut accepted, mut rejected) = (1, 0, 0);
    while t != to {
        // The last step ends exactly at `to`.
        let last = h >= (to - t).abs();
        assert!(
            accepted + rejected < MOST_STEPS && (last || moves(t, h.copysign(to - t))),
            "dopri5: the step at t = {t} became {h:e} after {accepted} steps; the equation is too stiff or not finite"
        );
        let signed = if last { to - t } else { h.copysign(to - t) };
        let (next, slopes) = step(f, t, &y, &slope, signed);
        evaluations += 6;
        let error = no_grad(|| size(&combined(&slopes, &ERROR, signed), &y, &next, tolerance));
        // A step of order 5 changes its error with h⁵; 0.9 leaves a margin. NaN shortens the step.
        let wanted = 0.9 * libm::pow(error.max(1e-10), -0.2);
        let factor = if error.is_finite() {
            wanted.clamp(0.2, 5.0)
        } else {
            0.2
        };
        if error <= 1.0 {
            t = if last { to } else { t + signed };
            y = next;
            // The last slope is the first one of the next step.
            slope = slopes[6].clone();
            accepted += 1;
        } else {
            rejected += 1;
        }
        h = signed.abs() * factor;
    }
    OdeSolution {
        y,
        evaluations,
        accepted,
        rejected,
    }
}

/// Whether a thousandth of a step is seen beside t, so that its slopes stand at different times.
fn moves(t: f64, signed: f64) -> bool {
    t + 1e-3 * signed != t
}

/// The state after a step, and the seven slopes.
#[track_caller]
fn step(f: &Rate, t: f64, y: &Tensor, slope: &Tensor, h: f64) -> (Tensor, Vec<Tensor>) {
    let mut slopes = vec![slope.clone()];
    let mut place = y.clone();
    for (node, weights) in NODES.iter().zip(WEIGHTS).skip(1) {
        place = y + combined(&slopes, weights, h);
        slopes.push(rate("dopri5", f, t + node * h, &place));
    }
    (place, slopes)
}

/// h·Σ weightᵢ·slopeᵢ.
fn combined(slopes: &[Tensor], weights: &[f64], h: f64) -> Tensor {
    let pairs = slopes
        .iter()
        .zip(weights)
        .filter(|(_, weight)| **weight != 0.0);
    pairs.map(|(slope, weight)| h * weight * slope).sum()
}

/// Root mean square of the errors, each relative to what is tolerated: tolerance·(1 + |y|).
fn size(error: &Tensor, before: &Tensor, after: &Tensor, tolerance: f64) -> f64 {
    let (e, a, b) = (error.store(), before.store(), after.store());
    let pairs = numbers(&a).iter().zip(numbers(&b));
    let terms = numbers(&e).iter().zip(pairs).map(|(e, (a, b))| {
        let part = e / (tolerance * (1.0 + a.abs().max(b.abs())));
        part * part
    });
    (terms.sum::<f64>() / e.len().max(1) as f64).sqrt()
}

/// A step along which the state changes by a hundredth of its size.
fn first_step(y: &Tensor, slope: &Tensor, tolerance: f64) -> f64 {
    let [state, change] = [y, slope].map(|x| size(x, y, y, tolerance));
    if state > 1e-5 && change > 1e-5 {
        0.01 * state / change
    } else {
        1e-6
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Σ weightᵢ·nodeᵢᵏ.
    fn moment(weights: &[f64], k: i32) -> f64 {
        let terms = weights.iter().zip(NODES);
        terms.map(|(weight, node)| weight * node.powi(k)).sum()
    }

    #[test]
    fn the_table_is_of_order_five_and_its_error_estimate_of_order_four() {
        // Each slope stands where its weights say.
        for (node, weights) in NODES.iter().zip(WEIGHTS) {
            assert!((moment(weights, 0) - node).abs() < 1e-15);
        }
        // ∫ tᵏ dt = 1/(k + 1): the step to k = 4, the difference of the two solutions to k = 3 only.
        for k in 0..5 {
            assert!((moment(WEIGHTS[6], k) - 1.0 / f64::from(k + 1)).abs() < 1e-15);
        }
        assert!((0..4).all(|k| moment(&ERROR, k).abs() < 1e-16));
        assert!(moment(&ERROR, 4).abs() > 1e-4);
    }
}
