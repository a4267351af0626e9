//! `:papers` and `:paper`: the shelf, from inside a notebook.

use super::super::NativeEngine;
use super::Answer;
use crate::engine::commands::of_shelf;

/// `:papers`, `:papers diffusion`.
pub fn papers(_: &mut NativeEngine, words: &str) -> Answer {
    of_shelf(":papers", words).transpose()
}

/// `:paper ddpm`.
pub fn paper(_: &mut NativeEngine, slug: &str) -> Answer {
    of_shelf(":paper", slug).transpose()
}
