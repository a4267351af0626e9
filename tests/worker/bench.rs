//! A worker under test: cells are compiled from a few lines, their output is kept, one variable lives in a library.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, Instant};

use papercell::engine::Output;
use papercell::engine::native::link::{Ended, How, Link, Setup, Variables};

/// What every cell of these tests starts with.
const CELL: &str = r##"
#![allow(unused, static_mut_refs)]
use std::sync::atomic::{AtomicBool, Ordering};
#[repr(C)]
pub struct Host { interrupted: *const AtomicBool, outcome: extern "C" fn(*const u8, usize) }
extern "C" {
    static mut COUNTER: i64;
    fn raise(signal: i32) -> i32;
    fn pause() -> i32;
    fn fork() -> i32;
    fn close(fd: i32) -> i32;
    fn printf(format: *const std::ffi::c_char, ...) -> i32;
}
const DONE: &str = r#"{"end":"done"}"#;
const INTERRUPTED: &str = r#"{"end":"interrupted"}"#;
fn interrupted(host: &Host) -> bool { unsafe { (*host.interrupted).load(Ordering::SeqCst) } }
#[no_mangle]
pub unsafe extern "C" fn papercell_cell(host: *const Host) {
    let host = &*host;
    let outcome: String = body(host).into();
    std::io::Write::flush(&mut std::io::stdout()).unwrap();
    (host.outcome)(outcome.as_ptr(), outcome.len());
}
"##;
/// The library that holds the variable.
const STATE: &str = "#[no_mangle] pub static mut COUNTER: i64 = 0;";

/// A worker and what it has put out.
pub struct Bench {
    pub link: Link,
    outputs: Arc<Mutex<Vec<Output>>>,
}

impl Bench {
    /// A worker with the variable's library.
    pub fn new() -> Bench {
        Bench::with_sink(|_| {})
    }

    /// As [`Bench::new`]; `sink` sees each output first.
    pub fn with_sink(sink: impl Fn(&Output) + Send + Sync + 'static) -> Bench {
        let outputs = Arc::new(Mutex::new(Vec::new()));
        let kept = Arc::clone(&outputs);
        let take = move |output| {
            sink(&output);
            kept.lock().expect("no test has panicked here").push(output);
        };
        let mut link = Link::start(setup(), Arc::new(take)).expect("the worker starts");
        link.load(&[library(STATE)]).expect("the library loads");
        Bench { link, outputs }
    }

    /// Runs a cell; `body` is the inside of `fn body(host: &Host) -> impl Into<String>`, which says how it ended.
    pub fn run(&mut self, body: &str) -> Ended {
        self.outputs
            .lock()
            .expect("no test has panicked here")
            .clear();
        self.link.run(&cell(body))
    }

    /// Runs a cell that ends well.
    pub fn done(&mut self, body: &str) {
        let ended = self.run(&format!("{body}; DONE"));
        assert_eq!(ended.how, How::Done, "{body}");
        assert_eq!(ended.variables, Variables::AsLeft, "{body}");
    }

    /// The variable, as a cell sees it.
    pub fn counter(&mut self) -> i64 {
        self.done(r#"print!("{}", COUNTER)"#);
        self.text().parse().expect("a number")
    }

    /// Waits until the last cell's state is kept: the runner answers an order only after that.
    pub fn kept(&mut self) {
        self.link.load(&[]).expect("nothing is loaded");
    }

    /// What the last cell has put out.
    pub fn outputs(&self) -> Vec<Output> {
        self.outputs
            .lock()
            .expect("no test has panicked here")
            .clone()
    }

    /// The text of the last cell, both streams in the order in which they came.
    pub fn text(&self) -> String {
        let texts = self
            .outputs()
            .into_iter()
            .filter_map(|output| match output {
                Output::Stream { text, .. } => Some(text),
                _ => None,
            });
        texts.collect()
    }

    /// The runner, as a cell sees it.
    pub fn runner(&mut self) -> i32 {
        self.done(r#"print!("{}", std::process::id())"#);
        self.text().parse().expect("a number")
    }
}

/// The executable that was built with the tests, and the toolchain's libraries.
pub fn setup() -> Setup {
    let folder = print("target-libdir");
    Setup {
        executable: env!("CARGO_BIN_EXE_papercell").into(),
        library_folders: vec![folder],
    }
}

/// The library of a cell.
pub fn cell(body: &str) -> PathBuf {
    library(&format!(
        "{CELL}\nunsafe fn body(host: &Host) -> impl Into<String> {{\n{body}\n}}"
    ))
}

/// Compiles a library, once for all runs of the tests.
pub fn library(source: &str) -> PathBuf {
    let mut hasher = DefaultHasher::new();
    (source, print("sysroot")).hash(&mut hasher);
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("worker");
    std::fs::create_dir_all(&folder).expect("a folder");
    let path = folder.join(format!("cell_{:016x}.so", hasher.finish()));
    if !path.exists() {
        let building = tempfile::tempdir_in(&folder).expect("a folder");
        let (code, made) = (
            building.path().join("cell.rs"),
            building.path().join("cell.so"),
        );
        std::fs::write(&code, source).expect("the source is written");
        let rustc = print("sysroot").join("bin/rustc");
        let status = Command::new(rustc)
            .args([
                "--edition=2021",
                "--crate-type=cdylib",
                "-Cprefer-dynamic",
                "-o",
            ])
            .args([&made, &code])
            .status()
            .expect("rustc runs");
        assert!(status.success(), "{source}");
        std::fs::rename(made, &path).expect("the library is moved");
    }
    path
}

/// What rustc says of itself.
fn print(what: &str) -> PathBuf {
    static SYSROOT: OnceLock<PathBuf> = OnceLock::new();
    let ask = |what: &str| {
        let output = Command::new("rustc").args(["--print", what]).output();
        let output = output.expect("rustc runs").stdout;
        PathBuf::from(String::from_utf8(output).expect("text").trim())
    };
    match what {
        "sysroot" => SYSROOT.get_or_init(|| ask("sysroot")).clone(),
        what => ask(what),
    }
}

/// Waits until it is so; fails when it is not within ten seconds.
pub fn eventually(what: &str, mut is: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is() {
        assert!(start.elapsed() < Duration::from_secs(10), "never: {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Sends a signal.
pub fn kill(pid: i32, signal: nix::sys::signal::Signal) {
    let _ = nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), signal);
}

/// Processes that are not zombies, with their parents and groups: (pid, parent, group).
pub fn processes() -> Vec<(i32, i32, i32)> {
    let all = with_zombies().into_iter();
    all.filter(|(_, state)| state != "Z")
        .map(|(process, _)| process)
        .collect()
}

/// All processes, as (pid, parent, group), and the letter of each one's state.
pub fn with_zombies() -> Vec<((i32, i32, i32), String)> {
    let read = |entry: std::fs::DirEntry| {
        let pid = entry.file_name().to_str()?.parse().ok()?;
        let stat = std::fs::read_to_string(entry.path().join("stat")).ok()?;
        let mut words = stat[stat.rfind(')')? + 1..].split_whitespace();
        let state = words.next()?.to_owned();
        let (parent, group) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
        Some(((pid, parent, group), state))
    };
    let entries = std::fs::read_dir("/proc").expect("a Linux system");
    entries.flatten().filter_map(read).collect()
}

/// The supervisor, which leads the group of this member.
pub fn group_of(member: i32) -> i32 {
    let found = processes().into_iter().find(|&(pid, _, _)| pid == member);
    found.expect("it lives").2
}
