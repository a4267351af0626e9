//! The runtime that every cell is linked with, compiled once for a toolchain by one call of rustc.

use std::path::PathBuf;

use anyhow::{Context, ensure};
use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};

use super::link::{dylib, library_file};
use super::store::{Entry, Store};
use super::toolchain::Toolchain;
use crate::engine::embedded::{hash_dir, write_dir};

static SOURCE: Dir = include_dir!("$CARGO_MANIFEST_DIR/kernel/runtime/src");

const NAME: &str = "papercell_runtime";
const KEPT: usize = 4;

/// The compiled runtime. Its folder stays while this lives.
#[derive(Debug, Clone)]
pub struct Runtime {
    /// The dynamic library: cells get it as `--extern papercell_runtime=`, and the process that runs them loads it.
    pub library: PathBuf,
    /// Names it among the runtimes of other versions and toolchains.
    pub id: String,
    entry: Entry,
}

impl Runtime {
    /// The runtime of this version of Papercell for `toolchain`: compiled now if it has not been before.
    ///
    /// # Errors
    /// It does not compile, which means that the toolchain is not complete; or the cache cannot be written to.
    pub fn open(toolchain: &Toolchain) -> anyhow::Result<Runtime> {
        let store = Store::of("runtimes", KEPT)?;
        let id = id(toolchain);
        let file = library_file(NAME, &id);
        let opened = |(entry, ()): (Entry, ())| Runtime {
            library: entry.folder.join(&file),
            id: id.clone(),
            entry,
        };
        if let Some(runtime) = store.open(&id).map(opened) {
            return Ok(runtime);
        }
        let lock = store.lock(&mut |_: &str| {})?;
        if let Some(runtime) = store.open(&id).map(opened) {
            return Ok(runtime);
        }
        let source = store.stage(&lock)?;
        write_dir(&SOURCE, source.path())?;
        let staging = store.stage(&lock)?;
        let output = dylib(toolchain, NAME, &id)
            .arg(format!(
                "--remap-path-prefix={}=papercell_runtime",
                source.path().display()
            ))
            .arg("--out-dir")
            .arg(staging.path())
            .arg(source.path().join("lib.rs"))
            .current_dir(staging.path())
            .output()
            .with_context(|| format!("{} does not run", toolchain.rustc.display()))?;
        ensure!(
            output.status.success(),
            "the runtime of the cells does not compile; is the Rust toolchain complete, and is there a linker? (`papercell doctor` tells)\n{}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        store.publish(&lock, &id, staging, &())?;
        let runtime = store.open(&id).map(opened);
        runtime.with_context(|| {
            format!(
                "{} was written and cannot be read",
                store.folder().display()
            )
        })
    }

    /// Is it compiled already?
    ///
    /// # Errors
    /// There is no cache folder.
    pub fn is_there(toolchain: &Toolchain) -> anyhow::Result<bool> {
        let store = Store::of("runtimes", KEPT)?;
        Ok(store.open::<()>(&id(toolchain)).is_some())
    }

    /// Are its files still there? Somebody may have emptied the cache.
    pub fn is_intact(&self) -> bool {
        self.entry.is_complete()
    }
}

fn id(toolchain: &Toolchain) -> String {
    let mut hash = Sha256::new();
    hash.update(toolchain.id());
    hash.update(env!("CARGO_PKG_VERSION"));
    hash_dir(&SOURCE, &mut hash);
    hex::encode(&hash.finalize()[..8])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runtime_compiles_and_is_the_same_the_next_time() {
        let toolchain = Toolchain::find().unwrap();
        let runtime = Runtime::open(&toolchain).unwrap();
        assert!(runtime.library.is_file());
        assert!(Runtime::is_there(&toolchain).unwrap());
        let written = std::fs::metadata(&runtime.library)
            .unwrap()
            .modified()
            .unwrap();
        let again = Runtime::open(&toolchain).unwrap();
        assert_eq!(again.library, runtime.library);
        let kept = std::fs::metadata(&again.library)
            .unwrap()
            .modified()
            .unwrap();
        assert_eq!(kept, written, "it was compiled again");
    }
}
