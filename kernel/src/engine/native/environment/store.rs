//! Folders of the cache that are named after what is in them: made in full or not at all, and never changed after.
//!
//! A folder is made aside and renamed when it is complete. It lists its files with their sizes, so that one from which
//! something was taken is known, and made again. Who uses a folder holds a lease on it (a shared lock), and what nobody
//! has used for longest goes first when there are too many.
//!
//! A shared folder is looked into first. Nothing in it is written, so what is used there is locked as a reader may.

use std::collections::BTreeMap;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::Context;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::engine::native::shared::Shared;
use crate::places;

/// What a folder says about itself; written last.
const MANIFEST: &str = "contents.json";
/// Who uses the folder has this file locked.
pub const LEASE: &str = "lease";
const STAGING: &str = ".staging-";

/// All folders of one kind.
pub struct Store {
    folder: PathBuf,
    kept: usize,
    /// The shared folder, and where the folders of this kind are in it.
    shared: Option<(Shared, PathBuf)>,
}

/// A complete folder, which stays while this lives.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Where it is.
    pub folder: PathBuf,
    _lease: Arc<File>,
}

#[derive(Serialize, Deserialize)]
struct Manifest<T> {
    /// Paths in the folder, and sizes in bytes.
    files: BTreeMap<PathBuf, u64>,
    contents: T,
}

