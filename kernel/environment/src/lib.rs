//! The toolkit library: the toolkit `toy`, and the crates that notebooks use most, in one dynamic library.
//!
//! It is compiled once on a machine, and every cell that names one of these crates is linked with it. So the statics of
//! a crate (the toolkit's claims, say) exist once in the process that runs the cells. This crate puts the others into the
//! library, and what cells mostly need of their generic functions.
//!
//! The crates below are those that a cell can name without a `:dep`. A `:dep` that a crate of the manifest satisfies
//! costs nothing, so `rand` is there in each version that notebooks ask for.

extern crate ndarray as _;
extern crate plotters as _;
extern crate rand as _;
extern crate rand_distr as _;
extern crate rayon as _;
extern crate serde_json as _;
extern crate toy as _;

// What `rand` is where a `:dep` asks for such a version.
extern crate rand_0_8 as _;
extern crate rand_0_9 as _;

#[cfg(any(test, clippy, feature = "instances"))]
pub mod instances;
