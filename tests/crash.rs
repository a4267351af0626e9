//! Crashes of a process that reports them. Each test runs this file again, as a process that crashes, and looks at what
//! it has left: a crash cannot be asked of the kernel from outside, and shall not.

#![allow(clippy::unwrap_used)]

use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use nix::sys::signal::{Signal, raise};
use papercell::{crash, log};

/// Set in the processes that crash.
const FOLDER: &str = "FOLDER_OF_CRASHES";
const KEY: &str = "a-key-that-signs-messages";

/// Runs a test of this file that crashes, and returns what it left.
fn run(test: &str) -> (Output, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--ignored", "--exact", test, "--nocapture"])
        .env(FOLDER, folder.path())
        .output()
        .unwrap();
    let mut reports: Vec<PathBuf> = std::fs::read_dir(folder.path())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    reports.sort();
    let read = |path: &PathBuf| std::fs::read_to_string(path).unwrap();
    (output, reports.iter().map(read).collect())
}

/// In a process that crashes: begins to report. `None` in any other.
fn begin() -> Option<()> {
    let folder = std::env::var_os(FOLDER)?;
    log::start("crash");
    log::hide(KEY);
    crash::know("toolchain", "rustc of the test");
    crash::report_into(Path::new(&folder).to_owned());
    tracing::info!(target: "papercell::test", "the key is {KEY}");
    Some(())
}

fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[inline(never)]
fn where_it_happens(how: impl FnOnce()) {
    how();
    std::hint::black_box(());
}

fn in_a_thread(how: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().name("a-thread".to_owned());
    let _ = thread.spawn(|| where_it_happens(how)).unwrap().join();
}

#[test]
#[ignore = "it crashes; others start it"]
fn panics() {
    if begin().is_some() {
        in_a_thread(|| panic!("not expected: {KEY}"));
        println!("still alive");
    }
}

#[test]
#[ignore = "it crashes; others start it"]
fn panics_and_is_caught() {
    if begin().is_some() {
        for number in 0..20 {
            let caught = crash::catch(|| panic!("request {number}"));
            assert_eq!(caught.unwrap_err().message, format!("request {number}"));
        }
        println!("still alive");
    }
}

#[test]
#[ignore = "it crashes; others start it"]
fn is_killed() {
    if begin().is_some() {
        in_a_thread(|| raise(Signal::SIGSEGV).unwrap());
        println!("still alive");
    }
}

#[test]
#[ignore = "it crashes; others start it"]
fn uses_up_its_stack() {
    #[allow(unconditional_recursion)]
    fn deeper(depth: u64) -> u64 {
        std::hint::black_box(deeper(depth + 1)) + depth
    }
    if begin().is_some() {
        in_a_thread(|| {
            std::hint::black_box(deeper(0));
        });
        println!("still alive");
    }
}

#[test]
fn a_panic_that_nobody_catches_ends_the_process_and_leaves_a_report() {
    let (output, reports) = run("panics");
    assert_eq!(output.status.signal(), Some(Signal::SIGABRT as i32));
    assert!(!String::from_utf8_lossy(&output.stdout).contains("still alive"));
    assert_eq!(reports.len(), 1, "{reports:?}");
    let report = &reports[0];
    for words in [
        "what       a panic in the thread a-thread at tests/crash.rs:",
        "           not expected: [hidden]\n",
        "then       it ended\n",
        "toolchain  rustc of the test\n",
        "the key is [hidden]",
        "where_it_happens",
    ] {
        assert!(report.contains(words), "{words:?} in {report}");
    }
    let said = stderr(&output);
    let lines: Vec<_> = said
        .lines()
        .filter(|line| line.starts_with("papercell: the kernel has crashed"))
        .collect();
    assert_eq!(lines.len(), 1, "{said}");
    assert!(lines[0].contains("please file it as an issue"), "{said}");
    assert!(!said.contains(KEY) && !report.contains(KEY));
}

#[test]
fn a_panic_that_is_caught_is_reported_and_survived_and_reports_do_not_pile_up() {
    let (output, reports) = run("panics_and_is_caught");
    assert!(output.status.success(), "{}", stderr(&output));
    assert!(String::from_utf8_lossy(&output.stdout).contains("still alive"));
    assert_eq!(reports.len(), 5);
    assert!(
        reports
            .iter()
            .all(|it| it.contains("then       it went on\n"))
    );
    assert!(stderr(&output).contains("the kernel goes on after an error of its own"));
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_in_any_thread_leaves_a_report_and_does_what_it_does() {
    let (output, reports) = run("is_killed");
    assert_eq!(output.status.signal(), Some(Signal::SIGSEGV as i32));
    assert_eq!(reports.len(), 1, "{}", stderr(&output));
    let report = &reports[0];
    assert!(
        report.contains("what       SIGSEGV in the thread a-thread\n"),
        "{report}"
    );
    assert!(report.contains("where_it_happens"), "{report}");
    assert!(!report.contains(KEY), "{report}");
}

#[cfg(target_os = "linux")]
#[test]
fn a_stack_that_is_used_up_leaves_a_report_too() {
    let (output, reports) = run("uses_up_its_stack");
    assert_eq!(output.status.signal(), Some(Signal::SIGSEGV as i32));
    assert_eq!(reports.len(), 1, "{}", stderr(&output));
    let what = "what       SIGSEGV in the thread a-thread\n";
    assert!(reports[0].contains(what), "{}", reports[0]);
}
