//! Where the notebook of a handout comes from: a file or standard input, as it is stored or run anew.

use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, bail};
use sha2::{Digest, Sha256};

use super::{Arguments, STANDARD};
use crate::cli::check::claims;
use crate::notebook::Notebook;

/// A notebook that is to become a page.
#[derive(Debug)]
pub struct Source {
    /// `None` is standard input.
    path: Option<PathBuf>,
    name: String,
    folder: Option<PathBuf>,
}

impl Source {
    /// The notebook that the user calls `path`.
    pub fn new(path: &Path, arguments: &Arguments) -> Source {
        if path == Path::new(STANDARD) {
            return Source {
                path: None,
                name: arguments
                    .name
                    .clone()
                    .unwrap_or_else(|| "notebook".to_owned()),
                folder: arguments.folder.clone(),
            };
        }
        let stem = path.file_stem().unwrap_or_default();
        Source {
            name: stem.to_string_lossy().into_owned(),
            folder: path.parent().map(Path::to_owned),
            path: Some(path.to_owned()),
        }
    }

    /// Its file name without `.ipynb`.
    pub fn name(&self) -> String {
        self.name.clone()
    }

    /// What messages call it.
    pub fn title(&self) -> String {
        match &self.path {
            Some(path) => path.display().to_string(),
            None => "standard input".to_owned(),
        }
    }

    /// The folder that it lies in, if that is known.
    pub fn folder(&self) -> Option<&Path> {
        self.folder.as_deref()
    }

    /// Is it standard input?
    pub fn is_standard_input(&self) -> bool {
        self.path.is_none()
    }

    /// The notebook, run if that was asked for, and the SHA-256 of its file as it is stored.
    ///
    /// # Errors
    /// It cannot be read or is no notebook; with `--execute`, a cell fails or a claim does not hold.
    pub fn read(&self, arguments: &Arguments) -> anyhow::Result<(Notebook, String)> {
        let mut bytes = Vec::new();
        match &self.path {
            Some(path) => {
                bytes = std::fs::read(path).context("it cannot be read")?;
            }
            None => {
                std::io::stdin().lock().read_to_end(&mut bytes)?;
            }
        }
        let sha256 = hex::encode(Sha256::digest(&bytes));
        let text = String::from_utf8(bytes).context("it is no notebook: it is not UTF-8")?;
        let stored = Notebook::parse(&text).context("it is no notebook")?;
        if !arguments.execute {
            return Ok((stored, sha256));
        }
        Ok((self.executed(&text, arguments)?, sha256))
    }

    /// The notebook as it comes out of a kernel. The kernel is a process of its own, as a process can have one session.
    fn executed(&self, text: &str, arguments: &Arguments) -> anyhow::Result<Notebook> {
        let folder = tempfile::tempdir()?;
        let input = match &self.path {
            Some(path) => path.clone(),
            None => {
                let path = folder.path().join(format!("{}.ipynb", self.name));
                std::fs::write(&path, text)?;
                path
            }
        };
        let output = folder.path().join("executed.ipynb");
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("run").arg(&input).arg("--output").arg(&output);
        if let Some(timeout) = arguments.timeout {
            let seconds = timeout.as_secs_f64().to_string();
            command.arg("--timeout").arg(seconds);
        }
        // What it says of its work would stand among the pages; errors of cells go to standard error.
        let status = command
            .stdin(std::process::Stdio::null())
            .stdout(std::process::Stdio::null())
            .status()
            .context("the kernel cannot be started")?;
        if !status.success() {
            bail!("a cell failed, and no handout was written");
        }
        let notebook = Notebook::read(&output)?;
        let objections = claims::read(&notebook).objections;
        if !objections.is_empty() {
            bail!("no handout was written: {}", objections.join("; "));
        }
        Ok(notebook)
    }
}
