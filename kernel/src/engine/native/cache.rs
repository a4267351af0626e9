//! The cell cache: what was compiled once is not compiled again, in no kernel of this machine.
//!
//! An entry is a folder named after everything that decides what rustc makes. It is made elsewhere and renamed, so it is
//! whole or not there; a library that is not what was written is a miss.
//!
//! A shared folder is looked into first, and never written to.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::compose::Moves;
use super::shared::Shared;
use crate::places;

/// The folder of the cache that cells are in.
const CELLS: &str = "cells";
const FACTS: &str = "facts.json";
const LIBRARY: &str = "cell.so";

/// Entries are thrown away, the longest unused first, when there are more than this many bytes.
pub const MOST_BYTES: u64 = 1 << 30;
/// A build folder that is older was left behind by a kernel that was killed.
const ABANDONED: Duration = Duration::from_secs(3600);
const BUILDING: &str = "building-";

/// What is known of a compiled cell besides its library.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Facts {
    /// The types of the variables that it puts.
    pub types: BTreeMap<String, String>,
    /// What it moves.
    pub moves: Moves,
    /// rustc's warnings, as it wrote them.
    pub messages: String,
    /// The library's hash.
    library: String,
}

impl Facts {
    /// Facts of a library that is not in the cache yet.
    pub fn new(types: BTreeMap<String, String>, moves: Moves, messages: String) -> Facts {
        Facts {
            types,
            moves,
            messages,
            library: String::new(),
        }
    }
}

/// The cache in its folder, which may vanish at any time.
#[derive(Debug, Clone)]
pub struct CellCache {
    folder: PathBuf,
    shared: Option<Shared>,
}

impl CellCache {
    /// The cache in `folder`.
    pub fn new(folder: PathBuf) -> CellCache {
        CellCache {
            folder,
            shared: None,
        }
    }

    /// The cache of this user, and that of the shared folder.
    ///
    /// # Errors
    /// There is no place to keep things.
    pub fn of_this_user() -> anyhow::Result<CellCache> {
        Ok(CellCache {
            folder: places::cache()?.join(CELLS),
            shared: Shared::named().cloned(),
        })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The name of the entry for a crate.
    pub fn key(arguments: &[String], identity: &[&str], source: &str) -> String {
        let mut hash = Sha256::new();
        for part in identity
            .iter()
            .copied()
            .chain(arguments.iter().map(String::as_str))
        {
            hash.update(part);
            hash.update([0]);
        }
        hash.update(source);
        hex::encode(&hash.finalize()[..16])
    }

    /// The library and the facts of a cell that was compiled before.
    pub fn get(&self, key: &str) -> Option<(PathBuf, Facts)> {
        self.get_shared(key).or_else(|| self.get_own(key))
    }

    fn get_shared(&self, key: &str) -> Option<(PathBuf, Facts)> {
        let shared = self.shared.as_ref()?;
        let folder = shared.folder(CELLS).join(key);
        if !folder.is_dir() || !shared.admits(&folder, [FACTS, LIBRARY].map(Path::new)) {
            return None;
        }
        match read(&folder)? {
            Read::Whole(library, facts) => Some((library, facts)),
            Read::Damaged => {
                tracing::warn!(
                    "the cell in {} is damaged and is not used",
                    folder.display()
                );
                None
            }
        }
    }

    fn get_own(&self, key: &str) -> Option<(PathBuf, Facts)> {
        let folder = self.folder.join(key);
        let (library, facts) = match read(&folder)? {
            Read::Whole(library, facts) => (library, facts),
            Read::Damaged => {
                tracing::warn!("the cached cell {key} is damaged and is compiled again");
                let _ = fs::remove_dir_all(&folder);
                return None;
            }
        };
        // What was used lately is thrown away last.
        let _ = fs::File::open(&folder).and_then(|it| it.set_modified(SystemTime::now()));
        Some((library, facts))
    }

    /// A folder to compile in.
    ///
    /// # Errors
    /// No room or no permission.
    pub fn building_place(&self) -> std::io::Result<tempfile::TempDir> {
        fs::create_dir_all(&self.folder)?;
        tempfile::Builder::new()
            .prefix(BUILDING)
            .tempdir_in(&self.folder)
    }

    /// Keeps what was compiled in `place`, and says where its library is from now on.
    ///
    /// # Errors
    /// No room or no permission.
    pub fn keep(
        &self,
        key: &str,
        place: tempfile::TempDir,
        mut facts: Facts,
    ) -> std::io::Result<PathBuf> {
        facts.library = hash_of(&place.path().join(LIBRARY))?;
        let _ = fs::remove_file(place.path().join("cell.mir")); // it only takes room
        fs::write(place.path().join(FACTS), serde_json::to_vec(&facts)?)?;
        let kept = self.folder.join(key);
        let place = place.keep();
        match fs::rename(&place, &kept) {
            Ok(()) => {}
            // Another kernel was faster, or a broken entry is in the way.
            Err(error)
                if matches!(
                    error.kind(),
                    ErrorKind::DirectoryNotEmpty | ErrorKind::AlreadyExists
                ) =>
            {
                if self.get_own(key).is_some() {
                    let _ = fs::remove_dir_all(&place);
                } else {
                    let _ = fs::remove_dir_all(&kept);
                    fs::rename(&place, &kept)?;
                }
            }
            Err(error) => {
                let _ = fs::remove_dir_all(&place);
                return Err(error);
            }
        }
        Ok(kept.join(LIBRARY))
    }

    /// Throws away what is too much or was left behind. Other kernels may do the same at the same time.
    pub fn tidy(&self) {
        let mut entries = Vec::new();
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let Ok(used) = entry.metadata().and_then(|data| data.modified()) else {
                continue;
            };
            let age = used.elapsed().unwrap_or_default();
            if entry.file_name().to_string_lossy().starts_with(BUILDING) {
                if age > ABANDONED {
                    let _ = fs::remove_dir_all(entry.path());
                }
                continue;
            }
            entries.push((age, bytes_in(&entry.path()), entry.path()));
        }
        entries.sort();
        let mut total = 0;
        for (_, bytes, path) in entries {
            total += bytes;
            if total > MOST_BYTES {
                let _ = fs::remove_dir_all(path);
            }
        }
    }
}

