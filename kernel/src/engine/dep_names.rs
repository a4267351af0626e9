//! What can stand behind `:dep`: crates that are compiled already, crates that cargo knows without the network (its
//! cache and its index on this machine), their versions, and folders. Read from the disk when it is asked for, in
//! milliseconds; nothing is downloaded.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use semver::Version;

use super::at_once::proposal;
use super::{Completion, Completions};

/// So many proposals are enough to choose from.
const MOST: usize = 100;

/// What is known without a look at the disk.
pub struct DepNames {
    /// Crates that cells can use, with their versions.
    pub compiled: Vec<(String, String)>,
    /// Where relative paths start.
    pub here: PathBuf,
    /// The folder of cargo's registries.
    pub registry: Option<PathBuf>,
}

impl DepNames {
    /// Those of this machine.
    pub fn of_this_machine(compiled: Vec<(String, String)>) -> DepNames {
        let home = std::env::var_os("CARGO_HOME").filter(|home| !home.is_empty());
        let home = home
            .map(PathBuf::from)
            .or_else(|| Some(dirs::home_dir()?.join(".cargo")));
        DepNames {
            compiled,
            here: std::env::current_dir().unwrap_or_default(),
            registry: home.map(|home| home.join("registry")),
        }
    }

    /// Proposals at the end of `argument`, what stands between `:dep` and the cursor. Their offsets are bytes of it.
    pub fn complete(&self, argument: &str) -> Completions {
        let start = argument.len() - argument.trim_start().len();
        let typed = &argument[start..];
        let found = match place(typed) {
            Place::Name => (start, self.names(typed)),
            Place::Version { name, at } => (start + at, self.versions(name, &typed[at..])),
            Place::Folder { at } => {
                let path = &typed[at..];
                let last = path.rfind('/').map_or(0, |slash| slash + 1);
                (start + at + last, self.folders(path, last))
            }
            Place::Other => (argument.len(), Vec::new()),
        };
        Completions {
            matches: found.1,
            start: found.0,
            end: argument.len(),
        }
    }

    /// Crates whose names go on as `typed`: those first that are compiled, then those whose source is here.
    fn names(&self, typed: &str) -> Vec<Completion> {
        let wanted = same(typed);
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        let mut add = |name: &str, label: String| {
            if same(name).starts_with(&wanted) && found.len() < MOST && seen.insert(same(name)) {
                found.push(proposal(name, "module", &label));
            }
        };
        for (name, version) in &self.compiled {
            add(name, format!("{name} {version} (compiled already)"));
        }
        for (name, versions) in &self.sources() {
            if let Some(newest) = versions.last() {
                add(name, format!("{name} {newest} (downloaded already)"));
            }
        }
        for name in self.index(&typed.to_lowercase()) {
            add(&name, format!("{name} (in cargo's index)"));
        }
        found
    }

    /// Versions that need no download, the newest first.
    fn versions(&self, name: &str, typed: &str) -> Vec<Completion> {
        let sources = self.sources();
        let mut versions: BTreeSet<Version> = BTreeSet::new();
        for (known, its) in &sources {
            if same(known) == same(name) {
                versions.extend(its.iter().cloned());
            }
        }
        let compiled = self
            .compiled
            .iter()
            .filter(|(known, _)| same(known) == same(name));
        versions.extend(compiled.filter_map(|(_, version)| Version::parse(version).ok()));
        let newest_first = versions.iter().rev().map(ToString::to_string);
        newest_first
            .filter(|version| version.starts_with(typed))
            .map(|version| proposal(&version, "text", &format!("{name} {version}")))
            .take(MOST)
            .collect()
    }

    /// The crates whose sources cargo has: files `NAME-VERSION.crate`, the versions in order.
    fn sources(&self) -> BTreeMap<String, BTreeSet<Version>> {
        let mut found: BTreeMap<String, BTreeSet<Version>> = BTreeMap::new();
        let Some(registry) = &self.registry else {
            return found;
        };
        for file in entries(&registry.join("cache"))
            .iter()
            .flat_map(|it| entries(it))
        {
            let stem = file.file_name().and_then(OsStr::to_str);
            let Some(stem) = stem.and_then(|name| name.strip_suffix(".crate")) else {
                continue;
            };
            // `a-b-1.0.0-rc.1`: the name ends before the first dash that a version follows.
            let parts = stem.match_indices('-');
            let mut parts = parts.map(|(at, _)| (&stem[..at], &stem[at + 1..]));
            if let Some((name, version)) =
                parts.find_map(|(name, version)| Some((name, Version::parse(version).ok()?)))
            {
                found.entry(name.to_owned()).or_default().insert(version);
            }
        }
        found
    }

    /// The names in cargo's index on this machine that start with `typed`: files such as `se/rd/serde` or `3/l/log`.
    fn index(&self, typed: &str) -> Vec<String> {
        let Some(registry) = self.registry.as_ref().filter(|_| !typed.is_empty()) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for index in entries(&registry.join("index")) {
            let folders = entries(&index.join(".cache"));
            let may_hold = |folder: &&PathBuf| {
                let name = name_of(folder);
                matches!(name, "1" | "2" | "3")
                    || name.starts_with(typed)
                    || typed.starts_with(name)
            };
            let files = folders.iter().filter(may_hold).flat_map(|folder| {
                let inner = entries(folder);
                let deeper = inner
                    .iter()
                    .filter(|it| it.is_dir())
                    .flat_map(|it| entries(it));
                let files: Vec<PathBuf> = deeper.chain(inner.iter().cloned()).collect();
                files
            });
            let names = files
                .filter(|file| file.is_file())
                .map(|file| name_of(&file).to_owned());
            found.extend(names.filter(|name| name.starts_with(typed)));
        }
        found.sort();
        found
    }

