//! Cargo, which compiles crates: started, listened to, and stopped.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::Duration;

use anyhow::Context;
use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;
use serde_json::Value;

use super::native::Native;
use super::source::{DEPENDENCIES_PACKAGE, TOOLKIT_PACKAGE};
use super::{Progress, Toolchain};

/// How soon an interrupt is seen.
const TICK: Duration = Duration::from_millis(50);
/// How many of cargo's lines are kept for its error.
const REMEMBERED: usize = 400;

/// A workspace, and where its packages are compiled.
pub struct Cargo<'a> {
    /// The compiler, and so the cargo.
    pub toolchain: &'a Toolchain,
    /// The folder of the workspace.
    pub workspace: &'a Path,
    /// The folder for what is compiled.
    pub target: &'a Path,
    /// Leave the network alone.
    pub offline: bool,
}

/// A crate that was compiled for cells.
#[derive(Debug, Clone)]
pub struct Artifact {
    /// cargo's name for the package.
    pub package: String,
    /// Its files: a library and its metadata, or a library of macros.
    pub files: Vec<PathBuf>,
    /// The features that it was compiled with.
    pub features: BTreeSet<String>,
    /// Is it a library of procedural macros?
    pub is_macros: bool,
}

/// What a build gave.
pub struct Built {
    /// The crates, those included that were compiled before.
    pub artifacts: Vec<Artifact>,
    /// The C libraries that they bring along.
    pub native: Native,
}

/// Why there is no [`Built`].
pub enum Failed {
    /// cargo ended with an error, after these lines.
    Said(Vec<String>),
    /// Anything else: it was interrupted, there is no cargo, no room.
    Other(anyhow::Error),
}

impl<E: Into<anyhow::Error>> From<E> for Failed {
    fn from(error: E) -> Failed {
        Failed::Other(error.into())
    }
}

/// # Errors
/// What waits is asked to stop.
pub fn check_stopped(progress: &dyn Progress) -> anyhow::Result<()> {
    anyhow::ensure!(!progress.stopped(), "interrupted");
    Ok(())
}

