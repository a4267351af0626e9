//! Where pieces of cells stand in a generated crate, so that what rustc says of the crate can be told of the cells.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// A generated crate, and which of its bytes are whose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SourceMap {
    /// The crate's source.
    pub text: String,
    /// The pieces of cells in it, in the order of the text, without overlaps.
    pub segments: Vec<Segment>,
}

/// A piece of a cell that stands verbatim in the crate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// Its first byte in the crate.
    pub start: usize,
    /// The byte after its last in the crate.
    pub end: usize,
    /// The cell's number.
    pub cell: u32,
    /// Its first byte in the code of the cell.
    pub offset: usize,
}

/// A column of a line, counted from 1, in one of the ways in which rustc and what it compiles count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// In bytes: debug information, and with it backtraces.
    Byte(usize),
    /// In characters: rustc's messages, and the names of closures.
    Char(usize),
    /// In columns of a terminal (a tab takes four, a wide character two): `std::panic::Location`.
    Width(usize),
}

impl SourceMap {
    /// Appends text that no cell wrote.
    pub fn generated(&mut self, text: &str) {
        self.text.push_str(text);
    }

    /// Appends the bytes `range` of the code of a cell. A range that `code` does not have appends nothing.
    pub fn verbatim(&mut self, cell: u32, code: &str, range: Range<usize>) {
        let Some(piece) = code.get(range.clone()) else {
            return;
        };
        let start = self.text.len();
        self.text.push_str(piece);
        self.segments.push(Segment {
            start,
            end: self.text.len(),
            cell,
            offset: range.start,
        });
    }

    /// The cell that wrote the byte `at` of the crate, and the byte of the cell's code. The end of a piece belongs to
    /// it unless another piece starts there.
    pub fn place(&self, at: usize) -> Option<(u32, usize)> {
        let segment = self.segment(at)?;
        Some((segment.cell, segment.offset + at - segment.start))
    }

    /// The bytes of one cell that stand as `range` in the crate. Both ends must be of the same cell; what stands
    /// between two of its pieces is taken for a part of it.
    pub fn stretch(&self, range: Range<usize>) -> Option<(u32, Range<usize>)> {
        let first = self.segment(range.start)?;
        let start = first.offset + range.start - first.start;
        if range.end <= first.end {
            return Some((first.cell, start..start + range.len()));
        }
        let last = self.segment(range.end)?;
        let end = last.offset + range.end - last.start;
        let inside = last.start < range.end && last.cell == first.cell;
        (inside && start <= end).then_some((first.cell, start..end))
    }

    /// What is left of the piece that has the byte `at`, when it has.
    pub fn rest(&self, at: usize) -> Option<(u32, Range<usize>)> {
        let segment = self.segment(at).filter(|segment| at < segment.end)?;
        let start = segment.offset + at - segment.start;
        Some((segment.cell, start..start + segment.end - at))
    }

    /// The cell whose piece ends last before or at the byte `at`, and where in the cell's code.
    pub fn end_before(&self, at: usize) -> Option<(u32, usize)> {
        let after = self.segments.partition_point(|segment| segment.end <= at);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        Some((segment.cell, segment.offset + segment.end - segment.start))
    }

    /// The place of a line of the crate (from 1) and a column, in a cell.
    pub fn place_in_line(&self, line: usize, column: Column) -> Option<(u32, usize)> {
        let at = self.byte(line, column)?;
        // rustc counts the parentheses around a cell's last expression to the expression.
        let before_a_piece = self.text.as_bytes().get(at) == Some(&b'(');
        let inside = || before_a_piece.then(|| self.place(at + 1)).flatten();
        self.place(at).or_else(inside)
    }

    /// The byte of the crate at a line (from 1) and a column; a column past the line's end is the end.
    pub fn byte(&self, line: usize, column: Column) -> Option<usize> {
        let start = match line {
            0 => return None,
            1 => 0,
            _ => self.text.match_indices('\n').nth(line - 2)?.0 + 1,
        };
        let rest = &self.text[start..];
        let text = rest.split('\n').next().unwrap_or_default();
        let into = match column {
            Column::Byte(column) => text.floor_char_boundary(column.saturating_sub(1)),
            Column::Char(column) => text
                .char_indices()
                .nth(column.saturating_sub(1))
                .map_or(text.len(), |(byte, _)| byte),
            Column::Width(column) => after_width(text, column.saturating_sub(1)),
        };
        Some(start + into)
    }

