//! Commands: lines of a cell such as `:dep rand` or `:vars`. The language is evcxr's, so that its notebooks run
//! unchanged; what makes no sense here says so.
//!
//! # Layout
//! - this file: finding the lines, and the table of commands
//! - `actions`: what they do; `dep`: `:dep`; `shelf`: `:papers` and `:paper`

mod actions;
mod dep;
mod shelf;

pub use dep::environment_for;

use std::sync::LazyLock;

use super::NativeEngine;
use crate::display::Bundle;
use crate::display::error::{CellError, Diagnostic, render};
use crate::engine::Cell;

/// What a command answers: something to show, or what was wrong with it.
type Answer = Result<Option<Bundle>, String>;

/// One command.
pub struct Command {
    /// With its colon.
    pub name: &'static str,
    /// For `:help`, completion and inspection.
    pub help: &'static str,
    action: fn(&mut NativeEngine, &str) -> Answer,
}

const fn command(
    name: &'static str,
    help: &'static str,
    action: fn(&mut NativeEngine, &str) -> Answer,
) -> Command {
    Command { name, help, action }
}

/// All commands, in the order of `:help`.
pub const COMMANDS: &[Command] = &[
    command(":help", "Lists the commands", actions::help),
    command(
        ":dep",
        "Adds a crate: `:dep rand`, `:dep regex = \"1.0\"`, `:dep x = { path = \"..\" }`, `:dep ./x`",
        dep::dep,
    ),
    command(
        ":show_deps",
        "Lists the crates that cells can use",
        dep::show,
    ),
    command(
        ":offline",
        "`:offline 1`: crates come from this machine alone; `:offline 0`: from the network too",
        actions::offline,
    ),
    command(
        ":vars",
        "Lists the variables with their types",
        actions::vars,
    ),
    command(
        ":type",
        "`:type x`: the type of a variable",
        actions::type_of,
    ),
    command(":t", "Short for `:type`", actions::type_of),
    command(
        ":opt",
        "`:opt 0`, `1`, `2` or `3`: rustc's optimisation (0 brings `debug_assert!` too, 3 optimises a cell together with all that it calls); `:opt` goes back and forth between 0 and 2",
        actions::opt,
    ),
    command(
        ":fmt",
        "`:fmt {:#?}`: how the last expression is shown; `:fmt` goes back to `{:?}`",
        actions::fmt,
    ),
    command(
        ":efmt",
        "`:efmt {:?}`: how an error that `?` met is shown; `:efmt` goes back to `{}`",
        actions::efmt,
    ),
    command(
        ":types",
        "Shows the types of variables that a cell defines, or stops doing so",
        actions::types,
    ),
    command(
        ":timing",
        "Shows the time that a cell takes, or stops doing so",
        actions::timing,
    ),
    command(
        ":papers",
        "Lists the papers of the shelf; `:papers diffusion` searches them",
        shelf::papers,
    ),
    command(
        ":paper",
        "`:paper ddpm`: what a paper of the shelf claims, and what of it holds",
        shelf::paper,
    ),
    command(":clear", "Forgets all variables and items", actions::clear),
    command(":restart", "As `:clear`", actions::clear),
    command(
        ":snapshot",
        "`:snapshot off`: the worker is not copied before each cell, and a crash loses all variables; `:snapshot on`",
        actions::snapshot,
    ),
    command(
        ":explain",
        "Explains the last error of the compiler",
        actions::explain,
    ),
    command(
        ":env",
        "`:env NAME=value`: sets an environment variable for the cells",
        actions::env,
    ),
    command(
        ":doc",
        "`:doc x`: what is known of a variable or an item",
        actions::doc,
    ),
    command(
        ":last_error_json",
        "The last error of the compiler, as JSON",
        actions::last_error_json,
    ),
    command(
        ":last_compile_dir",
        "The folder of the compiled cells",
        actions::last_compile_dir,
    ),
    command(
        ":version",
        "The version of this kernel and of its compiler",
        actions::version,
    ),
    command(
        ":toolchain",
        "The toolchain of this kernel; it is chosen when the kernel starts",
        actions::toolchain,
    ),
    command(
        ":preserve_vars_on_panic",
        "Variables survive every panic here",
        actions::has_no_effect,
    ),
    command(
        ":load_config",
        "This kernel has no configuration file",
        actions::has_no_effect,
    ),
    command(
        ":sccache",
        "Not needed: compiled cells and crates are kept for all kernels",
        actions::has_no_effect,
    ),
    command(
        ":cache",
        "Not needed: compiled cells and crates are kept for all kernels",
        actions::has_no_effect,
    ),
    command(
        ":clear_cache",
        "Not needed: the cache is bounded",
        actions::has_no_effect,
    ),
    command(
        ":linker",
        "Cells are linked with rustc's own linker",
        actions::has_no_effect,
    ),
    command(
        ":allow_static_linking",
        "Crates are always linked dynamically, so that their statics exist once",
        actions::has_no_effect,
    ),
    command(
        ":codegen_backend",
        "Cells are compiled with rustc's default backend",
        actions::has_no_effect,
    ),
    command(
        ":build_env",
        "`:build_env NAME=value`: as `:env`, for the compiler",
        actions::build_env,
    ),
    command(
        ":time_passes",
        "Not supported: it needs a nightly compiler",
        actions::refused,
    ),
    command(
        ":quit",
        "Not supported: shut the kernel down in the front end's Kernel menu",
        actions::refused,
    ),
    command(
        ":q",
        "Not supported: shut the kernel down in the front end's Kernel menu",
        actions::refused,
    ),
];

