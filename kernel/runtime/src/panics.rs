//! The panic hook: what, where, and through which lines of the cells.
//!
//! Whether a panic ends the cell is not known when it starts: the cell may catch it. So the last panic of the thread that
//! runs the cells is kept; it becomes the cell's error, or text on standard error.

use std::cell::RefCell;
use std::panic::PanicHookInfo;
use std::sync::Once;

use crate::backtrace::{self, Frame};
use crate::json::quote;
use crate::{frame, show};

/// A panic as the hook saw it.
pub(crate) struct Panic {
    message: String,
    file: String,
    line: u32,
    column: u32,
    backtrace: Vec<Frame>,
}

thread_local! {
    static LAST: RefCell<Option<Panic>> = const { RefCell::new(None) };
    static RUNS_CELLS: RefCell<bool> = const { RefCell::new(false) };
}

/// Sets the hook, once, on the thread that runs the cells.
pub(crate) fn install() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(hook)));
    RUNS_CELLS.set(true);
}

fn hook(info: &PanicHookInfo) {
    let payload = info.payload();
    let message = (payload.downcast_ref::<&str>().copied())
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("Box<dyn Any>");
    let (file, line, column) = match info.location() {
        Some(at) => (at.file(), at.line(), at.column()),
        None => ("", 0, 0),
    };
    let panic = Panic {
        message: message.to_owned(),
        file: file.to_owned(),
        line,
        column,
        backtrace: backtrace::capture(),
    };
    if RUNS_CELLS.with_borrow(|runs| *runs) {
        caught();
        LAST.set(Some(panic));
    } else {
        let thread = std::thread::current();
        let name = quote(thread.name().unwrap_or("unnamed"));
        let body = panic.fields();
        frame::send_unbuffered(&format!(
            r#"{{"panic":{{{body},"main":false,"thread":{name}}}}}"#
        ));
    }
}

/// Tells of a panic that was caught, if there is one.
pub(crate) fn caught() {
    if let Some(panic) = LAST.take() {
        use std::io::Write;
        drop(writeln!(
            std::io::stderr(),
            "thread 'main' panicked: {}",
            panic.message
        ));
    }
}

/// The panic that has ended the cell, as JSON. `message` is what the unwinding carried: the reader's own hook may have
/// taken the place of ours.
pub(crate) fn ended_by(message: &str) -> String {
    let panic = LAST.take().unwrap_or_else(|| Panic {
        message: message.to_owned(),
        file: String::new(),
        line: 0,
        column: 0,
        backtrace: Vec::new(),
    });
    format!("{{{}}}", panic.fields())
}

impl Panic {
    fn fields(&self) -> String {
        let frames: Vec<String> = self.backtrace.iter().map(Frame::json).collect();
        format!(
            r#""message":{},"file":{},"line":{},"column":{},"backtrace":[{}]"#,
            quote(&show::cut(&self.message)),
            quote(&self.file),
            self.line,
            self.column,
            frames.join(",")
        )
    }
}
