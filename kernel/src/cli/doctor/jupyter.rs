//! The doctor on the front ends: the kernelspec, JupyterLab, handouts.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::Finding;
use crate::cli::python::Python;
use crate::cli::{exporter, kernelspec, toolchain};
use crate::places;

const INSTALL: &str = "papercell install";
const LAB: &str = "papercell lab";

/// The Pythons that matter.
struct Pythons {
    /// The `python3` of PATH.
    usual: anyhow::Result<Python>,
    /// Those of `papercell lab`.
    lab: Vec<Python>,
}

impl Pythons {
    fn find() -> Pythons {
        let lab = lab_environments()
            .into_iter()
            .flat_map(|prefix| Python::probe(&prefix.join("bin/python")));
        Pythons {
            usual: Python::chosen(None),
            lab: lab.collect(),
        }
    }

    /// All that were found; JupyterLab's own come first.
    fn all(&self) -> impl Iterator<Item = &Python> {
        self.lab.iter().chain(&self.usual)
    }
}

pub(super) fn findings() -> Vec<Finding> {
    let pythons = Pythons::find();
    vec![
        spec(&pythons),
        python(),
        lab(&pythons),
        widgets(&pythons),
        handouts(&pythons),
        pdf(),
    ]
}

fn spec(pythons: &Pythons) -> Finding {
    const WHAT: &str = "kernelspec";
    let found: Vec<PathBuf> = data_folders(pythons)
        .iter()
        .map(|data| kernelspec::folder(data))
        .filter(|folder| folder.join("kernel.json").is_file())
        .collect();
    if found.is_empty() {
        return Finding::missing(WHAT, "none: front ends do not know the kernel", INSTALL);
    }
    for folder in &found {
        let starts = kernelspec::executable(folder).filter(|exe| toolchain::is_executable(exe));
        let Some(executable) = starts else {
            return Finding::broken(
                WHAT,
                format!("{} names an executable that is not there", folder.display()),
                mend(folder, pythons),
            );
        };
        let (theirs, ours) = (version(&executable), env!("CARGO_PKG_VERSION"));
        if theirs.as_deref() != Some(ours) {
            return Finding::missing(
                WHAT,
                format!(
                    "{} starts {}, which is {}; this is {ours}",
                    folder.display(),
                    executable.display(),
                    theirs.unwrap_or_else(|| "no Papercell that runs".to_owned())
                ),
                mend(folder, pythons),
            );
        }
    }
    let names: Vec<String> = found
        .iter()
        .map(|folder| folder.display().to_string())
        .collect();
    Finding::ok(WHAT, names.join("\n"))
}

/// The installation that writes the kernelspec in this folder.
fn mend(folder: &Path, pythons: &Pythons) -> String {
    let is = |data: &Path| kernelspec::folder(data) == folder;
    let of = |python: &Python| is(&kernelspec::prefix_data(&python.prefix));
    if pythons.lab.iter().any(of) {
        return LAB.to_owned();
    }
    if kernelspec::user_data().is_ok_and(|data| is(&data)) {
        return INSTALL.to_owned();
    }
    // PREFIX/share/jupyter/kernels/papercell
    match folder.ancestors().nth(4) {
        Some(prefix) => format!("{INSTALL} --prefix {}", prefix.display()),
        None => INSTALL.to_owned(),
    }
}

/// What an executable says to `--version`.
fn version(executable: &Path) -> Option<String> {
    let output = Command::new(executable)
        .arg("--version")
        .stdin(Stdio::null())
        .output()
        .ok()?;
    let said = String::from_utf8_lossy(&output.stdout);
    Some(said.trim().strip_prefix("papercell ")?.to_owned())
}

