//! The shelf: all paper notebooks, those that travel in the binary or those of a folder, read for who looks for one.
//!
//! # Layout
//! - this file: [`Shelf`]: where its notebooks come from, what cannot be read, who has which slug
//! - [`paper`]: a notebook -> [`Paper`]; [`figure`]: its one figure, and the thumbnail of it; [`prose`]: its first sentences
//! - [`embedded`]: the notebooks in the binary
//! - [`search`]: words -> papers, ranked, with the line that matches
//! - [`choice`]: a topic or some years
//! - [`times`]: how long notebooks ran on this machine
//! - [`listing`]: papers as aligned lines; [`card`]: what `:papers` and `:paper` show in a notebook
//! - [`index`]: the page for those who browse the repository
//! - [`site`]: all of it as a static site, each paper in the look of its handout
//!
//! Nothing here knows engines, sockets or the command line.

pub mod card;
pub mod choice;
pub mod embedded;
pub mod figure;
pub mod index;
pub mod listing;
pub mod paper;
pub mod prose;
pub mod search;
pub mod site;
pub mod times;

use std::path::{Path, PathBuf};

pub use self::paper::Paper;
use crate::names::nearest;
use crate::notebook::find;

/// The folder of a checkout in which the shelf stands, and what tells it from other folders of that name.
const FOLDER: &str = "notebooks";
const TOOLKIT: &str = "notebooks/toy/Cargo.toml";
/// How near a word must be to a name that was probably meant.
pub const SIMILAR: f64 = 0.75;

/// The papers, and what stands beside them and is none.
#[derive(Debug, Default)]
pub struct Shelf {
    /// The folder that was read; `None` for the binary's own notebooks.
    pub folder: Option<PathBuf>,
    /// By topic, then by year, then by title.
    pub papers: Vec<Paper>,
    /// Notebooks that cannot be read: where, and why.
    pub unreadable: Vec<(String, String)>,
}

impl Shelf {
    /// The shelf that somebody in the folder `here` means: that of the checkout he is in, else the binary's own.
    ///
    /// # Errors
    /// The checkout's folder cannot be read.
    pub fn of(here: &Path) -> anyhow::Result<Shelf> {
        match here
            .ancestors()
            .find(|folder| folder.join(TOOLKIT).is_file())
        {
            Some(checkout) => Shelf::in_folder(&checkout.join(FOLDER)),
            None => Ok(Shelf::in_binary()),
        }
    }

    /// The notebooks that travel in the binary.
    pub fn in_binary() -> Shelf {
        let mut shelf = Shelf::default();
        for (place, text) in embedded::notebooks() {
            shelf.add(place, None, text);
        }
        shelf.in_order()
    }

    /// The notebooks below a folder; hidden folders hold copies and are left out.
    ///
    /// # Errors
    /// The folder cannot be read.
    pub fn in_folder(folder: &Path) -> anyhow::Result<Shelf> {
        let mut shelf = Shelf {
            folder: Some(folder.to_owned()),
            ..Shelf::default()
        };
        for file in find::below(folder)? {
            let place = file.strip_prefix(folder).unwrap_or(&file);
            let place = place.to_string_lossy().replace('\\', "/");
            let text = std::fs::read_to_string(&file).map_err(|error| error.to_string());
            shelf.add(&place, Some(file), text);
        }
        Ok(shelf.in_order())
    }

    fn add(&mut self, place: &str, file: Option<PathBuf>, text: Result<String, String>) {
        match text.and_then(|text| Paper::read(place, file, text)) {
            Ok(paper) => match self.find(&paper.front.slug) {
                Ok(first) => {
                    let why = format!(
                        "its slug `{}` is that of {} as well",
                        paper.front.slug, first.place
                    );
                    self.unreadable.push((place.to_owned(), why));
                }
                Err(_) => self.papers.push(paper),
            },
            Err(why) => self.unreadable.push((place.to_owned(), why)),
        }
    }

    fn in_order(mut self) -> Shelf {
        self.papers.sort_by(|a, b| a.order().cmp(&b.order()));
        self
    }

    /// The paper with this slug.
    ///
    /// # Errors
    /// There is none; the text names one that was probably meant.
    pub fn find(&self, slug: &str) -> Result<&Paper, String> {
        if let Some(paper) = self.papers.iter().find(|paper| paper.front.slug == slug) {
            return Ok(paper);
        }
        let slugs = self.papers.iter().map(|paper| paper.front.slug.as_str());
        Err(match nearest(slug, slugs, SIMILAR) {
            Some(near) => {
                format!("there is no paper `{slug}` on the shelf; did you mean `{near}`?")
            }
            None => format!("there is no paper `{slug}` on the shelf"),
        })
    }

    /// The topics, each once, in order.
    pub fn topics(&self) -> Vec<&str> {
        let mut topics: Vec<&str> = self
            .papers
            .iter()
            .map(|paper| paper.front.topic.as_str())
            .collect();
        topics.sort_unstable();
        topics.dedup();
        topics
    }
}

/// `generative-models` -> `Generative models`
pub fn heading(topic: &str) -> String {
    let words = topic.replace('-', " ");
    let mut letters = words.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string());
    first.unwrap_or_default() + letters.as_str()
}

#[cfg(test)]
mod tests;
