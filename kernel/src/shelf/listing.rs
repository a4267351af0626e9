//! Papers as lines of text, aligned, for a terminal and for `text/plain`.

use unicode_width::UnicodeWidthStr;

use super::paper::Paper;
use super::search::{Found, snippet};
use super::{heading, times};

/// The title has at least so many columns; where there are fewer, it stands on a line of its own.
const NARROWEST: usize = 24;
/// A line that matches has at most so many characters, however wide the terminal is.
const WIDEST: usize = 110;
/// Between two columns.
const GAP: usize = 2;

/// ANSI's sequences for what stands out, or nothing.
#[derive(Debug, Clone, Copy)]
pub struct Ink {
    bold: &'static str,
    dim: &'static str,
    red: &'static str,
    end: &'static str,
}

impl Ink {
    /// No colours.
    pub const NONE: Ink = Ink {
        bold: "",
        dim: "",
        red: "",
        end: "",
    };
    /// For a terminal.
    pub const ANSI: Ink = Ink {
        bold: "\u{1b}[1m",
        dim: "\u{1b}[2m",
        red: "\u{1b}[31m",
        end: "\u{1b}[0m",
    };
}

/// The cells of one row.
struct Row<'s> {
    paper: &'s Paper,
    verdict: String,
    time: String,
}

/// How wide each column is.
struct Widths {
    slug: usize,
    verdict: usize,
    time: usize,
    /// `None`: a line of its own.
    title: Option<usize>,
    /// Of a title in a line of its own, at most.
    below: usize,
}

/// `6 of 6`, or a dash where nothing was measured.
pub fn verdict(paper: &Paper) -> String {
    match paper.verdict() {
        (_, 0) => "–".to_owned(),
        (held, measured) => format!("{held} of {measured}"),
    }
}

fn row(paper: &Paper) -> Row<'_> {
    Row {
        paper,
        verdict: verdict(paper),
        time: times::shown(times::of(&paper.key)),
    }
}

/// The shelf by topics, in lines of at most `width` columns.
pub fn by_topic(papers: &[&Paper], width: usize, ink: Ink) -> String {
    let rows: Vec<Row<'_>> = papers.iter().map(|paper| row(paper)).collect();
    let widths = widths(&rows, width);
    let mut text = String::new();
    let mut topic = "";
    for row in &rows {
        if row.paper.front.topic != topic {
            topic = &row.paper.front.topic;
            let gap = if text.is_empty() { "" } else { "\n" };
            text.push_str(&format!("{gap}{}{}{}\n", ink.bold, heading(topic), ink.end));
        }
        text.push_str(&line(row, &widths, ink));
    }
    text
}

/// What a search found, the best first, each with the line that matches.
pub fn found(found: &[Found<'_>], words: &[String], width: usize, ink: Ink) -> String {
    let rows: Vec<Row<'_>> = found.iter().map(|found| row(found.paper)).collect();
    let widths = widths(&rows, width);
    let mut text = String::new();
    for (row, found) in rows.iter().zip(found) {
        text.push_str(&line(row, &widths, ink));
        if let Some(matching) = found.line {
            let (piece, marks) = snippet(
                &matching.text,
                words,
                width.saturating_sub(6).clamp(NARROWEST, WIDEST),
            );
            text.push_str(&format!("    {}\n", marked(&piece, &marks, ink)));
        }
    }
    text
}

fn marked(piece: &str, marks: &[std::ops::Range<usize>], ink: Ink) -> String {
    let (mut text, mut done) = (ink.dim.to_owned(), 0);
    for mark in marks {
        text.push_str(&piece[done..mark.start]);
        text.push_str(&format!(
            "{}{}{}{}{}",
            ink.end,
            ink.bold,
            &piece[mark.clone()],
            ink.end,
            ink.dim
        ));
        done = mark.end;
    }
    text + &piece[done..] + ink.end
}

fn widths(rows: &[Row<'_>], width: usize) -> Widths {
    let widest = |cell: fn(&Row<'_>) -> usize| rows.iter().map(cell).max().unwrap_or(0);
    let slug = widest(|row| row.paper.front.slug.width());
    let verdict = widest(|row| row.verdict.width());
    let time = widest(|row| row.time.width());
    let title = widest(|row| row.paper.front.title.width());
    // Two columns of indent, four of year.
    let others = 2 + slug + GAP + 4 + GAP + GAP + verdict + GAP + time;
    let left = width.saturating_sub(others);
    Widths {
        slug,
        verdict,
        time,
        title: (left >= NARROWEST.min(title)).then_some(left.min(title)),
        below: width.saturating_sub(4).max(NARROWEST),
    }
}

fn line(row: &Row<'_>, widths: &Widths, ink: Ink) -> String {
    let front = &row.paper.front;
    let (colour, colour_end) = match row.paper.disappoints() {
        true => (ink.red, ink.end),
        false => ("", ""),
    };
    let end = format!(
        "{}{colour}{}{colour_end}  {}{}",
        " ".repeat(widths.verdict - row.verdict.width()),
        row.verdict,
        " ".repeat(widths.time - row.time.width()),
        row.time
    );
    let slug = padded(&front.slug, widths.slug);
    match widths.title {
        Some(title) => format!(
            "  {slug}  {}  {}  {end}\n",
            front.year,
            padded(&fitted(&front.title, title), title)
        ),
        None => format!(
            "  {slug}  {}  {end}\n    {}\n",
            front.year,
            fitted(&front.title, widths.below)
        ),
    }
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(text.width())))
}

/// The text, cut with an ellipsis if it is wider than `width` columns.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut fitted = String::new();
    for char in text.chars() {
        if fitted.width() + char.to_string().width() + 1 > width {
            break;
        }
        fitted.push(char);
    }
    format!("{}…", fitted.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::Shelf;

    #[test]
    fn every_line_fits_and_columns_are_aligned() {
        let shelf = Shelf::in_binary();
        let papers: Vec<&Paper> = shelf.papers.iter().collect();
        for width in [60, 80, 100, 200] {
            let text = by_topic(&papers, width, Ink::NONE);
            // A title that has no room in its row stands below it.
            let is_row = |line: &&str| line.starts_with("  ") && !line.starts_with("   ");
            let ends: Vec<usize> = text.lines().filter(is_row).map(|row| row.width()).collect();
            assert_eq!(ends.len(), papers.len(), "{width}\n{text}");
            if width >= 80 {
                assert!(text.lines().all(|line| line.width() <= width), "{text}");
                assert!(ends.iter().all(|end| *end == ends[0]), "{width}\n{text}");
            }
            for paper in &papers {
                assert!(text.contains(&paper.front.slug), "{text}");
            }
        }
        let coloured = by_topic(&papers, 100, Ink::ANSI);
        assert!(
            coloured.contains("\u{1b}[1mGenerative models\u{1b}[0m"),
            "{coloured}"
        );
    }

    #[test]
    fn a_title_is_cut_at_its_end() {
        assert_eq!(fitted("Denoising diffusion", 10), "Denoising…");
        assert_eq!(fitted("Denoising", 9), "Denoising");
    }
}
