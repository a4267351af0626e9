//! The toolkit of the paper notebooks: what they share, so that a notebook holds only what its paper invented.
//!
//! A cell says `use toy::prelude::*;` and has everything. The rules of the house:
//!
//! * **One array type.** [`tensor::Tensor`] holds the data, the parameters and the results; gradients are one call.
//! * **The same bits on every machine.** Sums run in a fixed order, nothing is fused, elementary functions come from
//!   the `libm` crate ([`math`]), random numbers from a fixed generator ([`random`]). Outputs are committed and compared.
//! * **No ceremony in cells.** No generics, no `?`, no `unwrap`: what is wrong panics at the cell's line and says which
//!   operation met which shapes.
//! * **Every value can be shown**, in a notebook and in a terminal ([`show`], [`plot`]).
//!
//! | module | what it holds |
//! |---|---|
//! | [`tensor`] | arrays, operations, gradients of any order |
//! | [`nn`], [`optim`] | layers (networks, sequences, attention, graphs), losses, optimisers |
//! | [`random`], [`distributions`], [`mixture`], [`data`] | chance and data |
//! | [`flows`], [`ode`] | change of variables, differential equations |
//! | [`linalg`] | systems, factorisations, spectra, superposition |
//! | [`classical`] | components, clusters, neighbours, linear probes, kernel methods |
//! | [`worlds`] | worlds to act in, exact solvers, games, replay |
//! | [`stats`], [`claims`], [`checks`] | evaluation, and what it says about the paper |
//! | [`parallel`], [`interrupt`] | all cores for several seeds; stopping |
//! | [`show`], [`plot`] | text, tables, equations, progress, figures |
//! | [`interact`], [`comm`] | live controls; channels to a front end |

// A name that a cell reads as `std(x)` is the standard deviation; the standard library is always written in full here.

pub mod checks;
pub mod claims;
pub mod classical;
pub mod comm;
pub mod data;
pub mod distributions;
pub mod flows;
pub mod interact;
pub mod interrupt;
pub mod linalg;
pub mod math;
mod measured;
mod memory;
pub mod mixture;
pub mod nn;
pub mod ode;
pub mod optim;
pub mod parallel;
pub mod plot;
pub mod prelude;
pub mod random;
pub mod show;
pub mod stats;
pub mod tensor;
pub mod worlds;

/// The README's example runs.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;
