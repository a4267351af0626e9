//! From the bytes of a worker's standard output to text, frames, and the lines that evcxr's generated code prints.
//!
//! Pure: no pipe, no clock. Bytes may arrive in any cut; what could be the start of a frame or of a line for evcxr is
//! held back until it is decided, or until [`Scanner::release`].

use crate::worker::frames::{self, Frame};

/// What the bytes said.
#[derive(Debug, PartialEq)]
pub enum Item {
    /// Text of the program.
    Text(String),
    /// A frame of the toolkit or of the worker.
    Frame(Frame),
    /// A line that evcxr's generated code printed for evcxr.
    Control(String),
    /// A block of evcxr's display protocol.
    Content {
        /// Its MIME type.
        mime: String,
        /// Its content.
        content: String,
    },
}

const CONTROL: &[u8] = b"EVCXR_";
const BEGIN_CONTENT: &str = "EVCXR_BEGIN_CONTENT ";
const END_CONTENT: &str = "EVCXR_END_CONTENT";
/// Lines of evcxr's generated code (`eval_context.rs` and `evcxr_internal_runtime.rs` of evcxr 0.22).
pub const PANIC: &str = "EVCXR_PANIC_NOTIFICATION";
/// A `?` returned early.
pub const USER_ERROR: &str = "EVCXR_ERROR_OCCURRED";
const CHANGED_TYPE: &str = "EVCXR_VARIABLE_CHANGED_TYPE:";
/// A longer line is no control line.
const LONGEST_CONTROL: usize = 4096;

/// Are more bytes to be expected?
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// Yes, at any moment.
    Comes,
    /// None has come for a while: what looks like half a frame is text, but half a character waits for its other half.
    Waits,
    /// No: the cell has ended.
    Gone,
}

/// Decodes one stream of bytes.
pub struct Scanner {
    prefix: Vec<u8>,
    held: Vec<u8>,
    /// The MIME type and the lines of an open block of evcxr's display protocol.
    block: Option<(String, Vec<String>)>,
}

impl Scanner {
    /// A scanner for frames that carry `token`; an empty token knows neither frames nor control lines.
    pub fn new(token: &str) -> Scanner {
        let prefix = match token {
            "" => Vec::new(),
            token => frames::prefix(token),
        };
        Scanner {
            prefix,
            held: Vec::new(),
            block: None,
        }
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) -> Vec<Item> {
        self.held.extend_from_slice(bytes);
        let mut items = Vec::new();
        while self.step(&mut items, Rest::Comes) {}
        items
    }

    /// Gives out what was held back, as far as what is to be expected allows.
    pub fn release(&mut self, rest: Rest) -> Vec<Item> {
        let mut items = Vec::new();
        while self.step(&mut items, rest) {}
        items
    }

    /// Gives out the rest of a program that has ended or `died`; what it had begun to say and did not finish is over.
    pub fn finish(&mut self, died: bool) -> Vec<Item> {
        if died && !self.prefix.is_empty() && self.held.starts_with(&self.prefix) {
            // It was killed while it wrote a frame: half of one is nothing to read.
            self.held.clear();
        }
        let mut items = self.release(Rest::Gone);
        if let Some((_, lines)) = self.block.take()
            && !lines.is_empty()
        {
            items.push(Item::Text(lines.join("\n") + "\n"));
            items.extend(self.release(Rest::Gone));
        }
        items
    }

    /// Is something held back?
    pub fn holds(&self) -> bool {
        !self.held.is_empty()
    }

    /// Decides one thing; `false` when the held bytes decide nothing.
    fn step(&mut self, items: &mut Vec<Item>, rest: Rest) -> bool {
        let last = rest != Rest::Comes;
        if self.held.is_empty() {
            return false;
        }
        if self.prefix.is_empty() {
            return self.take_text(items, self.held.len(), rest);
        }
        if self.held.starts_with(&self.prefix) {
            // A large frame may come in pieces with pauses; its token says that it is one.
            return self.take_frame(items)
                || (rest == Rest::Gone && self.take_text(items, self.held.len(), rest));
        }
        if !last && self.prefix.starts_with(&self.held) {
            return false;
        }
        if self.block.is_some() {
            return self.take_block_line(items);
        }
        // Not only at the start of a line: the program may have printed half of one before.
        if self.held.starts_with(CONTROL) {
            let mut beginning = self.held.iter().take(LONGEST_CONTROL);
            match beginning.position(|&byte| byte == b'\n') {
                Some(end) => {
                    let line = String::from_utf8_lossy(&self.held[..end]).into_owned();
                    if self.take_control(items, &line) {
                        self.held.drain(..=end);
                        return true;
                    }
                }
                None if !last && self.held.len() < LONGEST_CONTROL => return false,
                None => {}
            }
        } else if !last && CONTROL.starts_with(&self.held) {
            return false;
        }
        let end = self.text_end();
        self.take_text(items, end, rest)
    }

