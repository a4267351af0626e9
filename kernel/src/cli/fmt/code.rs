//! The Rust of one cell, laid out by rustfmt.
//!
//! A cell is no file: it has items and statements side by side. So it is put into a function, laid out, and taken out
//! again. A line that is a command (`:dep`) is a comment meanwhile.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use anyhow::Context;

use super::literals::{indented, outdented};
use crate::cli::toolchain;
use crate::engine::native::command_lines;

/// The function that the cell is put into.
const OPENING: &str = "fn papercell() {";
const CLOSING: &str = "}";
/// Stands for a line that is a command, with its number behind it.
const MARK: &str = "// papercell: a command, number ";
/// 100 columns, and the step of the function around. Short things stay on a line, as in a paper: a cell is read as a whole.
const SETTINGS: &str = "max_width=104,use_small_heuristics=Max,newline_style=Unix";
/// Rounds until a text must no longer change.
const ROUNDS: usize = 4;

/// rustfmt.
pub struct Rustfmt {
    program: PathBuf,
}

/// What came of a cell.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The cell, laid out.
    Formatted(String),
    /// There is no Rust in it: a magic, a question, nothing at all.
    NoRust,
    /// It stays as it is, and why.
    Refused(String),
}

impl Rustfmt {
    /// Finds it.
    ///
    /// # Errors
    /// There is none; the text says how to get it.
    pub fn find() -> anyhow::Result<Rustfmt> {
        let program = toolchain::find("rustfmt")
            .context("there is no rustfmt: `rustup component add rustfmt` installs it")?;
        Ok(Rustfmt { program })
    }

    /// Lays out a cell.
    ///
    /// # Errors
    /// rustfmt does not run.
    pub fn format(&self, source: &str) -> anyhow::Result<Outcome> {
        let start = source.trim_start();
        if start.is_empty() || start.starts_with("%%") || start.starts_with('?') {
            return Ok(Outcome::NoRust);
        }
        let source = source.replace("\r\n", "\n");
        let (mut code, commands) = without_commands(&source);
        if code
            .lines()
            .all(|line| line.starts_with(MARK) || line.trim().is_empty())
        {
            return Ok(Outcome::NoRust);
        }
        for _ in 0..ROUNDS {
            let next = match self.round(&code)? {
                Ok(next) => next,
                Err(why) => return Ok(Outcome::Refused(why)),
            };
            if next == code {
                let whole = with_commands(&code, &commands);
                let lost = "a command stands where rustfmt does not keep it".to_owned();
                return Ok(whole.map_or(Outcome::Refused(lost), Outcome::Formatted));
            }
            code = next;
        }
        let why = "rustfmt lays it out differently each time".to_owned();
        Ok(Outcome::Refused(why))
    }

