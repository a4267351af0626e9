//! Many crates in one dynamic library, and how such libraries are named for the loader.
//!
//! cargo compiles the crates; the library is made by a direct call of rustc, because it must have a name of its own for
//! every environment, and because the very same toolkit library must stand below what a `:dep` adds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use anyhow::{Context, ensure};

use super::cargo::Built;
use super::toolchain::Toolchain;

/// A dynamic library to be made.
pub struct Umbrella<'a> {
    /// The name of the crate that puts all others into the library.
    pub name: &'a str,
    /// Of the environment; the library's file is named after it.
    pub id: &'a str,
    /// The source of the crate.
    pub root: &'a str,
    /// Its modules: the names of their files, and their sources.
    pub modules: Vec<(&'a str, &'a str)>,
    /// The crates that the source names, and where they are.
    pub externs: Vec<(String, PathBuf)>,
    /// Where the crates behind them are.
    pub built: &'a Built,
}

impl Umbrella<'_> {
    /// The file's name.
    pub fn file(&self) -> String {
        library_file(self.name, self.id)
    }

    /// Makes the library in `folder`.
    ///
    /// # Errors
    /// What the compiler or the linker said.
    pub fn link(&self, toolchain: &Toolchain, folder: &Path) -> anyhow::Result<()> {
        let scratch = tempfile::tempdir_in(folder)?;
        std::fs::write(scratch.path().join("root.rs"), self.root)?;
        for (file, source) in &self.modules {
            std::fs::write(scratch.path().join(file), source)?;
        }
        let mut output = self.run(toolchain, folder, scratch.path(), true)?;
        if !output.status.success() && self.built.native.brings_libraries() {
            output = self.run(toolchain, folder, scratch.path(), false)?;
        }
        ensure!(
            output.status.success(),
            "the crates cannot be linked:\n{}",
            String::from_utf8_lossy(&output.stderr).trim()
        );
        Ok(())
    }

    fn run(
        &self,
        toolchain: &Toolchain,
        folder: &Path,
        scratch: &Path,
        all_native: bool,
    ) -> anyhow::Result<Output> {
        let mut command = dylib(toolchain, self.name, self.id);
        if !self.modules.is_empty() && toolchain.shares {
            command.args(["--cfg", "feature=\"instances\""]);
        }
        for (name, file) in &self.externs {
            command
                .arg("--extern")
                .arg(format!("{name}={}", file.display()));
        }
        for folder in self.built.folders() {
            command
                .arg("-L")
                .arg(format!("dependency={}", folder.display()));
        }
        for native in &self.built.native.search {
            command.args(["-L", native]);
        }
        if let Some(linker) = self.built.native.linker(scratch, all_native)? {
            command
                .arg("-C")
                .arg(format!("linker={}", linker.display()));
        }
        command
            .arg("--out-dir")
            .arg(folder)
            .arg(scratch.join("root.rs"))
            .output()
            .with_context(|| format!("{} does not run", toolchain.rustc.display()))
    }
}

impl Built {
    /// The folders of all files.
    fn folders(&self) -> BTreeSet<&Path> {
        let files = self.artifacts.iter().flat_map(|artifact| &artifact.files);
        files.filter_map(|file| file.parent()).collect()
    }
}

/// rustc, about to make a dynamic library that shares the standard library with cells; the source and the folder for
/// it are missing.
pub fn dylib(toolchain: &Toolchain, name: &str, id: &str) -> Command {
    let file = library_file(name, id);
    // Without it, what is linked with the library looks for it in the folders of the system, though it is loaded.
    let soname = match cfg!(target_os = "macos") {
        true => format!("link-arg=-Wl,-install_name,@rpath/{file}"),
        false => format!("link-arg=-Wl,-soname,{file}"),
    };
    let mut command = Command::new(&toolchain.rustc);
    command
        .args([
            "--crate-name",
            name,
            "--crate-type",
            "dylib",
            "--edition",
            "2024",
        ])
        .args(["--cap-lints", "allow"])
        .args(["-C", "prefer-dynamic", "-C", "opt-level=2", "-C", &soname])
        .args(["-C", &format!("metadata={id}")])
        .args(["-C", &format!("extra-filename=-{id}")])
        .args(toolchain.sharing())
        .envs(toolchain.sharing_variable(name));
    command
}

/// The file of the dynamic library of the crate `name`.
pub fn library_file(name: &str, id: &str) -> String {
    format!("lib{name}-{id}{}", std::env::consts::DLL_SUFFIX)
}
