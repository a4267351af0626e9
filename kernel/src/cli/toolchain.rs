//! The Rust toolchain that cells need at run time: where it is, and whether it works.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, ensure};

/// How to get a toolchain.
pub const HOW: &str = "install Rust from https://rustup.rs (the kernel compiles cells with it)";

/// Where an executable of this name is: on PATH, else where rustup puts the toolchain.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path)
        .chain(rustup_bin())
        .map(|folder| folder.join(name))
        .find(|file| is_executable(file))
}

/// Lets child processes find the toolchain. A front end that was started from a desktop's menu has not read the shell's
/// profile, so that its PATH lacks rustup's folder.
///
/// # Safety
/// No other thread may read or write the process's environment: call it first thing.
pub unsafe fn make_reachable() {
    let path = std::env::var_os("PATH").unwrap_or_default();
    if let Some(longer) = with_rustup(&path, rustup_bin().as_deref()) {
        // SAFETY: as the caller promises.
        unsafe { std::env::set_var("PATH", longer) };
    }
}

/// PATH with rustup's folder behind it, if `rustc` is there and nowhere else.
fn with_rustup(path: &OsStr, rustup: Option<&Path>) -> Option<std::ffi::OsString> {
    let rustup = rustup.filter(|folder| is_executable(&folder.join("rustc")))?;
    let mut folders: Vec<PathBuf> = std::env::split_paths(path).collect();
    if folders
        .iter()
        .any(|folder| is_executable(&folder.join("rustc")))
    {
        return None;
    }
    folders.push(rustup.to_owned());
    std::env::join_paths(folders).ok()
}

fn rustup_bin() -> Option<PathBuf> {
    let cargo_home = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty());
    let home = cargo_home
        .map(PathBuf::from)
        .or_else(|| Some(dirs::home_dir()?.join(".cargo")))?;
    Some(home.join("bin"))
}

/// Is it a file that may be executed?
pub fn is_executable(file: &Path) -> bool {
    nix::unistd::access(file, nix::unistd::AccessFlags::X_OK).is_ok() && file.is_file()
}

/// What `rustc --version` says, if it is new enough for the toolkit.
///
/// # Errors
/// There is none, it does not run, or it is too old; the text says what to do.
pub fn rustc_version() -> anyhow::Result<String> {
    let rustc = find("rustc").with_context(|| format!("there is no rustc: {HOW}"))?;
    let output = Command::new(&rustc)
        .arg("--version")
        .output()
        .with_context(|| format!("{} does not run", rustc.display()))?;
    let said = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    ensure!(
        output.status.success(),
        "{} does not work: {}",
        rustc.display(),
        String::from_utf8_lossy(&output.stderr).trim()
    );
    let needed = env!("CARGO_PKG_RUST_VERSION");
    ensure!(
        version(&said) >= version(needed),
        "{said} is too old: Papercell needs Rust {needed}; `rustup update` gets it"
    );
    Ok(said)
}

/// The first number with dots in a text: `rustc 1.95.0 (…)` -> `[1, 95, 0]`.
fn version(text: &str) -> Vec<u32> {
    let word = text
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()));
    let word = word
        .unwrap_or_default()
        .split('-')
        .next()
        .unwrap_or_default();
    word.split('.')
        .map_while(|part| part.parse().ok())
        .collect()
}

/// Compiles and links a library, as every cell is.
///
/// # Errors
/// What the compiler or the linker said, and what to do.
pub fn compile_and_link() -> anyhow::Result<()> {
    let rustc = find("rustc").with_context(|| format!("there is no rustc: {HOW}"))?;
    let folder = tempfile::tempdir()?;
    let source = folder.path().join("doctor.rs");
    std::fs::write(
        &source,
        "#[unsafe(no_mangle)] pub extern \"C\" fn doctor() {}\n",
    )?;
    let output = Command::new(rustc)
        .args(["--edition", "2024", "--crate-type", "cdylib"])
        .arg(&source)
        .current_dir(folder.path())
        .output()?;
    let said = String::from_utf8_lossy(&output.stderr);
    let first = said
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    ensure!(
        output.status.success(),
        "a library cannot be linked ({first}); install a C compiler, which brings the linker (Debian: apt install gcc; macOS: xcode-select --install)"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(
            version("rustc 1.95.0-nightly (59807616e 2026-01-01)"),
            [1, 95, 0]
        );
        assert!(version("rustc 1.100.0") > version("1.95"));
        assert!(version("rustc 1.95.0") >= version("1.95"));
        assert!(version("cannot run") < version("1.95"));
    }

    #[test]
    fn rustups_folder_is_added_only_where_it_helps() {
        let folder = tempfile::tempdir().unwrap();
        let rustup = folder.path().join("bin");
        std::fs::create_dir(&rustup).unwrap();
        let path = OsStr::new("/nowhere/bin");
        assert_eq!(with_rustup(path, Some(&rustup)), None, "there is no rustc");
        std::fs::write(rustup.join("rustc"), "").unwrap();
        assert_eq!(
            with_rustup(path, Some(&rustup)),
            None,
            "it is not executable"
        );
        let mode = std::fs::Permissions::from_mode(0o755);
        std::fs::set_permissions(rustup.join("rustc"), mode).unwrap();
        let longer = with_rustup(path, Some(&rustup)).unwrap();
        assert_eq!(
            longer.to_str().unwrap(),
            format!("/nowhere/bin:{}", rustup.display())
        );
        assert_eq!(
            with_rustup(&longer, Some(&rustup)),
            None,
            "it is there already"
        );
    }
}
