//! SVG elements being written: one path after the other, neighbours of one style joined.

use super::font::signed;

/// Finished elements, and the path that is being extended: its attributes and its data.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub done: String,
    pub attributes: String,
    pub data: String,
    /// Whether the path can go on with relative moves from `at`.
    open: bool,
    /// Where the path stands.
    at: (i64, i64),
    /// Length of the data just after the last sloped line.
    sloped: usize,
}

impl Drawing {
    pub fn flush(&mut self) {
        if !self.data.is_empty() {
            self.done += &format!("<path {} d=\"{}\"/>\n", self.attributes, self.data);
            self.data.clear();
        }
        self.open = false;
        self.sloped = 0;
    }

    /// Goes on with a path of these attributes at a place.
    pub fn start(&mut self, attributes: String, (x, y): (i64, i64)) {
        if attributes != self.attributes || !self.open {
            self.flush();
            self.attributes = attributes;
            self.open = true;
            self.data = format!("M{x}{}", signed(y));
        } else {
            self.data += &format!("m{}{}", x - self.at.0, signed(y - self.at.1));
        }
        self.at = (x, y);
    }

    pub fn line_to(&mut self, (x, y): (i64, i64)) {
        let (dx, dy) = (x - self.at.0, y - self.at.1);
        let again = self.sloped == self.data.len();
        match (dx, dy) {
            (0, 0) => return,
            (_, 0) => self.data += &format!("h{dx}"),
            (0, _) => self.data += &format!("v{dy}"),
            // A second slope in a row needs no letter.
            _ if again => self.data += &format!("{}{}", signed(dx), signed(dy)),
            _ => self.data += &format!("l{dx}{}", signed(dy)),
        }
        if dx != 0 && dy != 0 {
            self.sloped = self.data.len();
        }
        self.at = (x, y);
    }

    /// Closes a contour; the pen is back at its start.
    pub fn close(&mut self, start: (i64, i64)) {
        self.data.push('z');
        self.at = start;
    }
}

impl Drawing {
    /// Adds a path that starts with an absolute move, so that it can follow anything of its style.
    pub fn add(&mut self, attributes: String, data: &str) {
        if attributes != self.attributes {
            self.flush();
            self.attributes = attributes;
        }
        self.data.push_str(data);
        // Where it ends is not known: what follows starts anew.
        self.open = false;
    }
}
