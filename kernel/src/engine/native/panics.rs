//! A panic as an error of the cell: its message, its place, and who called whom.

use std::sync::Arc;

use super::diagnostics::excerpt;
use super::source_map::{Column, SourceMap};
use crate::display::error::{CellError, Level, Position};
use crate::display::report::{self, Mark, Part, Report, Shown};
use crate::engine::wording::short_path;
use crate::worker::frames::{BacktraceFrame, PanicReport};

/// Calls that are listed; of a longer list the innermost.
const MOST: usize = 12;

/// The longest round of functions calling each other that is folded.
const ROUND: usize = 4;

/// A file, a line and a column -> a cell's number and a byte of its code.
type PlaceOf<'a> = dyn Fn(&str, usize, Column) -> Option<(u32, usize)> + 'a;

/// A place in a cell that a call had reached.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Call {
    /// The function; empty for the cell itself.
    function: String,
    cell: u32,
    at: usize,
}

/// The panic that ended the cell `running`, drawn at the line of a cell where it started. A panic inside of a library
/// is drawn at the cell's line that called it.
///
/// `map_of` gives the source map of a crate by its file, `cells` the code of a cell by its number.
pub fn panic(
    report: &PanicReport,
    map_of: &dyn Fn(&str) -> Option<Arc<SourceMap>>,
    cells: &dyn Fn(u32) -> Option<String>,
    running: u32,
) -> CellError {
    let place = |file: &str, line, column| {
        let name = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let map = map_of(file).or_else(|| map_of(name))?;
        let (cell, at) = map.place_in_line(line, column)?;
        cells(cell)?.get(at..)?;
        Some((cell, at))
    };
    let calls = calls(&report.backtrace, &place, running);
    let own = place(&report.file, report.line, Column::Width(report.column));
    let first = calls.first().map(|call| (call.cell, call.at));
    let mut head = Part::new(Level::Error, report.message.as_str());
    if let Some((cell, at)) = own.or(first) {
        let label = match own {
            Some(_) => "panicked here",
            None => "panicked in this call",
        };
        let mark = mark(cells, cell, at, label, true);
        head.excerpts
            .extend(excerpt(cells, cell, Shown::Marks(vec![mark])));
        add_caller(&mut head, (cell, at), &calls, cells, running);
    }
    if own.is_none() && !report.file.is_empty() {
        let file = short_path(&report.file);
        head.notes
            .push((Level::Note, format!("in {file}, line {}", report.line)));
    }
    if calls.len() > 1 {
        head.notes.push((Level::Note, told(&calls, cells)));
    }
    report::cell_error(&[Report {
        code: Some("panic".to_owned()),
        head,
        rest: Vec::new(),
    }])
}

/// The frames that stand in cells, the innermost first. The outermost of the running cell is the cell itself.
fn calls(backtrace: &[BacktraceFrame], place: &PlaceOf, running: u32) -> Vec<Call> {
    let mut calls: Vec<Call> = Vec::new();
    for frame in backtrace {
        if let Some((cell, at)) = place(&frame.file, frame.line, Column::Byte(frame.column)) {
            let function = function(&frame.function);
            calls.push(Call { function, cell, at });
        }
    }
    if let Some(last) = calls.last_mut()
        && last.cell == running
    {
        last.function.clear();
    }
    calls
}

/// The line of the running cell from which the panicking function was called, if that is another one.
fn add_caller(
    head: &mut Part,
    panicked: (u32, usize),
    calls: &[Call],
    cells: &dyn Fn(u32) -> Option<String>,
    running: u32,
) {
    let Some(last) = calls.last().filter(|last| last.cell == running) else {
        return;
    };
    let line = |cell, at| cells(cell).map(|code| Position::of(&code, at).line);
    if (last.cell, line(last.cell, last.at)) == (panicked.0, line(panicked.0, panicked.1)) {
        return;
    }
    let mark = mark(cells, last.cell, last.at, "called from here", false);
    if last.cell != panicked.0 {
        head.excerpts
            .extend(excerpt(cells, last.cell, Shown::Marks(vec![mark])));
    } else if let Some(Shown::Marks(marks)) =
        head.excerpts.first_mut().map(|first| &mut first.shown)
    {
        marks.push(mark);
    }
}

