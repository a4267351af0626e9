//! `papercell doctor`: what is there, what is missing, how to get it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use super::python::Python;
use super::{exporter, kernelspec, style, toolchain};
use crate::engine::native::environment::{Environment, Runtime, Toolchain};
use crate::engine::native::probe;
use crate::places;

/// One line of the report.
struct Finding {
    what: &'static str,
    state: State,
    text: String,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// It is there.
    Good,
    /// It is missing; cells run without it.
    Missing,
    /// Without it no cell runs.
    Broken,
}

/// Runs the command. It ends with 1 when cells cannot run.
pub fn run() -> ExitCode {
    let findings = [
        rust(),
        linker(),
        runtime(),
        types(),
        toolkit(),
        spec(),
        python(),
        lab(),
        handouts(),
        pdf(),
    ];
    for finding in &findings {
        print!("{}", line(finding));
    }
    let broken = findings
        .iter()
        .any(|finding| finding.state == State::Broken);
    println!(
        "\n{}",
        match broken {
            true => "Cells cannot run.",
            false => "Cells can run.",
        }
    );
    ExitCode::from(u8::from(broken))
}

fn line(finding: &Finding) -> String {
    let (mark, colour) = match finding.state {
        State::Good => ("ok     ", "32"),
        State::Missing => ("missing", "33"),
        State::Broken => ("broken ", "31"),
    };
    let mark = match style::colours() {
        true => format!("\u{1b}[{colour}m{mark}\u{1b}[0m"),
        false => mark.to_owned(),
    };
    format!("{mark}  {:<11} {}\n", finding.what, finding.text)
}

impl Finding {
    fn good(what: &'static str, text: String) -> Finding {
        Finding {
            what,
            state: State::Good,
            text,
        }
    }

    fn missing(what: &'static str, text: String) -> Finding {
        Finding {
            what,
            state: State::Missing,
            text,
        }
    }

    fn broken(what: &'static str, text: String) -> Finding {
        Finding {
            what,
            state: State::Broken,
            text,
        }
    }
}

fn rust() -> Finding {
    let cargo = toolchain::find("cargo");
    match (toolchain::rustc_version(), toolchain::find("rustc"), cargo) {
        (Ok(_), _, None) => {
            Finding::broken("Rust", format!("there is no cargo: {}", toolchain::HOW))
        }
        (Ok(version), Some(rustc), _) => {
            Finding::good("Rust", format!("{version}, {}", rustc.display()))
        }
        (Ok(version), None, _) => Finding::good("Rust", version),
        (Err(error), ..) => Finding::broken("Rust", format!("{error:#}")),
    }
}

fn linker() -> Finding {
    match toolchain::compile_and_link() {
        Ok(()) => Finding::good("linker", "a library compiles and links".to_owned()),
        Err(error) => Finding::broken("linker", format!("{error:#}")),
    }
}

/// It is compiled for this, as the first kernel would do: where that works, cells compile.
fn runtime() -> Finding {
    match Toolchain::find().and_then(|toolchain| Runtime::open(&toolchain)) {
        Ok(runtime) => Finding::good(
            "runtime",
            format!("compiled, {}", runtime.library.display()),
        ),
        Err(error) => Finding::broken("runtime", format!("{error:#}")),
    }
}

/// A variable lives on only when its type is known, and rustc tells it in a text without a promise.
fn types() -> Finding {
    match Toolchain::find().and_then(probe::types_are_known) {
        Ok(()) => Finding::good(
            "types",
            "the compiler tells the types of variables".to_owned(),
        ),
        Err(error) => Finding::broken("types", format!("{error:#}")),
    }
}

fn toolkit() -> Finding {
    match Toolchain::find().and_then(|toolchain| Environment::has_toolkit(&toolchain)) {
        Ok(true) => Finding::good("toolkit", "compiled for this toolchain".to_owned()),
        Ok(false) => Finding::missing(
            "toolkit",
            "not compiled for this toolchain; the first cell will wait for it, or `papercell install` does it now".to_owned(),
        ),
        Err(error) => Finding::broken("toolkit", format!("{error:#}")),
    }
}

