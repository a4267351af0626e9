//! `:dep`: crates for the cells.

use std::sync::Arc;

use super::super::NativeEngine;
use super::super::environment::{self, Dependency, Environment, parse_dep};
use super::super::rustc::Stop;
use super::Answer;
use crate::display::Bundle;
use crate::engine::{Output, OutputSink};

/// Tells the reader how a build goes.
pub struct Progress {
    sink: OutputSink,
    stop: Arc<Stop>,
}

impl Progress {
    /// Writes to the cell's standard error, until the cell is interrupted.
    pub fn new(sink: &OutputSink, stop: &Arc<Stop>) -> Progress {
        Progress {
            sink: Arc::clone(sink),
            stop: Arc::clone(stop),
        }
    }
}

impl environment::Progress for Progress {
    fn say(&mut self, line: &str) {
        let text = format!("{line}\n");
        (self.sink)(Output::Stream { stderr: true, text });
    }

    fn stopped(&self) -> bool {
        self.stop.is_stopped()
    }
}

/// The environment with these crates on top of the one in which the session started.
///
/// # Errors
/// As [`Environment::with`].
pub fn environment_for(
    engine: &NativeEngine,
    dependencies: &[Dependency],
) -> anyhow::Result<Environment> {
    let mut progress = Progress::new(&engine.sink, &engine.compilers);
    let offline = engine.state.settings.offline;
    let tools = &engine.compiler.tools;
    Environment::with(
        &tools.toolchain,
        dependencies,
        offline,
        &mut progress,
        Some(&engine.first),
    )
}

/// `:dep name = spec`; several of them stand in a line each.
pub fn dep(engine: &mut NativeEngine, arguments: &str) -> Answer {
    let mut dependencies = engine.state.dependencies.clone();
    // No line at all is a `:dep` without a name, which is wrong.
    for argument in arguments.split('\n') {
        let new = parse_dep(argument)?;
        dependencies.retain(|old| old.name != new.name);
        dependencies.push(new);
    }
    let environment =
        environment_for(engine, &dependencies).map_err(|error| format!("{error:#}"))?;
    // The same symbols with other contents cannot be in one process.
    let old = &engine.state.environment;
    if environment.conflicts_with(old) || environment.toolkit_changed != old.toolkit_changed {
        engine.link.unload();
        engine
            .link
            .restart()
            .map_err(|error| format!("{error:#}"))?;
        engine.loaded = None;
        if !engine.state.variables.is_empty() {
            engine.say("crates that are loaded already are needed in another form: the worker was started afresh, and the variables are gone");
        }
        engine.state.forget_values();
        engine.remembered.clear();
    }
    engine.state.dependencies = dependencies;
    engine.state.environment = Arc::new(environment);
    Ok(None)
}

/// `:show_deps`.
pub fn show(engine: &mut NativeEngine, _: &str) -> Answer {
    let crates = engine.state.environment.crates().into_iter();
    let lines: Vec<String> = crates
        .map(|(name, version)| format!("{name} {version}"))
        .collect();
    Ok(Some(Bundle::plain(lines.join("\n"))))
}
