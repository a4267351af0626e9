//! A notebook as a reader who looks for a paper wants to know it.

use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::figure::{self, Figure};
use crate::handout;
use crate::notebook::Notebook;
use crate::paper::{FrontMatter, PaperCell, is_cell, skim};

/// One paper of the shelf.
#[derive(Debug, Clone)]
pub struct Paper {
    /// What the paper cell says of the paper.
    pub front: FrontMatter,
    /// The summary, in safe Markdown.
    pub summary: String,
    /// Where the notebook stands on the shelf: `TOPIC/SLUG.ipynb`.
    pub place: String,
    /// The file, where the shelf is a folder.
    pub file: Option<PathBuf>,
    /// The text of the notebook's file.
    pub text: String,
    /// What the stored verdict says of each claim.
    pub claims: Vec<Checked>,
    /// The figure to remember.
    pub figure: Option<Figure>,
    /// Slugs that the further reading names, whether they are on the shelf or not.
    pub further: Vec<String>,
    /// What can be searched, line by line, in the order of the notebook.
    pub lines: Vec<Line>,
    /// Names the sources of all cells; it changes when one of them does.
    pub key: String,
}

/// A claim, and what the notebook measured of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Checked {
    /// Its name in the code.
    pub id: String,
    /// The statement, in Markdown.
    pub text: String,
    /// Does it hold at toy scale? `None`: it was not measured.
    pub holds: Option<bool>,
    /// What was measured.
    pub measured: String,
    /// What had been expected.
    pub expected: String,
    /// Why it need not hold at toy scale, if the paper cell says so.
    pub expected_to_fail: Option<String>,
}

/// A line of a notebook, and what kind of text it is from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// What it is part of.
    pub part: Part,
    /// The line.
    pub text: String,
}

/// The parts of a notebook that are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// Title and slug.
    Title,
    /// Authors, year, venue and topic.
    Facts,
    /// The claims.
    Claim,
    /// The summary.
    Summary,
    /// Markdown cells, and corrections to the note.
    Text,
    /// Display equations.
    Equation,
    /// Rust.
    Code,
}

impl Paper {
    /// Reads a notebook.
    ///
    /// # Errors
    /// It is no notebook, or has no paper cell that is right; in one line.
    pub fn read(place: &str, file: Option<PathBuf>, text: String) -> Result<Paper, String> {
        let notebook =
            Notebook::parse(&text).map_err(|error| format!("it is no notebook: {error:#}"))?;
        let cells: Vec<_> = notebook.cells().collect();
        let cell = cells
            .iter()
            .position(|cell| cell.is_code() && is_cell(cell.source()));
        let cell = cell.ok_or("it has no `%%paper` cell")?;
        let paper = skim(cells[cell].source(), cell as u32 + 1)
            .map_err(|error| format!("its paper cell is wrong: {}", error.evalue))?;
        let prose: Vec<&str> = cells
            .iter()
            .filter(|cell| !cell.is_code())
            .map(|cell| cell.source())
            .collect();
        let code = cells
            .iter()
            .filter(|cell| cell.is_code() && !cell.source().starts_with("%%"));
        let outputs = cells.iter().flat_map(|cell| cell.outputs());
        let verdict = outputs
            .filter_map(|output| output["metadata"]["papercell"]["claims"].as_array())
            .next_back();
        Ok(Paper {
            claims: checked(&paper.front, verdict.map_or(&[], Vec::as_slice)),
            figure: figure::of(&notebook),
            further: further(&prose.join("\n\n"), &paper.front.slug),
            lines: lines(&paper, &prose, code.map(|cell| cell.source())),
            key: key(&notebook),
            front: paper.front,
            summary: paper.summary,
            place: place.to_owned(),
            file,
            text,
        })
    }

    /// The notebook as a handout.
    ///
    /// # Errors
    /// It cannot be drawn; the text says which cell, and why.
    pub fn handout(&self) -> anyhow::Result<handout::Page> {
        let folder = self.file.as_ref().and_then(|file| file.parent());
        let options = handout::Options {
            name: self.front.slug.clone(),
            folder: folder.map(Path::to_owned),
            sha256: hex::encode(Sha256::digest(&self.text)),
            ..handout::Options::default()
        };
        Ok(handout::page(&Notebook::parse(&self.text)?, &options)?)
    }

    /// The paper cell again, for its card.
    pub fn cell(&self) -> PaperCell {
        PaperCell {
            front: self.front.clone(),
            summary: self.summary.clone(),
        }
    }

    /// How many claims hold, and how many were measured.
    pub fn verdict(&self) -> (usize, usize) {
        let count =
            |wanted: fn(&Checked) -> bool| self.claims.iter().filter(|claim| wanted(claim)).count();
        (
            count(|claim| claim.holds == Some(true)),
            count(|claim| claim.holds.is_some()),
        )
    }

    /// Does a claim fail of which the paper cell does not say that it may?
    pub fn disappoints(&self) -> bool {
        let fails =
            |claim: &Checked| claim.holds == Some(false) && claim.expected_to_fail.is_none();
        self.claims.iter().any(fails)
    }

