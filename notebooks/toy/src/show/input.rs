//! Questions to the reader, and clearing a cell's output.

use super::frame;
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};

/// Asks the reader for a line of text; panics where nobody can answer (a notebook that runs without a reader).
///
/// ```no_run
/// # use toy::prelude::*;
/// let name = input("Your name? "); // a kernel asks the reader; in a program it reads a line
/// println!("Hello {name}");
/// ```
#[track_caller]
pub fn input(prompt: &str) -> String {
    ask(prompt, false)
}

/// Asks the reader for a line of text that is not shown.
///
/// ```no_run
/// # use toy::prelude::*;
/// let secret = password("The key? ");
/// assert!(!secret.is_empty(), "there is no key");
/// ```
#[track_caller]
pub fn password(prompt: &str) -> String {
    ask(prompt, true)
}

/// Removes what the cell has shown so far; with `wait`, only when something new is shown.
///
/// ```
/// # use toy::prelude::*;
/// println!("half way");
/// clear_output(true); // goes when the next line comes
/// println!("done");
/// ```
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
            panic!(
                "input: nobody can answer {prompt:?} here: this notebook runs without a reader (`papercell run`, nbconvert, a \
                 console without input). Run the cell in JupyterLab or another front end that takes input, or write the \
                 answer into the cell"
            )
        }
        Err(error) => panic!("input: there is no answer to {prompt:?}: {error}"),
    }
}

/// The kernel writes one line of JSON to a named pipe: a string; null when nobody can answer; an object with the key
/// `error` when the answer was none.
fn from_kernel() -> std::io::Result<Option<String>> {
    let Some(path) = std::env::var_os("PAPERCELL_INPUT") else {
        return Ok(None);
    };
    let mut line = String::new();
    BufReader::new(std::fs::File::open(path)?).read_line(&mut line)?;
    match serde_json::from_str(&line)? {
        Value::String(answer) => Ok(Some(answer)),
        Value::Null => Ok(None),
        other => {
            let why = other["error"]
                .as_str()
                .unwrap_or("the kernel's answer cannot be read");
            Err(std::io::Error::other(why.to_owned()))
        }
    }
}

fn from_terminal() -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let bytes = std::io::stdin().lock().read_line(&mut line)?;
    Ok((bytes > 0).then(|| line.trim_end_matches(['\r', '\n']).to_owned()))
}
