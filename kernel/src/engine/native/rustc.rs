//! One call of rustc, and how it is stopped.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::{Mutex, PoisonError};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::environment::{Environment, Runtime, SHARE, Toolchain};
use super::settings::Settings;

/// The crate name of every cell, and the file of its library. Together with the constant `metadata` below it makes a
/// type of the session the same type (`TypeId`) in all cells.
const CRATE: &str = "cell";

/// The edition of cells: evcxr's, whose notebooks shall run unchanged.
const EDITION: &str = "2024";

/// What cells are compiled with.
#[derive(Debug, Clone)]
pub struct Tools {
    /// The compiler.
    pub toolchain: Toolchain,
    /// The runtime that every cell is linked with.
    pub runtime: Runtime,
}

/// What came of a call.
#[derive(Debug)]
pub struct Compilation {
    /// Did it make a library?
    pub success: bool,
    /// rustc's messages, a JSON object a line; or its last words.
    pub messages: String,
    /// The text of the MIR.
    pub mir: String,
}

/// Why there is no compilation.
#[derive(Debug)]
pub enum Failure {
    /// It was stopped.
    Stopped,
    /// rustc could not be run, or its files not be written: what was tried, and why it failed.
    System(String),
}

/// Stops the compilers of one cell, from any thread.
#[derive(Debug, Default)]
pub struct Stop {
    running: Mutex<Running>,
}

#[derive(Debug, Default)]
struct Running {
    stopped: bool,
    groups: Vec<Pid>,
}

impl Stop {
    fn running(&self) -> std::sync::MutexGuard<'_, Running> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Ends what runs, and what is started from now on.
    pub fn stop(&self) {
        let mut running = self.running();
        running.stopped = true;
        for group in &running.groups {
            let _ = killpg(*group, Signal::SIGKILL); // it may have ended
        }
    }

    /// Was it stopped?
    pub fn is_stopped(&self) -> bool {
        self.running().stopped
    }

    /// Lets compilers run again.
    pub fn reset(&self) {
        self.running().stopped = false;
    }

    fn enter(&self, group: Pid) {
        let mut running = self.running();
        running.groups.push(group);
        if running.stopped {
            let _ = killpg(group, Signal::SIGKILL);
        }
    }

    fn leave(&self, group: Pid) {
        self.running().groups.retain(|other| *other != group);
    }
}

impl Tools {
    /// The arguments but for the files: together with the source they decide what comes out.
    pub fn arguments(&self, environment: &Environment, settings: &Settings) -> Vec<String> {
        let mut arguments: Vec<String> = [
            "--crate-name",
            CRATE,
            "--edition",
            EDITION,
            "--crate-type",
            "cdylib",
            "-Cmetadata=papercell",
            "-Cprefer-dynamic",
            "-Cdebuginfo=line-tables-only",
            "-Ccodegen-units=1",
            // A notebook is where mistakes are to be found, and this costs no compile time; debug assertions do (a
            // training loop on ndarray takes a sixth longer), so they come with `:opt 0` only.
            "-Coverflow-checks=on",
            "--error-format=json",
            "--json=diagnostic-rendered-ansi",
        ]
        .map(str::to_owned)
        .to_vec();
        arguments.push(format!("-Copt-level={}", settings.opt_level));
        if settings.opt_level == "0" {
            arguments.push("-Cdebug-assertions=on".to_owned());
        }
        if settings.opt_level != "3" {
            arguments.extend(self.toolchain.sharing().into_iter().map(str::to_owned));
        }
        let mut add_extern = |name: &str, path: &Path| {
            arguments.push("--extern".to_owned());
            arguments.push(format!("{name}={}", path.display()));
        };
        add_extern("papercell_runtime", &self.runtime.library);
        for known in &environment.externs {
            add_extern(&known.name, &known.path);
        }
        for folder in &environment.search {
            arguments.push(format!("-Ldependency={}", folder.display()));
        }
        arguments
    }

    /// Compiles `source`, which is written to `folder` as `file`, with these environment variables.
    ///
    /// # Errors
    /// See [`Failure`]; a source that is wrong is no error here.
    pub fn compile(
        &self,
        arguments: &[String],
        folder: &Path,
        file: &str,
        source: &str,
        variables: &[(String, String)],
        stop: &Stop,
    ) -> Result<Compilation, Failure> {
        let system = |what: &str| {
            let what = what.to_owned();
            move |error: std::io::Error| Failure::System(format!("{what}: {error}"))
        };
        let write = format!("cannot write to {}", folder.display());
        std::fs::write(folder.join(file), source).map_err(system(&write))?;
        let mir = folder.join("cell.mir");
        let mut command = Command::new(&self.toolchain.rustc);
        command
            .args(arguments)
            // Backtraces shall not depend on where the cell was compiled.
            .arg(format!("--remap-path-prefix={}=", folder.display()))
            .arg("--emit=link=cell.so,mir=cell.mir")
            .arg(file)
            .current_dir(folder)
            .envs(variables.iter().map(|(name, value)| (name, value)))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        if arguments.iter().any(|argument| argument == SHARE) {
            command.envs(self.toolchain.sharing_variable(CRATE));
        }
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<_> = words.map(|word| word.to_string_lossy()).collect();
        tracing::debug!("rustc: {}", serde_json::json!(words));
        let run = format!("cannot run {}", self.toolchain.rustc.display());
        let child = command.spawn().map_err(system(&run))?;
        let group = Pid::from_raw(i32::try_from(child.id()).unwrap_or(i32::MAX));
        stop.enter(group);
        let output = child.wait_with_output();
        stop.leave(group);
        if stop.is_stopped() {
            return Err(Failure::Stopped);
        }
        let output = output.map_err(system(&run))?;
        let messages = String::from_utf8_lossy(&output.stderr).into_owned();
        let success = output.status.success();
        let mir = match success {
            true => std::fs::read_to_string(&mir).map_err(system("cannot read the MIR"))?,
            false => String::new(),
        };
        Ok(Compilation {
            success,
            messages,
            mir,
        })
    }
}