impl Cargo<'_> {
    /// Compiles a package of the workspace and all that it needs.
    ///
    /// # Errors
    /// See [`Failed`].
    pub fn build(&self, package: &str, progress: &mut dyn Progress) -> Result<Built, Failed> {
        let messages = tempfile::NamedTempFile::new()?;
        let mut command = self.command();
        command
            .args(["build", "--release", "--package", package])
            .args(["--target", self.toolchain.host()])
            .arg("--message-format=json-render-diagnostics")
            .args(self.offline.then_some("--offline"))
            .stdout(messages.reopen()?)
            .stderr(Stdio::piped());
        let mut child = command
            .spawn()
            .context("cargo does not start; is the Rust toolchain complete?")?;
        let said = match child.stderr.take().map(listen) {
            Some(lines) => tell(&lines, &child, progress),
            None => Ok(Vec::new()),
        };
        if said.is_err() {
            stop(&child);
        }
        let status = child.wait()?;
        let said = said?;
        if !status.success() {
            return Err(Failed::Said(said));
        }
        let messages = fs::read_to_string(messages.path())?;
        Ok(self.read(&messages))
    }

    /// What cargo knows of the packages of the workspace. Nothing is downloaded for it.
    ///
    /// # Errors
    /// It does not run, or fails.
    pub fn metadata(&self) -> anyhow::Result<Value> {
        let mut command = self.command();
        command
            .args(["metadata", "--format-version=1", "--offline"])
            .args(["--filter-platform", self.toolchain.host()]);
        let output = command.output().context("cargo does not start")?;
        anyhow::ensure!(
            output.status.success(),
            "cargo cannot tell what it has compiled: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        Ok(serde_json::from_slice(&output.stdout)?)
    }

    /// cargo with nothing from outside that would change what comes out: neither flags nor profiles of the user's own
    /// (a `target-cpu=native`, say), since what is built is shared and figures have the same bits on every machine.
    fn command(&self) -> Command {
        let mut command = Command::new(self.toolchain.cargo());
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            let builds = ["CARGO_PROFILE_", "CARGO_BUILD_", "CARGO_TERM_", "EVCXR_"];
            if builds.iter().any(|prefix| text.starts_with(prefix)) || text == "RUSTFLAGS" {
                command.env_remove(&name);
            }
        }
        command
            .env("RUSTC", &self.toolchain.rustc)
            .env("CARGO_TARGET_DIR", self.target)
            .env("CARGO_ENCODED_RUSTFLAGS", "")
            .env("CARGO_INCREMENTAL", "0")
            .env("CARGO_TERM_COLOR", "never")
            .env("CARGO_TERM_QUIET", "false")
            .env("CARGO_TERM_VERBOSE", "false")
            .env("CARGO_TERM_PROGRESS_WHEN", "always")
            .env("CARGO_TERM_PROGRESS_WIDTH", "120");
        for (name, value) in [("CARGO_NET_RETRY", "1"), ("CARGO_HTTP_TIMEOUT", "10")] {
            if std::env::var_os(name).is_none() {
                command.env(name, value);
            }
        }
        // A group of its own, so that it can be stopped together with the compilers that it starts.
        command
            .current_dir(self.workspace)
            .stdin(Stdio::null())
            .process_group(0);
        end_with_us(&mut command);
        command
    }

    fn read(&self, messages: &str) -> Built {
        let mut built = Built {
            artifacts: Vec::new(),
            native: Native::default(),
        };
        let folder = format!("/{}/", self.toolchain.host());
        for line in messages.lines() {
            let Ok(message) = serde_json::from_str::<Value>(line) else {
                continue;
            };
            match message["reason"].as_str() {
                // Those of macros are for the compiler's process.
                Some("build-script-executed") if is_for_cells(&message, &folder) => {
                    built.native.note(&message);
                }
                Some("compiler-artifact") => built.artifacts.extend(artifact(&message, &folder)),
                _ => {}
            }
        }
        built
    }
}

fn is_for_cells(message: &Value, folder: &str) -> bool {
    let place = message["out_dir"].as_str().unwrap_or_default();
    place.contains(folder)
}

/// A crate for cells in a message of cargo; build scripts and what only macros are made of are none.
fn artifact(message: &Value, folder: &str) -> Option<Artifact> {
    let kinds: Vec<_> = strings(&message["target"]["kind"]).collect();
    let is_macros = kinds.iter().any(|kind| kind == "proc-macro");
    let files: Vec<PathBuf> = strings(&message["filenames"])
        .filter(|file| match is_macros {
            true => true,
            false => file.contains(folder) && (file.ends_with(".rlib") || file.ends_with(".rmeta")),
        })
        .map(PathBuf::from)
        .collect();
    (!files.is_empty()).then(|| Artifact {
        package: message["package_id"]
            .as_str()
            .unwrap_or_default()
            .to_owned(),
        files,
        features: strings(&message["features"]).collect(),
        is_macros,
    })
}

/// The texts of a JSON list.
pub fn strings(value: &Value) -> impl Iterator<Item = String> {
    let list = value.as_array().into_iter().flatten();
    list.filter_map(|entry| entry.as_str().map(str::to_owned))
}

