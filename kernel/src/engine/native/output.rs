//! The thread that reads what a worker's program writes, and passes it on as it comes.
//!
//! The kernel holds writing ends itself, so the pipes outlive every worker. A sink that is slower than the program is
//! waited for: then the pipes fill, and the program waits, too.

use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::fd::{AsFd, OwnedFd};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, mpsc};
use std::time::{Duration, Instant};

use nix::fcntl::{FcntlArg, OFlag, fcntl};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use serde_json::Value;

use super::remote::LinkRemote;
use crate::engine::scanner::{Item, Rest, Scanner};
use crate::engine::{Output, OutputSink};
use crate::worker::frames::{Display, Frame, Panic};

/// How long half a line that could become a frame is held back.
const PATIENCE: Duration = Duration::from_millis(20);
/// Read at once.
const CHUNK: usize = 64 << 10;
/// How long text is gathered of a program that does not stop writing.
const GATHER: Duration = Duration::from_millis(3);
/// What is worth to be passed on at once: a quarter of what a pipe holds.
const ENOUGH: usize = 16 << 10;
/// No pipe holds more. What a thread goes on writing after its cell has ended is not waited for.
const MOST_IN_A_PIPE: usize = 1 << 20;

/// The kernel's end of the pipes.
pub struct OutputReader {
    result: Arc<Mutex<Display>>,
    wake: PipeWriter,
    drained: mpsc::Receiver<()>,
}

impl OutputReader {
    /// Starts the thread; returns the ends that the worker writes to (standard output, standard error).
    ///
    /// # Errors
    /// No more descriptors or threads.
    pub fn start(
        token: &str,
        remote: Arc<LinkRemote>,
        sink: OutputSink,
    ) -> anyhow::Result<(OutputReader, OwnedFd, OwnedFd)> {
        let (stdout, stdout_end) = std::io::pipe()?;
        let (stderr, stderr_end) = std::io::pipe()?;
        for pipe in [&stdout, &stderr] {
            fcntl(pipe.as_fd(), FcntlArg::F_SETFL(OFlag::O_NONBLOCK))?;
        }
        let (wake_read, wake) = std::io::pipe()?;
        let (drained_sender, drained) = mpsc::channel();
        let result = Arc::new(Mutex::new(Display::default()));
        let mut reading = Reading {
            stdout,
            stderr,
            wake: wake_read,
            out: Scanner::new(token),
            err: Scanner::new(""),
            held_panic: None,
            result: Arc::clone(&result),
            remote,
            sink,
            drained: drained_sender,
            last_read: Instant::now(),
        };
        std::thread::Builder::new()
            .name("worker output".to_owned())
            .spawn(move || reading.run())?;
        let reader = OutputReader {
            result,
            wake,
            drained,
        };
        Ok((reader, stdout_end.into(), stderr_end.into()))
    }

    /// Waits until all that was written so far is in the sink. Returns the blocks of evcxr's display protocol with which
    /// the cell ended.
    pub fn drain(&mut self, last: Last) -> Option<Display> {
        if self.wake.write_all(&[last as u8]).is_ok() {
            let drained = self.drained.recv();
            assert!(
                drained.is_ok(),
                "the thread that reads what cells print has ended"
            );
        }
        let result = std::mem::take(&mut *lock(&self.result));
        (!result.data.is_empty()).then_some(result)
    }
}

/// What the output came to an end by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Last {
    /// The cell's end. A panic that was reported has been caught: it is shown as text.
    End = b'e' as isize,
    /// A panic, which is told elsewhere.
    Panic = b'p' as isize,
    /// The death of the process.
    Death = b'd' as isize,
}

