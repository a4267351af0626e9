//! `papercell lab`: does what is missing, then opens JupyterLab on the shelf.

use std::fs::{self, File};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use anyhow::{Context, ensure};
use clap::Args;
use serde_json::json;
use sha2::{Digest, Sha256};

use super::in_process::build_toolkit;
use super::progress::Spinner;
use super::python::Python;
use super::{assets, executable, exporter, kernelspec, toolchain};
use crate::engine::choice::Preparation;
use crate::places;

/// What the environment holds, besides what these need. (`jupyterlab_widgets` draws the controls of `interact`.)
const PACKAGES: [&str; 4] = ["jupyterlab", "jupyterlab_widgets", "nbconvert", "flit_core"];
/// Opened when it is there and nothing else is named.
const SHELF: &str = "notebooks";

/// What `papercell lab` can be told.
#[derive(Args)]
pub struct Arguments {
    /// The folder to open (default: ./notebooks if it is there, else the current folder).
    folder: Option<PathBuf>,
    #[command(flatten)]
    server: Server,
}

/// How JupyterLab is started.
#[derive(Args)]
pub struct Server {
    /// Do not open a browser.
    #[arg(long)]
    pub no_browser: bool,
    /// The port of the server; JupyterLab chooses one if it is taken.
    #[arg(long, value_name = "N")]
    port: Option<u16>,
    /// The Python that makes the environment: a path or a name (default: python3).
    #[arg(long, value_name = "PYTHON")]
    python: Option<PathBuf>,
    /// Further arguments for `jupyter lab`.
    #[arg(last = true, value_name = "ARGUMENT")]
    more: Vec<String>,
}

/// Runs the command; returns only if something is in its way.
///
/// # Errors
/// No Python, no network for the packages, no Rust toolchain, no such folder; the text says what to do.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let folder = match &arguments.folder {
        Some(folder) => folder.clone(),
        None if Path::new(SHELF).is_dir() => PathBuf::from(SHELF),
        None => PathBuf::from("."),
    };
    ensure!(folder.is_dir(), "there is no folder {}", folder.display());
    open(&folder, None, &own_shelf(&folder)?, &arguments.server)
}

/// Starts JupyterLab on a folder, showing the notebook of that place in it; returns only if something is in its way. The
/// `trusted` notebooks show their figures before they are run.
///
/// # Errors
/// As [`run`].
pub fn open(
    folder: &Path,
    notebook: Option<&str>,
    trusted: &[PathBuf],
    server: &Server,
) -> anyhow::Result<ExitCode> {
    toolchain::rustc_version()?;
    let prefix = environment(server.python.as_deref())?;
    let executable = executable::put()?;
    furnish(&prefix, &executable)?;
    build_toolkit(&Preparation::open()?)?;
    trust(&prefix, trusted)?;
    let error = command(&prefix, folder, notebook, server)?.exec();
    Err(error).with_context(|| format!("JupyterLab does not start ({})", prefix.display()))
}

/// The virtual environment with JupyterLab; made if it is not there yet.
fn environment(named: Option<&Path>) -> anyhow::Result<PathBuf> {
    let prefix = places::data()?.join(format!("venv-{}", environment_name(named)));
    let complete = prefix.join("complete");
    if complete.is_file() && python_of(&prefix).is_file() {
        return Ok(prefix);
    }
    let python = Python::for_environment(named)?;
    fs::create_dir_all(&prefix)
        .with_context(|| format!("cannot make the folder {}", prefix.display()))?;
    let lock = File::create(prefix.join("lock"))?;
    if lock.try_lock().is_err() {
        let _spinner =
            Spinner::start("Waiting for another `papercell lab` that installs JupyterLab");
        lock.lock()?;
    }
    if complete.is_file() {
        return Ok(prefix);
    }
    let spinner = Spinner::start("Installing JupyterLab into an environment of its own, once");
    spinner.note("making the environment");
    let made = Command::new(&python.executable)
        .args(["-m", "venv", "--clear"])
        .arg(&prefix)
        .current_dir("/")
        .output()?;
    ensure!(
        made.status.success(),
        "{} cannot make a virtual environment: {}{}",
        python.executable.display(),
        String::from_utf8_lossy(&made.stdout).trim(),
        String::from_utf8_lossy(&made.stderr).trim()
    );
    let constraints = prefix.join("constraints.txt");
    fs::write(&constraints, assets::CONSTRAINTS)?;
    let constraints = constraints.to_string_lossy();
    let mut install = vec!["install", "--progress-bar", "off", "-c", &constraints];
    install.extend(PACKAGES);
    Python::probe(&python_of(&prefix))?
        .pip(&install, |line| spinner.note(line))
        .context("JupyterLab cannot be installed")?;
    spinner.done();
    fs::write(&complete, "")?;
    Ok(prefix)
}

/// A name for what the environment depends on.
fn environment_name(python: Option<&Path>) -> String {
    let mut hash = Sha256::new();
    hash.update(assets::CONSTRAINTS);
    hash.update(PACKAGES.join(" "));
    if let Some(python) = python {
        hash.update(python.to_string_lossy().as_bytes());
    }
    hex::encode(hash.finalize())[..12].to_owned()
}

fn python_of(prefix: &Path) -> PathBuf {
    prefix.join("bin/python")
}

