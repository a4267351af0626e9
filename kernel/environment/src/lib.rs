//! The toolkit library: the toolkit `toy`, and the crates that notebooks use most, in one dynamic library.
//!
//! It is compiled once on a machine, and every cell that names one of these crates is linked with it. So the statics of
//! a crate (the toolkit's claims, say) exist once in the process that runs the cells. Nothing is exported here: a cell
//! names the crates themselves, and this crate only puts them all into the library.
//!
//! A `:dep` that one of these satisfies costs nothing, so `rand` is here in each version that notebooks ask for. What a
//! name stands for when no `:dep` asks for a version is the crate without a number in its name.

extern crate ndarray as _;
extern crate plotters as _;
extern crate rand as _;
extern crate rand_0_8 as _;
extern crate rand_0_9 as _;
extern crate rand_distr as _;
extern crate serde_json as _;
extern crate toy as _;
