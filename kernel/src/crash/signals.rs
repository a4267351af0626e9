//! Signals that kill: SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL, SIGTRAP.
//!
//! Next to nothing may be done in a signal's handler: whatever the thread was at, allocating memory perhaps, is half
//! done. So the handler only tells a thread of ours, through a pipe, and waits for it; that thread writes the report.
//! Then the handler walks its own stack, which may fail where the stack is what is broken, and the thread adds it.
//! The crate `crash-handler` sets the handlers up (`signal-hook` refuses SIGSEGV); afterwards the process dies of the signal,
//! as the front end sees.

use std::fs::OpenOptions;
use std::io::{PipeReader, PipeWriter, Read, Write};
use std::os::fd::AsFd;
use std::path::Path;

use crash_handler::{CrashContext, CrashEventResult, CrashHandler, make_crash_event};
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};

use super::report::{self, Report};

/// How many milliseconds the thread that died waits for its report, which may never come: the report allocates memory, too.
const PATIENCE: u16 = 5000;
/// The deepest calls of a stack are enough.
const DEPTH: usize = 60;
/// A word for each, and one in front: the number of those that follow.
const STACK: usize = (DEPTH + 1) * 8;

/// Sets the handlers up, once in a process.
///
/// # Errors
/// The system gives no pipe, no thread or no handlers.
pub(super) fn watch() -> anyhow::Result<()> {
    let (crashes, crash) = std::io::pipe()?;
    let (written, write) = std::io::pipe()?;
    std::thread::Builder::new()
        .name("crash".to_owned())
        .spawn(move || write_reports(crashes, write))?;
    // SAFETY: the closure calls `write`, `poll` and `read`, which a signal's handler may, and walks the stack, which
    // changes nothing; it takes no lock and allocates nothing.
    let event = unsafe { make_crash_event(move |context| tell(context, &crash, &written)) };
    let handler = CrashHandler::attach(event)?;
    // For as long as the process lives.
    std::mem::forget(handler);
    Ok(())
}

/// In the handler.
fn tell(context: &CrashContext, crash: &PipeWriter, written: &PipeReader) -> CrashEventResult {
    // "Handled": what comes next is the system's own way with the signal, which ends the process. The handler that std has
    // for a stack that is used up is passed over; after a signal that was sent, it would let the process live on.
    let goes_on = CrashEventResult::Handled(true);
    if report::was_done() {
        return goes_on;
    }
    let mut first = [0_u8; 8];
    first[..4].copy_from_slice(&context.siginfo.ssi_signo.to_ne_bytes());
    first[4..].copy_from_slice(&context.tid.to_ne_bytes());
    if !ask(&first, crash, written) {
        return goes_on;
    }
    let mut stack = [0_u8; STACK];
    let mut count = 0;
    // SAFETY: "unsynchronized" is about resolving names, of which there is none here.
    unsafe {
        backtrace::trace_unsynchronized(|frame| {
            let at = (count + 1) * 8;
            stack[at..at + 8].copy_from_slice(&(frame.ip() as u64).to_ne_bytes());
            count += 1;
            count < DEPTH
        });
    }
    stack[..8].copy_from_slice(&(count as u64).to_ne_bytes());
    ask(&stack, crash, written);
    goes_on
}

/// Sends a message to the thread and waits until it has done its work.
fn ask(message: &[u8], crash: &PipeWriter, written: &PipeReader) -> bool {
    if nix::unistd::write(crash, message) != Ok(message.len()) {
        return false;
    }
    let mut fds = [PollFd::new(written.as_fd(), PollFlags::POLLIN)];
    let answered = poll(&mut fds, PollTimeout::from(PATIENCE)) == Ok(1);
    answered && nix::unistd::read(written, &mut [0]) == Ok(1)
}

/// The thread: a report, then where it was.
fn write_reports(mut crashes: PipeReader, mut written: PipeWriter) {
    let (mut first, mut stack) = ([0; 8], [0; STACK]);
    while crashes.read_exact(&mut first).is_ok() {
        let (signal, thread) = first.split_at(4);
        let number = |bytes: &[u8]| i32::from_ne_bytes(bytes.try_into().unwrap_or_default());
        let file = Report {
            what: what(number(signal), number(thread)),
            survived: false,
            backtrace: String::new(),
        }
        .publish();
        let _ = written.write_all(&[0]);
        if crashes.read_exact(&mut stack).is_err() {
            return;
        }
        if let Some(file) = file {
            let _ = add_stack(&file, &stack);
        }
        let _ = written.write_all(&[0]);
    }
}

fn what(signal: i32, thread: i32) -> String {
    let signal = nix::sys::signal::Signal::try_from(signal)
        .map_or_else(|_| format!("signal {signal}"), |name| name.to_string());
    let name = std::fs::read_to_string(format!("/proc/self/task/{thread}/comm"));
    let name = name.unwrap_or_default();
    format!("{signal} in the thread {}", name.trim())
}

/// Adds the names of the calls to a report.
fn add_stack(file: &Path, stack: &[u8; STACK]) -> std::io::Result<()> {
    let mut words = stack
        .chunks_exact(8)
        .map(|word| u64::from_ne_bytes(word.try_into().unwrap_or_default()));
    let count = usize::try_from(words.next().unwrap_or_default()).unwrap_or_default();
    let mut file = OpenOptions::new().append(true).open(file)?;
    for (number, address) in words.take(count).enumerate() {
        let mut line = format!("{number:4}: {address:#x}");
        // One call may stand for several functions, those that were compiled into each other.
        backtrace::resolve(address as usize as *mut _, |symbol| {
            if let Some(name) = symbol.name() {
                line.push_str(&format!("\n      {name:#}"));
            }
            if let (Some(file), Some(number)) = (symbol.filename(), symbol.lineno()) {
                line.push_str(&format!("\n        at {}:{number}", file.display()));
            }
        });
        writeln!(file, "{line}")?;
    }
    Ok(())
}
