//! The shape of a paper notebook: short enough for a quarter of an hour, whole enough to be about a paper.

use std::ops::RangeInclusive;

use super::text::count;
use super::{Finding, Subject, is_paper};
use crate::display::markdown;

/// Cells in all.
const CELLS: RangeInclusive<usize> = 13..=18;
/// Words of prose.
const WORDS: RangeInclusive<usize> = 600..=900;
/// Code cells.
const CODE_CELLS: RangeInclusive<usize> = 8..=11;
/// Lines of a code cell.
const MOST_LINES: usize = 25;
/// Half of the code cells have at most this many lines, as rustfmt lays them out: a figure is a line for each call.
const MEDIAN_LINES: usize = 12;
/// Lines of code in all, laid out so.
const ALL_LINES: usize = 135;
/// Characters of a line of code: more do not fit the page.
const COLUMNS: usize = 100;
/// Claims of the paper.
const CLAIMS: usize = 4;

/// What is there, and how much of it.
pub fn findings(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    findings.extend(metadata(subject));
    findings.extend(paper(subject));
    findings.extend(sizes(subject));
    findings.extend(code(subject));
    findings.extend(parts(subject));
    findings
}

/// What tells every front end that this is Rust, for this kernel.
fn metadata(subject: &Subject<'_>) -> Vec<Finding> {
    let metadata = subject.notebook.metadata();
    let language = &metadata["language_info"];
    let mut findings = Vec::new();
    for (what, found, expected) in [
        (
            "kernelspec.name",
            &metadata["kernelspec"]["name"],
            "papercell",
        ),
        ("language_info.name", &language["name"], "rust"),
        (
            "language_info.pygments_lexer",
            &language["pygments_lexer"],
            "rust",
        ),
        (
            "language_info.file_extension",
            &language["file_extension"],
            ".rs",
        ),
    ] {
        if found != expected {
            findings.push(Finding::whole(format!(
                "its metadata must say {what} = {expected:?} (`papercell run` writes it)"
            )));
        }
    }
    findings
}

fn paper(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let papers = subject.cells().filter(|(_, cell)| is_paper(*cell)).count();
    if papers > 1 {
        findings.push(Finding::whole("it has more than one paper cell"));
    }
    if subject
        .cells()
        .next()
        .is_some_and(|(_, cell)| !is_paper(cell))
    {
        findings.push(Finding::whole("its first cell is not the paper cell"));
    }
    let Some(paper) = &subject.paper else {
        return findings;
    };
    let front = &paper.front;
    let stem = subject.file.file_stem().unwrap_or_default();
    if stem != front.slug.as_str() {
        findings.push(Finding::whole(format!(
            "its file is not named after its slug, {}.ipynb",
            front.slug
        )));
    }
    let folder = subject.file.canonicalize().ok();
    let folder = folder
        .as_deref()
        .and_then(|file| file.parent()?.file_name());
    if folder.is_none_or(|folder| folder != front.topic.as_str()) {
        findings.push(Finding::whole(format!(
            "its folder is not that of its topic, {}",
            front.topic
        )));
    }
    let claims = front.claims.len();
    if claims < CLAIMS {
        findings.push(Finding::whole(format!(
            "{claims} claims; there must be {CLAIMS} or more"
        )));
    }
    if markdown::skim(&paper.summary).is_ok_and(|summary| summary.equations.is_empty()) {
        findings.push(Finding::whole(
            "its summary has no equation; the one that carries the idea stands there",
        ));
    }
    let measured = |id: &str| {
        let call = format!("claim(\"{id}\")");
        subject.code().any(|(_, source)| source.contains(&call))
    };
    for claim in front.claims.iter().filter(|claim| !measured(&claim.id)) {
        findings.push(Finding::whole(format!(
            "no cell measures the claim {:?}: claim({:?})",
            claim.id, claim.id
        )));
    }
    if !subject
        .code()
        .any(|(_, source)| source.contains("verdict()"))
    {
        findings.push(Finding::whole("no cell shows the verdict()"));
    }
    findings
}

fn sizes(subject: &Subject<'_>) -> Vec<Finding> {
    let prose: Vec<&str> = subject.prose().map(|(_, text)| text).collect();
    let lines = || subject.code().map(|(_, source)| source.lines().count());
    let mut sorted: Vec<usize> = lines().collect();
    sorted.sort_unstable();
    let mut findings = Vec::new();
    for (found, allowed, what) in [
        (subject.cells().count(), CELLS, "cells"),
        (count(&prose.join("\n")), WORDS, "words of prose"),
        (sorted.len(), CODE_CELLS, "code cells"),
        (sorted.iter().sum(), 0..=ALL_LINES, "lines of code"),
    ] {
        if !allowed.contains(&found) {
            let (least, most) = (allowed.start(), allowed.end());
            let budget = match least {
                0 => format!("{most} at most"),
                least => format!("{least} to {most}"),
            };
            findings.push(Finding::whole(format!(
                "{found} {what}; the standard is {budget}"
            )));
        }
    }
    // Of an even number the two in the middle; twice the median, to stay with whole numbers.
    let middle = sorted.len() / 2;
    let upper = sorted.get(middle).copied().unwrap_or_default();
    let lower = match sorted.len() % 2 {
        0 => sorted
            .get(middle.saturating_sub(1))
            .copied()
            .unwrap_or_default(),
        _ => upper,
    };
    if lower + upper > 2 * MEDIAN_LINES {
        findings.push(Finding::whole(format!(
            "half of its code cells have more than {MEDIAN_LINES} lines"
        )));
    }
    findings
}

fn code(subject: &Subject<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for (index, source) in subject.code() {
        let lines = source.lines().count();
        if lines > MOST_LINES {
            findings.push(Finding::cell(
                index,
                format!("{lines} lines; {MOST_LINES} at most"),
            ));
        }
        for (number, line) in (1..).zip(source.lines()) {
            let wide = line.chars().count();
            if wide > COLUMNS {
                findings.push(Finding::line(
                    index,
                    number,
                    format!("{wide} characters do not fit the page: {COLUMNS} at most"),
                ));
            }
        }
    }
    findings
}

/// The parts that readers look for.
fn parts(subject: &Subject<'_>) -> Vec<Finding> {
    let prose: Vec<&str> = subject.prose().map(|(_, text)| text).collect();
    let prose = prose.join("\n").to_lowercase();
    let heading = |wanted: &[&str]| {
        let mut headings = prose.lines().filter(|line| line.starts_with('#'));
        headings.any(|line| wanted.iter().any(|wanted| line.contains(wanted)))
    };
    let mut findings = Vec::new();
    let mut need = |there: bool, what: &str| {
        if !there {
            findings.push(Finding::whole(what));
        }
    };
    need(
        prose.lines().any(|line| line.starts_with("| symbol |")),
        "it has no table of symbols (`| symbol | meaning | shape | in the code |`)",
    );
    need(
        heading(&["play", "break it"]),
        "it has no part that tells what to change (`## Play` or `## Break it`)",
    );
    need(
        heading(&["differs from the paper"]),
        "it has no part `## Where the toy differs from the paper`",
    );
    need(
        prose.contains("further reading"),
        "it names no further reading",
    );
    findings
}
