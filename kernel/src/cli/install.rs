//! `papercell install`: the kernelspec, the nbconvert exporter, and the toolkit compiled, so that the first cell does not
//! wait for it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::Args;

use super::in_process::build_toolkit;
use super::python::Python;
use super::{executable, exporter, kernelspec, toolchain};
use crate::engine::choice::Preparation;
use crate::places;

/// What `papercell install` can be told.
#[derive(Args)]
pub struct Arguments {
    /// For this user (this is the default).
    #[arg(long)]
    user: bool,
    /// Below this folder: DIR/share/jupyter/kernels.
    #[arg(long, value_name = "DIR", conflicts_with = "user")]
    prefix: Option<PathBuf>,
    /// Into the environment of a Python (see --python).
    #[arg(long, conflicts_with_all = ["user", "prefix"])]
    sys_prefix: bool,
    /// The Python that gets the nbconvert exporter: a path or a name (default: python3).
    #[arg(long, value_name = "PYTHON")]
    python: Option<PathBuf>,
    /// Remove what an installation has put there.
    #[arg(long)]
    uninstall: bool,
}

/// Runs the command.
///
/// # Errors
/// No permission, no room, no Rust toolchain, or no Python where one is asked for; the text says what to do.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let python = Python::chosen(arguments.python.as_deref());
    let data = match (&arguments.prefix, arguments.sys_prefix) {
        (Some(prefix), _) => kernelspec::prefix_data(&std::path::absolute(prefix)?),
        (None, true) => match &python {
            Ok(python) => kernelspec::prefix_data(&python.prefix),
            Err(error) => anyhow::bail!("--sys-prefix needs a Python: {error:#}"),
        },
        (None, false) => kernelspec::user_data()?,
    };
    if arguments.python.is_some()
        && let Err(error) = python
    {
        return Err(error);
    }
    if arguments.uninstall {
        let everything = arguments.user || (arguments.prefix.is_none() && !arguments.sys_prefix);
        uninstall(&data, python.ok().as_ref(), everything)?;
        return Ok(ExitCode::SUCCESS);
    }
    toolchain::rustc_version()?;
    let executable = executable::put()?;
    say("executable", &executable.display().to_string());
    let folder = kernelspec::write(&data, &executable)?;
    say("kernelspec", &folder.display().to_string());
    install_exporter(python, &executable)?;
    build_toolkit(&Preparation::open()?)?;
    say("toolkit", "compiled; the first cell does not wait for it");
    Ok(ExitCode::SUCCESS)
}

/// The exporter is a help, not a need: what is in its way is said, and the installation goes on.
fn install_exporter(python: anyhow::Result<Python>, executable: &Path) -> anyhow::Result<()> {
    const ELSE: &str = "\n            handouts need it: `papercell lab` brings its own, or name a virtual environment's Python that has nbconvert with --python";
    let python = match python {
        Ok(python) => python,
        Err(error) => {
            say("exporter", &format!("not installed: {error:#}{ELSE}"));
            return Ok(());
        }
    };
    if let Some(obstacle) = exporter::obstacle(&python) {
        say("exporter", &format!("not installed: {obstacle}{ELSE}"));
        return Ok(());
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
    Ok(())
}

fn uninstall(data: &Path, python: Option<&Python>, everything: bool) -> anyhow::Result<()> {
    match kernelspec::remove(data)? {
        true => say("kernelspec", &format!("removed from {}", data.display())),
        false => say(
            "kernelspec",
            &format!("there is none in {}", data.display()),
        ),
    }
    if let Some(python) = python.filter(|python| python.exporter.is_some()) {
        exporter::uninstall(python)?;
        say(
            "exporter",
            &format!("removed from {}", python.prefix.display()),
        );
    }
    if everything {
        for folder in [places::data()?, places::cache()?] {
            remove_ours(&folder)?;
        }
    }
    Ok(())
}

/// What Papercell keeps in its folders, besides virtual environments.
const OURS: [&str; 6] = [
    "bin",
    "cells",
    "environments",
    "runtimes",
    "sessions",
    "toolchains",
];

/// Removes what Papercell keeps in a folder, and the folder if nothing else is in it.
fn remove_ours(folder: &Path) -> anyhow::Result<()> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Ok(());
    };
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let ours = OURS.contains(&name.as_str()) || name.starts_with("venv-");
        if ours {
            std::fs::remove_dir_all(entry.path())
                .with_context(|| format!("cannot remove {}", entry.path().display()))?;
            say("removed", &entry.path().display().to_string());
        }
    }
    // Something else is in it: that is not ours.
    let _ = std::fs::remove_dir(folder);
    Ok(())
}

fn say(what: &str, how: &str) {
    println!("{what:<11} {how}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_ours_is_removed() {
        let folder = tempfile::tempdir().unwrap();
        for name in OURS.into_iter().chain(["venv-0a1b", "target", "notes"]) {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        remove_ours(folder.path()).unwrap();
        let entries = std::fs::read_dir(folder.path()).unwrap();
        let mut left: Vec<_> = entries.map(|entry| entry.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["notes", "target"]);
        remove_ours(&folder.path().join("nowhere")).unwrap();
    }
}
