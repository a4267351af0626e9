//! The thread that reads a worker's pipes, turns bytes into [`Output`], and remembers what a cell said to the engine.
//!
//! Both pipes stay open for the whole session (the kernel holds a write end itself), so a worker may die and another
//! take its place without a word here.

use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, mpsc};
use std::time::Duration;

use anyhow::Context;
use nix::fcntl::OFlag;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::stat::Mode;
use serde_json::Value;

use super::scanner::{Item, PANIC, Rest, Scanner, USER_ERROR};
use super::{Output, OutputSink};
use crate::worker::Pipes;
use crate::worker::frames::{Display, Frame, Panic};

/// How long half a line that could become a frame is held back.
const PATIENCE: Duration = Duration::from_millis(20);
/// The tail of standard error that is kept to explain an early return.
const KEPT_STDERR: usize = 4096;

/// What a cell said to the engine while it ran.
#[derive(Debug, Default)]
pub struct Said {
    /// The cell is running now (not compiling).
    pub running: bool,
    /// The value of its last expression, from evcxr's display protocol.
    pub result: Display,
    /// The panic that ended it.
    pub panic: Option<Panic>,
    /// A `?` returned early; holds the end of standard error, where evcxr printed the error.
    pub early_return: Option<String>,
    /// Nothing is passed on: the engine talks to itself.
    pub muted: bool,
    last_panic: Option<Panic>,
    control: Vec<String>,
    stderr_tail: String,
}

/// The kernel's end of the pipes.
pub struct Reader {
    said: Arc<Mutex<Said>>,
    wake: File,
    drained: mpsc::Receiver<()>,
    /// Held open, so that writing an answer never waits for a reader.
    _input: File,
}

impl Reader {
    /// Makes the pipes and starts the thread.
    ///
    /// # Errors
    /// The pipes cannot be made in their folder.
    pub fn start(pipes: &Pipes, token: &str, sink: OutputSink) -> anyhow::Result<Reader> {
        let stdout = make_fifo(&pipes.stdout())?;
        let stderr = make_fifo(&pipes.stderr())?;
        let acknowledge = make_fifo(&pipes.acknowledge())?;
        let input = make_fifo(&pipes.input())?;
        let (wake_read, wake) = nix::unistd::pipe()?;
        let (drained_sender, drained) = mpsc::channel();
        let said = Arc::new(Mutex::new(Said::default()));
        let mut reading = Reading {
            stdout,
            stderr,
            wake: File::from(wake_read),
            acknowledge,
            out: Scanner::new(token),
            err: Scanner::new(""),
            said: Arc::clone(&said),
            sink,
            drained: drained_sender,
            unexplained: false,
        };
        std::thread::Builder::new()
            .name("worker pipes".to_owned())
            .spawn(move || reading.run())?;
        Ok(Reader {
            said,
            wake: File::from(wake),
            drained,
            _input: input,
        })
    }

    /// What the current cell has said so far.
    pub fn said(&self) -> MutexGuard<'_, Said> {
        lock(&self.said)
    }

    /// Reads what a worker that is gone has left behind, and forgets its half-finished business.
    pub fn drain(&mut self) {
        if self.wake.write_all(b"d").is_ok() {
            // The thread lives as long as the process; a second without an answer is its death.
            let _ = self.drained.recv_timeout(Duration::from_secs(5));
        }
    }

    /// The shared memory of what was said.
    pub fn shared(&self) -> Arc<Mutex<Said>> {
        Arc::clone(&self.said)
    }
}

/// Locks, also after another thread panicked: what was said is plain data.
pub fn lock(said: &Mutex<Said>) -> MutexGuard<'_, Said> {
    said.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// A FIFO that is open at both ends: reading never sees an end, writing never waits for a reader.
fn make_fifo(path: &Path) -> anyhow::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    nix::unistd::mkfifo(path, Mode::S_IRUSR | Mode::S_IWUSR)
        .with_context(|| format!("cannot make the pipe {}", path.display()))?;
    File::options()
        .read(true)
        .write(true)
        .custom_flags(OFlag::O_NONBLOCK.bits())
        .open(path)
        .with_context(|| format!("cannot open the pipe {}", path.display()))
}

