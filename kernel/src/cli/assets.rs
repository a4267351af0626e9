//! What travels in the executable, so that an installed one needs no checkout.

use std::path::Path;

use anyhow::Context;
use include_dir::{Dir, DirEntry, include_dir};
use sha2::{Digest, Sha256};

/// `kernel.json` and the logos.
pub static KERNELSPEC: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/kernelspec");
/// The pip package of the handout exporter.
pub static HANDOUT: Dir = include_dir!("$CARGO_MANIFEST_DIR/assets/handout/exporter");
/// The versions of all Python packages.
pub const CONSTRAINTS: &str = include_str!("../../../assets/python/constraints.txt");

/// Writes the files of an embedded folder below `to`.
///
/// # Errors
/// No room, or no permission; the text names the file.
pub fn write(dir: &Dir, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)
        .with_context(|| format!("cannot make the folder {}", to.display()))?;
    for entry in entries(dir) {
        let target = to.join(entry.path().file_name().unwrap_or_default());
        match entry {
            DirEntry::Dir(dir) => write(dir, &target)?,
            DirEntry::File(file) => std::fs::write(&target, file.contents())
                .with_context(|| format!("cannot write {}", target.display()))?,
        }
    }
    Ok(())
}

/// Takes an embedded folder into a hash: names and contents.
pub fn hash(dir: &Dir, into: &mut Sha256) {
    for entry in entries(dir) {
        into.update(entry.path().to_string_lossy().as_bytes());
        into.update([0]);
        match entry {
            DirEntry::Dir(dir) => hash(dir, into),
            DirEntry::File(file) => {
                into.update(file.contents().len().to_le_bytes());
                into.update(file.contents());
            }
        }
    }
}

/// What belongs to the folder: what Python or an editor has left there does not.
fn entries<'a>(dir: &'a Dir<'a>) -> impl Iterator<Item = &'a DirEntry<'a>> {
    dir.entries().iter().filter(|entry| {
        let name = entry
            .path()
            .file_name()
            .unwrap_or_default()
            .to_string_lossy();
        name != "__pycache__" && !name.starts_with('.') && !name.ends_with(".pyc")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_assets_are_all_there() {
        let folder = tempfile::tempdir().unwrap();
        for (name, dir, file) in [
            ("spec", &KERNELSPEC, "logo-32x32.png"),
            ("handout", &HANDOUT, "papercell_handout/exporter.py"),
        ] {
            write(dir, &folder.path().join(name)).unwrap();
            let size = std::fs::metadata(folder.path().join(name).join(file))
                .unwrap()
                .len();
            assert!(size > 0, "{file}");
        }
        assert!(
            !folder
                .path()
                .join("handout/papercell_handout/__pycache__")
                .exists()
        );
    }

    #[test]
    fn constraints_are_exact() {
        let packages = CONSTRAINTS.lines().filter(|line| !line.starts_with('#'));
        assert!(
            packages
                .clone()
                .any(|line| line.starts_with("jupyterlab==4."))
        );
        for line in packages {
            assert!(
                line.contains("==") && !line.contains(['@', '/', '<', '>']),
                "{line}"
            );
        }
    }
}
