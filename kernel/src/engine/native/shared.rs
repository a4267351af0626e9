//! The folder that all users of a machine read and none of them writes: compiled runtimes, environments and cells that
//! somebody has put there with `papercell share`.
//!
//! What is in it is loaded and run. So a thing of it is used only if nobody but its owner and root can have written it,
//! and its owner is root, this user, or whoever owns the folder itself. What is not is refused with a line in the log,
//! and made anew in the user's own cache.

use std::collections::BTreeSet;
use std::fs::{self, Metadata};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use crate::places;

const WRITABLE_BY_OTHERS: u32 = 0o002;
const WRITABLE_BY_GROUP: u32 = 0o020;
/// In a folder with this bit, nobody can rename or remove what is another's.
const STICKY: u32 = 0o1000;

/// A shared folder that may be used.
#[derive(Debug, Clone)]
pub struct Shared {
    folder: PathBuf,
    /// Who may have written what is in it, besides root.
    trusted: [u32; 2],
}

impl Shared {
    /// The folder that this process was told to use, if there is one and it may be used. Asked once; a folder that may
    /// not be used is one line in the log.
    pub fn named() -> Option<&'static Shared> {
        static NAMED: OnceLock<Option<Shared>> = OnceLock::new();
        let named = NAMED.get_or_init(|| {
            let folder = places::shared()?;
            Shared::at(&folder)
                .inspect_err(|why| {
                    let (variable, folder) = (places::SHARED, folder.display());
                    tracing::warn!("{variable}: {folder} is not used: {why}");
                })
                .ok()
        });
        named.as_ref()
    }

    /// The shared folder at `folder`.
    ///
    /// # Errors
    /// It may not be used: why not.
    pub fn at(folder: &Path) -> Result<Shared, String> {
        // A link to the folder is fine if those who can write where it points to are.
        let folder = folder.canonicalize().map_err(|error| error.to_string())?;
        let data = fs::metadata(&folder).map_err(|error| error.to_string())?;
        let shared = Shared {
            trusted: [data.uid(), nix::unistd::geteuid().as_raw()],
            folder,
        };
        let mut above = shared.folder.ancestors();
        above.try_for_each(|folder| match fs::symlink_metadata(folder) {
            Err(error) => Err(format!("{}: {error}", folder.display())),
            // Others may make files beside ours there, but not move ours away.
            Ok(data) if data.mode() & STICKY != 0 && folder != shared.folder => Ok(()),
            Ok(data) => shared.judge(folder, &data),
        })?;
        Ok(shared)
    }

    /// Where things of this kind are.
    pub fn folder(&self, kind: &str) -> PathBuf {
        self.folder.join(kind)
    }

    /// May these files be used? They are named below `folder`, which is below the shared one; the folders on the way are
    /// looked at too. A refusal is a line in the log.
    pub fn admits<'a>(&self, folder: &Path, files: impl IntoIterator<Item = &'a Path>) -> bool {
        let mut all = BTreeSet::new();
        for file in files {
            let path = folder.join(file);
            let below = path.ancestors().take_while(|path| **path != *self.folder);
            all.extend(below.map(Path::to_owned));
        }
        let verdict = all.iter().try_for_each(|path| {
            let data = fs::symlink_metadata(path);
            let data = data.map_err(|error| format!("{}: {error}", path.display()))?;
            self.judge(path, &data)
        });
        verdict.inspect_err(|why| say_once(folder, why)).is_ok()
    }

    fn judge(&self, path: &Path, data: &Metadata) -> Result<(), String> {
        let (path, owner) = (path.display(), data.uid());
        if data.file_type().is_symlink() {
            return Err(format!("{path} is a link"));
        }
        if owner != 0 && !self.trusted.contains(&owner) {
            return Err(format!("{path} belongs to another user ({owner})"));
        }
        // Who shares what is theirs with their group, has chosen the group.
        let forbidden = match owner == self.trusted[1] && owner != 0 {
            true => WRITABLE_BY_OTHERS,
            false => WRITABLE_BY_OTHERS | WRITABLE_BY_GROUP,
        };
        match data.mode() & forbidden {
            0 => Ok(()),
            _ => Err(format!(
                "{path} can be written by others than its owner (mode {:o}); `chmod -R go-w` on the shared folder puts it right",
                data.mode() & 0o7777
            )),
        }
    }
}

