//! The native engine: one direct rustc a cell, and a worker that outlives what cells do to it.
//!
//! # Layout
//! - `source_map`: where pieces of cells stand in a generated crate
//! - `diagnostics`: what rustc says, in terms of cells; `panics`: a panic, in terms of cells
//! - `link`: the kernel's end of the worker: load libraries, run cells, survive deaths
//! - `ended`: how a cell ended, and what that means for the variables
//! - `life`: the worker's processes, as their reports show them
//! - `output`: the thread that reads the worker's pipes
//! - `remote`: interrupting a running cell and answering its questions, from any thread

pub mod diagnostics;
pub mod ended;
mod life;
pub mod link;
mod output;
pub mod panics;
mod remote;
pub mod source_map;