/// Passes on what cargo does, until it ends; gives its lines.
fn tell(
    lines: &Receiver<String>,
    child: &Child,
    progress: &mut dyn Progress,
) -> Result<Vec<String>, Failed> {
    let (mut said, mut count) = (Vec::new(), None);
    loop {
        match lines.recv_timeout(TICK) {
            Ok(line) => {
                if let Some(now) = bar(&line) {
                    count = Some(now);
                    continue;
                }
                if let Some(text) = step(&line, count.as_ref()) {
                    progress.say(&text);
                }
                if said.len() < REMEMBERED {
                    said.push(line);
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(said),
        }
        if progress.stopped() {
            stop(child);
            check_stopped(progress)?;
        }
    }
}

/// `Building [==>   ] 12/40: a, b`: how many are done, of how many.
fn bar(line: &str) -> Option<(u32, u32)> {
    let (_, rest) = line
        .trim_start()
        .strip_prefix("Building [")?
        .split_once("] ")?;
    let (done, all) = rest.split([':', ' ']).next()?.split_once('/')?;
    Some((done.parse().ok()?, all.parse().ok()?))
}

/// A line of cargo, for somebody who waits.
fn step(line: &str, count: Option<&(u32, u32)>) -> Option<String> {
    let line = line.trim();
    let (verb, what) = line.split_once(' ')?;
    if what.starts_with('[') {
        return None;
    }
    match verb {
        "Compiling" => {
            let mut words = what.split(' ');
            let (name, version) = (words.next()?, words.next()?);
            if [TOOLKIT_PACKAGE, DEPENDENCIES_PACKAGE].contains(&name) {
                // They only gather the others.
                return None;
            }
            let count = count.map(|(done, all)| format!(" ({} of {all})", done + 1));
            let version = version.trim_start_matches('v');
            Some(format!(
                "compiling {name} {version}{}",
                count.unwrap_or_default()
            ))
        }
        "Updating" | "Downloading" | "Downloaded" | "Blocking" => {
            Some(format!("{} {what}", verb.to_lowercase()))
        }
        _ => None,
    }
}

/// Reads lines on a thread of its own. A carriage return ends a line too: so the bar is drawn.
fn listen(mut stderr: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let (mut buffer, mut rest) = ([0; 4096], Vec::new());
        while let Ok(read @ 1..) = stderr.read(&mut buffer) {
            rest.extend_from_slice(&buffer[..read]);
            while let Some(end) = rest.iter().position(|byte| matches!(byte, b'\r' | b'\n')) {
                let line: Vec<u8> = rest.drain(..=end).collect();
                let line = String::from_utf8_lossy(&line[..end]).replace("\u{1b}[K", "");
                if !line.trim().is_empty() && sender.send(line).is_err() {
                    return;
                }
            }
        }
    });
    receiver
}

fn stop(child: &Child) {
    let group = Pid::from_raw(child.id().cast_signed());
    // It may have ended meanwhile.
    let _ = killpg(group, Signal::SIGKILL);
}

/// A kernel that is killed ends its cargo too.
#[cfg(target_os = "linux")]
fn end_with_us(command: &mut Command) {
    let end = || Ok(nix::sys::prctl::set_pdeathsig(Signal::SIGTERM)?);
    // SAFETY: between fork and exec only a system call is made.
    unsafe { command.pre_exec(end) };
}

#[cfg(not(target_os = "linux"))]
fn end_with_us(_: &mut Command) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cargo_does_is_told_in_short() {
        assert_eq!(
            bar("    Building [====>     ] 12/40: ndarray, toy   "),
            Some((12, 40))
        );
        assert_eq!(bar("   Compiling ndarray v0.16.1"), None);
        for (line, told) in [
            (
                "   Compiling ndarray v0.16.1",
                Some("compiling ndarray 0.16.1 (13 of 40)"),
            ),
            (
                "   Compiling mine v0.1.0 (/home/me/mine)",
                Some("compiling mine 0.1.0 (13 of 40)"),
            ),
            ("   Compiling papercell-dependencies v0.0.0 (/a/b)", None),
            (
                "    Updating crates.io index",
                Some("updating crates.io index"),
            ),
            ("  Downloaded itoa v1.0.18", Some("downloaded itoa v1.0.18")),
            (
                "    Blocking waiting for file lock on build directory",
                Some("blocking waiting for file lock on build directory"),
            ),
            (" Downloading [=====>     ] 1/3", None),
            (
                "    Finished `release` profile [optimized] target(s) in 1.0s",
                None,
            ),
            (
                "     Locking 2 packages to latest compatible versions",
                None,
            ),
        ] {
            assert_eq!(step(line, Some(&(12, 40))).as_deref(), told, "{line}");
        }
        assert_eq!(step("Compiling a v1", None).unwrap(), "compiling a 1");
    }
}