enum Read {
    Whole(PathBuf, Facts),
    /// The library is not what was written.
    Damaged,
}

fn read(folder: &Path) -> Option<Read> {
    let facts = fs::read(folder.join(FACTS)).ok()?;
    let facts: Facts = serde_json::from_slice(&facts).ok()?;
    let library = folder.join(LIBRARY);
    Some(match hash_of(&library).ok()? == facts.library {
        true => Read::Whole(library, facts),
        false => Read::Damaged,
    })
}

fn hash_of(path: &Path) -> std::io::Result<String> {
    Ok(hex::encode(Sha256::digest(fs::read(path)?)))
}

fn bytes_in(folder: &Path) -> u64 {
    let files = fs::read_dir(folder).into_iter().flatten().flatten();
    files
        .filter_map(|file| Some(file.metadata().ok()?.len()))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache() -> (tempfile::TempDir, CellCache) {
        let folder = tempfile::tempdir().unwrap();
        let cache = CellCache::new(folder.path().join("cells"));
        (folder, cache)
    }

    fn keep(cache: &CellCache, key: &str) -> PathBuf {
        let place = cache.building_place().unwrap();
        fs::write(place.path().join("cell.so"), key).unwrap();
        cache.keep(key, place, Facts::default()).unwrap()
    }

    #[test]
    fn what_was_kept_is_found() {
        let (_folder, cache) = cache();
        assert!(cache.get("a").is_none());
        let library = keep(&cache, "a");
        assert_eq!(cache.get("a").unwrap().0, library);
        assert_eq!(keep(&cache, "a"), library);
    }

    #[test]
    fn a_damaged_entry_is_a_miss_and_can_be_kept_again() {
        let (_folder, cache) = cache();
        let library = keep(&cache, "a");
        fs::write(&library, "b").unwrap();
        assert!(cache.get("a").is_none());
        keep(&cache, "a");
        fs::write(library.with_file_name("facts.json"), "{").unwrap();
        assert!(cache.get("a").is_none());
        keep(&cache, "a");
        assert!(cache.get("a").is_some());
    }

    #[test]
    fn a_cache_that_was_deleted_is_made_again() {
        let (folder, cache) = cache();
        keep(&cache, "a");
        fs::remove_dir_all(folder.path().join("cells")).unwrap();
        assert!(cache.get("a").is_none());
        keep(&cache, "a");
        cache.tidy();
        assert!(cache.get("a").is_some());
    }

    #[test]
    fn a_shared_entry_is_taken_and_left_as_it_is() {
        use super::super::shared::tests::{chmod, shared};
        let (folder, theirs) = cache();
        let library = keep(&theirs, "a");
        let (_home, mut ours) = cache();
        assert!(ours.get("a").is_none());
        ours.shared = Some(shared(folder.path()));
        // As `papercell share` leaves it: a folder to build in is its owner's alone.
        chmod(library.parent().unwrap(), 0o755);
        let found = ours.get("a").unwrap().0;
        assert_eq!(found, library.canonicalize().unwrap());
        assert!(!ours.folder.exists(), "nothing is copied");

        chmod(&library, 0o666);
        assert!(ours.get("a").is_none(), "anybody can have written it");
        keep(&ours, "a");
        assert!(ours.get("a").unwrap().0.starts_with(&ours.folder));

        chmod(&library, 0o644);
        fs::write(&library, "else").unwrap();
        let found = ours.get("a").unwrap().0;
        assert!(found.starts_with(&ours.folder), "it is damaged");
        assert!(library.exists(), "it is not ours to remove");
    }
}
