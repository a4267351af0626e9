//! What Papercell keeps in its cache: what each folder is for, how large it is, and what of it nobody uses.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::Duration;

use nix::errno::Errno;
use nix::unistd::Pid;

use super::shelf::HANDOUTS;
use crate::engine::native::environment::LEASE;
use crate::places;
use crate::shelf::times;

/// A cell is compiled in a folder of this kind; one that is older was left behind.
const BUILDING: &str = "building-";
const BUILT_BY_NOW: Duration = Duration::from_secs(600);

/// A folder of the cache.
pub struct Cache {
    /// What it holds, for a reader.
    pub what: &'static str,
    /// Where it is.
    pub folder: PathBuf,
    in_use: InUse,
}

/// Does a kernel use this entry of a cache?
type InUse = fn(&Path) -> bool;

/// The folders of the cache, there or not.
///
/// # Errors
/// There is no cache folder.
pub fn all() -> anyhow::Result<Vec<Cache>> {
    let cache = places::cache()?;
    let kinds: [(&str, &str, InUse); 9] = [
        ("cells", "compiled cells", is_being_compiled),
        ("environments", "compiled crates", is_leased),
        ("runtimes", "what cells are linked with", is_leased),
        ("sessions", "folders of running kernels", is_of_a_process),
        ("toolchains", "which compiler is where", |_| false),
        (times::FOLDER, "how long notebooks ran", |_| false),
        (HANDOUTS, "handouts that were opened", |_| false),
        ("logs", "logs", |_| false),
        ("crashes", "reports of crashes", |_| false),
    ];
    let caches = kinds.map(|(name, what, in_use)| Cache {
        what,
        folder: cache.join(name),
        in_use,
    });
    Ok(caches.into())
}

/// What was done to a cache.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Emptied {
    /// What is free now.
    pub bytes: u64,
    /// What kernels use; it stays.
    pub in_use: Vec<PathBuf>,
    /// What cannot be removed, and why.
    pub failed: Vec<String>,
}

impl Cache {
    /// What its folder is called.
    pub fn name(&self) -> &str {
        let name = self.folder.file_name().and_then(|name| name.to_str());
        name.unwrap_or_default()
    }

    /// Removes what nobody uses, and the folder if it is empty then. What running kernels miss of it they make again.
    pub fn empty(&self) -> Emptied {
        let mut emptied = Emptied::default();
        // Who makes an entry holds this lock.
        let lock = File::open(self.folder.join("lock"));
        let building = lock.as_ref().is_ok_and(|lock| lock.try_lock().is_err());
        for entry in fs::read_dir(&self.folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if building || (self.in_use)(&path) {
                emptied.in_use.push(path);
                continue;
            }
            let bytes = size(&path);
            let removed = match entry.file_type() {
                Ok(kind) if kind.is_dir() => fs::remove_dir_all(&path),
                _ => fs::remove_file(&path),
            };
            match removed {
                Err(error) if path.exists() => {
                    emptied.failed.push(format!("{}: {error}", path.display()));
                }
                _ => emptied.bytes += bytes,
            }
        }
        let _ = fs::remove_dir(&self.folder);
        emptied
    }
}

/// The bytes in a folder (or a file), links not followed.
pub fn size(path: &Path) -> u64 {
    let Ok(data) = fs::symlink_metadata(path) else {
        return 0;
    };
    if !data.is_dir() {
        return data.len();
    }
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.map(|entry| size(&entry.path())).sum()
}

fn is_being_compiled(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let age = fs::metadata(path).and_then(|data| data.modified());
    let age = age.map(|time| time.elapsed().unwrap_or_default());
    name.starts_with(BUILDING) && age.is_ok_and(|age| age < BUILT_BY_NOW)
}

fn is_leased(path: &Path) -> bool {
    File::open(path.join(LEASE)).is_ok_and(|lease| lease.try_lock().is_err())
}

fn is_of_a_process(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let pid = name.split('-').next().and_then(|pid| pid.parse().ok());
    pid.is_some_and(|pid| nix::sys::signal::kill(Pid::from_raw(pid), None) != Err(Errno::ESRCH))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect()
    }

    fn cache(folder: &Path, in_use: InUse) -> Cache {
        Cache {
            what: "things",
            folder: folder.join("things"),
            in_use,
        }
    }

    fn add(cache: &Cache, name: &str) -> PathBuf {
        let entry = cache.folder.join(name);
        fs::create_dir_all(&entry).unwrap();
        fs::write(entry.join(LEASE), "").unwrap();
        fs::write(entry.join("content"), [0; 1000]).unwrap();
        entry
    }

    #[test]
    fn what_a_kernel_uses_stays_until_it_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), is_leased);
        let used = add(&cache, "used");
        add(&cache, "unused");
        let lease = File::open(used.join(LEASE)).unwrap();
        lease.lock_shared().unwrap();
        let emptied = cache.empty();
        assert_eq!((emptied.bytes, emptied.in_use), (1000, vec![used]));
        assert_eq!(names(&cache.folder), ["used"]);
        drop(lease);
        assert_eq!(cache.empty().bytes, 1000);
        assert!(!cache.folder.exists());
        assert_eq!(cache.empty(), Emptied::default(), "there is nothing");
    }

    #[test]
    fn nothing_is_taken_from_a_build() {
        let folder = tempfile::tempdir().unwrap();
        let cache = cache(folder.path(), |_| false);
        add(&cache, "entry");
        let lock = File::create(cache.folder.join("lock")).unwrap();
        lock.lock().unwrap();
        assert_eq!(cache.empty().in_use.len(), 2);
        drop(lock);
        assert_eq!(cache.empty().bytes, 1000);
    }

    #[test]
    fn a_cell_that_is_being_compiled_and_a_living_session_are_in_use() {
        let folder = tempfile::tempdir().unwrap();
        let building = folder.path().join("building-x");
        fs::create_dir(&building).unwrap();
        assert!(is_being_compiled(&building));
        assert!(!is_being_compiled(folder.path()));
        let own = format!("{}-0a1b", std::process::id());
        assert!(is_of_a_process(Path::new(&own)));
        assert!(!is_of_a_process(Path::new("999999999-0a1b")));
        assert!(!is_of_a_process(Path::new("notes")));
    }
}
