//! `papercell clean`: empties the caches. Everything in them is made again when it is needed.

use std::path::Path;
use std::process::ExitCode;

use indicatif::HumanBytes;

use super::caches;
use super::install::say;
use crate::places;

/// Runs the command. It fails when something cannot be removed; what kernels use is no failure.
///
/// # Errors
/// There is no cache folder.
pub fn run() -> anyhow::Result<ExitCode> {
    everything()
}

/// Empties all caches and says what it did.
///
/// # Errors
/// As [`run`].
pub fn everything() -> anyhow::Result<ExitCode> {
    let (mut freed, mut failed) = (0, false);
    for cache in caches::all()? {
        let emptied = cache.empty();
        freed += emptied.bytes;
        failed |= !emptied.failed.is_empty();
        if emptied.bytes > 0 {
            let text = format!("{} ({})", cache.folder.display(), cache.what);
            say("removed", &format!("{:>10}  {text}", size(emptied.bytes)));
        }
        for path in emptied.in_use {
            say("in use", &format!("{}: a kernel needs it", path.display()));
        }
        for error in emptied.failed {
            eprintln!("papercell: cannot remove {error}");
        }
    }
    // Something else is in it: that is not ours.
    let _ = std::fs::remove_dir(places::cache()?);
    match freed {
        0 => say("cache", "there was nothing to remove"),
        _ => say("freed", &size(freed)),
    }
    Ok(ExitCode::from(u8::from(failed)))
}

/// Says that a folder is gone.
pub fn say_removed(folder: &Path, bytes: u64) {
    say(
        "removed",
        &format!("{:>10}  {}", size(bytes), folder.display()),
    );
}

fn size(bytes: u64) -> String {
    HumanBytes(bytes).to_string()
}
