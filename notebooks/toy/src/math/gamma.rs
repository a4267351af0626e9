//! The gamma function's logarithmic derivatives ψ⁽ᵐ⁾(x) = dᵐ⁺¹/dxᵐ⁺¹ ln Γ(x) for x > 0.
//!
//! The recurrence ψ⁽ᵐ⁾(x) = ψ⁽ᵐ⁾(x + 1) − (−1)ᵐ·m!/xᵐ⁺¹ lifts x until Stirling's series is exact to rounding
//! (Abramowitz and Stegun, "Handbook of mathematical functions", 6.3.18, 6.4.6 and 6.4.11).

/// Bernoulli numbers B₂, B₄, ..., B₂₀.
const BERNOULLI: [f64; 10] = [
    1.0 / 6.0,
    -1.0 / 30.0,
    1.0 / 42.0,
    -1.0 / 30.0,
    5.0 / 66.0,
    -691.0 / 2730.0,
    7.0 / 6.0,
    -3617.0 / 510.0,
    43867.0 / 798.0,
    -174611.0 / 330.0,
];

/// ψ(x) = d/dx ln Γ(x) for x > 0; NaN elsewhere.
///
/// ```
/// # use toy::prelude::*;
/// close("−γ", digamma(1.0), -0.5772156649, 1e-9);
/// ```
pub fn digamma(x: f64) -> f64 {
    polygamma(0, x)
}

/// ψ⁽ᵐ⁾(x), the m-th derivative of [`digamma`], for x > 0; NaN elsewhere. ψ⁽¹⁾ is the trigamma function.
pub fn polygamma(m: usize, x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    if x == f64::INFINITY {
        return if m == 0 { x } else { 0.0 };
    }
    let factorial: f64 = (1..=m).map(|i| i as f64).product();
    // All terms for m ≥ 1 have the sign (−1)ᵐ⁺¹; they are summed without it.
    let sign = if m % 2 == 1 { 1.0 } else { -1.0 };
    let (mut x, mut sum) = (x, 0.0);
    while x < 15.0 + m as f64 {
        sum += factorial / power(x, m + 1);
        x += 1.0;
    }
    // Σₖ B₂ₖ·(2k + m − 1)!/(2k)!/x^(2k + m); `ratio` is (2k + m − 1)!/(2k)!.
    let mut ratio = 0.5 * factorial * (m as f64 + 1.0);
    let mut series = 0.0;
    let mut inverse = 1.0 / power(x, m + 2);
    for (k, bernoulli) in (1..).zip(BERNOULLI) {
        series += bernoulli * ratio * inverse;
        let (k, m) = (2.0 * f64::from(k), m as f64);
        ratio *= (k + m) * (k + m + 1.0) / ((k + 1.0) * (k + 2.0));
        inverse /= x * x;
    }
    let head = factorial / (2.0 * power(x, m + 1));
    let first = if m == 0 {
        -libm::log(x)
    } else {
        factorial / (m as f64 * power(x, m))
    };
    sign * (sum + (first + (head + series)))
}

/// xⁿ by repeated multiplication.
fn power(x: f64, n: usize) -> f64 {
    (0..n).fold(1.0, |product, _| product * x)
}
