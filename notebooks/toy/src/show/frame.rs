//! Frames: how the toolkit speaks to the kernel, in band on standard output.
//!
//! A frame is `ESC ]papercell;TOKEN;LENGTH;` and then LENGTH bytes of JSON. The kernel gives the process a random TOKEN
//! in `PAPERCELL_TOKEN`, so nothing that a program prints by itself is taken for a frame. Without a token (a test, a
//! plain program) the plain text is printed instead.

use serde_json::Value;
use std::io::Write;
use std::sync::OnceLock;

/// The kernel's token, if there is a kernel.
fn token() -> Option<&'static str> {
    static TOKEN: OnceLock<Option<String>> = OnceLock::new();
    let read = || {
        std::env::var("PAPERCELL_TOKEN")
            .ok()
            .filter(|token| !token.is_empty())
    };
    TOKEN.get_or_init(read).as_deref()
}

/// Whether a kernel is listening.
pub(crate) fn in_notebook() -> bool {
    token().is_some()
}

/// The bytes of one frame.
fn encode(token: &str, message: &Value) -> Vec<u8> {
    let json = message.to_string();
    format!("\x1b]papercell;{token};{};{json}", json.len()).into_bytes()
}

/// Sends a message to the kernel, or prints `plain` where there is none.
pub(crate) fn send(message: &Value, plain: &str) {
    crate::interrupt::checkpoint();
    let Some(token) = token() else {
        if !plain.is_empty() {
            println!("{plain}");
        }
        return;
    };
    // One write under the lock keeps the frame whole and in order with what the cell prints.
    let mut out = std::io::stdout().lock();
    let sent = out
        .write_all(&encode(token, message))
        .and_then(|()| out.flush());
    // Nobody is left to read a broken pipe's error; the kernel notices the end of the process by itself.
    drop(sent);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn length_counts_bytes() {
        let frame = encode("t0k", &serde_json::json!({"claim": {"note": "ä"}}));
        let json = "{\"claim\":{\"note\":\"ä\"}}";
        assert_eq!(frame, format!("\x1b]papercell;t0k;23;{json}").into_bytes());
        assert_eq!(json.len(), 23);
    }
}
