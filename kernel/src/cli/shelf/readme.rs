//! `papercell shelf --readme`: writes the index of a shelf's folder, or says what of it is stale.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, ensure};

use crate::files;
use crate::shelf::{Shelf, index};

/// Writes the index; with `check` it only compares.
///
/// # Errors
/// The shelf is no folder, some of its papers cannot be read, or it cannot be written.
pub fn run(shelf: &Shelf, check: bool) -> anyhow::Result<ExitCode> {
    let folder = shelf
        .folder
        .as_deref()
        .context("there is no checkout here; name the shelf's folder with --dir")?;
    ensure!(
        shelf.unreadable.is_empty(),
        "the index would lack what cannot be read"
    );
    let wanted = index::files(shelf);
    let stale = stale(folder, &wanted)?;
    for name in stale.iter().filter(|_| check) {
        eprintln!("papercell: {} is stale", folder.join(name).display());
    }
    if check {
        return Ok(match stale.is_empty() {
            true => ExitCode::SUCCESS,
            false => {
                eprintln!("papercell: `papercell shelf --readme` writes it anew");
                ExitCode::FAILURE
            }
        });
    }
    for name in &stale {
        let file = folder.join(name);
        let done = match wanted.get(name) {
            Some(text) => fs::create_dir_all(file.parent().unwrap_or(folder))
                .and_then(|()| files::replace(&file, text.as_bytes())),
            None => fs::remove_file(&file),
        };
        done.with_context(|| format!("cannot write {}", file.display()))?;
        outln!(
            "{}{}",
            file.display(),
            if wanted.contains_key(name) {
                ""
            } else {
                ": removed"
            }
        );
    }
    if stale.is_empty() {
        outln!("{} is current", folder.join(index::PAGE).display());
    }
    Ok(ExitCode::SUCCESS)
}

/// Files that are not as wanted, and thumbnails that nobody wants, by their place in the folder.
fn stale(folder: &Path, wanted: &BTreeMap<String, String>) -> anyhow::Result<Vec<String>> {
    let differs = |(name, text): &(&String, &String)| {
        fs::read(folder.join(name)).ok().as_deref() != Some(text.as_bytes())
    };
    let mut stale: Vec<String> = wanted
        .iter()
        .filter(differs)
        .map(|(name, _)| name.clone())
        .collect();
    let thumbnails = folder.join(index::THUMBNAILS);
    if thumbnails.is_dir() {
        for entry in fs::read_dir(&thumbnails)
            .with_context(|| format!("cannot read {}", thumbnails.display()))?
        {
            let name = format!(
                "{}/{}",
                index::THUMBNAILS,
                entry?.file_name().to_string_lossy()
            );
            if !wanted.contains_key(&name) {
                stale.push(name);
            }
        }
    }
    Ok(stale)
}
