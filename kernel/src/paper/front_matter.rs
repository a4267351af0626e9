//! The front matter of a paper cell: the facts about the paper, its claims, and what the reading note has wrong.

use serde::Serialize;
use toml::de::DeTable;

use super::fields::{Fields, Value, in_order, listed};
use super::statements::{self, Claim, Correction};
use crate::display::Diagnostic;

/// What a paper cell says about its paper. As JSON it stands in the output's metadata, under `papercell.paper`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FrontMatter {
    /// Title of the paper.
    pub title: String,
    /// Its name on the shelf and in file names: lower case, digits and dashes.
    pub slug: String,
    /// Authors, first name first, in the order of the paper.
    pub authors: Vec<String>,
    /// Year in which it appeared.
    pub year: u32,
    /// Where it appeared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub venue: Option<String>,
    /// arXiv identifier, such as `1810.03714`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arxiv: Option<String>,
    /// DOI, such as `10.1038/nature14539`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub doi: Option<String>,
    /// Web address, for papers with neither.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The shelf's room, such as `probabilistic-inference`.
    pub topic: String,
    /// The reading note from which the paper was taken.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// Reading time in minutes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// What the paper claims, in the order of the cell.
    pub claims: Vec<Claim>,
    /// What the reading note has wrong.
    pub corrections: Vec<Correction>,
}

/// Keys of the front matter.
const KEYS: &[&str] = &[
    "title",
    "slug",
    "authors",
    "year",
    "venue",
    "arxiv",
    "doi",
    "url",
    "topic",
    "note",
    "minutes",
    "claims",
    "fails",
    "corrections",
];

/// Keys that must be there, with an example each.
const REQUIRED: &[(&str, &str)] = &[
    ("title", "title = \"Design by adaptive sampling\""),
    ("slug", "slug = \"design-by-adaptive-sampling\""),
    (
        "authors",
        "authors = [\"David H. Brookes\", \"Jennifer Listgarten\"]",
    ),
    ("year", "year = 2018"),
    ("topic", "topic = \"probabilistic-inference\""),
];

/// The keys, each with an example where there is one: for completion.
pub fn keys() -> impl Iterator<Item = (&'static str, &'static str)> {
    let example = |key: &'static str| {
        let example = REQUIRED.iter().find(|(required, _)| *required == key);
        (key, example.map_or(key, |(_, example)| *example))
    };
    KEYS.iter().copied().map(example)
}

/// Reads the front matter from the TOML `table`. What is wrong goes to `fields`; the result is whole only if nothing is.
pub fn read(fields: &mut Fields<'_>, table: &DeTable<'_>) -> FrontMatter {
    let mut front = FrontMatter::default();
    let mut fails = None;
    for (key, value) in in_order(table) {
        match key {
            "title" => front.title = fields.text(key, value).unwrap_or_default(),
            "slug" => front.slug = name(fields, key, value).unwrap_or_default(),
            "authors" => front.authors = authors(fields, key, value),
            "year" => front.year = fields.number(key, value, 1600..2101).unwrap_or_default(),
            "venue" => front.venue = fields.text(key, value),
            "arxiv" => {
                front.arxiv = fields.formed(
                    key,
                    value,
                    is_arxiv,
                    "an arXiv identifier such as `1810.03714`",
                )
            }
            "doi" => {
                front.doi = fields.formed(key, value, is_doi, "a DOI such as `10.1038/nature14539`")
            }
            "url" => {
                front.url = fields.formed(
                    key,
                    value,
                    is_url,
                    "a web address that starts with `https://`",
                )
            }
            "topic" => front.topic = name(fields, key, value).unwrap_or_default(),
            "note" => front.note = fields.text(key, value),
            "minutes" => front.minutes = fields.number(key, value, 1..601),
            "claims" => front.claims = statements::claims(fields, value),
            "fails" => fails = Some(value),
            "corrections" => front.corrections = statements::corrections(fields, value),
            _ => {}
        }
    }
    // The claims that it names may stand below it.
    if let Some(value) = fails {
        statements::expect_to_fail(fields, value, &mut front.claims);
    }
    let meant = fields.refuse_unknown(table, KEYS, "the front matter");
    refuse_missing(fields, table, &meant);
    front
}