/// Where Jupyter looks for kernels, as far as it can be known without asking it.
fn data_folders(pythons: &Pythons) -> Vec<PathBuf> {
    let named = std::env::var_os("JUPYTER_PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = std::env::split_paths(&named).collect();
    folders.extend(kernelspec::user_data());
    let prefixes = pythons.usual.iter().chain(&pythons.lab);
    folders.extend(prefixes.map(|python| kernelspec::prefix_data(&python.prefix)));
    folders.extend(["/usr/local", "/usr"].map(|prefix| kernelspec::prefix_data(Path::new(prefix))));
    folders.retain(|folder| !folder.as_os_str().is_empty());
    let mut seen = std::collections::HashSet::new();
    folders.retain(|folder| seen.insert(folder.clone()));
    folders
}

fn python() -> Finding {
    const WHAT: &str = "Python";
    match Python::for_environment(None) {
        Ok(python) => {
            let version = python.version.map(|number| number.to_string()).join(".");
            Finding::ok(WHAT, format!("{version}, {}", python.executable.display()))
        }
        Err(error) => Finding::missing(
            WHAT,
            format!("{error:#}"),
            "sudo apt install python3 python3-venv (Fedora: sudo dnf install python3; macOS: brew install python)",
        ),
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

fn lab(pythons: &Pythons) -> Finding {
    const WHAT: &str = "JupyterLab";
    let found = pythons
        .all()
        .find_map(|python| Some((python.jupyterlab.as_ref()?, &python.prefix)));
    match found {
        Some((version, prefix)) => Finding::ok(WHAT, format!("{version}, in {}", prefix.display())),
        None => Finding::missing(WHAT, "not installed", LAB),
    }
}

fn widgets(pythons: &Pythons) -> Finding {
    const WHAT: &str = "ipywidgets";
    let mut labs = pythons.all().filter(|python| python.jupyterlab.is_some());
    let Some(python) = labs.next() else {
        return Finding::missing(WHAT, "they need JupyterLab, which is not installed", LAB);
    };
    match &python.widgets {
        Some(version) => Finding::ok(
            WHAT,
            format!(
                "JupyterLab shows them: jupyterlab_widgets {version}, in {}",
                python.prefix.display()
            ),
        ),
        None => Finding::missing(
            WHAT,
            "JupyterLab lacks jupyterlab_widgets, which shows them",
            format!(
                "{} -m pip install jupyterlab_widgets",
                python.executable.display()
            ),
        ),
    }
}

fn handouts(pythons: &Pythons) -> Finding {
    const WHAT: &str = "handouts";
    let mut with = pythons.all().filter(|python| python.exporter.is_some());
    if let Some(python) = with.next() {
        return Finding::ok(
            WHAT,
            format!("nbconvert has the exporter, in {}", python.prefix.display()),
        );
    }
    let obstacle = pythons.all().last().and_then(exporter::obstacle);
    match obstacle {
        Some(obstacle) => Finding::missing(WHAT, obstacle, LAB),
        None => Finding::missing(WHAT, "nbconvert has no exporter for handouts", INSTALL),
    }
}

fn pdf() -> Finding {
    const NAMES: [&str; 6] = [
        "chromium",
        "chromium-browser",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
        "msedge",
    ];
    match NAMES.iter().find_map(|name| toolchain::find(name)) {
        Some(path) => Finding::ok(
            "PDF",
            format!("handouts can be printed by {}", path.display()),
        ),
        None => Finding::missing(
            "PDF",
            "no Chromium; print handouts from any browser",
            "sudo apt install chromium (Fedora: sudo dnf install chromium; macOS: brew install --cask chromium)",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kernelspec_is_mended_where_it_stands() {
        let pythons = Pythons {
            usual: Err(anyhow::anyhow!("none")),
            lab: Vec::new(),
        };
        let folder = kernelspec::folder(&kernelspec::prefix_data(Path::new("/opt/jupyter")));
        assert_eq!(
            mend(&folder, &pythons),
            "papercell install --prefix /opt/jupyter"
        );
        let folder = kernelspec::folder(&kernelspec::user_data().unwrap());
        assert_eq!(mend(&folder, &pythons), "papercell install");
    }

    #[test]
    fn what_is_no_papercell_has_no_version() {
        assert_eq!(version(Path::new("/bin/true")), None);
        assert_eq!(version(Path::new("/nowhere/papercell")), None);
    }
}
