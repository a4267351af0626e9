//! How the body of a cell ended.

use std::fmt::{Debug, Display};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The payload with which a cell unwinds that was told to stop; also known to the toolkit, which shares no type with us.
pub(crate) const INTERRUPTED: &str = "papercell: interrupted";

/// How the body of a cell ended.
#[derive(Debug)]
pub enum Ending {
    /// At its end.
    Done,
    /// With a `?` that met an error: the error's text.
    Returned(String),
    /// With a panic, whose message the hook has kept; or with this text where another hook was set.
    Panicked(String),
    /// It was told to stop, and did.
    Interrupted,
}

/// An error that a `?` in a cell met, as text. It takes every error that can be shown by `{}`.
// Not `Display` itself: then the conversion below would overlap with that of a type into itself.
pub struct Early(String);

impl<E: Display> From<E> for Early {
    fn from(error: E) -> Early {
        Early(text(format_args!("{error}")))
    }
}

/// As [`Early`], for errors that can be shown by `{:?}` alone, or where the reader wants to see them so.
pub struct EarlyDebug(String);

impl<E: Debug> From<E> for EarlyDebug {
    fn from(error: E) -> EarlyDebug {
        EarlyDebug(text(format_args!("{error:?}")))
    }
}

/// Not generic: a cell shall not compile anew what is the same for all errors.
fn text(arguments: std::fmt::Arguments<'_>) -> String {
    arguments.to_string()
}

/// What a `?` can end a cell with.
pub trait Returned {
    /// The error's text.
    fn text(self) -> String;
}

impl Returned for Early {
    fn text(self) -> String {
        self.0
    }
}

impl Returned for EarlyDebug {
    fn text(self) -> String {
        self.0
    }
}

/// Calls the body of a cell and catches what ends it.
pub fn guard<E: Returned>(body: impl FnOnce() -> Result<(), E>) -> Ending {
    let mut body = Some(body);
    call(&mut || match body.take() {
        Some(body) => body().map_err(E::text),
        None => Ok(()),
    })
}

/// Not generic, for the same reason.
fn call(body: &mut dyn FnMut() -> Result<(), String>) -> Ending {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => Ending::Done,
        Ok(Err(error)) => Ending::Returned(error),
        Err(payload) => {
            let text = (payload.downcast_ref::<&str>().copied())
                .or_else(|| payload.downcast_ref::<String>().map(String::as_str))
                .unwrap_or("Box<dyn Any>")
                .to_owned();
            // A payload may panic when it is dropped.
            std::mem::forget(payload);
            match text == INTERRUPTED {
                true => Ending::Interrupted,
                false => Ending::Panicked(text),
            }
        }
    }
}

impl Ending {
    /// Did the cell end before its end?
    pub fn failed(&self) -> bool {
        !matches!(self, Ending::Done)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_end_is_told() {
        assert!(matches!(guard(|| Ok::<(), Early>(())), Ending::Done));
        let early = guard(|| {
            "x".parse::<i32>()?;
            Ok::<(), Early>(())
        });
        assert!(matches!(early, Ending::Returned(text) if text.starts_with("invalid digit")));
        let early = guard(|| {
            "x".parse::<i32>()?;
            Ok::<(), EarlyDebug>(())
        });
        assert!(matches!(early, Ending::Returned(text) if text.contains("InvalidDigit")));
        let panicked = guard::<Early>(|| panic!("a{}", 1));
        assert!(matches!(panicked, Ending::Panicked(text) if text == "a1"));
        let stopped = guard::<Early>(|| std::panic::resume_unwind(Box::new(INTERRUPTED)));
        assert!(matches!(stopped, Ending::Interrupted));
    }
}
