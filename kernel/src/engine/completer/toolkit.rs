//! The toolkit as a dependency that is only read: its source, written where the child keeps things.

use std::path::{Path, PathBuf};

use crate::engine::SessionView;
use crate::engine::environment::{LOCK, TOOLKIT_FOLDER, write_source};

/// Knows what a session's cells may name.
pub struct Toolkit {
    source: PathBuf,
}

impl Toolkit {
    /// Writes the toolkit's source to `folder`.
    ///
    /// # Errors
    /// No room.
    pub fn write(folder: &Path) -> anyhow::Result<Toolkit> {
        write_source(folder)?;
        Ok(Toolkit {
            source: folder.to_owned(),
        })
    }

    /// All lines of `[dependencies]` of the session's cells.
    pub fn dependencies(&self, session: &SessionView) -> Vec<String> {
        let mut lines = session.dependencies.clone();
        if session.toolkit {
            let path = self.source.join(TOOLKIT_FOLDER);
            lines.insert(0, format!("papercell-toy = {{ path = {path:?} }}"));
        }
        lines
    }

    /// The text of their lock file.
    ///
    /// # Errors
    /// The session's cannot be read.
    pub fn lock(session: &SessionView) -> anyhow::Result<String> {
        use anyhow::Context;
        match &session.lock {
            Some(file) => std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display())),
            None => Ok(LOCK.to_owned()),
        }
    }
}
