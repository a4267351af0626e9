//! A kernel in this process: for the commands that run notebooks themselves.

use super::driver::Driver;
use super::execution::{self, Event, Options, Report};
use super::progress::Spinner;
use crate::engine::choice::Preparation;
use crate::notebook::Notebook;

/// The one session that a process can have, before it starts.
pub struct Kernel {
    preparation: Preparation,
}

impl Kernel {
    /// Finds the compiler and what the engine needs. Call it before the process has a second thread (progress bars
    /// have one): it sets an environment variable.
    ///
    /// # Errors
    /// There is no Rust toolchain, or no place to keep things.
    pub fn open() -> anyhow::Result<Kernel> {
        Ok(Kernel {
            preparation: Preparation::open()?,
        })
    }

    /// Builds the toolkit if that has not been done yet.
    ///
    /// # Errors
    /// As [`Preparation::build_toolkit`].
    pub fn build_toolkit(&self) -> anyhow::Result<()> {
        build_toolkit(&self.preparation)
    }

    /// Runs a notebook; Ctrl-C stops it.
    ///
    /// # Errors
    /// The kernel cannot work. What cells do wrong is in the report.
    pub fn execute(
        self,
        notebook: &mut Notebook,
        options: Options,
        watch: impl FnMut(Event),
    ) -> anyhow::Result<Report> {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .worker_threads(2)
            .enable_all()
            .build()?;
        let factory = self.preparation.factory();
        let report = runtime.block_on(async {
            let mut driver = Driver::start(factory)?;
            execution::execute(notebook, &mut driver, options, ctrl_c, watch).await
        });
        // A cell that could not be interrupted still runs on the engine's thread; it ends with the process.
        runtime.shutdown_background();
        report
    }
}

/// Builds a toolkit that is not there yet, with progress.
///
/// # Errors
/// As [`Preparation::build_toolkit`].
pub fn build_toolkit(preparation: &Preparation) -> anyhow::Result<()> {
    if preparation.has_toolkit() {
        return Ok(());
    }
    let spinner = Spinner::start("Compiling the toolkit, once");
    preparation.build_toolkit(|line| spinner.note(line))?;
    spinner.done();
    Ok(())
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // The signal cannot be received: there is nothing to wait for.
        std::future::pending::<()>().await;
    }
}
