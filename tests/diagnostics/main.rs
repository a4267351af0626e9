//! Errors of real cells, compiled by the real rustc, as a reader sees them.
//!
//! `PAPERCELL_SHOW=1 cargo test --test diagnostics -- --nocapture` prints them all beside rustc's own drawing.

#![allow(clippy::unwrap_used)]

mod compile;
mod corpus;

use std::sync::Arc;

use compile::Session;
use papercell::display::CellError;
use papercell::engine::native::diagnostics::{Level, Message, errors, warnings};
use papercell::engine::native::panics::panic;
use papercell::worker::frames::PanicReport;

/// Compiles a case of the corpus; those that are called so keep their variable `r`.
fn session((name, cells, _): &corpus::Case) -> Session {
    let kept: &[&str] = match name.starts_with("kept ") {
        true => &["r"],
        false => &[],
    };
    Session::new(cells, kept)
}

/// Without colours.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some((before, colour)) = rest.split_once('\u{1b}') {
        plain.push_str(before);
        rest = colour.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain + rest
}

fn error(session: &Session, messages: &[Message]) -> CellError {
    errors(
        messages,
        &session.map,
        &|cell| session.code(cell),
        session.running(),
    )
}

/// The drawn errors of cells, without colours.
fn drawn(cells: &[&str]) -> String {
    let session = Session::new(cells, &[]);
    plain(&error(&session, &session.messages()).traceback.join("\n"))
}

fn show(session: &Session, name: &str, ours: &str) {
    if std::env::var_os("PAPERCELL_SHOW").is_some() {
        let rustc = session.rustc("human");
        println!("=== {name}\n{ours}\n--- rustc\n{rustc}");
    }
}

/// The codes at the beginnings of drawn messages, sorted.
fn codes(text: &str, kind: &str) -> Vec<String> {
    let code = |line: &str| {
        let rest = line.strip_prefix(kind)?;
        match rest.strip_prefix('[') {
            Some(code) => Some(code.split(']').next()?.to_owned()),
            None => rest.starts_with(':').then(|| kind.to_owned()),
        }
    };
    let mut codes: Vec<String> = text.lines().filter_map(code).collect();
    codes.sort();
    codes
}

/// What must hold of everything that is drawn of a cell.
fn check(name: &str, session: &Session, text: &str) {
    assert!(
        !text.contains("papercell_"),
        "{name}: generated names\n{text}"
    );
    assert!(
        !text.contains("Early"),
        "{name}: types of the runtime\n{text}"
    );
    for line in text.lines() {
        let Some((_, place)) = line.split_once("--> ").or(line.split_once("::: ")) else {
            continue;
        };
        let number = place
            .strip_prefix('[')
            .and_then(|place| place.split(']').next());
        let cell = number.and_then(|number| number.parse().ok());
        assert!(
            cell.and_then(|cell| session.code(cell)).is_some(),
            "{name}: no cell at {place}"
        );
    }
}

#[test]
fn every_error_has_its_code_and_its_place_and_nothing_of_ours() {
    for case in corpus::BROKEN {
        let (name, _, expected) = case;
        let session = session(case);
        let messages = session.messages();
        let error = error(&session, &messages);
        let text = plain(&error.traceback.join("\n"));
        show(&session, name, &text);
        check(name, &session, &text);
        let mut expected = expected.to_vec();
        expected.sort_unstable();
        assert_eq!(codes(&text, "error"), expected, "{name}\n{text}");
        let (_, place) = error
            .evalue
            .rsplit_once(" (")
            .unwrap_or_else(|| panic!("{name}: {error}"));
        assert!(
            place.starts_with('[') && place.ends_with(')'),
            "{name}: {error}"
        );
        assert!(
            text.contains(place.trim_end_matches(')')),
            "{name}: {error}\n{text}"
        );
    }
}

#[test]
fn warnings_that_matter_are_shown() {
    for case in corpus::DOUBTFUL {
        let (name, _, expected) = case;
        let session = session(case);
        let messages = session.messages();
        assert!(
            messages.iter().all(|message| message.level != Level::Error),
            "{name}"
        );
        let shown = warnings(
            &messages,
            &session.map,
            &|cell| session.code(cell),
            session.running(),
        );
        let text = plain(&shown.unwrap_or_default());
        show(&session, name, &text);
        check(name, &session, &text);
        assert_eq!(codes(&text, "warning"), *expected, "{name}\n{text}");
    }
}

#[test]
fn labels_and_suggestions_stand_in_their_cells() {
    let text = drawn(&[
        "fn add(a: i32, b: i32) -> i32 { a + b }",
        "\tlet ü = 1;\r\n\tadd(ü);\r\n",
    ]);
    let expected = "\
error[E0061]: this function takes 2 arguments but 1 argument was supplied
 --> [2]:2:2
  |
2 |     add(ü);
  |     ^^^--- argument #2 of type `i32` is missing
  |
note: function defined here
 --> [1]:1:4
  |
1 | fn add(a: i32, b: i32) -> i32 { a + b }
  |    ^^^         ------
help: provide the argument
  |
2 |     add(ü, /* i32 */);
  |          +++++++++++";
    assert_eq!(text, expected);
}

