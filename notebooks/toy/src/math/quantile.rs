//! The quantile function of the normal distribution.

use super::sign;

/// The number below which a standard normal variable falls with probability `p`: Φ⁻¹(p).
///
/// Rational approximations of M. J. Wichura, "The percentage points of the normal distribution" (Applied Statistics
/// 37, 1988), algorithm AS 241, routine PPND16: about 16 correct digits.
///
/// ```
/// # use toy::prelude::*;
/// close("97.5%", normal_quantile(0.975), 1.959964, 1e-6);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * ratio(r, &CENTRE_TOP, &CENTRE_BOTTOM);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail <= 0.0 {
        return if tail == 0.0 {
            f64::INFINITY * sign(q)
        } else {
            f64::NAN
        };
    }
    let r = (-libm::log(tail)).sqrt();
    let x = if r <= 5.0 {
        ratio(r - 1.6, &MIDDLE_TOP, &MIDDLE_BOTTOM)
    } else {
        ratio(r - 5.0, &FAR_TOP, &FAR_BOTTOM)
    };
    if q < 0.0 { -x } else { x }
}

/// Quotient of two polynomials, constant term first.
fn ratio(x: f64, top: &[f64; 8], bottom: &[f64; 8]) -> f64 {
    let value = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, c| sum * x + c);
    value(top) / value(bottom)
}

const CENTRE_TOP: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946_1e4,
    4.592_195_393_154_987_1e4,
    6.726_577_092_700_870_1e4,
    3.343_057_558_358_812_8e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.231_333_070_160_091_1e1,
    6.871_870_074_920_579_1e2,
    5.394_196_021_424_751_1e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271_1e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_854_6e3,
];
const MIDDLE_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_545_3,
    5.769_497_221_460_691_4,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506_1e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_8e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103_8,
    5.463_784_911_164_114_4,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_9e-1,
    2.653_218_952_657_612_3e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.998_322_065_558_879_4e-1,
    1.369_298_809_227_358_1e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_132_6e-4,
    1.846_318_317_510_054_7e-5,
    1.421_511_758_316_445_9e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::math::normal_cdf;

    #[test]
    fn quantile_inverts_the_distribution_function() {
        for p in [
            1e-300,
            1e-20,
            1e-6,
            0.01,
            0.07,
            0.3,
            0.5,
            0.9,
            0.99,
            1.0 - 1e-9,
        ] {
            let back = normal_cdf(normal_quantile(p));
            assert!((back / p - 1.0).abs() < 1e-12, "{p}: {back}");
        }
        // Known percentage points.
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-14);
        assert!((normal_quantile(1e-10) + 6.361_340_902_404_056).abs() < 1e-13);
        assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
        assert!(normal_quantile(-0.1).is_nan());
    }
}