    fn segment(&self, at: usize) -> Option<&Segment> {
        let after = self.segments.partition_point(|segment| segment.start <= at);
        let segment = self.segments.get(after.checked_sub(1)?)?;
        (at <= segment.end).then_some(segment)
    }
}

/// The byte of `text` before which `width` columns stand, with rustc's widths.
fn after_width(text: &str, width: usize) -> usize {
    let mut seen = 0;
    for (byte, char) in text.char_indices() {
        if seen >= width {
            return byte;
        }
        seen += match char {
            '\t' => 4,
            char => char.width().unwrap_or(1),
        };
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Cell 1 twice (an item, its statements), cell 2 between.
    fn map() -> SourceMap {
        let first = "use a::b;\nlet x = 1;\nf(x);";
        let second = "fn f(x: i32) {}";
        let mut map = SourceMap::default();
        map.generated("#![x]\n");
        map.verbatim(1, first, 0..9);
        map.generated("\n");
        map.verbatim(2, second, 0..second.len());
        map.generated("\nfn body() {");
        map.verbatim(1, first, 10..20);
        map.generated("\n");
        map.verbatim(1, first, 21..26);
        map.generated("}");
        map
    }

    #[test]
    fn a_byte_of_a_piece_is_a_byte_of_its_cell() {
        let map = map();
        assert_eq!(map.place(0), None);
        let at = |text| map.text.find(text).unwrap();
        assert_eq!(map.place(at("use a")), Some((1, 0)));
        assert_eq!(map.place(at("fn f")), Some((2, 0)));
        assert_eq!(map.place(at("f(x);")), Some((1, 21)));
        assert_eq!(map.place(at("fn body")), None);
        assert_eq!(
            map.place(map.text.len() - 1),
            Some((1, 26)),
            "just after it"
        );
        assert_eq!(map.place(map.text.len()), None);
    }

    #[test]
    fn a_stretch_is_of_one_cell() {
        let map = map();
        let at = |text| map.text.find(text).unwrap();
        let from = at("let x");
        assert_eq!(map.stretch(from + 4..from + 5), Some((1, 14..15)));
        assert_eq!(map.stretch(from..from), Some((1, 10..10)), "empty");
        let end = at("f(x);") + 4;
        assert_eq!(map.stretch(from + 8..end), Some((1, 18..25)), "two pieces");
        assert_eq!(map.stretch(at("use")..at("fn f") + 2), None, "two cells");
        assert_eq!(map.stretch(at("fn body")..end), None);
        assert_eq!(map.stretch(from..map.text.len()), None, "past the end");
        assert_eq!(map.rest(from + 4), Some((1, 14..20)));
        assert_eq!(map.rest(map.text.len()), None);
        assert_eq!(map.end_before(map.text.len()), Some((1, 26)));
        assert_eq!(map.end_before(at("fn body")), Some((2, 15)));
        assert_eq!(map.end_before(0), None);
    }

    #[test]
    fn a_column_is_bytes_or_the_width_that_rustc_counts() {
        let code = "\tä日.x();\n";
        let mut map = SourceMap::default();
        map.generated("\n");
        map.verbatim(3, code, 0..code.len());
        let x = code.find('x').unwrap();
        // Measured with rustc 1.95: a tab is four columns, a character of double width two.
        assert_eq!(map.place_in_line(2, Column::Width(9)), Some((3, x)));
        assert_eq!(map.place_in_line(2, Column::Byte(x + 1)), Some((3, x)));
        assert_eq!(map.place_in_line(2, Column::Char(5)), Some((3, x)));
        assert_eq!(map.place_in_line(2, Column::Byte(99)), Some((3, 11)));
        assert_eq!(map.place_in_line(1, Column::Byte(1)), None);
        assert_eq!(map.place_in_line(0, Column::Byte(1)), None);
        assert_eq!(map.place_in_line(9, Column::Byte(1)), None);
    }

    #[test]
    fn a_parenthesis_that_we_set_is_the_expressions() {
        let mut map = SourceMap::default();
        map.generated("match &(");
        map.verbatim(3, "a + b", 0..5);
        map.generated(") {}");
        assert_eq!(map.place_in_line(1, Column::Char(8)), Some((3, 0)));
        assert_eq!(map.place_in_line(1, Column::Char(7)), None);
    }
}