/// The commands as completion and inspection know them.
pub fn known() -> &'static [crate::engine::commands::Command] {
    static KNOWN: LazyLock<Vec<crate::engine::commands::Command>> = LazyLock::new(|| {
        let of = |command: &Command| crate::engine::commands::Command {
            name: command.name,
            help: command.help,
        };
        COMMANDS.iter().map(of).collect()
    });
    &KNOWN
}

/// A line that is a command: where it starts, its name and its argument. Or a line for the shell.
struct Line<'a> {
    start: usize,
    text: &'a str,
    name: &'a str,
    argument: &'a str,
}

fn lines_of(code: &str) -> Vec<Line<'_>> {
    let mut at = 0;
    let mut found = Vec::new();
    for line in code.split_inclusive('\n') {
        let text = line.trim();
        let letter = |n| {
            text.chars()
                .nth(n)
                .is_some_and(|c: char| c.is_ascii_lowercase())
        };
        // `:` starts no statement, but may stand at the start of a line inside one (`::std`, a type).
        let is_command = text.starts_with(':') && letter(1);
        let is_shell =
            line.starts_with('!') && (letter(1) || text[1..].starts_with([' ', '.', '/']));
        if is_command || is_shell {
            let (name, argument) = match is_shell {
                true => ("!", &text[1..]),
                false => text.split_once(char::is_whitespace).unwrap_or((text, "")),
            };
            let start = at + (line.len() - line.trim_start().len());
            let argument = argument.trim();
            found.push(Line {
                start,
                text,
                name,
                argument,
            });
        }
        at += line.len();
    }
    found
}

/// Where the lines of a cell that are no Rust stand, without the space around them.
pub fn command_lines(code: &str) -> Vec<std::ops::Range<usize>> {
    let lines = lines_of(code).into_iter();
    lines
        .map(|line| line.start..line.start + line.text.len())
        .collect()
}

/// Does the cell have a line that is no Rust?
pub fn has_commands(code: &str) -> bool {
    !lines_of(code).is_empty()
}

impl NativeEngine {
    /// Runs the commands of a cell. Returns the Rust of the cell, with spaces in their place, and what the last command
    /// has to show.
    pub(super) fn run_commands(
        &mut self,
        cell: &Cell,
    ) -> Result<(String, Option<Bundle>), CellError> {
        let mut rust = cell.code.clone();
        let mut shown: Option<Bundle> = None;
        let lines = lines_of(&cell.code);
        // Crates that are asked for together are built together.
        for lines in lines.chunk_by(|one, next| one.name == ":dep" && next.name == ":dep") {
            for line in lines {
                let range = line.start..line.start + line.text.len();
                rust.replace_range(range.clone(), &" ".repeat(range.len()));
            }
            let (line, last) = (&lines[0], &lines[lines.len() - 1]);
            let range = line.start..last.start + last.text.len();
            let argument: Vec<&str> = lines.iter().map(|line| line.argument).collect();
            let argument = argument.join("\n");
            let fail = |message: String, help: Option<String>| {
                let diagnostic = Diagnostic::error("command", message)
                    .at(&cell.code, range.clone(), "this command")
                    .help(help);
                render(&[diagnostic], cell.number, &cell.code)
            };
            let answer = match COMMANDS.iter().find(|command| command.name == line.name) {
                Some(command) => (command.action)(self, &argument),
                None if line.name == "!" => actions::shell(&argument),
                None => {
                    let near = nearest(line.name).map(|near| format!("did you mean `{near}`?"));
                    let help = near.or_else(|| Some("`:help` lists the commands".to_owned()));
                    return Err(fail(format!("there is no command `{}`", line.name), help));
                }
            };
            if self.compilers.is_stopped() {
                return Err(CellError::plain(
                    "Interrupted",
                    "the command was interrupted",
                ));
            }
            if let Some(bundle) = answer.map_err(|message| fail(message, None))? {
                shown = Some(join(shown, bundle));
            }
        }
        Ok((rust, shown))
    }
}

/// Several commands of a cell show one text.
fn join(before: Option<Bundle>, next: Bundle) -> Bundle {
    let Some(before) = before else { return next };
    let text = |bundle: &Bundle| {
        let plain = bundle.data.get("text/plain").and_then(|text| text.as_str());
        plain.unwrap_or_default().trim_end().to_owned()
    };
    Bundle::plain(format!("{}\n{}", text(&before), text(&next)))
}

fn nearest(name: &str) -> Option<&'static str> {
    let distance = |command: &&Command| strsim::damerau_levenshtein(name, command.name);
    let near = COMMANDS.iter().min_by_key(distance)?;
    (distance(&near) <= 2).then_some(near.name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_are_commands_are_found() {
        let code = "  :dep x = \"1\"\nlet a = b\n::c;\n!ls -l\nlet t\n: i32 = 1;";
        let found: Vec<_> = (lines_of(code).iter())
            .map(|line| (line.start, line.name, line.argument))
            .collect();
        assert_eq!(found, [(2, ":dep", "x = \"1\""), (30, "!", "ls -l")]);
        assert!(!has_commands("!done && true"[..0].trim()));
    }

    #[test]
    fn a_misspelt_command_has_a_neighbour() {
        assert_eq!(nearest(":var"), Some(":vars"));
        assert_eq!(nearest(":nothing_like_it"), None);
    }
}
