//! eˣ and its relatives without branches, so that a loop over an array becomes vector instructions. Only additions,
//! products and quotients, in a fixed order and never fused: the same bits at any vector width.
//!
//! eˣ = 2ⁿ·eʳ with n the nearest whole number to x/ln 2 and |r| ≤ ln 2/2, where the Taylor series of eʳ − 1 to r¹³ is
//! exact to rounding. The error is below one unit in the last place.

use std::f64::consts::LOG2_E;

/// ln 2 in two parts: the first has zeros at its end, so that n times it is exact.
const LN_2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// 1.5·2⁵²: a number added to it is rounded to a whole one, which then stands in the lowest bits.
const ROUNDER: f64 = 6_755_399_441_055_744.0;

/// eʳ − 1 and the bits of n, for x within the range of finite results.
#[inline(always)]
fn reduced(x: f64) -> (f64, u64) {
    let shifted = x * LOG2_E + ROUNDER;
    let n = shifted - ROUNDER;
    let r = (x - n * LN_2_HIGH) - n * LN_2_LOW;
    // 1/2! + r/3! + ... + r¹¹/13!, from the smallest term up.
    let mut sum = 1.0 / 6_227_020_800.0;
    for factorial in [
        479_001_600.0,
        39_916_800.0,
        3_628_800.0,
        362_880.0,
        40_320.0,
        5_040.0,
        720.0,
        120.0,
        24.0,
        6.0,
        2.0,
    ] {
        sum = sum * r + 1.0 / factorial;
    }
    (
        r + r * r * sum,
        shifted.to_bits().wrapping_sub(ROUNDER.to_bits()),
    )
}

/// 2ⁿ for −1022 ≤ n ≤ 1023, from the bits of n.
#[inline(always)]
fn power_of_two(n: u64) -> f64 {
    f64::from_bits(n.wrapping_add(1023) << 52)
}

/// `low` or `high` where x is beyond them; NaN stays NaN.
#[inline(always)]
fn within(x: f64, low: f64, high: f64) -> f64 {
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

/// eˣ.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    // Beyond these ends the result is 0 or infinite.
    let (minus_one, n) = reduced(within(x, -746.0, 710.0));
    // 2ⁿ in two factors: n itself may be too large or too small for one. (Adding an even offset keeps n/2 unsigned.)
    let half = (n.wrapping_add(4096) >> 1).wrapping_sub(2048);
    let rest = n.wrapping_sub(half);
    (1.0 + minus_one) * power_of_two(half) * power_of_two(rest)
}

/// eˣ − 1 for 0 ≤ x ≤ 44, also accurate near 0.
#[inline(always)]
fn exp_minus_one(x: f64) -> f64 {
    let (minus_one, n) = reduced(x);
    let scale = power_of_two(n);
    scale * minus_one + (scale - 1.0)
}

/// 1/(1 + e⁻ˣ), accurate at both ends.
#[inline(always)]
pub fn sigmoid(x: f64) -> f64 {
    let e = exp(-x.abs());
    let top = if x >= 0.0 { 1.0 } else { e };
    top / (1.0 + e)
}

/// x·σ(x).
#[inline(always)]
pub fn silu(x: f64) -> f64 {
    x * sigmoid(x)
}

/// Hyperbolic tangent: with e = e^(2|x|) − 1, e/(e + 2), with the sign of x.
#[inline(always)]
pub fn tanh(x: f64) -> f64 {
    // From 22 on the result is 1 to the last bit.
    let e = exp_minus_one(within(2.0 * x.abs(), 0.0, 44.0));
    (e / (e + 2.0)).copysign(x)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Distance in units in the last place.
    fn ulps(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    #[test]
    fn agree_with_the_reference() {
        let (mut worst_exp, mut worst_tanh) = (0, 0);
        for i in -200_000..200_000 {
            let x = f64::from(i) * 0.003_541;
            worst_exp = worst_exp.max(ulps(exp(x), libm::exp(x)));
            let y = f64::from(i) * 1.234_5e-4;
            worst_tanh = worst_tanh.max(ulps(tanh(y), libm::tanh(y)));
            let tiny = y * 1e-9;
            worst_tanh = worst_tanh.max(ulps(tanh(tiny), libm::tanh(tiny)));
        }
        assert!(
            worst_exp <= 1 && worst_tanh <= 3,
            "{worst_exp} {worst_tanh}"
        );
    }

    #[test]
    fn ends_are_exact() {
        assert_eq!(
            [
                exp(0.0),
                exp(-0.0),
                exp(f64::NEG_INFINITY),
                exp(f64::INFINITY)
            ],
            [1.0, 1.0, 0.0, f64::INFINITY]
        );
        assert_eq!(
            [exp(710.0), exp(-746.0), exp(1e300)],
            [f64::INFINITY, 0.0, f64::INFINITY]
        );
        // The smallest numbers lose digits, but not their size.
        assert!((exp(-744.0) / 1e-323 - 1.0).abs() < 0.02 && exp(709.7) > 1.6e308);
        assert!(exp(f64::NAN).is_nan() && tanh(f64::NAN).is_nan() && sigmoid(f64::NAN).is_nan());
        assert_eq!([tanh(0.0), tanh(1e3), tanh(-1e3)], [0.0, 1.0, -1.0]);
        assert_eq!(
            [sigmoid(-800.0), sigmoid(0.0), sigmoid(800.0)],
            [0.0, 0.5, 1.0]
        );
        assert!(sigmoid(-700.0) > 0.0);
    }
}
