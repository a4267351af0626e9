//! The compiler that cells are compiled with: where it really is, and which one it is.
//!
//! What is called `rustc` is mostly rustup's proxy, which needs longer to find the compiler than the compiler needs for
//! some cells. So it is asked once, and the answer is kept until something that it depends on changes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::UNIX_EPOCH;

use anyhow::{Context, ensure};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::places;

/// A Rust toolchain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Toolchain {
    /// The compiler itself, not rustup's proxy.
    pub rustc: PathBuf,
    /// What `rustc -vV` says.
    pub version: String,
    /// The folder of the toolchain.
    pub sysroot: PathBuf,
    /// Where its libraries are; a process that loads cells needs it in `LD_LIBRARY_PATH`.
    pub target_libdir: PathBuf,
    /// Can it share compiled instances of generic functions (see `share`)?
    pub shares: bool,
}

/// What is kept between two processes.
#[derive(Serialize, Deserialize)]
struct Kept {
    /// Of the compiler when this was written: an update replaces the compiler in its place.
    stamp: String,
    toolchain: Toolchain,
}

impl Toolchain {
    /// The toolchain that `rustc` means here: on `PATH`, in this folder, with this environment.
    ///
    /// # Errors
    /// There is none, or it does not run; the text says what to do.
    pub fn find() -> anyhow::Result<Toolchain> {
        let proxy = on_path("rustc").context(
            "there is no rustc on the PATH, nor where rustup puts it; install Rust from https://rustup.rs (the kernel compiles cells with it)",
        )?;
        let kept = places::cache()?
            .join("toolchains")
            .join(format!("{}.json", question(&proxy)));
        if let Some(toolchain) = read(&kept) {
            return Ok(toolchain);
        }
        let toolchain = Toolchain::ask(&proxy)?;
        // Only a saving of time: where nothing can be written, it is asked again.
        let _ = toolchain.keep(&kept);
        Ok(toolchain)
    }

    /// The target that cells are compiled for: this machine.
    pub fn host(&self) -> &str {
        let lines = self.version.lines();
        lines
            .filter_map(|line| line.strip_prefix("host: "))
            .next()
            .unwrap_or_default()
    }

    /// The toolchain's own cargo; else the one on `PATH`.
    pub fn cargo(&self) -> PathBuf {
        let own = self.sysroot.join("bin/cargo");
        match own.is_file() {
            true => own,
            false => PathBuf::from("cargo"),
        }
    }

    /// Names this toolchain among others.
    pub fn id(&self) -> String {
        let mut hash = Sha256::new();
        hash.update(&self.version);
        hash.update(self.sysroot.as_os_str().as_encoded_bytes());
        hash.update([u8::from(self.shares)]);
        hex::encode(&hash.finalize()[..8])
    }

    fn ask(proxy: &Path) -> anyhow::Result<Toolchain> {
        let sysroot = PathBuf::from(output(proxy, &["--print", "sysroot"])?.trim());
        let own = sysroot.join("bin/rustc");
        // Some distributions have no compiler there.
        let rustc = match own.is_file() {
            true => own,
            false => proxy.to_owned(),
        };
        let version = output(&rustc, &["-vV"])?;
        let mut toolchain = Toolchain {
            rustc,
            version,
            target_libdir: PathBuf::new(),
            sysroot,
            shares: false,
        };
        let libraries = format!("lib/rustlib/{}/lib", toolchain.host());
        toolchain.target_libdir = toolchain.sysroot.join(libraries);
        ensure!(
            toolchain.target_libdir.is_dir(),
            "the Rust toolchain in {} has no standard library for {}; install Rust from https://rustup.rs",
            toolchain.sysroot.display(),
            toolchain.host()
        );
        toolchain.shares = toolchain.can_share();
        Ok(toolchain)
    }

    fn keep(&self, file: &Path) -> anyhow::Result<()> {
        let folder = file.parent().context("a file is in a folder")?;
        fs::create_dir_all(folder)?;
        let kept = Kept {
            stamp: stamp(&self.rustc),
            toolchain: self.clone(),
        };
        let new = tempfile::NamedTempFile::new_in(folder)?;
        fs::write(new.path(), serde_json::to_vec(&kept)?)?;
        new.persist(file)?;
        Ok(())
    }
}

