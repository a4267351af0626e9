//! The page for those who browse the repository: `README.md` of the shelf's folder, and the thumbnails that it shows.

use std::collections::BTreeMap;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use super::paper::Paper;
use super::prose::idea;
use super::{Shelf, heading};
use crate::display::markdown::escape;
use crate::handout::html::attribute;
use crate::paper::links;

/// The page, beside the topics' folders.
pub const PAGE: &str = "README.md";
/// The folder of the thumbnails, beside it.
pub const THUMBNAILS: &str = "thumbnails";
/// Pixels of a thumbnail on the page.
const WIDTH: u32 = 300;
/// Pixels around it, and of what stands beside it: so the tables of all topics are equally wide.
const PADDING: u32 = 26;
const TEXT: u32 = 680;
/// What an address has with a percent sign.
const UNSAFE: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_');

const OPENING: &str = "\
<!-- Written by `papercell shelf --readme`; a test fails when it is stale. -->
# The shelf

One notebook, one paper: a quarter of an hour to read, seconds to run. Each opens with its paper cell (what the paper
claims, and what the reading note on it got wrong), rebuilds the mechanism, measures the claims over several seeds and
ends with a verdict and with things to break.
";

const CLOSING: &str = "\
---

`papercell lab` opens the shelf, `papercell shelf WORDS` searches it, `papercell shelf open SLUG` opens one paper;
`papercell check notebooks` runs all of it and compares.

[`toy/`](toy/README.md) is the toolkit that the notebooks share: arrays with gradients, layers, chance, data, worlds,
measures, figures, claims; its `examples/` rebuild more papers in a page each. What a paper invented stands in its
notebook or example and never in the toolkit.
";

/// The files of the index, by their place in the shelf's folder.
pub fn files(shelf: &Shelf) -> BTreeMap<String, String> {
    let mut files: BTreeMap<String, String> = thumbnails(shelf).collect();
    files.insert(PAGE.to_owned(), page(shelf));
    files
}

/// The thumbnails, by their place.
pub fn thumbnails(shelf: &Shelf) -> impl Iterator<Item = (String, String)> + '_ {
    shelf.papers.iter().filter_map(|paper| {
        let figure = paper.figure.as_ref()?;
        Some((thumbnail(paper), figure.thumbnail.clone()))
    })
}

fn page(shelf: &Shelf) -> String {
    let mut page = format!("{OPENING}\n{}\n", counts(&shelf.papers));
    for topic in shelf.topics() {
        page.push_str(&format!("\n## {}\n\n<table>\n", heading(topic)));
        for paper in shelf
            .papers
            .iter()
            .filter(|paper| paper.front.topic == topic)
        {
            page.push_str(&row(paper));
        }
        page.push_str("</table>\n");
    }
    format!("{page}\n{CLOSING}")
}

/// `17 papers with 94 claims, of which 91 hold at toy scale.`
pub fn counts(papers: &[Paper]) -> String {
    let (mut held, mut measured) = (0, 0);
    for paper in papers {
        let verdict = paper.verdict();
        held += verdict.0;
        measured += verdict.1;
    }
    let number = papers.len();
    let s = if number == 1 { "" } else { "s" };
    match held == measured {
        true => {
            format!("{number} paper{s} with {measured} claims, all of which hold at toy scale.")
        }
        false => {
            format!("{number} paper{s} with {measured} claims, of which {held} hold at toy scale.")
        }
    }
}

fn row(paper: &Paper) -> String {
    let front = &paper.front;
    let picture = paper.figure.as_ref().map_or_else(String::new, |figure| {
        let alt = attribute(&figure.caption);
        format!(
            "<a href=\"{}\"><img src=\"{}\" width=\"{WIDTH}\" alt=\"{alt}\"></a>",
            address(&paper.place),
            thumbnail(paper)
        )
    });
    let venue = front
        .venue
        .as_deref()
        .map_or_else(String::new, |venue| format!("{} ", escape(venue)));
    let mut facts = vec![match paper.verdict() {
        (_, 0) => "claims not measured yet".to_owned(),
        (1, 1) => "its claim holds".to_owned(),
        (held, measured) if held == measured => format!("all {measured} claims hold"),
        (held, measured) => format!("{held} of {measured} claims hold"),
    }];
    facts.extend(
        front
            .minutes
            .map(|minutes| format!("{minutes} min to read")),
    );
    facts.extend(
        links(front)
            .first()
            .map(|(address, text)| format!("[{text}]({address})")),
    );
    // An empty line makes the text between tags Markdown again.
    format!(
        "<tr><td width=\"{}\">{picture}</td><td width=\"{TEXT}\">\n\n\
         **[{}]({})**<br>\n{}, {venue}{}\n\n{}\n\n<sub>{}</sub>\n\n</td></tr>\n",
        WIDTH + PADDING,
        escape(&front.title),
        address(&paper.place),
        escape(&paper.authors()),
        front.year,
        idea(&paper.summary),
        facts.join(" · ")
    )
}

/// The place of a notebook as an address: spaces and brackets would end a link.
fn address(place: &str) -> String {
    utf8_percent_encode(place, UNSAFE).to_string()
}

/// Where the thumbnail of a paper stands.
pub fn thumbnail(paper: &Paper) -> String {
    format!("{THUMBNAILS}/{}.svg", paper.front.slug)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_shows_every_paper_with_its_thumbnail() {
        let shelf = Shelf::in_binary();
        let files = files(&shelf);
        let page = &files[PAGE];
        for paper in &shelf.papers {
            let picture = format!("{THUMBNAILS}/{}.svg", paper.front.slug);
            assert!(files[&picture].starts_with("<svg "), "{picture}");
            assert!(page.contains(&format!("<img src=\"{picture}\"")), "{page}");
            assert!(page.contains(&format!("]({})**", paper.place)), "{page}");
        }
        assert_eq!(files.len(), shelf.papers.len() + 1);
        assert_eq!(page.matches("<tr>").count(), shelf.papers.len());
        assert_eq!(page.matches("</table>").count(), shelf.topics().len());
    }

    #[test]
    fn a_link_leads_to_a_file_of_any_name() {
        assert_eq!(address("t/a b(c).ipynb"), "t/a%20b%28c%29.ipynb");
        assert_eq!(address("t-u/a_b-1.ipynb"), "t-u/a_b-1.ipynb");
    }
}
