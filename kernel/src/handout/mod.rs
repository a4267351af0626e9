//! A notebook as a handout: one HTML page with its equations drawn and its fonts inside, that runs nothing and loads
//! nothing, good on a phone and on paper.
//!
//! # Layout
//!
//! - this file: [`page`], what can be asked for ([`Options`]) and what it gives ([`Page`])
//! - `blocks`: the cells of a notebook, one after the other -> [`Block`]s
//! - `paper`: the paper cell: header, summary, claims, corrections, the table of verdicts
//! - `outputs`: one output of a cell -> HTML, by MIME type; `figures`, `drawings`, `svg`, `images`: what is drawn
//! - `markdown`: Markdown -> HTML, with the equations taken out first (`scan`), and `outline`: levels and ids of headings
//! - `equations`: collects the equations of a page and has KaTeX draw them when it is complete
//! - `code`: syntax colours; `terminal` and `colours`: stream text -> HTML
//! - `sanitize`: the one gate for HTML that comes from the notebook
//! - `stylesheet`: KaTeX's rules and fonts as far as a page needs them, and our own
//! - `booklet`: several pages as one document; `slides`: a page cut into slides; `sheet`: the size of the paper
//! - `shell`: `<html>` around it; `html`: escaping; `pattern`: regular expressions; `error`: what a handout can fail with
//!
//! Data flows one way: notebook -> blocks with tokens for equations -> equations drawn -> page. Nothing here reads the
//! network or starts a process; files are read only below [`Options::folder`], where Markdown names images.

mod blocks;
pub mod booklet;
mod code;
mod colours;
mod drawings;
mod equations;
mod error;
mod figures;
pub mod html;
mod images;
mod markdown;
mod outline;
mod outputs;
mod paper;
pub(crate) mod pattern;
mod sanitize;
mod scan;
mod sheet;
pub mod shell;
pub mod slides;
mod stylesheet;
mod svg;
mod terminal;

use std::path::PathBuf;
use std::str::FromStr;

pub use error::Error;
pub use outline::Heading;
pub use paper::{Claim, Verdict};
pub use sheet::Sheet;
pub use stylesheet::stylesheet;
pub use svg::file as svg_file;

use crate::notebook::Notebook;

/// How much of the code stands on the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Code {
    /// All cells whose authors did not hide them.
    #[default]
    All,
    /// Behind a line that opens them on screen; on paper only those that the reader has opened.
    Folded,
    /// Outputs alone.
    None,
}

impl FromStr for Code {
    type Err = String;

    fn from_str(name: &str) -> Result<Code, String> {
        match name {
            "all" => Ok(Code::All),
            "folded" => Ok(Code::Folded),
            "none" => Ok(Code::None),
            _ => Err(format!("{name:?} is not one of `all`, `folded` and `none`")),
        }
    }
}

/// What can be asked of a page.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// The notebook's file name without `.ipynb`: for the footer, and the title of a notebook that has none.
    pub name: String,
    /// The folder of the notebook, in which its Markdown may name image files. Without one it may not.
    pub folder: Option<PathBuf>,
    /// The SHA-256 of the notebook's file, in hexadecimal digits, for the footer.
    pub sha256: String,
    /// How much of the code.
    pub code: Code,
    /// What all ids of the page begin with; several pages in one document need different ones.
    pub id_prefix: String,
}

/// A notebook as HTML, in parts, so that several can be put into one document (see [`shell::document`]).
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// The title as plain text.
    pub title: String,
    /// The authors of the paper; none if the notebook has no paper cell.
    pub authors: Vec<String>,
    /// The front matter of the paper, as the kernel put it into the notebook; `null` without a paper.
    pub paper: serde_json::Value,
    /// `<header>`: title, authors, facts.
    pub header: String,
    /// What stands between header and footer, in order.
    pub blocks: Vec<Block>,
    /// `<footer>`: what made the handout.
    pub footer: String,
    /// What made it, such as `papercell 0.1.0`.
    pub made_by: Vec<String>,
    /// All headings below the title, in order.
    pub headings: Vec<Heading>,
    /// The claims of the paper with what was measured: the rows of the verdict, or the paper's list if there is none.
    pub claims: Vec<Claim>,
}

/// What a block is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The summary of the paper with its claims and corrections.
    Card,
    /// Another paper of the same notebook.
    Paper,
    /// A Markdown cell.
    Prose,
    /// A code cell: its input, if shown, and its outputs.
    Cell,
}

/// What one cell became.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is.
    pub kind: Kind,
    /// One element, complete; its equations are drawn.
    pub html: String,
}

impl Page {
    /// Header, `<main>` and footer: what stands in `<body>`, or in an `<article>` among others.
    pub fn fragment(&self) -> String {
        let blocks: String = self.blocks.iter().map(|block| &*block.html).collect();
        format!(
            "{}\n<main>\n{blocks}</main>\n{}\n",
            self.header, self.footer
        )
    }

    /// The page as one HTML file; `more_style` comes after all other rules.
    pub fn html(&self, more_style: &str) -> String {
        let body = self.fragment();
        shell::document(&shell::Document {
            title: &self.title,
            authors: &self.authors,
            made_by: &self.made_by,
            style: &format!(
                "{}{}{more_style}",
                stylesheet(&[&body]),
                stylesheet::running_title(&self.title)
            ),
            scripts: &[],
            body: &body,
        })
    }
}

/// Draws a notebook as a page. It is not run: its outputs are those that the file holds.
///
/// # Errors
/// Equations that KaTeX cannot draw, dollars that open none, figures that are no SVG, images that are not there, a paper
/// cell that has not run: the text names each cell, and line and column where there are some.
pub fn page(notebook: &Notebook, options: &Options) -> Result<Page, Error> {
    blocks::build(notebook, options)
}
