//! The sources that travel in the binary: the toolkit, the toolkit library, and the lock file for all of it; and how
//! they are laid out for cargo.

use std::path::Path;

use anyhow::Context;
use include_dir::{Dir, include_dir};
use sha2::Sha256;

pub use crate::engine::embedded::LOCK;
use crate::engine::embedded::{
    TOOLKIT_FOLDER, WORKSPACE, hash_dir, hash_text, hash_toolkit, put, write_dir, write_toolkit,
};

static LIBRARY: Dir = include_dir!("$CARGO_MANIFEST_DIR/kernel/environment");

/// The package and the crate of the toolkit library.
pub const TOOLKIT_PACKAGE: &str = "papercell-environment";
/// The package of what `:dep` asks for; written anew for each build.
pub const DEPENDENCIES_PACKAGE: &str = "papercell-dependencies";

/// As the packages are compiled: optimised, since cells wait for them; without what debuggers need.
const PROFILE: &str = "opt-level = 2\ndebug = false\nincremental = false\n";

/// The root of the toolkit library.
///
/// # Errors
/// It is not in this binary.
pub fn library_root() -> anyhow::Result<&'static str> {
    let file = LIBRARY.get_file("src/lib.rs");
    let text = file.and_then(|file| file.contents_utf8());
    text.context("the toolkit library is not in this executable")
}

/// The modules of the toolkit library: the names of their files, and their sources.
pub fn library_modules() -> Vec<(&'static str, &'static str)> {
    let src = LIBRARY.get_dir("src").into_iter();
    src.flat_map(Dir::files)
        .filter_map(|file| Some((file.path().file_name()?.to_str()?, file.contents_utf8()?)))
        .filter(|(name, _)| *name != "lib.rs")
        .collect()
}

/// Can cells name this crate of the toolkit library without a `:dep`? If the library itself does, under its own name.
///
/// # Errors
/// As [`library_root`].
pub fn is_for_cells(name: &str, library: &str) -> anyhow::Result<bool> {
    let line = format!("extern crate {name} as _;");
    Ok(name == library && library_root()?.lines().any(|other| other == line))
}

/// Names the sources of the toolkit library.
pub fn hash(hash: &mut Sha256) {
    for text in [LOCK, WORKSPACE, PROFILE] {
        hash_text(text, hash);
    }
    hash_toolkit(hash);
    hash_dir(&LIBRARY, hash);
}

/// Lays the workspace out in `folder`. With `dependencies`, the lines of a manifest's section of that name, it has one
/// more package, which uses the toolkit library and those. Files that are right stay untouched: cargo looks at times.
///
/// # Errors
/// No room, or no permission.
pub fn write_workspace(
    folder: &Path,
    lock: &str,
    dependencies: Option<&str>,
) -> anyhow::Result<()> {
    write_toolkit(folder)?;
    write_dir(&LIBRARY, &folder.join("kernel/environment"))?;
    let manifest: toml::Table = WORKSPACE.parse()?;
    let workspace = manifest.get("workspace").and_then(toml::Value::as_table);
    let mut workspace = workspace
        .cloned()
        .context("the manifest has no workspace")?;
    let mut members = vec![TOOLKIT_FOLDER.into(), "kernel/environment".into()];
    if let Some(dependencies) = dependencies {
        let package = format!(
            "[package]\nname = \"{DEPENDENCIES_PACKAGE}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\n{TOOLKIT_PACKAGE} = {{ path = \"../kernel/environment\" }}\n{dependencies}"
        );
        put(&folder.join("dependencies/Cargo.toml"), package.as_bytes())?;
        put(&folder.join("dependencies/src/lib.rs"), b"")?;
        members.push("dependencies".into());
    }
    workspace.insert("members".to_owned(), toml::Value::Array(members));
    if let Some(versions) = workspace
        .get_mut("dependencies")
        .and_then(toml::Value::as_table_mut)
    {
        versions.iter_mut().for_each(|(_, version)| loosen(version));
    }
    let root = toml::Table::from_iter([
        ("workspace".to_owned(), toml::Value::Table(workspace)),
        (
            "profile".to_owned(),
            toml::Table::from_iter([(
                "release".to_owned(),
                PROFILE.parse::<toml::Table>()?.into(),
            )])
            .into(),
        ),
    ]);
    put(
        &folder.join("Cargo.toml"),
        toml::to_string(&root)?.as_bytes(),
    )?;
    put(&folder.join("Cargo.lock"), lock.as_bytes())
}

/// Lets cargo take a later version, if a crate that `:dep` asks for needs one. Otherwise the lock file decides.
fn loosen(dependency: &mut toml::Value) {
    let version = match dependency {
        toml::Value::Table(table) => table.get_mut("version"),
        other => Some(other),
    };
    if let Some(toml::Value::String(version)) = version
        && let Some(exact) = version.strip_prefix('=')
    {
        *version = exact.to_owned();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn the_workspace_stands_by_itself_and_right_files_stay_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let write = |dependencies| write_workspace(folder.path(), LOCK, dependencies).unwrap();
        let read = |file: &str| fs::read_to_string(folder.path().join(file)).unwrap();
        write(None);
        let manifest: toml::Table = read("Cargo.toml").parse().unwrap();
        assert_eq!(
            manifest["profile"]["release"]["opt-level"].as_integer(),
            Some(2)
        );
        for member in manifest["workspace"]["members"].as_array().unwrap() {
            let member = folder.path().join(member.as_str().unwrap());
            assert!(member.join("Cargo.toml").is_file(), "{}", member.display());
        }
        let versions = manifest["workspace"]["dependencies"].as_table().unwrap();
        assert_eq!(versions["ndarray"].as_str(), Some("0.16.1"));
        assert_eq!(versions["plotters"]["version"].as_str(), Some("0.3.7"));

        let toolkit = folder.path().join("notebooks/toy/src/lib.rs");
        let time = || fs::metadata(&toolkit).unwrap().modified().unwrap();
        let before = time();
        fs::write(folder.path().join("kernel/environment/src/lib.rs"), "half").unwrap();
        write(Some("itoa = \"1\"\n"));
        assert_eq!(time(), before);
        assert_eq!(
            read("kernel/environment/src/lib.rs"),
            library_root().unwrap()
        );
        assert!(read("dependencies/Cargo.toml").ends_with("\nitoa = \"1\"\n"));
        assert!(read("Cargo.toml").contains("\"dependencies\""));
        write(None);
        assert!(!read("Cargo.toml").contains("\"dependencies\""));
    }
}
