//! What every cell's crate contains besides the user's items.
//!
//! The cells share one dynamic `libstd`, the worker has its own: only code that is compiled like a cell can flush the
//! cells' standard output or set the panic hook that the cells run into.

/// Source of the items; evaluated once, after which evcxr puts them into every cell's crate.
///
/// - `papercell_flush` flushes standard output after a cell (`print!` without a newline stays in its buffer otherwise).
/// - `papercell_install_panic_hook` makes a panic a frame: `{"panic": {message, file, line, column, main}}`.
pub const PRELUDE: &str = r##"
#[unsafe(no_mangle)]
pub extern "C" fn papercell_flush() {
    use std::io::Write;
    let _ = std::io::stdout().flush();
}

#[unsafe(no_mangle)]
pub extern "C" fn papercell_install_panic_hook() {
    fn quote(text: &str) -> String {
        let mut quoted = String::from("\"");
        for c in text.chars() {
            match c {
                '"' => quoted.push_str("\\\""),
                '\\' => quoted.push_str("\\\\"),
                c if (c as u32) < 0x20 => quoted.push_str(&format!("\\u{:04x}", c as u32)),
                c => quoted.push(c),
            }
        }
        quoted.push('"');
        quoted
    }
    let main = std::thread::current().id();
    std::panic::set_hook(Box::new(move |info| {
        use std::io::Write;
        let payload = info.payload();
        let message = if let Some(text) = payload.downcast_ref::<&str>() {
            (*text).to_owned()
        } else if let Some(text) = payload.downcast_ref::<String>() {
            text.clone()
        } else {
            "Box<dyn Any>".to_owned()
        };
        let (file, line, column) = match info.location() {
            Some(at) => (at.file().to_owned(), at.line(), at.column()),
            None => (String::new(), 0, 0),
        };
        let thread = std::thread::current();
        let body = format!(
            "{{\"panic\":{{\"message\":{},\"file\":{},\"line\":{},\"column\":{},\"main\":{},\"thread\":{}}}}}",
            quote(&message), quote(&file), line, column, thread.id() == main, quote(thread.name().unwrap_or("unnamed")),
        );
        let token = std::env::var("PAPERCELL_TOKEN").unwrap_or_default();
        // Not through `stdout()`: a value that panics while it is printed holds that lock's buffer.
        use std::os::fd::AsFd;
        if let Ok(out) = std::io::stdout().as_fd().try_clone_to_owned() {
            let frame = format!("\x1b]papercell;{};{};{}", token, body.len(), body);
            let _ = std::fs::File::from(out).write_all(frame.as_bytes());
        }
    }));
}
"##;
