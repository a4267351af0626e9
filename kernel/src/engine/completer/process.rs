//! The thread that keeps the child: starts it for the first question, asks one question at a time, starts it anew when it
//! has died, ends it when nobody has asked for long.

use std::io::{BufRead, BufReader, Write};
use std::os::unix::process::CommandExt;
use std::process::{self, ChildStdin, Stdio};
use std::sync::mpsc::RecvTimeoutError;
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::time::{Duration, Instant};

use anyhow::Context;
use tokio::sync::oneshot;

use super::protocol::{Answer, Question, Reply, Request};
use super::{Launch, Limits, Stage};

/// So many deaths, and the session goes on without.
const DEATHS: u32 = 2;

/// How long a child may take to end by itself.
const FAREWELL: Duration = Duration::from_secs(1);

/// A question on its way.
pub struct Job {
    /// The question.
    pub question: Question,
    /// Where the answer goes, unless whoever asked has gone.
    pub reply: oneshot::Sender<Answer>,
}

/// What the thread owns.
pub struct Keeper {
    launch: Arc<Launch>,
    limits: Limits,
    stage: Arc<Mutex<Stage>>,
    child: Option<Child>,
    deaths: u32,
}

impl Keeper {
    /// Starts the thread, but no child. It ends when the sender is dropped, and the child with it.
    pub fn start(
        launch: Arc<Launch>,
        limits: Limits,
        stage: Arc<Mutex<Stage>>,
    ) -> mpsc::Sender<Job> {
        let (jobs, queue) = mpsc::channel();
        let keeper = Keeper {
            launch,
            limits,
            stage: Arc::clone(&stage),
            child: None,
            deaths: 0,
        };
        let thread = std::thread::Builder::new()
            .name("completer".to_owned())
            .spawn(move || keeper.run(&queue));
        if let Err(error) = thread {
            tracing::warn!("no thread for the completer: {error}");
            *stage.lock().unwrap_or_else(PoisonError::into_inner) = Stage::GivenUp;
        }
        jobs
    }

    fn set(&self, stage: Stage) {
        *self.stage.lock().unwrap_or_else(PoisonError::into_inner) = stage;
    }

    fn run(mut self, queue: &mpsc::Receiver<Job>) {
        loop {
            let job = match &self.child {
                Some(_) => queue.recv_timeout(self.limits.idle),
                None => queue.recv().map_err(|_| RecvTimeoutError::Disconnected),
            };
            match job {
                Ok(job) => {
                    for job in newest(job, queue.try_iter()) {
                        // Whoever asked has gone on with what was known at once.
                        let asked = self.child.is_none() || !job.reply.is_closed();
                        if asked && !self.take(job) {
                            return;
                        }
                    }
                }
                Err(RecvTimeoutError::Timeout) => {
                    tracing::debug!("the completer is not needed and ends");
                    self.child = None;
                    self.set(Stage::Asleep);
                }
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
    }

    /// Asks the child, which is started if there is none. `false` when it is to be given up.
    fn take(&mut self, job: Job) -> bool {
        let Job { question, reply } = job;
        if self.child.as_mut().is_some_and(|child| !child.lives()) {
            self.child = None;
            if !self.died("it was killed") {
                return false;
            }
        }
        let answer = match &mut self.child {
            Some(child) => child.ask(question, self.limits.hang),
            None => {
                self.set(Stage::Starting);
                self.begin(question)
            }
        };
        match answer {
            Ok(answer) => {
                self.set(Stage::Ready);
                let _ = reply.send(answer); // whoever asked may have gone
                true
            }
            Err(error) => {
                self.child = None;
                let goes_on = self.died(&format!("{error:#}"));
                // Last: whoever asked may ask again at once, and then finds the stage as it is.
                drop(reply);
                goes_on
            }
        }
    }

    fn begin(&mut self, question: Question) -> anyhow::Result<Answer> {
        let child = self.child.insert(Child::start((self.launch)()?)?);
        child.ask(question, self.limits.hang)
    }

    /// Counts a death; `false` when it was the last.
    fn died(&mut self, how: &str) -> bool {
        self.deaths += 1;
        if self.deaths < DEATHS {
            tracing::info!("the completer has ended: {how}");
            self.set(Stage::Asleep);
            return true;
        }
        tracing::warn!(
            "the completer has ended twice ({how}): Tab and hover show only names of the session until the kernel restarts"
        );
        self.set(Stage::GivenUp);
        false
    }
}

/// Of the questions that wait the last of each kind: a reader has one cursor, and it has moved on.
fn newest(first: Job, others: impl Iterator<Item = Job>) -> Vec<Job> {
    let mut jobs = vec![first];
    for job in others {
        jobs.retain(|earlier| {
            std::mem::discriminant(&earlier.question) != std::mem::discriminant(&job.question)
        });
        jobs.push(job);
    }
    jobs
}

/// A child that runs.
struct Child {
    process: process::Child,
    /// Closing it ends the child.
    questions: Option<ChildStdin>,
    replies: mpsc::Receiver<String>,
    asked: u64,
}

impl Child {
    fn start(mut command: process::Command) -> anyhow::Result<Child> {
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // An interrupt in a terminal is not meant for it.
            .process_group(0)
            .spawn()?;
        let questions = process.stdin.take();
        let output = process.stdout.take().context("it has no output")?;
        let (sender, replies) = mpsc::channel();
        std::thread::Builder::new()
            .name("completer's replies".to_owned())
            .spawn(move || {
                for line in BufReader::new(output).lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            })?;
        Ok(Child {
            process,
            questions,
            replies,
            asked: 0,
        })
    }

    fn lives(&mut self) -> bool {
        matches!(self.process.try_wait(), Ok(None))
    }

    fn ask(&mut self, question: Question, limit: Duration) -> anyhow::Result<Answer> {
        self.asked += 1;
        let id = self.asked;
        let mut line = serde_json::to_vec(&Request { id, question })?;
        line.push(b'\n');
        let questions = self.questions.as_mut().context("it has no input")?;
        questions.write_all(&line)?;
        let end = Instant::now() + limit;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let line = match self.replies.recv_timeout(left) {
                Ok(line) => line,
                Err(RecvTimeoutError::Timeout) => {
                    anyhow::bail!("no answer within {} s", limit.as_secs())
                }
                Err(RecvTimeoutError::Disconnected) => {
                    let status = self.process.wait()?;
                    anyhow::bail!("it ended without an answer ({status})")
                }
            };
            let reply: Reply =
                serde_json::from_str(&line).with_context(|| format!("it said {line:?}"))?;
            if reply.id == id {
                return Ok(reply.answer);
            }
        }
    }
}

impl Drop for Child {
    /// Lets the child clean up; kills it when that takes long.
    fn drop(&mut self) {
        self.questions = None;
        let end = Instant::now() + FAREWELL;
        while self.lives() {
            if Instant::now() > end {
                let _ = self.process.kill();
                let _ = self.process.wait();
                return;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
    }
}
