//! `papercell shelf --site`: writes the static site into a folder.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};

use crate::files;
use crate::shelf::Shelf;
use crate::shelf::site::{self, FRONT, GENERATOR};

/// Writes the site, over a former one if that is what the folder holds.
///
/// # Errors
/// The folder holds something else, cannot be written, or a notebook cannot be drawn.
pub fn run(shelf: &Shelf, folder: &Path) -> anyhow::Result<ExitCode> {
    ensure!(
        shelf.unreadable.is_empty(),
        "the site would lack what cannot be read"
    );
    let former = former(folder)?;
    let files = site::files(shelf)?;
    // The front page first: by it the next run knows the folder, also when this one is broken off.
    let front = files.get_key_value(FRONT);
    let others = files.iter().filter(|(name, _)| *name != FRONT);
    for (name, text) in front.into_iter().chain(others) {
        let file = folder.join(name);
        fs::create_dir_all(file.parent().unwrap_or(folder))
            .and_then(|()| files::replace(&file, text.as_bytes()))
            .with_context(|| format!("cannot write {}", file.display()))?;
    }
    for file in former {
        let name = file
            .strip_prefix(folder)
            .unwrap_or(&file)
            .to_string_lossy()
            .into_owned();
        if is_ours(&file, &name, &files) {
            fs::remove_file(&file).with_context(|| format!("cannot remove {}", file.display()))?;
        }
    }
    let bytes: usize = files.values().map(String::len).sum();
    outln!(
        "{}: {} papers, {:.1} MB",
        folder.join(FRONT).display(),
        shelf.papers.len(),
        bytes as f64 / 1e6
    );
    Ok(ExitCode::SUCCESS)
}

/// The files of a former site in the folder.
fn former(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for place in [
        folder.to_owned(),
        folder.join(crate::shelf::index::THUMBNAILS),
    ] {
        if place.is_dir() {
            let entries =
                fs::read_dir(&place).with_context(|| format!("cannot read {}", place.display()))?;
            found.extend(entries.flatten().map(|entry| entry.path()));
        }
    }
    let front = fs::read_to_string(folder.join(FRONT)).unwrap_or_default();
    ensure!(
        found.is_empty() || front.contains(GENERATOR),
        "{} holds something else than a site of papercell; name a folder that is empty or not there yet",
        folder.display()
    );
    Ok(found)
}

/// Is it a page or a thumbnail of a paper that the shelf no longer has?
fn is_ours(file: &Path, name: &str, wanted: &BTreeMap<String, String>) -> bool {
    let name = name.replace('\\', "/");
    let ours = match name.rsplit_once('.') {
        Some((_, "html")) => fs::read_to_string(file).is_ok_and(|text| text.contains(GENERATOR)),
        Some((_, "svg")) => name.contains('/'),
        _ => false,
    };
    ours && !wanted.contains_key(&name)
}
