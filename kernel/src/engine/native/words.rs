//! The words of a text: everything that could be a name in it.
//!
//! Comments and strings count too (`println!("{x}")` means `x`), so a text may mention too much, and never too little.

use std::collections::BTreeSet;

/// Every run of letters, digits and underscores that does not start with a digit.
pub fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !(c.is_alphanumeric() || c == '_'))
        .filter(|word| word.starts_with(|c: char| !c.is_ascii_digit()))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn names_in_strings_count() {
        let found: Vec<_> = words("f(größe, \"{x:?} 12 e3\")").into_iter().collect();
        assert_eq!(found, ["e3", "f", "größe", "x"]);
    }
}
