//! Standard output of the commands.

use std::fmt::Arguments;
use std::io::{ErrorKind, StdoutLock, Write};

/// As `print!`, but a reader who has seen enough (`| head`) may close the pipe: the command still does all its work, and
/// its exit code says how that went.
macro_rules! out {
    ($($text:tt)*) => { $crate::cli::stdout::write(format_args!($($text)*)) };
}

/// As [`out!`], with a newline at the end.
macro_rules! outln {
    ($($text:tt)*) => { $crate::cli::stdout::write(format_args!("{}\n", format_args!($($text)*))) };
}

/// What the macros call. Where nothing can be written (a full disk) the command ends with an error.
pub fn write(text: Arguments<'_>) {
    told(|out| out.write_fmt(text));
}

/// The same for a whole document.
pub fn write_all(bytes: &[u8]) {
    told(|out| out.write_all(bytes));
}

fn told(write: impl FnOnce(&mut StdoutLock<'_>) -> std::io::Result<()>) {
    let mut out = std::io::stdout().lock();
    if let Err(error) = write(&mut out).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        eprintln!("papercell: standard output cannot be written: {error}");
        std::process::exit(1);
    }
}
