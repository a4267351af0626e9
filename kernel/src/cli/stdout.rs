//! Standard output of the commands.

use std::fmt::Arguments;
use std::io::{ErrorKind, Write};

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
    let mut out = std::io::stdout().lock();
    if let Err(error) = out.write_fmt(text).and_then(|()| out.flush())
        && error.kind() != ErrorKind::BrokenPipe
    {
        eprintln!("papercell: standard output cannot be written: {error}");
        std::process::exit(1);
    }
}
