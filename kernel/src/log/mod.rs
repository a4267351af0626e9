//! The log: warnings on standard error, which a front end's terminal shows; more, and a file, where `PAPERCELL_LOG` asks.
//!
//! # Layout
//! - this file: what is wanted, and the subscriber
//! - `sink`: where lines go, with every secret taken out; the last lines, for a crash report
//! - `file`: a log file that stays small, and a folder of them

mod file;
mod sink;

use std::path::PathBuf;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, fmt};

pub use sink::{conceal, hide, recent};

use crate::places;

/// What is logged: a level (`debug`), or directives as `tracing` has them (`papercell::engine=trace,tokio=info`).
pub const FILTER: &str = "PAPERCELL_LOG";
/// The file that is logged into; without it, [`FILTER`] makes one in the cache.
pub const FILE: &str = "PAPERCELL_LOG_FILE";

/// What is logged where nobody asked.
const USUAL: &str = "warn";
/// What a crash report shows of the log, asked for or not.
const REMEMBERED: &str = "error,papercell=info";

/// Starts the log of this process; `name` is that of its file. What cannot be done is said on standard error, and the
/// program goes on without it.
pub fn start(name: &str) {
    let filter = variable(FILTER);
    let directives = directives(filter.as_deref().unwrap_or(USUAL));
    let parsed = EnvFilter::try_new(&directives).unwrap_or_else(|error| {
        eprintln!(
            "papercell: {FILTER} is not understood ({error}); write a level (error, warn, info, debug, trace, off) or \
             directives such as papercell::engine=debug"
        );
        EnvFilter::new(self::directives(USUAL))
    });
    if let Some(path) = wanted_file(name, filter.is_some()) {
        match path.and_then(|path| file::LogFile::open(&path).map(|file| (file, path))) {
            Ok((file, path)) => {
                eprintln!("papercell: the log is in {}", path.display());
                sink::write_to(file);
            }
            Err(error) => eprintln!("papercell: there is no log file: {error:#}"),
        }
    }
    // No colours: the same lines go into the file, and a front end's log is a file mostly.
    let shown = fmt::layer().with_ansi(false).with_writer(sink::shown);
    let kept = fmt::layer().with_ansi(false).with_writer(sink::kept);
    tracing_subscriber::registry()
        .with(shown.with_filter(parsed))
        .with(kept.with_filter(EnvFilter::new(REMEMBERED)))
        .init();
}

/// A level is meant for our own lines: rust-analyzer, inside evcxr, logs thousands a second.
fn directives(filter: &str) -> String {
    match filter.contains(['=', ',']) {
        true => format!("error,{filter}"),
        false => format!("error,papercell={filter}"),
    }
}

/// The file that is logged into, if one is asked for.
fn wanted_file(name: &str, filtered: bool) -> Option<anyhow::Result<PathBuf>> {
    match variable(FILE) {
        Some(path) => Some(Ok(PathBuf::from(path))),
        None if filtered => Some(places::logs().map(|folder| {
            file::tidy(&folder);
            folder.join(format!("{name}-{}.log", std::process::id()))
        })),
        None => None,
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_is_for_our_own_lines_and_directives_are_taken_as_they_are() {
        assert_eq!(directives("debug"), "error,papercell=debug");
        assert_eq!(directives("off"), "error,papercell=off");
        assert_eq!(directives("tokio=info"), "error,tokio=info");
        assert_eq!(directives("info,tokio=off"), "error,info,tokio=off");
        for filter in ["debug", "off", "papercell::engine=trace,tokio=info"] {
            assert!(EnvFilter::try_new(directives(filter)).is_ok(), "{filter}");
        }
        assert!(EnvFilter::try_new(directives("loud")).is_err());
    }
}
