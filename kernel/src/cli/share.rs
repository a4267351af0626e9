//! `papercell share DIR`: fills a folder from which every user of a machine, or of a container's image, reads what is
//! compiled: the runtime, the toolkit, and the cells of notebooks.
//!
//! The folder is laid out as `PAPERCELL_HOME` is, and made as one: in it, this process keeps its things. A kernel that
//! has it as `PAPERCELL_SHARED` reads from it and writes to its user's own folders.

use std::fs;
use std::io::ErrorKind;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use anyhow::{Context, bail, ensure};
use clap::Args;
use serde_json::{Value, json};

use super::in_process::build_toolkit;
use super::{executable, files, kernelspec, toolchain};
use crate::engine::choice::Preparation;
use crate::engine::native::environment::{Environment, STORE, Toolchain};
use crate::engine::native::shared::Shared;
use crate::places;

/// What `papercell share` can be told.
#[derive(Args)]
pub struct Arguments {
    /// The folder, which must stay where it is; only its owner may be able to write to it.
    dir: PathBuf,
    /// Notebooks whose cells shall be there too, compiled. They are run, and not written to.
    #[arg(value_name = "FILE.ipynb")]
    notebooks: Vec<PathBuf>,
    /// Write a kernelspec for all users: DIR/share/jupyter/kernels (/usr/local is where every Jupyter looks).
    #[arg(long, value_name = "DIR")]
    prefix: Option<PathBuf>,
}

/// Runs the command. Nothing else may run in the process yet: it sets environment variables.
///
/// # Errors
/// No Rust toolchain, no room, no permission, a notebook that fails, or a folder that others can write; the text says
/// what to do.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    toolchain::rustc_version()?;
    let dir = make(&arguments.dir)?;
    let built = Environment::toolkit_folder(&Toolchain::find()?)?;
    // SAFETY: the process has no other thread yet.
    unsafe {
        std::env::set_var(places::HOME, &dir);
        std::env::remove_var(places::SHARED);
    }
    let executable = executable::put()?;
    say("executable", &executable.display().to_string());
    if let Some(built) = built {
        take_over(&built, &places::cache()?.join(STORE))?;
    }
    build_toolkit(&Preparation::open()?)?;
    let failed: Vec<_> = (arguments.notebooks.iter())
        .filter(|notebook| !compiled(notebook))
        .map(|notebook| notebook.display().to_string())
        .collect();
    let cache = places::cache()?;
    remove_builds(&cache.join(STORE))?;
    open_to_readers(&dir)?;
    if let Err(why) = Shared::at(&cache) {
        bail!("kernels will not use this folder: {why}");
    }
    say("shared", &format!("{}={}", places::SHARED, dir.display()));
    if let Some(prefix) = &arguments.prefix {
        let data = kernelspec::prefix_data(&std::path::absolute(prefix)?);
        let folder = kernelspec::write(&data, &executable)?;
        name_the_folder(&folder.join("kernel.json"), &dir)?;
        open_to_readers(&folder)?;
        say("kernelspec", &folder.display().to_string());
    }
    ensure!(
        failed.is_empty(),
        "not all cells are there, because a notebook failed: {}",
        failed.join(", ")
    );
    Ok(ExitCode::SUCCESS)
}

/// The folder by its real name: cells are found by the path of what they are linked with.
fn make(dir: &Path) -> anyhow::Result<PathBuf> {
    let making = || format!("cannot make the folder {}", dir.display());
    fs::create_dir_all(dir).with_context(making)?;
    dir.canonicalize().with_context(making)
}

/// Copies the toolkit that this user has compiled already.
fn take_over(built: &Path, environments: &Path) -> anyhow::Result<()> {
    let place = environments.join(built.file_name().unwrap_or_default());
    if place.exists() {
        return Ok(());
    }
    fs::create_dir_all(environments)?;
    let copying = || format!("cannot copy {} to {}", built.display(), place.display());
    let copy = tempfile::tempdir_in(environments).with_context(copying)?;
    copy_folder(built, copy.path()).with_context(copying)?;
    fs::rename(copy.path(), &place).with_context(copying)
}

fn copy_folder(from: &Path, to: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        match entry.file_type()?.is_dir() {
            true => {
                fs::create_dir(&target)?;
                copy_folder(&entry.path(), &target)?;
            }
            false => drop(fs::copy(entry.path(), target)?),
        }
    }
    Ok(())
}

