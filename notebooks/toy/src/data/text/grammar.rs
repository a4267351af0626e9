//! Small probabilistic context-free grammars: sentences with their trees, and the probability of any sentence.

use crate::random::Rng;
use std::collections::BTreeMap;

/// Rules "symbol -> what it becomes", each with a weight. A symbol without a rule is a word.
///
/// ```
/// # use toy::prelude::*;
/// let grammar = Grammar::new(&[
///     ("S", "NP VP", 1.0),
///     ("NP", "the N", 3.0), // three times as often as the next one
///     ("NP", "the N near NP", 1.0),
///     ("N", "cat", 1.0),
///     ("N", "dog", 1.0),
///     ("VP", "sees NP", 1.0),
/// ]);
/// let tree = grammar.sample(&mut Rng::seed(1));
/// assert!(grammar.prob(&tree.words().join(" ")) > 0.0);
/// assert_eq!(grammar.prob("the cat sees"), 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct Grammar {
    /// Symbols with rules; the first is the start.
    names: Vec<String>,
    /// For each symbol its rules: probability and parts.
    rules: Vec<Vec<(f64, Vec<Part>)>>,
}

/// A part of a rule's right side.
#[derive(Clone, Debug)]
enum Part {
    Symbol(usize),
    Word(String),
}

/// A parse tree: a symbol with its parts, or a word without.
///
/// ```
/// # use toy::prelude::*;
/// let grammar = Grammar::new(&[("S", "NP sleeps", 1.0), ("NP", "the cat", 1.0)]);
/// let tree = grammar.sample(&mut Rng::seed(1));
/// assert_eq!(tree.words(), ["the", "cat", "sleeps"]);
/// assert_eq!((tree.brackets().as_str(), tree.depth()), ("(S (NP the cat) sleeps)", 2));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parse {
    /// The symbol or the word.
    pub name: String,
    /// Its parts, left to right; empty for a word.
    pub parts: Vec<Parse>,
}

impl Parse {
    /// The sentence, word by word.
    pub fn words(&self) -> Vec<&str> {
        if self.parts.is_empty() {
            return vec![&self.name];
        }
        self.parts.iter().flat_map(Parse::words).collect()
    }

    /// The tree in brackets: (S (NP the (N cat)) ...).
    pub fn brackets(&self) -> String {
        if self.parts.is_empty() {
            return self.name.clone();
        }
        let parts: Vec<String> = self.parts.iter().map(Parse::brackets).collect();
        format!("({} {})", self.name, parts.join(" "))
    }

    /// How many symbols stand above the deepest word.
    pub fn depth(&self) -> usize {
        let below = self.parts.iter().map(Parse::depth).max();
        below.map_or(0, |depth| depth + 1)
    }
}

impl Grammar {
    /// From rules (symbol, right side with spaces, weight); the first rule's symbol is the start. Each symbol's weights
    /// are made to sum to 1.
    #[track_caller]
    pub fn new(rules: &[(&str, &str, f64)]) -> Grammar {
        let mut names: Vec<String> = Vec::new();
        for (symbol, right, weight) in rules {
            assert!(
                *weight > 0.0 && right.split_whitespace().next().is_some(),
                "Grammar: the rule {symbol} -> {right:?} needs a right side and a positive weight, got {weight}"
            );
            if !names.iter().any(|name| name == symbol) {
                names.push((*symbol).to_owned());
            }
        }
        assert!(!names.is_empty(), "Grammar: there are no rules");
        let number = |name: &str| names.iter().position(|other| other == name);
        let mut by_symbol: Vec<Vec<(f64, Vec<Part>)>> = vec![Vec::new(); names.len()];
        for (symbol, right, weight) in rules {
            let part = |name: &str| match number(name) {
                Some(symbol) => Part::Symbol(symbol),
                None => Part::Word(name.to_owned()),
            };
            let parts = right.split_whitespace().map(part).collect();
            if let Some(symbol) = number(symbol) {
                by_symbol[symbol].push((*weight, parts));
            }
        }
        for rules in &mut by_symbol {
            let total: f64 = rules.iter().map(|rule| rule.0).sum();
            rules.iter_mut().for_each(|rule| rule.0 /= total);
        }
        let grammar = Grammar {
            names,
            rules: by_symbol,
        };
        for symbol in 0..grammar.names.len() {
            grammar.refuse_cycles(symbol, &mut Vec::new());
        }
        grammar
    }

    /// A symbol that becomes itself and nothing else would give a sentence infinitely many trees.
    #[track_caller]
    fn refuse_cycles(&self, symbol: usize, above: &mut Vec<usize>) {
        assert!(
            !above.contains(&symbol),
            "Grammar: {} can become itself without a word more",
            self.names[symbol]
        );
        above.push(symbol);
        for (_, parts) in &self.rules[symbol] {
            if let [Part::Symbol(only)] = parts.as_slice() {
                self.refuse_cycles(*only, above);
            }
        }
        above.pop();
    }

