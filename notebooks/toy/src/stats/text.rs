//! Scores of token sequences.

use crate::math::exp;
use std::collections::BTreeMap;

/// How often each run of `n` tokens occurs in a sequence.
///
/// ```
/// # use toy::prelude::*;
/// let counts = ngram_counts(&[1, 2, 1, 2], 2);
/// assert_eq!(counts[&vec![1, 2]], 2);
/// ```
#[track_caller]
pub fn ngram_counts(tokens: &[usize], n: usize) -> BTreeMap<Vec<usize>, usize> {
    assert!(n > 0, "ngram_counts: n counts from 1, got 0");
    let mut counts = BTreeMap::new();
    for run in tokens.windows(n) {
        *counts.entry(run.to_vec()).or_insert(0) += 1;
    }
    counts
}

/// BLEU of candidate sentences: the geometric mean of the clipped precisions of their 1- to `longest`-grams, times the
/// penalty e^(1 − r/c) for candidates shorter (c) than the references nearest in length (r). One list of references for
/// each candidate; counts are summed over all candidates, nothing is smoothed, so a precision of 0 gives 0 (K. Papineni
/// et al., "BLEU: a method for automatic evaluation of machine translation", ACL 2002, section 2.3; `longest` is 4).
///
/// ```
/// # use toy::prelude::*;
/// let references = vec![vec![vec![1, 2, 3, 4, 5]]];
/// assert_eq!(bleu(&[vec![1, 2, 3, 4, 5]], &references, 4), 1.0);
/// ```
#[track_caller]
pub fn bleu(candidates: &[Vec<usize>], references: &[Vec<Vec<usize>>], longest: usize) -> f64 {
    assert!(
        candidates.len() == references.len() && !candidates.is_empty(),
        "bleu: {} candidates for {} lists of references",
        candidates.len(),
        references.len()
    );
    assert!(
        longest > 0,
        "bleu: the longest n-gram must have a token or more"
    );
    let mut logs = 0.0;
    for n in 1..=longest {
        let (mut right, mut all) = (0, 0);
        for (candidate, references) in candidates.iter().zip(references) {
            let best: Vec<_> = references.iter().map(|r| ngram_counts(r, n)).collect();
            for (run, &count) in &ngram_counts(candidate, n) {
                let known = best.iter().filter_map(|counts| counts.get(run)).max();
                right += count.min(known.copied().unwrap_or(0));
                all += count;
            }
        }
        if right == 0 {
            return 0.0;
        }
        logs += libm::log(right as f64 / all as f64);
    }
    let (mut length, mut wanted) = (0, 0);
    for (candidate, references) in candidates.iter().zip(references) {
        let lengths = references.iter().map(Vec::len);
        // The shorter one at a tie.
        let nearest = lengths.min_by_key(|&r| (r.abs_diff(candidate.len()), r));
        length += candidate.len();
        wanted += nearest.unwrap_or(0);
    }
    let penalty = (1.0 - wanted as f64 / length as f64).min(0.0);
    exp(penalty + logs / longest as f64)
}

/// Levenshtein's distance: the fewest insertions, deletions and replacements of a token that turn one sequence into the
/// other.
///
/// ```
/// # use toy::prelude::*;
/// let tokens = |word: &str| word.chars().map(|c| c as usize).collect::<Vec<_>>();
/// assert_eq!(edit_distance(&tokens("kitten"), &tokens("sitting")), 3);
/// ```
pub fn edit_distance(a: &[usize], b: &[usize]) -> usize {
    // Row i of the table: the distance of the first i tokens of `a` to the first j of `b`.
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != y);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}
