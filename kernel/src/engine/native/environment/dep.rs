//! The language of `:dep`: a name, or a line as in the `[dependencies]` of a Cargo.toml, or a folder with a crate.

use std::path::{Path, PathBuf};

use toml::{Table, Value};

use super::Dependency;

const SAY: &str = "write `:dep NAME`, `:dep NAME = \"1.0\"`, `:dep NAME = { version = \"1.0\", features = [\"...\"] }` or `:dep ./FOLDER`";

/// Reads what stands behind `:dep`. Relative paths are taken from the folder of the notebook.
///
/// # Errors
/// What is wrong, and what can be written instead.
pub fn parse_dep(argument: &str) -> Result<Dependency, String> {
    let here = std::env::current_dir().unwrap_or_default();
    parse_in(&here, argument)
}

fn parse_in(here: &Path, argument: &str) -> Result<Dependency, String> {
    let argument = argument.trim();
    if argument.is_empty() {
        return Err(format!("which crate? {SAY}"));
    }
    if argument.starts_with(['.', '/', '~']) {
        let path = absolute(here, argument);
        let name = package_name(&path)?;
        let spec = Table::from_iter([("path".to_owned(), text(&path).into())]);
        return Ok(Dependency {
            name,
            spec: Value::Table(spec).to_string(),
        });
    }
    let (name, spec) = match argument.split_once('=') {
        Some((name, spec)) => (name.trim(), spec.trim()),
        None => (argument, "\"*\""),
    };
    if !is_name(name) {
        return Err(format!("`{name}` is not the name of a crate; {SAY}"));
    }
    let table: Table = format!("x = {spec}")
        .parse()
        .map_err(|error: toml::de::Error| {
            format!("`{spec}` cannot be read ({}); {SAY}", error.message())
        })?;
    let spec = match table.get("x") {
        Some(Value::String(version)) => Value::String(version.clone()),
        Some(Value::Table(table)) => Value::Table(with_absolute_path(here, table.clone())),
        _ => return Err(format!("`{spec}` is neither a version nor a table; {SAY}")),
    };
    if table.len() > 1 {
        return Err(format!("one crate a `:dep`; {SAY}"));
    }
    Ok(Dependency {
        name: name.to_owned(),
        spec: spec.to_string(),
    })
}

impl Dependency {
    /// As it stands in a Cargo.toml.
    pub fn line(&self) -> String {
        format!("{} = {}\n", self.name, self.spec)
    }

    /// What was asked for, as a table of a Cargo.toml.
    pub(super) fn table(&self) -> Table {
        let parsed = format!("x = {}", self.spec).parse::<Table>();
        match parsed.ok().and_then(|mut table| table.remove("x")) {
            Some(Value::Table(table)) => table,
            Some(version) => Table::from_iter([("version".to_owned(), version)]),
            None => Table::new(),
        }
    }
}

fn with_absolute_path(here: &Path, mut table: Table) -> Table {
    if let Some(Value::String(path)) = table.get_mut("path") {
        *path = text(&absolute(here, path));
    }
    table
}

/// The path from `here`, without `.` and `..` where that can be said without a look at the disk.
fn absolute(here: &Path, path: &str) -> PathBuf {
    let path = match (path.strip_prefix("~/"), dirs::home_dir()) {
        (Some(rest), Some(home)) => home.join(rest),
        _ => here.join(path),
    };
    path.canonicalize()
        .unwrap_or_else(|_| path.components().collect())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}

fn is_name(name: &str) -> bool {
    let first = name.starts_with(|c: char| c.is_alphabetic() || c == '_');
    first
        && name
            .chars()
            .all(|c| c.is_alphanumeric() || c == '-' || c == '_')
}

/// The name of the package in a folder.
fn package_name(folder: &Path) -> Result<String, String> {
    let file = folder.join("Cargo.toml");
    let manifest = std::fs::read_to_string(&file)
        .map_err(|error| format!("there is no crate in {}: {error}", folder.display()))?;
    let manifest: Table = manifest.parse().map_err(|error: toml::de::Error| {
        format!("{} cannot be read: {}", file.display(), error.message())
    })?;
    let package = manifest.get("package");
    let name = package.and_then(|package| package.get("name")?.as_str());
    name.map(str::to_owned)
        .ok_or_else(|| format!("{} describes no package", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(argument: &str) -> String {
        match parse_in(Path::new("/books"), argument) {
            Ok(dependency) => format!("{} = {}", dependency.name, dependency.spec),
            Err(error) => error.split("; ").next().unwrap_or_default().to_owned(),
        }
    }

    #[test]
    fn the_language_of_dep() {
        for (argument, expected) in [
            ("rand", r#"rand = "*""#),
            ("rand = \"0.8\"", r#"rand = "0.8""#),
            ("rand=\"=0.8.5\"", r#"rand = "=0.8.5""#),
            ("  serde-json   =  '1'  ", r#"serde-json = "1""#),
            (
                "x = { path = \"../x\", features = [\"a\", \"b\"] }",
                r#"x = { features = ["a", "b"], path = "/books/../x" }"#,
            ),
            (
                "nd = { package = \"ndarray\", version = \"0.16\", default-features = false }",
                r#"nd = { default-features = false, package = "ndarray", version = "0.16" }"#,
            ),
            (
                "x = { git = \"https://example.org/x\" }",
                r#"x = { git = "https://example.org/x" }"#,
            ),
            (
                "",
                "which crate? write `:dep NAME`, `:dep NAME = \"1.0\"`, `:dep NAME = { version = \"1.0\", features = [\"...\"] }` or `:dep ./FOLDER`",
            ),
            ("rand 0.8", "`rand 0.8` is not the name of a crate"),
            ("rand = 0.8", "`0.8` is neither a version nor a table"),
            ("rand = \"1\"\nother = \"2\"", "one crate a `:dep`"),
            (
                "./nowhere",
                "there is no crate in /books/nowhere: No such file or directory (os error 2)",
            ),
        ] {
            assert_eq!(read(argument), expected, "{argument}");
        }
        assert!(read("rand = \"0.8").starts_with("`\"0.8` cannot be read ("));
    }

    #[test]
    fn a_folder_is_asked_for_its_name() {
        let folder = tempfile::tempdir().unwrap();
        let here = folder.path().canonicalize().unwrap();
        std::fs::create_dir(here.join("mine")).unwrap();
        let manifest = "[package]\nname = \"my-crate\"\nversion = \"0.1.0\"\n";
        std::fs::write(here.join("mine/Cargo.toml"), manifest).unwrap();
        let dependency = parse_in(&here, "./mine").unwrap();
        assert_eq!(dependency.name, "my-crate");
        let path = dependency.table()["path"].as_str().unwrap().to_owned();
        assert_eq!(Path::new(&path), here.join("mine"));
        std::fs::write(here.join("mine/Cargo.toml"), "[workspace]\n").unwrap();
        assert!(
            parse_in(&here, "./mine")
                .unwrap_err()
                .contains("describes no package")
        );
    }
}
