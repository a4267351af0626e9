//! Words -> papers: full text over everything that a notebook says, ranked, with the line that matches best.
//!
//! The pages of the site search by the same rules (`site/search.js`).

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::paper::{Line, Paper, Part};
use crate::names::nearest;

/// A paper in which all words were found.
#[derive(Debug)]
pub struct Found<'s> {
    /// The paper.
    pub paper: &'s Paper,
    /// How well the words match; more is better.
    pub score: usize,
    /// The line, beside the title, that says most of them.
    pub line: Option<&'s Line>,
}

/// Shorter words are looked for at the start of words only: `a` stands in every line.
const SHORT: usize = 3;

/// The papers in which all `words` stand somewhere, the best first. Case and accents do not count.
pub fn find<'s>(papers: impl Iterator<Item = &'s Paper>, words: &[String]) -> Vec<Found<'s>> {
    let words: Vec<Vec<char>> = words
        .iter()
        .map(|word| fold(word).chars)
        .filter(|word| !word.is_empty())
        .collect();
    let mut found: Vec<Found<'s>> = papers.filter_map(|paper| search(paper, &words)).collect();
    // Stable: papers that match alike stay in the order of the shelf.
    found.sort_by_key(|found| std::cmp::Reverse(found.score));
    found
}

fn search<'s>(paper: &'s Paper, words: &[Vec<char>]) -> Option<Found<'s>> {
    let mut best = vec![0; words.len()];
    let (mut line, mut most) = (None, 0);
    for candidate in &paper.lines {
        let folded = fold(&candidate.text).chars;
        let mut sum = 0;
        for (word, best) in words.iter().zip(&mut best) {
            let score = weight(candidate.part) * quality(&folded, word);
            sum += score;
            *best = score.max(*best);
        }
        if sum > most && candidate.part != Part::Title {
            (line, most) = (Some(candidate), sum);
        }
    }
    best.iter().all(|score| *score > 0).then(|| Found {
        paper,
        score: best.iter().sum(),
        line,
    })
}

/// What a match is worth, by where it stands.
pub fn weight(part: Part) -> usize {
    match part {
        Part::Title => 40,
        Part::Facts => 20,
        Part::Claim | Part::Summary => 10,
        Part::Text => 5,
        Part::Equation | Part::Code => 3,
    }
}

/// How well the folded `word` stands in the folded `line`: as a whole word, as the start of one, inside one, not at all.
fn quality(line: &[char], word: &[char]) -> usize {
    let mut best = 0;
    for at in places(line, word) {
        let opens = at == 0 || !line[at - 1].is_alphanumeric();
        let closes = line
            .get(at + word.len())
            .is_none_or(|next| !next.is_alphanumeric());
        best = best.max(match (opens, closes) {
            (true, true) => 4,
            (true, false) => 3,
            (false, _) if word.len() >= SHORT => 1,
            (false, _) => 0,
        });
    }
    best
}

fn places<'l>(line: &'l [char], word: &'l [char]) -> impl Iterator<Item = usize> + 'l {
    let starts = 0..(line.len() + 1).saturating_sub(word.len().max(1));
    starts.filter(move |&at| line[at..].starts_with(word))
}

/// A text in lower case, without accents and ligatures.
struct Folded {
    chars: Vec<char>,
    /// For each of them, the bytes of the text that it came from.
    from: Vec<Range<usize>>,
}

fn fold(text: &str) -> Folded {
    let (mut chars, mut from) = (
        Vec::with_capacity(text.len()),
        Vec::with_capacity(text.len()),
    );
    for (at, char) in text.char_indices() {
        let plain = std::iter::once(char)
            .nfkd()
            .filter(|char| !is_combining_mark(*char));
        for lower in plain.flat_map(char::to_lowercase) {
            chars.push(lower);
            from.push(at..at + char.len_utf8());
        }
    }
    Folded { chars, from }
}

