//! What rustc's errors about our own lines say of the reader's: a variable is moved, borrowed, or cannot be shown.

use std::collections::BTreeMap;
use std::ops::Range;

use super::compose::{Composed, Moves, Put};
use super::diagnostics::{Level, Message, Span};
use super::mir;
use super::split::Split;
use crate::display::error::{CellError, Diagnostic, render};

/// Moved, never given a value, or not there after all (`#[cfg]`).
const MOVED: [&str; 3] = ["E0382", "E0381", "E0425"];
/// An `.await` outside `async`.
const AWAIT: &str = "E0728";
/// A trait is not implemented.
const BOUND: &str = "E0277";

/// Takes from errors what the cell moves. `true` when something was learnt: then it shall be compiled again.
pub fn learn_moves(
    messages: &[Message],
    composed: &Composed,
    split: &Split,
    moves: &mut Moves,
) -> bool {
    let before = moves.clone();
    for message in errors(messages) {
        let code = message.code.as_deref().unwrap_or_default();
        moves.awaits |= code == AWAIT;
        moves.debug_errors |= code == BOUND && no_display(&message.message);
        if !MOVED.contains(&code) {
            continue;
        }
        for put in puts_in(message, &composed.puts, |span| span.is_primary) {
            if put.own {
                moves.used_up.insert(put.name.clone());
            } else if moves.inside.contains(&put.name)
                || split
                    .bindings
                    .iter()
                    .any(|binding| binding.name == put.name)
            {
                moves.inside.remove(&put.name);
                moves.gone.insert(put.name.clone());
            } else {
                moves.inside.insert(put.name.clone());
            }
        }
    }
    *moves != before
}

/// Is it a `?` on an error without `Display`? rustc names the type of ours, or (where it is written) the bound.
fn no_display(message: &str) -> bool {
    message.contains("`Early`")
        || message.starts_with("`?` couldn't convert the error")
            && message.contains("Display` is not")
}

/// Takes from the types which variables are functions. `true` when something was learnt.
pub fn learn_pointers(types: &BTreeMap<String, String>, moves: &mut Moves) -> bool {
    let before = moves.pointers.len();
    for (name, type_name) in types {
        if let Some(pointer) = mir::pointer(type_name) {
            moves.pointers.insert(name.clone(), pointer.to_owned());
        }
    }
    moves.pointers.len() > before
}

/// The cell's variables that rustc does not let outlive the cell.
pub fn borrowers(messages: &[Message], composed: &Composed) -> Vec<String> {
    let mut names: Vec<String> = errors(messages)
        .filter_map(|message| borrower(message, composed))
        .map(|put| put.name.clone())
        .collect();
    names.sort();
    names.dedup();
    names
}

fn borrower<'a>(message: &'a Message, composed: &'a Composed) -> Option<&'a Put> {
    let needs_static = |span: &Span| {
        let label = span.label.as_deref();
        label.is_some_and(|label| label.contains("'static"))
    };
    puts_in(message, &composed.puts, needs_static)
        .chain(puts_in(message, &composed.puts, |_| true))
        .next()
}

/// The messages that are about the reader's own lines; all, where none is.
pub fn about_the_reader(messages: &[Message], composed: &Composed) -> Vec<Message> {
    let ours = |message: &Message| {
        let ranges = composed.puts.iter().chain(&composed.loads);
        let mut ranges = ranges.map(|put| &put.range);
        ranges.any(|range| message.spans.iter().any(|span| is_in(span, range)))
    };
    let theirs: Vec<Message> = messages.iter().filter(|m| !ours(m)).cloned().collect();
    let says_something = errors(&theirs).next().is_some();
    if says_something {
        theirs
    } else {
        messages.to_vec()
    }
}

/// The error for a variable that cannot be kept, or a value that cannot be shown, in words that say the way out.
/// `None` when the errors are about the reader's own lines.
pub fn explain(messages: &[Message], composed: &Composed, split: &Split) -> Option<CellError> {
    let cell = split.code.cell;
    let text = &split.code.text;
    let mut diagnostics: Vec<Diagnostic> = Vec::new();
    for message in errors(messages) {
        let found = borrowed(message, composed, split)
            .or_else(|| hidden_type(message, composed))
            .or_else(|| not_shown(message, composed, split));
        match found {
            Some(found) if !diagnostics.iter().any(|d| d.message == found.message) => {
                diagnostics.push(found)
            }
            Some(_) => {}
            // Errors of the reader's come first; ours may follow from them.
            None => return None,
        }
    }
    (!diagnostics.is_empty()).then(|| render(&diagnostics, cell, text))
}

