//! Where Papercell keeps things on this machine.

use std::path::PathBuf;

use anyhow::Context;

/// When set, everything is kept below this folder instead of the platform's data and cache folders.
pub const HOME: &str = "PAPERCELL_HOME";

/// What is kept for good: the executable that the kernelspec names, virtual environments, the history of consoles.
///
/// # Errors
/// The platform names no home folder.
pub fn data() -> anyhow::Result<PathBuf> {
    place("data", dirs::data_dir)
}

/// What can be built again: the toolkit, compiled.
///
/// # Errors
/// The platform names no home folder.
pub fn cache() -> anyhow::Result<PathBuf> {
    place("cache", dirs::cache_dir)
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
