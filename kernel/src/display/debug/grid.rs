//! Rows and columns: what of a table is shown, and as which HTML.

use super::parse::{Kind, Node};

/// Rows and columns that are shown at most; of more, the first and the last ones.
const SHOWN: usize = 20;
/// Characters of a value inside of a cell.
const WIDEST: usize = 80;

/// One entry.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    text: String,
    number: bool,
    gap: bool,
}

impl Entry {
    /// What stands for entries that are left out.
    pub fn gap() -> Entry {
        Entry {
            text: "…".to_owned(),
            number: false,
            gap: true,
        }
    }
}

impl From<&Node<'_>> for Entry {
    fn from(node: &Node) -> Entry {
        if node.is_gap() {
            return Entry::gap();
        }
        let text = match node.kind {
            Kind::Quoted => unquoted(node.text),
            _ => super::plain(node.text),
        };
        Entry {
            text: cut(&text),
            number: node.is_number(),
            gap: false,
        }
    }
}

/// A table. `head` and `side` may be empty: then there is no such row or column.
#[derive(Debug, Default)]
pub struct Grid {
    pub head: Vec<String>,
    pub side: Vec<String>,
    pub rows: Vec<Vec<Entry>>,
    pub caption: String,
}

impl Grid {
    /// The table as HTML: borders and stripes are left to the front end, so that it fits light and dark.
    pub fn html(&self) -> String {
        let columns = self.rows.first().map_or(self.head.len(), Vec::len);
        let (rows, columns) = (shown(self.rows.len()), shown(columns));
        let mut html = String::from("<table>\n");
        if !self.head.is_empty() {
            html += "<thead><tr>";
            if !self.side.is_empty() {
                html += "<th></th>";
            }
            for column in &columns {
                let (text, right) = match column {
                    Some(column) => (self.head[*column].as_str(), self.right(*column)),
                    None => ("…", false),
                };
                html += &cell("th", text, right);
            }
            html += "</tr></thead>\n";
        }
        html += "<tbody>\n";
        for row in &rows {
            html += "<tr>";
            if !self.side.is_empty() {
                let text = row.map_or("…", |row| self.side[row].as_str());
                html += &cell("th", text, text.parse::<f64>().is_ok());
            }
            for column in &columns {
                let entry = row
                    .zip(*column)
                    .map(|(row, column)| &self.rows[row][column]);
                let text = entry.map_or("…", |entry| entry.text.as_str());
                html += &cell("td", text, column.is_some_and(|column| self.right(column)));
            }
            html += "</tr>\n";
        }
        html += "</tbody>\n</table>";
        if !self.caption.is_empty() {
            html += &format!("\n<p>{}</p>", escaped(&self.caption));
        }
        html
    }

    /// A column of numbers is set to the right.
    fn right(&self, column: usize) -> bool {
        let mut entries = self.rows.iter().filter_map(|row| row.get(column));
        entries.all(|entry| entry.number || entry.gap)
    }
}

/// The places of `count` that are shown; `None` stands for those between.
fn shown(count: usize) -> Vec<Option<usize>> {
    if count <= SHOWN {
        return (0..count).map(Some).collect();
    }
    let half = SHOWN / 2;
    let first = (0..half).map(Some);
    first
        .chain([None])
        .chain((count - half..count).map(Some))
        .collect()
}

fn cell(tag: &str, text: &str, right: bool) -> String {
    let side = if right { "right" } else { "left" };
    format!(
        "<{tag} style=\"text-align: {side}\">{}</{tag}>",
        escaped(text)
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

/// A string without its quotes; a character that does not print stays escaped.
fn unquoted(text: &str) -> String {
    let inner = text.get(1..text.len() - 1).unwrap_or_default();
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(char) = chars.next() {
        match (char, chars.clone().next()) {
            ('\\', Some(next @ ('"' | '\'' | '\\'))) => {
                plain.push(next);
                chars.next();
            }
            _ => plain.push(char),
        }
    }
    plain
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(WIDEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::debug::parse::parse;

    fn entry(text: &str) -> Entry {
        Entry::from(&parse(text).unwrap())
    }

    #[test]
    fn a_cell_is_escaped_unquoted_and_cut() {
        assert_eq!(entry(r#""<b> \"x\" \n""#).text, r#"<b> "x" \n"#);
        let grid = Grid {
            head: vec!["a<b".to_owned()],
            rows: vec![vec![entry(r#""<script>&\"""#)]],
            ..Grid::default()
        };
        let html = grid.html();
        assert!(
            html.contains("<th style=\"text-align: left\">a&lt;b</th>"),
            "{html}"
        );
        assert!(html.contains("&lt;script&gt;&amp;&quot;</td>"), "{html}");
        let long = format!("[{}]", vec!["1"; 100].join(", "));
        assert_eq!(entry(&long).text.chars().count(), WIDEST + 1);
    }

    #[test]
    fn the_middle_of_many_is_left_out() {
        assert_eq!(shown(20).len(), 20);
        let places = shown(21);
        assert_eq!(
            (places.len(), places[9], places[10], places[11]),
            (21, Some(9), None, Some(11))
        );
        let places = shown(1000);
        assert_eq!(
            (places[10], places[11], places[20]),
            (None, Some(990), Some(999))
        );
    }
}