    /// A random sentence, as its tree.
    #[track_caller]
    pub fn sample(&self, rng: &mut Rng) -> Parse {
        self.grow(rng, 0, 0)
    }

    #[track_caller]
    fn grow(&self, rng: &mut Rng, symbol: usize, depth: usize) -> Parse {
        assert!(
            depth < 500,
            "Grammar: a tree grew 500 levels deep; give the rules that end {} more weight",
            self.names[symbol]
        );
        let weights: Vec<f64> = self.rules[symbol].iter().map(|rule| rule.0).collect();
        let (_, right) = &self.rules[symbol][rng.pick(&weights)];
        let mut parts = Vec::with_capacity(right.len());
        for part in right {
            parts.push(match part {
                Part::Symbol(symbol) => self.grow(rng, *symbol, depth + 1),
                Part::Word(word) => Parse {
                    name: word.clone(),
                    parts: Vec::new(),
                },
            });
        }
        Parse {
            name: self.names[symbol].clone(),
            parts,
        }
    }

    /// The probability of a sentence (words with spaces between): the sum over all its trees; 0 if there is none.
    ///
    /// The inside algorithm: P(symbol gives words i..j) from shorter spans (J. Baker, "Trainable grammars for speech
    /// recognition", 1979), here for rules of any length.
    pub fn prob(&self, sentence: &str) -> f64 {
        let words: Vec<&str> = sentence.split_whitespace().collect();
        self.inside(0, (0, words.len()), &words, &mut BTreeMap::new())
    }

    fn inside(
        &self,
        symbol: usize,
        span: (usize, usize),
        words: &[&str],
        known: &mut Known,
    ) -> f64 {
        if let Some(&p) = known.get(&(symbol, span)) {
            return p;
        }
        let mut sum = 0.0;
        for (p, parts) in &self.rules[symbol] {
            sum += p * self.row(parts, span, words, known);
        }
        known.insert((symbol, span), sum);
        sum
    }

    /// The probability that these parts, one after the other, give exactly the words of a span.
    fn row(
        &self,
        parts: &[Part],
        (i, j): (usize, usize),
        words: &[&str],
        known: &mut Known,
    ) -> f64 {
        let Some((first, rest)) = parts.split_first() else {
            return f64::from(u8::from(i == j));
        };
        // Every part has at least one word.
        if j < i + parts.len() {
            return 0.0;
        }
        let ends = match first {
            Part::Word(word) if words[i] != word => return 0.0,
            Part::Word(_) => i + 1..i + 2,
            Part::Symbol(_) if rest.is_empty() => j..j + 1,
            Part::Symbol(_) => i + 1..j - rest.len() + 1,
        };
        let mut sum = 0.0;
        for end in ends {
            let own = match first {
                Part::Symbol(symbol) => self.inside(*symbol, (i, end), words, known),
                Part::Word(_) => 1.0,
            };
            if own > 0.0 {
                sum += own * self.row(rest, (end, j), words, known);
            }
        }
        sum
    }

    /// A small English: subjects and verbs agree in number over relative clauses of any length.
    ///
    /// For example "the cats that see the dog sleep": the verb goes with the cats, not with the dog next to it.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let english = Grammar::english();
    /// let sentence = english.sample(&mut Rng::seed(1)).words().join(" ");
    /// assert!(english.prob(&sentence) > 0.0);
    /// assert_eq!(english.prob("the cats sleeps"), 0.0); // does not agree
    /// ```
    pub fn english() -> Grammar {
        Grammar::new(&[
            ("S", "NPs VPs", 1.0),
            ("S", "NPp VPp", 1.0),
            ("NPs", "the Ns", 4.0),
            ("NPs", "the Ns that VPs", 1.0),
            ("NPp", "the Np", 4.0),
            ("NPp", "the Np that VPp", 1.0),
            ("VPs", "sleeps", 1.0),
            ("VPs", "Vs NP", 1.0),
            ("VPp", "sleep", 1.0),
            ("VPp", "Vp NP", 1.0),
            ("NP", "NPs", 1.0),
            ("NP", "NPp", 1.0),
            ("Ns", "cat", 1.0),
            ("Ns", "dog", 1.0),
            ("Ns", "bird", 1.0),
            ("Np", "cats", 1.0),
            ("Np", "dogs", 1.0),
            ("Np", "birds", 1.0),
            ("Vs", "sees", 1.0),
            ("Vs", "follows", 1.0),
            ("Vp", "see", 1.0),
            ("Vp", "follow", 1.0),
        ])
    }
}

/// Probabilities found already, by symbol and span.
type Known = BTreeMap<(usize, (usize, usize)), f64>;
