//! The words of a Markdown text, without its equations, code and addresses.

/// The text with a space for each character of what no reader reads as words: equations, code, addresses, HTML, rules of
/// tables. An equation leaves `equation` behind where it is long enough, for it is read as a word.
pub fn bare(markdown: &str) -> String {
    let mut text = markdown.to_owned();
    blank(&mut text, "```", "```", true);
    blank(&mut text, "$$", "$$", true);
    blank(&mut text, "$", "$", false);
    blank(&mut text, "`", "`", false);
    blank(&mut text, "](", ")", false);
    blank(&mut text, "<", ">", false);
    for entity in ["&lt;", "&gt;", "&amp;", "&quot;"] {
        text = text.replace(entity, &" ".repeat(entity.len()));
    }
    text
}

/// Puts spaces in place of what stands between `open` and `close`, and of both; across lines if `lines` says so.
fn blank(text: &mut String, open: &str, close: &str, lines: bool) {
    let mut at = 0;
    while let Some(start) = text[at..].find(open).map(|start| at + start) {
        let inside = start + open.len();
        let end = text[inside..].find(close).map(|end| inside + end);
        let Some(end) = end.filter(|end| lines || !text[inside..*end].contains('\n')) else {
            at = inside;
            continue;
        };
        let range = start..end + close.len();
        let space: String = text[range.clone()]
            .bytes()
            .map(|byte| if byte == b'\n' { '\n' } else { ' ' })
            .collect();
        text.replace_range(range.clone(), &space);
        at = range.end;
    }
}

/// A word of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'a> {
    /// Itself.
    pub text: &'a str,
    /// The line that it is on, from 1.
    pub line: usize,
    /// Does it open a sentence, a heading, an item or a cell of a table?
    pub opens: bool,
}

/// The words of a text. A dash ends a word, an apostrophe does not.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let part = |char: char| char.is_alphanumeric() || char == '\'' || char == '’';
    let mut at = 0;
    let mut line = 1;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(part)?;
        line += text[at..start].matches('\n').count();
        at = start
            + text[start..]
                .find(|char| !part(char))
                .unwrap_or(text.len() - start);
        Some(Word {
            text: text[start..at].trim_matches(['\'', '’']),
            line,
            opens: opens(&text[..start]),
        })
    })
    .filter(|word| !word.text.is_empty())
}

/// Does a sentence start after this text? Wrapped lines go on with theirs.
fn opens(before: &str) -> bool {
    let end =
        before.trim_end_matches(|char: char| char.is_whitespace() || "*_\"'“‘([".contains(char));
    let gap = &before[end.len()..];
    end.is_empty()
        || gap.matches('\n').count() > 1
        || end.ends_with(['.', '!', '?', ':', '|', '#', '-', '>'])
}

/// How many words there are to be read. An equation is one, and so is what dashes join.
pub fn count(markdown: &str) -> usize {
    let mut text = markdown.to_owned();
    let equations = count_between(&mut text, "$$", true) + count_between(&mut text, "$", false);
    let is_rule = |line: &&str| {
        let line = line.trim();
        line.starts_with('|') && line.chars().all(|char| "|:- ".contains(char))
    };
    let lines = text.lines().filter(|line| !is_rule(line));
    let joins = |char: char| char.is_alphanumeric() || "_'’-".contains(char);
    let in_line = |line: &str| {
        line.split(|char: char| !joins(char))
            .filter(|word| word.contains(char::is_alphanumeric))
            .count()
    };
    equations + lines.map(in_line).sum::<usize>()
}

/// Blanks what stands between two `dollars`, and counts it.
fn count_between(text: &mut String, dollars: &str, lines: bool) -> usize {
    let all = |text: &str| text.matches(dollars).count();
    let before = all(text);
    blank(text, dollars, dollars, lines);
    (before - all(text)) / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_word_is_blank_and_lines_stay() {
        let text = "A [link](https://x.org/teh) to `cod` and $x_y$\n$$\nz\n$$\nin <b>bold</b>, it's well-known.";
        let bare = bare(text);
        assert_eq!(bare.lines().count(), text.lines().count());
        let words: Vec<_> = words(&bare).map(|word| (word.line, word.text)).collect();
        let expected = [
            (1, "A"),
            (1, "link"),
            (1, "to"),
            (1, "and"),
            (5, "in"),
            (5, "bold"),
            (5, "it's"),
            (5, "well"),
            (5, "known"),
        ];
        assert_eq!(words, expected);
    }

    #[test]
    fn equations_count_as_words_and_rules_do_not() {
        assert_eq!(count("two words, $x^2 + y$ and\n$$\na = b\n$$\n"), 5);
        assert_eq!(count("| a | b |\n|---|:-:|\n| well-known | it's |"), 4);
    }
}
