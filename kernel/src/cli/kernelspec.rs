//! The kernelspec: how front ends find and start the kernel, and how notebooks name it.

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
/// No room, or no permission; the text names the folder.
pub fn write(data: &Path, executable: &Path) -> anyhow::Result<PathBuf> {
    let folder = folder(data);
    assets::write(&assets::KERNELSPEC, &folder)?;
    let home = std::env::var_os(places::HOME).filter(|home| !home.is_empty());
    let home = home.map(std::path::absolute).transpose()?;
    let text = text(executable, home.as_deref());
    files::replace(&folder.join("kernel.json"), text.as_bytes())
        .with_context(|| format!("cannot write into {}", folder.display()))?;
    Ok(folder)
}

/// Removes the kernelspec below `data`. Was there one?
///
/// # Errors
/// No permission; the text names the folder.
pub fn remove(data: &Path) -> anyhow::Result<bool> {
    let folder = folder(data);
    if !folder.exists() {
        return Ok(false);
    }
    std::fs::remove_dir_all(&folder)
        .with_context(|| format!("cannot remove {}", folder.display()))?;
    Ok(true)
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

/// The text of `kernel.json` for the executable at `executable`, which keeps its things in `home` if the user said so.
fn text(executable: &Path, home: Option<&Path>) -> String {
    let mut spec = template();
    spec["argv"][0] = json!(executable.to_string_lossy());
    // A front end starts the kernel without the variable that said where the toolkit is kept.
    if let Some(home) = home {
        spec["env"] = json!({places::HOME: home.to_string_lossy()});
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
        let read = |home: Option<&str>| -> Value {
            let text = text(Path::new("/a b/papercell"), home.map(Path::new));
            serde_json::from_str(&text).unwrap()
        };
        let spec = read(None);
        assert_eq!(spec.get("env"), None);
        assert_eq!(read(Some("/h"))["env"], json!({"PAPERCELL_HOME": "/h"}));
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
    fn notebooks_name_the_kernel() {
        assert_eq!(
            metadata(),
            json!({"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"})
        );
    }
}
