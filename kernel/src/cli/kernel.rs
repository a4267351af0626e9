//! `papercell kernel -f FILE`: what a front end starts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use nix::errno::Errno;
use nix::unistd::Pid;
use tokio::signal::unix::{SignalKind, signal};

use crate::engine::choice::Preparation;
use crate::jupyter::connection::Connection;
use crate::jupyter::history::History;
use crate::jupyter::session::Session;
use crate::jupyter::sockets::Sockets;

/// Set by Jupyter's servers and consoles: the process that started the kernel.
const PARENT: &str = "JPY_PARENT_PID";

/// Serves a front end until it shuts the kernel down, or is gone.
///
/// # Errors
/// No Rust toolchain, a bad connection file, or a socket that cannot be bound.
pub fn run(connection_file: &Path) -> anyhow::Result<()> {
    let connection = Connection::read(connection_file)?;
    let preparation = Preparation::open()?;
    let factory = preparation.factory();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let sockets = Sockets::bind(&connection).await?;
        let history = History::of_user()?;
        let (session, said) = Session::start_with(factory, history.clone())?;
        tokio::spawn(obey_signals(Arc::clone(&session)));
        tokio::spawn(end_with_parent(Arc::clone(&session)));
        sockets.serve(session, said).await;
        history.finish();
        anyhow::Ok(())
    })?;
    // Drops the sockets, whose files go with them. A cell may still run on the engine's thread; it ends with the process.
    runtime.shutdown_timeout(Duration::from_millis(500));
    Ok(())
}

/// SIGINT interrupts the cell, SIGTERM ends the kernel.
async fn obey_signals(session: Arc<Session>) {
    let (Ok(mut interrupt), Ok(mut terminate)) = (
        signal(SignalKind::interrupt()),
        signal(SignalKind::terminate()),
    ) else {
        tracing::warn!("signals cannot be received");
        return;
    };
    loop {
        tokio::select! {
            _ = interrupt.recv() => session.interrupt(),
            _ = terminate.recv() => session.end(),
        }
    }
}

/// Ends the kernel when the front end has died without a word: the process that started this one, or (a script may
/// stand between them) the one that the variable names.
async fn end_with_parent(session: Arc<Session>) {
    let Some(named) = std::env::var_os(PARENT) else {
        return;
    };
    let parent = nix::unistd::getppid();
    let is_there = |pid: Pid| !matches!(nix::sys::signal::kill(pid, None), Err(Errno::ESRCH));
    let named = named.to_str().and_then(|pid| pid.parse().ok());
    // One that cannot be seen from the start is in another container, say; nothing can be known of it.
    let named = named.filter(|pid| *pid > 1).map(Pid::from_raw);
    let named = named.filter(|pid| is_there(*pid));
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if nix::unistd::getppid() != parent || named.is_some_and(|pid| !is_there(pid)) {
            tracing::info!("the front end is gone");
            return session.end();
        }
    }
}
