//! Frames: how a cell says more than text, in band on its standard output (`kernel/src/worker/frames.rs`).

use std::io::Write;
use std::sync::OnceLock;

/// The secret by which the kernel knows a frame.
fn token() -> Option<&'static str> {
    static TOKEN: OnceLock<Option<String>> = OnceLock::new();
    let token = TOKEN.get_or_init(|| std::env::var("PAPERCELL_TOKEN").ok());
    token.as_deref()
}

/// Sends a frame behind everything that was printed before; `plain` where there is no kernel.
pub(crate) fn send(json: &str, plain: &str) {
    let mut out = std::io::stdout().lock();
    let sent = match token() {
        Some(token) => write!(out, "\x1b]papercell;{token};{};{json}", json.len()),
        None => writeln!(out, "{plain}"),
    };
    // Nobody is left to read a broken pipe's error; the kernel notices the end of the process by itself.
    drop(sent.and_then(|()| out.flush()));
}

/// Sends a frame past the buffer of standard output, whose lock the panicking thread may hold.
pub(crate) fn send_unbuffered(json: &str) {
    use std::os::fd::AsFd;
    let Some(token) = token() else { return };
    if let Ok(out) = std::io::stdout().as_fd().try_clone_to_owned() {
        let frame = format!("\x1b]papercell;{token};{};{json}", json.len());
        drop(std::fs::File::from(out).write_all(frame.as_bytes()));
    }
}
