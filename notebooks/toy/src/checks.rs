//! Checks: each prints one line, and panics with the numbers when it fails.

use crate::show::num;
use crate::tensor::{Tensor, grad1, param};

/// Checks that a number is what it should be, within an absolute tolerance.
///
/// ```
/// # use toy::prelude::*;
/// close("Euler's number", exp(1.0), 2.71828, 1e-5); // panics with both numbers when they differ by more
/// ```
#[track_caller]
pub fn close(what: &str, got: f64, want: f64, tolerance: f64) {
    let gap = (got - want).abs();
    // Written so that NaN fails. Equal infinities have no gap.
    if gap <= tolerance || got == want {
        println!(
            "ok: {what}: {} (within {tolerance:e} of {})",
            num(got),
            num(want)
        );
    } else {
        panic!("{what}: got {got}, want {want}; they differ by {gap:e}, more than {tolerance:e}");
    }
}

/// Checks that two arrays are equal, within an absolute tolerance for every element.
///
/// ```
/// # use toy::prelude::*;
/// close_all("softmax", tensor([0.0, ln(3.0)]).softmax(), [0.25, 0.75], 1e-12);
/// ```
#[track_caller]
pub fn close_all(what: &str, got: impl Into<Tensor>, want: impl Into<Tensor>, tolerance: f64) {
    let (got, want) = (got.into(), want.into());
    assert!(
        got.shape() == want.shape(),
        "{what}: got shape {:?}, want {:?}",
        got.shape(),
        want.shape()
    );
    let mut worst = (0, 0.0);
    for (i, (g, w)) in got.to_vec().iter().zip(want.to_vec()).enumerate() {
        let gap = (g - w).abs();
        assert!(
            gap <= tolerance || *g == w,
            "{what}: element {i} is {g}, want {w}; they differ by {gap:e}, more than {tolerance:e}"
        );
        if gap > worst.1 {
            worst = (i, gap);
        }
    }
    println!(
        "ok: {what}: {} numbers within {tolerance:e} (largest gap {:.1e})",
        got.len(),
        worst.1
    );
}

/// Checks the gradient of a function (tensor in, one number out) against central differences at `at`; returns the
/// largest gap, relative to 1 + |gradient|, and panics when it is above 10⁻⁶.
///
/// ```
/// # use toy::prelude::*;
/// let cube = |x: &Tensor| x.powf(3.0).sum();
/// assert!(check_grad("cube", cube, &tensor([1.0, -2.0])) < 1e-8); // against 3x²
/// ```
#[track_caller]
pub fn check_grad(what: &str, f: impl Fn(&Tensor) -> Tensor, at: &Tensor) -> f64 {
    const STEP: f64 = 1e-5;
    const TOLERANCE: f64 = 1e-6;
    let x = param(at);
    let exact = grad1(&f(&x), &x).to_vec();
    let numbers = at.to_vec();
    let shifted = |i: usize, by: f64| {
        let mut moved = numbers.clone();
        moved[i] += by;
        f(&Tensor::from(moved).reshape(at.shape())).item()
    };
    let mut worst = 0.0;
    for (i, exact) in exact.iter().enumerate() {
        let slope = (shifted(i, STEP) - shifted(i, -STEP)) / (2.0 * STEP);
        let gap = (exact - slope).abs() / (1.0 + exact.abs());
        assert!(
            gap <= TOLERANCE,
            "gradient of {what}: element {i} is {exact}, central differences give {slope}"
        );
        worst = f64::max(worst, gap);
    }
    println!(
        "ok: gradient of {what}: {} numbers agree with central differences",
        exact.len()
    );
    worst
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[should_panic(expected = "one: got 3, want 1.5; they differ by 1.5e0")]
    fn a_gap_panics_with_the_numbers() {
        close("one", 3.0, 1.5, 0.1);
    }

    #[test]
    #[should_panic(expected = "nothing: got NaN")]
    fn nan_is_never_close() {
        close("nothing", f64::NAN, 0.0, 1.0);
    }

    #[test]
    #[should_panic(expected = "gradient of half a square")]
    fn a_wrong_gradient_is_found() {
        check_grad(
            "half a square",
            |x| 0.5 * (x.detach() * x).sum(),
            &crate::tensor::tensor([2.0]),
        );
    }
}
