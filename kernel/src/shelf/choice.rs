//! A part of the shelf: one topic, or some years.

use std::ops::RangeInclusive;

/// Reads `2018`, `2015..2018` (both ends included), `2015..` or `..2018`.
///
/// # Errors
/// It is none of these.
pub fn years(text: &str) -> Result<RangeInclusive<u32>, String> {
    let wrong = || format!("`{text}` is no year; write `2018`, `2015..2018`, `2015..` or `..2018`");
    let year = |text: &str, open: u32| match text.trim() {
        "" => Ok(open),
        digits => digits.parse::<u32>().map_err(|_| wrong()),
    };
    let (from, to) = match text.split_once("..") {
        Some((from, to)) => (year(from, 0)?, year(to.trim_start_matches('='), u32::MAX)?),
        None if text.trim().is_empty() => return Err(wrong()),
        None => (year(text, 0)?, year(text, 0)?),
    };
    match from <= to {
        true => Ok(from..=to),
        false => Err(format!("no year is in `{text}`: {from} is after {to}")),
    }
}

#[cfg(test)]
mod tests {
    use super::years;

    #[test]
    fn years_are_one_or_a_range_with_both_ends() {
        assert_eq!(years("2018"), Ok(2018..=2018));
        assert_eq!(years("2015..2018"), Ok(2015..=2018));
        assert_eq!(years("2015..=2018"), Ok(2015..=2018));
        assert_eq!(years("2015.."), Ok(2015..=u32::MAX));
        assert_eq!(years("..2018"), Ok(0..=2018));
        for wrong in ["", "x", "2018-", "2018..2015", "20 18"] {
            assert!(years(wrong).is_err(), "{wrong}");
        }
    }
}
