//! The native engine: one direct rustc a cell.
//!
//! # Layout
//! - `source_map`: where pieces of cells stand in a generated crate
//! - `diagnostics`: what rustc says, in terms of cells; `panics`: a panic, in terms of cells

pub mod diagnostics;
pub mod panics;
pub mod source_map;
