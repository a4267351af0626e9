//! A deterministic minimiser for smooth convex functions.

use std::collections::VecDeque;

/// The function's value and gradient at a point.
pub(super) type Slope<'a> = &'a dyn Fn(&[f64]) -> (f64, Vec<f64>);

fn dot(x: &[f64], y: &[f64]) -> f64 {
    x.iter().zip(y).map(|(x, y)| x * y).sum()
}

fn add(x: &mut [f64], scale: f64, y: &[f64]) {
    x.iter_mut().zip(y).for_each(|(x, y)| *x += scale * y);
}

/// L-BFGS: Newton's direction from the last ten steps, and a step that is halved until the function falls enough
/// (J. Nocedal and S. Wright, "Numerical Optimization", 2006, algorithms 7.4 and 3.1). Ends when no slope is above
/// `tolerance`, or after 1000 steps.
pub(super) fn minimise(f: Slope, start: Vec<f64>, tolerance: f64) -> Vec<f64> {
    let mut x = start;
    let (mut value, mut slope) = f(&x);
    // Steps s and changes of slope y, with 1/(s·y).
    let mut memory: VecDeque<(Vec<f64>, Vec<f64>, f64)> = VecDeque::new();
    for _ in 0..1000 {
        if slope.iter().all(|g| g.abs() <= tolerance) {
            break;
        }
        let mut direction = slope.clone();
        let mut factors = Vec::with_capacity(memory.len());
        for (s, y, r) in memory.iter().rev() {
            let factor = r * dot(s, &direction);
            add(&mut direction, -factor, y);
            factors.push(factor);
        }
        // The newest step's curvature is the scale of all others; at the start a step of length 1 at most.
        let scale = match memory.back() {
            Some((_, y, r)) => 1.0 / (r * dot(y, y)),
            None => 1.0 / dot(&slope, &slope).sqrt().max(1.0),
        };
        direction.iter_mut().for_each(|d| *d *= scale);
        for ((s, y, r), factor) in memory.iter().zip(factors.iter().rev()) {
            let back = r * dot(y, &direction);
            add(&mut direction, factor - back, s);
        }
        let descent = dot(&slope, &direction);
        let mut step = 1.0;
        let found = loop {
            let mut next = x.clone();
            add(&mut next, -step, &direction);
            let (below, next_slope) = f(&next);
            if below <= value - 1e-4 * step * descent {
                break Some((next, below, next_slope));
            }
            step *= 0.5;
            if step < 1e-10 {
                break None; // as low as rounding allows
            }
        };
        let Some((next, below, next_slope)) = found else {
            break;
        };
        let mut s = next.clone();
        add(&mut s, -1.0, &x);
        let mut y = next_slope.clone();
        add(&mut y, -1.0, &slope);
        let curvature = dot(&s, &y);
        if curvature > 0.0 {
            memory.push_back((s, y, 1.0 / curvature));
        }
        if memory.len() > 10 {
            memory.pop_front();
        }
        (x, value, slope) = (next, below, next_slope);
    }
    x
}
