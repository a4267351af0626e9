//! A paper in one sentence.

/// How the paragraph of a summary opens that has the idea.
const IDEA: &str = "**Idea.**";
/// What ends in a full stop and no sentence.
const ABBREVIATIONS: &[&str] = &[
    "al", "e.g", "i.e", "vs", "cf", "Fig", "Eq", "approx", "resp",
];

/// What the paper is about, in one sentence of Markdown without display equations: the first of the paragraph that says
/// it has the idea, else the first of the summary.
pub fn idea(summary: &str) -> String {
    let text = match summary.find(IDEA) {
        Some(at) => &summary[at + IDEA.len()..],
        None => summary,
    };
    let paragraph = text.trim_start().split("\n\n").next().unwrap_or_default();
    let words = paragraph.split_whitespace().collect::<Vec<_>>().join(" ");
    sentence(&words)
}

/// The first sentence of a paragraph, up to its first display equation. A full stop inside an equation or code ends none.
fn sentence(paragraph: &str) -> String {
    let (mut in_tex, mut in_code, mut before) = (false, false, ' ');
    let mut end = paragraph.len();
    for (at, char) in paragraph.char_indices() {
        match char {
            '$' if before != '\\' && !in_code => {
                if !in_tex && paragraph[at..].starts_with("$$") {
                    end = at;
                    break;
                }
                in_tex = !in_tex;
            }
            '`' if !in_tex => in_code = !in_code,
            '.' | '?' | '!' if !in_tex && !in_code => {
                let word = paragraph[..at]
                    .rsplit([' ', '('])
                    .next()
                    .unwrap_or_default();
                let rest = &paragraph[at + 1..];
                let ends = rest.is_empty() || rest.starts_with(' ') || rest.starts_with("* ");
                if ends && !ABBREVIATIONS.contains(&word) {
                    return paragraph[..=at].to_owned();
                }
            }
            _ => {}
        }
        before = char;
    }
    let text = paragraph[..end].trim_end().trim_end_matches([':', ',']);
    match text.is_empty() {
        true => String::new(),
        false => format!("{text}."),
    }
}

#[cfg(test)]
mod tests {
    use super::idea;

    #[test]
    fn the_idea_is_the_sentence_that_says_so_or_the_first() {
        assert_eq!(
            idea("One thing.\n\n**Idea.** Move a\nmodel, e.g. $p(x. y)$. Then"),
            "Move a model, e.g. $p(x. y)$."
        );
        assert_eq!(idea("What is `f.a`? More"), "What is `f.a`?");
        assert_eq!(
            idea("Ho et al. (2020) show it: version 1.5 learns. More"),
            "Ho et al. (2020) show it: version 1.5 learns."
        );
    }

    #[test]
    fn a_sentence_ends_before_a_display_equation() {
        assert_eq!(
            idea("The loss is:\n$$\nx. y\n$$\nand so on."),
            "The loss is."
        );
        assert_eq!(idea("In `$$ a` no. More"), "In `$$ a` no.");
        assert_eq!(idea("No stop"), "No stop.");
        assert_eq!(idea(""), "");
    }
}
