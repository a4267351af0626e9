//! `papercell completer`: the process that has rust-analyzer. It reads questions from standard input, and ends with it.

use std::io::{BufRead, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;

use anyhow::Context;

use super::compose::Composed;
use super::protocol::{Answer, Place, Question, Reply, Request};
use super::stand_in;
use super::toolkit::Toolkit;
use crate::engine::analysis::Analyst;
use crate::engine::environment::SessionFolder;

/// The hidden command that starts this process.
pub const COMMAND: &str = "completer";

/// Answers until standard input ends.
///
/// Call it before the process has a second thread: it sets variables of the environment, which evcxr reads.
///
/// # Errors
/// No Rust toolchain, no room, or nobody reads the answers.
pub fn run() -> anyhow::Result<()> {
    let mut replies = std::fs::File::from(nix::unistd::dup(std::io::stdout())?);
    // What evcxr or rust-analyzer print is no answer.
    nix::unistd::dup2_stdout(std::io::stderr())?;
    let folder = SessionFolder::open()?;
    for (name, value) in stand_in::install(&folder.path().join("bin"))? {
        // SAFETY: no other thread has been started.
        unsafe { std::env::set_var(name, value) };
    }
    // A panic of rust-analyzer is an answer that says so, not a page in the kernel's log.
    std::panic::set_hook(Box::new(|panic| tracing::debug!("{panic}")));
    let toolkit = Toolkit::write(&folder.path().join("source"))?;
    let target = folder.target();
    let questions = listen(folder)?;
    let mut analyst = Analyst::start(&target, stand_in::runner())?;
    for line in questions {
        let reply = match serde_json::from_str::<Request>(&line) {
            Ok(Request { id, question }) => Reply {
                id,
                answer: catch_unwind(AssertUnwindSafe(|| {
                    answer(&mut analyst, &toolkit, question)
                }))
                .unwrap_or_else(|_| Answer::Failed("rust-analyzer panicked".to_owned())),
            },
            Err(error) => Reply {
                id: 0,
                answer: Answer::Failed(format!("not a question: {error}")),
            },
        };
        let mut line = serde_json::to_vec(&reply)?;
        line.push(b'\n');
        replies
            .write_all(&line)
            .context("nobody reads the answers")?;
    }
    Ok(())
}

/// Lines of standard input. When it ends, so does the process, however busy it is.
fn listen(folder: SessionFolder) -> std::io::Result<mpsc::Receiver<String>> {
    let (sender, questions) = mpsc::channel();
    std::thread::Builder::new()
        .name("questions".to_owned())
        .spawn(move || {
            for line in std::io::stdin().lock().lines().map_while(Result::ok) {
                let _ = sender.send(line); // fails only while the process ends
            }
            drop(folder);
            std::process::exit(0);
        })?;
    Ok(questions)
}

fn answer(analyst: &mut Analyst, toolkit: &Toolkit, question: Question) -> Answer {
    let (Question::Complete(place) | Question::Inspect(place)) = &question;
    let Place {
        session,
        code,
        cursor,
    } = place;
    if !code.is_char_boundary(*cursor) {
        return Answer::Failed(format!("the cell has no place {cursor}"));
    }
    let dependencies = toolkit.dependencies(session);
    if let Err(error) = analyst.depend_on(&dependencies, || Toolkit::lock(session)) {
        return Answer::Failed(format!("{error:#}"));
    }
    let composed = Composed::new(session, code);
    let at = composed.before + cursor;
    match question {
        Question::Complete(_) => {
            let found = analyst.complete(&composed.source, at);
            Answer::Completions(composed.shift(found))
        }
        Question::Inspect(_) => {
            Answer::Bundle(analyst.inspect(&composed.source, at, composed.before))
        }
    }
}