#[test]
fn a_macro_of_the_session_is_shown_with_its_use() {
    let text = drawn(&[
        "macro_rules! square { ($x:expr) => { $x * $x }; }",
        "let s = square!(\"a\");",
    ]);
    let expected = "\
error[E0369]: cannot multiply `&str` by `&str`
 --> [1]:1:41
  |
1 | macro_rules! square { ($x:expr) => { $x * $x }; }
  |                                         ^
  |
 ::: [2]:1:9
  |
1 | let s = square!(\"a\");
  |         ------------ in this macro invocation";
    assert_eq!(text, expected);
}

#[test]
fn what_is_missing_can_be_imported_or_added() {
    let text = drawn(&["fn f() {}", "HashMap::new();\nrand::random();"]);
    assert!(
        text.contains("help: consider importing this struct: `use std::collections::HashMap;`"),
        "{text}"
    );
    assert!(
        text.contains("= help: if `rand` is a crate, add it first: `:dep rand = \"*\"`"),
        "{text}"
    );
    let text = drawn(&["let e: Error = 1;"]);
    assert!(text.contains("\n      `use std::fmt::Error;`"), "{text}");
    assert!(text.contains(" other candidate"), "{text}");
}

#[test]
fn a_closure_is_named_by_its_place() {
    let text = drawn(&["/* 日本 */\tlet f = |x: i32| x; let g: i32 = f;"]);
    assert!(
        text.contains("found closure `{closure@[1]:1:18}`"),
        "{text}"
    );
}

#[test]
fn the_closure_around_a_cell_is_the_cell() {
    let text = drawn(&["let x = Some(1)?;"]);
    assert!(
        text.contains("on `Result`s, not `Option`s, in a cell\n"),
        "{text}"
    );
    assert!(
        text.contains("use `.ok_or(...)?` to make it a `Result`"),
        "{text}"
    );
    assert!(drawn(&["break;"]).starts_with("error[E0267]: `break` outside of a loop\n"));
    let text = drawn(&["if true { return 1; }"]);
    assert!(
        text.contains("^ a cell returns nothing, found integer\n"),
        "{text}"
    );
    assert!(
        text.contains("= help: a cell is left early with `return Ok(());`"),
        "{text}"
    );
}

#[test]
fn what_is_said_twice_is_shown_once() {
    let session = Session::new(&["let x: i32 = \"a\";"], &[]);
    let messages = session.messages();
    let twice = [messages.clone(), messages].concat();
    let text = plain(&error(&session, &twice).traceback.join("\n"));
    assert_eq!(codes(&text, "error"), ["E0308"]);
}

#[test]
fn a_compiler_that_fails_is_quoted() {
    let session = Session::new(&["1"], &[]);
    let said = "thread 'rustc' panicked\nno space left on device\n";
    let error = error(
        &session,
        &papercell::engine::native::diagnostics::parse(said),
    );
    assert_eq!(error.evalue, "cell [1] was not compiled");
    assert!(plain(&error.traceback.join("\n")).contains("no space left on device"));
}

/// The panic of the last cell, drawn without colours.
fn panicked(cells: &[&str]) -> String {
    let session = Session::new(cells, &[]);
    let outcome = session.outcome();
    assert_eq!(outcome["end"], "panic", "{outcome}");
    let report: PanicReport = serde_json::from_value(outcome["panic"].clone()).unwrap();
    let map = Arc::new(session.map.clone());
    let map_of = |file: &str| (file == compile::FILE).then(|| Arc::clone(&map));
    let error = panic(
        &report,
        &map_of,
        &|cell| session.code(cell),
        session.running(),
    );
    plain(&error.traceback.join("\n"))
}

#[test]
fn a_panic_leads_through_the_cells() {
    let text = panicked(&[
        "#[inline(never)]\nfn pick(v: &[i32], i: usize) -> i32 {\n\t/* 日本 ü */ v[i]\n}",
        "#[inline(never)]\nfn outer(i: usize) -> i32 {\n    let x = pick(&[1, 2], i);\n    std::hint::black_box(x)\n}",
        "let i = std::hint::black_box(7);\nlet x = outer(i);",
    ]);
    let expected = "\
error[panic]: index out of bounds: the len is 2 but the index is 7
 --> [1]:3:13
  |
3 |     /* 日本 ü */ v[i]
  |                  ^ panicked here
  |
 ::: [3]:2:9
  |
2 | let x = outer(i);
  |         ----- called from here
  |
  = note: in `pick`, [1]:3:13
          called from `outer`, [2]:3:13
          called from [3]:2:9";
    assert_eq!(text, expected);
}

#[test]
fn a_panic_inside_of_the_standard_library_is_that_of_its_caller() {
    let text = panicked(&[
        "let mut v = vec![1];\nv.sort_by(|_, _| panic!(\"a\"));\nlet s = v[0];\nvec![3, 1].sort_by(|_, _| panic!(\"no order\"));",
    ]);
    assert!(
        text.starts_with("error[panic]: no order\n --> [1]:4:27\n"),
        "{text}"
    );
    let text = panicked(&[
        "let v: Vec<u8> = Vec::with_capacity(1);\nlet c = std::cell::RefCell::new(v);\nlet a = c.borrow_mut();\nlet b = c.borrow_mut();",
    ]);
    assert!(text.contains("--> [1]:4:11\n"), "{text}");
}