/// A line in the log. A cell is looked for more than once.
fn say_once(folder: &Path, why: &str) {
    static SAID: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());
    let mut said = SAID.lock().unwrap_or_else(PoisonError::into_inner);
    if said.insert(folder.to_owned()) {
        tracing::warn!("{} is not used: {why}", folder.display());
    }
}

/// Tests, and what those of other files need.
#[cfg(test)]
pub mod tests {
    use super::*;
    use std::os::unix::fs::{PermissionsExt, symlink};

    /// A folder for a test, as a shared one.
    pub fn shared(folder: &Path) -> Shared {
        Shared::at(folder).unwrap()
    }

    /// Sets the mode of a file or folder.
    pub fn chmod(path: &Path, mode: u32) {
        fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
    }

    #[test]
    fn a_folder_that_others_can_write_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("shared");
        fs::create_dir(&inner).unwrap();
        chmod(&inner, 0o755);
        assert!(Shared::at(&inner).is_ok());
        chmod(&inner, 0o757);
        let why = Shared::at(&inner).unwrap_err();
        assert!(why.contains("mode 757") && why.contains("chmod"), "{why}");
        chmod(&inner, 0o755);
        chmod(folder.path(), 0o777);
        let why = Shared::at(&inner).unwrap_err();
        assert!(why.contains("mode 777"), "the folder above it: {why}");
        chmod(folder.path(), 0o1777);
        assert!(Shared::at(&inner).is_ok(), "nobody can move it there");
        chmod(&inner, 0o1777);
        assert!(Shared::at(&inner).is_err(), "but anybody can add to it");
        assert!(Shared::at(&folder.path().join("nowhere")).is_err());
    }

    #[test]
    fn a_file_that_others_can_write_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("cells/a");
        fs::create_dir_all(&below).unwrap();
        fs::write(below.join("cell.so"), "").unwrap();
        let (shared, file) = (shared(folder.path()), Path::new("cell.so"));
        let admits = || shared.admits(&shared.folder("cells/a"), [file]);
        for path in [
            folder.path().join("cells"),
            below.clone(),
            below.join("cell.so"),
        ] {
            chmod(&path, 0o755);
            assert!(admits(), "{}", path.display());
            chmod(&path, 0o757);
            assert!(!admits(), "{}", path.display());
            chmod(&path, 0o755);
        }
        assert!(admits());
        fs::rename(below.join("cell.so"), folder.path().join("else")).unwrap();
        assert!(!admits(), "it is gone");
        symlink(folder.path().join("else"), below.join("cell.so")).unwrap();
        assert!(!admits(), "a link may point anywhere");
    }

    #[test]
    fn the_owner_must_be_known() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("file");
        fs::write(&file, "").unwrap();
        chmod(&file, 0o664);
        let data = fs::metadata(&file).unwrap();
        let (me, other) = (data.uid(), data.uid() + 1);
        let judge = |trusted| {
            let folder = folder.path().to_owned();
            Shared { folder, trusted }.judge(&file, &data)
        };
        // Root's own files are held to the stricter rule, whoever asks.
        assert_eq!(judge([other, me]).is_ok(), me != 0);
        assert!(judge([me, other]).is_err(), "a group of somebody else");
        chmod(&file, 0o644);
        let data = fs::metadata(&file).unwrap();
        let judge = |trusted| {
            let folder = folder.path().to_owned();
            Shared { folder, trusted }.judge(&file, &data)
        };
        assert!(judge([other, me]).is_ok());
        assert!(judge([me, other]).is_ok());
        assert_eq!(judge([other, other]).is_ok(), me == 0);
    }
}
