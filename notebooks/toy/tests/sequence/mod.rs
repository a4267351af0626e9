//! What the tests of sequences, graphs and losses share.

#![allow(dead_code)] // each test uses what it needs

use toy::prelude::*;

/// A number of `y` in which every element counts differently, so that no sum hides a wrong one.
pub fn weigh(y: &Tensor) -> Tensor {
    let weights: Tensor = (0..y.len()).map(|i| 0.7 + 0.3 * (i % 7) as f64).collect();
    (y.flatten() * weights).sum()
}

/// Checks f's gradient against central differences, and the gradient of that gradient.
pub fn twice(what: &str, f: impl Fn(&Tensor) -> Tensor, at: &Tensor) {
    check_grad(what, |x| weigh(&f(x)), at);
    let slope = |x: &Tensor| {
        let x = if x.tracked() { x.clone() } else { param(x) };
        // Nothing times x: a linear function's slope is a constant, which has no gradient to check.
        weigh(&grad1_graph(&weigh(&f(&x)), &x)) + 0.0 * x.sum()
    };
    check_grad(&format!("the gradient of {what}"), slope, at);
}