/// Runs a notebook, in a process of its own (a session owns its process). Did it end well?
fn compiled(notebook: &Path) -> bool {
    let run = || -> anyhow::Result<bool> {
        let folder = tempfile::tempdir()?;
        let status = Command::new(std::env::current_exe()?)
            .arg("run")
            .arg(notebook)
            .arg("--output")
            .arg(folder.path().join("output.ipynb"))
            .stdin(Stdio::null())
            // It names the output, which nobody will see.
            .stdout(Stdio::null())
            .status()?;
        if status.success() {
            say("cells", &format!("of {}", notebook.display()));
        }
        Ok(status.success())
    };
    run().unwrap_or_else(|error| {
        eprintln!("papercell: {}: {error:#}", notebook.display());
        false
    })
}

/// What cargo needs to build an environment, and nobody to use one.
fn remove_builds(environments: &Path) -> anyhow::Result<()> {
    for entry in fs::read_dir(environments)?.flatten() {
        if entry.file_name().to_string_lossy().starts_with("build-") {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Lets everybody read what is below a path, and nobody but its owner write to it.
fn open_to_readers(path: &Path) -> anyhow::Result<()> {
    let about = || format!("cannot set the mode of {}", path.display());
    let data = match fs::symlink_metadata(path) {
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()), // a kernel of the owner's removed it
        data => data.with_context(about)?,
    };
    if data.is_symlink() {
        return Ok(());
    }
    let mode = data.permissions().mode();
    let readable = match data.is_dir() || mode & 0o100 != 0 {
        true => 0o555,
        false => 0o444,
    };
    let new = (mode | readable) & !0o022;
    if new != mode {
        fs::set_permissions(path, fs::Permissions::from_mode(new)).with_context(about)?;
    }
    if data.is_dir() {
        for entry in fs::read_dir(path).with_context(about)? {
            open_to_readers(&entry?.path())?;
        }
    }
    Ok(())
}

/// A front end starts the kernel without the variables of the shell. Each user's own folders are the usual ones.
fn name_the_folder(spec: &Path, dir: &Path) -> anyhow::Result<()> {
    let mut content: Value = serde_json::from_slice(&fs::read(spec)?)?;
    content["env"][places::SHARED] = json!(dir.to_string_lossy());
    if let Some(env) = content["env"].as_object_mut() {
        env.remove(places::HOME);
    }
    let mut text = serde_json::to_string_pretty(&content)?;
    text.push('\n');
    files::replace(spec, text.as_bytes())
        .with_context(|| format!("cannot write {}", spec.display()))
}

fn say(what: &str, how: &str) {
    outln!("{what:<11} {how}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mode(path: &Path) -> u32 {
        fs::metadata(path).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn readers_can_read_and_only_the_owner_can_write() {
        let folder = tempfile::tempdir().unwrap();
        let (inner, file, program) = (
            folder.path().join("inner"),
            folder.path().join("inner/file"),
            folder.path().join("inner/program"),
        );
        fs::create_dir(&inner).unwrap();
        for (path, mode) in [(&file, 0o660), (&program, 0o700)] {
            fs::write(path, "").unwrap();
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        }
        std::os::unix::fs::symlink("/nowhere", inner.join("link")).unwrap();
        fs::set_permissions(&inner, fs::Permissions::from_mode(0o777)).unwrap();
        open_to_readers(folder.path()).unwrap();
        let modes = [folder.path(), &inner, &file, &program].map(mode);
        assert_eq!(modes, [0o755, 0o755, 0o644, 0o755]);
    }

    #[test]
    fn the_kernelspec_names_the_folder_and_nobodys_home() {
        let folder = tempfile::tempdir().unwrap();
        let spec = folder.path().join("kernel.json");
        fs::write(
            &spec,
            r#"{"argv": ["x"], "env": {"A": "b", "PAPERCELL_HOME": "/h"}}"#,
        )
        .unwrap();
        name_the_folder(&spec, Path::new("/opt/papercell")).unwrap();
        let content: Value = serde_json::from_slice(&fs::read(&spec).unwrap()).unwrap();
        let expected = json!({"A": "b", "PAPERCELL_SHARED": "/opt/papercell"});
        assert_eq!(content["env"], expected);
        fs::write(&spec, r#"{"argv": ["x"]}"#).unwrap();
        name_the_folder(&spec, Path::new("/opt/papercell")).unwrap();
    }
}
