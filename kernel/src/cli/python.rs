//! A Python: what it has, and its pip. Papercell needs one for JupyterLab and nbconvert, never for cells.

use std::io::{BufRead, BufReader, Read, Seek};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, bail, ensure};
use serde::Deserialize;

use super::toolchain;

/// The oldest Python that the pinned packages run on: major, minor.
pub const OLDEST: [u32; 2] = [3, 10];

/// Where a Python may be, by name, the user's choice first.
const NAMES: [&str; 7] = [
    "python3",
    "python",
    "python3.14",
    "python3.13",
    "python3.12",
    "python3.11",
    "python3.10",
];

/// Asked of a Python; imports nothing that is not in its standard library.
const PROBE: &str = r#"
import importlib.metadata, importlib.util, json, os, sys, sysconfig
def version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None
spec = importlib.util.find_spec("papercell_handout")
stamp = os.path.join(os.path.dirname(spec.origin), "fingerprint.txt") if spec and spec.origin else ""
print(json.dumps({
    "executable": sys.executable,
    "version": list(sys.version_info[:3]),
    "prefix": sys.prefix,
    "makes_environments": all(map(importlib.util.find_spec, ("venv", "ensurepip"))),
    "pip": importlib.util.find_spec("pip") is not None,
    "flit_core": version("flit_core") is not None,
    "nbconvert": version("nbconvert"),
    "jupyterlab": version("jupyterlab"),
    "widgets": version("jupyterlab_widgets"),
    "exporter": open(stamp).read().strip() if os.path.isfile(stamp) else None,
    "managed": sys.prefix == sys.base_prefix and os.path.isfile(os.path.join(sysconfig.get_path("stdlib"), "EXTERNALLY-MANAGED")),
}))
"#;

/// What a Python said of itself.
#[derive(Debug, Clone, Deserialize)]
pub struct Python {
    /// Its path.
    pub executable: PathBuf,
    /// Major, minor, micro.
    pub version: [u32; 3],
    /// `sys.prefix`: where its packages and kernelspecs are.
    pub prefix: PathBuf,
    /// Has it the modules `venv` and `ensurepip`?
    pub makes_environments: bool,
    /// Has it pip?
    pub pip: bool,
    /// Has it what builds the exporter's package?
    pub flit_core: bool,
    /// The version of nbconvert.
    pub nbconvert: Option<String>,
    /// The version of JupyterLab.
    pub jupyterlab: Option<String>,
    /// The version of what shows ipywidgets in JupyterLab.
    pub widgets: Option<String>,
    /// Which exporter is installed: its fingerprint.
    pub exporter: Option<String>,
    /// Does the system's package manager own it, so that pip may not change it?
    pub managed: bool,
}

impl Python {
    /// Asks the Python of this name or path.
    ///
    /// # Errors
    /// It is not there, or does not run.
    pub fn probe(name: &Path) -> anyhow::Result<Python> {
        let output = Command::new(name)
            .args(["-c", PROBE])
            // Python looks for modules in the current folder first.
            .current_dir("/")
            .stdin(Stdio::null())
            .output()
            .with_context(|| format!("{} does not run", name.display()))?;
        let said = String::from_utf8_lossy(&output.stderr);
        ensure!(
            output.status.success(),
            "{} is no Python 3.8 or later: {}",
            name.display(),
            said.lines().last().unwrap_or_default()
        );
        serde_json::from_slice(&output.stdout)
            .with_context(|| format!("{} did not answer as Python does", name.display()))
    }

    /// The Python that the user named, else the `python3` of PATH.
    ///
    /// # Errors
    /// As [`Python::probe`]; the text says what to do.
    pub fn chosen(named: Option<&Path>) -> anyhow::Result<Python> {
        match named {
            // A path from here; a plain name is looked for on PATH.
            Some(named) if named.components().count() > 1 => {
                Python::probe(&std::path::absolute(named)?)
            }
            Some(named) => Python::probe(named),
            None => {
                let found = NAMES[..2].iter().find_map(|name| toolchain::find(name));
                Python::probe(&found.context("there is no python3 on PATH")?)
            }
        }
    }

    /// A Python that can make the environment of JupyterLab: the one that the user named, else the first on PATH that can.
    ///
    /// # Errors
    /// There is none; the text says what each lacks, and what to do.
    pub fn for_environment(named: Option<&Path>) -> anyhow::Result<Python> {
        if let Some(named) = named {
            let python = Python::chosen(Some(named))?;
            return match python.lacks() {
                None => Ok(python),
                Some(lack) => bail!("{} {lack}", python.executable.display()),
            };
        }
        let mut lacking = Vec::new();
        for name in NAMES.iter().filter_map(|name| toolchain::find(name)) {
            match Python::probe(&name).map(|python| (python.lacks(), python)) {
                Ok((None, python)) => return Ok(python),
                Ok((Some(lack), _)) => lacking.push(format!("{} {lack}", name.display())),
                Err(error) => lacking.push(format!("{error:#}")),
            }
        }
        lacking.dedup();
        let [major, minor] = OLDEST;
        match lacking.is_empty() {
            true => bail!(
                "there is no python3 on PATH; JupyterLab needs Python {major}.{minor} or later (cells and `papercell run` need none)"
            ),
            false => bail!(
                "no Python here can run JupyterLab:\n  {}",
                lacking.join("\n  ")
            ),
        }
    }

