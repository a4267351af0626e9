//! One cell, from its call to its outcome.

use std::sync::atomic::AtomicBool;

use crate::ending::{Early, Ending, guard};
use crate::flush::Flusher;
use crate::json::quote;
use crate::panics;

/// What the worker gives a cell.
#[repr(C)]
pub struct Host {
    /// Set by the worker when the cell shall stop.
    pub interrupted: *const AtomicBool,
    /// Takes the outcome, a JSON text of this many bytes, once.
    pub outcome: extern "C" fn(*const u8, usize),
}

/// Runs the body of a cell and tells the worker how it ended.
///
/// The body returns its ending, and the variables that it has lost by it: those that it had moved.
///
/// # Safety
/// `host` points to a `Host` whose function takes what it says.
pub unsafe fn run(host: *const Host, body: fn() -> (Ending, Vec<&'static str>)) {
    // SAFETY: the caller's promise.
    unsafe { conclude(host, body) };
}

/// Calls a handler of what a front end says on a comm, as if it were the body of a cell. The worker finds it by its name.
///
/// # Safety
/// As [`run`]; `text` points to `length` bytes, which `handler` takes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn papercell_call(
    host: *const Host,
    handler: unsafe extern "C-unwind" fn(*const u8, usize),
    text: *const u8,
    length: usize,
) {
    let body = || {
        let ending = guard::<Early>(|| {
            // SAFETY: the caller's promise.
            unsafe { handler(text, length) };
            Ok(())
        });
        (ending, Vec::new())
    };
    // SAFETY: the caller's promise.
    unsafe { conclude(host, body) };
}

/// # Safety
/// As [`run`].
unsafe fn conclude(
    host: *const Host,
    body: impl FnOnce() -> (Ending, Vec<&'static str>) + std::panic::UnwindSafe,
) {
    panics::install();
    let flusher = Flusher::start();
    let (ending, lost) = std::panic::catch_unwind(body).unwrap_or_else(|payload| {
        // Not the reader's code: a variable could not be taken from the store.
        let text = payload.downcast::<String>().map_or_else(
            |_| "the cell's variables could not be loaded".to_owned(),
            |text| *text,
        );
        (Ending::Panicked(text), Vec::new())
    });
    let outcome = outcome(&ending, if ending.failed() { &lost } else { &[] });
    panics::caught();
    drop(flusher);
    // SAFETY: the caller's promise.
    unsafe { ((*host).outcome)(outcome.as_ptr(), outcome.len()) };
}

fn outcome(ending: &Ending, lost: &[&str]) -> String {
    let ending = match ending {
        Ending::Done => r#""end":"done""#.to_owned(),
        Ending::Interrupted => r#""end":"interrupted""#.to_owned(),
        Ending::Returned(error) => format!(r#""end":"return","error":{}"#, quote(error)),
        Ending::Panicked(text) => format!(r#""end":"panic","panic":{}"#, panics::ended_by(text)),
    };
    let lost: Vec<String> = lost.iter().map(|name| quote(name)).collect();
    format!(r#"{{{ending},"lost":[{}]}}"#, lost.join(","))
}
