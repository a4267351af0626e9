//! MIME bundles, the trait of what can be shown, and `display`.

use super::frame;
use crate::stats::Estimate;
use crate::tensor::{Arr, Tensor};
use ndarray::{Array1, Array2};
use serde_json::{Map, Value, json};

/// One value in several formats; the reader's front end takes the richest that it can draw. Always has `text/plain`.
#[derive(Clone, Debug, PartialEq)]
pub struct Bundle {
    data: Map<String, Value>,
    metadata: Map<String, Value>,
}

impl Bundle {
    /// A bundle of plain text alone.
    pub fn plain(text: impl Into<String>) -> Bundle {
        let data = Map::from_iter([("text/plain".to_owned(), Value::from(text.into()))]);
        Bundle {
            data,
            metadata: Map::new(),
        }
    }

    /// Adds the same content in another format.
    pub fn with(mut self, mime: &str, content: impl Into<String>) -> Bundle {
        self.data
            .insert(mime.to_owned(), Value::from(content.into()));
        self
    }

    /// Adds the same content in a format that is no text.
    pub(crate) fn with_json(mut self, mime: &str, content: Value) -> Bundle {
        self.data.insert(mime.to_owned(), content);
        self
    }

    /// Says under which values of its controls this was drawn: for a page that has no controls (a handout shows the
    /// metadata), and in the text of what is more than text.
    pub(crate) fn under_controls(mut self, values: &str) -> Bundle {
        let own = self.metadata.entry("papercell").or_insert(json!({}));
        if let Some(own) = own.as_object_mut() {
            own.insert("controls".to_owned(), Value::from(values));
        }
        if self.data.len() > 1 {
            let text = format!("{values}\n{}", self.text());
            self.data.insert("text/plain".to_owned(), Value::from(text));
        }
        self
    }

    /// Adds metadata.
    pub fn note(mut self, key: &str, value: Value) -> Bundle {
        self.metadata.insert(key.to_owned(), value);
        self
    }

    /// The plain text.
    pub fn text(&self) -> &str {
        self.get("text/plain").unwrap_or_default()
    }

    /// The content in one format.
    pub fn get(&self, mime: &str) -> Option<&str> {
        self.data.get(mime).and_then(Value::as_str)
    }

    /// The metadata under a key.
    pub fn metadata(&self, key: &str) -> Option<&Value> {
        self.metadata.get(key)
    }

    fn body(&self) -> Map<String, Value> {
        let metadata = Value::Object(self.metadata.clone());
        let data = Value::Object(self.data.clone());
        Map::from_iter([("data".to_owned(), data), ("metadata".to_owned(), metadata)])
    }

    /// Shows the bundle among the cell's outputs.
    pub fn send(&self) {
        frame::send(&json!({ "display": self.body() }), self.text());
    }

    /// Shows the bundle as the cell's result.
    pub(crate) fn send_as_result(&self) {
        let mut body = self.body();
        body.insert("result".to_owned(), Value::Bool(true));
        frame::send(&json!({ "display": body }), self.text());
    }

    /// Shows the bundle under an id, or puts it in the place of the one shown under that id before.
    pub(crate) fn send_as(&self, id: &str, update: bool) {
        let mut body = self.body();
        body.insert("id".to_owned(), Value::from(id));
        if update {
            body.insert("update".to_owned(), Value::Bool(true));
        }
        frame::send(&json!({ "display": body }), self.text());
    }
}

/// What has a picture, a table or a typeset form of its own. A cell shows its last expression by it; implement it for
/// your own types.
///
/// ```
/// # use toy::{prelude::*, show::Bundle};
/// struct Interval(f64, f64);
/// impl Show for Interval {
///     fn bundle(&self) -> Bundle {
///         let text = format!("{} to {}", num(self.0), num(self.1));
///         Bundle::plain(&text).with("text/markdown", format!("**{text}**"))
///     }
/// }
/// display(&Interval(0.5, 1.0));
/// ```
pub trait Show {
    /// The value in every format that it has.
    fn bundle(&self) -> Bundle;
}

/// What [`display`] takes: everything with [`Show`], and the plain values that print as they are.
#[diagnostic::on_unimplemented(
    message = "`display` cannot show a `{Self}`",
    label = "neither text, a number, an array, nor a type with `Show`",
    note = "to see it as `{{:?}}` prints it: `display(&format!(\"{{value:?}}\"))`; to give it a picture: `impl Show for`"
)]
pub trait Shown {
    /// The value in every format that it has.
    fn shown(&self) -> Bundle;
}

impl<T: Show + ?Sized> Shown for T {
    fn shown(&self) -> Bundle {
        self.bundle()
    }
}

/// The last expression of a cell, when its type has [`Show`]: the kernel brings this trait into the cell's scope and
/// calls its method on a reference to the value. A method of the same name that the type has by itself comes first.
pub trait ShowTail {
    /// Shows the value as the result of the cell.
    fn evcxr_display(&self);
}

impl<T: Show + ?Sized> ShowTail for &T {
    fn evcxr_display(&self) {
        self.bundle().send_as_result();
    }
}

/// Shows a value in the middle of a cell. (The last expression of a cell is shown without it.)
///
/// ```
/// # use toy::prelude::*;
/// display(&vec![1.0, 2.0]);
/// display("ready");
/// ["one", "two"].iter().for_each(|word| display(word));
/// ```
pub fn display(value: &(impl Shown + ?Sized)) {
    value.shown().send();
}

/// As [`display`], under a name of its own: [`update_display`] replaces it, also from a later cell.
///
/// ```
/// # use toy::prelude::*;
/// display_as("loss", &0.5);
/// update_display("loss", &0.25);
/// ```
pub fn display_as(name: &str, value: &(impl Shown + ?Sized)) {
    value.shown().send_as(name, false);
}

/// Shows a value in the place of what [`display_as`] has shown under this name, wherever that is.
///
/// ```
/// # use toy::prelude::*;
/// display_as("score", &0);
/// update_display("score", &100); // in the place of the 0
/// ```
pub fn update_display(name: &str, value: &(impl Shown + ?Sized)) {
    value.shown().send_as(name, true);
}

impl Show for Tensor {
    fn bundle(&self) -> Bundle {
        Bundle::plain(self.to_string())
    }
}

impl Show for Estimate {
    fn bundle(&self) -> Bundle {
        Bundle::plain(self.to_string())
    }
}

/// Plain text, as it prints.
macro_rules! shown_as_text {
    ($($type:ty),*) => {$(
        impl Shown for $type {
            fn shown(&self) -> Bundle {
                Bundle::plain(self.to_string())
            }
        }
    )*};
}

shown_as_text!(str, &str, String, usize, i32, bool);

/// Shown like the tensor that they become.
macro_rules! shown_as_tensor {
    ($($type:ty),*) => {$(
        impl Shown for $type {
            fn shown(&self) -> Bundle {
                Tensor::from(self).bundle()
            }
        }
    )*};
}

shown_as_tensor!(
    f64,
    [f64],
    Vec<f64>,
    Vec<usize>,
    Vec<Vec<f64>>,
    Arr,
    Array1<f64>,
    Array2<f64>
);
