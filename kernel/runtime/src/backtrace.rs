//! The frames of cells in a backtrace; those of libraries and of generated code say nothing to the reader.

use std::backtrace::Backtrace;

use crate::json::quote;

/// How the kernel names the files of cells: `papercell_0123456789abcdef.rs`.
const FILE: &str = "papercell_";

/// A call in the code of a cell.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Frame {
    function: String,
    file: String,
    line: u32,
    column: u32,
}

impl Frame {
    pub(crate) fn json(&self) -> String {
        format!(
            r#"{{"function":{},"file":{},"line":{},"column":{}}}"#,
            quote(&self.function),
            quote(&self.file),
            self.line,
            self.column
        )
    }
}

/// The frames of cells on this thread, the innermost first.
pub(crate) fn capture() -> Vec<Frame> {
    frames(&Backtrace::force_capture().to_string())
}

/// Reads the text of a backtrace: `  3: cell::f` and then `             at ./papercell_x.rs:4:5`.
fn frames(text: &str) -> Vec<Frame> {
    let mut function = "";
    let mut frames = Vec::new();
    for line in text.lines().map(str::trim) {
        let Some(place) = line.strip_prefix("at ") else {
            function = line.split_once(": ").map_or(line, |(_, name)| name);
            continue;
        };
        let mut parts = place.rsplitn(3, ':');
        let (column, line, file) = (parts.next(), parts.next(), parts.next());
        let number = |text: Option<&str>| text.and_then(|text| text.parse().ok()).unwrap_or(0);
        let file = file.unwrap_or_default();
        let file = file.rsplit('/').next().unwrap_or_default();
        if file.starts_with(FILE) {
            frames.push(Frame {
                function: function.trim_start_matches("cell::").to_owned(),
                file: file.to_owned(),
                line: number(line),
                column: number(column),
            });
        }
    }
    frames
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_frames_of_cells_are_kept() {
        let text = "   0: std::backtrace::f\n             at /rustc/x/library/std/src/b.rs:1:2\n   1: cell::solve\n             at ./papercell_00ff.rs:3:9\n   2: __libc_start_main\n";
        let frame = Frame {
            function: "solve".to_owned(),
            file: "papercell_00ff.rs".to_owned(),
            line: 3,
            column: 9,
        };
        assert_eq!(frames(text), [frame]);
    }
}
