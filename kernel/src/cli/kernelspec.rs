//! The kernelspec: how front ends find and start the kernel, and how notebooks name it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::Context;
use serde_json::{Value, json};

use super::{assets, files};
use crate::places;

/// The kernel's name in front ends' lists and in notebooks.
pub const NAME: &str = "papercell";

const TEMPLATE: &str = include_str!("../../../assets/kernelspec/kernel.json");

/// Writes the kernelspec below `data`, one of Jupyter's data folders. Returns its folder.
///
/// # Errors
/// No room, no permission, or another kernel has the name; the text names the folder.
pub fn write(data: &Path, executable: &Path) -> anyhow::Result<PathBuf> {
    let folder = folder(data);
    ensure_ours(&folder)?;
    assets::write(&assets::KERNELSPEC, &folder)?;
    let text = text(executable, &variables()?);
    files::replace(&folder.join("kernel.json"), text.as_bytes())
        .with_context(|| format!("cannot write into {}", folder.display()))?;
    Ok(folder)
}

/// Removes the kernelspec below `data`: what [`write()`] has put there, and the folder if nothing else is in it. Was there
/// one?
///
/// # Errors
/// No permission, or it is another kernel's; the text names the folder.
pub fn remove(data: &Path) -> anyhow::Result<bool> {
    let folder = folder(data);
    if !folder.exists() {
        return Ok(false);
    }
    ensure_ours(&folder)?;
    for file in assets::KERNELSPEC.files() {
        let path = folder.join(file.path());
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(error).with_context(|| format!("cannot remove {}", path.display()));
            }
            _ => {}
        }
    }
    // Something else is in it: that is not ours.
    let _ = std::fs::remove_dir(&folder);
    Ok(true)
}

/// Is what stands in the folder ours to replace or remove? A folder without `kernel.json` is nobody's.
fn ensure_ours(folder: &Path) -> anyhow::Result<()> {
    let file = folder.join("kernel.json");
    let Ok(text) = std::fs::read_to_string(&file) else {
        return Ok(());
    };
    let spec: Value = serde_json::from_str(&text).unwrap_or_default();
    let program = spec["argv"][0].as_str().map(Path::new);
    let program = program.and_then(Path::file_name).unwrap_or_default();
    anyhow::ensure!(
        program == NAME && spec["argv"][1] == "kernel",
        "{} is of another kernel and is left alone; move it away, or choose another place with --prefix",
        file.display()
    );
    Ok(())
}

/// Where the kernelspec is below `data`.
pub fn folder(data: &Path) -> PathBuf {
    data.join("kernels").join(NAME)
}

/// Jupyter's data folder of a prefix.
pub fn prefix_data(prefix: &Path) -> PathBuf {
    prefix.join("share/jupyter")
}

/// Jupyter's data folder of the user.
///
/// # Errors
/// The user has no home folder.
pub fn user_data() -> anyhow::Result<PathBuf> {
    if let Some(folder) = std::env::var_os("JUPYTER_DATA_DIR").filter(|folder| !folder.is_empty()) {
        return Ok(PathBuf::from(folder));
    }
    let folder = match cfg!(target_os = "macos") {
        true => dirs::home_dir().map(|home| home.join("Library/Jupyter")),
        false => dirs::data_dir().map(|data| data.join("jupyter")),
    };
    folder.context("this user has no home folder; choose a folder with --prefix")
}

/// The executable that the kernelspec in this folder starts.
pub fn executable(folder: &Path) -> Option<PathBuf> {
    let text = std::fs::read_to_string(folder.join("kernel.json")).ok()?;
    let spec: Value = serde_json::from_str(&text).ok()?;
    spec["argv"][0].as_str().map(PathBuf::from)
}

/// What the kernel needs to know of the environment that installed it: a front end that was started from a desktop's menu
/// has read no shell's profile. Where nothing is set, nothing is written: the kernel looks in the usual places itself.
fn variables() -> anyhow::Result<BTreeMap<&'static str, PathBuf>> {
    let mut variables = BTreeMap::new();
    for name in [places::HOME, "CARGO_HOME", "RUSTUP_HOME"] {
        if let Some(value) = std::env::var_os(name).filter(|value| !value.is_empty()) {
            variables.insert(name, std::path::absolute(value)?);
        }
    }
    Ok(variables)
}

