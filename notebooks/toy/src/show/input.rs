//! Questions to the reader, and clearing a cell's output.

use super::frame;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};

/// Asks the reader for a line of text.
#[track_caller]
pub fn input(prompt: &str) -> String {
    ask(prompt, false)
}

/// Asks the reader for a line of text that is not shown.
#[track_caller]
pub fn password(prompt: &str) -> String {
    ask(prompt, true)
}

/// Removes what the cell has shown so far; with `wait`, only when something new is shown.
pub fn clear_output(wait: bool) {
    frame::send(&json!({ "clear": { "wait": wait } }), "");
}

#[track_caller]
fn ask(prompt: &str, password: bool) -> String {
    let question = json!({ "input": { "prompt": prompt, "password": password } });
    frame::send(&question, prompt);
    let answer = if frame::in_notebook() {
        from_kernel()
    } else {
        from_terminal()
    };
    // Who interrupts a cell that waits is answered with nothing.
    crate::interrupt::checkpoint();
    match answer {
        Ok(Some(line)) => line,
        Ok(None) => {
            panic!("input: this front end takes no input (a notebook run without a reader)")
        }
        Err(error) => panic!("input: the answer to {prompt:?} could not be read: {error}"),
    }
}

/// The kernel writes one line of JSON to a named pipe: a string, or null when nobody can answer.
fn from_kernel() -> std::io::Result<Option<String>> {
    let Some(path) = std::env::var_os("PAPERCELL_INPUT") else {
        return Ok(None);
    };
    let mut line = String::new();
    BufReader::new(std::fs::File::open(path)?).read_line(&mut line)?;
    match serde_json::from_str(&line)? {
        Value::String(answer) => Ok(Some(answer)),
        _ => Ok(None),
    }
}

fn from_terminal() -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let bytes = std::io::stdin().lock().read_line(&mut line)?;
    Ok((bytes > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}
