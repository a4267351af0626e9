//! The toolkit, compiled once and shared by all kernels of the machine.
//!
//! evcxr builds every session's dependencies anew in a folder of its own. Here that folder is built once, as a
//! *template*; a session starts from a copy of it (hard links to what never changes), so that its first cell finds the
//! toolkit compiled. The template is named after everything that it depends on: toolchain, toolkit, lock file.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::embedded::{LOCK, TOOLKIT_FOLDER, WORKSPACE, hash_toolkit, write_toolkit};
use super::evcxr::{EvcxrEngine, FOLDER, Toolkit};
use super::{Cell, Engine, Output, OutputSink};
use crate::engine::thread::Factory;
use crate::places;

/// How many environments of other versions are kept beside the newest.
const KEPT_OTHERS: usize = 2;

/// The command that [`Environment::build`] runs in a process of its own, because evcxr reads its folder from an
/// environment variable.
pub const PREPARE: &str = "prepare-environment";

/// A compiled toolkit, or the place for one.
#[derive(Clone)]
pub struct Environment {
    folder: PathBuf,
}

impl Environment {
    /// The environment for this binary's toolkit and the machine's toolchain; it may not be built yet.
    ///
    /// # Errors
    /// There is no `rustc`, or no place to keep things.
    pub fn locate() -> anyhow::Result<Environment> {
        let rustc = Command::new("rustc")
            .arg("-vV")
            .output()
            .context("there is no rustc on the PATH; install Rust from https://rustup.rs")?;
        let mut hash = Sha256::new();
        hash.update(&rustc.stdout);
        hash.update(env!("CARGO_PKG_VERSION"));
        hash.update(LOCK);
        hash.update(WORKSPACE);
        hash_toolkit(&mut hash);
        let name = hex::encode(&hash.finalize()[..8]);
        let folder = places::cache()?.join("environments").join(name);
        Ok(Environment { folder })
    }

    /// The folder of this environment.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    fn template(&self) -> PathBuf {
        self.folder.join("template")
    }

    fn toolkit(&self) -> Toolkit {
        Toolkit {
            folder: self.folder.join("source").join(TOOLKIT_FOLDER),
            lock: LOCK,
        }
    }

    /// Is it there, ready for sessions?
    pub fn is_built(&self) -> bool {
        self.template().is_dir()
    }

    /// Builds it, unless another process is faster. `progress` hears what is being compiled.
    ///
    /// # Errors
    /// The toolkit does not compile (no linker, no network for its dependencies, no room): the compiler's last words.
    pub fn build(&self, mut progress: impl FnMut(&str)) -> anyhow::Result<()> {
        if self.is_built() {
            return Ok(());
        }
        fs::create_dir_all(&self.folder)
            .with_context(|| format!("cannot make the folder {}", self.folder.display()))?;
        let lock = fs::File::create(self.folder.join("lock"))?;
        if lock.try_lock().is_err() {
            progress("waiting for another kernel that builds the toolkit");
            lock.lock()?;
        }
        if self.is_built() {
            return Ok(());
        }
        write_source(&self.folder.join("source"))?;
        let staging = self.folder.join("staging");
        let _ = fs::remove_dir_all(&staging);
        // Most of it is dependencies that an earlier toolkit had too; cargo knows what is still good.
        match self.others().first() {
            Some(earlier) => copy_template(&earlier.template(), &staging)?,
            None => fs::create_dir_all(&staging)?,
        }
        let mut child = Command::new(std::env::current_exe()?)
            .arg(PREPARE)
            .env(FOLDER, &staging)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()?;
        let mut last_words = Vec::new();
        for line in child
            .stderr
            .take()
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines)
        {
            let line = line?;
            progress(line.trim());
            last_words.push(line);
        }
        if !child.wait()?.success() {
            let tail = last_words.len().saturating_sub(20);
            anyhow::bail!(
                "the toolkit cannot be compiled:\n{}",
                last_words[tail..].join("\n")
            );
        }
        fs::rename(&staging, self.template())?;
        for old in self.others().into_iter().skip(KEPT_OTHERS) {
            let _ = fs::remove_dir_all(old.folder);
        }
        Ok(())
    }

    /// The other environments that are built, the youngest first.
    fn others(&self) -> Vec<Environment> {
        let folder = self.folder.parent().and_then(|all| fs::read_dir(all).ok());
        let mut others: Vec<_> = folder
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| Environment {
                folder: entry.path(),
            })
            .filter(|other| other.folder != self.folder && other.is_built())
            .filter_map(|other| Some((other.template().metadata().ok()?.modified().ok()?, other)))
            .collect();
        others.sort_by_key(|(built, _)| std::cmp::Reverse(*built));
        others.into_iter().map(|(_, other)| other).collect()
    }

    /// What the process of [`PREPARE`] does: run a cell that uses the toolkit.
    ///
    /// # Errors
    /// As [`EvcxrEngine::start`]; or the cell fails.
    pub fn prepare(&self) -> anyhow::Result<()> {
        let folder = tempfile::tempdir()?;
        let ignore: OutputSink = std::sync::Arc::new(|_| {});
        let mut engine = EvcxrEngine::start(folder.path(), Some(self.toolkit()), ignore)?;
        let code = "use toy::prelude::*;".to_owned();
        engine
            .execute(&Cell { number: 1, code })
            .map_err(|error| anyhow::anyhow!("{error}\n{}", error.traceback.join("\n")))?;
        Ok(())
    }
}

