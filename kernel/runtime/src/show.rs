//! The value of a cell's last expression.
//!
//! The cell calls `(&value).evcxr_display()` with the traits of this module (and of the toolkit) in scope. The rules of
//! method calls choose: a method of the type itself or of a trait of its crate comes first (`&T`), then the toolkit's
//! trait (one reference more), then `Debug` here (one mutable reference more). So one compilation finds the richest.

use std::fmt::{Debug, Write};

use crate::frame;
use crate::json::quote;

/// More text than this is cut: no front end shows it, and a browser would hang.
const LONGEST: usize = 1 << 20;

/// MIME type of a `{:?}` text that the kernel may draw as a table.
const DEBUG: &str = "application/vnd.papercell.debug";

/// A value that can be shown by `{:?}`.
pub trait ShowDebug {
    /// Shows the value as the result of the cell.
    fn evcxr_display(&mut self);
}

impl<T: Debug + ?Sized> ShowDebug for &T {
    fn evcxr_display(&mut self) {
        debug(self);
    }
}

/// Not generic: a cell shall not compile anew what is the same for all values.
fn debug(value: &dyn Debug) {
    let mut text = Limited::default();
    // It fails on purpose when there is too much.
    let complete = write!(text, "{value:?}").is_ok();
    result(DEBUG, text, complete);
}

/// Shows a text that the cell has made by a format of the reader's (`:fmt`).
pub fn text(arguments: std::fmt::Arguments<'_>) {
    let mut text = Limited::default();
    let complete = text.write_fmt(arguments).is_ok();
    result("text/plain", text, complete);
}

fn result(mime: &str, text: Limited, complete: bool) {
    let mut text = text.0;
    if text == "()" {
        return;
    }
    if !complete {
        text.push_str("… (more than a million characters; show a part of it)");
    }
    let json = format!(
        r#"{{"display":{{"data":{{{}:{}}},"result":true}}}}"#,
        quote(mime),
        quote(&text)
    );
    frame::send(&json, &text);
}

/// The beginning of a text that may be too long to show.
pub(crate) fn cut(text: &str) -> String {
    text.chars().take(LONGEST).collect()
}

#[derive(Default)]
struct Limited(String);

impl Write for Limited {
    fn write_str(&mut self, text: &str) -> std::fmt::Result {
        if self.0.len() + text.len() > LONGEST {
            return Err(std::fmt::Error);
        }
        self.0.push_str(text);
        Ok(())
    }
}
