//! Functions of one number that give the same bits on every machine.
//!
//! Rust's own `f64::exp`, `ln`, `sin`, `powf`, ... call the operating system's mathematical library, which differs in
//! the last bits from machine to machine; a committed notebook would not reproduce. Everything here goes through the
//! `libm` crate (plain Rust) instead, but for the exponential family, which networks call most: the file
//! `exponential` has it in a form that the compiler can vectorise. Additions, products, quotients and square roots are exact by IEEE 754.

mod exponential;
mod gamma;
#[allow(
    clippy::excessive_precision,
    reason = "coefficients as printed in the source"
)]
mod quantile;

pub use exponential::{exp, sigmoid, silu, tanh};
pub use gamma::{digamma, polygamma};
pub use quantile::normal_quantile;

use std::f64::consts::{FRAC_1_SQRT_2, PI, SQRT_2};

/// x².
pub fn square(x: f64) -> f64 {
    x * x
}

/// xᵖ, by `libm`: the same bits on every machine, unlike `f64::powf`.
///
/// ```
/// # use toy::prelude::*;
/// close("the root of 2", powf(2.0, 0.5), sqrt(2.0), 1e-15);
/// ```
pub fn powf(x: f64, p: f64) -> f64 {
    libm::pow(x, p)
}

/// ln(1 + eˣ) = max(x, 0) + ln(1 + e^(−|x|)).
pub fn softplus(x: f64) -> f64 {
    relu(x) + libm::log1p(exp(-x.abs()))
}

/// max(x, 0); NaN stays NaN.
pub fn relu(x: f64) -> f64 {
    if x < 0.0 { 0.0 } else { x }
}

/// x·Φ(x).
pub fn gelu(x: f64) -> f64 {
    x * normal_cdf(x)
}

/// 1 for x > 0, else 0.
pub fn step(x: f64) -> f64 {
    if x > 0.0 { 1.0 } else { 0.0 }
}

/// −1, 0 or 1.
pub fn sign(x: f64) -> f64 {
    if x == 0.0 { 0.0 } else { x.signum() }
}

/// ln |Γ(x)|; ln (n − 1)! at a whole number n.
///
/// ```
/// # use toy::prelude::*;
/// close("ln 4!", ln_gamma(5.0), ln(24.0), 1e-12);
/// ```
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// Standard normal density, φ(x) = e^(−x²/2)/√(2π).
pub fn normal_pdf(x: f64) -> f64 {
    exp(-0.5 * x * x) / (2.0 * PI).sqrt()
}

/// Standard normal distribution function, Φ(x); accurate in the lower tail too.
pub fn normal_cdf(x: f64) -> f64 {
    0.5 * libm::erfc(-x * FRAC_1_SQRT_2)
}

/// ln Σ eˣ over a slice, without overflow; −∞ for an empty one.
///
/// ```
/// # use toy::prelude::*;
/// close("no overflow", log_sum_exp(&[1000.0, 1000.0]), 1000.0 + ln(2.0), 1e-9);
/// ```
pub fn log_sum_exp(xs: &[f64]) -> f64 {
    let top = xs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    // The largest of numbers does not see NaN.
    if xs.iter().any(|x| x.is_nan()) {
        return f64::NAN;
    }
    if !top.is_finite() {
        return match xs.iter().any(|x| x.is_nan()) {
            true => f64::NAN,
            false => top,
        };
    }
    top + libm::log(xs.iter().map(|x| exp(x - top)).sum())
}

/// Logarithm to base 10, for axes and number formats.
pub(crate) fn log10(x: f64) -> f64 {
    libm::log10(x)
}

/// erfc of the scaled argument, for tails: P(Z > x).
///
/// ```
/// # use toy::prelude::*;
/// close("one in forty", normal_tail(1.959964), 0.025, 1e-8);
/// assert!(normal_tail(20.0) > 0.0); // 1 − Φ(20) would be 0
/// ```
pub fn normal_tail(x: f64) -> f64 {
    0.5 * libm::erfc(x / SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_overflows() {
        assert_eq!(sigmoid(-800.0), 0.0);
        assert_eq!(sigmoid(800.0), 1.0);
        assert_eq!(softplus(800.0), 800.0);
        assert_eq!(log_sum_exp(&[1000.0, 1000.0]), 1000.0 + libm::log(2.0));
        assert_eq!(log_sum_exp(&[]), f64::NEG_INFINITY);
        assert!(normal_tail(10.0) > 7e-24 && normal_tail(10.0) < 8e-24);
        assert!(relu(f64::NAN).is_nan());
    }
}
