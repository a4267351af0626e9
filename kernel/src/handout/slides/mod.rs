//! A page as slides: the same markup and the same look, cut into one idea each, shown by reveal.js, all in one file.
//!
//! - this file: the document; `cut`: the blocks of a page -> slides

mod cut;

use super::html::attribute;
use super::shell::{self, Document};
use super::{Page, stylesheet};

/// reveal.js, as its npm package `reveal.js` has it (`assets/reveal/VERSION`).
const REVEAL: [&str; 2] = [
    include_str!("../../../../assets/reveal/reveal.css"),
    include_str!("../../../../assets/reveal/reveal.js"),
];
/// Our rules after those of the page, and what starts the slides.
const OWN: [&str; 2] = [
    include_str!("../../../../assets/handout/slides/slides.css"),
    include_str!("../../../../assets/handout/slides/start.js"),
];

/// Where the slides are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// One at a time, with the keyboard, on a screen.
    Screen,
    /// One on each sheet, to be printed.
    Sheets,
}

/// The slides of a page as one HTML file. Two scripts may run in it, reveal.js and the one that starts it; nothing loads.
pub fn html(page: &Page, view: View) -> String {
    let slides: String = cut::slides(page)
        .iter()
        .map(|slide| format!("<section>\n<div class=\"slide\">\n{slide}\n</div>\n</section>\n"))
        .collect();
    let view = match view {
        View::Screen => "screen",
        View::Sheets => "sheets",
    };
    let body = format!(
        "<div class=\"reveal\" data-view=\"{view}\">\n<main class=\"slides\" aria-label=\"{}\">\n{slides}</main>\n</div>\n",
        attribute(&page.title)
    );
    shell::document(&Document {
        title: &page.title,
        authors: &page.authors,
        made_by: &page.made_by,
        style: &format!(
            "{}\n{}\n{}",
            REVEAL[0],
            stylesheet::on_screen(&[&body]),
            stylesheet::bare(OWN[0])
        ),
        scripts: &[REVEAL[1], OWN[1]],
        body: &body,
    })
}
