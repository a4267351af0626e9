//! How long notebooks ran on this machine. A notebook does not say it of itself: its outputs are the same everywhere.

use std::path::PathBuf;

use super::paper;
use crate::notebook::Notebook;
use crate::{files, places};

/// The folder of the cache; a small file for each notebook, named by its sources, so that two runs need no lock and a
/// notebook that was changed has no time.
pub const FOLDER: &str = "times";

/// Keeps how long a notebook ran, in seconds. Without a cache nothing is kept, which harms nobody.
pub fn keep(notebook: &Notebook, seconds: f64) {
    let kept = place(&paper::key(notebook)).and_then(|file| {
        std::fs::create_dir_all(file.parent().unwrap_or(&file))?;
        Ok(files::replace(&file, format!("{seconds:.3}\n").as_bytes())?)
    });
    if let Err(error) = kept {
        tracing::debug!("the run time is not kept: {error:#}");
    }
}

/// How long the notebook with these sources ran when it last did, in seconds.
pub fn of(key: &str) -> Option<f64> {
    let text = std::fs::read_to_string(place(key).ok()?).ok()?;
    let seconds: f64 = text.trim().parse().ok()?;
    (seconds.is_finite() && seconds >= 0.0).then_some(seconds)
}

/// `2.1 s`, `48 s`, or a dash for what never ran here.
pub fn shown(seconds: Option<f64>) -> String {
    match seconds {
        Some(seconds) if seconds < 9.95 => format!("{seconds:.1} s"),
        Some(seconds) => format!("{seconds:.0} s"),
        None => "–".to_owned(),
    }
}

fn place(key: &str) -> anyhow::Result<PathBuf> {
    Ok(places::cache()?.join(FOLDER).join(key))
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn times_are_short() {
        let shown = [Some(0.04), Some(2.14), Some(9.96), Some(48.2), None].map(shown);
        assert_eq!(shown, ["0.0 s", "2.1 s", "10 s", "48 s", "–"]);
    }
}
