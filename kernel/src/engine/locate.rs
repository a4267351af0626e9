//! Where in a cell is this line of generated code? evcxr copies statements of a cell verbatim into its crate; a panic
//! reports the crate's line. The text of that line is looked for in the cells, the latest first.

/// A place in a cell, counted from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The cell's number.
    pub cell: u32,
    /// The line in the cell.
    pub line: usize,
    /// The column in the line.
    pub column: usize,
}

/// Looks up line `line`, column `column` (both from 1, the column in bytes as rustc counts them) of `generated`.
///
/// `cells` are the cells that were run, in their order, with their numbers.
pub fn locate(
    generated: &str,
    line: usize,
    column: usize,
    cells: &[(u32, String)],
) -> Option<Place> {
    let text = generated.lines().nth(line.checked_sub(1)?)?;
    let code = text.trim();
    if code.is_empty() {
        return None;
    }
    let before = text.get(..column.saturating_sub(1)).unwrap_or(text);
    let indent = text.chars().count() - text.trim_start().chars().count();
    let into_code = before.chars().count().saturating_sub(indent);
    // The same text may stand in a cell twice: how often does it stand before this line in the generated code?
    let earlier = generated
        .lines()
        .take(line - 1)
        .filter(|text| text.trim() == code)
        .count();
    cells.iter().rev().find_map(|(cell, source)| {
        let mut found = source
            .lines()
            .enumerate()
            .filter_map(|(at, text)| Some((at, text, text.find(code)?)))
            .collect::<Vec<_>>();
        let nth = earlier.min(found.len().checked_sub(1)?);
        let (at, text, offset) = found.swap_remove(nth);
        Some(Place {
            cell: *cell,
            line: at + 1,
            column: text[..offset].chars().count() + into_code + 1,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cells() -> Vec<(u32, String)> {
        vec![
            (1, "fn f(x: i32) -> i32 {\n    x / 0\n}".to_owned()),
            (2, "let ä = 1; f(ä);\npanic!(\"a\");".to_owned()),
        ]
    }

    const GENERATED: &str =
        "#![allow]\nfn f(x: i32) -> i32 {\n    x / 0\n}\nlet ä = 1;\nf(ä);\n  panic!(\"a\");\n";

    #[test]
    fn a_line_is_found_in_the_cell_that_wrote_it() {
        let place = |line, column| locate(GENERATED, line, column, &cells());
        let at = |cell, line, column| Some(Place { cell, line, column });
        assert_eq!(place(3, 5), at(1, 2, 5));
        assert_eq!(place(6, 1), at(2, 1, 12));
        assert_eq!(place(7, 3), at(2, 2, 1));
    }

    #[test]
    fn a_line_that_no_cell_wrote_has_no_place() {
        assert_eq!(locate(GENERATED, 1, 1, &cells()), None);
        assert_eq!(locate(GENERATED, 99, 1, &cells()), None);
        assert_eq!(locate(GENERATED, 0, 1, &cells()), None);
    }

    #[test]
    fn equal_lines_are_told_apart_by_their_order() {
        let cells = vec![(1, "check();\nlet a = 1;\ncheck();".to_owned())];
        let generated = "check();\nlet a = 1;\ncheck();\n";
        let place = locate(generated, 3, 1, &cells).unwrap();
        assert_eq!(place.line, 3);
    }
}
