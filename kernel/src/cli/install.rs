//! `papercell install`: the kernelspec, the nbconvert exporter, and the toolkit compiled, so that the first cell does not
//! wait for it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;

use super::in_process::build_toolkit;
use super::installed::{Installation, Installed};
use super::python::Python;
use super::{executable, exporter, kernelspec, toolchain, uninstall};
use crate::engine::choice::Preparation;

/// Where an installation is.
#[derive(Args)]
pub struct Target {
    /// For this user (this is the default).
    #[arg(long)]
    pub user: bool,
    /// Below this folder: DIR/share/jupyter/kernels.
    #[arg(long, value_name = "DIR", conflicts_with = "user")]
    pub prefix: Option<PathBuf>,
    /// In the environment of a Python (see --python).
    #[arg(long, conflicts_with_all = ["user", "prefix"])]
    pub sys_prefix: bool,
    /// The Python of the nbconvert exporter: a path or a name (default: python3).
    #[arg(long, value_name = "PYTHON")]
    pub python: Option<PathBuf>,
}

/// What `papercell install` can be told.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    target: Target,
    /// The same as `papercell uninstall`.
    #[arg(long)]
    uninstall: bool,
}

impl Target {
    /// Jupyter's data folder that is meant, and the Python, or why there is none.
    ///
    /// # Errors
    /// The Python that was named, or that the folder is asked of, is none.
    pub fn resolve(&self) -> anyhow::Result<(PathBuf, anyhow::Result<Python>)> {
        let python = Python::chosen(self.python.as_deref());
        let data = match (&self.prefix, self.sys_prefix) {
            (Some(prefix), _) => kernelspec::prefix_data(&std::path::absolute(prefix)?),
            (None, true) => match &python {
                Ok(python) => kernelspec::prefix_data(&python.prefix),
                Err(error) => anyhow::bail!("--sys-prefix needs a Python: {error:#}"),
            },
            (None, false) => std::path::absolute(kernelspec::user_data()?)?,
        };
        if self.python.is_some()
            && let Err(error) = python
        {
            return Err(error);
        }
        Ok((data, python))
    }
}

/// Runs the command.
///
/// # Errors
/// No permission, no room, no Rust toolchain, or no Python where one is asked for; the text says what to do.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    if arguments.uninstall {
        return uninstall::run_on(&arguments.target, false);
    }
    let (data, python) = arguments.target.resolve()?;
    toolchain::rustc_version()?;
    let executable = executable::put()?;
    say("executable", &executable.display().to_string());
    let folder = kernelspec::write(&data, &executable)?;
    say("kernelspec", &folder.display().to_string());
    // Before what may fail: what was put there can be taken away.
    note(&data, None)?;
    if let Some(python) = install_exporter(python, &executable)? {
        note(&data, Some(python))?;
    }
    build_toolkit(&Preparation::open()?)?;
    say("toolkit", "compiled; the first cell does not wait for it");
    Ok(ExitCode::SUCCESS)
}

fn note(data: &Path, exporter: Option<PathBuf>) -> anyhow::Result<()> {
    let data = data.to_owned();
    Installed::change(|installed| installed.add(Installation { data, exporter }))
}

/// The exporter is a help, not a need: what is in its way is said, and the installation goes on. Returns the Python that
/// has it now.
fn install_exporter(
    python: anyhow::Result<Python>,
    executable: &Path,
) -> anyhow::Result<Option<PathBuf>> {
    const ELSE: &str = "\n            nbconvert and JupyterLab need it for handouts (`papercell handout` does not): `papercell lab` brings its own, or name a virtual environment's Python that has nbconvert with --python";
    let python = match python {
        Ok(python) => python,
        Err(error) => {
            say("exporter", &format!("not installed: {error:#}{ELSE}"));
            return Ok(None);
        }
    };
    if let Some(obstacle) = exporter::obstacle(&python) {
        say("exporter", &format!("not installed: {obstacle}{ELSE}"));
        return Ok(None);
    }
    let there = exporter::is_installed(&python, executable);
    if !there {
        exporter::install(&python, executable, &[])?;
    }
    let how = match there {
        true => "there already, in",
        false => "jupyter nbconvert --to handout, in",
    };
    say("exporter", &format!("{how} {}", python.prefix.display()));
    Ok(Some(python.executable))
}

/// A line of what the command does.
pub fn say(what: &str, how: &str) {
    outln!("{what:<11} {how}");
}