    /// Why it cannot make the environment of JupyterLab.
    fn lacks(&self) -> Option<String> {
        let [major, minor] = OLDEST;
        if self.version[..2] < OLDEST[..] {
            let version = self.version.map(|number| number.to_string()).join(".");
            return Some(format!(
                "is Python {version}; {major}.{minor} or later is needed (--python chooses another)"
            ));
        }
        (!self.makes_environments).then(|| {
            "cannot make virtual environments: it lacks the module venv or ensurepip (Debian and Ubuntu: apt install python3-venv)".to_owned()
        })
    }

    /// Runs its pip; `note` hears what pip is at.
    ///
    /// # Errors
    /// pip fails: its last words, and a guess at the reason.
    pub fn pip(&self, arguments: &[&str], mut note: impl FnMut(&str)) -> anyhow::Result<()> {
        let mut errors = tempfile::tempfile()?;
        let mut child = Command::new(&self.executable)
            .args([
                "-m",
                "pip",
                "--disable-pip-version-check",
                "--no-input",
                "--retries",
                "2",
            ])
            .args(arguments)
            .env("PYTHONWARNINGS", "ignore")
            .current_dir("/")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors.try_clone()?)
            .spawn()
            .with_context(|| format!("{} does not run", self.executable.display()))?;
        for line in child
            .stdout
            .take()
            .map(BufReader::new)
            .into_iter()
            .flat_map(BufRead::lines)
        {
            note(line?.trim());
        }
        if child.wait()?.success() {
            return Ok(());
        }
        errors.rewind()?;
        let mut said = Vec::new();
        errors.read_to_end(&mut said)?;
        bail!("{}", pip_error(&String::from_utf8_lossy(&said)))
    }
}

/// pip's last words, and what they mean.
fn pip_error(said: &str) -> String {
    let no_network = [
        "Failed to establish a new connection",
        "NewConnectionError",
        "Name or service not known",
        "name resolution",
        "ConnectTimeout",
        "NameResolutionError",
    ];
    let advice = match () {
        () if no_network.iter().any(|words| said.contains(words)) => {
            "it seems that the package index cannot be reached; check the network (or pip's index and proxy settings) and try again"
        }
        () if said.contains("No space left on device") => "the disk is full",
        () if said.contains("externally-managed-environment") => {
            "this Python belongs to the system's package manager; make a virtual environment and name its Python with --python"
        }
        () => "pip could not do it",
    };
    let lines: Vec<&str> = said
        .lines()
        .filter(|line| !line.trim().is_empty() && !line.starts_with("WARNING: Retrying"))
        .collect();
    let tail = lines.len().saturating_sub(8);
    format!("{advice}. pip said:\n  {}", lines[tail..].join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn python() -> Python {
        Python {
            executable: PathBuf::from("/usr/bin/python3"),
            version: [3, 12, 1],
            prefix: PathBuf::from("/usr"),
            makes_environments: true,
            pip: true,
            flit_core: false,
            nbconvert: None,
            jupyterlab: None,
            widgets: None,
            exporter: None,
            managed: false,
        }
    }

    #[test]
    fn a_python_that_lacks_something_says_what() {
        assert_eq!(python().lacks(), None);
        let old = Python {
            version: [3, 9, 2],
            ..python()
        };
        assert!(
            old.lacks()
                .unwrap()
                .contains("is Python 3.9.2; 3.10 or later is needed")
        );
        let bare = Python {
            makes_environments: false,
            ..python()
        };
        assert!(bare.lacks().unwrap().contains("apt install python3-venv"));
    }

    #[test]
    fn what_pip_said_is_told_with_a_reason() {
        let said = "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError(\"...\")'\n\nERROR: No matching distribution found for jupyterlab\n";
        let error = pip_error(said);
        assert!(
            error.starts_with("it seems that the package index cannot be reached"),
            "{error}"
        );
        assert!(
            error.ends_with("pip said:\n  ERROR: No matching distribution found for jupyterlab"),
            "{error}"
        );
    }

    #[test]
    fn what_is_no_python_is_refused() {
        let error = Python::probe(Path::new("/bin/false")).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("/bin/false is no Python 3.8 or later"),
            "{error}"
        );
        let error = Python::probe(Path::new("/nowhere/python3")).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("/nowhere/python3 does not run"),
            "{error}"
        );
    }
}
