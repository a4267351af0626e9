//! SIGINT or SIGTERM while a browser prints: the browser stops and its folder goes before the command ends of the signal.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{OnceLock, PoisonError, RwLock, RwLockReadGuard};

use anyhow::anyhow;
use nix::sys::signal::{SigHandler, Signal};
use tokio::signal::unix::{SignalKind, signal};

/// Held by all who print.
static OPEN: RwLock<()> = RwLock::new(());
static HAS_BEGUN: AtomicBool = AtomicBool::new(false);

/// The command ends of no signal before this is dropped, which should be soon once that [`has_begun`]. Then nobody does more.
#[derive(Debug)]
pub struct Hold(Option<RwLockReadGuard<'static, ()>>);

impl Drop for Hold {
    fn drop(&mut self) {
        self.0 = None;
        while has_begun() {
            std::thread::park();
        }
    }
}

/// Holds the end of the command up.
///
/// # Errors
/// Signals cannot be watched.
pub fn hold() -> anyhow::Result<Hold> {
    static WATCH: OnceLock<Result<(), String>> = OnceLock::new();
    WATCH
        .get_or_init(|| watch().map_err(|error| format!("signals cannot be watched: {error}")))
        .clone()
        .map_err(|error| anyhow!(error))?;
    let open = OPEN.read().unwrap_or_else(PoisonError::into_inner);
    Ok(Hold(Some(open)))
}

/// Has a signal come?
pub fn has_begun() -> bool {
    HAS_BEGUN.load(Ordering::SeqCst)
}

fn watch() -> std::io::Result<()> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_io()
        .build()?;
    let (mut interrupt, mut terminate) = {
        let _inside = runtime.enter();
        (
            signal(SignalKind::interrupt())?,
            signal(SignalKind::terminate())?,
        )
    };
    std::thread::Builder::new().spawn(move || {
        let signal = runtime.block_on(async {
            tokio::select! {
                _ = interrupt.recv() => Signal::SIGINT,
                _ = terminate.recv() => Signal::SIGTERM,
            }
        });
        HAS_BEGUN.store(true, Ordering::SeqCst);
        let _all_closed = OPEN.write().unwrap_or_else(PoisonError::into_inner);
        // As if nobody had watched: a shell's loop ends only if the signal ended the command.
        // SAFETY: nothing is called.
        let _ = unsafe { nix::sys::signal::signal(signal, SigHandler::SigDfl) };
        let _ = nix::sys::signal::raise(signal);
        std::process::exit(1);
    })?;
    Ok(())
}
