//! The command line: one file a command.
//!
//! # Layout
//! - the commands: `install`, `uninstall`, `clean`, `share`, `lab`, `new`, `run`, `check/`, `fmt/`, `handout/`, `shelf/`, `doctor/`;
//!   `kernel` for front ends
//! - `execution`, `driver`, `in_process`: running a notebook without a front end
//! - `kernelspec`, `executable`: how front ends find the kernel; `installed`: which of them were installed where
//! - `caches`: what is kept, how large it is and what of it is in use
//! - `python`, `exporter`: a Python, and the nbconvert exporter in it
//! - `toolchain`: the Rust compiler that cells need
//! - `assets`, `progress`, `style`, `stdout`: what travels in the executable, progress bars, colours, what is printed
//! - `parallel`: several things at the same time

// What prints takes a reader into account who closes the pipe: `outln!`, not `println!`.
#![deny(clippy::print_stdout)]

// First, for its macros.
#[macro_use]
mod stdout;

mod assets;
mod caches;
mod check;
mod clean;
mod doctor;
mod driver;
mod executable;
mod execution;
mod exporter;
mod fmt;
mod handout;
mod in_process;
mod install;
mod installed;
mod kernel;
mod kernelspec;
mod lab;
mod new;
mod parallel;
mod progress;
mod python;
mod run;
mod share;
mod shelf;
mod style;
mod toolchain;
mod uninstall;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::engine::choice::{self, Kind};
// The commands call these as if they were here.
use crate::{files, notebook};

/// What stands below the list of commands.
const EXAMPLES: &str = "\
Examples:
  papercell lab                     JupyterLab on the notebooks; installs what is missing
  papercell install                 the kernel for the Jupyter that you have
  papercell run notebook.ipynb      runs all cells and writes their outputs into the file
  papercell check notebooks         fails when a notebook no longer gives what is stored in it
  papercell doctor                  what is missing, and the command that gets it

Variables:
  PAPERCELL_HOME=DIR                keeps everything below DIR
  PAPERCELL_LOG=debug               logs more, and into a file too (PAPERCELL_LOG_FILE=FILE says which)";

/// A Jupyter kernel for Rust with paper cells, and a shelf of paper notebooks.
#[derive(Parser)]
#[command(version, about, after_help = EXAMPLES, arg_required_else_help = true)]
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
    #[command(after_help = "\
Examples:
  papercell install                           for this user
  papercell install --sys-prefix --python venv/bin/python
                                              into a virtual environment, with the exporter for handouts
  papercell install --prefix /usr/local       for everyone on this machine

Running it again is safe, also while kernels run. `papercell uninstall` takes away what it put there.")]
    Install(install::Arguments),
    /// Fill a folder from which all users of a machine or of an image read what is compiled.
    Share(share::Arguments),
    /// Remove what `papercell install` has put there, and say what stays.
    #[command(after_help = "\
Examples:
  papercell uninstall                         what `papercell install` did
  papercell uninstall --prefix /usr/local     what `papercell install --prefix /usr/local` did
  papercell uninstall --all                   everything of this user: also JupyterLab's environment and the caches")]
    Uninstall(uninstall::Arguments),
    /// Empty the caches; everything in them is made again when it is needed.
    #[command(
        after_help = "What running kernels use stays. It asks nothing, and says what it removed and how large it was."
    )]
    Clean,
    /// Do what is missing, then open JupyterLab on the notebooks.
    #[command(after_help = "\
Examples:
  papercell lab                               on ./notebooks, else on this folder
  papercell lab research --port 8900          on another folder
  papercell lab -- --ServerApp.token=abc      with arguments for JupyterLab")]
    Lab(lab::Arguments),
    /// Run a notebook in the kernel, without Python, and write the outputs into it.
    #[command(after_help = "\
Example:
  papercell run notebook.ipynb                it fails when a cell does")]
    Run(run::Arguments),
    /// Read notebooks and run them again; fail on a lint, an error, a failed claim, or a changed output.
    #[command(after_help = "\
