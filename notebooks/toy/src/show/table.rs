//! Tables: aligned in plain text, a Markdown table in a notebook.

use super::{Bundle, Show, num};
use crate::stats::Estimate;
use crate::tensor::Tensor;
use std::fmt;

/// One entry of a table.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Set to the left.
    Text(String),
    /// Set to the right.
    Number(String),
}

impl Cell {
    fn text(&self) -> &str {
        match self {
            Cell::Text(text) | Cell::Number(text) => text,
        }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        Cell::Text(text.to_owned())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Cell {
        Cell::Text(text.clone())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell::Text(text)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Number(num(number))
    }
}

impl From<bool> for Cell {
    fn from(truth: bool) -> Cell {
        Cell::Text(if truth { "yes" } else { "no" }.to_owned())
    }
}

impl From<Estimate> for Cell {
    fn from(e: Estimate) -> Cell {
        Cell::Number(format!(
            "{} ({} to {})",
            num(e.mean),
            num(e.low),
            num(e.high)
        ))
    }
}

/// Whole numbers and shapes, in full.
macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl From<$type> for Cell {
            fn from(number: $type) -> Cell {
                Cell::Number(number.to_string())
            }
        }
    )*};
}

whole_numbers!(usize, u64, i32);

/// A row: a tuple of up to eight entries of any kinds, or a vector of numbers or entries.
pub trait Cells {
    /// The entries in order.
    fn cells(self) -> Vec<Cell>;
}

impl<C: Into<Cell>> Cells for Vec<C> {
    fn cells(self) -> Vec<Cell> {
        self.into_iter().map(Into::into).collect()
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        #[allow(non_snake_case)]
        impl<$($name: Into<Cell>),+> Cells for ($($name,)+) {
            fn cells(self) -> Vec<Cell> {
                let ($($name,)+) = self;
                vec![$($name.into()),+]
            }
        }
    )*};
}

tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
}

/// A table, which a notebook shows with rules and a terminal as text. [`table`] makes one.
///
/// ```
/// # use toy::prelude::*;
/// let mut scores = table(&["method", "score"]).row(("REINFORCE", 0.5)).caption("Higher is better.");
/// scores.push(("Q-learning", 0.75));
/// display(&scores);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Table {
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
    caption: String,
}

/// An empty table with these column heads.
///
/// ```
/// # use toy::prelude::*;
/// let t = table(&["method", "error"]).row(("plain", 0.25)).row(("ours", 0.0625));
/// assert_eq!(t.to_string(), "method   error\n------  ------\nplain     0.25\nours    0.0625");
/// ```
pub fn table(head: &[&str]) -> Table {
    let head = head.iter().map(|&text| text.to_owned()).collect();
    Table {
        head,
        rows: Vec::new(),
        caption: String::new(),
    }
}

/// A matrix as a table with these column heads.
///
/// ```
/// # use toy::prelude::*;
/// let numbers = table_of(&["x", "y"], [[1.0, 2.0], [3.0, 4.0]]);
/// assert!(numbers.bundle().text().contains("3"));
/// ```
#[track_caller]
pub fn table_of(head: &[&str], numbers: impl Into<Tensor>) -> Table {
    numbers
        .into()
        .to_rows()
        .into_iter()
        .fold(table(head), Table::row)
}

impl Table {
    /// Adds a row: `.row(("REINFORCE", 0.5, 3))`.
    #[track_caller]
    pub fn row(mut self, cells: impl Cells) -> Table {
        let cells = cells.cells();
        assert!(
            cells.len() == self.head.len(),
            "table: the head has {} columns {:?}, this row has {}",
            self.head.len(),
            self.head,
            cells.len()
        );
        self.rows.push(cells);
        self
    }

    /// Adds a row to a table kept in a variable.
    #[track_caller]
    pub fn push(&mut self, cells: impl Cells) {
        *self = std::mem::replace(self, table(&[])).row(cells);
    }

    /// A line of text under the table.
    pub fn caption(mut self, text: &str) -> Table {
        self.caption = text.to_owned();
        self
    }

    /// A column is set to the right when all its entries are numbers.
    fn right(&self, column: usize) -> bool {
        let number = |row: &Vec<Cell>| matches!(row[column], Cell::Number(_));
        !self.rows.is_empty() && self.rows.iter().all(number)
    }

    fn markdown(&self) -> String {
        let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
        let rule = |column| if self.right(column) { "---:" } else { ":---" }.to_owned();
        let mut out = line(self.head.iter().map(|text| escaped(text)).collect());
        out += &line((0..self.head.len()).map(rule).collect());
        for row in &self.rows {
            out += &line(row.iter().map(|cell| escaped(cell.text())).collect());
        }
        if !self.caption.is_empty() {
            out += &format!("\n*{}*\n", self.caption);
        }
        out
    }
}

/// Keeps a bar inside a cell from ending it; other Markdown (and `$..$`) works.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

impl fmt::Display for Table {
    fn fmt(&self, out: &mut fmt::Formatter) -> fmt::Result {
        let columns = self.head.len();
        let width = |column: usize| {
            let cells = self.rows.iter().map(|row| row[column].text());
            let all = cells.chain([self.head[column].as_str()]);
            all.map(|text| text.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        let line = |texts: Vec<&str>| {
            let set = |(column, text): (usize, &&str)| match self.right(column) {
                true => format!("{text:>width$}", width = widths[column]),
                false => format!("{text:<width$}", width = widths[column]),
            };
            let cells: Vec<String> = texts.iter().enumerate().map(set).collect();
            cells.join("  ").trim_end().to_owned()
        };
        let rules: Vec<String> = widths.iter().map(|&width| "-".repeat(width)).collect();
        let mut lines = vec![
            line(self.head.iter().map(String::as_str).collect()),
            line(rules.iter().map(String::as_str).collect()),
        ];
        lines.extend(
            self.rows
                .iter()
                .map(|row| line(row.iter().map(Cell::text).collect())),
        );
        if !self.caption.is_empty() {
            lines.push(self.caption.clone());
        }
        write!(out, "{}", lines.join("\n"))
    }
}

impl Show for Table {
    fn bundle(&self) -> Bundle {
        Bundle::plain(self.to_string()).with("text/markdown", self.markdown())
    }
}