fn errors(messages: &[Message]) -> impl Iterator<Item = &Message> {
    messages
        .iter()
        .filter(|message| message.level == Level::Error && !message.spans.is_empty())
}

fn is_in(span: &Span, range: &Range<usize>) -> bool {
    span.byte_start >= range.start && span.byte_end <= range.end
}

fn puts_in<'a>(
    message: &'a Message,
    puts: &'a [Put],
    wanted: impl Fn(&Span) -> bool + 'a,
) -> impl Iterator<Item = &'a Put> + 'a {
    puts.iter().filter(move |put| {
        message
            .spans
            .iter()
            .any(|span| wanted(span) && is_in(span, &put.range))
    })
}

/// A variable that borrows from another, and so cannot outlive the cell.
fn borrowed(message: &Message, composed: &Composed, split: &Split) -> Option<Diagnostic> {
    let put = borrower(message, composed)?;
    let name = &put.name;
    let lender = message
        .message
        .split('`')
        .nth(1)
        .filter(|lender| lender != name);
    let from = match lender {
        Some(lender) => format!("it borrows from `{lender}`"),
        None => "it borrows from something that ends with the cell".to_owned(),
    };
    let binding = split
        .last_bindings()
        .into_iter()
        .find(|binding| binding.name == *name);
    let mut diagnostic = Diagnostic::error(
        message.code.as_deref().unwrap_or("borrowed"),
        format!("the variable `{name}` cannot be kept for later cells: {from}"),
    );
    if let Some(binding) = binding {
        let label = "this is a reference, or holds one";
        diagnostic = diagnostic.at(&split.code.text, binding.range.clone(), label);
    }
    Some(
        diagnostic
            .help(format!("keep a value of its own: `.clone()`, `.to_owned()`, `.collect()` at the end of its `let {name}`"))
            .help(format!("or put the lines that use `{name}` into a block: `{{ let {name} = ...; ... }}`")),
    )
}

/// A variable from before whose type has no name that a cell can use.
fn hidden_type(message: &Message, composed: &Composed) -> Option<Diagnostic> {
    let load = puts_in(message, &composed.loads, |span| span.is_primary).next()?;
    let (name, text) = (&load.name, &composed.map.text[load.range.clone()]);
    let type_name = text
        .split_once(": ")
        .and_then(|(_, rest)| rest.split_once(" = "));
    let type_name = type_name.map_or("?", |(type_name, _)| type_name);
    Some(
        Diagnostic::error(
            message.code.as_deref().unwrap_or("error"),
            format!("the variable `{name}` cannot be used here: its type `{type_name}` cannot be named in a cell ({})", message.message),
        )
        .help(format!("give it a type that can be named where it is made, for example `let {name}: Box<dyn Trait> = Box::new(...)`, and run that cell again")),
    )
}

/// A last expression that has no way to be shown.
fn not_shown(message: &Message, composed: &Composed, split: &Split) -> Option<Diagnostic> {
    let shown = composed.shown.as_ref()?;
    let ours = message.message.contains("`evcxr_display`")
        || message.spans.iter().any(|span| {
            span.is_primary && is_in(span, shown) && composed.map.place(span.byte_start).is_none()
        });
    if !ours {
        return None;
    }
    let type_name = message
        .message
        .split('`')
        .find(|part| part.starts_with('&'))
        .unwrap_or("&_");
    let type_name = &type_name[1..];
    let tail = split.tail.clone()?;
    Some(
        Diagnostic::error(
            message.code.as_deref().unwrap_or("E0277"),
            format!("the value of the last expression cannot be shown: `{type_name}` does not implement `Debug`"),
        )
        .at(&split.code.text, tail, "this is the value of the cell")
        .help(format!("write `#[derive(Debug)]` before `{type_name}`, or give it a method `evcxr_display(&self)`"))
        .help("or end the cell with `;` to show nothing".to_owned()),
    )
}