fn lock(result: &Mutex<Display>) -> MutexGuard<'_, Display> {
    result.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Reading {
    stdout: PipeReader,
    stderr: PipeReader,
    wake: PipeReader,
    out: Scanner,
    err: Scanner,
    /// A panic on the cells' thread; it may have been caught.
    held_panic: Option<Panic>,
    /// Blocks of evcxr's display protocol that nothing has followed yet.
    result: Arc<Mutex<Display>>,
    remote: Arc<LinkRemote>,
    sink: OutputSink,
    drained: mpsc::Sender<()>,
    last_read: Instant,
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
                self.release();
            }
            // Standard error first: it is never buffered, so it is what was printed earlier.
            let read = self.read_stderr(CHUNK) + self.read_stdout(CHUNK);
            if woken && !self.drain() {
                return;
            }
            self.gather(read);
        }
    }

    /// A program that writes line after line is read in fewer and larger pieces, which costs both processes less. What
    /// comes after a pause is passed on at once.
    fn gather(&mut self, read: usize) {
        let streaming = self.last_read.elapsed() < GATHER;
        self.last_read = Instant::now();
        if streaming && (1..ENOUGH).contains(&read) {
            // Except that the cell's end is waited for by nobody.
            let mut fds = [PollFd::new(self.wake.as_fd(), PollFlags::POLLIN)];
            let _ = poll(
                &mut fds,
                PollTimeout::try_from(GATHER).unwrap_or(PollTimeout::ZERO),
            );
            self.last_read = Instant::now();
        }
    }

    /// `false` when the kernel's end is gone.
    fn drain(&mut self) -> bool {
        let mut sign = [0];
        if self.wake.read(&mut sign).unwrap_or(0) == 0 {
            return false;
        }
        self.read_stderr(MOST_IN_A_PIPE);
        self.read_stdout(MOST_IN_A_PIPE);
        let died = sign == [Last::Death as u8];
        for item in self.err.finish(died) {
            self.take_stderr(item);
        }
        for item in self.out.finish(died) {
            self.take(item);
        }
        let panic = self.held_panic.take();
        if let Some(panic) = panic
            && sign != [Last::Panic as u8]
        {
            self.show_panic(&panic);
        }
        self.drained.send(()).is_ok()
    }

    fn release(&mut self) {
        for item in self.err.release(Rest::Waits) {
            self.take_stderr(item);
        }
        for item in self.out.release(Rest::Waits) {
            self.take(item);
        }
    }

    fn read_stderr(&mut self, most: usize) -> usize {
        let mut buffer = [0; CHUNK];
        let mut total = 0;
        while total < most
            && let Ok(length @ 1..) = self.stderr.read(&mut buffer)
        {
            total += length;
            for item in self.err.push(&buffer[..length]) {
                self.take_stderr(item);
            }
        }
        total
    }

    fn read_stdout(&mut self, most: usize) -> usize {
        let mut buffer = [0; CHUNK];
        let mut total = 0;
        while total < most
            && let Ok(length @ 1..) = self.stdout.read(&mut buffer)
        {
            total += length;
            // What was written to standard error before this is there by now, and comes no later.
            self.read_stderr(MOST_IN_A_PIPE);
            for item in self.out.push(&buffer[..length]) {
                self.take(item);
            }
        }
        total
    }

    fn take_stderr(&mut self, item: Item) {
        if let Item::Text(text) = item {
            self.emit(Output::Stream { stderr: true, text });
        }
    }

    fn take(&mut self, item: Item) {
        let text = |text| Output::Stream {
            stderr: false,
            text,
        };
        match item {
            Item::Text(line) => self.emit(text(line)),
            // Words of evcxr's generated code; from here they are the program's own.
            Item::Control(line) => self.emit(text(line + "\n")),
            Item::Content { mime, content } => self.take_content(mime, content),
            Item::Frame(frame) => self.take_frame(frame),
        }
    }

    fn take_frame(&mut self, frame: Frame) {
        match frame {
            Frame::Begin {} | Frame::End {} => {}
            Frame::Display(display) => self.emit(Output::Display(display)),
            Frame::Clear { wait } => self.emit(Output::Clear { wait }),
            Frame::Claim(measured) => self.emit(Output::Claim(measured)),
            Frame::Verdict {} => self.emit(Output::Verdict),
            Frame::Comm(said) => self.emit(Output::Comm(said)),
            Frame::Input { prompt, password } => {
                self.remote.set_asking();
                self.emit(Output::Input { prompt, password });
            }
            Frame::Panic(panic) if panic.main => {
                if let Some(caught) = self.held_panic.replace(panic) {
                    self.show_panic(&caught);
                }
            }
            Frame::Panic(panic) => self.show_panic(&panic),
        }
    }

    fn show_panic(&mut self, panic: &Panic) {
        let text = format!("thread '{}' panicked: {}\n", panic.thread, panic.message);
        self.emit(Output::Stream { stderr: true, text });
    }

    /// Blocks that follow each other are one bundle; the last one of a cell is its result.
    fn take_content(&mut self, mime: String, content: String) {
        if lock(&self.result).data.contains_key(&mime) {
            self.show_content();
        }
        lock(&self.result).data.insert(mime, Value::String(content));
    }

    fn show_content(&mut self) {
        let display = std::mem::take(&mut *lock(&self.result));
        if !display.data.is_empty() {
            (self.sink)(Output::Display(display));
        }
    }

    fn emit(&mut self, output: Output) {
        self.show_content();
        (self.sink)(output);
    }
}
