//! What a reader sees: MIME bundles, equations, Markdown and errors.
//!
//! # Layout
//!
//! - [`bundle`]: the MIME bundle, and the check of a bundle that a cell made
//! - [`debug`]: a value's `{:?}` text as a table
//! - [`error`]: a diagnostic that points at a line and a column of a cell, drawn as rustc draws it
//! - [`report`]: the same for a message about places in several cells, with suggested edits
//! - [`markdown`]: the equations and the raw HTML of a Markdown text, with [`scan`] below it
//! - [`tex`]: KaTeX, behind two functions; the only file that knows the `katex` crate
//! - [`documentation`]: a signature and a doc comment as plain text, Markdown and HTML; [`hover`]: that of rust-analyzer
//! - [`table`]: Markdown in the cells of a Markdown table
//! - [`subset`]: the TeX that KaTeX and JupyterLab's MathJax both draw
//! - [`tex_cell`]: a `%%tex` cell
//! - [`batch`]: many equations at once, for other programs
//!
//! Nothing here knows sockets, compilers or paper cells.

pub mod batch;
pub mod bundle;
pub mod debug;
pub mod documentation;
pub mod error;
pub mod hover;
mod katex_message;
pub mod markdown;
pub mod report;
mod scan;
mod scan_display;
pub mod subset;
mod subset_tables;
pub mod table;
pub mod tex;
mod tex_cell;

pub use bundle::{Bundle, check_bundle};
pub use error::{CellError, Diagnostic, Level, Position, Span};
pub use tex::TexError;
pub use tex_cell::tex_cell;
