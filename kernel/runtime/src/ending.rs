//! How the body of a cell ended.

use std::fmt::Debug;
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

/// An error that a `?` in a cell met. It takes every error that can be shown by `{:?}`.
// Not `Debug` itself: then the conversion below would overlap with that of a type into itself.
pub struct Early(String);

impl<E: Debug> From<E> for Early {
    fn from(error: E) -> Early {
        Early(shown(&error))
    }
}

fn shown(error: &dyn Debug) -> String {
    format!("{error:?}")
}

impl Early {
    /// An error whose text was made by the cell, where the reader wants `{}` and not `{:?}`.
    pub fn text(text: String) -> Early {
        Early(text)
    }
}

/// Calls the body of a cell and catches what ends it.
pub fn guard(body: impl FnOnce() -> Result<(), Early>) -> Ending {
    let mut body = Some(body);
    call(&mut || body.take().map_or(Ok(()), |body| body()))
}

/// Not generic: a cell shall not compile anew what is the same for all cells.
fn call(body: &mut dyn FnMut() -> Result<(), Early>) -> Ending {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => Ending::Done,
        Ok(Err(Early(error))) => Ending::Returned(error),
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
        assert!(matches!(guard(|| Ok(())), Ending::Done));
        let early = guard(|| {
            "x".parse::<i32>()?;
            Ok(())
        });
        assert!(matches!(early, Ending::Returned(text) if text.contains("InvalidDigit")));
        let panicked = guard(|| panic!("a{}", 1));
        assert!(matches!(panicked, Ending::Panicked(text) if text == "a1"));
        let stopped = guard(|| std::panic::resume_unwind(Box::new(INTERRUPTED)));
        assert!(matches!(stopped, Ending::Interrupted));
    }
}
