//! `history_request`: what was run in this session (`tail`, `range`, `search`).

use std::sync::PoisonError;

use jupyter_protocol::{HistoryEntry, HistoryReply, HistoryRequest, JupyterMessageContent};

use super::{Answer, Session, typed};

/// The session's inputs, oldest first.
#[derive(Default)]
pub struct History {
    entries: Vec<(usize, String)>,
}

impl History {
    /// Keeps the input of the cell `number`.
    pub fn keep(&mut self, number: u32, code: &str) {
        self.entries.push((number as usize, code.to_owned()));
    }

    fn select(&self, request: &HistoryRequest) -> Vec<(usize, String)> {
        let last = |entries: Vec<(usize, String)>, n: i32| {
            let n = usize::try_from(n).unwrap_or(0);
            let skip = entries.len().saturating_sub(n);
            entries.into_iter().skip(skip).collect()
        };
        match request {
            HistoryRequest::Tail { n, .. } => last(self.entries.clone(), *n),
            HistoryRequest::Range {
                session,
                start,
                stop,
                ..
            } => {
                if !matches!(session, None | Some(0)) {
                    return Vec::new(); // earlier sessions are not kept
                }
                let within = |entry: &&(usize, String)| {
                    let number = i64::try_from(entry.0).unwrap_or(i64::MAX);
                    number >= i64::from(*start) && number < i64::from(*stop)
                };
                self.entries.iter().filter(within).cloned().collect()
            }
            HistoryRequest::Search {
                pattern, unique, n, ..
            } => {
                let mut found: Vec<(usize, String)> = Vec::new();
                for entry in self.entries.iter().filter(|(_, code)| glob(pattern, code)) {
                    if *unique {
                        found.retain(|(_, code)| *code != entry.1);
                    }
                    found.push(entry.clone());
                }
                last(found, *n)
            }
        }
    }
}

/// Does `text` match the glob `pattern` (`*` any text, `?` one character) as a whole?
fn glob(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) =
        (pattern.chars().collect(), text.chars().collect());
    // matches[i]: the pattern so far matches the first i characters.
    let mut matches = vec![false; text.len() + 1];
    matches[0] = true;
    for &wanted in &pattern {
        let mut next = vec![false; text.len() + 1];
        next[0] = wanted == '*' && matches[0];
        for at in 0..text.len() {
            next[at + 1] = match wanted {
                '*' => next[at] || matches[at + 1],
                '?' => matches[at],
                c => matches[at] && c == text[at],
            };
        }
        matches = next;
    }
    matches[text.len()]
}

/// The selected inputs.
pub fn answer(session: &Session, request: &HistoryRequest) -> Answer {
    let history = session
        .history
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let output = match request {
        HistoryRequest::Range { output, .. }
        | HistoryRequest::Tail { output, .. }
        | HistoryRequest::Search { output, .. } => *output,
    };
    let entries = history
        .select(request)
        .into_iter()
        .map(|(number, code)| match output {
            true => HistoryEntry::InputOutput(0, number, (code, String::new())),
            false => HistoryEntry::Input(0, number, code),
        })
        .collect();
    typed(
        "history_reply",
        &JupyterMessageContent::HistoryReply(HistoryReply::new(entries)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn history() -> History {
        let mut history = History::default();
        for (number, code) in [(1, "let a = 1;"), (2, "a"), (3, "let b = 2;"), (4, "a")] {
            history.keep(number, code);
        }
        history
    }

    fn numbers(request: &HistoryRequest) -> Vec<usize> {
        history()
            .select(request)
            .into_iter()
            .map(|(n, _)| n)
            .collect()
    }

    #[test]
    fn tail_range_and_search_select() {
        let (output, raw) = (false, true);
        assert_eq!(numbers(&HistoryRequest::Tail { n: 2, output, raw }), [3, 4]);
        let range = |session, start, stop| HistoryRequest::Range {
            session,
            start,
            stop,
            output,
            raw,
        };
        assert_eq!(numbers(&range(Some(0), 2, 4)), [2, 3]);
        assert!(numbers(&range(Some(-1), 1, 9)).is_empty());
        let search = |pattern: &str, unique, n| HistoryRequest::Search {
            pattern: pattern.to_owned(),
            unique,
            output,
            raw,
            n,
        };
        assert_eq!(numbers(&search("let*", false, 9)), [1, 3]);
        assert_eq!(numbers(&search("?", false, 9)), [2, 4]);
        assert_eq!(numbers(&search("?", true, 9)), [4]);
        assert_eq!(numbers(&search("*", false, 1)), [4]);
    }
}
