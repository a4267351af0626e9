//! C libraries that crates bring along.
//!
//! A build script compiles one, and rustc puts it into the dynamic library together with the Rust that calls it. But
//! small Rust functions are compiled into the cells that use them, and these call C from there; so the C functions must
//! be visible in the dynamic library too. rustc hides them, and has no stable way not to. Therefore the linker is called
//! through a script that adds them to rustc's list of what is visible.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::cargo::strings;

/// What build scripts said of C libraries.
#[derive(Debug, Default)]
pub struct Native {
    /// Where to look for them, as `-L` takes it.
    pub search: BTreeSet<String>,
    /// Those that become a part of a crate.
    archives: BTreeSet<PathBuf>,
}

const LINKER: &str = r#"#!/bin/sh
# Adds what stands in the file `visible` to the linker's list of visible symbols. With a file `wanted`, takes in what
# only cells may call.
here=$(dirname "$0")
for argument; do
    case $argument in
    -Wl,--version-script=*)
        script=${argument#-Wl,--version-script=}
        sed "/global:/r $here/visible" "$script" >"$here/list" && cat "$here/list" >"$script" || exit 1
        ;;
    esac
done
[ -f "$here/wanted" ] && set -- "$@" "$here/wanted" -Wl,-z,defs
exec cc "$@" -Wl,--undefined-version
"#;

impl Native {
    /// Notes what a build script said (a message `build-script-executed` of cargo).
    pub fn note(&mut self, message: &Value) {
        let paths: Vec<String> = strings(&message["linked_paths"]).collect();
        for library in strings(&message["linked_libs"]) {
            // `static=sqlite3`, `static:+whole-archive=sqlite3`
            let Some((kind, name)) = library.split_once('=') else {
                continue;
            };
            if kind.split(':').next() != Some("static") {
                continue;
            }
            let places = paths.iter().map(|path| {
                let folder = path
                    .split_once('=')
                    .map_or(path.as_str(), |(_, folder)| folder);
                Path::new(folder).join(format!("lib{name}.a"))
            });
            self.archives.extend(places.filter(|file| file.is_file()));
        }
        self.search.extend(paths);
    }

    /// Is there C at all?
    pub fn brings_libraries(&self) -> bool {
        !self.archives.is_empty()
    }

    /// Writes a linker to `folder` that makes the C functions visible; `None` if there are none. `all`: those too that
    /// no crate calls, as cells may; it can fail where a library has parts that cannot be linked.
    ///
    /// # Errors
    /// A library cannot be read, or the folder not be written to.
    pub fn linker(&self, folder: &Path, all: bool) -> io::Result<Option<PathBuf>> {
        let (mut visible, mut wanted) = (String::new(), String::new());
        for archive in &self.archives {
            for symbol in symbols(archive)? {
                visible += &format!("    \"{symbol}\";\n");
                wanted += &format!("EXTERN(\"{symbol}\")\n");
            }
        }
        if visible.is_empty() || !cfg!(target_os = "linux") {
            return Ok(None);
        }
        let linker = folder.join("linker");
        fs::write(folder.join("visible"), visible)?;
        match all {
            true => fs::write(folder.join("wanted"), wanted)?,
            // It may be there from a first try.
            false => _ = fs::remove_file(folder.join("wanted")),
        }
        fs::write(&linker, LINKER)?;
        fs::set_permissions(&linker, fs::Permissions::from_mode(0o755))?;
        Ok(Some(linker))
    }
}

/// What an archive defines: its first member is an index of that.
fn symbols(archive: &Path) -> io::Result<Vec<String>> {
    const MAGIC: &[u8] = b"!<arch>\n";
    const HEADER: usize = 60;
    let mut file = File::open(archive)?;
    let mut head = [0; MAGIC.len() + HEADER];
    if file.read_exact(&mut head).is_err() || !head.starts_with(MAGIC) {
        return Ok(Vec::new());
    }
    let header = &head[MAGIC.len()..];
    let text =
        |range: std::ops::Range<usize>| String::from_utf8_lossy(&header[range]).trim().to_owned();
    let number = match text(0..16).as_str() {
        "/" => 4,
        "/SYM64/" => 8,
        _ => return Ok(Vec::new()),
    };
    let size = text(48..58).parse().unwrap_or(0);
    let mut index = Vec::new();
    file.take(size).read_to_end(&mut index)?;
    // The number of symbols, the place of each (both big-endian), then their names.
    let count = index
        .iter()
        .take(number)
        .fold(0_usize, |all, byte| all << 8 | usize::from(*byte));
    let names = count
        .checked_add(1)
        .and_then(|numbers| index.get(numbers.checked_mul(number)?..));
    let names = names
        .unwrap_or_default()
        .split(|byte| *byte == 0)
        .take(count);
    Ok(names
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn archive(folder: &Path) -> PathBuf {
        let mut index = Vec::new();
        for number in [2_u32, 100, 200] {
            index.extend(number.to_be_bytes());
        }
        index.extend(b"first\0second_one\0");
        let mut bytes = b"!<arch>\n".to_vec();
        let (name, rest, size) = ("/", "0           0     0     0       ", index.len());
        bytes.extend(format!("{name:16}{rest:32}{size:<10}`\n").bytes());
        bytes.extend(index);
        bytes.extend(b"another member");
        let file = folder.join("libthing.a");
        fs::write(&file, bytes).unwrap();
        file
    }

    #[test]
    fn an_archive_says_what_it_defines() {
        let folder = tempfile::tempdir().unwrap();
        let file = archive(folder.path());
        assert_eq!(symbols(&file).unwrap(), ["first", "second_one"]);
        for broken in [&b""[..], b"no archive", b"!<arch>\nshort"] {
            fs::write(&file, broken).unwrap();
            assert_eq!(symbols(&file).unwrap(), Vec::<String>::new());
        }
    }

    #[test]
    fn the_linker_shows_what_static_libraries_define() {
        let folder = tempfile::tempdir().unwrap();
        archive(folder.path());
        let mut native = Native::default();
        let place = format!("native={}", folder.path().display());
        native.note(&json!({ "linked_libs": ["z", "dylib=thing"], "linked_paths": ["/usr/lib"] }));
        assert!(native.linker(folder.path(), true).unwrap().is_none());
        native.note(&json!({ "linked_libs": ["static:-bundle=thing"], "linked_paths": [place] }));
        assert_eq!(
            native.search,
            BTreeSet::from(["/usr/lib".to_owned(), place])
        );
        assert!(native.linker(folder.path(), true).unwrap().is_some());
        let visible = fs::read_to_string(folder.path().join("visible")).unwrap();
        assert_eq!(visible, "    \"first\";\n    \"second_one\";\n");
        assert!(folder.path().join("wanted").is_file());
        assert!(native.linker(folder.path(), false).unwrap().is_some());
        assert!(!folder.path().join("wanted").exists());
    }
}
