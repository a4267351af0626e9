//! Several pages as one document: a cover with the table of contents, then every page on a sheet of its own, with one
//! stylesheet and one set of fonts for all.

use std::fmt::Write;

use super::html::{css_string, text};
use super::shell::{self, Document};
use super::stylesheet::stylesheet;
use super::{Page, Verdict};

/// Cover, table of contents and the seams between the pages.
const OWN: &str = include_str!("../../../assets/handout/style/booklet.css");

/// What the ids of the `number`th page begin with (see [`super::Options::id_prefix`]), counted from 0.
pub fn id_prefix(number: usize) -> String {
    format!("p{}-", number + 1)
}

/// The id of the `number`th page, counted from 0: where the table of contents leads.
pub fn anchor(number: usize) -> String {
    format!("paper-{}", number + 1)
}

/// The booklet as one HTML file. `sheets` are the numbers of the sheets on which the pages begin, if they are known;
/// they are printed, and not shown on screen. `more_style` comes last.
pub fn html(title: &str, pages: &[Page], sheets: &[usize], more_style: &str) -> String {
    let mut entries = String::new();
    let mut articles = String::new();
    let mut style = String::new();
    for (number, page) in pages.iter().enumerate() {
        let anchor = anchor(number);
        entries.push_str(&entry(page, &anchor, sheets.get(number).copied()));
        let blocks: String = page.blocks.iter().map(|block| &*block.html).collect();
        let labelled = html_title(page);
        // Writing to a string cannot fail.
        let _ = writeln!(
            articles,
            "<article id=\"{anchor}\" aria-label=\"{labelled}\">\n{}\n{blocks}{}\n</article>",
            page.header, page.footer
        );
        let _ = write!(
            style,
            "\n@page {anchor} {{ @top-left {{ content: \"{}\"; }} }} @media print {{ #{anchor} {{ page: {anchor}; }} }}",
            css_string(&page.title)
        );
    }
    let body = format!(
        "<header>\n<h1>{}</h1>\n<p class=\"facts\"><span>{}</span></p>\n</header>\n<main>\n\
         <nav class=\"contents\" aria-label=\"Contents\">\n<ol>\n{entries}</ol>\n</nav>\n{articles}</main>\n",
        text(title),
        count(pages),
    );
    let mut made_by: Vec<String> = Vec::new();
    for name in pages.iter().flat_map(|page| &page.made_by) {
        if !made_by.contains(name) {
            made_by.push(name.clone());
        }
    }
    let rules = stylesheet(&[&body]);
    shell::document(&Document {
        title,
        authors: &[],
        made_by: &made_by,
        style: &format!("{rules}\n{OWN}{style}{more_style}"),
        scripts: &[],
        body: &body,
    })
}

/// The title as the value of an attribute.
fn html_title(page: &Page) -> String {
    super::html::attribute(&page.title)
}

fn count(pages: &[Page]) -> String {
    match pages.len() {
        1 => "1 paper".to_owned(),
        several => format!("{several} papers"),
    }
}

/// A line of the table of contents: title, who and when, the claims, the sheet.
fn entry(page: &Page, anchor: &str, sheet: Option<usize>) -> String {
    let year = super::paper::plain(&page.paper["year"]);
    let who = match page.authors.as_slice() {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one} and {two}"),
        [first, ..] => format!("{first} and others"),
    };
    let mut facts: Vec<String> = [who, year]
        .into_iter()
        .filter(|fact| !fact.is_empty())
        .map(|fact| format!("<span>{}</span>", text(&fact)))
        .collect();
    let is_measured = |verdict| verdict != Verdict::Open;
    let measured = page
        .claims
        .iter()
        .filter(|claim| is_measured(claim.verdict))
        .count();
    if measured > 0 {
        let held = page
            .claims
            .iter()
            .filter(|claim| matches!(claim.verdict, Verdict::Holds | Verdict::HoldsAfterAll))
            .count();
        facts.push(format!("<span>{held} of {measured} claims hold</span>"));
    }
    let number = sheet.map_or(String::new(), |sheet| {
        format!("<span class=\"sheet\" aria-hidden=\"true\">{sheet}</span>")
    });
    format!(
        "<li><a href=\"#{anchor}\"><span class=\"entry\">{}</span>{number}</a>\n<p class=\"facts\">{}</p></li>\n",
        text(&page.title),
        facts.join(" ")
    )
}
