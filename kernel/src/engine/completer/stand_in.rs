//! What evcxr finds in the place of cargo and of a worker, where nothing shall be compiled or run.
//!
//! evcxr begins by compiling and running `42`, compiles whenever a dependency is added, and asks cargo about each
//! dependency first. A session that is only analysed needs none of it: its dependencies were resolved and compiled
//! elsewhere. So the folder of these scripts stands first on the PATH: a `cargo` whose `build` is done at once, and a
//! `rustup` that knows nothing (it would lead evcxr past that `cargo`). rust-analyzer asks the real cargo, which
//! `$CARGO` names.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Context;

const CARGO: &str = r#"#!/bin/sh
[ "$1" = --offline ] && shift
case "$1" in
build)
    : >nothing.so
    printf %s "$PWD/nothing.so" >"$EVCXR_EXECUTION_SO_PATH"
    exit
    ;;
metadata) grep -q 'name = "evcxr_dummy_validate_dep"' Cargo.toml && exit ;;
esac
exec "$CARGO" "$@"
"#;

const RUSTUP: &str = "#!/bin/sh\nexit 1\n";

/// Variables of the environment that make evcxr find the stand-ins, once they are written to `folder`.
///
/// # Errors
/// There is no cargo, or no room.
pub fn install(folder: &Path) -> anyhow::Result<Vec<(&'static str, OsString)>> {
    use std::os::unix::fs::OpenOptionsExt;
    let path = std::env::var_os("PATH").unwrap_or_default();
    let cargo = real_cargo(&path).context("there is no cargo on the PATH")?;
    std::fs::create_dir_all(folder)?;
    for (name, script) in [("cargo", CARGO), ("rustup", RUSTUP)] {
        let mut file = std::fs::File::options()
            .write(true)
            .create_new(true)
            .mode(0o755)
            .open(folder.join(name))?;
        std::io::Write::write_all(&mut file, script.as_bytes())?;
    }
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    Ok(vec![
        ("CARGO", cargo.into()),
        ("PATH", std::env::join_paths(folders)?),
        // What the session uses was fetched when it was compiled.
        ("CARGO_NET_OFFLINE", "true".into()),
    ])
}

fn real_cargo(path: &OsString) -> Option<PathBuf> {
    std::env::split_paths(path)
        .map(|folder| folder.join("cargo"))
        .find(|file| file.is_file())
}

/// A worker that says of everything that it has run.
pub fn runner() -> Command {
    let mut command = Command::new("/bin/sh");
    command.args([
        "-c",
        "while read -r _; do echo EVCXR_EXECUTION_COMPLETE; done",
    ]);
    command
}
