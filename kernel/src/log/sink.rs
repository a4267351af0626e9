//! Where the lines of the log go. Every way out leads through [`conceal`], so no secret that was named gets out.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};

use super::file::LogFile;

/// How many of the last lines are kept for a crash report, and how long each may be.
const LINES: usize = 60;
const LENGTH: usize = 400;
/// What is shorter is no secret, and would be found in every other word.
const SHORTEST: usize = 8;

static SECRETS: Mutex<Vec<String>> = Mutex::new(Vec::new());
static FILE: Mutex<Option<LogFile>> = Mutex::new(None);
static RECENT: Mutex<VecDeque<String>> = Mutex::new(VecDeque::new());

fn lock<T>(mutex: &'static Mutex<T>) -> MutexGuard<'static, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on the log shows this text nowhere (a key that signs messages, say).
pub fn hide(secret: &str) {
    if secret.len() >= SHORTEST {
        lock(&SECRETS).push(secret.to_owned());
    }
}

/// The text without what was hidden.
pub fn conceal(text: &str) -> String {
    let mut text = text.to_owned();
    for secret in lock(&SECRETS).iter() {
        if text.contains(secret.as_str()) {
            text = text.replace(secret.as_str(), "[hidden]");
        }
    }
    text
}

/// The last lines of the log, the oldest first. Does not wait: where a line is being added, there are none.
pub fn recent() -> Vec<String> {
    match RECENT.try_lock() {
        Ok(lines) => lines.iter().cloned().collect(),
        Err(TryLockError::Poisoned(lines)) => lines.into_inner().iter().cloned().collect(),
        Err(TryLockError::WouldBlock) => Vec::new(),
    }
}

/// Shown lines go into this file too.
pub(super) fn write_to(file: LogFile) {
    *lock(&FILE) = Some(file);
}

/// One event for standard error and the file.
pub(super) fn shown() -> impl Write {
    Event::new(|text| {
        // Nobody may read standard error any more.
        let _ = io::stderr().write_all(text.as_bytes());
        if let Some(file) = lock(&FILE).as_mut() {
            file.write(text);
        }
    })
}

/// One event to remember.
pub(super) fn kept() -> impl Write {
    Event::new(|text| {
        let mut lines = lock(&RECENT);
        for line in text.lines() {
            if lines.len() == LINES {
                lines.pop_front();
            }
            lines.push_back(line.chars().take(LENGTH).collect());
        }
    })
}

/// Gathers what is written and hands it on, in one piece and without secrets, when it is dropped.
struct Event {
    bytes: Vec<u8>,
    hand_on: fn(&str),
}

impl Event {
    fn new(hand_on: fn(&str)) -> Event {
        Event {
            bytes: Vec::new(),
            hand_on,
        }
    }
}

impl Write for Event {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Drop for Event {
    fn drop(&mut self) {
        if !self.bytes.is_empty() {
            (self.hand_on)(&conceal(&String::from_utf8_lossy(&self.bytes)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_hidden_is_in_no_line() {
        hide("0123-a-signing-key");
        hide("short");
        assert_eq!(
            conceal("the key is 0123-a-signing-key, short"),
            "the key is [hidden], short"
        );
        let mut event = kept();
        event.write_all(b"key=0123-a-signing-").unwrap();
        event.write_all(b"key\n").unwrap();
        drop(event);
        let lines = recent();
        assert!(lines.contains(&"key=[hidden]".to_owned()), "{lines:?}");
    }

    #[test]
    fn only_the_last_lines_are_remembered_and_none_in_full_length() {
        let mut event = kept();
        for number in 0..2 * LINES {
            writeln!(event, "line {number} {}", "x".repeat(2 * LENGTH)).unwrap();
        }
        drop(event);
        let lines = recent();
        assert!(lines.len() <= LINES);
        assert!(lines.iter().all(|line| line.chars().count() <= LENGTH));
    }
}
