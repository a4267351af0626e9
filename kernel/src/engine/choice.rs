//! Which engine runs the cells: the native one, or that of the `evcxr` crate.

use std::str::FromStr;
use std::sync::Arc;

use super::environment::{Environment as Template, SessionFolder};
use super::native::NativeEngine;
use super::native::environment::{Environment, Toolchain};
use super::thread::Factory;
use super::{Engine, Output, OutputSink};

/// Names the engine where nobody can give an argument: in a front end's kernelspec, say.
pub const VARIABLE: &str = "PAPERCELL_ENGINE";

/// An engine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Kind {
    /// One rustc a cell; a worker that loses nothing.
    #[default]
    Native,
    /// The `evcxr` crate, for comparison, and for what may depend on how it works.
    Evcxr,
}

impl FromStr for Kind {
    type Err = String;

    fn from_str(name: &str) -> Result<Kind, String> {
        match name {
            "native" => Ok(Kind::Native),
            "evcxr" => Ok(Kind::Evcxr),
            other => Err(format!("`{other}` is no engine; it is `native` or `evcxr`")),
        }
    }
}

impl Kind {
    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Native => "native",
            Kind::Evcxr => "evcxr",
        }
    }

    /// The engine that the environment asks for; `--engine` sets its variable.
    ///
    /// # Errors
    /// The variable names none.
    pub fn chosen() -> anyhow::Result<Kind> {
        match std::env::var(VARIABLE).ok().filter(|name| !name.is_empty()) {
            Some(name) => (name.parse()).map_err(|error| anyhow::anyhow!("{VARIABLE}: {error}")),
            None => Ok(Kind::default()),
        }
    }
}

/// What the one session of a process needs before its engine starts.
pub enum Preparation {
    /// Nothing but a compiler.
    Native(Toolchain),
    /// There is no compiler yet; each cell looks for it again.
    NoCompiler,
    /// evcxr's folder, made from a template.
    Evcxr(Template, SessionFolder),
}

impl Preparation {
    /// Prepares a session. Call it before the process has a second thread: evcxr is told its folder by an environment
    /// variable.
    ///
    /// # Errors
    /// There is no Rust toolchain, or no place to keep things.
    pub fn open() -> anyhow::Result<Preparation> {
        Ok(match Kind::chosen()? {
            Kind::Native => Preparation::Native(Toolchain::find()?),
            Kind::Evcxr => Preparation::Evcxr(Template::locate()?, SessionFolder::open()?),
        })
    }

    /// As [`Preparation::open`], for a front end: its reader shall see what is missing. A kernel that does not start says
    /// so only in a log; one without a compiler says it in its cells.
    ///
    /// # Errors
    /// There is no place to keep things, or no such engine.
    pub fn open_anyway() -> anyhow::Result<Preparation> {
        match Kind::chosen()? {
            Kind::Native => Ok(Preparation::open().unwrap_or_else(|error| {
                tracing::warn!("{error:#}");
                Preparation::NoCompiler
            })),
            Kind::Evcxr => Preparation::open(),
        }
    }

    /// The engine and its compiler in a line, for a crash report.
    pub fn describe(&self) -> String {
        match self {
            Preparation::Evcxr(..) => Kind::Evcxr.name().to_owned(),
            Preparation::Native(toolchain) => {
                let version = toolchain.version.lines().next().unwrap_or_default();
                format!("{version}, {}", toolchain.host())
            }
            Preparation::NoCompiler => "no compiler".to_owned(),
        }
    }

    /// Is the toolkit compiled?
    pub fn has_toolkit(&self) -> bool {
        match self {
            Preparation::Native(toolchain) => Environment::has_toolkit(toolchain).unwrap_or(false),
            Preparation::NoCompiler => false,
            Preparation::Evcxr(template, _) => template.is_built(),
        }
    }

    /// Compiles the toolkit, if that has not been done yet.
    ///
    /// # Errors
    /// It does not compile; the compiler's last words.
    pub fn build_toolkit(&self, mut progress: impl FnMut(&str)) -> anyhow::Result<()> {
        match self {
            Preparation::Native(toolchain) => {
                Environment::toolkit(toolchain, &mut progress).map(drop)
            }
            Preparation::NoCompiler => Toolchain::find().map(drop),
            Preparation::Evcxr(template, _) => template.build(progress),
        }
    }

    /// Builds engines for this session; the toolkit first, if it is not there yet.
    pub fn factory(&self) -> impl FnOnce(OutputSink) -> Factory + use<> {
        let build: Box<dyn FnOnce(OutputSink) -> Factory> = match self {
            Preparation::Evcxr(template, folder) => Box::new(folder.factory(template.clone())),
            Preparation::Native(toolchain) => {
                let toolchain = toolchain.clone();
                Box::new(move |sink| Box::new(move || native(&toolchain, &sink)))
            }
            Preparation::NoCompiler => {
                Box::new(|sink| Box::new(move || native(&Toolchain::find()?, &sink)))
            }
        };
        build
    }
}

fn native(toolchain: &Toolchain, sink: &OutputSink) -> anyhow::Result<Box<dyn Engine>> {
    let mut log = |line: &str| tracing::info!("{line}");
    let environment = Environment::toolkit(toolchain, &mut log).unwrap_or_else(|error| {
        let text = format!("Plain Rust cells work, the toolkit `toy` does not: {error:#}\n");
        sink(Output::Stream { stderr: true, text });
        Environment::plain()
    });
    let engine = NativeEngine::start(toolchain.clone(), environment, Arc::clone(sink))?;
    Ok(Box::new(engine))
}
