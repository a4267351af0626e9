//! The nbconvert exporter (`jupyter nbconvert --to handout`), installed into a Python.

use std::path::Path;

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::assets;
use super::progress::Spinner;
use super::python::Python;

/// The pip package, and the module in it.
const PACKAGE: &str = "papercell-handout";
const MODULE: &str = "papercell_handout";

/// Why it cannot be installed into a Python, if it cannot.
pub fn obstacle(python: &Python) -> Option<String> {
    let path = python.executable.display();
    if python.nbconvert.is_none() {
        return Some(format!("{path} has no nbconvert"));
    }
    if !python.pip {
        return Some(format!("{path} has no pip"));
    }
    python
        .managed
        .then(|| format!("{path} belongs to the system's package manager"))
}

/// Is this very exporter installed, and does `executable` make its pages?
pub fn is_installed(python: &Python, executable: &Path) -> bool {
    python.exporter.as_ref() == Some(&fingerprint(executable))
}

/// Installs the exporter, with progress; `executable` will make its pages. `options` go to pip's `install`.
///
/// # Errors
/// pip fails: what it said.
pub fn install(python: &Python, executable: &Path, options: &[&str]) -> anyhow::Result<()> {
    let spinner = Spinner::start("Installing the nbconvert exporter");
    let folder = tempfile::tempdir()?;
    stage(folder.path(), executable, &fingerprint(executable))?;
    let source = folder.path().to_string_lossy().into_owned();
    let mut arguments = vec!["install"];
    if python.flit_core {
        // Else pip fetches what builds the package.
        arguments.push("--no-build-isolation");
    }
    arguments.extend(options);
    arguments.push(&source);
    python
        .pip(&arguments, |line| spinner.note(line))
        .context("the nbconvert exporter cannot be installed")
}

/// Removes the exporter.
///
/// # Errors
/// pip fails: what it said.
pub fn uninstall(python: &Python) -> anyhow::Result<()> {
    python.pip(&["uninstall", "--yes", PACKAGE], |_| ())
}

/// Writes the package's source: the embedded one, and which executable makes the pages.
fn stage(folder: &Path, executable: &Path, fingerprint: &str) -> anyhow::Result<()> {
    let module = folder.join(MODULE);
    assets::write(&assets::HANDOUT, folder)?;
    std::fs::write(
        module.join("papercell-bin.txt"),
        format!("{}\n", executable.display()),
    )?;
    std::fs::write(module.join("fingerprint.txt"), format!("{fingerprint}\n"))?;
    Ok(())
}

/// Names this exporter with this executable.
fn fingerprint(executable: &Path) -> String {
    let mut hash = Sha256::new();
    assets::hash(&assets::HANDOUT, &mut hash);
    hash.update(executable.to_string_lossy().as_bytes());
    hex::encode(hash.finalize())[..16].to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_staged_package_is_complete() {
        let folder = tempfile::tempdir().unwrap();
        stage(folder.path(), Path::new("/bin/papercell"), "abc").unwrap();
        let read = |file: &str| std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(read("pyproject.toml").contains("name = \"papercell-handout\""));
        assert_eq!(
            read("papercell_handout/papercell-bin.txt"),
            "/bin/papercell\n"
        );
        assert_eq!(read("papercell_handout/fingerprint.txt"), "abc\n");
        assert!(read("papercell_handout/exporter.py").contains("HandoutExporter"));
    }

    #[test]
    fn another_executable_is_another_exporter() {
        let (a, b) = (fingerprint(Path::new("/a")), fingerprint(Path::new("/b")));
        assert_ne!(a, b);
        assert_eq!(a, fingerprint(Path::new("/a")));
    }
}
