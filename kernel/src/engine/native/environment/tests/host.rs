//! A process that loads cells one after the other, as the worker does.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::super::{Environment, Toolchain};

const HOST: &str = r#"
use std::ffi::{CStr, CString, c_char, c_int, c_void};
unsafe extern "C" {
    fn dlopen(file: *const c_char, flags: c_int) -> *mut c_void;
    fn dlsym(library: *mut c_void, name: *const c_char) -> *mut c_void;
    fn dlerror() -> *const c_char;
}
fn main() {
    for file in std::env::args().skip(1) {
        let file = CString::new(file).unwrap();
        unsafe {
            let library = dlopen(file.as_ptr(), 0x102);
            assert!(!library.is_null(), "{:?}", CStr::from_ptr(dlerror()));
            let cell = dlsym(library, c"papercell_cell".as_ptr());
            if !cell.is_null() {
                std::mem::transmute::<_, extern "C" fn()>(cell)();
            }
        }
    }
}
"#;

/// Cells of one process.
pub struct Host {
    folder: tempfile::TempDir,
    toolchain: Toolchain,
    files: Vec<PathBuf>,
}

impl Host {
    pub fn new() -> Host {
        let folder = tempfile::tempdir().unwrap();
        let toolchain = Toolchain::find().unwrap();
        std::fs::write(folder.path().join("host.rs"), HOST).unwrap();
        let arguments = ["--edition", "2024", "-C", "prefer-dynamic", "host.rs"];
        compile(&toolchain, folder.path(), &arguments.map(str::to_owned));
        Host {
            folder,
            toolchain,
            files: Vec::new(),
        }
    }

    /// A cell with this body, and these lines before it.
    pub fn cell(&mut self, environment: &Environment, before: &str, body: &str) -> &mut Host {
        let umbrellas = environment.umbrellas.iter();
        let mut source: String = umbrellas
            .map(|name| format!("extern crate {name} as _;\n"))
            .collect();
        source += before;
        source += &format!(
            "\n#[unsafe(no_mangle)]\npub extern \"C\" fn papercell_cell() {{\n{body}\n}}\n"
        );
        let name = format!("cell{}", self.files.len());
        std::fs::write(self.folder.path().join(format!("{name}.rs")), source).unwrap();
        let mut arguments: Vec<String> = [
            "--crate-type",
            "cdylib",
            "--edition",
            "2024",
            "-C",
            "prefer-dynamic",
        ]
        .map(str::to_owned)
        .to_vec();
        for known in &environment.externs {
            arguments.push(format!("--extern={}={}", known.name, known.path.display()));
        }
        for folder in &environment.search {
            arguments.push(format!("-Ldependency={}", folder.display()));
        }
        arguments.push(format!("{name}.rs"));
        compile(&self.toolchain, self.folder.path(), &arguments);
        for library in &environment.libraries {
            if !self.files.contains(library) {
                self.files.push(library.clone());
            }
        }
        let file = format!("lib{name}{}", std::env::consts::DLL_SUFFIX);
        self.files.push(self.folder.path().join(file));
        self
    }

    /// Loads all of it and gives what the cells have printed.
    pub fn run(&self) -> String {
        let output = Command::new(self.folder.path().join("host"))
            .args(&self.files)
            .env("LD_LIBRARY_PATH", &self.toolchain.target_libdir)
            .env_remove("PAPERCELL_TOKEN")
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{}\n{errors}", output.status);
        String::from_utf8(output.stdout).unwrap()
    }
}

fn compile(toolchain: &Toolchain, folder: &Path, arguments: &[String]) {
    let mut command = Command::new(&toolchain.rustc);
    let output = command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{errors}");
}
