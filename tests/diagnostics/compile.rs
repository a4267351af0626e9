//! Cells as a crate in the way of the native engine: items of earlier cells, then the last cell in a function, with
//! generated code around it. The real rustc compiles it.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
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
        map.generated("let papercell_ending = papercell_runtime::guard(|| -> std::result::Result<(), papercell_runtime::Early> {\n");
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
        let arguments = ["--crate-type=lib", "--emit=mir,metadata", "--error-format"];
        let output = self.compile(folder.path(), &[&arguments[..], &[format]].concat(), "");
        String::from_utf8(output.stderr).unwrap()
    }

    /// Runs the last cell, with optimisation and lines as the native engine has them, and returns how it ended.
    pub fn outcome(&self) -> serde_json::Value {
        const MAIN: &str = r#"
extern "C" fn papercell_outcome(text: *const u8, length: usize) {
    use std::io::Write;
    std::io::stdout().write_all(unsafe { std::slice::from_raw_parts(text, length) }).unwrap();
}
fn main() {
    let interrupted = std::sync::atomic::AtomicBool::new(false);
    let host = papercell_runtime::Host { interrupted: &interrupted, outcome: papercell_outcome };
    unsafe { papercell_runtime::run(&host, || (papercell_body(), Vec::new())) }
}
"#;
        let folder = tempfile::tempdir().unwrap();
        let arguments = ["-Copt-level=2", "-Cdebuginfo=line-tables-only"];
        let compiled = self.compile(folder.path(), &arguments, MAIN);
        let said = String::from_utf8_lossy(&compiled.stderr);
        assert!(compiled.status.success(), "{said}");
        let output = Command::new(folder.path().join("cell")).output().unwrap();
        serde_json::from_slice(&output.stdout).unwrap()
    }

    fn compile(&self, folder: &Path, arguments: &[&str], more: &str) -> Output {
        std::fs::write(folder.join(FILE), format!("{}{more}", self.map.text)).unwrap();
        Command::new(rustc())
            .current_dir(folder)
            .args([FILE, "--crate-name=cell", "--edition=2021"])
            .args(arguments)
            .arg(format!(
                "--extern=papercell_runtime={}",
                runtime().display()
            ))
            .output()
            .unwrap()
    }
}

/// The crate's file, as the native engine calls it.
pub const FILE: &str = "papercell_0123456789abcdef.rs";

/// The runtime of the cells, compiled once.
fn runtime() -> &'static Path {
    static RUNTIME: OnceLock<PathBuf> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        // Each test may be a process: what another one reads must not change under it.
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
        let temporary = tempfile::tempdir_in(folder).unwrap();
        let library = temporary.path().join("libpapercell_runtime.rlib");
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
        let kept = folder.join("libpapercell_runtime.rlib");
        std::fs::rename(library, &kept).unwrap();
        kept
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
