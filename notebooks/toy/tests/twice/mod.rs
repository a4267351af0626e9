//! First and second derivatives against central differences.

use toy::prelude::*;

/// Checks f's gradient, and the gradient of a scalar made from that gradient (the second derivative).
pub fn twice(what: &str, f: impl Fn(&Tensor) -> Tensor, at: &Tensor) {
    // Unequal weights, so that no sum hides a wrong element.
    let weigh = |y: &Tensor| {
        let weights: Tensor = (0..y.len()).map(|i| 0.7 + 0.3 * (i % 11) as f64).collect();
        (y.flatten() * weights).sum()
    };
    check_grad(what, |x| weigh(&f(x)), at);
    let slope = |x: &Tensor| {
        let x = if x.tracked() { x.clone() } else { param(x) };
        // Nothing times x: the slope of a linear function is a constant, which has no gradient to check.
        weigh(&grad1_graph(&weigh(&f(&x)), &x)) + 0.0 * x.sum()
    };
    check_grad(&format!("the gradient of {what}"), slope, at);
}