/// The name at `at`, or the one character there.
fn mark(
    cells: &dyn Fn(u32) -> Option<String>,
    cell: u32,
    at: usize,
    label: &str,
    primary: bool,
) -> Mark {
    let code = cells(cell).unwrap_or_default();
    let rest = code.get(at..).unwrap_or_default();
    let name = rest
        .find(|c: char| !(c.is_alphanumeric() || c == '_'))
        .unwrap_or(rest.len());
    let length = match rest[name..].starts_with('!') {
        _ if name == 0 => rest.chars().next().map_or(0, char::len_utf8),
        true => name + 1,
        false => name,
    };
    Mark {
        range: at..at + length,
        label: label.to_owned(),
        primary,
    }
}

/// `in solve, [2]:3:9`, then a line for each caller.
fn told(calls: &[Call], cells: &dyn Fn(u32) -> Option<String>) -> String {
    let mut lines: Vec<String> = Vec::new();
    let mut at = 0;
    while at < calls.len() && lines.len() < MOST {
        let (round, times) = recursion(&calls[at..]);
        for call in &calls[at..at + round] {
            let start = match lines.is_empty() {
                true => "in",
                false => "called from",
            };
            let Position { line, column } = cells(call.cell)
                .map_or(Position { line: 1, column: 1 }, |code| {
                    Position::of(&code, call.at)
                });
            let place = format!("[{}]:{line}:{column}", call.cell);
            lines.push(match call.function.as_str() {
                "" => format!("{start} {place}"),
                function => format!("{start} {function}, {place}"),
            });
        }
        match (round, times) {
            (_, 1) => {}
            (1, times) => lines.push(format!("... {} more times", times - 1)),
            (round, times) => {
                lines.push(format!("... these {round} calls {} more times", times - 1))
            }
        }
        at += round * times;
    }
    if at < calls.len() {
        lines.push(format!("... and {} more calls", calls.len() - at));
    }
    lines.join("\n")
}

/// How many calls at the beginning are repeated, and how often they stand there.
fn recursion(calls: &[Call]) -> (usize, usize) {
    for round in 1..=ROUND.min(calls.len() / 2) {
        let times = calls
            .chunks_exact(round)
            .take_while(|next| *next == &calls[..round])
            .count();
        if times > 1 {
            return (round, times);
        }
    }
    (1, 1)
}

