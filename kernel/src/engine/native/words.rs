//! The words of a text: everything that could be a name in it.
//!
//! Comments and strings count too (`println!("{x}")` means `x`), so a text may mention too much, and never too little.

use std::collections::BTreeSet;

/// Every run of letters, digits and underscores that does not start with a digit; and, of a raw name, `r#name` too.
pub fn words(text: &str) -> BTreeSet<String> {
    let is_outside = |c: char| !(c.is_alphanumeric() || c == '_');
    let is_word = |word: &&str| word.starts_with(|c: char| !c.is_ascii_digit());
    let plain = text.split(is_outside).filter(is_word).map(str::to_owned);
    let raw = text.match_indices("r#").filter_map(|(at, _)| {
        let name = text[at + 2..].split(is_outside).next().filter(is_word)?;
        Some(format!("r#{name}"))
    });
    plain.chain(raw).collect()
}

/// The text without its numbers, where a number is a value: not in a name (`x1`), nor a field (`pair.0`).
pub fn without_numbers(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut in_number = false;
    for c in text.chars() {
        let goes_on = in_number && (c.is_ascii_digit() || c == '.' || c == '_');
        let in_word = |c: char| c.is_alphanumeric() || c == '_' || c == '.';
        let starts = c.is_ascii_digit() && !kept.ends_with(in_word);
        in_number = goes_on || (starts && !in_number);
        if !in_number {
            kept.push(c);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{without_numbers, words};

    #[test]
    fn names_and_fields_keep_their_numbers() {
        let text = "let x1 = pair.0 + 17 * 0.25e3 - a[3]; (1_000, 2)";
        assert_eq!(without_numbers(text), "let x1 = pair.0 +  * e3 - a[]; (, )");
    }

    #[test]
    fn names_in_strings_count() {
        let found: Vec<_> = words("f(größe, \"{x:?} 12 e3\")").into_iter().collect();
        assert_eq!(found, ["e3", "f", "größe", "x"]);
    }

    #[test]
    fn a_raw_name_is_a_name() {
        let found: Vec<_> = words("r#type + r#\"text\"# r#1").into_iter().collect();
        assert_eq!(found, ["r", "r#type", "text", "type"]);
    }
}