/// Writes the toolkit's source, as a workspace of its own.
///
/// # Errors
/// No room, or no permission.
pub(super) fn write_source(source: &Path) -> anyhow::Result<()> {
    write_toolkit(source)?;
    let mut manifest: toml::Table = WORKSPACE.parse()?;
    manifest.retain(|key, _| key == "workspace");
    // The other members are not there.
    let workspace = manifest
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut);
    let workspace = workspace.context("the manifest has no workspace")?;
    workspace.insert("members".to_owned(), vec![TOOLKIT_FOLDER].into());
    fs::write(source.join("Cargo.toml"), toml::to_string(&manifest)?)?;
    Ok(())
}

/// The folder of one session: evcxr's crate and build output, and the worker's pipes. Removed when dropped.
pub struct SessionFolder {
    folder: PathBuf,
}

impl SessionFolder {
    /// Makes the folder and tells evcxr about it through the process's environment.
    ///
    /// Call it before the process has a second thread. One at a time in a process.
    ///
    /// # Errors
    /// There is no place to keep things.
    pub fn open() -> anyhow::Result<SessionFolder> {
        use std::os::unix::fs::DirBuilderExt;
        let sessions = places::cache()?.join("sessions");
        fs::create_dir_all(&sessions)
            .with_context(|| format!("cannot make the folder {}", sessions.display()))?;
        remove_stale(&sessions);
        let unique = uuid::Uuid::new_v4().simple().to_string();
        let folder = sessions.join(format!("{}-{}", std::process::id(), &unique[..8]));
        fs::DirBuilder::new().mode(0o700).create(&folder)?;
        let session = SessionFolder { folder };
        let target = session.target();
        // cargo keeps there what it learned of rustc, an error too: of a cargo that rust-analyzer has started, and that
        // outlives the folder it runs in, "Could not locate working directory". So it is never the user's own.
        let build = target.join("target");
        for (name, value) in [(FOLDER, &target), ("CARGO_TARGET_DIR", &build)] {
            // SAFETY: the caller has started no thread that could read the environment now.
            unsafe { std::env::set_var(name, value) };
        }
        Ok(session)
    }

    /// The folder itself; only the user can enter it.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// The folder that evcxr was told about, for its crate and its build output.
    pub fn target(&self) -> PathBuf {
        self.folder.join("crate")
    }

    /// Builds engines for this session: the environment first, if it is not there yet.
    pub fn factory(&self, environment: Environment) -> impl FnOnce(OutputSink) -> Factory + use<> {
        let folder = self.folder.clone();
        move |sink| {
            Box::new(move || {
                let toolkit = match environment.build(|line| tracing::info!("{line}")) {
                    Ok(()) => Some(environment.toolkit()),
                    Err(error) => {
                        let text = format!(
                            "Plain Rust cells work, the toolkit `toy` does not: {error:#}\n"
                        );
                        sink(Output::Stream { stderr: true, text });
                        None
                    }
                };
                let target = folder.join("crate");
                if toolkit.is_some() && !target.exists() {
                    copy_template(&environment.template(), &target)?;
                }
                fs::create_dir_all(&target)?;
                let engine = EvcxrEngine::start(&folder, toolkit, sink.clone())?;
                Ok(Box::new(engine) as Box<dyn Engine>)
            })
        }
    }
}

impl Drop for SessionFolder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// Removes the folders of sessions whose process is gone.
fn remove_stale(sessions: &Path) {
    for entry in fs::read_dir(sessions).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let pid = name
            .to_str()
            .and_then(|name| name.split('-').next()?.parse().ok());
        let Some(pid) = pid.map(nix::unistd::Pid::from_raw) else {
            continue;
        };
        if nix::sys::signal::kill(pid, None) == Err(nix::errno::Errno::ESRCH) {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

/// Copies a template. Libraries of dependencies are linked (compilers replace such files, they never write into
/// them); everything else is copied with its time, by which cargo knows that it is fresh.
fn copy_template(from: &Path, to: &Path) -> anyhow::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type()?.is_dir() {
            copy_template(&source, &target)?;
            continue;
        }
        let library = source
            .extension()
            .is_some_and(|extension| extension == "rlib" || extension == "rmeta");
        if library && fs::hard_link(&source, &target).is_ok() {
            continue;
        }
        fs::copy(&source, &target)?;
        let modified = entry.metadata()?.modified()?;
        fs::File::options()
            .write(true)
            .open(&target)
            .and_then(|file| file.set_modified(modified))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_toolkits_source_is_a_workspace_by_itself() {
        let folder = tempfile::tempdir().unwrap();
        write_source(folder.path()).unwrap();
        let output = Command::new("cargo")
            .args(["metadata", "--no-deps", "--offline", "--format-version=1"])
            .current_dir(folder.path())
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{errors}");
        let packages: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(packages["packages"][0]["name"], "papercell-toy");
    }
}