    /// The folders that go on as `path`, whose last part starts at `last`; those with a crate first.
    fn folders(&self, path: &str, last: usize) -> Vec<Completion> {
        let (parent, typed) = path.split_at(last);
        let parent = match (parent.strip_prefix("~/"), dirs::home_dir()) {
            (Some(rest), Some(home)) => home.join(rest),
            _ => self.here.join(parent),
        };
        let (mut crates, mut others) = (Vec::new(), Vec::new());
        for folder in entries(&parent).iter().filter(|it| it.is_dir()) {
            let name = name_of(folder);
            let hidden = name.starts_with('.') && !typed.starts_with('.');
            if name.is_empty() || hidden || !name.starts_with(typed) {
                continue;
            }
            match folder.join("Cargo.toml").is_file() {
                true => crates.push(proposal(name, "path", &format!("{name}: a crate"))),
                false => others.push(proposal(&format!("{name}/"), "path", &format!("{name}/"))),
            }
        }
        crates.append(&mut others);
        crates.truncate(MOST);
        crates
    }
}

/// What the end of an argument of `:dep` is.
#[derive(Debug, PartialEq, Eq)]
enum Place<'a> {
    Name,
    Version { name: &'a str, at: usize },
    Folder { at: usize },
    Other,
}

fn place(typed: &str) -> Place<'_> {
    let Some((name, spec)) = typed.split_once('=') else {
        let is_name = typed
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
        return match typed.starts_with(['.', '/', '~']) {
            true => Place::Folder { at: 0 },
            false if is_name => Place::Name,
            false => Place::Other,
        };
    };
    // The string that is open at the end, and the key that it is the value of.
    let mut open: Option<usize> = None;
    for (at, c) in spec.char_indices() {
        if matches!(c, '"' | '\'') {
            open = if open.is_some() { None } else { Some(at) };
        }
    }
    let Some(quote) = open else {
        return Place::Other;
    };
    let at = typed.len() - spec.len() + quote + 1;
    let before = spec[..quote].trim_end();
    let key = before.strip_suffix('=').map(str::trim_end);
    let is_key = |wanted: &str| key.is_some_and(|text| text.ends_with(wanted));
    match before {
        "" => Place::Version {
            name: name.trim(),
            at,
        },
        _ if is_key("path") => Place::Folder { at },
        _ if is_key("version") => Place::Version {
            name: name.trim(),
            at,
        },
        _ => Place::Other,
    }
}

/// What is in a folder, by name; nothing where there is none.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let found = std::fs::read_dir(folder).into_iter().flatten();
    let mut found: Vec<PathBuf> = found.flatten().map(|entry| entry.path()).collect();
    found.sort();
    found
}

fn name_of(path: &Path) -> &str {
    path.file_name().and_then(OsStr::to_str).unwrap_or_default()
}

/// To cargo, `-` and `_` are the same.
fn same(name: &str) -> String {
    name.to_lowercase().replace('-', "_")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machine() -> (DepNames, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for file in [
            "registry/cache/x/ndarray-0.16.1.crate",
            "registry/cache/x/nd-graph-0.2.0.crate",
            "registry/cache/x/nd-graph-0.10.0-rc.1.crate",
            "registry/index/x/.cache/nd/is/ndisasm",
            "registry/index/x/.cache/3/n/ndi",
            "registry/index/x/.cache/se/rd/serde",
            "books/mine/Cargo.toml",
            "books/more/deep/Cargo.toml",
            "books/.hidden/Cargo.toml",
            "books/file.txt",
        ] {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let names = DepNames {
            compiled: vec![("ndarray".to_owned(), "0.16.1".to_owned())],
            here: root.join("books"),
            registry: Some(root.join("registry")),
        };
        (names, folder)
    }

    fn texts(argument: &str) -> Vec<String> {
        let (names, _folder) = machine();
        let found = names.complete(argument);
        assert_eq!(found.end, argument.len());
        let typed = &argument[found.start..];
        found
            .matches
            .into_iter()
            .map(|it| format!("{typed}|{}", it.text))
            .collect()
    }

    #[test]
    fn names_of_crates_come_from_the_toolkit_the_cache_and_the_index() {
        let expected = ["nd|ndarray", "nd|nd-graph", "nd|ndi", "nd|ndisasm"];
        assert_eq!(texts(" nd"), expected);
        assert_eq!(texts("nd_g"), ["nd_g|nd-graph"]);
        assert_eq!(texts("s"), ["s|serde"]);
        let (names, _folder) = machine();
        let labels: Vec<String> = names
            .complete("nda")
            .matches
            .into_iter()
            .map(|it| it.label)
            .collect();
        assert_eq!(labels, ["ndarray 0.16.1 (compiled already)"]);
    }

    #[test]
    fn versions_that_need_no_download() {
        assert_eq!(texts("nd-graph = \""), ["|0.10.0-rc.1", "|0.2.0"]);
        assert_eq!(texts("nd_graph = { version = \"0.2"), ["0.2|0.2.0"]);
    }

    #[test]
    fn folders_those_with_a_crate_first() {
        assert_eq!(texts("./m"), ["m|mine", "m|more/"]);
        assert_eq!(texts("x = { path = \"more/"), ["|deep"]);
        assert_eq!(
            texts("x = { features = [\"a\"], path = \"./"),
            ["|mine", "|more/"]
        );
        assert_eq!(texts("./.h"), [".h|.hidden"]);
    }

    #[test]
    fn elsewhere_there_is_nothing_to_propose() {
        for argument in [
            "x = ",
            "x = \"1\"",
            "x = { git = \"",
            "a b",
            "nothing-like-it",
        ] {
            assert_eq!(texts(argument), [""; 0], "{argument}");
        }
    }
}
