//! Environments as a whole: what is built, and what cells see of it.
//!
//! All of these compile the toolkit the first time (half a minute), and those of `dependencies` ask the registry; so they
//! are ignored by default: `cargo test --lib environment -- --ignored`.

mod dependencies;
mod host;
mod toolkit;

use super::*;

/// The lines that were said while `work` ran, and what it gave.
fn listening<T>(work: impl FnOnce(&mut dyn Progress) -> T) -> (T, Vec<String>) {
    let mut said = Vec::new();
    let result = work(&mut |line: &str| said.push(line.to_owned()));
    (result, said)
}

fn quiet<T>(work: impl FnOnce(&mut dyn Progress) -> T) -> T {
    listening(work).0
}

/// The environment with what these `:dep`s ask for, and what was said meanwhile.
fn with(arguments: &[&str]) -> (anyhow::Result<Environment>, Vec<String>) {
    with_offline(arguments, false)
}

fn with_offline(arguments: &[&str], offline: bool) -> (anyhow::Result<Environment>, Vec<String>) {
    let toolchain = Toolchain::find().unwrap();
    let toolkit = quiet(|progress| Environment::toolkit(&toolchain, progress)).unwrap();
    let parsed = arguments
        .iter()
        .map(|argument| parse_dep(argument).unwrap());
    let dependencies: Vec<Dependency> = parsed.collect();
    listening(|progress| {
        Environment::with(&toolchain, &dependencies, offline, progress, Some(&toolkit))
    })
}