struct Reading {
    stdout: File,
    stderr: File,
    wake: File,
    acknowledge: File,
    out: Scanner,
    err: Scanner,
    said: Arc<Mutex<Said>>,
    sink: OutputSink,
    drained: mpsc::Sender<()>,
    /// A panic's sign came, and no hook has spoken.
    unexplained: bool,
}

impl Reading {
    fn run(&mut self) {
        loop {
            let patience = match self.out.holds() || self.err.holds() {
                true => PollTimeout::try_from(PATIENCE).unwrap_or(PollTimeout::NONE),
                false => PollTimeout::NONE,
            };
            let mut fds = [
                PollFd::new(self.stdout.as_fd(), PollFlags::POLLIN),
                PollFd::new(self.stderr.as_fd(), PollFlags::POLLIN),
                PollFd::new(self.wake.as_fd(), PollFlags::POLLIN),
            ];
            let ready = match poll(&mut fds, patience) {
                Ok(ready) => ready,
                Err(nix::errno::Errno::EINTR) => continue,
                Err(error) => {
                    tracing::error!("the worker's pipes cannot be polled: {error}");
                    return;
                }
            };
            let woken = fds[2].any().unwrap_or(false);
            if ready == 0 {
                self.release(Rest::Waits);
            }
            // Standard error first: it is never buffered, so it is what was printed earlier.
            self.read_stderr();
            self.read_stdout(1);
            if woken {
                self.drain();
            }
        }
    }

    fn drain(&mut self) {
        let mut byte = [0];
        if self.wake.read(&mut byte).unwrap_or(0) == 0 {
            return;
        }
        self.read_stderr();
        self.read_stdout(usize::MAX);
        self.release(Rest::Gone);
        self.show_held_panic();
        let mut leftover = [0; 4096];
        while matches!(self.acknowledge.read(&mut leftover), Ok(1..)) {}
        lock(&self.said).running = false;
        let _ = self.drained.send(());
    }

    fn release(&mut self, rest: Rest) {
        for item in self.err.release(rest) {
            self.take_stderr(item);
        }
        for item in self.out.release(rest) {
            self.take(item);
        }
    }

    fn read_stderr(&mut self) {
        let mut buffer = [0; 65536];
        while let Ok(length @ 1..) = self.stderr.read(&mut buffer) {
            for item in self.err.push(&buffer[..length]) {
                self.take_stderr(item);
            }
        }
    }

    fn read_stdout(&mut self, most: usize) {
        let mut buffer = [0; 65536];
        for _ in 0..most {
            let Ok(length @ 1..) = self.stdout.read(&mut buffer) else {
                return;
            };
            for item in self.out.push(&buffer[..length]) {
                self.take(item);
            }
        }
    }

    fn take_stderr(&mut self, item: Item) {
        let Item::Text(text) = item else { return };
        {
            let mut said = lock(&self.said);
            said.stderr_tail.push_str(&text);
            let cut = said.stderr_tail.len().saturating_sub(KEPT_STDERR);
            let cut = said.stderr_tail.ceil_char_boundary(cut);
            said.stderr_tail.drain(..cut);
        }
        self.emit(Output::Stream { stderr: true, text });
    }

    fn take(&mut self, item: Item) {
        if item != Item::Frame(Frame::End {}) {
            self.settle_unexplained(false);
        }
        match item {
            Item::Text(text) => self.emit(Output::Stream {
                stderr: false,
                text,
            }),
            Item::Content { mime, content } => self.take_content(mime, content),
            Item::Control(line) => self.take_control(line),
            Item::Frame(frame) => self.take_frame(frame),
        }
    }

    fn take_frame(&mut self, frame: Frame) {
        match frame {
            // Nothing is forgotten here: what the cell wrote to standard error may have been read before this.
            Frame::Begin {} => lock(&self.said).running = true,
            Frame::End {} => self.end(),
            Frame::Display(display) => self.emit(Output::Display(display)),
            Frame::Clear { wait } => self.emit(Output::Clear { wait }),
            Frame::Claim(measured) => self.emit(Output::Claim(measured)),
            Frame::Verdict {} => self.emit(Output::Verdict),
            Frame::Comm(_) => {
                static ONCE: std::sync::Once = std::sync::Once::new();
                let text = "comms and live controls need the native engine\n".to_owned();
                ONCE.call_once(|| self.emit(Output::Stream { stderr: true, text }));
            }
            Frame::Input { prompt, password } => self.emit(Output::Input { prompt, password }),
            Frame::Panic(panic) if panic.main => {
                self.show_held_panic();
                lock(&self.said).last_panic = Some(panic);
            }
            Frame::Panic(panic) => self.show_panic(&panic),
        }
    }

