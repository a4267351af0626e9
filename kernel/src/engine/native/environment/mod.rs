//! What cells are compiled with: the toolchain, the runtime, and the crates that they can use.
//!
//! An *environment* is a folder of the cache that holds compiled crates: dynamic libraries and metadata. It is named
//! after everything that it depends on, built once by cargo, shared by every session and kernel of the machine, and
//! never changed after. The first one holds the *toolkit library*: the toolkit `toy` and the crates that notebooks use
//! most. `:dep` asks for others, which stand on top of it.
//!
//! # Layout
//! - this file: [`Environment`], what a cell's compilation needs to know of it
//! - `toolchain`: the compiler, found once; `share`: what a cell need not compile, because a library has it;
//!   `runtime`: the library that every cell is linked with
//! - `dep`: the language of `:dep`
//! - `source`: the sources that travel in the binary
//! - `store`: folders that are made in full or not at all
//! - `build`: how an environment is made; `cargo`: cargo, and what it says; `wording`: its errors in short;
//!   `link`: many crates in one dynamic library; `native`: the C that crates bring along
//! - `layer`: a folder with compiled crates; `contents`: what it says about itself
//! - `satisfied`: is what a `:dep` asks for there already?

mod build;
mod cargo;
mod contents;
mod dep;
mod layer;
mod link;
mod native;
mod runtime;
mod satisfied;
mod share;
mod source;
mod store;
#[cfg(test)]
mod tests;
mod toolchain;
mod wording;

pub use dep::parse_dep;
pub use runtime::Runtime;
pub use share::SHARE;
pub use store::LEASE;
pub use toolchain::Toolchain;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;

use build::Order;
use contents::{Contents, LOCK, Package};
use layer::{Layer, dependencies_id, short_hash, toolkit_id};
use store::Store;

/// The folder of the cache that environments are in.
pub const STORE: &str = "environments";
/// How many environments stay that nobody uses.
pub const KEPT: usize = 8;

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
    /// Where all of this is, the toolkit first; keeps it from being removed.
    layers: Vec<Arc<Layer>>,
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