/// Puts kernelspec, exporter and settings into the environment.
fn furnish(prefix: &Path, executable: &Path) -> anyhow::Result<()> {
    kernelspec::write(&kernelspec::prefix_data(prefix), executable)?;
    let python = Python::probe(&python_of(prefix))?;
    if !exporter::is_installed(&python, executable) {
        let constraints = prefix.join("constraints.txt");
        let constraints = constraints.to_string_lossy();
        exporter::install(
            &python,
            executable,
            &["--progress-bar", "off", "-c", &constraints],
        )?;
    }
    // This Python has nothing that a notebook could use; the user's other kernels are still offered.
    let python_kernel = kernelspec::prefix_data(prefix).join("kernels/python3");
    if python_kernel.exists() {
        fs::remove_dir_all(python_kernel)?;
    }
    let settings = prefix.join("share/jupyter/lab/settings");
    fs::create_dir_all(&settings)?;
    // Nothing asks, and nothing looks something up on the network.
    let overrides = json!({
        "@jupyterlab/apputils-extension:notification": {"fetchNews": "false", "checkForUpdates": false},
        "@jupyterlab/extensionmanager-extension:plugin": {"enabled": false},
    });
    fs::write(settings.join("overrides.json"), format!("{overrides:#}\n"))?;
    Ok(())
}

/// The notebooks in the folder, if it is that of the checkout that this executable was built from. Whoever runs the one
/// trusts the other already; other folders are left as they are.
pub fn own_shelf(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join(SHELF);
    let mut notebooks = Vec::new();
    if fs::canonicalize(folder).ok() != fs::canonicalize(own).ok() {
        return Ok(notebooks);
    }
    for topic in fs::read_dir(folder)?.flatten() {
        for file in fs::read_dir(topic.path()).into_iter().flatten().flatten() {
            if file.path().extension().is_some_and(|name| name == "ipynb") {
                notebooks.push(file.path());
            }
        }
    }
    Ok(notebooks)
}

/// Signs notebooks, so that JupyterLab shows their figures before they are run.
fn trust(prefix: &Path, notebooks: &[PathBuf]) -> anyhow::Result<()> {
    if notebooks.is_empty() {
        return Ok(());
    }
    let signed = Command::new(prefix.join("bin/jupyter"))
        .arg("trust")
        .args(notebooks)
        .output()?;
    if !signed.status.success() {
        let words = String::from_utf8_lossy(&signed.stderr);
        tracing::warn!("the shelf's notebooks cannot be trusted: {}", words.trim());
    }
    Ok(())
}

/// The command that becomes JupyterLab.
fn command(
    prefix: &Path,
    folder: &Path,
    notebook: Option<&str>,
    server: &Server,
) -> anyhow::Result<Command> {
    let bin = prefix.join("bin");
    let path = std::env::var_os("PATH").unwrap_or_default();
    // Its terminals find this environment's `jupyter nbconvert`.
    let path =
        std::env::join_paths(std::iter::once(bin.clone()).chain(std::env::split_paths(&path)))?;
    let mut command = Command::new(bin.join("python"));
    command
        .args(["-m", "jupyterlab"])
        .arg(format!(
            "--ServerApp.root_dir={}",
            fs::canonicalize(folder)?.display()
        ))
        // Ctrl-C ends it, without a question.
        .arg("--ServerApp.answer_yes=True")
        .arg("--KernelSpecManager.ensure_native_kernel=False")
        .arg("--LabApp.news_url=None")
        .arg("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate")
        .arg("--LabApp.extension_manager=readonly")
        .env("PATH", path)
        .env("VIRTUAL_ENV", prefix)
        // The kernelspec of this executable, not one that the user has installed earlier.
        .env("JUPYTER_PREFER_ENV_PATH", "1")
        .env_remove("PYTHONHOME")
        .env_remove("PYTHONPATH");
    if let Some(notebook) = notebook {
        command.arg(format!("--LabApp.default_url=/lab/tree/{notebook}"));
    }
    if server.no_browser {
        command.arg("--no-browser");
    }
    if let Some(port) = server.port {
        command.arg(format!("--port={port}"));
    }
    if nix::unistd::geteuid().is_root() {
        command.arg("--allow-root");
    }
    command.args(&server.more);
    Ok(command)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_belongs_to_its_versions_and_its_python() {
        let own = environment_name(None);
        assert_eq!(own, environment_name(None));
        assert_ne!(
            own,
            environment_name(Some(Path::new("/usr/bin/python3.13")))
        );
    }

    #[test]
    fn jupyterlab_is_started_on_the_folder_with_what_the_user_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let server = Server {
            no_browser: true,
            port: Some(9999),
            python: None,
            more: vec!["--ServerApp.token=x".to_owned()],
        };
        let command = command(
            Path::new("/venv"),
            folder.path(),
            Some("a/b.ipynb"),
            &server,
        )
        .unwrap();
        assert_eq!(command.get_program(), "/venv/bin/python");
        let given: Vec<_> = command
            .get_args()
            .map(|argument| argument.to_string_lossy())
            .collect();
        let root = format!(
            "--ServerApp.root_dir={}",
            folder.path().canonicalize().unwrap().display()
        );
        for argument in [
            &root,
            "--no-browser",
            "--port=9999",
            "--ServerApp.answer_yes=True",
            "--LabApp.default_url=/lab/tree/a/b.ipynb",
        ] {
            assert!(
                given.iter().any(|given| given == argument),
                "{argument} in {given:?}"
            );
        }
        assert_eq!(given.last().unwrap(), "--ServerApp.token=x");
    }
}