    /// How many of the held bytes (the first included) are text for certain.
    fn text_end(&self) -> usize {
        let may_start = |rest: &[u8], sign: &[u8]| rest.starts_with(sign) || sign.starts_with(rest);
        (1..self.held.len())
            .find(|&at| {
                let rest = &self.held[at..];
                may_start(rest, &self.prefix) || may_start(rest, CONTROL)
            })
            .unwrap_or(self.held.len())
    }

    fn take_text(&mut self, items: &mut Vec<Item>, end: usize, rest: Rest) -> bool {
        let end = if rest == Rest::Gone {
            end
        } else {
            complete_utf8(&self.held[..end])
        };
        if end == 0 {
            return false;
        }
        let bytes: Vec<u8> = self.held.drain(..end).collect();
        items.push(Item::Text(String::from_utf8_lossy(&bytes).into_owned()));
        true
    }

    /// `ESC ]papercell;TOKEN;LENGTH;JSON`
    fn take_frame(&mut self, items: &mut Vec<Item>) -> bool {
        let rest = &self.held[self.prefix.len()..];
        let Some(digits) = rest.iter().position(|&byte| byte == b';') else {
            return false;
        };
        let length = std::str::from_utf8(&rest[..digits]).ok();
        let Some(length) = length.and_then(|digits| digits.parse::<usize>().ok()) else {
            return false;
        };
        let start = self.prefix.len() + digits + 1;
        if self.held.len() < start + length {
            return false;
        }
        let json: Vec<u8> = self.held.drain(..start + length).skip(start).collect();
        match serde_json::from_slice(&json) {
            Ok(frame) => items.push(Item::Frame(frame)),
            Err(error) => tracing::warn!("a frame of the program cannot be read: {error}"),
        }
        true
    }

    fn take_control(&mut self, items: &mut Vec<Item>, line: &str) -> bool {
        if let Some(mime) = line.strip_prefix(BEGIN_CONTENT) {
            self.block = Some((mime.to_owned(), Vec::new()));
            return true;
        }
        let known = line == PANIC || line == USER_ERROR || line.starts_with(CHANGED_TYPE);
        if known {
            items.push(Item::Control(line.to_owned()));
        }
        known
    }

    /// One line of an open block, or its end.
    fn take_block_line(&mut self, items: &mut Vec<Item>) -> bool {
        let Some(end) = self.held.iter().position(|&byte| byte == b'\n') else {
            return false;
        };
        let line: Vec<u8> = self.held.drain(..=end).collect();
        let line = String::from_utf8_lossy(&line[..end]).into_owned();
        let Some((mime, mut lines)) = self.block.take() else {
            return false;
        };
        match line.as_str() {
            END_CONTENT => items.push(Item::Content {
                mime,
                content: lines.join("\n"),
            }),
            // The program panicked while it wrote the block.
            PANIC => items.push(Item::Control(line)),
            _ => {
                lines.push(line);
                self.block = Some((mime, lines));
            }
        }
        true
    }
}

