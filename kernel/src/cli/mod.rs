//! The command line: one file a command.
//!
//! # Layout
//! - the commands: `install`, `lab`, `run`, `check/`, `doctor`; `kernel` for front ends
//! - `execution`, `driver`, `in_process`: running a notebook without a front end
//! - `notebook/`: notebook files, read and written without Python
//! - `kernelspec`, `executable`: how front ends find the kernel
//! - `python`, `exporter`: a Python, and the nbconvert exporter in it
//! - `toolchain`: the Rust compiler that cells need
//! - `assets`, `files`, `progress`, `style`: what travels in the executable, files written whole, progress bars, colours

mod assets;
mod check;
mod doctor;
mod driver;
mod executable;
mod execution;
mod exporter;
mod files;
mod in_process;
mod install;
mod kernel;
mod kernelspec;
mod lab;
mod notebook;
mod progress;
mod python;
mod run;
mod style;
mod toolchain;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::engine::choice::{self, Kind};

/// A Jupyter kernel for Rust with paper cells, and a shelf of paper notebooks.
#[derive(Parser)]
#[command(version, about)]
struct Arguments {
    /// What runs the cells: `native`, or `evcxr` for comparison.
    #[arg(long, global = true, value_parser = str::parse::<Kind>)]
    engine: Option<Kind>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Install the kernel for Jupyter's front ends, and compile the toolkit.
    Install(install::Arguments),
    /// Do what is missing, then open JupyterLab on the notebooks.
    Lab(lab::Arguments),
    /// Run a notebook in the kernel, without Python, and write the outputs into it.
    Run(run::Arguments),
    /// Run notebooks again; fail on an error, a failed claim, or an output that differs from the stored one.
    Check(check::Arguments),
    /// Say what is there, what is missing, and how to get it.
    Doctor,
    /// Draw equations: a JSON array of {"tex", "display"} comes in, one of {"html"} or {"error", "position"} goes out.
    Tex,
    /// Serve a front end (front ends start this themselves).
    ///
    /// What is run is kept in `history.sqlite` in Papercell's data folder, for the history of consoles. With
    /// PAPERCELL_HISTORY=off in the environment nothing is written. PAPERCELL_LOG (warn, info, debug, trace) is what the
    /// kernel logs on standard error.
    #[command(hide = true)]
    Kernel {
        /// The connection file that the front end wrote.
        #[arg(short = 'f', long)]
        connection_file: PathBuf,
    },
    /// Compile the toolkit into the folder that evcxr is told to use.
    #[command(hide = true)]
    PrepareEnvironment,
    /// Complete and explain cells for a kernel, which asks over standard input.
    #[command(hide = true, name = crate::engine::completer::child::COMMAND)]
    Completer,
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
    // SAFETY: the process has no other thread yet.
    unsafe { toolchain::make_reachable() };
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
    if let Some(kind) = arguments.engine {
        // SAFETY: the process has no other thread yet. Its children shall have the same engine.
        unsafe { std::env::set_var(choice::VARIABLE, kind.name()) };
    }
    let result = match arguments.command {
        Command::Kernel { connection_file } => well(kernel::run(&connection_file)),
        Command::PrepareEnvironment => well(
            crate::engine::environment::Environment::locate()
                .and_then(|environment| environment.prepare()),
        ),
        Command::Completer => well(crate::engine::completer::child::run()),
        Command::Tex => well(tex()),
        Command::Install(arguments) => install::run(&arguments),
        Command::Lab(arguments) => lab::run(&arguments),
        Command::Doctor => Ok(doctor::run()),
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
