//! Papercell: a Jupyter kernel for Rust with paper cells, and its command line.
//!
//! # Layout
//! One direction: `cli -> jupyter -> engine -> worker`; `display` and `paper` stand below `jupyter`, `notebook` and `handout`
//! below `cli`.
//!
//! - [`cli`]: one file a command
//! - [`jupyter`]: the wire and the session; knows nothing of Rust code
//! - [`engine`]: source text in, outcome out; knows no socket
//! - [`worker`]: the process that runs the cells
//! - [`display`]: what a reader sees: MIME bundles, TeX, Markdown, errors
//! - [`paper`]: paper cells and claims
//! - [`notebook`]: notebook files, read and written without Python; [`handout`]: one as a page to read and to print
//! - [`places`]: where things are kept on this machine; [`files`]: files that are never seen half written
//! - [`shelf`]: the paper notebooks, to list, search and show
//! - [`log`] and [`crash`]: what a process says of its work, and what it leaves when it dies of an error of ours
//!
//! `ARCHITECTURE.md` beside this folder has the map, the life of a cell and the invariants.

// A test that meets what it did not expect shall panic.
#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod cli;
pub mod crash;
pub mod display;
pub mod engine;
pub mod files;
pub mod handout;
pub mod jupyter;
pub mod log;
pub mod names;
pub mod notebook;
pub mod paper;
pub mod places;
pub mod shelf;
pub mod worker;
