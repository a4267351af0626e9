//! Equations that every reader draws, links that lead somewhere, papers that are papers of the shelf.

use std::collections::HashSet;
use std::sync::LazyLock;

use percent_encoding::percent_decode_str;
use pulldown_cmark::{CowStr, Event, Options, Parser, Tag};

use super::{Finding, Subject, is_paper};
use crate::display::error::Position;
use crate::display::markdown;
use crate::names::nearest;

/// How near a slug must be to one that was probably meant.
const SIMILAR: f64 = 0.88;
/// The names of the papers that the shelf has or means to have.
pub static SLUGS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../../../../assets/words/slugs.txt")
        .lines()
        .collect()
});

/// Equations that KaTeX or MathJax do not draw, dollars that open none; and what is wrong with paper cells.
pub fn equations(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, cell) in subject.cells() {
        let source = cell.source();
        if is_paper(cell)
            && let Err(error) = crate::paper::parse(source, 1)
        {
            findings.push(Finding::cell(index, error.evalue));
        }
        if !cell.is_markdown() {
            continue;
        }
        for error in markdown::check(source).err().into_iter().flatten() {
            let line = Position::of(source, error.range.start).line;
            let help = error
                .help
                .map_or_else(String::new, |help| format!(" ({help})"));
            findings.push(Finding::line(index, line, error.message + &help));
        }
    }
    findings
}

/// What `papercell new` has left to be filled in.
pub fn unfinished(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, cell) in subject.cells() {
        for (line, text) in (1..).zip(cell.source().lines()) {
            if let Some((_, what)) = text.split_once("TODO") {
                let what = what.trim_matches([':', ' ', '"', '\'', ',', ']']);
                findings.push(Finding::line(
                    index,
                    line,
                    format!("to be filled in: {what}"),
                ));
            }
        }
    }
    findings
}

/// Links to files that are not there, addresses that are none, and papers that nobody knows.
pub fn links(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut reading = false;
    for (index, cell) in subject.cells().filter(|(_, cell)| cell.is_markdown()) {
        let source = cell.source();
        for (start, target) in targets(source) {
            if let Some(fault) = fault(subject, &target) {
                let line = Position::of(source, start).line;
                findings.push(Finding::line(index, line, fault));
            }
        }
        for (line, text) in (1..).zip(source.lines()) {
            reading |= text.to_lowercase().contains("further reading");
            if reading {
                let unknown = slugs(text).filter(|slug| !SLUGS.contains(slug));
                findings.extend(unknown.map(|slug| {
                    let what = format!(
                        "the shelf has no paper `{slug}`, nor means to (assets/words/slugs.txt){}",
                        near(slug)
                    );
                    Finding::line(index, line, what)
                }));
            }
        }
    }
    findings
}

/// Where links and pictures start in a text, and where they lead.
fn targets(source: &str) -> impl Iterator<Item = (usize, CowStr<'_>)> {
    let options = Options::ENABLE_MATH | Options::ENABLE_TABLES;
    let events = Parser::new_ext(source, options).into_offset_iter();
    events.filter_map(|(event, range)| match event {
        Event::Start(Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. }) => {
            Some((range.start, dest_url))
        }
        _ => None,
    })
}

fn fault(subject: &Subject<'_>, target: &str) -> Option<String> {
    if target.starts_with("http://") || target.starts_with("https://") {
        let host = target.split('/').nth(2).unwrap_or_default();
        let is_address = host.contains('.') && !target.contains(char::is_whitespace);
        return (!is_address).then(|| format!("`{target}` is no address"));
    }
    let elsewhere = ["#", "mailto:", "attachment:", "data:"];
    if elsewhere.iter().any(|start| target.starts_with(start)) {
        return None;
    }
    let path = target.split('#').next().unwrap_or(target);
    let path = percent_decode_str(path).decode_utf8_lossy();
    let folder = subject.file.parent().unwrap_or(subject.file);
    (!folder.join(&*path).exists()).then(|| format!("the link `{target}` leads to no file"))
}

/// What a line has between backticks that has the form of a slug.
fn slugs(line: &str) -> impl Iterator<Item = &str> {
    let is_slug = |code: &&str| {
        let allowed =
            |char: char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-';
        code.len() > 2 && code.chars().all(allowed) && code.contains('-')
    };
    line.split('`').skip(1).step_by(2).filter(is_slug)
}

fn near(slug: &str) -> String {
    nearest(slug, SLUGS.iter().copied(), SIMILAR)
        .map_or_else(String::new, |near| format!(": `{near}`?"))
}