/// The text of `kernel.json` for the executable at `executable`, which gets these variables.
fn text(executable: &Path, variables: &BTreeMap<&str, PathBuf>) -> String {
    let mut spec = template();
    spec["argv"][0] = json!(executable.to_string_lossy());
    if !variables.is_empty() {
        let paths = variables
            .iter()
            .map(|(name, path)| ((*name).to_owned(), json!(path.to_string_lossy())));
        spec["env"] = Value::Object(paths.collect());
    }
    let mut text = serde_json::to_string_pretty(&spec).unwrap_or_default();
    text.push('\n');
    text
}

/// What a notebook's metadata says of its kernel.
pub fn metadata() -> Value {
    let spec = template();
    json!({
        "name": NAME,
        "display_name": spec["display_name"],
        "language": spec["language"],
    })
}

fn template() -> Value {
    serde_json::from_str(TEMPLATE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spec_starts_this_executable_and_takes_interrupts_as_messages() {
        let read = |variables: &[(&'static str, &str)]| -> Value {
            let variables = variables
                .iter()
                .map(|(name, path)| (*name, PathBuf::from(path)));
            let text = text(Path::new("/a b/papercell"), &variables.collect());
            serde_json::from_str(&text).unwrap()
        };
        let spec = read(&[]);
        assert_eq!(spec.get("env"), None);
        assert_eq!(
            read(&[("PAPERCELL_HOME", "/h"), ("CARGO_HOME", "/c")])["env"],
            json!({"PAPERCELL_HOME": "/h", "CARGO_HOME": "/c"})
        );
        assert_eq!(
            spec["argv"],
            json!(["/a b/papercell", "kernel", "-f", "{connection_file}"])
        );
        assert_eq!(spec["interrupt_mode"], "message");
        assert_eq!(spec["language"], "rust");
    }

    #[test]
    fn it_is_written_with_its_logos_and_removed() {
        let data = tempfile::tempdir().unwrap();
        let folder = write(data.path(), Path::new("/x/papercell")).unwrap();
        assert_eq!(folder, data.path().join("kernels/papercell"));
        for logo in ["logo-32x32.png", "logo-64x64.png", "logo-svg.svg"] {
            assert!(folder.join(logo).is_file(), "{logo}");
        }
        assert_eq!(executable(&folder), Some(PathBuf::from("/x/papercell")));
        write(data.path(), Path::new("/y/papercell")).unwrap();
        assert_eq!(executable(&folder), Some(PathBuf::from("/y/papercell")));
        assert!(remove(data.path()).unwrap());
        assert!(!folder.exists());
        assert!(!remove(data.path()).unwrap(), "there is none any more");
    }

    #[test]
    fn what_is_of_others_is_left_alone() {
        let data = tempfile::tempdir().unwrap();
        let folder = folder(data.path());
        std::fs::create_dir_all(&folder).unwrap();
        let foreign = r#"{"argv": ["/opt/other", "kernel", "-f", "{connection_file}"]}"#;
        std::fs::write(folder.join("kernel.json"), foreign).unwrap();
        for error in [
            write(data.path(), Path::new("/x/papercell")).unwrap_err(),
            remove(data.path()).unwrap_err(),
        ] {
            assert!(error.to_string().contains("of another kernel"), "{error}");
        }
        let kept = std::fs::read_to_string(folder.join("kernel.json")).unwrap();
        assert_eq!(kept, foreign);
        assert!(!folder.join("logo-svg.svg").exists());

        std::fs::remove_file(folder.join("kernel.json")).unwrap();
        write(data.path(), Path::new("/x/papercell")).unwrap();
        std::fs::write(folder.join("notes.txt"), "mine").unwrap();
        assert!(remove(data.path()).unwrap());
        let left = std::fs::read_dir(&folder)
            .unwrap()
            .map(|file| file.unwrap());
        assert_eq!(
            left.map(|file| file.file_name()).collect::<Vec<_>>(),
            ["notes.txt"]
        );
    }

    #[test]
    fn notebooks_name_the_kernel() {
        assert_eq!(
            metadata(),
            json!({"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"})
        );
    }
}
