//! The commands that a cell may start with: `:dep`, `:vars`, ... Here stands what each does; engines say which they know.

use std::ops::Range;

use crate::display::Bundle;
use crate::shelf::card;

/// A command and what it does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Command {
    /// With its colon.
    pub name: &'static str,
    /// One line, which may start with an example.
    pub help: &'static str,
}

const fn command(name: &'static str, help: &'static str) -> Command {
    Command { name, help }
}

/// The commands of evcxr that make sense in a kernel.
pub const OF_EVCXR: &[Command] = &[
    command(":dep", "`:dep rand = \"0.9\"` makes a crate available"),
    command(":show_deps", "lists the crates that were made available"),
    command(":vars", "lists the variables and their types"),
    command(":type", "`:type x` shows the type of a variable"),
    command(":t", "short for `:type`"),
    command(":doc", "`:doc x` shows the documentation of a name"),
    command(":clear", "forgets all variables and items"),
    command(
        ":restart",
        "starts the program afresh: all variables are gone, items are kept",
    ),
    command(
        ":opt",
        "`:opt 0` sets the level of optimisation (0, 1 or 2)",
    ),
    command(":fmt", "`:fmt {:#?}` sets how a cell's value is shown"),
    command(
        ":efmt",
        "`:efmt {}` sets how an error that `?` returns is shown",
    ),
    command(
        ":types",
        "turns on or off that a value is shown with its type",
    ),
    command(
        ":timing",
        "turns on or off that a cell says how long it took",
    ),
    command(":explain", "explains the last error at length"),
    command(":offline", "`:offline 1` keeps cargo from the network"),
    command(
        ":env",
        "`:env NAME=value` sets a variable of the environment, from the next `:restart` on",
    ),
    command(
        ":build_env",
        "`:build_env NAME=value` sets a variable of the environment for the compiler",
    ),
    command(":toolchain", "`:toolchain nightly` chooses a toolchain"),
    command(
        ":preserve_vars_on_panic",
        "`:preserve_vars_on_panic 1` keeps variables when a cell panics",
    ),
    command(
        ":papers",
        "lists the papers of the shelf; `:papers diffusion` searches them",
    ),
    command(
        ":paper",
        "`:paper ddpm` shows what a paper of the shelf claims, and what of it holds",
    ),
    command(":version", "shows the engine's version"),
    command(":help", "lists the commands"),
];

/// What the commands that are about the shelf answer, in whichever engine; `None` for other commands.
pub fn of_shelf(name: &str, argument: &str) -> Option<Result<Bundle, String>> {
    // Front ends start the kernel in the notebook's folder.
    let here = std::env::current_dir().unwrap_or_default();
    match name {
        ":papers" => Some(card::papers(argument, &here)),
        ":paper" => Some(card::paper(argument, &here)),
        _ => None,
    }
}

/// Where the word of a command stands that `cursor` touches or follows, in bytes; `None` in Rust. Commands stand before
/// the first line of Rust.
pub fn word_at(code: &str, cursor: usize) -> Option<Range<usize>> {
    let line_start = code[..cursor].rfind('\n').map_or(0, |at| at + 1);
    let line_end = code[cursor..]
        .find('\n')
        .map_or(code.len(), |at| cursor + at);
    let line = &code[line_start..line_end];
    let start = line_start + (line.len() - line.trim_start_matches(' ').len());
    let not_rust = |line: &str| {
        let line = line.trim_start();
        line.is_empty() || line.starts_with([':', '!']) || line.starts_with("//")
    };
    let is_command = code[start..].starts_with(':') && start <= cursor;
    if !is_command || !code[..line_start].lines().all(not_rust) {
        return None;
    }
    let word = &code[start..line_end];
    let length = word.find(char::is_whitespace).unwrap_or(word.len());
    Some(start..start + length)
}

/// Is this line of a cell a command (`:dep rand`) or one for the shell (`!ls`)? So the native engine reads it.
pub fn is_command(line: &str) -> bool {
    let text = line.trim();
    let name = text.strip_prefix([':', '!']).unwrap_or_default();
    match text.starts_with(':') {
        true => name.starts_with(|c: char| c.is_ascii_lowercase()),
        false => {
            line.starts_with('!')
                && name
                    .starts_with(|c: char| c.is_ascii_lowercase() || matches!(c, ' ' | '.' | '/'))
        }
    }
}

/// A cell with nothing in the place of its commands, which are not Rust.
pub fn without_commands(code: &str) -> String {
    let lines = code.split_inclusive('\n');
    lines
        .map(|line| match (is_command(line), line.ends_with('\n')) {
            (true, true) => "\n",
            (true, false) => "",
            (false, _) => line,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{is_command, without_commands, word_at};

    #[test]
    fn lines_that_are_commands_are_taken_out() {
        assert_eq!(without_commands(":dep a\n!ls -l\nf(\n  :vars"), "\n\nf(\n");
        for rust in ["::c;", ": i32 = 1;", "!done && true", "x", "", "!", ":"] {
            assert_eq!(is_command(rust), rust.starts_with("!d"), "{rust}");
        }
    }

    #[test]
    fn a_command_is_found_where_the_cursor_is_in_its_line() {
        assert_eq!(word_at(":de", 3), Some(0..3));
        assert_eq!(word_at("  :de", 3), Some(2..5));
        assert_eq!(word_at(":dep rand", 9), Some(0..4));
        assert_eq!(word_at("// a\n:dep a\n\n:va\nlet x = 1;", 16), Some(13..16));
    }

    #[test]
    fn rust_is_no_command() {
        assert_eq!(word_at("let x = 1;\n:de", 14), None);
        assert_eq!(word_at("std::me", 7), None);
        assert_eq!(word_at("", 0), None);
        assert_eq!(word_at("  :de", 1), None);
    }
}
