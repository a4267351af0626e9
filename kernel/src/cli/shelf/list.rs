//! The shelf as a table, and what a search finds.

use std::process::ExitCode;

use anyhow::bail;
use serde_json::{Value, json};

use super::Arguments;
use crate::names::nearest;
use crate::paper::links;
use crate::shelf::listing::{self, Ink};
use crate::shelf::search::{self, Found};
use crate::shelf::{Paper, SIMILAR, Shelf, card, times};

/// Lines are not cut where nobody sees them.
const UNBOUNDED: usize = 10_000;

/// Lists the papers that were asked for.
///
/// # Errors
/// There is no such topic.
pub fn run(shelf: &Shelf, arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let papers = chosen(shelf, arguments)?;
    let words: Vec<String> = arguments
        .words
        .iter()
        .flat_map(|words| words.split_whitespace())
        .map(str::to_owned)
        .collect();
    let found = match words.is_empty() {
        true => papers
            .iter()
            .map(|paper| Found {
                paper,
                score: 0,
                line: None,
            })
            .collect(),
        false => search::find(papers.iter().copied(), &words),
    };
    if arguments.json {
        let rows: Vec<Value> = found.iter().map(row).collect();
        outln!("{:#}", Value::Array(rows));
        return Ok(ExitCode::SUCCESS);
    }
    if found.is_empty() {
        match words.is_empty() {
            true => eprintln!(
                "papercell: no paper of the shelf is of {}",
                asked(arguments)
            ),
            false => eprintln!("papercell: {}", card::nothing(&shelf.papers, &words)),
        }
        return Ok(ExitCode::FAILURE);
    }
    let terminal = console::Term::stdout();
    let (width, ink) = match terminal.size_checked() {
        Some((_, columns)) => (
            usize::from(columns),
            if console::colors_enabled() {
                Ink::ANSI
            } else {
                Ink::NONE
            },
        ),
        None => (UNBOUNDED, Ink::NONE),
    };
    match words.is_empty() {
        true => out!("{}", listing::by_topic(&papers, width, ink)),
        false => out!("{}", listing::found(&found, &words, width, ink)),
    }
    outln!("\n{}", summary(&found));
    Ok(ExitCode::SUCCESS)
}

/// The papers of the topic and the years that were asked for.
fn chosen<'s>(shelf: &'s Shelf, arguments: &Arguments) -> anyhow::Result<Vec<&'s Paper>> {
    if let Some(topic) = &arguments.topic {
        let topics = shelf.topics();
        if !topics.contains(&topic.as_str()) {
            match nearest(topic, topics.iter().copied(), SIMILAR) {
                Some(near) => {
                    bail!("there is no topic `{topic}` on the shelf; did you mean `{near}`?")
                }
                None => bail!(
                    "there is no topic `{topic}` on the shelf; it has {}",
                    topics.join(", ")
                ),
            }
        }
    }
    let of_topic = |paper: &&Paper| {
        arguments
            .topic
            .as_ref()
            .is_none_or(|topic| *topic == paper.front.topic)
    };
    let of_years = |paper: &&Paper| {
        arguments
            .year
            .as_ref()
            .is_none_or(|years| years.contains(&paper.front.year))
    };
    Ok(shelf
        .papers
        .iter()
        .filter(of_topic)
        .filter(of_years)
        .collect())
}

fn asked(arguments: &Arguments) -> String {
    let years = arguments
        .year
        .as_ref()
        .map(|years| match (*years.start(), *years.end()) {
            (from, to) if from == to => from.to_string(),
            (0, to) => format!("{to} or before"),
            (from, u32::MAX) => format!("{from} or later"),
            (from, to) => format!("{from} to {to}"),
        });
    let topic = arguments.topic.clone();
    let asked: Vec<String> = topic.into_iter().chain(years).collect();
    match asked.is_empty() {
        true => "any kind: it is empty".to_owned(),
        false => asked.join(", "),
    }
}

/// `3 papers; 20 of 20 claims hold at toy scale. papercell shelf open ddpm`
fn summary(found: &[Found<'_>]) -> String {
    let verdicts = found.iter().map(|found| found.paper.verdict());
    let (held, measured) = verdicts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let (number, s) = (found.len(), if found.len() == 1 { "" } else { "s" });
    let first = found
        .first()
        .map_or("SLUG", |found| found.paper.front.slug.as_str());
    format!(
        "{number} paper{s}; {held} of {measured} claims hold at toy scale. To read one: papercell shelf open {first}"
    )
}

/// A paper for a program. `matches` is the line that a search found.
fn row(found: &Found<'_>) -> Value {
    let paper = found.paper;
    let (held, measured) = paper.verdict();
    let links: Vec<String> = links(&paper.front)
        .into_iter()
        .map(|(address, _)| address)
        .collect();
    json!({
        "slug": paper.front.slug,
        "title": paper.front.title,
        "authors": paper.front.authors,
        "year": paper.front.year,
        "venue": paper.front.venue,
        "topic": paper.front.topic,
        "links": links,
        "minutes": paper.front.minutes,
        "summary": paper.summary,
        "claims": paper.claims,
        "held": held,
        "measured": measured,
        "seconds": times::of(&paper.key),
        "further": paper.further,
        "place": paper.place,
        "file": paper.file,
        "matches": found.line.map(|line| &line.text),
    })
}
