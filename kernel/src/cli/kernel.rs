//! `papercell kernel -f FILE`: what a front end starts.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};

use crate::engine::choice::Preparation;
use crate::jupyter::connection::Connection;
use crate::jupyter::session::Session;
use crate::jupyter::sockets::Sockets;
use crate::{crash, log, places};

/// Set by Jupyter's servers and consoles: the process that started the kernel.
const PARENT: &str = "JPY_PARENT_PID";

/// Serves a front end until it shuts the kernel down, or is gone.
///
/// # Errors
/// A bad connection file, or a socket that cannot be bound.
pub fn run(connection_file: &Path) -> anyhow::Result<()> {
    let connection = Connection::read(connection_file)?;
    log::hide(&connection.key);
    let preparation = Preparation::open_anyway()?;
    // After what wants to be alone in the process: this starts a thread.
    match places::crashes() {
        Ok(folder) => crash::report_into(folder),
        Err(error) => tracing::warn!("a crash would leave no report: {error:#}"),
    }
    crash::know("toolchain", &preparation.describe());
    tracing::info!(
        "papercell {} starts, process {}",
        env!("CARGO_PKG_VERSION"),
        std::process::id()
    );
    let factory = preparation.factory();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let sockets = Sockets::bind(&connection).await?;
        let (session, said) = Session::start(factory)?;
        tokio::spawn(obey_signals(Arc::clone(&session)));
        tokio::spawn(end_with_parent(Arc::clone(&session)));
        sockets.serve(session, said).await;
        anyhow::Ok(())
    })?;
    // A cell may still run on the engine's thread; it ends with the process.
    runtime.shutdown_background();
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

/// Ends the kernel when the front end has died without a word.
async fn end_with_parent(session: Arc<Session>) {
    if std::env::var_os(PARENT).is_none() {
        return;
    }
    let parent = nix::unistd::getppid();
    loop {
        tokio::time::sleep(Duration::from_secs(1)).await;
        if nix::unistd::getppid() != parent {
            tracing::info!("the front end is gone");
            return session.end();
        }
    }
}