/// What was kept, if it still holds.
fn read(file: &Path) -> Option<Toolchain> {
    let kept: Kept = serde_json::from_slice(&fs::read(file).ok()?).ok()?;
    let holds = kept.stamp == stamp(&kept.toolchain.rustc) && !kept.stamp.is_empty();
    (holds && kept.toolchain.target_libdir.is_dir()).then_some(kept.toolchain)
}

/// Everything that decides which compiler the proxy calls, as a name.
fn question(proxy: &Path) -> String {
    let mut hash = Sha256::new();
    let mut tell = |bytes: &[u8]| {
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
    };
    tell(proxy.as_os_str().as_encoded_bytes());
    tell(stamp(proxy).as_bytes());
    let home = env::var_os("RUSTUP_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(dirs::home_dir()?.join(".rustup")));
    for variable in ["RUSTUP_TOOLCHAIN", "RUSTUP_HOME", "RUSTC_BOOTSTRAP"] {
        tell(env::var_os(variable).unwrap_or_default().as_encoded_bytes());
    }
    if let Some(home) = home {
        tell(&fs::read(home.join("settings.toml")).unwrap_or_default());
    }
    let here = env::current_dir().unwrap_or_default();
    let named = here
        .ancestors()
        .flat_map(|folder| {
            [
                folder.join("rust-toolchain"),
                folder.join("rust-toolchain.toml"),
            ]
        })
        .find(|file| file.is_file());
    if let Some(file) = named {
        tell(file.as_os_str().as_encoded_bytes());
        tell(&fs::read(&file).unwrap_or_default());
    }
    // A folder may have a toolchain of its own (`rustup override`), which the settings above name by the folder.
    tell(here.as_os_str().as_encoded_bytes());
    hex::encode(&hash.finalize()[..8])
}

/// Size and time of a file; empty if there is none.
fn stamp(file: &Path) -> String {
    let Ok(data) = fs::metadata(file) else {
        return String::new();
    };
    let modified = data.modified().ok();
    let modified = modified.and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    format!("{} {}", data.len(), modified.unwrap_or_default().as_nanos())
}

fn on_path(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    env::split_paths(&path)
        .map(|folder| folder.join(name))
        .find(|file| {
            file.is_file() && nix::unistd::access(file, nix::unistd::AccessFlags::X_OK).is_ok()
        })
}

fn output(program: &Path, arguments: &[&str]) -> anyhow::Result<String> {
    let output = Command::new(program)
        .args(arguments)
        .output()
        .with_context(|| format!("{} does not run", program.display()))?;
    ensure!(
        output.status.success(),
        "{} does not work: {}",
        program.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_compiler_itself_is_found_and_remembered() {
        let toolchain = Toolchain::find().unwrap();
        assert!(toolchain.rustc.starts_with(&toolchain.sysroot));
        assert!(
            toolchain.version.contains("\nhost: "),
            "{}",
            toolchain.version
        );
        assert!(!toolchain.host().is_empty());
        assert!(toolchain.target_libdir.is_dir());
        let kept = places::cache().unwrap().join("toolchains");
        let kept = kept.join(format!("{}.json", question(&on_path("rustc").unwrap())));
        assert_eq!(read(&kept).as_ref(), Some(&toolchain));
        assert_eq!(Toolchain::find().unwrap(), toolchain);
    }

    #[test]
    fn another_compiler_in_the_same_place_is_asked_again() {
        let folder = tempfile::tempdir().unwrap();
        let rustc = folder.path().join("rustc");
        fs::write(&rustc, "old").unwrap();
        let toolchain = Toolchain {
            rustc: rustc.clone(),
            version: String::new(),
            sysroot: PathBuf::new(),
            target_libdir: folder.path().to_owned(),
            shares: false,
        };
        let kept = folder.path().join("kept.json");
        toolchain.keep(&kept).unwrap();
        assert_eq!(read(&kept), Some(toolchain));
        fs::write(&rustc, "newer").unwrap();
        assert_eq!(read(&kept), None);
        fs::remove_file(&rustc).unwrap();
        assert_eq!(read(&kept), None);
        fs::write(&kept, "no JSON").unwrap();
        assert_eq!(read(&kept), None);
    }
}
