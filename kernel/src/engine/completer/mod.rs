//! Completion and hover in a process of their own, which starts when they are first asked for.
//!
//! What evcxr and rust-analyzer know of a cell costs half a gigabyte and some seconds. So it is asked for by a child, the
//! *completer*: the first question starts it in the background, and until it is there (or when it is slow, or has died)
//! the caller says what he knows at once. The child never runs a cell and never compiles one, so it answers also while
//! the engine is busy.
//!
//! # Layout
//! - this file: [`Completer`], the kernel's end
//! - `process`: the thread that starts the child, asks it, restarts it, ends it
//! - `protocol`: what goes over the pipes
//! - `child`: the child
//! - `compose`: a session and a cell as one source text
//! - `toolkit`: the toolkit as a dependency; `stand_in`: what evcxr finds in the place of cargo

pub mod child;
mod compose;
mod process;
pub mod protocol;
mod stand_in;
mod toolkit;

use std::process::Command;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;

use tokio::sync::oneshot;

use self::process::{Job, Keeper};
use self::protocol::{Answer, Place, Question};
use super::{Completions, SessionView};
use crate::display::Bundle;

/// Makes the command that starts a child.
pub type Launch = Box<dyn Fn() -> std::io::Result<Command> + Send + Sync>;

/// How long to wait for what.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For an answer, by a caller that has another one; not for a child that starts.
    pub short: Duration,
    /// For an answer, by a caller that has none.
    pub long: Duration,
    /// For an answer, before a child counts as dead.
    pub hang: Duration,
    /// For a question, before a child that is not needed is ended.
    pub idle: Duration,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits {
            // JupyterLab drops an answer that comes after a second; then what is known at once would be lost, too.
            short: Duration::from_millis(800),
            long: Duration::from_secs(20),
            hang: Duration::from_secs(120),
            idle: Duration::from_secs(15 * 60),
        }
    }
}

/// How long a caller waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Patience {
    /// There is another answer; only a child that is there shall give a better one.
    Short,
    /// There is no other answer.
    Long,
}

/// What is to be expected of the child.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// There is none; the next question starts it.
    Asleep,
    /// It starts, which takes seconds.
    Starting,
    /// It answers.
    Ready,
    /// It died too often.
    GivenUp,
}

/// The kernel's end. Nothing is started before the first question.
pub struct Completer {
    launch: Arc<Launch>,
    limits: Limits,
    stage: Arc<Mutex<Stage>>,
    jobs: OnceLock<mpsc::Sender<Job>>,
}

impl Completer {
    /// A completer whose child is started by `launch`.
    pub fn new(launch: Launch, limits: Limits) -> Completer {
        Completer {
            launch: Arc::new(launch),
            limits,
            stage: Arc::new(Mutex::new(Stage::Asleep)),
            jobs: OnceLock::new(),
        }
    }

    /// A completer whose child is this executable.
    pub fn of_this_executable() -> Completer {
        let launch = || {
            let mut command = Command::new(std::env::current_exe()?);
            command.arg(child::COMMAND);
            Ok(command)
        };
        Completer::new(Box::new(launch), Limits::default())
    }

    /// Proposals at `cursor`, a byte offset in `code`; `None` when there are none, or none in time.
    pub async fn complete(
        &self,
        session: &SessionView,
        code: &str,
        cursor: usize,
        patience: Patience,
    ) -> Option<Completions> {
        let question = Question::Complete(place(session, code, cursor));
        match self.ask(question, patience).await? {
            Answer::Completions(found) => Some(found).filter(|found| !found.matches.is_empty()),
            _ => None,
        }
    }

    /// Signature and documentation of what stands at `cursor`, a byte offset in `code`; `None` when nothing is known of
    /// it, or not in time.
    pub async fn inspect(
        &self,
        session: &SessionView,
        code: &str,
        cursor: usize,
        patience: Patience,
    ) -> Option<Bundle> {
        let question = Question::Inspect(place(session, code, cursor));
        match self.ask(question, patience).await? {
            Answer::Bundle(found) => found,
            _ => None,
        }
    }

    async fn ask(&self, question: Question, patience: Patience) -> Option<Answer> {
        let limit = {
            let mut stage = self.stage.lock().unwrap_or_else(PoisonError::into_inner);
            match (*stage, patience) {
                (Stage::GivenUp, _) | (Stage::Starting, Patience::Short) => return None,
                (Stage::Asleep, _) => {
                    *stage = Stage::Starting;
                    // The question is asked in any case: it warms the child up.
                    (patience == Patience::Long).then_some(self.limits.long)
                }
                (Stage::Ready, Patience::Short) => Some(self.limits.short),
                (Stage::Starting | Stage::Ready, Patience::Long) => Some(self.limits.long),
            }
        };
        let jobs = self.jobs.get_or_init(|| {
            Keeper::start(
                Arc::clone(&self.launch),
                self.limits,
                Arc::clone(&self.stage),
            )
        });
        let (reply, answer) = oneshot::channel();
        jobs.send(Job { question, reply }).ok()?;
        match tokio::time::timeout(limit?, answer).await.ok()?.ok()? {
            Answer::Failed(why) => {
                tracing::debug!("the completer has no answer: {why}");
                None
            }
            answer => Some(answer),
        }
    }
}

