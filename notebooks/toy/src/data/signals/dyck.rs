//! Bracket languages: strings in which every bracket is closed in the right order.
//!
//! The token 2k opens a bracket of kind k, the token 2k + 1 closes it.

use crate::random::Rng;

/// A balanced string of `pairs` pairs of brackets of `kinds` kinds; all such strings are equally likely.
///
/// With m tokens still to come at depth h, the next one closes with probability h(m + h + 2)/(2m(h + 1)): the share of
/// the balanced continuations that start so (a ratio of ballot numbers).
///
/// ```
/// # use toy::prelude::*;
/// let string = dyck(&mut Rng::seed(1), 5, 2);
/// assert!(string.len() == 10 && is_dyck(&string));
/// println!("{}", dyck_text(&string));
/// ```
#[track_caller]
pub fn dyck(rng: &mut Rng, pairs: usize, kinds: usize) -> Vec<usize> {
    assert!(
        kinds > 0,
        "dyck: there must be at least one kind of bracket"
    );
    let (mut string, mut open) = (Vec::with_capacity(2 * pairs), Vec::new());
    for left in (1..=2 * pairs).rev() {
        let (m, h) = (left as f64, open.len() as f64);
        if rng.coin(h * (m + h + 2.0) / (2.0 * m * (h + 1.0))) {
            string.push(open.pop().map_or(0, |kind: usize| 2 * kind + 1));
        } else {
            let kind = rng.below(kinds);
            open.push(kind);
            string.push(2 * kind);
        }
    }
    string
}

/// Whether every bracket is closed by its own kind, in order.
///
/// ```
/// # use toy::prelude::*;
/// assert!(is_dyck(&dyck(&mut Rng::seed(1), 5, 2)));
/// assert!(!is_dyck(&[0])); // opened and never closed
/// ```
pub fn is_dyck(string: &[usize]) -> bool {
    let mut open = Vec::new();
    for &token in string {
        if token % 2 == 0 {
            open.push(token / 2);
        } else if open.pop() != Some(token / 2) {
            return false;
        }
    }
    open.is_empty()
}

/// How many brackets are open after each token.
///
/// ```
/// # use toy::prelude::*;
/// let depths = dyck_depths(&dyck(&mut Rng::seed(1), 5, 2));
/// assert_eq!((depths.len(), depths[0], depths[9]), (10, 1, 0));
/// ```
#[track_caller]
pub fn dyck_depths(string: &[usize]) -> Vec<usize> {
    let (mut depths, mut depth) = (Vec::with_capacity(string.len()), 0usize);
    for (i, &token) in string.iter().enumerate() {
        assert!(
            token % 2 == 0 || depth > 0,
            "dyck_depths: token {i} closes a bracket, but none is open"
        );
        depth = if token % 2 == 0 { depth + 1 } else { depth - 1 };
        depths.push(depth);
    }
    depths
}

/// The string as people write it: () for kind 0, then [], {}, <> and over again.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(dyck_text(&dyck(&mut Rng::seed(1), 1, 1)), "()");
/// ```
pub fn dyck_text(string: &[usize]) -> String {
    const BRACKETS: [char; 8] = ['(', ')', '[', ']', '{', '}', '<', '>'];
    string.iter().map(|token| BRACKETS[token % 8]).collect()
}
