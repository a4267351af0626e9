//! The Rust of the cells: laid out by rustfmt, passed by clippy, and without what does not belong into a notebook.

use super::{Finding, Subject};
use crate::cli::fmt::code::{Outcome, Rustfmt};
use crate::engine::native::clippy::Clippy;
use crate::engine::native::command_lines;

/// Functions of std whose last bits differ between machines; the toolkit's do not.
const DIFFERING: &[&str] = &[
    "exp", "exp2", "exp_m1", "ln", "ln_1p", "log10", "log2", "sin", "cos", "tan", "tanh", "sinh",
    "cosh", "powf",
];
/// What brings the world into a notebook.
const OUTSIDE: &[&str] = &[
    "http://",
    "https://",
    "std::fs",
    "std::net",
    "std::time",
    "std::env",
];

/// The programs that judge code.
pub struct Tools {
    rustfmt: Rustfmt,
    clippy: Clippy,
}

impl Tools {
    /// Finds them.
    ///
    /// # Errors
    /// One is missing, and how to get it; or the toolkit cannot be compiled.
    pub fn open() -> anyhow::Result<Tools> {
        Ok(Tools {
            rustfmt: Rustfmt::find()?,
            clippy: Clippy::open()?,
        })
    }
}

/// What is to be mended in the code.
///
/// # Errors
/// rustfmt or clippy do not run.
pub fn findings(subject: &Subject<'_>, tools: &Tools) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let may_fail = |index: usize| {
        let cell = subject.cells().nth(index);
        cell.is_some_and(|(_, cell)| cell.may_fail())
    };
    for (index, source) in subject.code() {
        findings.extend(strangers(source).map(|(line, what)| Finding::line(index, line, what)));
        match tools.rustfmt.format(source)? {
            Outcome::Formatted(formatted) if formatted != source => {
                let same = formatted.lines().zip(source.lines());
                let line = same.take_while(|(one, other)| one == other).count() + 1;
                let what = "rustfmt lays it out differently: `papercell fmt`";
                findings.push(Finding::line(index, line, what));
            }
            Outcome::Refused(why) if !may_fail(index) => findings.push(Finding::cell(index, why)),
            _ => {}
        }
    }
    let cells: Vec<_> = subject
        .code()
        .filter(|(index, _)| !may_fail(*index))
        .collect();
    for remark in tools.clippy.judge(&cells)? {
        findings.push(Finding::line(remark.cell, remark.line, remark.message));
    }
    Ok(findings)
}

/// What does not belong into a cell, with its line.
fn strangers(source: &str) -> impl Iterator<Item = (usize, String)> {
    let commands = command_lines(source);
    let mut at = 0;
    (1..)
        .zip(source.split_inclusive('\n'))
        .flat_map(move |(number, line)| {
            let start = at;
            at += line.len();
            let command = commands
                .iter()
                .any(|range| (start..at).contains(&range.start));
            let what = match command {
                true => Some(
                    "a notebook of the shelf has no commands: what it needs is in the toolkit"
                        .to_owned(),
                ),
                false => stranger(line),
            };
            what.map(|what| (number, what))
        })
}

fn stranger(line: &str) -> Option<String> {
    if line.contains(".unwrap()") {
        return Some(
            "a reader stumbles over `.unwrap()`: write `?`, or `expect` with the reason".to_owned(),
        );
    }
    if let Some(outside) = OUTSIDE.iter().find(|outside| line.contains(**outside)) {
        return Some(format!(
            "`{outside}`: a notebook reads nothing from the network, the disk or the clock"
        ));
    }
    for name in DIFFERING {
        let call = format!("f64::{name}");
        let found = line.split(&call).nth(1);
        if found.is_some_and(|rest| {
            !rest.starts_with(|char: char| char.is_alphanumeric() || char == '_')
        }) {
            return Some(format!(
                "`{call}` differs between machines: use the toolkit's `{name}`"
            ));
        }
    }
    let bound = line.strip_prefix("let ")?.split_once('=')?.1;
    let bound = bound.trim_start();
    let bound = bound.strip_prefix("move ").unwrap_or(bound);
    match bound.chars().next() {
        Some('|') => {
            Some("a closure does not live on from cell to cell: make it a function".to_owned())
        }
        Some('&') if is_borrow(bound) => Some(
            "a borrow does not live on from cell to cell: let the variable own its data".to_owned(),
        ),
        _ => None,
    }
}

/// Is it `&place;`, and not an expression that starts with one, as `&a + &b`?
fn is_borrow(bound: &str) -> bool {
    let place = bound.trim_start_matches('&').trim_end();
    let allowed = |char: char| char.is_alphanumeric() || "_.[]: ".contains(char);
    place
        .strip_suffix(';')
        .is_some_and(|place| place.chars().all(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_belong_is_found_at_its_line() {
        let source = "let a = 1;\nlet f = |x: f64| x;\nlet b = &a;\nlet c = x.unwrap();\nlet d = xs.map(f64::exp);\n\
                      let e = f64::expm(1.0) == 1.0;\n    let g = |x| x; let h = &a + &b;\nstd::fs::read(\"a\");\n:dep rand";
        let lines: Vec<usize> = strangers(source).map(|(line, _)| line).collect();
        assert_eq!(lines, [2, 3, 4, 5, 8, 9]);
    }
}