fn place(session: &SessionView, code: &str, cursor: usize) -> Place {
    Place {
        session: session.clone(),
        code: code.to_owned(),
        cursor,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A completer whose child is a script of the shell; `$1` is a file in which it counts how often it was started.
    /// `say` answers the question with the number `$i` by one proposal.
    fn completer(script: &str, limits: Limits) -> (Completer, tempfile::TempDir) {
        let folder = tempfile::tempdir().unwrap();
        let starts = folder.path().join("starts");
        let script = format!(
            r#"echo >>"$1"; i=0
            say() {{ echo "{{\"id\":$i,\"completions\":{{\"matches\":[{{\"text\":\"it$i\",\"kind\":\"\",\"label\":\"\"}}],\"start\":0,\"end\":0}}}}"; }}
            while read -r _; do i=$((i+1)); {script}; done"#
        );
        let launch = move || {
            let mut command = Command::new("/bin/sh");
            command.args(["-c", &script, "sh"]).arg(&starts);
            Ok(command)
        };
        (Completer::new(Box::new(launch), limits), folder)
    }

    fn starts(folder: &tempfile::TempDir) -> usize {
        std::fs::read_to_string(folder.path().join("starts")).map_or(0, |text| text.len())
    }

    fn limits(short: u64, hang: u64, idle: u64) -> Limits {
        Limits {
            short: Duration::from_millis(short),
            long: Duration::from_millis(LONG),
            hang: Duration::from_millis(hang),
            idle: Duration::from_millis(idle),
        }
    }

    const LONG: u64 = 60_000;

    async fn ask(completer: &Completer) -> Option<String> {
        wait(completer, Patience::Short).await
    }

    async fn wait(completer: &Completer, patience: Patience) -> Option<String> {
        let session = SessionView::default();
        let found = completer.complete(&session, "", 0, patience).await?;
        Some(found.matches[0].text.clone())
    }

    async fn until(completer: &Completer, stage: Stage) {
        for _ in 0..2000 {
            if *completer.stage.lock().unwrap() == stage {
                return;
            }
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        panic!("it never became {stage:?}");
    }

    #[tokio::test]
    async fn the_first_question_starts_the_child_and_does_not_wait() {
        let (completer, folder) = completer("sleep 0.2; say", limits(LONG, LONG, LONG));
        assert_eq!(starts(&folder), 0);
        assert_eq!(ask(&completer).await, None);
        assert_eq!(ask(&completer).await, None, "it starts still");
        until(&completer, Stage::Ready).await;
        assert_eq!(ask(&completer).await.as_deref(), Some("it2"));
        assert_eq!(starts(&folder), 1);
    }

    #[tokio::test]
    async fn who_has_no_other_answer_waits_for_the_start() {
        let (completer, _folder) = completer("sleep 0.2; say", limits(LONG, LONG, LONG));
        let first = wait(&completer, Patience::Long).await;
        assert_eq!(first.as_deref(), Some("it1"));
    }

    #[tokio::test]
    async fn of_questions_that_wait_only_the_last_is_asked() {
        let (completer, folder) = completer("sleep 0.5; say", limits(LONG, LONG, LONG));
        assert_eq!(ask(&completer).await, None, "it starts");
        while starts(&folder) == 0 {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        let (earlier, last) = tokio::join!(
            wait(&completer, Patience::Long),
            wait(&completer, Patience::Long)
        );
        assert_eq!((earlier.as_deref(), last.as_deref()), (None, Some("it2")));
    }

    #[tokio::test]
    async fn a_slow_answer_is_not_waited_for_and_not_taken_for_a_later_one() {
        let (completer, _folder) = completer("[ $i = 2 ] && sleep 1; say", limits(300, LONG, LONG));
        ask(&completer).await;
        until(&completer, Stage::Ready).await;
        assert_eq!(ask(&completer).await, None);
        assert_eq!(ask(&completer).await, None, "it is still at the one before");
        tokio::time::sleep(Duration::from_secs(1)).await;
        // Nobody waited for the third question any more, so the child has not seen it.
        assert_eq!(ask(&completer).await.as_deref(), Some("it3"));
    }

    #[tokio::test]
    async fn a_child_that_died_is_started_once_more_and_then_given_up() {
        let (completer, folder) =
            completer("[ $i = 2 ] && kill -9 $$; say", limits(LONG, LONG, LONG));
        for round in 1..=2 {
            assert_eq!(ask(&completer).await, None);
            until(&completer, Stage::Ready).await;
            assert_eq!(starts(&folder), round);
            assert_eq!(ask(&completer).await, None, "it dies of the question");
        }
        until(&completer, Stage::GivenUp).await;
        assert_eq!(ask(&completer).await, None);
        assert_eq!(starts(&folder), 2);
    }

    #[tokio::test]
    async fn a_child_that_hangs_is_ended() {
        let (completer, folder) =
            completer("[ $i = 2 ] && exec sleep 600; say", limits(100, 300, LONG));
        ask(&completer).await;
        until(&completer, Stage::Ready).await;
        assert_eq!(ask(&completer).await, None);
        until(&completer, Stage::Asleep).await;
        assert_eq!(ask(&completer).await, None);
        until(&completer, Stage::Ready).await;
        assert_eq!(starts(&folder), 2);
    }

    #[tokio::test]
    async fn a_child_that_nobody_asks_is_ended_and_comes_back() {
        let (completer, folder) = completer("say", limits(LONG, LONG, 200));
        ask(&completer).await;
        until(&completer, Stage::Ready).await;
        until(&completer, Stage::Asleep).await;
        ask(&completer).await;
        until(&completer, Stage::Ready).await;
        assert_eq!(starts(&folder), 2, "and this was no death");
        until(&completer, Stage::Asleep).await;
        ask(&completer).await;
        until(&completer, Stage::Ready).await;
        assert_eq!(starts(&folder), 3);
    }

    #[tokio::test]
    async fn what_cannot_be_started_is_given_up() {
        let launch = || Ok(Command::new("/nowhere/at/all"));
        let completer = Completer::new(Box::new(launch), limits(LONG, LONG, LONG));
        ask(&completer).await;
        until(&completer, Stage::Asleep).await;
        ask(&completer).await;
        until(&completer, Stage::GivenUp).await;
    }
}
