//! Display equations of a Markdown text: `$$` to the next `$$`, whatever the lines between look like to Markdown.

use std::ops::Range;

use super::scan::{Equation, Fault, Scan};

/// Finds the display equations, and gives `text` with every byte of them but newlines replaced by `x`.
pub fn mask_display(text: &str, code: &[Range<usize>], found: &mut Scan) -> String {
    let mut masked = text.as_bytes().to_vec();
    let mut at = 0;
    while let Some(open) = next_display(text, at, code) {
        let Some(close) = closing(text, open + 2) else {
            found.faults.push(Fault {
                message: "this `$$` opens an equation that is not closed",
                help: "close it with `$$`, with no empty line before",
                range: open..open + 2,
            });
            at = open + 2;
            continue;
        };
        let line = text[..open].rfind('\n').map_or(0, |newline| newline + 1);
        if text[line..open].trim_start().starts_with('>') && text[open..close].contains('\n') {
            found.faults.push(Fault {
                message: "JupyterLab takes the `>` of a quote for a part of the equation",
                help: "write the equation in one line, `> $$...$$`, or outside the quote",
                range: open..open + 2,
            });
        }
        let range = open + 2..close;
        found.equations.push(Equation {
            tex: text[range.clone()].to_owned(),
            display: true,
            range,
        });
        for byte in masked[open..close + 2]
            .iter_mut()
            .filter(|byte| **byte != b'\n')
        {
            *byte = b'x';
        }
        at = close + 2;
    }
    // Only ASCII was written, over whole characters: an equation starts and ends at a dollar.
    String::from_utf8(masked).unwrap_or_else(|_| text.to_owned())
}

/// The next `$$` at or after `at` that is neither escaped nor code.
fn next_display(text: &str, mut at: usize, code: &[Range<usize>]) -> Option<usize> {
    let bytes = text.as_bytes();
    while at < bytes.len() {
        // They are in order, and there may be thousands.
        let next = code.partition_point(|code| code.end <= at);
        if let Some(code) = code.get(next).filter(|code| code.contains(&at)) {
            at = code.end;
        } else if bytes[at] == b'\\' {
            at += 2;
        } else if bytes[at..].starts_with(b"$$") {
            return Some(at);
        } else {
            at += 1;
        }
    }
    None
}

/// The `$$` that closes the equation whose TeX starts at `at`, before any empty line.
fn closing(text: &str, mut at: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut line_is_empty = false;
    while at < bytes.len() {
        match bytes[at] {
            b'$' if bytes[at..].starts_with(b"$$") => return Some(at),
            b'\n' if line_is_empty => return None,
            b'\n' => line_is_empty = true,
            byte if byte.is_ascii_whitespace() => {}
            byte => {
                line_is_empty = false;
                // The character after a backslash is a part of the command, unless it ends the line.
                at += usize::from(byte == b'\\' && bytes.get(at + 1) != Some(&b'\n'));
            }
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masks_equations_and_keeps_lines() {
        let mut found = Scan::default();
        let text = "a $$\n- é\n$$ b `$$`";
        let code = text.find('`').expect("in the text")..text.len();
        let masked = mask_display(text, &[code], &mut found);
        assert_eq!(masked, "a xx\nxxxx\nxx b `$$`");
        assert_eq!(found.equations[0].tex, "\n- é\n");
        assert_eq!(found.faults, []);
    }

    #[test]
    fn escaped_dollars_do_not_close() {
        assert_eq!(closing("a \\$$ b$$", 0), Some(7));
        assert_eq!(closing("a \n \n$$", 0), None);
        assert_eq!(closing("a \\\\\n$$", 0), Some(5));
        assert_eq!(
            closing("a \\\n\n$$", 0),
            None,
            "a backslash at the end of a line hides no line"
        );
    }
}
