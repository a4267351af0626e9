//! The sources that travel in the binary: the toolkit, what else cells can use, and the lock file for all of it.

use std::fs;
use std::path::Path;

use anyhow::Context;
use include_dir::{Dir, DirEntry};
use sha2::{Digest, Sha256};

/// Adds the files of an embedded folder to a hash, names included.
pub fn hash_dir(dir: &Dir, hash: &mut Sha256) {
    for entry in dir.entries() {
        let name = entry.path().to_string_lossy().into_owned();
        hash.update(name.len().to_le_bytes());
        hash.update(name.as_bytes());
        match entry {
            DirEntry::Dir(dir) => hash_dir(dir, hash),
            DirEntry::File(file) => {
                hash.update(file.contents().len().to_le_bytes());
                hash.update(file.contents());
            }
        }
    }
}

/// Writes the files of an embedded folder below `to`.
///
/// # Errors
/// No room, or no permission.
pub fn write_dir(dir: &Dir, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to).with_context(|| format!("cannot make the folder {}", to.display()))?;
    for entry in dir.entries() {
        let name = entry.path().file_name().unwrap_or_default();
        let target = to.join(name);
        match entry {
            DirEntry::Dir(dir) => write_dir(dir, &target)?,
            DirEntry::File(file) => fs::write(&target, file.contents())
                .with_context(|| format!("cannot write {}", target.display()))?,
        }
    }
    Ok(())
}
