//! The runtime of a cell: what the code of a cell calls before, around and after what the reader wrote.
//!
//! It is compiled once for a toolchain, as a dynamic library on the toolchain's own dynamic `libstd`, and every cell is
//! linked with it. So there is one store of variables, one panic hook and one standard output in the process, however
//! many cells are loaded. It uses the standard library alone: it must compile in a second, wherever Rust is.
//!
//! # Layout
//! - [`store`]: the variables between cells
//! - [`run`]: one cell, from its call to its outcome
//! - [`ending`]: how a cell's body ended, and [`guard`] which catches it
//! - `panics`: the panic hook; `backtrace`: the frames of cells in a backtrace
//! - [`show`]: the value of the last expression
//! - `flush`: half a line is seen at once
//! - `executor`: `.await` without a runtime of the reader's own
//! - `frame`, `json`: how the outcome and rich values are told to the kernel

// A test that meets what it did not expect shall panic.
#![cfg_attr(test, allow(clippy::unwrap_used))]

mod backtrace;
mod ending;
mod executor;
mod flush;
mod frame;
mod json;
mod panics;
mod run;
pub mod show;
pub mod store;

pub use ending::{Early, EarlyDebug, Ending, Returned, guard};
pub use executor::block_on;
pub use run::{Host, run};
pub use store::{boxed, put, take};