/// Notes the keys that `table` lacks, but for those that were `meant` by a misspelt one.
fn refuse_missing(fields: &mut Fields<'_>, table: &DeTable<'_>, meant: &[&str]) {
    let has = |key: &str| meant.contains(&key) || table.keys().any(|known| known.get_ref() == key);
    let mut missing: Vec<_> = REQUIRED
        .iter()
        .filter(|(key, _)| !has(key))
        .copied()
        .collect();
    if !["arxiv", "doi", "url"].into_iter().any(has) {
        missing.push(("arxiv", "arxiv = \"1810.03714\", or `doi` or `url`"));
    }
    if missing.is_empty() {
        return;
    }
    let names: Vec<&str> = missing.iter().map(|(key, _)| *key).collect();
    let mut diagnostic = Diagnostic::error(
        "PaperError",
        format!("the front matter lacks {}", listed(&names)),
    );
    diagnostic = diagnostic.at(fields.source, fields.opening.clone(), "");
    for (_, example) in missing {
        diagnostic = diagnostic.help(format!("for example: {example}"));
    }
    fields.diagnostics.push(diagnostic);
}

fn authors(fields: &mut Fields<'_>, key: &str, value: &Value<'_>) -> Vec<String> {
    let list = fields
        .list(key, value, "names in quotes")
        .unwrap_or_default();
    list.into_iter()
        .filter_map(|author| fields.text("authors", author))
        .collect()
}

fn name(fields: &mut Fields<'_>, key: &str, value: &Value<'_>) -> Option<String> {
    fields.formed(
        key,
        value,
        is_name,
        "lower case, digits and dashes, such as `adaptive-sampling`",
    )
}

/// Is it a name such as `lower-variance`: of a paper, a topic or a claim?
pub fn is_name(text: &str) -> bool {
    let is_word = |word: &str| {
        !word.is_empty()
            && word
                .chars()
                .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit())
    };
    text.split('-').all(is_word)
}

/// `1810.03714`, `1810.03714v2`, or before April 2007 `stat.ML/0601001`, `cs/0112017`.
/// Source: arXiv help, "Understanding the arXiv identifier".
fn is_arxiv(text: &str) -> bool {
    let digits = |text: &str, counts: &[usize]| {
        counts.contains(&text.len()) && text.chars().all(|char| char.is_ascii_digit())
    };
    let text = match text.rsplit_once('v') {
        Some((id, version))
            if !version.is_empty() && version.chars().all(|char| char.is_ascii_digit()) =>
        {
            id
        }
        _ => text,
    };
    match (text.split_once('/'), text.split_once('.')) {
        (Some((archive, number)), _) => {
            let is_archive = archive
                .chars()
                .all(|char| char.is_ascii_alphabetic() || char == '-' || char == '.');
            !archive.is_empty() && is_archive && digits(number, &[7])
        }
        (None, Some((month, number))) => digits(month, &[4]) && digits(number, &[4, 5]),
        (None, None) => false,
    }
}

fn is_doi(text: &str) -> bool {
    let parts = text
        .strip_prefix("10.")
        .and_then(|rest| rest.split_once('/'));
    parts.is_some_and(|(registrant, suffix)| !registrant.is_empty() && !suffix.is_empty())
        && !text.contains(char::is_whitespace)
}

fn is_url(text: &str) -> bool {
    let host = text
        .strip_prefix("https://")
        .or(text.strip_prefix("http://"));
    host.is_some_and(|host| !host.is_empty())
        && !text.contains(|char: char| char.is_whitespace() || "<>\"'".contains(char))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_identifiers() {
        for arxiv in [
            "1810.03714",
            "0706.1234v2",
            "cs/0112017",
            "stat.ML/0601001v1",
            "cond-mat/9612001",
        ] {
            assert!(is_arxiv(arxiv), "{arxiv}");
        }
        for other in [
            "",
            "arXiv:1810.03714",
            "1810",
            "1810.037145",
            "https://arxiv.org/abs/1810.03714",
            "cs/01120171",
            "v1",
        ] {
            assert!(!is_arxiv(other), "{other}");
        }
        assert!(
            is_doi("10.1038/nature14539")
                && !is_doi("https://doi.org/10.1038/x")
                && !is_doi("10.1038/")
        );
        assert!(
            is_url("https://example.org/a.pdf")
                && !is_url("example.org")
                && !is_url("https://a\"b")
                && !is_url("javascript:a")
        );
        assert!(
            is_name("a-b2") && !is_name("A") && !is_name("a--b") && !is_name("a_b") && !is_name("")
        );
    }
}
