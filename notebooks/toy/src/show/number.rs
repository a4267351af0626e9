//! Numbers as text: few digits, no noise, the same on every machine.

/// Four significant digits without trailing zeros; whole numbers up to a million in full.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(num(0.123456), "0.1235");
/// assert_eq!(num(2000.0), "2000");
/// assert_eq!(num(1.5e-7), "1.5e-7");
/// ```
pub fn num(x: f64) -> String {
    let size = x.abs();
    if x.is_nan() {
        return "NaN".to_owned();
    }
    if x.is_infinite() {
        return if x > 0.0 { "∞" } else { "-∞" }.to_owned();
    }
    if x == 0.0 {
        return "0".to_owned();
    }
    if size < 1e6 && x == x.trunc() {
        return format!("{x}");
    }
    // Rust's exponent form rounds correctly; its exponent says how many decimals four digits leave.
    let scientific = format!("{x:.3e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    match exponent {
        -4..=5 => trimmed(&format!("{x:.*}", (3 - exponent).max(0) as usize)),
        _ => format!("{}e{exponent}", trimmed(digits)),
    }
}

/// A number with a fixed number of decimals, for tables.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!((fixed(2.0, 3), fixed(0.1256, 2)), ("2.000".to_string(), "0.13".to_string()));
/// ```
pub fn fixed(x: f64, decimals: usize) -> String {
    let text = format!("{x:.decimals$}");
    // No "-0.00".
    match text.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| c == '0' || c == '.') => rest.to_owned(),
        _ => text,
    }
}

/// A fraction as a percentage with one decimal: `percent(0.125)` is "12.5%".
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(percent(0.125), "12.5%");
/// ```
pub fn percent(fraction: f64) -> String {
    format!("{}%", fixed(100.0 * fraction, 1))
}

fn trimmed(text: &str) -> String {
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_digits_and_no_noise() {
        let cases = [
            (0.0, "0"),
            (-0.0, "0"),
            (1.0, "1"),
            (0.1 + 0.2, "0.3"),
            (-12.3456, "-12.35"),
            (99999.6, "100000"),
            (123456.7, "123457"),
            (1234567.0, "1.235e6"),
            (0.00012345, "0.0001234"),
            (0.000012345, "1.234e-5"),
            (f64::INFINITY, "∞"),
        ];
        for (x, want) in cases {
            assert_eq!(num(x), want);
        }
        assert_eq!(fixed(-0.001, 2), "0.00");
        assert_eq!(percent(0.0816), "8.2%");
    }
}
