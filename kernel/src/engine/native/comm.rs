//! What a front end says on a comm, handled by the program: a call between cells, without a compilation, that ends as
//! a cell ends and is followed by a snapshot as a cell is.

use super::NativeEngine;
use super::ended::{Ended, How, Variables};
use super::panics;
use crate::display::error::CellError;
use crate::worker::comms::Event;

/// What the handler is called in panics, where a cell has its number.
const HANDLER: u32 = 0;

impl NativeEngine {
    /// Has the program handle `event`.
    pub(super) fn handle(&mut self, event: &Event) -> Result<(), CellError> {
        self.settle();
        let ended = self.call(event)?;
        let Some(error) = self.error_of(&ended) else {
            return Ok(());
        };
        // The program has forgotten what the front end told it last.
        if !matches!(ended.variables, Variables::AsLeft | Variables::Gone)
            && let How::Crashed { .. } = self.call(&Event::Restored {})?.how
        {
            tracing::error!("the program crashed when it was to say what it holds");
        }
        Err(error)
    }

    fn call(&mut self, event: &Event) -> Result<Ended, CellError> {
        let text = serde_json::to_string(event)
            .map_err(|error| CellError::plain("Comm", error.to_string()))?;
        let ended = self.link.call(text);
        if let Some(notice) = &ended.notice {
            self.say(notice.as_str());
        }
        self.remember(ended.variables);
        Ok(ended)
    }

    fn error_of(&self, ended: &Ended) -> Option<CellError> {
        let mut error = match &ended.how {
            How::Done => return None,
            How::Panic(panicked) => {
                let map_of = |file: &str| self.files.get(file).cloned();
                panics::panic(panicked, &map_of, &|number| self.code_of(number), HANDLER)
            }
            How::Return(error) => CellError::plain("Error", error.clone()),
            How::Interrupted => CellError::plain("Interrupted", "the call was interrupted"),
            How::Crashed { cause } => {
                CellError::plain("Crash", format!("the program ended: {cause}"))
            }
            How::NotLoaded(reason) => CellError::plain("Comm", reason.clone()),
        };
        let fate = match ended.variables {
            Variables::AsLeft => return Some(error),
            Variables::AsBefore => "all variables and controls are as they were before this change",
            Variables::Older(_) => "all variables and controls are as they were some cells ago",
            Variables::Gone => "all variables are gone, functions and types are kept",
        };
        error.evalue = format!("{}; {fate}", error.evalue);
        error
            .traceback
            .push(format!("  \u{1b}[1m= note\u{1b}[0m: {fate}"));
        Some(error)
    }
}