    /// A panic that did not end the cell (it was caught) is text on standard error.
    fn show_held_panic(&mut self) {
        let held = lock(&self.said).last_panic.take();
        if let Some(panic) = held {
            self.show_panic(&panic);
        }
    }

    fn show_panic(&mut self, panic: &Panic) {
        let text = format!("thread '{}' panicked: {}\n", panic.thread, panic.message);
        (self.sink)(Output::Stream { stderr: true, text });
    }

    fn take_control(&mut self, line: String) {
        if line == PANIC {
            let mut said = lock(&self.said);
            // The hook's frame always comes first. Without one, the program has set a hook of its own, or has printed
            // these words itself; what comes next tells.
            let Some(panic) = said.last_panic.take() else {
                drop(said);
                self.unexplained = true;
                return;
            };
            said.panic = Some(panic);
        } else if line == USER_ERROR {
            self.read_stderr();
            let mut said = lock(&self.said);
            said.early_return = Some(said.stderr_tail.trim_end().to_owned());
        }
        lock(&self.said).control.push(line);
    }

    /// A panic's sign without the hook's frame: at the end of the cell it is a panic, anywhere else it is text.
    fn settle_unexplained(&mut self, at_end: bool) {
        if !std::mem::take(&mut self.unexplained) {
            return;
        }
        if !at_end {
            let text = format!("{PANIC}\n");
            return self.emit(Output::Stream {
                stderr: false,
                text,
            });
        }
        let mut said = lock(&self.said);
        said.panic = Some(Panic {
            message: "the cell panicked".to_owned(),
            ..Panic::default()
        });
        said.control.push(PANIC.to_owned());
    }

    /// Blocks that follow each other are one bundle; the last one of a cell is its result.
    fn take_content(&mut self, mime: String, content: String) {
        let known = lock(&self.said).result.data.contains_key(&mime);
        if known {
            self.show_content();
        }
        let mut said = lock(&self.said);
        said.result.data.insert(mime, Value::String(content));
    }

    fn show_content(&mut self) {
        let display = std::mem::take(&mut lock(&self.said).result);
        if !display.data.is_empty() && !lock(&self.said).muted {
            (self.sink)(Output::Display(display));
        }
    }

    fn emit(&mut self, output: Output) {
        self.show_content();
        match lock(&self.said).muted {
            true => tracing::debug!("unseen: {output:?}"),
            false => (self.sink)(output),
        }
    }

    /// The cell has run: everything it wrote is passed on before evcxr hears of it.
    fn end(&mut self) {
        self.read_stderr();
        self.release(Rest::Gone);
        self.show_held_panic();
        self.settle_unexplained(true);
        let control = {
            let mut said = lock(&self.said);
            said.running = false;
            std::mem::take(&mut said.control)
        };
        let mut lines = control.join("\n");
        if !lines.is_empty() {
            lines.push('\n');
        }
        lines.push_str(".\n");
        if let Err(error) = self.acknowledge.write_all(lines.as_bytes()) {
            tracing::error!("the worker cannot be told that its output was read: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_that_was_read_before_its_cell_began_explains_the_early_return() {
        let folder = tempfile::tempdir().unwrap();
        let pipes = Pipes::new(folder.path().to_owned());
        let reader = Reader::start(&pipes, "T", Arc::new(|_| {})).unwrap();
        let write = |path: &Path, text: &str| {
            let mut pipe = File::options().write(true).open(path).unwrap();
            pipe.write_all(text.as_bytes()).unwrap();
        };
        write(&pipes.stderr(), "no such file\n");
        std::thread::sleep(Duration::from_millis(100));
        let frame = |json: &str| format!("\x1b]papercell;T;{};{json}", json.len());
        let begin = frame(r#"{"begin":{}}"#);
        let end = frame(r#"{"end":{}}"#);
        write(&pipes.stdout(), &format!("{begin}{USER_ERROR}\n{end}"));
        for _ in 0..100 {
            std::thread::sleep(Duration::from_millis(20));
            if reader.said().early_return.is_some() {
                break;
            }
        }
        let early_return = reader.said().early_return.clone();
        assert_eq!(early_return.as_deref(), Some("no such file"));
    }
}
