//! A folder with compiled crates: the toolkit, or what stands on it.

use std::path::PathBuf;
use std::sync::Arc;

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::contents::{Contents, LIBRARIES};
use super::store::{Entry, Store};
use super::{Dependency, Toolchain, source};

/// One layer of an environment.
#[derive(Debug)]
pub struct Layer {
    /// What the folder is called.
    pub id: String,
    /// The folder.
    pub entry: Entry,
    /// What it says about itself.
    pub contents: Contents,
}

impl Layer {
    /// The layer, if it is there and whole.
    pub fn open(store: &Store, id: &str) -> Option<Arc<Layer>> {
        let (entry, contents) = store.open(id)?;
        Some(Arc::new(Layer {
            id: id.to_owned(),
            entry,
            contents,
        }))
    }

    /// A layer that stands on this toolkit or on none; a toolkit that was removed and built again may be another.
    pub fn open_on(store: &Store, id: &str, toolkit: &Layer) -> Option<Arc<Layer>> {
        let layer = Layer::open(store, id)?;
        let below = layer.contents.toolkit.as_ref();
        below
            .is_none_or(|digest| *digest == toolkit.contents.digest())
            .then_some(layer)
    }

    /// The layer that was just written.
    ///
    /// # Errors
    /// Somebody has emptied the cache meanwhile.
    pub fn expect(store: &Store, id: &str) -> anyhow::Result<Arc<Layer>> {
        let folder = store.folder().display();
        Layer::open(store, id).with_context(|| format!("{folder} was written and cannot be read"))
    }

    /// Where the compiled crates are.
    pub fn libraries(&self) -> PathBuf {
        self.entry.folder.join(LIBRARIES)
    }
}

/// To be counted up when layers are made in another way than before.
const RECIPE: &str = "1";

/// The name of the toolkit's layer.
pub fn toolkit_id(toolchain: &Toolchain) -> String {
    let mut hash = Sha256::new();
    hash.update(RECIPE);
    hash.update(toolchain.id());
    source::hash(&mut hash);
    hex::encode(&hash.finalize()[..8])
}

/// The name of the layer with these crates on a toolkit.
pub fn dependencies_id(toolkit: &Layer, dependencies: &[Dependency]) -> String {
    let mut lines: Vec<String> = dependencies.iter().map(Dependency::line).collect();
    lines.sort();
    short_hash(&[&toolkit.id, &toolkit.contents.digest(), &lines.concat()])
}

/// A name made of texts.
pub fn short_hash(parts: &[&str]) -> String {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(part.len().to_le_bytes());
        hash.update(part);
    }
    hex::encode(&hash.finalize()[..8])
}
