//! What cells are compiled with: the toolchain, the runtime, and the crates that they can use.
//!
//! An *environment* is a folder of the cache that holds compiled crates: dynamic libraries and metadata. It is named
//! after everything that it depends on, built once by cargo, shared by every session and kernel of the machine, and
//! never changed after. The first one holds the *toolkit library*: the toolkit `toy` and the crates that notebooks use
//! most. `:dep` asks for others, which stand on top of it.
//!
//! # Layout
//! - this file: [`Environment`], what a cell's compilation needs to know of it
//! - `toolchain`: the compiler, found once; `runtime`: the library that every cell is linked with
//! - `dep`: the language of `:dep`
//! - `source`: the sources that travel in the binary
//! - `store`: folders that are made in full or not at all
//! - `cargo`: cargo, and what it says; `link`: names for the loader

mod cargo;
mod link;
mod runtime;
mod source;
mod store;
mod toolchain;

pub use runtime::Runtime;
pub use toolchain::Toolchain;

use std::path::PathBuf;

/// Compiled crates that cells can use.
#[derive(Debug, Clone, Default)]
pub struct Environment {
    /// Names it: two environments with the same id compile a cell to the same.
    pub id: String,
    /// What cells can name, the umbrellas included: each is an `--extern NAME=PATH`.
    pub externs: Vec<Extern>,
    /// Where the crates behind them are: each is a `-L dependency=`.
    pub search: Vec<PathBuf>,
    /// A cell that names a crate has `extern crate X as _;` for each of these, at its root: so rustc takes all crates
    /// from the dynamic libraries, and their statics exist once in the process.
    pub umbrellas: Vec<String>,
    /// The dynamic libraries, in the order in which the worker loads them.
    pub libraries: Vec<PathBuf>,
    /// The toolkit in it is not the one that other environments share (a `:dep` asked for other features of a crate
    /// that the toolkit uses): values of the toolkit's types from before are of other types now.
    pub toolkit_changed: bool,
}

/// A crate that cells can name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extern {
    /// As in the source.
    pub name: String,
    /// What rustc reads.
    pub path: PathBuf,
    /// Of its package.
    pub version: String,
}

/// What `:dep` asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dependency {
    /// As cells name it (with `-` as in Cargo.toml).
    pub name: String,
    /// What stands behind `=` in Cargo.toml, with absolute paths.
    pub spec: String,
}

/// Who waits for a build, and hears what it does. Every closure on `&str` is one.
pub trait Progress {
    /// A line for the reader: `compiling ndarray 0.16.1 (12 of 40)`.
    fn say(&mut self, line: &str);
    /// Shall the build stop? Asked several times a second.
    fn stopped(&self) -> bool {
        false
    }
}

impl<F: FnMut(&str)> Progress for F {
    fn say(&mut self, line: &str) {
        self(line);
    }
}

impl Environment {
    /// No crates: what works when the toolkit cannot be built.
    pub fn plain() -> Environment {
        Environment {
            id: "plain".to_owned(),
            ..Environment::default()
        }
    }
}
