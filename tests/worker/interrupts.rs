//! An interrupt ends a cell, gently if the cell listens, and never costs a variable of the cells before.

use std::time::{Duration, Instant};

use papercell::engine::Output;
use papercell::engine::native::link::{Ended, How, Variables};

use crate::bench::{Bench, eventually};

/// Runs a cell, interrupts it after a moment, and says how long it lived after that.
fn interrupt(bench: &mut Bench, body: &str) -> (Ended, Duration) {
    let remote = bench.link.remote();
    let thread = std::thread::spawn(move || {
        eventually("it runs", || remote.is_running());
        std::thread::sleep(Duration::from_millis(200));
        let start = Instant::now();
        remote.interrupt_running();
        remote.interrupt_running();
        start
    });
    let ended = bench.run(body);
    let start = thread.join().expect("it was interrupted");
    (ended, start.elapsed())
}

#[test]
fn a_cell_that_listens_keeps_what_it_has_reached() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 1");
    let (ended, took) = interrupt(
        &mut bench,
        "COUNTER = 2; while !interrupted(host) {} INTERRUPTED",
    );
    assert_eq!(
        (ended.how, ended.variables),
        (How::Interrupted, Variables::AsLeft)
    );
    assert!(took < Duration::from_millis(500), "{took:?}");
    assert_eq!(bench.counter(), 2);
    // The flag is not left standing.
    let ended = bench.run("assert!(!interrupted(host)); DONE");
    assert_eq!((ended.how, ended.interrupted), (How::Done, false));
}

#[test]
fn a_cell_that_does_not_listen_is_undone() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 1");
    for body in [
        "COUNTER = 2; loop { std::hint::spin_loop() } DONE",
        "COUNTER = 2; loop { pause(); } DONE",
        "COUNTER = 2; std::thread::sleep(std::time::Duration::from_secs(1000)); DONE",
    ] {
        let (ended, took) = interrupt(&mut bench, body);
        assert_eq!(ended.how, How::Interrupted, "{body}");
        assert_eq!(ended.variables, Variables::AsBefore, "{body}");
        assert!(took < Duration::from_secs(2), "{took:?}");
        assert_eq!(bench.counter(), 1);
    }
}

#[test]
fn the_very_first_cell_can_be_interrupted() {
    let mut bench = Bench::new();
    let (ended, _) = interrupt(&mut bench, "loop {} DONE");
    assert_eq!(
        (ended.how, ended.variables),
        (How::Interrupted, Variables::AsBefore)
    );
    assert_eq!(bench.counter(), 0);
}

#[test]
fn a_program_that_the_cell_waits_for_is_interrupted_as_well() {
    let mut bench = Bench::new();
    let (ended, took) = interrupt(
        &mut bench,
        r#"let status = std::process::Command::new("sleep").arg("1000").status().unwrap();
           print!("{status}"); DONE"#,
    );
    assert_eq!((ended.how, ended.variables), (How::Done, Variables::AsLeft));
    assert!(took < Duration::from_millis(500), "{took:?}");
    assert!(ended.interrupted);
    assert!(bench.text().contains("SIGINT"), "{}", bench.text());
}

/// Asks the reader as the toolkit does.
const ASK: &str = r##"
    let json = r#"{"input":{"prompt":"Name?"}}"#;
    let token = std::env::var("PAPERCELL_TOKEN").unwrap();
    print!("\x1b]papercell;{token};{};{json}", json.len());
    std::io::Write::flush(&mut std::io::stdout()).unwrap();
    let pipe = std::fs::File::open(std::env::var("PAPERCELL_INPUT").unwrap()).unwrap();
    let mut line = String::new();
    std::io::BufRead::read_line(&mut std::io::BufReader::new(pipe), &mut line).unwrap();
"##;

#[test]
fn a_question_is_answered() {
    let mut bench = Bench::new();
    let remote = bench.link.remote();
    // An answer that nobody has asked for.
    remote.answer_input(Some("stale"));
    let thread = std::thread::spawn(move || {
        eventually("it runs", || remote.is_running());
        std::thread::sleep(Duration::from_millis(200));
        remote.answer_input(Some("Ada"));
    });
    bench.done(&format!(r#"{ASK} print!("{{}}", line.trim_end())"#));
    thread.join().expect("it was answered");
    assert!(matches!(&bench.outputs()[0], Output::Input { prompt, .. } if prompt == "Name?"));
    assert_eq!(bench.text(), "\"Ada\"");
}

#[test]
fn an_interrupt_ends_a_question() {
    let mut bench = Bench::new();
    let body = format!(
        r###"{ASK} assert_eq!(line, "null\n"); r##"{{"end":"panic","panic":{{"message":"no input"}}}}"##"###
    );
    let (ended, took) = interrupt(&mut bench, &body);
    assert_eq!(
        (ended.how, ended.variables),
        (How::Interrupted, Variables::AsLeft)
    );
    assert!(took < Duration::from_millis(500), "{took:?}");
}

#[test]
fn an_interrupt_while_nothing_runs_does_nothing() {
    let mut bench = Bench::new();
    bench.link.remote().interrupt_running();
    bench.done(
        "std::thread::sleep(std::time::Duration::from_millis(1200)); assert!(!interrupted(host))",
    );
}
