//! The command line: one file a command.

mod kernel;

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
        Command::Kernel { connection_file } => kernel::run(&connection_file),
        Command::PrepareEnvironment => crate::engine::environment::Environment::locate()
            .and_then(|environment| environment.prepare()),
        Command::Tex => tex(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("papercell: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn tex() -> anyhow::Result<()> {
    crate::display::batch::run(std::io::stdin().lock(), std::io::stdout().lock())?;
    Ok(())
}