Examples:
  papercell check --jobs 2 notebooks          all notebooks below a folder; nothing is written
  papercell check --lint notebook.ipynb       only what can be said without running it
  papercell check --mutants notebook.ipynb    does each sabotage in its metadata turn its claims red?")]
    Check(check::Arguments),
    /// Lay out the code of notebooks with rustfmt, and their files as Jupyter writes them.
    #[command(after_help = "\
Example:
  papercell fmt --check notebooks             writes nothing: shows what would change, and fails if anything would")]
    Fmt(fmt::Arguments),
    /// Start a paper notebook with the standard's shape.
    #[command(after_help = "\
Example:
  papercell new adaptive-sampling --topic probabilistic-inference")]
    New(new::Arguments),
    /// Find, open and copy the paper notebooks, which travel in this program.
    #[command(after_help = "\
Examples:
  papercell shelf                             every paper, by topic
  papercell shelf gumbel gradient             those that say both words, the best first
  papercell shelf --year 2015..2018 --json    those of some years, for a program
  papercell shelf open ddpm                   one paper in JupyterLab
  papercell shelf copy mine ddpm              one paper in a folder, to write in")]
    Shelf(shelf::Arguments),
    /// Write notebooks as pages to read and to print: one HTML file each, with nothing to load.
    #[command(after_help = "\
Examples:
  papercell handout notebook.ipynb            writes notebook.html beside it
  papercell handout --out pages notebooks/*/*.ipynb
  papercell handout --execute --code folded notebook.ipynb
                                              runs it first; fails when a cell or a claim does
  papercell handout --pdf --booklet Autumn a.ipynb b.ipynb
                                              writes autumn.pdf: both, behind a table of contents
  papercell handout --slides notebook.ipynb   writes notebook.slides.html, to show with the arrow keys

`jupyter nbconvert --to handout` writes the same pages.")]
    Handout(handout::Arguments),
    /// Say what is there, what is missing, and how to get it.
    #[command(after_help = "\
Example:
  papercell doctor --json                     the same for a program

It fails (exit code 1) when something is missing without which cells cannot run.")]
    Doctor(doctor::Arguments),
    /// Draw equations: [{"tex", "display"}] comes in, [{"html"} or {"error", "position"}] goes out.
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

impl Command {
    /// Names the log file of a process with this command.
    fn name(&self) -> &'static str {
        match self {
            Command::Kernel { .. } => "kernel",
            Command::Completer => "completer",
            Command::PrepareEnvironment => "prepare",
            Command::Install(_) => "install",
            Command::Uninstall(_) => "uninstall",
            Command::Clean => "clean",
            Command::Share(_) => "share",
            Command::Lab(_) => "lab",
            Command::Run(_) => "run",
            Command::Check(_) | Command::CheckOne { .. } => "check",
            Command::Shelf(_) => "shelf",
            Command::Handout(_) => "handout",
            Command::Fmt(_) => "fmt",
            Command::New(_) => "new",
            Command::Doctor(_) => "doctor",
            Command::Tex => "tex",
        }
    }
}

/// Runs the command that was asked for.
pub fn main() -> ExitCode {
    // SAFETY: the process has no other thread yet.
    unsafe { toolchain::make_reachable() };
    let arguments = Arguments::parse();
    crate::log::start(arguments.command.name());
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
        Command::Share(arguments) => share::run(&arguments),
        Command::Lab(arguments) => lab::run(&arguments),
        Command::Uninstall(arguments) => uninstall::run(&arguments),
        Command::Clean => clean::run(),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Run(arguments) => run::run(&arguments),
        Command::Shelf(arguments) => shelf::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Handout(arguments) => handout::run(&arguments),
        Command::Fmt(arguments) => fmt::run(&arguments),
        Command::New(arguments) => new::run(&arguments),
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
