//! Markdown in the cells of a Markdown table, where a `|` ends the cell even inside an equation.

use super::scan::scan;
use super::tex;

/// `markdown` as the content of one cell: newlines become spaces, each `|` is escaped, and those of equations become
/// `\vert` and `\Vert`, which look the same.
pub fn cell(markdown: &str) -> String {
    let mut cell = String::with_capacity(markdown.len());
    let mut done = 0;
    for equation in scan(markdown).equations {
        let dollars = if equation.display { "$$" } else { "$" };
        push_text(
            &mut cell,
            &markdown[done..equation.range.start - dollars.len()],
        );
        let tex = equation
            .tex
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        let tex = without_bars(&tex);
        if tex::check(&tex, equation.display).is_ok() {
            // A table cell is one line: a display equation would be inline in one reader and a block in the other.
            cell.push('$');
            cell.push_str(&tex);
            cell.push('$');
        } else {
            // A bar that is no delimiter, as in the columns of an array: better the TeX than a torn table.
            cell.push('`');
            push_text(&mut cell, &equation.tex.replace('`', "'"));
            cell.push('`');
        }
        done = equation.range.end + dollars.len();
    }
    push_text(&mut cell, &markdown[done..]);
    cell
}

/// Appends Markdown without equations.
fn push_text(cell: &mut String, text: &str) {
    let mut escaped = false;
    for char in text.chars() {
        match char {
            '\n' | '\r' => cell.push(' '),
            '|' if !escaped => cell.push_str(r"\|"),
            _ => cell.push(char),
        }
        escaped = char == '\\' && !escaped;
    }
}

fn without_bars(tex: &str) -> String {
    let mut plain = String::with_capacity(tex.len());
    let mut chars = tex.chars().peekable();
    while let Some(char) = chars.next() {
        match (char, chars.peek()) {
            ('\\', Some('|')) => {
                plain.push_str(r"\Vert ");
                chars.next();
            }
            ('\\', Some(&next)) => {
                plain.extend(['\\', next]);
                chars.next();
            }
            ('|', _) => plain.push_str(r"\vert "),
            _ => plain.push(char),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_do_not_tear_the_table() {
        assert_eq!(
            cell(r"$p(x|y)$ | `a|b` \| $\left\|x\right\|$"),
            r"$p(x\vert y)$ \| `a\|b` \| $\left\Vert x\right\Vert $"
        );
        assert_eq!(cell("a\nb $$\nx\n$$ c"), "a b $x$ c");
        assert_eq!(
            cell(r"$\begin{array}{c|c} a & b \end{array}$"),
            r"`\begin{array}{c\|c} a & b \end{array}`"
        );
    }
}
