//! The doctor on what cells are compiled with.

use super::Finding;
use crate::cli::toolchain;
use crate::engine::native::environment::{Environment, Runtime, SHARE, Toolchain};
use crate::engine::native::probe;

const RUSTUP: &str = "curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh";
const CC: &str =
    "sudo apt install gcc (Fedora: sudo dnf install gcc; macOS: xcode-select --install)";
const REINSTALL: &str = "rustup toolchain install stable --force";
const TESTED: &str = env!("CARGO_PKG_RUST_VERSION");

pub(super) fn findings() -> Vec<Finding> {
    let rust = rust();
    let (linker, tools) = (linker(), tools());
    let toolchain = Toolchain::find().ok();
    let Some(toolchain) = toolchain else {
        return vec![rust, linker, tools];
    };
    vec![
        rust,
        linker,
        tools,
        source(&toolchain),
        runtime(&toolchain),
        types(toolchain.clone()),
        sharing(&toolchain),
        toolkit(&toolchain),
    ]
}

fn rust() -> Finding {
    const WHAT: &str = "Rust";
    match (toolchain::rustc_version(), toolchain::find("rustc")) {
        (Ok(_), _) if toolchain::find("cargo").is_none() => Finding::broken(
            WHAT,
            format!("there is no cargo: {}", toolchain::HOW),
            RUSTUP,
        ),
        (Ok(version), Some(rustc)) => Finding::ok(WHAT, format!("{version}, {}", rustc.display())),
        (Ok(version), None) => Finding::ok(WHAT, version),
        (Err(error), None) => Finding::broken(WHAT, format!("{error:#}"), RUSTUP),
        (Err(error), Some(_)) => {
            Finding::broken(WHAT, format!("{error:#}"), "rustup update stable")
        }
    }
}

fn linker() -> Finding {
    const WHAT: &str = "linker";
    if toolchain::find("rustc").is_none() {
        return Finding::broken(WHAT, "it is tried with rustc, which is missing", RUSTUP);
    }
    match toolchain::compile_and_link() {
        Ok(()) => Finding::ok(WHAT, "a library compiles and links"),
        Err(error) => Finding::broken(WHAT, format!("{error:#}"), CC),
    }
}

/// Cells need neither (their linker is tried above); crates that bring C along do, and who builds Papercell.
fn tools() -> Finding {
    const WHAT: &str = "cc, patch";
    let missing: Vec<&str> = ["cc", "patch"]
        .into_iter()
        .filter(|name| toolchain::find(name).is_none())
        .collect();
    match missing[..] {
        [] => Finding::ok(
            WHAT,
            "crates with C in them compile, and so does Papercell itself",
        ),
        _ => Finding::missing(
            WHAT,
            format!(
                "no {} on PATH; crates with C in them do not compile, nor does Papercell itself",
                missing.join(" and no ")
            ),
            "sudo apt install gcc patch (Fedora: sudo dnf install gcc patch; macOS: xcode-select --install)",
        ),
    }
}

fn source(toolchain: &Toolchain) -> Finding {
    const WHAT: &str = "rust-src";
    let library = toolchain.sysroot.join("lib/rustlib/src/rust/library");
    if library.join("std/src/lib.rs").is_file() {
        return Finding::ok(WHAT, "completion knows the standard library");
    }
    let mend = match toolchain::find("rustup") {
        Some(_) => "rustup component add rust-src",
        None => "sudo apt install rust-src (Fedora: sudo dnf install rust-src)",
    };
    Finding::missing(
        WHAT,
        "no source of the standard library; completion and hover do not know it",
        mend,
    )
}

/// It is compiled for this, as the first kernel would do: where that works, cells compile.
fn runtime(toolchain: &Toolchain) -> Finding {
    const WHAT: &str = "runtime";
    match Runtime::open(toolchain) {
        Ok(runtime) => Finding::ok(WHAT, format!("compiled, {}", runtime.library.display())),
        Err(error) => Finding::broken(WHAT, format!("{error:#}"), REINSTALL),
    }
}

/// A variable lives on only when its type is known, and rustc tells it in a text without a promise.
fn types(toolchain: Toolchain) -> Finding {
    const WHAT: &str = "types";
    match probe::types_are_known(toolchain) {
        Ok(()) => Finding::ok(WHAT, "the compiler tells the types of variables"),
        Err(error) => Finding::broken(
            WHAT,
            format!("{error:#}"),
            format!("rustup toolchain install {TESTED} && rustup default {TESTED}"),
        ),
    }
}

fn sharing(toolchain: &Toolchain) -> Finding {
    const WHAT: &str = "generics";
    match toolchain.shares {
        true => Finding::ok(WHAT, "cells take compiled instances from the toolkit"),
        false => Finding::missing(
            WHAT,
            format!(
                "this compiler refuses {SHARE}: cells with arrays compile in twice the time, and are right all the same"
            ),
            format!("rustup toolchain install {TESTED} && rustup default {TESTED}"),
        ),
    }
}

fn toolkit(toolchain: &Toolchain) -> Finding {
    const WHAT: &str = "toolkit";
    match Environment::has_toolkit(toolchain) {
        Ok(true) => Finding::ok(WHAT, "compiled for this toolchain"),
        Ok(false) => Finding::missing(
            WHAT,
            "not compiled for this toolchain; the first cell will wait for it",
            "papercell install",
        ),
        Err(error) => Finding::broken(WHAT, format!("{error:#}"), "export PAPERCELL_HOME=DIR"),
    }
}

#[cfg(test)]
mod tests {
    use super::super::State;
    use super::*;

    #[test]
    fn the_machine_that_runs_this_can_compile_and_link() {
        let toolchain = Toolchain::find().unwrap();
        for finding in [rust(), linker(), runtime(&toolchain), sharing(&toolchain)] {
            assert_eq!(finding.state, State::Ok, "{}", finding.text);
        }
    }
}