/// The length of `bytes` without an incomplete UTF-8 character at its end.
fn complete_utf8(bytes: &[u8]) -> usize {
    match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        // `error_len` is `None` when the end came too early.
        Err(error) if error.error_len().is_none() => error.valid_up_to(),
        Err(_) => {
            let tail = bytes.len().saturating_sub(3);
            let start = (tail..bytes.len()).find(|&at| {
                matches!(std::str::from_utf8(&bytes[at..]), Err(error) if error.error_len().is_none() && error.valid_up_to() == 0)
            });
            start.unwrap_or(bytes.len())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::frames::Measured;

    /// The items of `bytes`, however they are cut; neighbouring texts are joined.
    fn scan(bytes: &[u8], cut: usize) -> Vec<Item> {
        let mut scanner = Scanner::new("T");
        let mut items: Vec<Item> = Vec::new();
        let mut found = Vec::new();
        for piece in bytes.chunks(cut) {
            found.extend(scanner.push(piece));
        }
        found.extend(scanner.release(Rest::Gone));
        for item in found {
            match (items.last_mut(), item) {
                (Some(Item::Text(before)), Item::Text(text)) => before.push_str(&text),
                (_, item) => items.push(item),
            }
        }
        items
    }

    fn text(text: &str) -> Item {
        Item::Text(text.to_owned())
    }

    #[test]
    fn frames_control_lines_and_text_come_apart_at_every_cut() {
        let body = r#"{"claim":{"id":"a","holds":true}}"#;
        let mut bytes = b"Eins\nEVCXR_x zwei \xc3\xa4\n".to_vec();
        bytes.extend(format!("half\x1b]papercell;T;{};{body}", body.len()).bytes());
        bytes.extend(b"\x1b[31mrest\nEVCXR_PANIC_NOTIFICATION\nE");
        let claim = Frame::Claim(Measured {
            id: "a".to_owned(),
            holds: true,
            ..Measured::default()
        });
        for cut in 1..bytes.len() {
            assert_eq!(
                scan(&bytes, cut),
                vec![
                    text("Eins\nEVCXR_x zwei ä\nhalf"),
                    Item::Frame(claim.clone()),
                    text("\x1b[31mrest\n"),
                    Item::Control(PANIC.to_owned()),
                    text("E"),
                ],
                "cut into pieces of {cut}"
            );
        }
    }

    #[test]
    fn a_block_of_evcxr_is_one_content() {
        let bytes = b"a\nEVCXR_BEGIN_CONTENT text/html\n<b>\n\n</b>\nEVCXR_END_CONTENT\nz";
        for cut in [1, 7, 1000] {
            assert_eq!(
                scan(bytes, cut),
                vec![
                    text("a\n"),
                    Item::Content {
                        mime: "text/html".to_owned(),
                        content: "<b>\n\n</b>".to_owned()
                    },
                    text("z"),
                ]
            );
        }
    }

    #[test]
    fn a_block_that_comes_in_one_large_piece_is_a_block() {
        let line = "x".repeat(3 * LONGEST_CONTROL);
        let bytes = format!("EVCXR_BEGIN_CONTENT image/svg+xml\n{line}\nEVCXR_END_CONTENT\n");
        let content = Item::Content {
            mime: "image/svg+xml".to_owned(),
            content: line,
        };
        assert_eq!(scan(bytes.as_bytes(), bytes.len()), vec![content]);
        let long = format!("EVCXR_{}", "y".repeat(2 * LONGEST_CONTROL));
        assert_eq!(scan(long.as_bytes(), long.len()), vec![text(&long)]);
    }

    #[test]
    fn a_value_behind_half_a_line_is_found() {
        let bytes = b"half EVCXR_BEGIN_CONTENT text/plain\n42\nEVCXR_END_CONTENT\n";
        let content = Item::Content {
            mime: "text/plain".to_owned(),
            content: "42".to_owned(),
        };
        assert_eq!(scan(bytes, 3), vec![text("half "), content]);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_shown_as_such_and_shift_nothing() {
        assert_eq!(
            scan(b"a\xffb\nEVCXR_ERROR_OCCURRED\n", 1),
            vec![text("a\u{fffd}b\n"), Item::Control(USER_ERROR.to_owned())]
        );
    }

    #[test]
    fn a_frame_that_comes_slowly_is_a_frame() {
        let body = format!(r#"{{"clear":{{"wait":{}true}}}}"#, " ".repeat(1000));
        let bytes = format!("\x1b]papercell;T;{};{body}", body.len());
        let (first, second) = bytes.split_at(500);
        let mut scanner = Scanner::new("T");
        assert_eq!(scanner.push(first.as_bytes()), vec![]);
        assert_eq!(scanner.release(Rest::Waits), vec![]);
        let clear = Item::Frame(Frame::Clear { wait: true });
        assert_eq!(scanner.push(second.as_bytes()), vec![clear]);
    }

    #[test]
    fn half_a_character_waits_for_its_other_half() {
        let mut scanner = Scanner::new("T");
        assert_eq!(scanner.push(b"a\xf0\x9f"), vec![text("a")]);
        assert_eq!(scanner.release(Rest::Waits), vec![]);
        assert_eq!(scanner.push(b"\xa6\x80"), vec![text("🦀")]);
        scanner.push(b"\xf0");
        assert_eq!(scanner.release(Rest::Gone), vec![text("\u{fffd}")]);
    }

    #[test]
    fn what_was_begun_is_over_when_the_program_is() {
        let mut scanner = Scanner::new("T");
        scanner.push(b"a\x1b]papercell;T;900;{\"display\"");
        assert_eq!(scanner.finish(true), vec![]);
        scanner.push(b"EVCXR_BEGIN_CONTENT text/html\n<b>\nhalf");
        assert_eq!(scanner.finish(false), vec![text("<b>\n"), text("half")]);
        assert_eq!(scanner.push(b"next\n"), vec![text("next\n")]);
    }

    #[test]
    fn another_token_is_text() {
        let bytes = b"\x1b]papercell;U;2;{}";
        assert_eq!(scan(bytes, 4), vec![text("\x1b]papercell;U;2;{}")]);
    }

    #[test]
    fn half_a_line_is_not_held_back() {
        let mut scanner = Scanner::new("T");
        assert_eq!(scanner.push(b"50%\r"), vec![text("50%\r")]);
        assert!(!scanner.holds());
    }
}