/// The right to make folders; nobody else makes one meanwhile.
pub struct Lock(#[allow(dead_code, reason = "locked while it is open")] File);

impl Store {
    /// The store `kind` in the cache, which keeps at most `kept` folders that nobody uses.
    ///
    /// # Errors
    /// There is no cache folder.
    pub fn of(kind: &str, kept: usize) -> anyhow::Result<Store> {
        let shared = Shared::named().cloned();
        Ok(Store {
            shared: shared.map(|shared| (shared.clone(), shared.folder(kind))),
            ..Store::in_folder(places::cache()?.join(kind), kept)
        })
    }

    /// The store in this folder.
    pub fn in_folder(folder: PathBuf, kept: usize) -> Store {
        let shared = None;
        Store {
            folder,
            kept,
            shared,
        }
    }

    /// Where the folders are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// The folder `id` and what it says about itself; `None` if it is not there, or damaged.
    pub fn open<T: DeserializeOwned>(&self, id: &str) -> Option<(Entry, T)> {
        self.open_shared(id).or_else(|| self.open_own(id))
    }

    fn open_own<T: DeserializeOwned>(&self, id: &str) -> Option<(Entry, T)> {
        let folder = self.folder.join(id);
        let mut options = File::options();
        let lease = options.read(true).write(true).open(folder.join(LEASE));
        let lease = lease.ok()?;
        lease.try_lock_shared().ok()?;
        let _ = lease.set_modified(SystemTime::now());
        let manifest: Manifest<T> = manifest(&folder)?;
        let entry = is_complete(&folder, &manifest.files).then(|| Entry::new(folder, lease));
        Some((entry?, manifest.contents))
    }

    fn open_shared<T: DeserializeOwned>(&self, id: &str) -> Option<(Entry, T)> {
        let (shared, folder) = self.shared.as_ref()?;
        let folder = folder.join(id);
        let lease = File::open(folder.join(LEASE)).ok()?;
        // Some file systems have no locks: then nobody can be kept from removing what is used, and nobody should.
        if let Err(TryLockError::WouldBlock) = lease.try_lock_shared() {
            return None;
        }
        let manifest: Manifest<T> = manifest(&folder)?;
        let files = manifest.files.keys().map(PathBuf::as_path);
        let files = files.chain([Path::new(MANIFEST)]);
        if !is_complete(&folder, &manifest.files) || !shared.admits(&folder, files) {
            return None;
        }
        Some((Entry::new(folder, lease), manifest.contents))
    }

    /// All folders with what they say about themselves, in any order. This is a look at them and no use.
    pub fn list<T: DeserializeOwned>(&self) -> Vec<(PathBuf, T)> {
        let entries = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let folders = entries.map(|entry| entry.path());
        let said = folders.filter_map(|folder| {
            let manifest: Manifest<T> =
                serde_json::from_slice(&fs::read(folder.join(MANIFEST)).ok()?).ok()?;
            Some((folder, manifest.contents))
        });
        said.collect()
    }

    /// Waits until nobody else makes a folder; says so through `progress` if somebody does.
    ///
    /// # Errors
    /// The store cannot be written to.
    pub fn lock(&self, progress: &mut dyn super::Progress) -> anyhow::Result<Lock> {
        self.make()?;
        let file = File::create(self.folder.join("lock"))?;
        if file.try_lock().is_err() {
            progress.say("waiting for another kernel that builds here");
            while file.try_lock().is_err() {
                super::cargo::check_stopped(progress)?;
                std::thread::sleep(std::time::Duration::from_millis(50));
            }
        }
        for entry in fs::read_dir(&self.folder)?.flatten() {
            // Whoever made it was killed: who makes one has the lock.
            if entry.file_name().to_string_lossy().starts_with(STAGING) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
        Ok(Lock(file))
    }

    /// A place to make a folder in.
    ///
    /// # Errors
    /// No room, or no permission.
    pub fn stage(&self, _lock: &Lock) -> anyhow::Result<tempfile::TempDir> {
        let mut builder = tempfile::Builder::new();
        let staging = builder.prefix(STAGING).tempdir_in(&self.folder);
        staging.with_context(|| format!("cannot write to {}", self.folder.display()))
    }

    /// Gives what was made in `staging` its name.
    ///
    /// # Errors
    /// No room, or no permission.
    pub fn publish<T: Serialize>(
        &self,
        _lock: &Lock,
        id: &str,
        staging: tempfile::TempDir,
        contents: &T,
    ) -> anyhow::Result<()> {
        File::create(staging.path().join(LEASE))?;
        let mut files = BTreeMap::new();
        list(staging.path(), Path::new(""), &mut files)?;
        let manifest = serde_json::to_vec_pretty(&Manifest { files, contents })?;
        fs::write(staging.path().join(MANIFEST), manifest)?;
        let folder = self.folder.join(id);
        if folder.exists() {
            // Damaged. Moved aside first, so that nobody sees half of it.
            let aside = self.stage(_lock)?;
            fs::rename(&folder, aside.path().join("damaged"))?;
        }
        let staging = staging.keep();
        fs::rename(&staging, &folder)
            .with_context(|| format!("cannot write {}", folder.display()))?;
        self.evict(id);
        Ok(())
    }

    /// Removes the folders that nobody has used for longest.
    fn evict(&self, newest: &str) {
        let mut unused: Vec<(SystemTime, File, PathBuf)> = fs::read_dir(&self.folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| entry.file_name() != newest)
            .filter_map(|entry| {
                let lease = File::open(entry.path().join(LEASE)).ok()?;
                lease.try_lock().ok()?;
                let used = lease.metadata().ok()?.modified().ok()?;
                Some((used, lease, entry.path()))
            })
            .collect();
        unused.sort_by_key(|(used, ..)| std::cmp::Reverse(*used));
        for (_, _lease, folder) in unused.drain(..).skip(self.kept) {
            let _ = fs::remove_dir_all(folder);
        }
    }

    fn make(&self) -> anyhow::Result<()> {
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make the folder {}", self.folder.display()))
    }
}

impl Entry {
    fn new(folder: PathBuf, lease: File) -> Entry {
        let _lease = Arc::new(lease);
        Entry { folder, _lease }
    }

    /// Are its files still there? Somebody may have emptied the cache.
    pub fn is_complete(&self) -> bool {
        manifest(&self.folder).is_some_and(|manifest: Manifest<serde::de::IgnoredAny>| {
            is_complete(&self.folder, &manifest.files)
        })
    }
}

fn manifest<T: DeserializeOwned>(folder: &Path) -> Option<Manifest<T>> {
    serde_json::from_slice(&fs::read(folder.join(MANIFEST)).ok()?).ok()
}

fn is_complete(folder: &Path, files: &BTreeMap<PathBuf, u64>) -> bool {
    files.iter().all(|(name, size)| {
        fs::metadata(folder.join(name)).is_ok_and(|data| data.is_file() && data.len() == *size)
    })
}

fn list(folder: &Path, below: &Path, files: &mut BTreeMap<PathBuf, u64>) -> anyhow::Result<()> {
    for entry in fs::read_dir(folder.join(below))? {
        let entry = entry?;
        let name = below.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => list(folder, &name, files)?,
            false => {
                files.insert(name, entry.metadata()?.len());
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn store(folder: &Path, kept: usize) -> Store {
        Store::in_folder(folder.join("things"), kept)
    }

    fn publish(store: &Store, id: &str) {
        let lock = store.lock(&mut |_: &str| {}).unwrap();
        let staging = store.stage(&lock).unwrap();
        fs::create_dir(staging.path().join("lib")).unwrap();
        fs::write(staging.path().join("lib/thing"), id).unwrap();
        store
            .publish(&lock, id, staging, &format!("about {id}"))
            .unwrap();
    }

    fn names(store: &Store) -> Vec<String> {
        let entries = fs::read_dir(&store.folder).unwrap().flatten();
        let mut names: Vec<_> = entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .filter(|name| name != "lock")
            .collect();
        names.sort();
        names
    }

    #[test]
    fn what_is_published_is_found_and_what_is_damaged_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), 4);
        assert!(store.open::<String>("a").is_none());
        publish(&store, "a");
        let (entry, contents) = store.open::<String>("a").unwrap();
        assert_eq!(contents, "about a");
        assert_eq!(
            fs::read_to_string(entry.folder.join("lib/thing")).unwrap(),
            "a"
        );
        assert!(entry.is_complete());

        fs::write(entry.folder.join("lib/thing"), "longer").unwrap();
        assert!(
            store.open::<String>("a").is_none(),
            "a file has another size"
        );
        assert!(!entry.is_complete());
        publish(&store, "a");
        assert!(store.open::<String>("a").is_some(), "it was made again");

        fs::remove_file(entry.folder.join("lib/thing")).unwrap();
        assert!(store.open::<String>("a").is_none(), "a file is missing");
        fs::write(entry.folder.join(MANIFEST), "{").unwrap();
        assert!(
            store.open::<String>("a").is_none(),
            "the manifest is damaged"
        );
        fs::remove_dir_all(folder.path()).unwrap();
        publish(&store, "a");
        assert!(store.open::<String>("a").is_some(), "the cache was emptied");
    }

    #[test]
    fn what_a_killed_process_left_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), 4);
        let lock = store.lock(&mut |_: &str| {}).unwrap();
        let _ = store.stage(&lock).unwrap().keep();
        assert_eq!(names(&store).len(), 1);
        drop(lock);
        publish(&store, "a");
        assert_eq!(names(&store), ["a"]);
    }

    #[test]
    fn the_oldest_goes_unless_it_is_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), 1);
        publish(&store, "a");
        let (used, _) = store.open::<String>("a").unwrap();
        for (age, name) in [(30, "b"), (20, "c")] {
            publish(&store, name);
            let lease = File::options()
                .write(true)
                .open(store.folder.join(name).join(LEASE));
            let long_ago = SystemTime::now() - std::time::Duration::from_secs(age);
            lease.unwrap().set_modified(long_ago).unwrap();
        }
        fs::create_dir(store.folder.join("not ours")).unwrap();
        publish(&store, "d");
        assert_eq!(names(&store), ["a", "c", "d", "not ours"]);
        drop(used);
    }

    #[test]
    fn the_second_waits_for_the_first_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let store = store(folder.path(), 4);
        let lock = store.lock(&mut |_: &str| {}).unwrap();
        std::thread::scope(|scope| {
            let (said, heard) = std::sync::mpsc::channel();
            let store = &store;
            let waiting = scope.spawn(move || {
                let said = &mut |line: &str| said.send(line.to_owned()).unwrap();
                store.lock(said).map(drop)
            });
            assert!(heard.recv().unwrap().contains("another kernel"));
            assert!(!waiting.is_finished());
            drop(lock);
            waiting.join().unwrap().unwrap();
        });
    }

    #[test]
    fn what_is_shared_comes_first_and_is_only_read() {
        use crate::engine::native::shared::tests::{chmod, shared};
        let (theirs, ours) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        publish(&store(theirs.path(), 4), "a");
        let with_shared = Store {
            shared: Some((shared(theirs.path()), theirs.path().join("things"))),
            ..store(ours.path(), 4)
        };
        let thing = theirs.path().join("things/a/lib/thing");
        let lease = theirs.path().join("things/a").join(LEASE);
        let before = fs::metadata(&lease).unwrap().modified().unwrap();
        let (entry, contents) = with_shared.open::<String>("a").unwrap();
        assert_eq!(contents, "about a");
        assert!(entry.is_complete() && entry.folder.starts_with(theirs.path()));
        assert_eq!(fs::metadata(&lease).unwrap().modified().unwrap(), before);
        assert!(!ours.path().join("things").exists());

        chmod(&thing, 0o666);
        assert!(with_shared.open::<String>("a").is_none());
        publish(&with_shared, "a");
        let (entry, _) = with_shared.open::<String>("a").unwrap();
        assert!(entry.folder.starts_with(ours.path()), "the own one is used");
        chmod(&thing, 0o644);
        let (entry, _) = with_shared.open::<String>("a").unwrap();
        assert!(entry.folder.starts_with(theirs.path()));
    }
}