/// A function's path as a reader knows it: without the crate, generated functions and hashes.
fn function(path: &str) -> String {
    let path = match path.rsplit_once("::h") {
        Some((path, hash)) if hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()) => {
            path
        }
        _ => path,
    };
    let path = path.replace("cell::", "");
    let is_closure = |name: &str| name == "{{closure}}" || name.starts_with("{closure");
    let names: Vec<&str> = path
        .split("::")
        .filter(|name| !name.starts_with("papercell_") && !name.starts_with("{impl"))
        .collect();
    let closures = names
        .iter()
        .rev()
        .take_while(|name| is_closure(name))
        .count();
    let owner = names[..names.len() - closures].join("::");
    match (closures, owner.is_empty()) {
        (0, true) => String::new(),
        (0, false) => format!("`{owner}`"),
        (_, true) => "a closure".to_owned(),
        (_, false) => format!("a closure in `{owner}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "fn solve(n: usize) -> u8 {\n    let v = vec![1, 2];\n    /* 日 */ v[n]\n}";
    const SECOND: &str = "let a = 1;\nsolve(7);";

    fn cells(number: u32) -> Option<String> {
        [FIRST, SECOND]
            .get(number as usize - 1)
            .map(|code| (*code).to_owned())
    }

    fn map_of(file: &str) -> Option<Arc<SourceMap>> {
        let mut map = SourceMap::default();
        map.generated("#![x]\n");
        map.verbatim(1, FIRST, 0..FIRST.len());
        map.generated("\nfn papercell_body() {\n");
        map.verbatim(2, SECOND, 0..SECOND.len());
        (file == "papercell_1.rs").then(|| Arc::new(map))
    }

    fn frame(function: &str, line: usize, column: usize) -> BacktraceFrame {
        BacktraceFrame {
            function: function.to_owned(),
            file: "./papercell_1.rs".to_owned(),
            line,
            column,
        }
    }

    fn out_of_bounds() -> PanicReport {
        PanicReport {
            message: "index out of bounds".to_owned(),
            file: "papercell_1.rs".to_owned(),
            line: 4,
            column: 14,
            backtrace: vec![
                frame("cell::solve::h0123456789abcdef", 4, 15),
                frame("cell::papercell_body::{{closure}}", 8, 1),
            ],
        }
    }

    fn drawn(report: &PanicReport) -> (CellError, String) {
        let error = panic(report, &map_of, &cells, 2);
        let mut plain = String::new();
        for part in error.traceback.join("\n").split('\u{1b}') {
            plain += part
                .strip_prefix('[')
                .and_then(|part| part.split_once('m'))
                .map_or(part, |(_, text)| text);
        }
        (error, plain)
    }

    #[test]
    fn a_panic_is_drawn_with_its_place_and_its_callers() {
        let (error, text) = drawn(&out_of_bounds());
        assert_eq!(
            (error.ename.as_str(), error.evalue.as_str()),
            ("panic", "index out of bounds ([1]:3:13)")
        );
        let expected = "\
error[panic]: index out of bounds
 --> [1]:3:13
  |
3 |     /* 日 */ v[n]
  |              ^ panicked here
  |
 ::: [2]:2:1
  |
2 | solve(7);
  | ----- called from here
  |
  = note: in `solve`, [1]:3:13
          called from [2]:2:1";
        assert_eq!(text, expected);
    }

    #[test]
    fn a_panic_in_a_library_is_drawn_where_it_was_called() {
        let mut report = out_of_bounds();
        report.file = "/home/x/.cargo/registry/src/index-0/ndarray-0.16.1/src/lib.rs".to_owned();
        report.line = 99;
        let (error, text) = drawn(&report);
        assert_eq!(error.evalue, "index out of bounds ([1]:3:13)");
        assert!(text.contains("^ panicked in this call"), "{text}");
        assert!(
            text.contains("= note: in ndarray-0.16.1/src/lib.rs, line 99\n"),
            "{text}"
        );
        report.backtrace.clear();
        let (error, text) = drawn(&report);
        assert_eq!(error.evalue, "index out of bounds");
        assert!(text.contains("= note: in ndarray-0.16.1"), "{text}");
    }

    #[test]
    fn recursion_is_folded_and_long_lists_are_cut() {
        let mut report = out_of_bounds();
        let body = report.backtrace.pop().unwrap();
        report
            .backtrace
            .extend(vec![frame("cell::solve", 3, 5); 500]);
        for _ in 0..40 {
            report
                .backtrace
                .extend([frame("cell::a", 2, 1), frame("cell::b", 3, 1)]);
        }
        report.backtrace.push(body.clone());
        let (_, text) = drawn(&report);
        let expected = "  = note: in `solve`, [1]:3:13
          called from `solve`, [1]:2:5
          ... 499 more times
          called from `a`, [1]:1:1
          called from `b`, [1]:2:1
          ... these 2 calls 39 more times
          called from [2]:2:1";
        assert!(text.ends_with(expected), "{text}");

        report.backtrace = (1..=50)
            .map(|n| frame(&format!("cell::f{n}"), 3, 5))
            .collect();
        report.backtrace.push(body);
        let (_, text) = drawn(&report);
        assert!(
            text.ends_with("`f12`, [1]:2:5\n          ... and 39 more calls"),
            "{text}"
        );
    }

    #[test]
    fn functions_have_the_names_that_the_reader_gave_them() {
        for (path, name) in [
            ("cell::papercell_body", ""),
            (
                "cell::papercell_body::{{closure}}::{{closure}}",
                "a closure",
            ),
            ("cell::solve::{{closure}}", "a closure in `solve`"),
            ("{closure#0}", "a closure"),
            (
                "<cell::P as core::fmt::Display>::fmt",
                "`<P as core::fmt::Display>::fmt`",
            ),
            ("cell::papercell_body::inner", "`inner`"),
        ] {
            assert_eq!(function(path), name, "{path}");
        }
    }
}
