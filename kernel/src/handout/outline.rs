//! Headings of one page: their levels start below the title and never skip one, and every id is used once.

use std::collections::{HashMap, HashSet};

/// A heading of the page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// 2 to 6: its level on the page.
    pub level: usize,
    /// Its id, for links.
    pub id: String,
    /// Its text with equations, as HTML.
    pub html: String,
}

/// The level of the outermost headings: the title of the page is above them.
const BASE: usize = 2;
const DEEPEST: usize = 6;

/// The headings so far.
#[derive(Debug, Default)]
pub struct Outline {
    /// Levels in the source, outermost first.
    open: Vec<usize>,
    ids: HashSet<String>,
    /// The number at the end of the last id of each slug.
    numbers: HashMap<String, usize>,
    prefix: String,
    /// All headings, in order.
    pub headings: Vec<Heading>,
}

impl Outline {
    /// An outline whose ids start with `prefix`.
    pub fn new(prefix: &str) -> Outline {
        Outline {
            prefix: prefix.to_owned(),
            ..Outline::default()
        }
    }

    /// The level on the page of the next heading, which is `level` in its source.
    pub fn level(&mut self, level: usize) -> usize {
        while self.open.last().is_some_and(|open| *open >= level) {
            self.open.pop();
        }
        self.open.push(level);
        (BASE + self.open.len() - 1).min(DEEPEST)
    }

    /// An id made of the words of `text`, not yet used on the page.
    pub fn unique_id(&mut self, text: &str) -> String {
        let is_word = |char: char| char.is_alphanumeric() || char == '_';
        let words: Vec<String> = text
            .split(|char| !is_word(char))
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let slug = match words.is_empty() {
            true => "section".to_owned(),
            false => words.join("-"),
        };
        let numbered = |count: usize| match count {
            1 => format!("{}{slug}", self.prefix),
            _ => format!("{}{slug}-{count}", self.prefix),
        };
        let mut count = self.numbers.get(&slug).map_or(1, |last| last + 1);
        while !self.ids.insert(numbered(count)) {
            count += 1;
        }
        let id = numbered(count);
        self.numbers.insert(slug, count);
        id
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_skip_none_and_ids_are_unique() {
        let mut outline = Outline::new("p-");
        let levels: Vec<usize> = [1, 4, 2, 1].map(|level| outline.level(level)).into();
        assert_eq!(levels, [2, 3, 3, 2]);
        let ids = ["The *x*-axis", "the x axis", "…"].map(|text| outline.unique_id(text));
        assert_eq!(ids, ["p-the-x-axis", "p-the-x-axis-2", "p-section"]);
        let ids = ["a 2", "a", "a", "a"].map(|text| outline.unique_id(text));
        assert_eq!(ids, ["p-a-2", "p-a", "p-a-3", "p-a-4"]);
    }

    #[test]
    fn equal_headings_are_counted_on() {
        let mut outline = Outline::default();
        let last = (0..200_000).map(|_| outline.unique_id("x")).last();
        assert_eq!(last.as_deref(), Some("x-200000"));
    }
}
