//! Whatever kills the process that runs cells, the variables of the cells before are there.

use nix::sys::signal::Signal::SIGKILL;
use papercell::engine::native::link::{How, Variables};

use crate::bench::{Bench, cell, eventually, group_of, kill, library, processes};

const OVERFLOW: &str = "
    #[inline(never)] fn deeper(n: u64) -> u64 { if n == 0 { 0 } else { 1 + deeper(std::hint::black_box(n + 1)) } }
    println!(\"{}\", deeper(1)); DONE";

/// Ways to die, and what is said of them.
const DEATHS: [(&str, &str); 7] = [
    (
        "*(8 as *mut u8) = 1; DONE",
        "segmentation fault (signal 11)",
    ),
    ("std::process::abort(); DONE", "abort (signal 6)"),
    (OVERFLOW, "stack overflow"),
    ("std::process::exit(3); DONE", "exit code 3"),
    (
        "raise(9); DONE",
        "killed (signal 9), perhaps because memory ran out",
    ),
    ("for fd in 0..1000 { close(fd); } DONE", "exit code 1"),
    (
        "std::thread::spawn(|| std::process::abort()).join(); DONE",
        "abort (signal 6)",
    ),
];

#[test]
fn variables_survive_every_death() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 40");
    for (body, cause) in DEATHS {
        let ended = bench.run(&format!(r#"COUNTER = -1; println!("so far"); {body}"#));
        let cause = cause.to_owned();
        assert_eq!(ended.how, How::Crashed { cause }, "{body}");
        assert_eq!(ended.variables, Variables::AsBefore, "{body}");
        assert_eq!(ended.notice, None, "{body}");
        assert_eq!(bench.text(), "so far\n", "{body}");
        assert_eq!(bench.counter(), 40, "{body}");
        bench.done("COUNTER += 1");
        assert_eq!(bench.counter(), 41, "{body}");
        bench.done("COUNTER -= 1");
    }
}

#[test]
fn the_first_cell_may_die_too() {
    for (body, _) in DEATHS {
        let mut bench = Bench::new();
        let ended = bench.run(body);
        assert!(matches!(ended.how, How::Crashed { .. }), "{ended:?}");
        assert_eq!(ended.variables, Variables::AsBefore);
        // The libraries are there again.
        assert_eq!(bench.counter(), 0, "{body}");
    }
}

#[test]
fn a_runner_that_is_killed_while_idle_is_not_missed() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 7");
    let mut before = 0;
    for round in 0..20 {
        let runner = bench.runner();
        assert_ne!(runner, before);
        before = runner;
        bench.kept();
        kill(runner, SIGKILL);
        if round % 2 == 0 {
            // Otherwise the next order is given to the dead.
            eventually("it is gone", || processes().iter().all(|p| p.0 != runner));
        }
        assert_eq!(bench.counter(), 7, "round {round}");
    }
}

#[test]
fn a_state_that_was_not_kept_yet_is_said_to_be_older() {
    let mut older = 0;
    for _ in 0..20 {
        let mut bench = Bench::new();
        let runner = bench.runner();
        bench.kept();
        bench.done("COUNTER = 7");
        // Now, or a moment later, its copy goes to sleep.
        kill(runner, SIGKILL);
        let ended = bench.run("DONE");
        let seen = bench.counter();
        match (ended.how, ended.variables) {
            (How::Done, Variables::AsLeft) => assert_eq!(seen, 7),
            (How::Crashed { .. }, Variables::Older(1)) => {
                assert_eq!(seen, 0);
                older += 1;
            }
            other => panic!("{other:?}"),
        }
    }
    println!("killed before the state was kept: {older} of 20");
}

#[test]
fn a_runner_that_is_killed_from_outside_while_it_works_gives_way_to_its_snapshot() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 7");
    let runner = bench.runner();
    let remote = bench.link.remote();
    std::thread::spawn(move || {
        eventually("it runs", || remote.is_running());
        std::thread::sleep(std::time::Duration::from_millis(100));
        kill(runner, SIGKILL);
    });
    let ended = bench.run("COUNTER = 8; loop {} DONE");
    let How::Crashed { cause } = ended.how else {
        panic!("{ended:?}")
    };
    assert!(cause.starts_with("killed (signal 9)"), "{cause}");
    assert_eq!(bench.counter(), 7);
}

