//! A log file that stays small: when it is full it becomes `NAME.1`, and a new one begins.
//!
//! Not one of the crates that rotate files: `tracing-appender` goes by the time of day and bounds no size, the others
//! expect that one process writes. Here a kernel and its completer may be told the same file.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;

/// The most bytes in a file; with its predecessor, a process keeps twice as many.
const MOST_BYTES: u64 = 4 << 20;
/// How many files stay in the folder of logs.
const KEPT: usize = 20;

/// An open log file.
pub(super) struct LogFile {
    path: PathBuf,
    file: File,
    most: u64,
}

impl LogFile {
    /// Opens a file to add to, and makes its folder. Only the user can read it.
    ///
    /// # Errors
    /// No room, or no permission.
    pub fn open(path: &Path) -> anyhow::Result<LogFile> {
        let path = std::path::absolute(path)?;
        let folder = path.parent().unwrap_or(Path::new("/"));
        fs::create_dir_all(folder)
            .with_context(|| format!("cannot make the folder {}", folder.display()))?;
        let file =
            open(&path).with_context(|| format!("cannot write the file {}", path.display()))?;
        Ok(LogFile {
            path,
            file,
            most: MOST_BYTES,
        })
    }

    /// Adds a text, in one piece. A full disk takes nothing from the program but its log.
    pub fn write(&mut self, text: &str) {
        if self
            .file
            .metadata()
            .is_ok_and(|data| data.len() > self.most)
        {
            self.begin_anew();
        }
        let _ = self.file.write_all(text.as_bytes());
    }

    fn begin_anew(&mut self) {
        // Another process may have moved the full file away already.
        let same = |path: &Path| {
            let (ours, there) = (self.file.metadata().ok()?, fs::metadata(path).ok()?);
            Some((ours.dev(), ours.ino()) == (there.dev(), there.ino()))
        };
        if same(&self.path) == Some(true) {
            let mut before = self.path.clone().into_os_string();
            before.push(".1");
            let _ = fs::rename(&self.path, before);
        }
        if let Ok(file) = open(&self.path) {
            self.file = file;
        }
    }
}

fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new()
        .append(true)
        .create(true)
        .mode(0o600)
        .open(path)
}

/// Removes the oldest files of a folder, so that one more makes no more than are kept.
pub(super) fn tidy(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut files: Vec<(SystemTime, PathBuf)> = entries
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    files.sort();
    let surplus = (files.len() + 1).saturating_sub(KEPT);
    for (_, path) in files.drain(..surplus) {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_file_is_put_aside_and_no_line_is_lost_between() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("logs/kernel.log");
        let mut first = LogFile::open(&path).unwrap();
        let mut second = LogFile::open(&path).unwrap();
        (first.most, second.most) = (100, 100);
        for number in 0..10 {
            first.write(&format!("first {number:04}\n"));
            second.write(&format!("second {number:04}\n"));
        }
        let read = |path: &Path| fs::read_to_string(path).unwrap();
        let both = read(&path.with_file_name("kernel.log.1")) + &read(&path);
        assert!(both.len() <= 2 * 130, "{both}");
        assert!(both.ends_with("first 0009\nsecond 0009\n"), "{both}");
        assert!(both.contains("second 0008\n"), "{both}");
        let mode = fs::metadata(&path).unwrap().mode();
        assert_eq!(mode & 0o777, 0o600);
    }

    #[test]
    fn the_folder_keeps_the_newest() {
        let folder = tempfile::tempdir().unwrap();
        for number in 0..2 * KEPT {
            let file = File::create(folder.path().join(format!("{number}.log"))).unwrap();
            let age = std::time::Duration::from_secs(1000 - number as u64);
            file.set_modified(SystemTime::now() - age).unwrap();
        }
        tidy(folder.path());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), KEPT - 1);
        assert!(
            folder
                .path()
                .join(format!("{}.log", 2 * KEPT - 1))
                .is_file()
        );
        assert!(!folder.path().join("0.log").exists());
    }
}
