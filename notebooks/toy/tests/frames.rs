//! Frames as the kernel reads them: a child process with a token writes them, this process takes them apart.

use serde_json::Value;
use std::process::{Command, Stdio};
use toy::prelude::*;

/// Runs one of the tests below that is made for it, as a worker of a kernel would, and returns its frames.
fn frames(child: &str, setup: impl FnOnce(&mut Command)) -> Vec<Value> {
    let mut command = Command::new(std::env::current_exe().expect("this test's own path"));
    command
        .args(["--ignored", "--exact", child, "--nocapture"])
        .env("PAPERCELL_TOKEN", "s3cret");
    setup(&mut command);
    let out = command
        .stderr(Stdio::inherit())
        .output()
        .expect("the child runs");
    assert!(out.status.success());
    let text = String::from_utf8(out.stdout).expect("UTF-8");
    let start = "\u{1b}]papercell;s3cret;";
    text.split(start)
        .skip(1)
        .map(|rest| {
            let (length, body) = rest.split_once(';').expect("a length");
            let length: usize = length.parse().expect("a number");
            serde_json::from_str(&body[..length]).expect("JSON of exactly that length")
        })
        .collect()
}

#[test]
fn every_kind_of_frame() {
    let frames = frames("child_shows", |_| {});
    let display = |i: usize| &frames[i]["display"];
    assert_eq!(display(0)["data"]["text/plain"], "ready");
    assert_eq!(display(1)["data"]["text/markdown"], "$$\nx^2\n$$");
    assert_eq!(display(1)["data"]["text/latex"], "$$\nx^2\n$$");
    assert!(display(1)["data"].get("text/html").is_none());
    assert_eq!(
        display(2)["data"]["text/markdown"],
        "| a | b |\n| :--- | ---: |\n| x \\| y | 0.5 |\n"
    );
    assert_eq!(display(2)["result"], true);
    assert!(
        display(3)["data"]["image/svg+xml"]
            .as_str()
            .is_some_and(|svg| svg.starts_with("<svg"))
    );
    assert_eq!(frames[4]["clear"]["wait"], true);
    let claim = &frames[5]["claim"];
    assert_eq!(
        (&claim["id"], &claim["holds"]),
        (&Value::from("lower"), &Value::from(true))
    );
    assert_eq!(
        (&claim["measured"], &claim["expected"]),
        (&Value::from("0.25"), &Value::from("< 0.5"))
    );
    assert_eq!(frames[6], serde_json::json!({"verdict": {}}));
    assert_eq!(frames.len(), 7);
}

#[test]
#[ignore = "run by every_kind_of_frame"]
fn child_shows() {
    display("ready");
    display(&tex("x^2"));
    table(&["a", "b"]).row(("x | y", 0.5)).evcxr_display();
    plot("p").line("l", [0.0, 1.0], [0.0, 1.0]).evcxr_display();
    clear_output(true);
    claim("lower").below(0.25, 0.5);
    verdict();
}

#[test]
fn a_bar_moves_in_place_and_ends_without_times() {
    let frames = frames("child_progresses", |_| {});
    let first = &frames[0]["display"];
    let last = &frames[frames.len() - 1]["display"];
    assert!(first.get("update").is_none());
    assert_eq!(last["update"], true);
    assert_eq!(first["id"], last["id"]);
    assert_eq!(last["data"]["text/plain"], "Training: 300 of 300");
    // 300 steps of a millisecond: a few updates, not 300.
    assert!((3..20).contains(&frames.len()), "{}", frames.len());
}

#[test]
#[ignore = "run by a_bar_moves_in_place_and_ends_without_times"]
fn child_progresses() {
    for _ in progress("Training", 300) {
        std::thread::sleep(std::time::Duration::from_millis(1));
    }
}

#[test]
fn input_comes_through_the_pipe() {
    let path = std::env::temp_dir().join(format!("papercell-toy-input-{}", std::process::id()));
    std::fs::write(&path, "\"Ada \\u00e4\"\n").expect("a file in the place of the pipe");
    let frames = frames("child_asks", |command| {
        command.env("PAPERCELL_INPUT", &path);
    });
    drop(std::fs::remove_file(&path));
    assert_eq!(
        frames[0]["input"],
        serde_json::json!({"prompt": "Name? ", "password": false})
    );
    assert_eq!(frames[1]["display"]["data"]["text/plain"], "hello Ada ä");
}

#[test]
#[ignore = "run by input_comes_through_the_pipe"]
fn child_asks() {
    let name = input("Name? ");
    display(&format!("hello {name}"));
}

#[test]
fn no_reader_no_input() {
    let path = std::env::temp_dir().join(format!("papercell-toy-null-{}", std::process::id()));
    std::fs::write(&path, "null\n").expect("a file in the place of the pipe");
    let frames = frames("child_asks_nobody", |command| {
        command.env("PAPERCELL_INPUT", &path);
    });
    drop(std::fs::remove_file(&path));
    assert_eq!(frames[0]["input"]["password"], true);
}

#[test]
#[ignore = "run by no_reader_no_input"]
#[should_panic(expected = "nobody can answer")]
fn child_asks_nobody() {
    password("Key? ");
}

#[test]
fn a_last_expression_is_shown_by_the_richest_that_its_type_has() {
    let frames = frames("child_ends_with_values", |_| {});
    let shown: Vec<&Value> = frames.iter().map(|frame| &frame["display"]).collect();
    assert!(shown.iter().all(|display| display["result"] == true));
    let texts: Vec<&str> = shown
        .iter()
        .map(|display| display["data"]["text/plain"].as_str().expect("a text"))
        .collect();
    assert_eq!(texts, ["mine", "by itself", "0.5", "debug"]);
}

struct Mine;

impl Show for Mine {
    fn bundle(&self) -> toy::show::Bundle {
        toy::show::Bundle::plain("mine")
    }
}

struct Own;

impl Show for Own {
    fn bundle(&self) -> toy::show::Bundle {
        toy::show::Bundle::plain("not this one")
    }
}

impl Own {
    fn evcxr_display(&self) {
        use toy::show::{Bundle, ShowTail};
        struct Text;
        impl Show for Text {
            fn bundle(&self) -> Bundle {
                Bundle::plain("by itself")
            }
        }
        (&Text).evcxr_display();
    }
}

/// What the kernel's runtime offers every value that has nothing better.
trait ShowDebug {
    fn evcxr_display(&mut self);
}

impl<T: std::fmt::Debug + ?Sized> ShowDebug for &T {
    fn evcxr_display(&mut self) {
        use toy::show::ShowTail;
        struct Debug;
        impl Show for Debug {
            fn bundle(&self) -> toy::show::Bundle {
                toy::show::Bundle::plain("debug")
            }
        }
        ShowTail::evcxr_display(&&Debug);
    }
}

#[test]
#[ignore = "the child of another test"]
fn child_ends_with_values() {
    use toy::show::ShowTail as _;
    // As the native engine writes it.
    macro_rules! tail {
        ($value:expr) => {
            match &($value) {
                #[allow(unused_mut)]
                mut value => value.evcxr_display(),
            }
        };
    }
    tail!(Mine);
    tail!(Own);
    tail!(tensor(0.5));
    tail!(vec![1.0]);
}
