//! Paper cells: what a notebook says about its paper, and which of the paper's claims hold at toy scale.
//!
//! # Layout
//!
//! - [`cell`](parse): a `%%paper` cell as text -> [`PaperCell`]
//! - [`front_matter`]: its TOML part, checked key by key; [`statements`]: claims and corrections; [`fields`] below them
//! - [`toml_place`]: where a character of a TOML string stands in the cell
//! - [`card`](card()): [`PaperCell`] -> what the reader sees
//! - [`claims`]: what the paper claims, what the notebook measured, and the verdict

mod card;
mod cell;
pub mod claims;
mod fields;
pub mod front_matter;
mod statements;
mod toml_place;

pub use card::{card, card_with, links};
pub use cell::{PaperCell, is_cell, parse, skim};
pub use claims::Claims;
pub use front_matter::{FrontMatter, is_name, keys};
pub use statements::{Claim, Correction};
