//! The toolkit, and the crates that come with it, as dependencies that are only read: nothing of them is compiled here.

use std::path::{Path, PathBuf};

use anyhow::Context;
use toml::{Table, Value};

use crate::engine::SessionView;
use crate::engine::embedded::{LOCK, TOOLKIT_FOLDER, WORKSPACE};
use crate::engine::environment::write_source;

/// The manifest of the library that holds all of these.
const LIBRARY: &str = include_str!("../../../environment/Cargo.toml");
/// Its root, which says which crates of it a cell can name.
const ROOT: &str = include_str!("../../../environment/src/lib.rs");

/// Knows what a session's cells may name.
pub struct Toolkit {
    /// The crates of the toolkit library: name, and line of `[dependencies]`.
    crates: Vec<(String, String)>,
}

impl Toolkit {
    /// Writes the toolkit's source to `folder`.
    ///
    /// # Errors
    /// No room.
    pub fn write(folder: &Path) -> anyhow::Result<Toolkit> {
        write_source(folder)?;
        let crates = crates(&folder.join(TOOLKIT_FOLDER))?;
        Ok(Toolkit { crates })
    }

    /// All lines of `[dependencies]` of the session's cells. What a cell asked for hides what the toolkit has under the
    /// same name.
    pub fn dependencies(&self, session: &SessionView) -> Vec<String> {
        let asked: Vec<&str> = session
            .dependencies
            .iter()
            .map(|line| line.trim())
            .collect();
        let is_asked = |name: &str| {
            asked
                .iter()
                .any(|line| line.split(['=', ' ']).next() == Some(name))
        };
        let own = self.crates.iter().filter(|(name, _)| !is_asked(name));
        own.filter(|_| session.toolkit)
            .map(|(_, line)| line.clone())
            .chain(asked.iter().map(|line| (*line).to_owned()))
            .collect()
    }

    /// The text of their lock file.
    ///
    /// # Errors
    /// The session's cannot be read.
    pub fn lock(session: &SessionView) -> anyhow::Result<String> {
        match &session.lock {
            Some(file) => std::fs::read_to_string(file)
                .with_context(|| format!("cannot read {}", file.display())),
            None => Ok(LOCK.to_owned()),
        }
    }
}

/// The crates of the toolkit library that cells can name, with the versions and features of its workspace.
fn crates(toolkit: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let (library, workspace): (Table, Table) = (LIBRARY.parse()?, WORKSPACE.parse()?);
    let all = section(&workspace, &["workspace", "dependencies"])?;
    let mut crates = Vec::new();
    for (name, asked) in section(&library, &["dependencies"])? {
        let mut dependency = match asked.get("workspace") {
            Some(_) => table(all.get(name).context("not in the workspace")?),
            None => table(asked),
        };
        if dependency.contains_key("path") {
            dependency.insert("path".to_owned(), text(toolkit)?.into());
        } else if dependency.contains_key("package") || !is_named(name) {
            continue;
        }
        let features = [all.get(name), Some(asked)].into_iter().flatten();
        let features = features.filter_map(|it| it.get("features")?.as_array());
        let features: Vec<Value> = features.flatten().cloned().collect();
        if !features.is_empty() {
            dependency.insert("features".to_owned(), features.into());
        }
        crates.push((
            name.clone(),
            format!("{name} = {}", Value::Table(dependency)),
        ));
    }
    Ok(crates)
}

fn section<'a>(manifest: &'a Table, path: &[&str]) -> anyhow::Result<&'a Table> {
    let mut found = manifest;
    for key in path {
        let inner = found.get(*key).and_then(Value::as_table);
        found = inner.with_context(|| format!("a manifest has no {path:?}"))?;
    }
    Ok(found)
}

/// A dependency in full: `"1.0"` is `{ version = "1.0" }`.
fn table(dependency: &Value) -> Table {
    match dependency {
        Value::Table(table) => table.clone(),
        version => Table::from_iter([("version".to_owned(), version.clone())]),
    }
}

fn is_named(name: &str) -> bool {
    let line = format!("extern crate {} as _;", name.replace('-', "_"));
    ROOT.lines().any(|other| other == line)
}

fn text(path: &Path) -> anyhow::Result<String> {
    let text = PathBuf::from(path).into_os_string().into_string();
    text.map_err(|path| anyhow::anyhow!("the folder {path:?} is not Unicode"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dependencies(toolkit: bool, asked: &[&str]) -> Vec<String> {
        let session = SessionView {
            toolkit,
            dependencies: asked.iter().map(|line| format!("{line}\n")).collect(),
            ..SessionView::default()
        };
        let crates = crates(Path::new("/sources/toy")).unwrap();
        Toolkit { crates }.dependencies(&session)
    }

    #[test]
    fn the_toolkits_crates_have_their_versions_and_features() {
        let lines = dependencies(true, &[]);
        let of = |name: &str| -> Table {
            let all: Table = lines.join("\n").parse().unwrap();
            all[name].as_table().unwrap().clone()
        };
        assert_eq!(of("papercell-toy")["path"].as_str(), Some("/sources/toy"));
        let plotters = of("plotters");
        assert_eq!(plotters["default-features"].as_bool(), Some(false));
        let features = plotters["features"].as_array().unwrap();
        assert!(features.contains(&"evcxr".into()), "{features:?}");
        assert!(of("rand")["version"].as_str().unwrap().starts_with('='));
        assert!(
            !lines
                .iter()
                .any(|line| line.starts_with("rand-0-9") || line.starts_with("libc"))
        );
        assert!(lines.iter().all(|line| !line.contains('\n')), "{lines:?}");
    }

    #[test]
    fn what_a_cell_asked_for_comes_in_the_place_of_the_toolkits() {
        let lines = dependencies(true, &["rand = \"0.9\"", "itoa=\"1\""]);
        let rand: Vec<_> = lines
            .iter()
            .filter(|line| line.starts_with("rand "))
            .collect();
        assert_eq!(rand, ["rand = \"0.9\""]);
        assert!(lines.contains(&"itoa=\"1\"".to_owned()));
        assert_eq!(dependencies(false, &["itoa = \"1\""]), ["itoa = \"1\""]);
    }
}
