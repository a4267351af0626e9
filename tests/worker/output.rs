//! What cells put out arrives whole, in order and at once; and a sink that is slow slows the program.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use papercell::engine::Output;
use papercell::engine::native::link::How;

use crate::bench::{Bench, cell, eventually, setup};

fn stream(stderr: bool, text: &str) -> Output {
    let text = text.to_owned();
    Output::Stream { stderr, text }
}

#[test]
fn text_is_there_when_the_cell_has_ended_half_lines_included() {
    let mut bench = Bench::new();
    for round in 0..50 {
        bench.done(r#"print!("one\ntwo"); unsafe { printf(c" three".as_ptr()) };"#);
        assert_eq!(bench.text(), "one\ntwo three", "round {round}");
    }
    bench.done(r#"eprint!("half")"#);
    assert_eq!(bench.outputs(), [stream(true, "half")]);
}

#[test]
fn text_is_there_while_the_cell_runs() {
    let seen = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&seen);
    let mut bench = Bench::with_sink(move |_| {
        count.fetch_add(1, Ordering::SeqCst);
    });
    let remote = bench.link.remote();
    let thread = std::thread::spawn(move || {
        eventually("half a line is seen", || seen.load(Ordering::SeqCst) > 0);
        assert!(remote.is_running());
        remote.interrupt_running();
    });
    let ended = bench.run(
        r#"print!("half"); std::io::Write::flush(&mut std::io::stdout()).unwrap();
           while !interrupted(host) {} INTERRUPTED"#,
    );
    thread.join().expect("half a line was seen");
    assert_eq!(ended.how, How::Interrupted);
}

#[test]
fn blocks_at_the_end_are_the_result_and_others_are_displayed() {
    let block = |mime: &str, content: &str| {
        format!("EVCXR_BEGIN_CONTENT {mime}\n{content}\nEVCXR_END_CONTENT\n")
    };
    let (svg, html) = (block("image/svg+xml", "<svg/>"), block("text/html", "<b>"));
    let mut bench = Bench::new();
    let ended = bench.run(&format!(
        "print!({:?}); DONE",
        svg.clone() + "mid\n" + &svg + &html
    ));
    let [Output::Display(first), text] = &bench.outputs()[..] else {
        panic!("{:?}", bench.outputs());
    };
    assert_eq!(first.data["image/svg+xml"], "<svg/>");
    assert_eq!(*text, stream(false, "mid\n"));
    let result = ended.result.expect("a result");
    assert_eq!(result.data.len(), 2);
    assert_eq!(result.data["text/html"], "<b>");
    bench.done("");
    assert_eq!(bench.outputs(), [], "nothing is left for the next cell");
}

#[test]
fn what_a_cell_closes_is_open_for_the_next() {
    let mut bench = Bench::new();
    bench.done("for fd in 0..3 { unsafe { close(fd) }; }");
    bench.done(r#"print!("here"); eprint!("there")"#);
    assert_eq!(bench.text().len(), 9);
}

#[test]
fn a_panic_beside_the_cell_is_text_and_one_that_ended_it_is_not() {
    let panic = |main: bool| {
        let json = format!(
            r#"{{"panic":{{"message":"oh","file":"","line":1,"column":1,"main":{main},"thread":"t"}}}}"#
        );
        format!(
            r####"print!("\x1b]papercell;{{}};{{}};{{}}", std::env::var("PAPERCELL_TOKEN").unwrap(), {}, r###"{json}"###)"####,
            json.len()
        )
    };
    let mut bench = Bench::new();
    bench.done(&panic(false));
    assert_eq!(bench.text(), "thread 't' panicked: oh\n");
    bench.done(&panic(true));
    assert_eq!(bench.text(), "thread 't' panicked: oh\n", "it was caught");
    let outcome = r##"r#"{"end":"panic","panic":{"message":"oh","line":3}}"#"##;
    let ended = bench.run(&format!("{}; {outcome}", panic(true)));
    let How::Panic(panicked) = ended.how else {
        panic!("{ended:?}")
    };
    assert_eq!((panicked.message.as_str(), panicked.line), ("oh", 3));
    assert_eq!(bench.outputs(), []);
}

#[test]
fn half_a_frame_of_a_cell_that_died_is_not_shown() {
    let mut bench = Bench::new();
    let ended = bench.run(
        r#"println!("whole");
           print!("\x1b]papercell;{};999;{{\"display\":", std::env::var("PAPERCELL_TOKEN").unwrap());
           std::io::Write::flush(&mut std::io::stdout()).unwrap(); std::process::abort(); DONE"#,
    );
    assert!(matches!(ended.how, How::Crashed { .. }), "{ended:?}");
    assert_eq!(bench.text(), "whole\n");
}

#[test]
fn a_million_lines_arrive() {
    let mut bench = Bench::new();
    let start = Instant::now();
    bench.done(
        r#"use std::io::Write; let mut out = std::io::stdout().lock();
           for i in 0..1_000_000 { writeln!(out, "line {i}").unwrap(); }"#,
    );
    println!("a million lines took {:?}", start.elapsed());
    let text = bench.text();
    assert_eq!(text.lines().count(), 1_000_000);
    assert!(text.ends_with("line 999999\n"));
}

#[test]
fn a_slow_sink_slows_the_program_and_fills_no_memory() {
    let taken = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&taken);
    let mut link = papercell::engine::native::link::Link::start(
        setup(),
        Arc::new(move |output| {
            if let Output::Stream { text, .. } = output {
                count.fetch_add(text.len(), Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(100));
            }
        }),
    )
    .expect("the worker starts");
    let remote = link.remote();
    std::thread::spawn(move || {
        std::thread::sleep(Duration::from_secs(1));
        remote.interrupt_running();
    });
    // Says at its end how much it could write.
    let ended = link.run(&cell(
        r##"use std::io::Write; let mut written = 0usize;
            while !interrupted(host) { std::io::stdout().write_all(&[b'x'; 4096]).unwrap(); written += 4096; }
            format!(r#"{{"end":"return","error":"{written}"}}"#)"##,
    ));
    let How::Return(written) = ended.how else {
        panic!("{ended:?}")
    };
    let written: usize = written.parse().expect("a number");
    assert_eq!(taken.load(Ordering::SeqCst), written);
    assert!(
        written < 4 << 20,
        "{written} bytes in a second, ten chunks a second"
    );
}
