//! The shelf as a static site: one page a paper in the handout's look, and an index by topic, year and connection that can
//! be searched. Nothing of it asks the network; it works from a folder as from a server.
//!
//! # Layout
//! - this file: [`files`], and who builds on whom
//! - `front`: the index page; `lines`: what its script searches; `graph`: who builds on whom, drawn
//! - `pages`: the page of a paper
//! - `shell`: `<html>` around them; `markup`: a line of Markdown as HTML
//!
//! What a reader's browser gets besides stands in `assets/site`: `site.css`, and `search.js`, which searches by the rules
//! of [`super::search`].

mod front;
mod graph;
mod lines;
mod markup;
mod pages;
mod shell;

use std::collections::BTreeMap;

use anyhow::{Context, ensure};

use super::{Paper, Shelf, index};
use crate::handout;

/// The style sheet of all pages, with the fonts inside.
const STYLE: &str = "style.css";
/// The index page.
pub const FRONT: &str = "index.html";
/// What every page of a site says in its head; so a folder is known to hold one.
pub const GENERATOR: &str = "papercell shelf --site";

const SITE_CSS: &str = include_str!("../../../../assets/site/site.css");

/// The shelf with its connections.
struct Site<'s> {
    papers: &'s [Paper],
    /// Pairs of papers, the older first: one of them names the other as further reading.
    edges: Vec<(usize, usize)>,
}

impl<'s> Site<'s> {
    fn new(papers: &'s [Paper]) -> Site<'s> {
        let number = |slug: &String| papers.iter().position(|paper| paper.front.slug == *slug);
        let mut edges = Vec::new();
        for (this, paper) in papers.iter().enumerate() {
            for other in paper.further.iter().filter_map(number) {
                let age = |paper: usize| (papers[paper].front.year, paper);
                let (older, newer) = if age(this) < age(other) {
                    (this, other)
                } else {
                    (other, this)
                };
                edges.push((older, newer));
            }
        }
        edges.sort_unstable();
        edges.dedup();
        Site { papers, edges }
    }

    /// The older papers that are connected with this one, and the newer ones.
    fn neighbours(&self, paper: usize) -> (Vec<&'s Paper>, Vec<&'s Paper>) {
        let older = self
            .edges
            .iter()
            .filter(|edge| edge.1 == paper)
            .map(|edge| &self.papers[edge.0]);
        let newer = self
            .edges
            .iter()
            .filter(|edge| edge.0 == paper)
            .map(|edge| &self.papers[edge.1]);
        (older.collect(), newer.collect())
    }
}

/// All files of the site, by their place in its folder.
///
/// # Errors
/// A notebook cannot be drawn: which, and why.
pub fn files(shelf: &Shelf) -> anyhow::Result<BTreeMap<String, String>> {
    let site = Site::new(&shelf.papers);
    let mut bodies = vec![(
        FRONT.to_owned(),
        "The shelf".to_owned(),
        front::body(&site)?,
    )];
    for (number, paper) in shelf.papers.iter().enumerate() {
        let body = pages::body(&site, number)
            .with_context(|| format!("{} cannot be drawn", paper.place))?;
        let name = pages::name(paper);
        ensure!(
            name != FRONT,
            "{} has the slug of the front page; name it otherwise",
            paper.place
        );
        bodies.push((name, paper.front.title.clone(), body));
    }
    let all: Vec<&str> = bodies.iter().map(|(.., body)| body.as_str()).collect();
    let style = format!("{}\n{SITE_CSS}", handout::stylesheet(&all));
    let mut files: BTreeMap<String, String> = index::thumbnails(shelf).collect();
    files.insert(STYLE.to_owned(), style);
    for (name, title, body) in &bodies {
        files.insert(name.clone(), shell::document(title, body));
    }
    Ok(files)
}

#[cfg(test)]
mod tests;
