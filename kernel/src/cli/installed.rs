//! What `papercell install` has put where, so that `papercell uninstall` takes away that and nothing else.

use std::fs::File;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde::{Deserialize, Serialize};

use crate::files;
use crate::places;

/// The file, in Papercell's own folder.
const NAME: &str = "installed.json";

/// All installations of this user.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installed {
    /// One for each folder of kernelspecs.
    pub installations: Vec<Installation>,
}

/// One call of `papercell install`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Installation {
    /// The data folder of Jupyter that has the kernelspec.
    pub data: PathBuf,
    /// The Python that got the exporter.
    pub exporter: Option<PathBuf>,
}

impl Installed {
    /// Reads what is there; a file that cannot be read says nothing.
    ///
    /// # Errors
    /// There is no place to keep things.
    pub fn read() -> anyhow::Result<Installed> {
        Ok(read(&places::data()?.join(NAME)))
    }

    /// Changes it; two that do so at the same time do it one after the other.
    ///
    /// # Errors
    /// No room, or no permission; the text names the folder.
    pub fn change(change: impl FnOnce(&mut Installed)) -> anyhow::Result<()> {
        change_in(&places::data()?, change)
    }

    /// Notes an installation; another one for the same folder takes the place of the first.
    pub fn add(&mut self, installation: Installation) {
        let known = self.take(&installation.data);
        let exporter = known.and_then(|known| known.exporter);
        self.installations.push(Installation {
            exporter: installation.exporter.or(exporter),
            data: installation.data,
        });
    }

    /// Forgets the installation in a folder, and returns it.
    pub fn take(&mut self, data: &Path) -> Option<Installation> {
        let at = self
            .installations
            .iter()
            .position(|known| known.data == data)?;
        Some(self.installations.remove(at))
    }
}

fn read(file: &Path) -> Installed {
    let bytes = std::fs::read(file).unwrap_or_default();
    serde_json::from_slice(&bytes).unwrap_or_default()
}

fn change_in(folder: &Path, change: impl FnOnce(&mut Installed)) -> anyhow::Result<()> {
    let file = folder.join(NAME);
    let cannot = || format!("cannot write into {}", folder.display());
    std::fs::create_dir_all(folder).with_context(cannot)?;
    // Held until it is dropped.
    let lock = File::open(folder).with_context(cannot)?;
    lock.lock().with_context(cannot)?;
    let mut installed = read(&file);
    change(&mut installed);
    if installed.installations.is_empty() {
        let _ = std::fs::remove_file(&file);
        return Ok(());
    }
    let text = serde_json::to_string_pretty(&installed)? + "\n";
    files::replace(&file, text.as_bytes()).with_context(cannot)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn installation(data: &str, exporter: Option<&str>) -> Installation {
        Installation {
            data: PathBuf::from(data),
            exporter: exporter.map(PathBuf::from),
        }
    }

    #[test]
    fn what_was_installed_is_known_until_it_is_taken_away() {
        let folder = tempfile::tempdir().unwrap();
        let change = |work: &dyn Fn(&mut Installed)| change_in(folder.path(), work).unwrap();
        let known = || read(&folder.path().join(NAME)).installations;
        change(&|it| it.add(installation("/a", Some("/python"))));
        change(&|it| it.add(installation("/b", None)));
        // The second time there was no Python; the exporter of the first is still there.
        change(&|it| it.add(installation("/a", None)));
        let (a, b) = (
            installation("/a", Some("/python")),
            installation("/b", None),
        );
        assert_eq!(known(), [b.clone(), a.clone()]);
        change(&|it| assert_eq!(it.take(Path::new("/a")), Some(a.clone())));
        assert_eq!(known(), [b]);
        change(&|it| it.installations.clear());
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