    /// Where it stands on the shelf: by topic, then by year, then by title.
    pub fn order(&self) -> (&str, u32, &str, &str) {
        let front = &self.front;
        (&front.topic, front.year, &front.title, &front.slug)
    }

    /// `J. Ho, A. Jain and P. Abbeel` in full: first names first, `and` before the last; more than four become `et al.`
    pub fn authors(&self) -> String {
        match self.front.authors.as_slice() {
            [] => String::new(),
            [one] => one.clone(),
            [first, .., _] if self.front.authors.len() > 4 => format!("{first} et al."),
            [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
        }
    }
}

/// Names the sources of a notebook's cells.
pub fn key(notebook: &Notebook) -> String {
    let mut hash = Sha256::new();
    for cell in notebook.cells() {
        hash.update(cell.source().len().to_le_bytes());
        hash.update(cell.source());
    }
    hex::encode(hash.finalize())[..16].to_owned()
}

/// The claims of the paper cell with what the verdict says of them, then those that only the verdict knows.
fn checked(front: &FrontMatter, verdict: &[Value]) -> Vec<Checked> {
    let text = |claim: &Value, key: &str| claim[key].as_str().unwrap_or_default().to_owned();
    let measured = |claim: &Value| Checked {
        id: text(claim, "id"),
        text: text(claim, "text"),
        holds: claim["holds"].as_bool(),
        measured: text(claim, "measured"),
        expected: text(claim, "expected"),
        expected_to_fail: None,
    };
    let of = |id: &str| verdict.iter().find(|claim| claim["id"] == id);
    let mut claims: Vec<Checked> = front
        .claims
        .iter()
        .map(|claim| Checked {
            id: claim.id.clone(),
            text: claim.text.clone(),
            expected_to_fail: claim.expected_to_fail.clone(),
            ..of(&claim.id).map(measured).unwrap_or_default()
        })
        .collect();
    let listed = |id: &Value| front.claims.iter().any(|claim| *id == claim.id);
    claims.extend(
        verdict
            .iter()
            .filter(|claim| !listed(&claim["id"]))
            .map(measured),
    );
    claims
}

/// The names in backticks after the words "further reading", each once.
pub(super) fn further(prose: &str, own: &str) -> Vec<String> {
    let Some(start) = prose.to_ascii_lowercase().rfind("further reading") else {
        return Vec::new();
    };
    let is_name = |text: &str| {
        text.starts_with(|first: char| first.is_ascii_lowercase())
            && text
                .chars()
                .all(|char| char.is_ascii_lowercase() || char.is_ascii_digit() || char == '-')
    };
    let mut slugs: Vec<String> = Vec::new();
    for (nth, text) in prose
        .get(start..)
        .unwrap_or_default()
        .split('`')
        .enumerate()
    {
        if nth % 2 == 1 && is_name(text) && text != own && !slugs.iter().any(|slug| slug == text) {
            slugs.push(text.to_owned());
        }
    }
    slugs
}

/// Everything that can be searched.
fn lines<'a>(paper: &PaperCell, prose: &[&str], code: impl Iterator<Item = &'a str>) -> Vec<Line> {
    let front = &paper.front;
    let mut lines = Vec::new();
    let mut push = |part: Part, text: &str| {
        let text = text.trim();
        if text.chars().any(char::is_alphanumeric) {
            lines.push(Line {
                part,
                text: text.to_owned(),
            });
        }
    };
    push(Part::Title, &front.title);
    push(Part::Title, &front.slug);
    let venue = front.venue.as_deref().unwrap_or_default();
    push(Part::Facts, &front.authors.join(", "));
    push(
        Part::Facts,
        &format!("{venue} {} · {}", front.year, front.topic.replace('-', " ")),
    );
    for claim in &front.claims {
        push(Part::Claim, &claim.text);
    }
    markdown(&paper.summary, Part::Summary, &mut push);
    for correction in &front.corrections {
        push(
            Part::Text,
            &format!("{} {}", correction.note, correction.correct),
        );
    }
    for cell in prose {
        markdown(cell, Part::Text, &mut push);
    }
    for line in code.flat_map(str::lines) {
        push(Part::Code, line);
    }
    lines
}

/// Markdown by paragraphs (a sentence may go over several lines) and equations.
fn markdown(text: &str, part: Part, push: &mut impl FnMut(Part, &str)) {
    for (nth, piece) in text.split("$$").enumerate() {
        if nth % 2 == 1 {
            push(
                Part::Equation,
                &piece.split_whitespace().collect::<Vec<_>>().join(" "),
            );
            continue;
        }
        let mut paragraph = String::new();
        for line in piece.lines().map(str::trim) {
            let is_own = line.is_empty() || line.starts_with(['|', '-', '#', '>']);
            if is_own {
                push(part, &std::mem::take(&mut paragraph));
            }
            paragraph.push_str(line);
            paragraph.push(' ');
        }
        push(part, &paragraph);
    }
}
