//! Lines of cells as text in columns.

/// The lines with their columns aligned, those that `right` says to the right; two spaces between, a newline after each.
pub fn aligned<const N: usize>(lines: &[[String; N]], right: [bool; N]) -> String {
    let width = |column: usize| {
        let cells = lines.iter().map(|line| line[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: [usize; N] = std::array::from_fn(width);
    let line = |cells: &[String; N]| {
        let padded = cells.iter().enumerate().map(|(column, cell)| {
            let space = " ".repeat(widths[column] - cell.chars().count());
            match right[column] {
                true => space + cell,
                false => format!("{cell}{space}"),
            }
        });
        let line = padded.collect::<Vec<_>>().join("  ");
        format!("{}\n", line.trim_end())
    };
    lines.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let lines = [["a", "1", "ok"], ["é long", "10", ""]].map(|line| line.map(str::to_owned));
        assert_eq!(
            aligned(&lines, [false, true, false]),
            "a        1  ok\né long  10\n"
        );
    }
}
