//! A kernel in this process: for the commands that run notebooks themselves.

use super::driver::Driver;
use super::execution::{self, Event, Options, Report};
use super::notebook::Notebook;
use super::progress::Spinner;
use crate::engine::environment::{Environment, SessionFolder};

/// The toolkit and the folder of the one session that a process can have.
pub struct Kernel {
    environment: Environment,
    folder: SessionFolder,
}

impl Kernel {
    /// Finds the toolkit and makes the session's folder. Call it before the process has a second thread (progress bars
    /// have one): it sets an environment variable.
    ///
    /// # Errors
    /// There is no Rust toolchain, or no place to keep things.
    pub fn open() -> anyhow::Result<Kernel> {
        Ok(Kernel {
            environment: Environment::locate()?,
            folder: SessionFolder::open()?,
        })
    }

    /// Builds the toolkit if that has not been done yet.
    ///
    /// # Errors
    /// As [`Environment::build`].
    pub fn build_toolkit(&self) -> anyhow::Result<()> {
        build_toolkit(&self.environment)
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
        let factory = self.folder.factory(self.environment);
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
/// As [`Environment::build`].
pub fn build_toolkit(environment: &Environment) -> anyhow::Result<()> {
    if environment.is_built() {
        return Ok(());
    }
    let spinner = Spinner::start("Compiling the toolkit, once");
    environment.build(|line| spinner.note(line))?;
    spinner.done();
    Ok(())
}

async fn ctrl_c() {
    if tokio::signal::ctrl_c().await.is_err() {
        // The signal cannot be received: there is nothing to wait for.
        std::future::pending::<()>().await;
    }
}
