//! From text to numbers and back.

use std::collections::{BTreeMap, BTreeSet};

/// Words or characters, numbered 0, 1, ... in alphabetical order.
///
/// ```
/// # use toy::prelude::*;
/// let words = Vocabulary::words("the cell runs, the kernel waits.");
/// let numbers = words.encode("the kernel runs");
/// assert_eq!(words.decode(&numbers), "the kernel runs");
/// assert_eq!(words.len(), 7); // ", . cell kernel runs the waits"
/// ```
#[derive(Clone, Debug)]
pub struct Vocabulary {
    tokens: Vec<String>,
    numbers: BTreeMap<String, usize>,
    by_word: bool,
}

impl Vocabulary {
    /// The words of a text: runs of letters, digits, apostrophes and hyphens, in lower case; every other visible
    /// character is a word of its own.
    pub fn words(text: &str) -> Vocabulary {
        Vocabulary::of(split_words(text), true)
    }

    /// The characters of a text, as they are.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let letters = Vocabulary::characters("abba");
    /// assert_eq!((letters.len(), letters.encode("ba")), (2, vec![1, 0]));
    /// ```
    pub fn characters(text: &str) -> Vocabulary {
        Vocabulary::of(text.chars().map(String::from).collect(), false)
    }

    fn of(tokens: Vec<String>, by_word: bool) -> Vocabulary {
        let tokens: BTreeSet<String> = tokens.into_iter().collect();
        let tokens: Vec<String> = tokens.into_iter().collect();
        let numbered = tokens.iter().enumerate().map(|(i, t)| (t.clone(), i));
        Vocabulary {
            numbers: numbered.collect(),
            tokens,
            by_word,
        }
    }

    /// How many tokens.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Whether there is none.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert!(!Vocabulary::words("a cat").is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.tokens.is_empty()
    }

    /// All tokens, in order of their numbers.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Vocabulary::words("a cat and a dog").tokens(), ["a", "and", "cat", "dog"]);
    /// ```
    pub fn tokens(&self) -> &[String] {
        &self.tokens
    }

    /// The token of a number.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let words = Vocabulary::words("a cat and a dog");
    /// assert_eq!(words.token(words.number("dog")), "dog");
    /// ```
    #[track_caller]
    pub fn token(&self, number: usize) -> &str {
        match self.tokens.get(number) {
            Some(token) => token,
            None => panic!(
                "Vocabulary: there is no token {number} among {}",
                self.len()
            ),
        }
    }

    /// The number of a token.
    #[track_caller]
    pub fn number(&self, token: &str) -> usize {
        match self.numbers.get(token) {
            Some(&number) => number,
            None => panic!(
                "Vocabulary: {token:?} is not among its {} tokens",
                self.len()
            ),
        }
    }

    /// The numbers of a text's words or characters. Panics on one that the vocabulary does not have.
    #[track_caller]
    pub fn encode(&self, text: &str) -> Vec<usize> {
        let mut numbers = Vec::new();
        let tokens = if self.by_word {
            split_words(text)
        } else {
            text.chars().map(String::from).collect()
        };
        for token in tokens {
            numbers.push(self.number(&token));
        }
        numbers
    }

    /// The text of numbers; between words a space, none before a punctuation mark.
    #[track_caller]
    pub fn decode(&self, numbers: &[usize]) -> String {
        let mut text = String::new();
        for &number in numbers {
            let token = self.token(number);
            let mark = token.chars().all(|c| ".,;:!?".contains(c));
            if self.by_word && !text.is_empty() && !mark {
                text.push(' ');
            }
            text.push_str(token);
        }
        text
    }
}

/// The words of a text as [`Vocabulary::words`] says.
fn split_words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    for c in text.chars().flat_map(char::to_lowercase) {
        if c.is_alphanumeric() || c == '\'' || c == '-' {
            word.push(c);
            continue;
        }
        if !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !c.is_whitespace() {
            words.push(c.to_string());
        }
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}
