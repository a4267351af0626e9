//! The sources that travel in the binary, and how they get onto the disk. Of the toolkit only what is compiled: its tests
//! and examples would be on every user's disk, and a change of them would compile it anew there.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use anyhow::Context;
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};

/// The toolkit's sources.
pub static TOOLKIT: Dir = include_dir!("$CARGO_MANIFEST_DIR/notebooks/toy/src");
/// The toolkit's manifest.
pub const TOOLKIT_MANIFEST: &str = include_str!("../../../notebooks/toy/Cargo.toml");
/// Where the toolkit's package is, in a workspace.
pub const TOOLKIT_FOLDER: &str = "notebooks/toy";
/// The fonts of its figures.
pub static FONTS: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/fonts");
/// The manifest of this executable's workspace, which has the versions of the toolkit's dependencies.
pub const WORKSPACE: &str = include_str!("../../../Cargo.toml");
/// The lock file of this executable's workspace, which has the toolkit's dependencies.
pub const LOCK: &str = include_str!("../../../Cargo.lock");

/// Adds what [`write_toolkit`] writes to a hash.
pub fn hash_toolkit(hash: &mut Sha256) {
    hash_text(TOOLKIT_MANIFEST, hash);
    hash_dir(&TOOLKIT, hash);
    hash_dir(&FONTS, hash);
}

/// Writes the toolkit's package and what it embeds into the workspace in `folder`. See [`write_dir`].
///
/// # Errors
/// No room, or no permission.
pub fn write_toolkit(folder: &Path) -> anyhow::Result<()> {
    let package = folder.join(TOOLKIT_FOLDER);
    write_dir(&TOOLKIT, &package.join("src"))?;
    put(&package.join("Cargo.toml"), TOOLKIT_MANIFEST.as_bytes())?;
    keep_only(&package, |name| name == "src" || name == "Cargo.toml")?;
    write_dir(&FONTS, &folder.join("assets/fonts"))
}

/// Adds a text to a hash, so that it cannot run into the next one.
pub fn hash_text(text: impl AsRef<[u8]>, hash: &mut Sha256) {
    hash.update(text.as_ref().len().to_le_bytes());
    hash.update(text);
}

/// Adds the files of an embedded folder to a hash, names included.
pub fn hash_dir(dir: &Dir, hash: &mut Sha256) {
    for entry in dir.entries() {
        hash_text(entry.path().as_os_str().as_encoded_bytes(), hash);
        match entry {
            DirEntry::Dir(dir) => hash_dir(dir, hash),
            DirEntry::File(file) => hash_text(file.contents(), hash),
        }
    }
}

/// Makes the folder `to` hold the files of an embedded folder, and nothing else: what a version before had is removed
/// (cargo would find it). Files that are right already stay untouched: cargo looks at times.
///
/// # Errors
/// No room, or no permission.
pub fn write_dir(dir: &Dir, to: &Path) -> anyhow::Result<()> {
    for entry in dir.entries() {
        let target = to.join(entry.path().file_name().unwrap_or_default());
        match entry {
            DirEntry::Dir(dir) => write_dir(dir, &target)?,
            DirEntry::File(file) => put(&target, file.contents())?,
        }
    }
    let is_ours = |name: &OsStr| {
        let mut own = dir.entries().iter();
        own.any(|own| own.path().file_name() == Some(name))
    };
    keep_only(to, is_ours)
}

/// Writes a file, and the folders that it is in, unless it is right already.
///
/// # Errors
/// No room, or no permission.
pub fn put(file: &Path, contents: &[u8]) -> anyhow::Result<()> {
    if fs::read(file).is_ok_and(|there| there == contents) {
        return Ok(());
    }
    let folder = file.parent().context("a file is in a folder")?;
    fs::create_dir_all(folder)
        .and_then(|()| fs::write(file, contents))
        .with_context(|| format!("cannot write {}", file.display()))
}

fn keep_only(folder: &Path, is_ours: impl Fn(&OsStr) -> bool) -> anyhow::Result<()> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        // There is nothing to write in an empty folder.
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(()),
        Err(error) => {
            return Err(error).with_context(|| format!("cannot read {}", folder.display()));
        }
    };
    for entry in entries {
        let entry = entry?;
        if is_ours(&entry.file_name()) {
            continue;
        }
        let place = entry.path();
        let removed = match entry.file_type()?.is_dir() {
            true => fs::remove_dir_all(&place),
            false => fs::remove_file(&place),
        };
        removed.with_context(|| format!("cannot remove {}", place.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_version_before_had_goes_and_what_is_right_stays_untouched() {
        let folder = tempfile::tempdir().unwrap();
        write_toolkit(folder.path()).unwrap();
        let package = folder.path().join(TOOLKIT_FOLDER);
        let root = package.join("src/lib.rs");
        let time = || fs::metadata(&root).unwrap().modified().unwrap();
        let before = time();
        for old in [
            "examples/figures.rs",
            "build.rs",
            "src/gone/mod.rs",
            "src/optim.rs",
        ] {
            put(&package.join(old), b"of another version").unwrap();
        }
        write_toolkit(folder.path()).unwrap();
        for old in ["examples", "build.rs", "src/gone", "src/optim.rs"] {
            assert!(!package.join(old).exists(), "{old}");
        }
        assert!(package.join("src/optim/mod.rs").exists());
        assert_eq!(time(), before);
    }
}