    /// The code, laid out once; or rustfmt's objection.
    fn round(&self, code: &str) -> anyhow::Result<Result<String, String>> {
        let file = format!("{OPENING}\n{}\n{CLOSING}\n", indented(code));
        let mut child = Command::new(&self.program)
            .args([
                "--edition",
                "2024",
                "--config",
                SETTINGS,
                "--color",
                "never",
            ])
            // A `rustfmt.toml` around the reader's folder is about other code.
            .args(["--config-path", "/dev/null"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .with_context(|| format!("{} does not run", self.program.display()))?;
        if let Some(mut stdin) = child.stdin.take() {
            // If it ends before it has read all, its own words say why.
            let _ = stdin.write_all(file.as_bytes());
        }
        let output = child.wait_with_output()?;
        if !output.status.success() {
            return Ok(Err(objection(&String::from_utf8_lossy(&output.stderr))));
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let inside = text
            .trim_end()
            .strip_prefix(OPENING)
            .and_then(|rest| rest.strip_suffix(CLOSING));
        Ok(inside
            .map(|inside| outdented(inside.trim_matches('\n')))
            .ok_or_else(|| "its braces do not match".to_owned()))
    }
}

/// The first error that rustfmt tells, with its line in the cell.
fn objection(said: &str) -> String {
    let mut lines = said.lines().filter(|line| !line.trim().is_empty());
    let message = lines.next().unwrap_or("rustfmt fails").trim();
    // ` --> <stdin>:3:9`; the function's first line is not the cell's.
    let line = lines
        .find_map(|line| line.split("<stdin>:").nth(1))
        .and_then(|place| place.split(':').next()?.parse::<usize>().ok());
    match line {
        Some(line) => format!("{message} (line {})", line.saturating_sub(1)),
        None => message.to_owned(),
    }
}

/// The cell with a comment for each command, and the commands.
fn without_commands(source: &str) -> (String, Vec<String>) {
    let mut code = source.to_owned();
    let mut commands = Vec::new();
    let lines = command_lines(source);
    for (number, range) in lines.into_iter().enumerate().rev() {
        commands.push(source[range.clone()].to_owned());
        code.replace_range(range, &format!("{MARK}{number}"));
    }
    commands.reverse();
    (code, commands)
}

/// The commands in their places again; `None` if one has none.
fn with_commands(code: &str, commands: &[String]) -> Option<String> {
    let mut found = 0;
    let lines: Vec<&str> = code
        .lines()
        .map(|line| match line.trim().strip_prefix(MARK) {
            Some(number) => {
                found += 1;
                let number: Option<usize> = number.parse().ok();
                number
                    .and_then(|number| commands.get(number))
                    .map_or(line, String::as_str)
            }
            None => line,
        })
        .collect();
    (found == commands.len()).then(|| lines.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn formatted(source: &str) -> String {
        let rustfmt = Rustfmt::find().expect("tests have rustfmt");
        let Outcome::Formatted(once) = rustfmt.format(source).unwrap() else {
            panic!("{source} is not formatted");
        };
        let twice = rustfmt.format(&once).unwrap();
        assert_eq!(twice, Outcome::Formatted(once.clone()), "twice is as once");
        once
    }

    #[test]
    fn items_statements_and_tail_are_laid_out() {
        let source = "#![allow(unused)]\n\n\n// of two\nuse  toy::prelude::*;\nfn f( a:f64 )->f64{ a }\n\n\nlet x=f(1.0) ; // one\n\
                      let s = \"two\n    lines\";\n  x+1.0 /* last */";
        let expected = "#![allow(unused)]\n\n// of two\nuse toy::prelude::*;\nfn f(a: f64) -> f64 {\n    a\n}\n\nlet x = f(1.0); // one\n\
                        let s = \"two\n    lines\";\nx + 1.0 /* last */";
        assert_eq!(formatted(source), expected);
    }

    #[test]
    fn hard_cells_keep_what_is_theirs() {
        for source in [
            ":dep rand = \"0.8\"\n// then\n:vars\nlet a = 1;",
            "let a = 1;\n:vars\na + 1",
            "let Some(x) = y else {\n    return;\n};\nlet t = r#\"\n    raw \\\"quoted\\\"\n  \"#;",
            "table! {\n  a => b\n      c => d\n}",
            "macro_rules! m {\n    ($a:expr) => {\n        $a + 1\n    };\n}\nm!(2)",
            "/* a block\nof two lines */\nlet a = 'x';",
            "#[derive(Debug)]\nstruct P {\n    /// first\n    a: f64,\n}\n\n// the end",
            "let v = fetch(\"a\").await?;\nv",
            "plot(\"wide\").x(\"x\").y(\"y\").runs(\"a\", xs, ys).caption(\"a caption up to column one hundred\")",
        ] {
            assert_eq!(formatted(source), source);
        }
        let wide = format!("let a = f({});", ["argument"; 12].join(", "));
        assert!(formatted(&wide).lines().all(|line| line.len() <= 100));
    }

    #[test]
    fn what_is_no_rust_is_left_alone() {
        let rustfmt = Rustfmt::find().expect("tests have rustfmt");
        for source in ["", "  \n", "%%paper\n+++\n", "?Tensor", ":dep rand\n:vars"] {
            assert_eq!(rustfmt.format(source).unwrap(), Outcome::NoRust, "{source}");
        }
        let Outcome::Refused(why) = rustfmt.format("let a = 1;\nlet = 2;").unwrap() else {
            panic!("this is wrong");
        };
        assert!(
            why.contains("expected pattern") && why.contains("(line 2)"),
            "{why}"
        );
    }
}
