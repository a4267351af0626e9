//! Stream text to HTML: what a terminal would show at the end, so that a progress bar leaves its last state and not a
//! hundred of them.

use super::colours::{self, Style};

/// HTML (no enclosing element) of what stream text or a traceback leaves on the screen.
pub fn html(text: &str) -> String {
    let mut screen = Screen::default();
    screen.play(text);
    let lines: Vec<String> = screen.rows.iter().map(|row| colours::html(row)).collect();
    lines.join("\n")
}

/// A terminal whose lines may be of any length.
#[derive(Debug)]
struct Screen {
    rows: Vec<Vec<(char, Style)>>,
    row: usize,
    column: usize,
    style: Style,
}

impl Default for Screen {
    fn default() -> Self {
        Screen {
            rows: vec![Vec::new()],
            row: 0,
            column: 0,
            style: Style::default(),
        }
    }
}

/// The columns of the widest terminal: a move to the right ends there, so that a few characters ask for little memory.
const WIDTH: usize = 500;

impl Screen {
    fn play(&mut self, text: &str) {
        let mut chars = text.chars();
        while let Some(char) = chars.next() {
            match char {
                '\n' => self.go(self.row + 1, 0),
                '\r' => self.column = 0,
                '\u{8}' => self.column = self.column.saturating_sub(1),
                '\u{1b}' => self.escape(&mut chars),
                char => self.write(char),
            }
        }
    }

    fn write(&mut self, char: char) {
        let (row, column) = (&mut self.rows[self.row], self.column);
        if row.len() < column {
            row.resize(column, (' ', Style::default()));
        }
        match row.get_mut(column) {
            Some(old) => *old = (char, self.style),
            None => row.push((char, self.style)),
        }
        self.column += 1;
    }

    /// What follows an escape character: a sequence that ends in a letter, a title, or one character.
    fn escape(&mut self, chars: &mut std::str::Chars<'_>) {
        match chars.next() {
            Some('[') => {
                let rest = chars.as_str();
                let length = rest
                    .find(|char: char| !(char.is_ascii_digit() || ";:?".contains(char)))
                    .unwrap_or(rest.len());
                let arguments = &rest[..length];
                if let Some(last) = rest[length..]
                    .chars()
                    .next()
                    .filter(|char| ('@'..='~').contains(char))
                {
                    *chars = rest[length + 1..].chars();
                    self.sequence(arguments, last);
                }
            }
            Some(']') => {
                let rest = chars.as_str();
                let end = rest.find(['\u{7}', '\u{1b}']).unwrap_or(rest.len());
                let tail = &rest[end..];
                let closed = ["\u{7}", "\u{1b}\\"];
                let tail = closed
                    .iter()
                    .find_map(|close| tail.strip_prefix(close))
                    .unwrap_or(tail);
                *chars = tail.chars();
            }
            _ => {}
        }
    }

    fn sequence(&mut self, arguments: &str, last: char) {
        let number = arguments.parse::<usize>().ok();
        let steps = number.unwrap_or(1).max(1);
        // Text may have gone further.
        let right = self.column.max(WIDTH - 1);
        match last {
            'm' => self.style.apply(arguments),
            'A' => self.row = self.row.saturating_sub(steps),
            // Only a newline makes a row.
            'B' => self.row = self.row.saturating_add(steps).min(self.rows.len() - 1),
            'C' => self.column = self.column.saturating_add(steps).min(right),
            'D' => self.column = self.column.saturating_sub(steps),
            'G' => self.column = (steps - 1).min(right),
            'K' => self.erase_line(number.unwrap_or(0)),
            'J' => {
                self.erase_line(number.unwrap_or(0));
                if number.unwrap_or(0) == 0 {
                    self.rows.truncate(self.row + 1);
                }
            }
            _ => {}
        }
    }

    fn go(&mut self, row: usize, column: usize) {
        self.row = row;
        self.column = column;
        if self.rows.len() <= row {
            self.rows.resize_with(row + 1, Vec::new);
        }
    }

    fn erase_line(&mut self, mode: usize) {
        let row = &mut self.rows[self.row];
        match mode {
            0 => row.truncate(self.column),
            2 => row.clear(),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Text that is left on the screen.
    fn left(text: &str) -> String {
        let html = html(text);
        let tags = regex::Regex::new("<[^>]*>").unwrap();
        tags.replace_all(&html, "").into_owned()
    }

    #[test]
    fn the_last_state_is_left() {
        for (text, expected) in [
            ("a\nb\n", "a\nb\n"),
            ("10%\r50%\r100%\ndone\n", "100%\ndone\n"),
            ("long line\rshort\u{1b}[K\n", "short\n"),
            ("long line\rshort\n", "shortline\n"),
            ("abc\u{8}\u{8}X\n", "aXc\n"),
            ("one\ntwo\n\u{1b}[2AONE\u{1b}[0K\n", "ONE\ntwo\n"),
            ("one\ntwo\n\u{1b}[2A\u{1b}[Jnew\n", "new\n"),
            ("a\u{1b}[2Kb\n", " b\n"),
            ("abc\u{1b}[1Gx\n", "xbc\n"),
            ("\u{1b}]0;title\u{7}text\u{1b}[?25l\n", "text\n"),
            ("é\r日本\n", "日本\n"),
            ("\u{1b}[31mred\u{1b}[0m\rx\n", "xed\n"),
            ("tail\u{1b}", "tail"),
            ("cut \u{1b}[3", "cut 3"),
        ] {
            assert_eq!(left(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_number_asks_for_no_memory() {
        for far in ["4000000000", "99999999999999999999999"] {
            for text in [
                format!("\u{1b}[{far}B\u{1b}[{far}Cx"),
                format!("\u{1b}[{far}Gx"),
                format!("\u{1b}[{far}B").repeat(1000),
                format!("\u{1b}[{far}C").repeat(1000) + "x",
            ] {
                let text = left(&text);
                assert!(text.len() <= WIDTH && !text.contains('\n'), "{text:?}");
            }
        }
        let long = "a".repeat(3 * WIDTH);
        assert_eq!(left(&format!("{long}\u{1b}[Cb")), format!("{long}b"));
    }
}