#[test]
fn when_runner_and_snapshot_are_killed_it_is_said_that_the_variables_are_gone() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 7");
    let runner = bench.runner();
    bench.kept();
    let snapshot = processes().into_iter().find(|p| p.1 == runner);
    kill(snapshot.expect("a snapshot").0, SIGKILL);
    kill(runner, SIGKILL);
    eventually("they are gone", || {
        processes().iter().all(|p| p.0 != runner)
    });
    std::thread::sleep(std::time::Duration::from_millis(50));
    let ended = bench.run("DONE");
    assert!(matches!(ended.how, How::Crashed { .. }), "{ended:?}");
    assert_eq!(ended.variables, Variables::Gone);
    assert_eq!(bench.counter(), 0);
}

#[test]
fn a_supervisor_that_is_killed_takes_its_processes_along_and_is_replaced() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 7");
    let runner = bench.runner();
    let group = group_of(runner);
    kill(group, SIGKILL);
    eventually("all are gone", || processes().iter().all(|p| p.2 != group));
    assert_eq!(bench.link.settle(), Variables::Gone);
    assert_eq!(bench.counter(), 0);
}

#[test]
fn a_cell_that_moved_a_variable_and_failed_is_undone() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 7");
    let fails = r##"COUNTER = 8; r#"{"end":"panic","panic":{"message":"oh"},"lost":["x"]}"#"##;
    let ended = bench.run(fails);
    assert!(
        matches!(&ended.how, How::Panic(panic) if panic.message == "oh"),
        "{ended:?}"
    );
    assert_eq!(
        (ended.variables, ended.lost),
        (Variables::AsBefore, vec!["x".to_owned()])
    );
    assert_eq!(bench.counter(), 7);
    bench.link.set_snapshots(false);
    let ended = bench.run(fails);
    assert_eq!(
        (ended.variables, ended.lost),
        (Variables::AsLeft, vec!["x".to_owned()])
    );
    assert_eq!(bench.counter(), 8);
}

#[test]
fn without_snapshots_a_crash_takes_the_variables_and_with_them_again_it_does_not() {
    let mut bench = Bench::new();
    bench.link.set_snapshots(false);
    bench.done("COUNTER = 7");
    let ended = bench.run("std::process::abort(); DONE");
    assert_eq!(ended.variables, Variables::Gone);
    assert_eq!(bench.counter(), 0);
    bench.done("COUNTER = 9");
    bench.link.set_snapshots(true);
    let ended = bench.run("std::process::abort(); DONE");
    assert_eq!(ended.variables, Variables::AsBefore);
    assert_eq!(bench.counter(), 9);
}

#[test]
fn a_library_that_was_loaded_after_the_last_snapshot_is_there_after_a_crash() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 1");
    let other = library("#[no_mangle] pub static OTHER: i64 = 5;");
    bench.link.load(&[other]).expect("it loads");
    let ended = bench.run("std::process::abort(); DONE");
    assert_eq!(ended.variables, Variables::AsBefore);
    bench.done(r#"extern "C" { static OTHER: i64; } print!("{}", OTHER + COUNTER)"#);
    assert_eq!(bench.text(), "6");
}

#[test]
fn a_library_that_does_not_load_is_an_error_and_no_death() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 7");
    let ended = bench.run(r#"extern "C" { fn nowhere(); } nowhere(); DONE"#);
    let How::NotLoaded(error) = ended.how else {
        panic!("{ended:?}")
    };
    assert!(error.contains("nowhere"), "{error}");
    assert_eq!(ended.variables, Variables::AsBefore);
    let error = bench
        .link
        .load(&["/no/such.so".into()])
        .expect_err("no file");
    assert!(error.contains("/no/such.so"), "{error}");
    assert_eq!(bench.counter(), 7);
}

#[test]
fn threads_that_did_not_survive_are_mentioned() {
    let mut bench = Bench::new();
    bench.done("std::thread::spawn(|| loop { std::thread::park() })");
    let ended = bench.run("std::process::abort(); DONE");
    let notice = ended.notice.expect("a notice");
    assert!(notice.contains("threads"), "{notice}");
    assert_eq!(bench.run("std::process::abort(); DONE").notice, None);
    for _ in 0..20 {
        bench.done("std::thread::spawn(|| 1).join().unwrap()");
        assert_eq!(bench.run("std::process::abort(); DONE").notice, None);
    }
}

#[test]
fn a_cell_that_forks_has_one_end() {
    let mut bench = Bench::new();
    for _ in 0..5 {
        bench.done("COUNTER += 1; fork();");
    }
    assert_eq!(bench.counter(), 5);
    bench.link.restart().expect("a new worker");
    assert_eq!(bench.link.run(&cell("DONE")).how, How::Done);
    assert_eq!(bench.counter(), 0);
}
