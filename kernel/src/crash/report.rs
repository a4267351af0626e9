//! The report of a crash: a text file with what whoever mends it needs, and nothing of the notebook.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Instant;

use crate::log;

/// A panic's message may quote a piece of a cell: no more of it than says what went wrong.
const MESSAGE: usize = 300;
/// How many reports stay in the folder.
const KEPT: usize = 20;

struct Place {
    folder: PathBuf,
    started: Instant,
}

static PLACE: OnceLock<Place> = OnceLock::new();
static FACTS: Mutex<Vec<(&str, String)>> = Mutex::new(Vec::new());
/// The process ends by a signal of its own after a report: that is no second crash.
static DONE: AtomicBool = AtomicBool::new(false);

/// A crash.
pub(super) struct Report {
    /// A line, and what it said.
    pub what: String,
    /// Does the kernel go on?
    pub survived: bool,
    /// Where it was.
    pub backtrace: String,
}

/// Reports go into this folder.
pub(super) fn begin(folder: PathBuf) {
    let started = Instant::now();
    let _ = PLACE.set(Place { folder, started });
}

/// Something that a report shall say, such as the toolchain. What is not known by then is not asked while the process
/// dies.
pub fn know(name: &'static str, value: &str) {
    let mut facts = FACTS.lock().unwrap_or_else(PoisonError::into_inner);
    facts.retain(|(known, _)| *known != name);
    facts.push((name, value.to_owned()));
}

/// The crash is reported.
pub(super) fn is_done() {
    DONE.store(true, Ordering::SeqCst);
}

/// Was the crash reported already?
pub(super) fn was_done() -> bool {
    DONE.load(Ordering::SeqCst)
}

/// A panic's message in a few lines.
pub(super) fn short(message: &str) -> String {
    let message = log::conceal(message);
    match message.char_indices().nth(MESSAGE) {
        Some((end, _)) => format!("{}…", &message[..end]),
        None => message,
    }
}

impl Report {
    /// Writes the report and says where it is. Returns the file.
    pub fn publish(&self) -> Option<PathBuf> {
        let what = self.what.lines().next().unwrap_or_default();
        let how = match self.survived {
            true => "the kernel goes on after an error of its own",
            false => "the kernel has crashed",
        };
        match self.write() {
            Ok(path) => {
                eprintln!(
                    "papercell: {how} ({what}). The report is in {}: please file it as an issue of Papercell, with what the notebook did",
                    path.display()
                );
                Some(path)
            }
            Err(error) => {
                eprintln!(
                    "papercell: {how}, and its report cannot be written ({error}):\n{}",
                    self.text()
                );
                None
            }
        }
    }

    fn write(&self) -> std::io::Result<PathBuf> {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let folder = PLACE.get().map(|place| place.folder.clone());
        let folder = folder.unwrap_or_else(std::env::temp_dir);
        fs::create_dir_all(&folder)?;
        tidy(&folder);
        let name = format!(
            "crash-{}-{}-{}.txt",
            chrono::Utc::now().format("%Y%m%dT%H%M%SZ"),
            std::process::id(),
            COUNT.fetch_add(1, Ordering::Relaxed)
        );
        let path = folder.join(name);
        let mut options = OpenOptions::new();
        let mut file = options
            .create_new(true)
            .write(true)
            .mode(0o600)
            .open(&path)?;
        file.write_all(self.text().as_bytes())?;
        Ok(path)
    }

    fn text(&self) -> String {
        let mut text = format!("what       {}\n", self.what.replace('\n', "\n           "));
        let mut line = |name: &str, value: &str| {
            text.push_str(&format!("{name:<10} {value}\n"));
        };
        line("papercell", env!("CARGO_PKG_VERSION"));
        let running = PLACE.get().map(|place| place.started.elapsed().as_secs());
        let now = chrono::Utc::now().format("%Y-%m-%d %H:%M:%S UTC");
        line(
            "when",
            &format!("{now}, {} s after the start", running.unwrap_or_default()),
        );
        line(
            "then",
            if self.survived {
                "it went on"
            } else {
                "it ended"
            },
        );
        line("system", &system());
        // Held, perhaps, by the thread that died.
        if let Ok(facts) = FACTS.try_lock() {
            for (name, value) in facts.iter() {
                line(name, value);
            }
        }
        text.push_str("\nThe last lines of the log:\n");
        for line in log::recent() {
            text.push_str(&format!("  {line}\n"));
        }
        text.push_str(&format!("\nWhere it was:\n{}\n", self.backtrace.trim_end()));
        log::conceal(&text)
    }
}

/// The operating system, as far as it is known without asking another program.
fn system() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let release = read("/etc/os-release");
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let name = name.map_or(std::env::consts::OS, |name| name.trim_matches('"'));
    let kernel = read("/proc/sys/kernel/osrelease");
    let processors = std::thread::available_parallelism().map_or(0, usize::from);
    format!(
        "{name}, {} {} {}, {processors} processors",
        std::env::consts::OS,
        kernel.trim(),
        std::env::consts::ARCH
    )
}

/// Keeps the newest reports; their names sort by time.
fn tidy(folder: &Path) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut reports: Vec<PathBuf> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("crash-"))
        .map(|entry| entry.path())
        .collect();
    reports.sort();
    let surplus = (reports.len() + 1).saturating_sub(KEPT);
    for path in reports.drain(..surplus) {
        let _ = fs::remove_file(path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_is_needed_and_no_secret() {
        log::hide("a-key-that-signs");
        know("toolchain", "rustc 1.95.0");
        know("toolchain", "rustc 1.96.0");
        let text = Report {
            what: "a panic\nthe key is a-key-that-signs".to_owned(),
            survived: false,
            backtrace: "   0: here".to_owned(),
        }
        .text();
        for line in [
            "what       a panic\n           the key is [hidden]\n",
            &format!("papercell  {}\n", env!("CARGO_PKG_VERSION")),
            "toolchain  rustc 1.96.0\n",
            "then       it ended\n",
            "Where it was:\n   0: here\n",
        ] {
            assert!(text.contains(line), "{line:?} in {text}");
        }
        assert!(!text.contains("1.95.0"), "{text}");
    }

    #[test]
    fn a_message_is_cut_between_characters() {
        assert_eq!(short("few words"), "few words");
        let cut = short(&"ä".repeat(2 * MESSAGE));
        assert_eq!(cut.chars().count(), MESSAGE + 1);
    }
}
