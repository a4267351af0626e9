//! Words that are in no list: English as the shelf writes it (British), and the field's own words.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::prose::SLUGS;
use super::text::{Word, bare, words};
use super::{Finding, Subject};

static KNOWN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let lists = [
        include_str!("../../../../../assets/words/british.txt"),
        include_str!("../../../../../assets/words/field.txt"),
    ];
    lists.into_iter().flat_map(str::lines).collect()
});

/// The words of the prose, the claims and the corrections that nobody knows.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, cell) in subject.cells() {
        let text = match (cell.is_markdown(), super::is_paper(cell)) {
            (true, _) => cell.source().to_owned(),
            (_, true) => prose_of_paper(cell.source()),
            _ => continue,
        };
        let text = without_names(bare(&text), subject);
        let mut told = HashSet::new();
        for word in words(&text).filter(|word| !is_known(word)) {
            if told.insert(word.text) {
                findings.push(Finding::line(index, word.line, objection(word.text)));
            }
        }
    }
    findings
}

/// The text with spaces in place of the names of papers and of claims.
fn without_names(mut text: String, subject: &Subject<'_>) -> String {
    let claims = subject.paper.iter().flat_map(|paper| &paper.front.claims);
    let claims = claims.map(|claim| claim.id.as_str());
    let names = SLUGS.iter().copied().chain(claims);
    for name in names.filter(|name| name.contains('-')) {
        if text.contains(name) {
            text = text.replace(name, &" ".repeat(name.len()));
        }
    }
    text
}

fn objection(word: &str) -> String {
    let lower = word.to_lowercase();
    let near = (KNOWN.iter())
        .filter(|known| known.len().abs_diff(lower.len()) <= 1 && known.len() > 3)
        .filter(|known| known.starts_with(char::is_lowercase))
        .map(|known| (strsim::osa_distance(known, &lower), *known))
        .min();
    match near {
        Some((1, near)) => format!("`{word}` is no word that is known: {near}?"),
        _ => {
            format!("`{word}` is no word that is known (assets/words/field.txt lists the field's)")
        }
    }
}

/// A paper cell with the lines blanked that are no prose: those of names, addresses and numbers, and keys.
fn prose_of_paper(source: &str) -> String {
    const NAMES: &[&str] = &[
        "title", "slug", "authors", "venue", "arxiv", "doi", "url", "topic", "[",
    ];
    let mut front = false;
    let lines = source.lines().map(|line| {
        if line.trim() == "+++" {
            front = !front;
            return "";
        }
        match front {
            true if NAMES.iter().any(|name| line.starts_with(name)) => "",
            true => line.split_once('=').map_or(line, |(_, text)| text),
            false if line.starts_with("%%paper") => "",
            false => line,
        }
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Is it a word, a number, an abbreviation or a name? A capital inside a sentence makes a name; at its start the lists
/// decide, and a name that they lack goes into the field's.
fn is_known(word: &Word<'_>) -> bool {
    let text = word.text.replace('’', "'");
    let stem = text.strip_suffix("'s").unwrap_or(&text);
    let lower = stem.to_lowercase();
    let is_name = stem.starts_with(char::is_uppercase) && !word.opens;
    stem.chars().count() < 2
        || is_name
        || stem.contains(|char: char| char.is_numeric())
        || stem.chars().skip(1).any(char::is_uppercase)
        || [stem, &text].iter().any(|form| KNOWN.contains(*form))
        || is_form(&lower)
        || is_form(&text.to_lowercase())
}

/// Is it in a list, or a plural or a compound of what is?
fn is_form(lower: &str) -> bool {
    let is_listed = |word: &str| word.len() > 2 && KNOWN.contains(word);
    let prefixes = ["un", "non", "re", "pre", "sub", "over", "co", "multi"];
    let singular = lower
        .strip_suffix('s')
        .filter(|singular| !singular.ends_with('s'));
    KNOWN.contains(lower)
        || singular.is_some_and(is_listed)
        || prefixes.iter().any(|prefix| {
            let rest = lower.strip_prefix(prefix);
            rest.is_some_and(|rest| rest.len() > 3 && is_listed(rest))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_the_language_and_of_the_field_are_known() {
        let unknown = |text: &str| {
            let unknown = words(text).filter(|word| !is_known(word));
            unknown.map(|word| word.text.to_owned()).collect::<Vec<_>>()
        };
        let right = "The optimiser's colour, neighbours of Zxcv, Gumbel noise. Fisher’s ELBO of 64 logits: it's x, \n\
                     NeurIPS reweighted glyphs by Hyvärinen in a café.";
        assert_eq!(unknown(right), Vec::<String>::new());
        let wrong = "Teh gradeint. Zxcv is a name\nthat recieve color (optimzer).";
        assert_eq!(
            unknown(wrong),
            ["Teh", "gradeint", "Zxcv", "recieve", "color", "optimzer"]
        );
        assert!(objection("gradeint").contains("gradient?"));
    }

    #[test]
    fn of_a_paper_cell_only_the_prose_is_read() {
        let cell = "%%paper\n+++\ntitle = \"Teh\"\nauthors = [\"Zxcv Qwer\"]\n[claims]\nlowr = 'It is low'\n+++\nProse";
        let prose = prose_of_paper(cell);
        assert_eq!(prose.lines().count(), cell.lines().count());
        assert_eq!(
            prose.split_whitespace().collect::<Vec<_>>(),
            ["'It", "is", "low'", "Prose"]
        );
    }
}
