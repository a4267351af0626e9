//! The worker's processes: none is left behind, they are small, and a gigabyte of variables is copied quickly.

use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::Instant;

use nix::sys::signal::Signal::SIGKILL;
use papercell::engine::native::link::{How, Variables};

use crate::bench::{Bench, eventually, group_of, kill, processes, with_zombies};

/// Set for the process that plays the kernel in the test below.
const KERNEL: &str = "PAPERCELL_TEST_KERNEL";

#[test]
fn nothing_is_left_of_a_worker_that_is_dropped() {
    let mut bench = Bench::new();
    bench.done(r#"std::process::Command::new("sleep").arg("1000").spawn().unwrap()"#);
    let group = group_of(bench.runner());
    let count = || processes().iter().filter(|p| p.2 == group).count();
    eventually("supervisor, runner, snapshot, sleep", || count() == 4);
    drop(bench);
    eventually("all are gone", || count() == 0);
}

#[test]
fn nothing_is_left_of_a_worker_whose_kernel_is_killed() {
    if std::env::var_os(KERNEL).is_some() {
        let mut bench = Bench::new();
        println!("\nrunner {}", bench.runner());
        bench.run("loop {} DONE");
        return;
    }
    let test = "processes::nothing_is_left_of_a_worker_whose_kernel_is_killed";
    let mut kernel = Command::new(std::env::current_exe().expect("this program"))
        .args(["--exact", test, "--nocapture"])
        .env(KERNEL, "1")
        .stdout(Stdio::piped())
        .spawn()
        .expect("another process of this program");
    let said = BufReader::new(kernel.stdout.take().expect("its output"));
    let runner = said.lines().map_while(Result::ok).find_map(|line| {
        let pid = line.strip_prefix("runner ")?;
        pid.parse().ok()
    });
    let group = group_of(runner.expect("its worker"));
    kill(kernel.id().try_into().expect("a pid"), SIGKILL);
    kernel.wait().expect("it ends");
    eventually("all are gone", || processes().iter().all(|p| p.2 != group));
}

#[test]
fn there_are_three_processes_and_no_zombies() {
    let mut bench = Bench::new();
    for _ in 0..10 {
        bench.done("COUNTER += 1");
        bench.run("std::process::abort(); DONE");
    }
    let runner = bench.runner();
    let group = group_of(runner);
    let all = || {
        with_zombies()
            .iter()
            .filter(|((_, _, of), _)| *of == group)
            .count()
    };
    eventually("three", || all() == 3);
    for (pid, _, of) in processes() {
        if of == group {
            let rollup =
                std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).unwrap_or_default();
            let line = |name: &str| {
                rollup
                    .lines()
                    .find(|line| line.starts_with(name))
                    .map(str::to_owned)
            };
            println!("{pid}: {:?} {:?}", line("Rss:"), line("Pss:"));
        }
    }
}

#[test]
fn a_gigabyte_of_variables_is_kept() {
    let mut bench = Bench::new();
    bench.done("static mut BIG: Vec<u8> = Vec::new(); BIG = vec![1; 1 << 30]; COUNTER = BIG.as_ptr() as i64");
    for _ in 0..5 {
        let start = Instant::now();
        bench.done("");
        let cell = start.elapsed();
        bench.kept();
        let all = start.elapsed();
        let fork = bench.link.snapshot_took().expect("a snapshot");
        println!("an empty cell {cell:?}, until it is kept {all:?}; the fork {fork:?}");
    }
    let start = Instant::now();
    let ended = bench.run("std::process::abort(); DONE");
    println!("back after a crash in {:?}", start.elapsed());
    assert!(matches!(ended.how, How::Crashed { .. }));
    assert_eq!(ended.variables, Variables::AsBefore);
    bench.done(r#"print!("{}", *((COUNTER + (1 << 29)) as *const u8))"#);
    assert_eq!(bench.text(), "1");
}

#[test]
fn every_worker_has_large_pages_for_large_variables() {
    const MODE: &str = "/sys/kernel/mm/transparent_hugepage/enabled";
    if !std::fs::read_to_string(MODE).is_ok_and(|mode| mode.contains("[madvise]")) {
        println!("skipped: here large pages do not depend on whether they are asked for");
        return;
    }
    // glibc overlooks the setting in one process of four.
    for _ in 0..12 {
        let mut bench = Bench::new();
        bench.done("static mut BIG: Vec<u8> = Vec::new(); BIG = vec![1; 64 << 20]; COUNTER = BIG.as_ptr() as i64");
        let at = bench.counter().cast_unsigned();
        let maps = std::fs::read_to_string(format!("/proc/{}/smaps", bench.runner()))
            .expect("a Linux system");
        let mut inside = false;
        let flags = maps.lines().find(|line| {
            if let Some((start, end)) = line
                .split(' ')
                .next()
                .and_then(|range| range.split_once('-'))
                && let (Ok(start), Ok(end)) =
                    (u64::from_str_radix(start, 16), u64::from_str_radix(end, 16))
            {
                inside = (start..end).contains(&at);
            }
            inside && line.starts_with("VmFlags:")
        });
        assert!(flags.expect("flags of the mapping").contains(" hg"));
    }
}
