//! Where Papercell keeps things on this machine.

use std::path::PathBuf;

use anyhow::Context;

/// When set, everything is kept below this folder instead of the platform's data and cache folders.
pub const HOME: &str = "PAPERCELL_HOME";

/// Names a folder that somebody has filled with `papercell share`: what is compiled in it is read, and nothing written.
pub const SHARED: &str = "PAPERCELL_SHARED";

const DATA: &str = "data";
const CACHE: &str = "cache";

/// What is kept for good: the executable that the kernelspec names, virtual environments, the history of consoles.
///
/// # Errors
/// The platform names no home folder.
pub fn data() -> anyhow::Result<PathBuf> {
    place(DATA, dirs::data_dir)
}

/// What can be built again: the toolkit, compiled.
///
/// # Errors
/// The platform names no home folder.
pub fn cache() -> anyhow::Result<PathBuf> {
    place(CACHE, dirs::cache_dir)
}

/// The cache of the shared folder, if one is named. It is laid out as a [`HOME`] is, because it is one.
pub fn shared() -> Option<PathBuf> {
    let named = std::env::var_os(SHARED).filter(|folder| !folder.is_empty())?;
    Some(PathBuf::from(named).join(CACHE))
}

/// The SQLite file of the history.
///
/// # Errors
/// The platform names no home folder.
pub fn history() -> anyhow::Result<PathBuf> {
    Ok(data()?.join("history.sqlite"))
}

/// Log files, where they were asked for and no other place was named.
///
/// # Errors
/// The platform names no home folder.
pub fn logs() -> anyhow::Result<PathBuf> {
    Ok(cache()?.join("logs"))
}

/// Reports of crashes of the kernel itself.
///
/// # Errors
/// The platform names no home folder.
pub fn crashes() -> anyhow::Result<PathBuf> {
    Ok(cache()?.join("crashes"))
}

fn place(kind: &str, platform: fn() -> Option<PathBuf>) -> anyhow::Result<PathBuf> {
    if let Some(home) = std::env::var_os(HOME).filter(|home| !home.is_empty()) {
        return Ok(PathBuf::from(home).join(kind));
    }
    let folder = platform().with_context(|| {
        format!("this user has no home folder; set {HOME} to a folder that Papercell may use")
    })?;
    Ok(folder.join("papercell"))
}
