//! A page as slides: the same markup and the same look, cut into one idea each, shown by reveal.js, all in one file.
//!
//! - this file: the document; `cut`: the blocks of a page -> slides

mod cut;

use super::shell::{self, Document};
use super::{Page, stylesheet};

/// reveal.js, as its npm package `reveal.js` has it (`assets/reveal/VERSION`).
const REVEAL: [&str; 2] = [
    include_str!("../../../../assets/reveal/reveal.css"),
    include_str!("../../../../assets/reveal/reveal.js"),
];
/// Our rules, after those of the page.
const STYLE: &str = include_str!("../../../../assets/handout/slides/slides.css");
/// Fits what is too full; starts the slides; fits them on paper.
const FIT: &str = include_str!("../../../../assets/handout/slides/fit.js");
const START: &str = include_str!("../../../../assets/handout/slides/start.js");
const PRINT: &str = include_str!("../../../../assets/handout/slides/print.js");

/// Where the slides are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// One at a time, with the keyboard, on a screen.
    Screen,
    /// One on each sheet, to be printed at once. reveal.js would lay them out too late for that.
    Sheets,
}

/// The slides of a page as one HTML file. Our scripts and reveal.js may run in it, no others; nothing loads.
pub fn html(page: &Page, view: View) -> String {
    let slides: String = cut::slides(page)
        .iter()
        .map(|slide| format!("<section>\n<div class=\"slide\">\n{slide}\n</div>\n</section>\n"))
        .collect();
    let (body, rules, scripts) = match view {
        View::Screen => (
            format!(
                "<main>\n<div class=\"reveal\">\n<div class=\"slides\">\n{slides}</div>\n</div>\n</main>\n"
            ),
            REVEAL[0],
            vec![REVEAL[1], FIT, START],
        ),
        View::Sheets => (
            format!("<main class=\"sheets\">\n{slides}</main>\n"),
            "",
            vec![FIT, PRINT],
        ),
    };
    shell::document(&Document {
        title: &page.title,
        authors: &page.authors,
        made_by: &page.made_by,
        style: &format!(
            "{rules}\n{}\n{}",
            stylesheet::on_screen(&[&body]),
            stylesheet::bare(STYLE)
        ),
        scripts: &scripts,
        body: &body,
    })
}
