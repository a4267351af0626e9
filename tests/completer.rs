//! The completer with its real child, beside an engine that only shows a session: nothing compiles, nothing runs.

#![allow(clippy::unwrap_used)]

use std::process::Command;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use papercell::display::{Bundle, CellError};
use papercell::engine::completer::{Completer, Limits};
use papercell::engine::thread::EngineHandle;
use papercell::engine::{Cell, Completions, Engine, Remote, SessionView, Variable};

/// An engine whose every cell runs until it is interrupted.
struct Busy(Arc<(Mutex<bool>, Condvar)>);

impl Engine for Busy {
    fn execute(&mut self, _: &Cell) -> Result<Option<Bundle>, CellError> {
        let (stop, changed) = &*self.0;
        let mut stopped = stop.lock().unwrap();
        while !*stopped {
            stopped = changed.wait(stopped).unwrap();
        }
        Ok(None)
    }
    fn view(&self) -> Option<Arc<SessionView>> {
        let items = "/// A place.\nstruct Point { across: f64, up: f64 }\n/// Twice.\nfn twice(x: i64) -> i64 { 2 * x }";
        Some(Arc::new(SessionView {
            toolkit: true,
            dependencies: Vec::new(),
            items: items.to_owned(),
            variables: self.variables(),
            lock: None,
            ..SessionView::default()
        }))
    }
    fn variables(&self) -> Vec<Variable> {
        let variable = |name: &str, type_name: &str| Variable {
            name: name.to_owned(),
            type_name: type_name.to_owned(),
        };
        vec![variable("wörter", "Vec<i32>"), variable("here", "Point")]
    }
    fn items(&self) -> Vec<String> {
        vec!["Point".to_owned(), "twice".to_owned()]
    }
    fn restart(&mut self) -> Result<(), String> {
        Ok(())
    }
    fn remote(&self) -> Arc<dyn Remote> {
        Arc::new(Stop(Arc::clone(&self.0)))
    }
}

struct Stop(Arc<(Mutex<bool>, Condvar)>);

impl Remote for Stop {
    fn interrupt(&self) {
        *self.0.0.lock().unwrap() = true;
        self.0.1.notify_all();
    }
    fn answer_input(&self, _: Option<&str>) {}
}

fn texts(found: &Completions) -> Vec<&str> {
    found.matches.iter().map(|it| it.text.as_str()).collect()
}

/// Asks at the end of `code` until a proposal starts with `wanted`.
async fn eventually(engine: &EngineHandle, code: &str, wanted: &str) -> Completions {
    let start = Instant::now();
    loop {
        let found = engine.complete(code.to_owned(), code.len()).await;
        if texts(&found).iter().any(|text| text.starts_with(wanted)) {
            return found;
        }
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "no {wanted} for {code}: {found:?}"
        );
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
}

/// The child that a test has started, by the file in which its process id stands.
fn child(file: &std::path::Path) -> nix::unistd::Pid {
    let pid = std::fs::read_to_string(file).unwrap();
    nix::unistd::Pid::from_raw(pid.trim().parse().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_busy_session_is_completed_at_once_by_names_and_then_in_full() {
    let home = tempfile::tempdir().unwrap();
    let pid = home.path().join("pid");
    let (folder, file) = (home.path().to_owned(), pid.clone());
    let users = tempfile::tempdir().unwrap();
    let target = users.path().to_owned();
    let launch = move || {
        let mut command = Command::new("/bin/sh");
        command
            .args(["-c", r#"echo $$ >"$1" && exec "$0" completer"#])
            .args([env!("CARGO_BIN_EXE_papercell").as_ref(), file.as_os_str()])
            .env("PAPERCELL_HOME", &folder)
            .env("CARGO_TARGET_DIR", &target);
        Ok(command)
    };
    let limits = Limits {
        short: Duration::from_secs(20), // other tests keep the machine busy
        ..Limits::default()
    };
    let factory = || Ok(Box::new(Busy(Arc::default())) as Box<dyn Engine>);
    let completer = Completer::new(Box::new(launch), limits);
    let engine = EngineHandle::with_completer(Box::new(factory), completer).unwrap();
    let cell = Cell {
        number: 1,
        code: String::new(),
    };
    let running = tokio::spawn({
        let engine = engine.clone();
        async move { engine.execute(cell).await }
    });
    while engine.remote().is_none() {
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    assert!(!pid.exists(), "the child starts with the first question");

    let start = Instant::now();
    let found = engine.complete("he".to_owned(), 2).await;
    assert_eq!(texts(&found), ["here"]);
    let told = engine
        .inspect("twice(1)".to_owned(), 2, false)
        .await
        .unwrap();
    let plain = "fn twice(x: i64) -> i64\n\nTwice.";
    assert_eq!(told.data["text/plain"], plain);
    assert!(start.elapsed() < Duration::from_secs(1), "known at once");

    let code = "let s = \"🦀\"; wörter.swap_re";
    let found = eventually(&engine, code, "swap_remove").await;
    assert_eq!(&code[found.start..found.end], "swap_re");
    assert_eq!(
        texts(&eventually(&engine, "here.ac", "across").await),
        ["across"]
    );
    let found = eventually(&engine, "twi", "twice(").await;
    assert_eq!(found.matches[0].label, "fn twice(x: i64) -> i64");
    eventually(&engine, "fn f(p: Point) { p.u", "up").await;
    eventually(&engine, "toy::prelude::Ml", "Mlp").await;
    eventually(&engine, "ndarray::Arr", "Array2").await;
    let told = engine
        .inspect("here.across".to_owned(), 7, false)
        .await
        .unwrap();
    assert!(told.data["text/plain"].to_string().contains("across: f64"));
    let told = engine
        .inspect("twice(1)".to_owned(), 2, false)
        .await
        .unwrap();
    assert_eq!(told.data["text/plain"], "fn twice(x: i64) -> i64\n\nTwice.");
    for format in ["text/html", "text/markdown"] {
        assert!(told.data.contains_key(format));
    }

    nix::sys::signal::kill(child(&pid), nix::sys::signal::SIGKILL).unwrap();
    let found = engine.complete("he".to_owned(), 2).await;
    assert_eq!(texts(&found), ["here"]);
    eventually(&engine, "wörter.swap_re", "swap_remove").await;

    let last = child(&pid);
    engine.interrupt();
    running.await.unwrap().unwrap();
    drop(engine);
    let start = Instant::now();
    while nix::sys::signal::kill(last, None).is_ok() {
        assert!(
            start.elapsed() < Duration::from_secs(10),
            "the child lives on"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let sessions = home.path().join("cache/sessions");
    let left = std::fs::read_dir(sessions).unwrap().count();
    assert_eq!(left, 0, "what children keep is gone with them");
    let left = std::fs::read_dir(users.path()).unwrap().count();
    assert_eq!(left, 0, "the user's build folder is the user's");
}
