//! Stopping what runs: the worker, or the compiler that evcxr has started.

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

/// Kills every descendant of this process but `spared` and its descendants: cargo, rustc and the linker.
pub fn kill_compilers(spared: u32) {
    let processes = processes();
    let mut doomed = vec![std::process::id()];
    let mut at = 0;
    while let Some(&parent) = doomed.get(at) {
        at += 1;
        let children = processes
            .iter()
            .filter(|&&(pid, its)| its == parent && pid != spared);
        doomed.extend(children.map(|&(pid, _)| pid));
    }
    for &pid in &doomed[1..] {
        kill_process(pid);
    }
}

/// Kills one process. That it is gone already is fine.
pub fn kill_process(pid: u32) {
    if let Ok(pid) = i32::try_from(pid) {
        let _ = kill(Pid::from_raw(pid), Signal::SIGKILL);
    }
}

/// All processes with their parents, from `/proc`; empty where there is none.
fn processes() -> Vec<(u32, u32)> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let parent_of = |pid: u32| -> Option<u32> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // "pid (name) state ppid ...": the name may hold spaces and brackets.
        let after_name = &stat[stat.rfind(')')? + 1..];
        after_name.split_whitespace().nth(1)?.parse().ok()
    };
    entries
        .flatten()
        .filter_map(|entry| {
            let pid = entry.file_name().to_str()?.parse().ok()?;
            Some((pid, parent_of(pid)?))
        })
        .collect()
}
