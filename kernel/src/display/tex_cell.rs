//! `%%tex` cells: the TeX of one display equation.

use super::bundle::Bundle;
use super::error::{CellError, Diagnostic, render};
use super::markdown::MarkdownError;
use super::tex;

/// The cell magic.
const MAGIC: &str = "%%tex";

/// Evaluates a `%%tex` cell: the magic on line 1, then the TeX of one display equation, without dollars.
///
/// # Errors
/// `TexError` with the line and column of cell number `cell`.
pub fn tex_cell(source: &str, cell: u32) -> Result<Bundle, CellError> {
    let failed = |diagnostic: Diagnostic| Err(render(&[diagnostic], cell, source));
    let indent = source.len() - source.trim_start().len();
    let tex = match source[indent..].strip_prefix(MAGIC) {
        Some(tex) if tex.is_empty() || tex.starts_with(char::is_whitespace) => tex,
        _ => {
            return failed(
                Diagnostic::error(
                    "TexError",
                    "a TeX cell starts with `%%tex` on a line of its own",
                )
                .at(source, 0..0, ""),
            );
        }
    };
    if tex.trim().is_empty() {
        let start = source.trim_end().len();
        let empty =
            Diagnostic::error("TexError", "the equation is empty").at(source, start..start, "");
        return failed(empty.help("write the TeX on the lines after `%%tex`".to_owned()));
    }
    match tex::check(tex, true) {
        Ok(()) => Ok(Bundle::tex(tex.trim_matches('\n'))),
        Err(error) => {
            let start = indent + MAGIC.len();
            let mut error = MarkdownError::of_tex(error, start);
            if source[error.range.start..].starts_with('$') {
                error.help = Some("the cell holds the TeX alone, without dollars".to_owned());
            }
            // What is missing at the end is missing after the last character, not after the last empty line.
            let end = source.trim_end().len();
            error.range = error.range.start.min(end)..error.range.end.min(end);
            failed(error.diagnostic(source, |at| at))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(source: &str) -> String {
        tex_cell(source, 7).expect_err(source).evalue
    }

    #[test]
    fn shows_an_equation() {
        let bundle = tex_cell(
            "%%tex\n\n\\begin{aligned}\n  a &= b \\\\\n  c &= d\n\\end{aligned}\n",
            1,
        )
        .expect("right TeX");
        assert_eq!(
            bundle.text("text/markdown"),
            Some("$$\n\\begin{aligned}\n  a &= b \\\\\n  c &= d\n\\end{aligned}\n$$")
        );
        assert!(tex_cell("%%tex E = mc^2", 1).is_ok());
    }

    #[test]
    fn errors_count_lines_and_columns_of_the_cell() {
        assert_eq!(
            place("%%tex\nx\n  + 😀 \\foo"),
            "Undefined control sequence: \\foo ([7]:3:7)"
        );
        assert!(
            place("%%tex\n\\frac{a\n\n").ends_with("([7]:2:8)"),
            "{}",
            place("%%tex\n\\frac{a\n\n")
        );
        assert!(place("%%tex\n").ends_with("([7]:1:6)"));
        assert!(place("%%texx\nx").contains("starts with `%%tex`"));
    }

    #[test]
    fn dollars_are_explained() {
        let error = tex_cell("%%tex\n$$x$$", 1).expect_err("dollars");
        assert!(
            error.traceback.join("\n").contains("without dollars"),
            "{error}"
        );
    }

    #[test]
    fn what_it_shows_passes_the_check_of_a_bundle() {
        let bundle = tex_cell("%%tex\na\n- b\n\n+ c", 1).expect("right TeX");
        assert!(crate::display::check_bundle(bundle.clone()).is_ok());
        assert_eq!(
            crate::display::markdown::check(bundle.text("text/markdown").expect("is there"))
                .expect("right")
                .equations
                .len(),
            1
        );
    }
}
