//! The executable that kernelspecs name. It stays where it is when the one that was run is rebuilt or removed.
//!
//! The name is a link to a file that is named after its content: a kernel that runs while a newer one is put in place
//! keeps its file, from which it starts its workers.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use anyhow::Context;
use sha2::{Digest, Sha256};

use crate::files;
use crate::places;

const NAME: &str = "papercell";

/// Where it is, or would be.
///
/// # Errors
/// There is no place to keep things.
pub fn place() -> anyhow::Result<PathBuf> {
    Ok(places::data()?.join("bin").join(NAME))
}

/// Puts a copy of the running executable in its place.
///
/// # Errors
/// No room, or no permission; the text names the folder.
pub fn put() -> anyhow::Result<PathBuf> {
    let place = place()?;
    let source = std::env::current_exe()?;
    put_at(&source, &place)
        .with_context(|| format!("the executable cannot be copied to {}", place.display()))?;
    Ok(place)
}

fn put_at(source: &Path, place: &Path) -> io::Result<()> {
    let folder = place.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let content = fs::read(source)?;
    let name = format!("{NAME}-{}", &hex::encode(Sha256::digest(&content))[..12]);
    let target = folder.join(&name);
    if !target.is_file() {
        let mut file = files::temporary(folder)?;
        file.write_all(&content)?;
        file.as_file()
            .set_permissions(fs::metadata(source)?.permissions())?;
        // `persist` closes the file: one that is open for writing cannot be executed.
        file.persist(&target)?;
    }
    let link = folder.join(format!(".{name}.link"));
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(&name, &link)?;
    fs::rename(&link, place)?;
    remove_others(folder, &name)
}

/// Removes older copies that nobody runs.
fn remove_others(folder: &Path, kept: &str) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let is_copy = name
            .strip_prefix(NAME)
            .is_some_and(|rest| rest.starts_with('-'));
        // A file that runs cannot be opened for writing (ETXTBSY).
        if is_copy && name != kept && File::options().append(true).open(entry.path()).is_ok() {
            let _ = fs::remove_file(entry.path());
        }
    }
    Ok(())
}

/// What became of the copies.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Removed {
    /// They are gone.
    pub gone: Vec<PathBuf>,
    /// Kernels run them, and start their workers from them.
    pub running: Vec<PathBuf>,
}

/// Removes the executable and its copies; one that another process runs stays.
///
/// # Errors
/// No permission; the text names the file.
pub fn remove() -> anyhow::Result<Removed> {
    remove_at(&place()?)
}

fn remove_at(place: &Path) -> anyhow::Result<Removed> {
    let folder = place.parent().unwrap_or(Path::new("."));
    let mut removed = Removed::default();
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let (name, path) = (entry.file_name(), entry.path());
        let name = name.to_string_lossy();
        let rest = name.trim_start_matches('.').strip_prefix(NAME);
        if !rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('-')) {
            continue;
        }
        let is_link = path.is_symlink();
        if !is_link && is_run_by_others(&path) {
            removed.running.push(path);
            continue;
        }
        fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        if !is_link {
            removed.gone.push(path);
        }
    }
    // Something else is in it: that is not ours.
    let _ = fs::remove_dir(folder);
    Ok(removed)
}

/// Does another process run this file? Where there is no `/proc`, this process counts too.
fn is_run_by_others(file: &Path) -> bool {
    let own = std::process::id().to_string();
    match fs::read_dir("/proc") {
        Ok(processes) => processes.flatten().any(|process| {
            process.file_name() != *own
                && fs::read_link(process.path().join("exe")).is_ok_and(|exe| exe == file)
        }),
        // A file that runs cannot be opened for writing (ETXTBSY).
        Err(_) => File::options().append(true).open(file).is_err(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio};

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
        let mut names: Vec<_> = entries
            .map(|entry| entry.file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_newer_copy_takes_the_place_of_an_older_one() {
        let folder = tempfile::tempdir().unwrap();
        let (source, place) = (
            folder.path().join("built"),
            folder.path().join("bin/papercell"),
        );
        fs::write(&source, "one").unwrap();
        put_at(&source, &place).unwrap();
        put_at(&source, &place).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "one");
        fs::write(&source, "two").unwrap();
        put_at(&source, &place).unwrap();
        assert_eq!(fs::read_to_string(&place).unwrap(), "two");
        assert_eq!(
            names(&folder.path().join("bin")).len(),
            2,
            "the link and one file"
        );
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_copy_that_runs_keeps_its_file() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("bin/papercell");
        put_at(Path::new("/bin/sleep"), &place).unwrap();
        let mut running = Command::new(&place)
            .arg("20")
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        let exe = PathBuf::from(format!("/proc/{}/exe", running.id()));
        put_at(Path::new("/bin/true"), &place).unwrap();
        let still = fs::read_link(exe).unwrap();
        let there = still.is_file();
        running.kill().unwrap();
        running.wait().unwrap();
        assert!(there, "{} is gone", still.display());
        put_at(Path::new("/bin/true"), &place).unwrap();
        assert!(!still.exists(), "nobody runs it any more");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn all_copies_are_removed_but_those_that_run() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().canonicalize().unwrap().join("bin");
        let place = folder.join("papercell");
        assert_eq!(remove_at(&place).unwrap(), Removed::default());
        put_at(Path::new("/bin/sleep"), &place).unwrap();
        fs::write(folder.join("notes"), "mine").unwrap();
        let mut running = Command::new(&place).arg("20").spawn().unwrap();
        let first = remove_at(&place).unwrap();
        running.kill().unwrap();
        running.wait().unwrap();
        assert_eq!((first.gone.len(), first.running.len()), (0, 1));
        assert!(!place.exists(), "nothing new starts");
        let second = remove_at(&place).unwrap();
        assert_eq!(second.gone, first.running);
        assert_eq!(names(&folder), ["notes"]);
    }
}
