//! A crate's text as it grows, with the places of what cells wrote.

use std::ops::Range;

use super::items::{Item, Piece};
use super::source_map::SourceMap;
use super::split::Code;

/// A text that remembers which of its bytes are from a cell.
#[derive(Default)]
pub struct Source {
    map: SourceMap,
}

impl Source {
    /// Adds text of our own.
    pub fn push(&mut self, text: &str) {
        self.map.generated(text);
    }

    /// Adds a part of a cell, as it stands.
    pub fn push_code(&mut self, code: &Code, range: Range<usize>) {
        self.map.verbatim(code.cell, &code.text, range);
    }

    /// Adds an item. Its statics are defined here, or refer to those of the crate that did.
    pub fn push_item(&mut self, item: &Item) {
        for piece in &item.pieces {
            match piece {
                Piece::Text(text) => self.push(text),
                Piece::Verbatim(range) => self.push_verbatim(item, range.clone()),
            }
        }
        self.push("\n");
    }

    fn push_verbatim(&mut self, item: &Item, range: Range<usize>) {
        let symbol = |index: usize| format!("papercell_static_{}_{index}", item.serial);
        let mut at = range.start;
        for (index, found) in item.statics.iter().enumerate() {
            // Several keys of one `thread_local!` share their place.
            if found.range.start >= at {
                self.push_code(&item.code, at..found.range.start);
                at = found.range.start;
            }
            if item.live {
                self.push(&found.import(&symbol(index)));
                at = found.range.end;
            } else {
                self.push(&found.export(&symbol(index)));
            }
        }
        self.push_code(&item.code, at..range.end);
    }

    /// The text so far.
    pub fn text(&self) -> &str {
        &self.map.text
    }

    /// How long the text is now.
    pub fn len(&self) -> usize {
        self.map.text.len()
    }

    /// The crate.
    pub fn finish(self) -> SourceMap {
        self.map
    }
}
