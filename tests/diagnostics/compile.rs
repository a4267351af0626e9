//! Cells as a crate in the way of the native engine: items of earlier cells, then the last cell in a function, with
//! generated code around it. The real rustc compiles it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;

use papercell::engine::native::diagnostics::{Message, parse};
use papercell::engine::native::source_map::SourceMap;

/// A session that ended with a cell that is compiled now.
pub struct Session {
    pub map: SourceMap,
    pub cells: Vec<String>,
}

impl Session {
    /// The cells in their order, numbered from 1; all but the last hold items. The last keeps the variables `kept`.
    pub fn new(cells: &[&str], kept: &[&str]) -> Session {
        let mut map = SourceMap::default();

        let numbered: Vec<(u32, &str)> = (1..).zip(cells.iter().copied()).collect();
        let (last, items) = numbered.split_last().unwrap();
        for (number, code) in items {
            map.verbatim(*number, code, 0..code.len());
            map.generated("\n");
        }
        map.generated("fn papercell_body() -> papercell_runtime::Ending {\n");
        map.generated("let papercell_ending = papercell_runtime::guard(|| {\n");
        map.verbatim(last.0, last.1, 0..last.1.len());
        map.generated("\n;");
        for name in kept {
            map.generated(&format!(
                "papercell_runtime::put({name:?}, papercell_runtime::boxed({name}));\n"
            ));
        }
        map.generated("Ok::<(), papercell_runtime::Early>(())\n});\npapercell_ending\n}\n");
        Session {
            map,
            cells: cells.iter().map(|code| (*code).to_owned()).collect(),
        }
    }

    pub fn code(&self, cell: u32) -> Option<String> {
        self.cells.get(cell as usize - 1).cloned()
    }

    pub fn running(&self) -> u32 {
        self.cells.len() as u32
    }

    /// What rustc says of it.
    pub fn messages(&self) -> Vec<Message> {
        parse(&self.rustc("json"))
    }

    /// rustc's standard error in one of its formats.
    pub fn rustc(&self, format: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let file = "papercell_0123456789abcdef.rs";
        std::fs::write(folder.path().join(file), &self.map.text).unwrap();
        let output = Command::new(rustc())
            .current_dir(folder.path())
            .args([
                file,
                "--crate-name=cell",
                "--crate-type=lib",
                "--edition=2021",
            ])
            .args(["--emit=mir,metadata", "--error-format", format])
            .arg(format!(
                "--extern=papercell_runtime={}",
                runtime().display()
            ))
            .output()
            .unwrap();
        String::from_utf8(output.stderr).unwrap()
    }
}

/// The runtime of the cells, compiled once.
fn runtime() -> &'static Path {
    static RUNTIME: OnceLock<PathBuf> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        let library = Path::new(env!("CARGO_TARGET_TMPDIR")).join("libpapercell_runtime.rlib");
        let output = Command::new(rustc())
            .arg(concat!(
                env!("CARGO_MANIFEST_DIR"),
                "/kernel/runtime/src/lib.rs"
            ))
            .args([
                "--crate-name=papercell_runtime",
                "--crate-type=rlib",
                "--edition=2024",
                "-o",
            ])
            .arg(&library)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        library
    })
}

fn rustc() -> PathBuf {
    let sysroot = Command::new("rustc")
        .args(["--print", "sysroot"])
        .output()
        .unwrap();
    let sysroot = String::from_utf8(sysroot.stdout).unwrap();
    PathBuf::from(sysroot.trim()).join("bin/rustc")
}
