//! The doctor on what Papercell keeps, and the room for it.

use std::path::Path;

use indicatif::HumanBytes;

use super::Finding;
use crate::cli::caches;
use crate::engine::native::MOST_BYTES;
use crate::engine::native::environment::{Environment, KEPT};
use crate::places;

/// A cell takes a few hundred kilobytes.
const LEAST: u64 = 100 << 20;
/// The toolkit and the crates of a notebook take so much.
const ENOUGH: u64 = 2 << 30;
/// The cells are bounded when a kernel tidies them, which it does as it starts.
const SLACK: u64 = 2;

pub(super) fn findings() -> Vec<Finding> {
    let mut findings = vec![cache(), crates(), disk()];
    findings.extend(places::shared().map(|folder| shared(&folder)));
    findings
}

/// What another user has compiled for all.
fn shared(folder: &Path) -> Finding {
    const WHAT: &str = "shared";
    let environments = folder.join("environments");
    let count = std::fs::read_dir(&environments).map_or(0, Iterator::count);
    match count {
        0 => Finding::broken(
            WHAT,
            format!(
                "{} has none, or not for this user; {} is of no use",
                environments.display(),
                places::SHARED
            ),
            "papercell share DIR (as a user who may write there; then name DIR)",
        ),
        count => Finding::ok(
            WHAT,
            format!("{count} environments in {}", folder.display()),
        ),
    }
}

fn cache() -> Finding {
    const WHAT: &str = "caches";
    let found = places::cache().and_then(|folder| {
        std::fs::create_dir_all(&folder)?;
        tempfile::NamedTempFile::new_in(&folder)?;
        Ok((folder, caches::all()?))
    });
    let (folder, caches) = match found {
        Ok(found) => found,
        Err(error) => {
            let place = places::cache().map(|folder| folder.display().to_string());
            return Finding::broken(
                WHAT,
                format!(
                    "{} cannot be written to ({error:#})",
                    place.unwrap_or_else(|_| "the cache folder".to_owned())
                ),
                "export PAPERCELL_HOME=DIR (a folder that you may write to)",
            );
        }
    };
    let sizes: Vec<(&str, u64)> = caches
        .iter()
        .map(|cache| (cache.name(), caches::size(&cache.folder)))
        .collect();
    let shown: Vec<String> = sizes
        .iter()
        .filter(|(_, bytes)| *bytes > 0)
        .map(|(name, bytes)| format!("{name} {}", HumanBytes(*bytes)))
        .collect();
    let text = format!(
        "in {}: {}\nat most {} of cells, {KEPT} sets of crates that nobody uses",
        folder.display(),
        match shown.is_empty() {
            true => "nothing yet".to_owned(),
            false => shown.join(", "),
        },
        HumanBytes(MOST_BYTES),
    );
    let too_many = |(name, bytes): &(&str, u64)| *name == "cells" && *bytes > SLACK * MOST_BYTES;
    match sizes.iter().any(too_many) {
        true => Finding::missing(WHAT, format!("{text}; there are more"), "papercell clean"),
        false => Finding::ok(WHAT, text),
    }
}

/// Which sets of crates are compiled.
fn crates() -> Finding {
    const WHAT: &str = "environments";
    let built = match Environment::built() {
        Ok(built) => built,
        Err(error) => {
            return Finding::broken(WHAT, format!("{error:#}"), "export PAPERCELL_HOME=DIR");
        }
    };
    if built.is_empty() {
        return Finding::missing(
            WHAT,
            "none is built; the first cell will wait for the toolkit",
            "papercell install",
        );
    }
    let lines = built.iter().map(|built| {
        let name = built.folder.file_name().unwrap_or_default();
        let what = match built.has_toolkit {
            true => "toolkit:",
            false => "on a toolkit:",
        };
        format!(
            "{}  {what} {}",
            name.to_string_lossy(),
            built.crates.join(", ")
        )
    });
    let lines: Vec<String> = lines.collect();
    Finding::ok(WHAT, format!("{} built\n{}", lines.len(), lines.join("\n")))
}

fn disk() -> Finding {
    const WHAT: &str = "disk";
    let free = places::cache().and_then(|folder| Ok(free_bytes(&folder)?));
    let free = match free {
        Ok(free) => free,
        Err(error) => {
            return Finding::missing(
                WHAT,
                format!("its free space is not known ({error:#})"),
                "df -h",
            );
        }
    };
    let text = format!("{} free", HumanBytes(free));
    let mend = "papercell clean";
    match free {
        0..LEAST => Finding::broken(WHAT, format!("{text}: a cell may not find room"), mend),
        LEAST..ENOUGH => Finding::missing(
            WHAT,
            format!("{text}; the crates of a notebook may take more"),
            mend,
        ),
        _ => Finding::ok(WHAT, text),
    }
}

/// Of the file system that a folder is on, or would be.
#[allow(clippy::useless_conversion, reason = "macOS counts blocks in 32 bits")]
fn free_bytes(folder: &Path) -> nix::Result<u64> {
    let there = folder.ancestors().find(|folder| folder.exists());
    let stat = nix::sys::statvfs::statvfs(there.unwrap_or(Path::new("/")))?;
    Ok(u64::from(stat.blocks_available()) * u64::from(stat.fragment_size()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_room_is_that_of_the_folder_above_one_that_is_not_there() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("not/there");
        let (a, b) = (
            free_bytes(folder.path()).unwrap(),
            free_bytes(&below).unwrap(),
        );
        assert!(a > 0 && a.abs_diff(b) < ENOUGH);
    }
}
