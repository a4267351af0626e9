//! The command line: one file a command.
//!
//! # Layout
//! - `kernel`, `run`, `check/`: the commands
//! - `execution`, `driver`, `in_process`: running a notebook without a front end
//! - `notebook/`: notebook files, read and written without Python
//! - `kernelspec`: how front ends find the kernel
//! - `progress`, `style`, `files`: progress bars, colours, files written whole

mod check;
mod driver;
mod execution;
mod files;
mod in_process;
mod kernel;
mod kernelspec;
mod notebook;
mod progress;
mod run;
mod style;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// A Jupyter kernel for Rust with paper cells, and a shelf of paper notebooks.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve a front end (front ends start this themselves).
    #[command(hide = true)]
    Kernel {
        /// The connection file that the front end wrote.
        #[arg(short = 'f', long)]
        connection_file: PathBuf,
    },
    /// Compile the toolkit into the folder that evcxr is told to use.
    #[command(hide = true)]
    PrepareEnvironment,
    /// Render TeX: a JSON array of {"tex", "display"} from standard input, {"html"} or {"error", "position"} to standard output.
    Tex,
    /// Run a notebook in the kernel, without Python, and write the outputs into it.
    Run(run::Arguments),
    /// Run notebooks again and compare with their stored outputs; fail on a difference, an error or a failed claim.
    Check(check::Arguments),
    /// One notebook of `check`.
    #[command(hide = true, name = check::one::COMMAND)]
    CheckOne {
        #[arg(long, value_parser = run::seconds)]
        timeout: Option<std::time::Duration>,
        file: PathBuf,
    },
}

/// Runs the command that was asked for.
pub fn main() -> ExitCode {
    tracing_subscriber::fmt()
        .with_env_filter(
            // Only our own lines: rust-analyzer, inside evcxr, logs thousands a second.
            tracing_subscriber::EnvFilter::new(format!(
                "error,papercell={}",
                std::env::var("PAPERCELL_LOG").unwrap_or_else(|_| "warn".to_owned())
            )),
        )
        .with_writer(std::io::stderr)
        .init();
    let arguments = Arguments::parse();
    let result = match arguments.command {
        Command::Kernel { connection_file } => well(kernel::run(&connection_file)),
        Command::PrepareEnvironment => well(
            crate::engine::environment::Environment::locate()
                .and_then(|environment| environment.prepare()),
        ),
        Command::Tex => well(tex()),
        Command::Run(arguments) => run::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::CheckOne { timeout, file } => well(check::one::run(&file, timeout)),
    };
    match result {
        Ok(code) => code,
        Err(error) => {
            eprintln!("papercell: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// The commands that either do their work or fail.
fn well(result: anyhow::Result<()>) -> anyhow::Result<ExitCode> {
    result.map(|()| ExitCode::SUCCESS)
}

fn tex() -> anyhow::Result<()> {
    crate::display::batch::run(std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(())
}