/// A set of crates that is compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Built {
    /// Its folder.
    pub folder: PathBuf,
    /// Is it the toolkit, or does it have one of its own? Else it stands on one.
    pub has_toolkit: bool,
    /// What cells can name.
    pub crates: Vec<String>,
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

    /// The toolkit library and what is in it. It is built if that has not been done for this toolchain, which takes
    /// half a minute; then it takes milliseconds.
    ///
    /// # Errors
    /// It cannot be built: what cargo said, in short; or it was interrupted; or there is no room.
    pub fn toolkit(
        toolchain: &Toolchain,
        progress: &mut dyn Progress,
    ) -> anyhow::Result<Environment> {
        Environment::toolkit_in(&Store::of(STORE, KEPT)?, toolchain, progress)
    }

    fn toolkit_in(
        store: &Store,
        toolchain: &Toolchain,
        progress: &mut dyn Progress,
    ) -> anyhow::Result<Environment> {
        let id = toolkit_id(toolchain);
        if let Some(layer) = Layer::open(store, &id) {
            return Ok(Environment::of(vec![layer]));
        }
        let lock = store.lock(progress)?;
        if let Some(layer) = Layer::open(store, &id) {
            return Ok(Environment::of(vec![layer]));
        }
        let order = Order {
            toolchain,
            package: source::TOOLKIT_PACKAGE,
            lock: source::LOCK,
            dependencies: None,
            toolkit: None,
            offline: false,
        };
        build::build(store, &lock, &order, progress, |_| id.clone())
            .context("the toolkit cannot be compiled")?;
        Ok(Environment::of(vec![Layer::expect(store, &id)?]))
    }

    /// Is the toolkit library built already?
    ///
    /// # Errors
    /// There is no cache folder.
    pub fn has_toolkit(toolchain: &Toolchain) -> anyhow::Result<bool> {
        let store = Store::of(STORE, KEPT)?;
        Ok(Layer::open(&store, &toolkit_id(toolchain)).is_some())
    }

    /// The folder of the toolkit library, if it is built.
    ///
    /// # Errors
    /// There is no cache folder.
    pub fn toolkit_folder(toolchain: &Toolchain) -> anyhow::Result<Option<PathBuf>> {
        let layer = Layer::open(&Store::of(STORE, KEPT)?, &toolkit_id(toolchain));
        Ok(layer.map(|layer| layer.entry.folder.clone()))
    }

    /// What is compiled on this machine, for whichever toolchain.
    ///
    /// # Errors
    /// There is no cache folder.
    pub fn built() -> anyhow::Result<Vec<Built>> {
        let store = Store::of(STORE, KEPT)?;
        let listed = store.list::<Contents>().into_iter();
        let built = listed.map(|(folder, contents)| {
            let named = contents.packages.iter().filter(|it| it.named);
            Built {
                folder,
                has_toolkit: contents.toolkit.is_none(),
                crates: named.map(|it| it.name.clone()).collect(),
            }
        });
        Ok(built.collect())
    }

    /// The toolkit and these crates. What the toolkit library has already, in a version and with features that satisfy
    /// the request, costs nothing; what another session has asked for costs milliseconds; anything else is built.
    ///
    /// `base` is an environment of this session, whose toolkit is taken.
    ///
    /// # Errors
    /// A crate cannot be had or does not compile: what cargo said, in short, and what to do; or the build was
    /// interrupted; or there is no room.
    pub fn with(
        toolchain: &Toolchain,
        dependencies: &[Dependency],
        offline: bool,
        progress: &mut dyn Progress,
        base: Option<&Environment>,
    ) -> anyhow::Result<Environment> {
        let toolkit = match base.and_then(Environment::intact_toolkit) {
            Some(layer) => layer,
            None => Arc::clone(&Environment::toolkit(toolchain, progress)?.layers[0]),
        };
        let there = dependencies.iter().map(|asked| {
            let package = satisfied::satisfied(asked, &toolkit.contents.packages)?;
            Some((satisfied::name(asked, package), package))
        });
        if let Some(there) = there.collect::<Option<Vec<_>>>() {
            return Ok(Environment::of(vec![Arc::clone(&toolkit)]).named(&there));
        }
        let (store, id) = (
            Store::of(STORE, KEPT)?,
            dependencies_id(&toolkit, dependencies),
        );
        // What is in a folder of the user's may change at any time; cargo knows how to find out.
        let mut tables = dependencies.iter().map(Dependency::table);
        let fixed = tables.all(|table| !table.contains_key("path"));
        let open = || Layer::open_on(&store, &id, &toolkit).filter(|_| fixed);
        if let Some(layer) = open() {
            return Ok(Environment::on(toolkit, layer));
        }
        let lock = store.lock(progress)?;
        if let Some(layer) = open() {
            return Ok(Environment::on(toolkit, layer));
        }
        let lines: String = dependencies.iter().map(Dependency::line).collect();
        let versions = std::fs::read_to_string(toolkit.entry.folder.join(LOCK))?;
        let order = Order {
            toolchain,
            package: source::DEPENDENCIES_PACKAGE,
            lock: &versions,
            dependencies: Some(&lines),
            toolkit: Some((&toolkit.entry, &toolkit.contents)),
            offline,
        };
        let name = |contents: &Contents| match fixed {
            true => id.clone(),
            false => short_hash(&[&id, &contents.digest()]),
        };
        let id = build::build(&store, &lock, &order, progress, name)?;
        Ok(Environment::on(toolkit, Layer::expect(&store, &id)?))
    }

    /// Are there crates in both that have the same symbols and are not the same (a crate in a folder of the user's that
    /// was changed)? Then a process that has loaded the one must not load the other.
    pub fn conflicts_with(&self, other: &Environment) -> bool {
        let layers = other.layers.iter();
        let others: BTreeMap<_, _> = layers.flat_map(|layer| &layer.contents.crates).collect();
        let mut ours = self.layers.iter().flat_map(|layer| &layer.contents.crates);
        ours.any(|(stem, digest)| others.get(stem).is_some_and(|other| *other != digest))
    }

    /// Are its files still there? Somebody may have emptied the cache.
    pub fn is_intact(&self) -> bool {
        self.layers.iter().all(|layer| layer.entry.is_complete())
    }

    /// The crates that cells can name, with their versions.
    pub fn crates(&self) -> Vec<(String, String)> {
        let named = self.externs.iter();
        named
            .filter(|known| !self.umbrellas.contains(&known.name))
            .map(|known| (known.name.clone(), known.version.clone()))
            .collect()
    }

    /// Can cells name this crate?
    pub fn has(&self, name: &str) -> bool {
        self.externs.iter().any(|known| known.name == name)
    }

    /// The lock file with the versions of the crates that were asked for.
    pub fn lock(&self) -> Option<PathBuf> {
        let last = self.layers.last()?;
        Some(last.entry.folder.join(LOCK))
    }

    fn intact_toolkit(&self) -> Option<Arc<Layer>> {
        let layer = self.layers.first().filter(|_| !self.toolkit_changed)?;
        layer.entry.is_complete().then(|| Arc::clone(layer))
    }

    fn on(toolkit: Arc<Layer>, layer: Arc<Layer>) -> Environment {
        match layer.contents.toolkit {
            Some(_) => Environment::of(vec![toolkit, layer]),
            None => Environment {
                toolkit_changed: true,
                ..Environment::of(vec![layer])
            },
        }
    }

    /// What cells see of these layers; the names of a later one hide those of an earlier.
    fn of(layers: Vec<Arc<Layer>>) -> Environment {
        let mut environment = Environment {
            id: layers
                .last()
                .map(|layer| layer.id.clone())
                .unwrap_or_default(),
            ..Environment::default()
        };
        for layer in &layers {
            let (folder, contents) = (layer.libraries(), &layer.contents);
            let library = folder.join(&contents.library);
            environment.add(&contents.umbrella, library.clone(), &layer.id);
            environment.umbrellas.push(contents.umbrella.clone());
            environment.libraries.push(library);
            environment.search.push(folder);
            for package in contents.packages.iter().filter(|package| package.named) {
                // A `:dep` may ask for a crate that the toolkit below has.
                let mut places = layers
                    .iter()
                    .map(|layer| layer.libraries().join(&package.file));
                if let Some(path) = places.find(|path| path.is_file()) {
                    environment.add(&package.name, path, &package.version);
                }
            }
        }
        environment.layers = layers;
        environment
    }

    /// With other names for crates of the toolkit library.
    fn named(mut self, names: &[(String, &Package)]) -> Environment {
        let folder = self.layers[0].libraries();
        let before = self.externs.clone();
        for (name, package) in names {
            self.add(name, folder.join(&package.file), &package.version);
        }
        if self.externs != before {
            self.id = short_hash(&[&self.id, &format!("{:?}", self.externs)]);
        }
        self
    }

    fn add(&mut self, name: &str, path: PathBuf, version: &str) {
        let new = Extern {
            name: name.to_owned(),
            path,
            version: version.to_owned(),
        };
        match self.externs.iter_mut().find(|known| known.name == name) {
            Some(known) => *known = new,
            None => self.externs.push(new),
        }
    }
}
