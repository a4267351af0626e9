//! Patterns that stand in the source.

use std::str::FromStr;

/// A pattern for text (`regex::Regex`) or for bytes (`regex::bytes::Regex`).
pub fn regex<R: FromStr<Err = regex::Error>>(pattern: &str) -> R {
    pattern
        .parse()
        .expect("the pattern is right, and a test uses it")
}
