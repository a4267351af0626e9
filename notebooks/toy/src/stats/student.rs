//! Student's t distribution, by the regularised incomplete beta function.

use crate::math::{exp, ln_gamma, normal_pdf, normal_tail};

/// P(T ≤ t) for Student's t with `degrees` of freedom (need not be whole).
#[track_caller]
pub fn student_t_cdf(t: f64, degrees: f64) -> f64 {
    assert!(
        degrees > 0.0,
        "student_t_cdf: the degrees of freedom must be positive, got {degrees}"
    );
    let tail = tail(t.abs(), degrees);
    if t > 0.0 { 1.0 - tail } else { tail }
}

/// P(T > t) for t ≥ 0: half of I(ν/2, ½) at ν/(ν + t²) (NIST Handbook of Mathematical Functions, 8.17).
pub(super) fn tail(t: f64, degrees: f64) -> f64 {
    // ln Γ of so many degrees is too large a number for its differences to be exact; the distribution is almost normal
    // there (R. A. Fisher's expansion in 1/ν, Metron 5, 1925).
    if degrees > 1e7 {
        return normal_tail(t) + normal_pdf(t) * t * (t * t + 1.0) / (4.0 * degrees);
    }
    // Near 0 the argument is almost 1, and what it lacks there is lost: 1 − I(½, ν/2) at t²/(ν + t²) keeps it.
    if t * t < 1e-4 * degrees {
        return 0.5 - 0.5 * incomplete_beta(t * t / (degrees + t * t), 0.5, 0.5 * degrees);
    }
    0.5 * incomplete_beta(degrees / (degrees + t * t), 0.5 * degrees, 0.5)
}

/// The t below which a value falls with probability `p`, by bisection to the last digit.
#[track_caller]
pub fn student_t_quantile(p: f64, degrees: f64) -> f64 {
    assert!(
        p > 0.0 && p < 1.0,
        "student_t_quantile: the probability must be between 0 and 1, got {p}"
    );
    if p == 0.5 {
        return 0.0;
    }
    let (mut low, mut high) = (-1.0, 1.0);
    while student_t_cdf(low, degrees) > p {
        low *= 2.0;
    }
    while student_t_cdf(high, degrees) < p {
        high *= 2.0;
    }
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        if middle == low || middle == high {
            break;
        }
        match student_t_cdf(middle, degrees) < p {
            true => low = middle,
            false => high = middle,
        }
    }
    0.5 * (low + high)
}

/// The regularised incomplete beta function I(a, b) at x: its continued fraction (NIST Handbook of Mathematical
/// Functions, 8.17.22), evaluated from the front by Lentz's method.
fn incomplete_beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    if x >= 1.0 {
        return 1.0;
    }
    // The fraction converges fast below the mean of the distribution; above, I(a, b; x) = 1 − I(b, a; 1 − x).
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - incomplete_beta(1.0 - x, b, a);
    }
    // 1/(1 + d₁/(1 + d₂/(1 + ...))); `front` and `back` are the ratios of successive numerators and denominators.
    let term = |step: usize| {
        let m = (step / 2) as f64;
        match step % 2 {
            0 => m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m)),
            _ => -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0)),
        }
    };
    let (mut front, mut back) = (1.0, 1.0 / (1.0 + term(1)));
    let mut fraction = back;
    for step in 2..2000 {
        back = 1.0 / (1.0 + term(step) * back);
        front = 1.0 + term(step) / front;
        fraction *= front * back;
        if (front * back - 1.0).abs() < 1e-15 {
            break;
        }
    }
    let ln_beta = ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let power = exp(a * libm::log(x) + b * libm::log1p(-x) - ln_beta);
    power * fraction / a
}