/// A piece of `line` of at most `width` characters, with the first of the `words` in it, and where in the piece (in bytes)
/// words stand.
pub fn snippet(line: &str, words: &[String], width: usize) -> (String, Vec<Range<usize>>) {
    let folded = fold(line);
    let mut marks: Vec<Range<usize>> = Vec::new();
    for word in words
        .iter()
        .map(|word| fold(word).chars)
        .filter(|word| !word.is_empty())
    {
        for at in places(&folded.chars, &word) {
            let inside = at > 0 && folded.chars[at - 1].is_alphanumeric();
            if !inside || word.len() >= SHORT {
                marks.push(folded.from[at].start..folded.from[at + word.len() - 1].end);
            }
        }
    }
    marks.sort_by_key(|mark| (mark.start, mark.end));
    let mut apart: Vec<Range<usize>> = Vec::new();
    for mark in marks {
        match apart.last_mut().filter(|last| mark.start <= last.end) {
            Some(last) => last.end = last.end.max(mark.end),
            None => apart.push(mark),
        }
    }
    let piece = window(line, apart.first().map_or(0, |mark| mark.start), width);
    let (head, tail) = (cut(piece.start > 0), cut(piece.end < line.len()));
    let shown = apart
        .iter()
        .filter(|mark| mark.start >= piece.start && mark.end <= piece.end);
    let moved = shown
        .map(|mark| mark.start - piece.start + head.len()..mark.end - piece.start + head.len());
    (
        format!("{head}{}{tail}", &line[piece.clone()]),
        moved.collect(),
    )
}

fn cut(is_cut: bool) -> &'static str {
    if is_cut { "…" } else { "" }
}

/// The bytes of at most `width` characters of `line` around the byte `at`, from the start of a word on.
fn window(line: &str, at: usize, width: usize) -> Range<usize> {
    let starts: Vec<usize> = line
        .char_indices()
        .map(|(at, _)| at)
        .chain([line.len()])
        .collect();
    if starts.len() <= width + 1 {
        return 0..line.len();
    }
    let width = width.saturating_sub(2).max(1);
    let position = starts.partition_point(|start| *start < at);
    // A third of the piece stands before the word.
    let first = position
        .saturating_sub(width / 3)
        .min(starts.len() - 1 - width);
    let space = line[starts[first]..at.max(starts[first])]
        .find(' ')
        .map(|space| starts[first] + space + 1);
    let start = if first == 0 {
        0
    } else {
        space.unwrap_or(starts[first])
    };
    let end = starts[first + width];
    // It ends with a word, unless that would cut the one that was looked for.
    let space = line[at.max(start)..end]
        .rfind(' ')
        .filter(|space| *space > width / 3);
    match space.filter(|_| end < line.len()) {
        Some(space) => start..at.max(start) + space,
        None => start..end,
    }
}

/// The word of the shelf that `word` was probably meant to be, where nothing was found.
pub fn meant<'s>(papers: impl Iterator<Item = &'s Paper>, word: &str) -> Option<&'s str> {
    let lines = papers.flat_map(|paper| &paper.lines);
    let telling = lines.filter(|line| line.part <= Part::Summary);
    let words = telling.flat_map(|line| {
        line.text
            .split(|char: char| !char.is_alphanumeric() && char != '-')
    });
    nearest(
        word,
        words.filter(|word| word.chars().count() > SHORT),
        super::SIMILAR,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(text: &str, word: &str) -> usize {
        quality(&fold(text).chars, &fold(word).chars)
    }

    #[test]
    fn whole_words_are_worth_more_than_parts() {
        assert_eq!(line("a Gumbel-softmax", "softmax"), 4);
        assert_eq!(line("fn softmax_of(x)", "softmax"), 4);
        assert_eq!(line("softmaxes", "softmax"), 3);
        assert_eq!(line("logsoftmax", "softmax"), 1);
        assert_eq!(line("a mixture", "ix"), 0);
        assert_eq!(line("", "ix"), 0);
    }

    #[test]
    fn case_and_accents_do_not_count() {
        assert_eq!(line("Aapo HYVÄRINEN", "hyvarinen"), 4);
        assert_eq!(line("Hyvarinen", "Hyvärinen"), 4);
        assert_eq!(line(r"\frac{1}{\sigma^2}", r"\sigma"), 4);
    }

    #[test]
    fn a_snippet_fits_and_says_where_the_words_are() {
        let text =
            "The noise does not depend on the parameters, so gradients flow through the sample.";
        let words = ["gradient".to_owned(), "flow".to_owned()];
        let (piece, marks) = snippet(text, &words, 40);
        assert!(
            piece.chars().count() <= 40 && piece.starts_with('…') && piece.ends_with('…'),
            "{piece}"
        );
        let marked: Vec<&str> = marks.into_iter().map(|mark| &piece[mark]).collect();
        assert_eq!(marked, ["gradient", "flow"], "{piece}");
        let (whole, marks) = snippet("Schölkopf", &["olk".to_owned()], 40);
        assert_eq!(
            (whole.as_str(), &whole[marks[0].clone()]),
            ("Schölkopf", "ölk")
        );
        assert_eq!(snippet("aaaa", &["aa".to_owned()], 40).1, vec![0..2]);
    }
}
