//! `papercell uninstall`: takes away what `papercell install` has put there, and says what stays; with `--all`, that too.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args;
use indicatif::HumanBytes;

use super::install::{Target, say};
use super::installed::{Installation, Installed};
use super::python::Python;
use super::{caches, clean, executable, exporter, kernelspec};
use crate::places;

/// What `papercell uninstall` can be told.
#[derive(Args)]
pub struct Arguments {
    #[command(flatten)]
    target: Target,
    /// Every installation of this user, JupyterLab's environment, and all caches.
    #[arg(long)]
    all: bool,
}

/// Runs the command.
///
/// # Errors
/// No permission, or the kernelspec is another kernel's; the text says what to do.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    run_on(&arguments.target, arguments.all)
}

/// Takes away the installation that is meant; with `all`, everything.
///
/// # Errors
/// As [`run`].
pub fn run_on(target: &Target, all: bool) -> anyhow::Result<ExitCode> {
    let (data, python) = target.resolve()?;
    let known = Installed::read()?.installations;
    let mut going: Vec<Installation> = known
        .into_iter()
        .filter(|known| all || known.data == data)
        .collect();
    if going.iter().all(|known| known.data != data) {
        let exporter = None;
        going.push(Installation { data, exporter });
    }
    for installation in &mut going {
        if installation.exporter.is_none() || target.python.is_some() {
            installation.exporter = python.as_ref().ok().and_then(own_exporter);
        }
        take_away(installation)?;
    }
    let left = match all {
        true => Vec::new(),
        false => starters(),
    };
    for place in &left {
        say("kept", &format!("the executable, for {}", place.display()));
    }
    if left.is_empty() {
        remove_executable()?;
    }
    if all {
        for prefix in environments()? {
            let bytes = caches::size(&prefix);
            std::fs::remove_dir_all(&prefix)?;
            clean::say_removed(&prefix, bytes);
        }
    }
    let code = match all {
        true => clean::everything()?,
        false => say_what_stays()?,
    };
    let history = places::history()?;
    if history.exists() {
        let text = format!(
            "the history of your cells, {}; nothing but you removes it",
            history.display()
        );
        say("stays", &text);
    }
    // Something else is in it: that is not ours.
    let _ = std::fs::remove_dir(places::data()?);
    Ok(code)
}

fn take_away(installation: &Installation) -> anyhow::Result<()> {
    let data = &installation.data;
    match kernelspec::remove(data)? {
        true => say("kernelspec", &format!("removed from {}", data.display())),
        false => say(
            "kernelspec",
            &format!("there is none in {}", data.display()),
        ),
    }
    let others = Installed::read()?.installations;
    let python = installation.exporter.as_ref().filter(|python| {
        let mut others = others.iter().filter(|other| other.data != *data);
        others.all(|other| other.exporter.as_ref() != Some(python))
    });
    if let Some(python) = python {
        match Python::probe(python) {
            Ok(python) if python.exporter.is_some() => {
                exporter::uninstall(&python)?;
                let prefix = python.prefix.display();
                say("exporter", &format!("removed from {prefix}"));
            }
            // It was removed by hand, or its Python was.
            _ => say("exporter", &format!("{} has none", python.display())),
        }
    }
    Installed::change(|installed| {
        installed.take(data);
    })
}

/// The Python, if it has an exporter that `papercell install` may have put there: that of `papercell lab` is not.
fn own_exporter(python: &Python) -> Option<PathBuf> {
    let lab = places::data().is_ok_and(|data| python.prefix.starts_with(data));
    let has = python.exporter.is_some() && !lab;
    has.then(|| python.executable.clone())
}

/// The kernelspecs that start the executable.
fn starters() -> Vec<PathBuf> {
    let installed = Installed::read().unwrap_or_default().installations;
    let installed = installed.into_iter().map(|known| known.data);
    let lab = environments().unwrap_or_default().into_iter();
    let lab = lab.map(|prefix| kernelspec::prefix_data(&prefix));
    let place = executable::place().ok();
    installed
        .chain(lab)
        .map(|data| kernelspec::folder(&data))
        .filter(|folder| kernelspec::executable(folder) == place)
        .collect()
}

fn remove_executable() -> anyhow::Result<()> {
    let removed = executable::remove()?;
    for path in removed.gone {
        say("executable", &format!("removed {}", path.display()));
    }
    for path in removed.running {
        let path = path.display();
        say(
            "kept",
            &format!("{path}: a kernel runs it; uninstall again when it has ended"),
        );
    }
    Ok(())
}

/// The environments of `papercell lab`.
fn environments() -> anyhow::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(places::data()?).into_iter().flatten();
    let paths = entries.flatten().map(|entry| entry.path());
    Ok(paths.filter(|path| is_environment(path)).collect())
}

fn is_environment(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with("venv-") && path.join("pyvenv.cfg").is_file()
}

fn say_what_stays() -> anyhow::Result<ExitCode> {
    let mut bytes = 0;
    for cache in caches::all()? {
        bytes += caches::size(&cache.folder);
    }
    if bytes > 0 {
        let folder = places::cache()?;
        let text = format!(
            "{} of caches in {} (compiled cells and crates); `papercell clean` removes them",
            HumanBytes(bytes),
            folder.display()
        );
        say("stays", &text);
    }
    for prefix in environments()? {
        let text = format!(
            "{} of JupyterLab's environment in {}; `papercell uninstall --all` removes it too",
            HumanBytes(caches::size(&prefix)),
            prefix.display()
        );
        say("stays", &text);
    }
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_virtual_environments_of_ours_are_taken_for_such() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["venv-0a1b", "venv-notes", "notes"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        std::fs::write(folder.path().join("venv-0a1b/pyvenv.cfg"), "").unwrap();
        std::fs::write(folder.path().join("notes/pyvenv.cfg"), "").unwrap();
        let ours = |name: &str| is_environment(&folder.path().join(name));
        assert!(ours("venv-0a1b"));
        assert!(!ours("venv-notes") && !ours("notes") && !ours("nowhere"));
    }
}