fn spec() -> Finding {
    let found: Vec<PathBuf> = data_folders()
        .iter()
        .map(|data| kernelspec::folder(data))
        .filter(|folder| folder.join("kernel.json").is_file())
        .collect();
    let Some(folder) = found.first() else {
        return Finding::missing(
            "kernelspec",
            "none; `papercell install` writes it".to_owned(),
        );
    };
    let starts = kernelspec::executable(folder).filter(|exe| toolchain::is_executable(exe));
    match starts {
        Some(_) => Finding::good("kernelspec", list(&found)),
        None => Finding::missing(
            "kernelspec",
            format!(
                "{} names an executable that is not there; `papercell install` puts it right",
                folder.display()
            ),
        ),
    }
}

/// Where Jupyter looks for kernels, as far as it can be known without asking it.
fn data_folders() -> Vec<PathBuf> {
    let named = std::env::var_os("JUPYTER_PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&named).collect();
    folders.extend(kernelspec::user_data());
    if let Ok(python) = Python::chosen(None) {
        folders.push(kernelspec::prefix_data(&python.prefix));
    }
    folders.extend(
        lab_environments()
            .iter()
            .map(|prefix| kernelspec::prefix_data(prefix)),
    );
    folders.extend(["/usr/local", "/usr"].map(|prefix| kernelspec::prefix_data(Path::new(prefix))));
    folders.retain(|folder| !folder.as_os_str().is_empty());
    let mut seen = std::collections::HashSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    folders
}

fn list(folders: &[PathBuf]) -> String {
    let names: Vec<String> = folders
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    names.join(", ")
}

fn python() -> Finding {
    match Python::for_environment(None) {
        Ok(python) => {
            let version = python.version.map(|number| number.to_string()).join(".");
            Finding::good(
                "Python",
                format!("{version}, {}", python.executable.display()),
            )
        }
        Err(error) => Finding::missing("Python", format!("{error:#}")),
    }
}

/// The environments of `papercell lab`.
fn lab_environments() -> Vec<PathBuf> {
    let Ok(data) = places::data() else {
        return Vec::new();
    };
    let entries = std::fs::read_dir(data).into_iter().flatten().flatten();
    let complete = entries.map(|entry| entry.path()).filter(|prefix| {
        let name = prefix.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with("venv-") && prefix.join("complete").is_file()
    });
    complete.collect()
}

fn lab() -> Finding {
    if let Some(prefix) = lab_environments().first() {
        return Finding::good("JupyterLab", format!("in {}", prefix.display()));
    }
    match Python::chosen(None).map(|python| (python.jupyterlab, python.executable)) {
        Ok((Some(version), python)) => {
            Finding::good("JupyterLab", format!("{version}, of {}", python.display()))
        }
        _ => Finding::missing(
            "JupyterLab",
            "not installed; `papercell lab` installs it into an environment of its own".to_owned(),
        ),
    }
}

fn handouts() -> Finding {
    let own = lab_environments()
        .into_iter()
        .map(|prefix| prefix.join("bin/python"));
    let pythons: Vec<Python> = own
        .map(|python| Python::probe(&python))
        .chain([Python::chosen(None)])
        .flatten()
        .collect();
    if let Some(python) = pythons.iter().find(|python| python.exporter.is_some()) {
        return Finding::good(
            "handouts",
            format!("nbconvert has the exporter, in {}", python.prefix.display()),
        );
    }
    let obstacle = pythons.last().and_then(exporter::obstacle);
    let obstacle = obstacle.unwrap_or_else(|| "nbconvert has no exporter for handouts".to_owned());
    Finding::missing(
        "handouts",
        format!(
            "{obstacle}; `papercell lab` brings both, or `papercell install --python PYTHON` installs the exporter"
        ),
    )
}

fn pdf() -> Finding {
    let names = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "msedge",
    ];
    match names.iter().find_map(|name| toolchain::find(name)) {
        Some(path) => Finding::good(
            "PDF",
            format!("handouts can be printed by {}", path.display()),
        ),
        None => Finding::missing(
            "PDF",
            "no Chromium; print handouts from any browser".to_owned(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_it_stands() {
        let finding = Finding::missing(
            "kernelspec",
            "none; `papercell install` writes it".to_owned(),
        );
        assert_eq!(
            crate::cli::style::plain(&line(&finding)),
            "missing  kernelspec  none; `papercell install` writes it\n"
        );
    }

    #[test]
    fn the_machine_that_runs_this_can_compile_and_link() {
        assert_eq!(rust().state, State::Good, "{}", rust().text);
        assert_eq!(linker().state, State::Good, "{}", linker().text);
        assert_eq!(runtime().state, State::Good, "{}", runtime().text);
    }
}
