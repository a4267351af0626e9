//! What is known of an engine without waiting for it: its session as it was after the last cell that ended.

use std::sync::Arc;

use super::at_once::AtOnce;
use super::commands::Command;
use super::outline::{Outlined, outline};
use super::{Engine, Remote, SessionView, Variable};

/// What the engine's thread has told.
#[derive(Default)]
pub struct Known {
    /// What may be done to the engine while it works; none while it warms up.
    pub remote: Option<Arc<dyn Remote>>,
    /// How much is queued or at work.
    pub waiting: usize,
    /// Not warming up.
    pub ready: bool,
    /// The variables that live on.
    pub variables: Vec<Variable>,
    items: Vec<String>,
    commands: &'static [Command],
    view: Option<Arc<SessionView>>,
}

impl Known {
    /// Asks the engine.
    pub fn learn(&mut self, engine: &dyn Engine) {
        self.variables = engine.variables();
        self.items = engine.items();
        self.commands = engine.commands();
        self.view = engine.view();
    }

    /// A copy, and the names of the items: see [`Seen::with_items`].
    pub fn seen(&self) -> (Seen, Vec<String>) {
        let seen = Seen {
            idle: self.ready && self.waiting == 0,
            commands: self.commands,
            variables: self.variables.clone(),
            items: Vec::new(),
            view: self.view.clone(),
        };
        (seen, self.items.clone())
    }
}

/// The session as it was after the last cell that ended.
pub struct Seen {
    /// The engine can be asked.
    pub idle: bool,
    commands: &'static [Command],
    variables: Vec<Variable>,
    items: Vec<Outlined>,
    /// For the completer.
    pub view: Option<Arc<SessionView>>,
}

impl Seen {
    /// With the items that the session's source has, and those of which only the name is known.
    pub fn with_items(mut self, names: Vec<String>) -> Seen {
        if let Some(view) = &self.view {
            self.items = outline(&view.items);
        }
        for name in names {
            if self.items.iter().all(|item| item.name != name) {
                self.items.push(Outlined {
                    name,
                    kind: "function",
                    ..Outlined::default()
                });
            }
        }
        self
    }

    /// The crates that cells can name, with their versions.
    pub fn crates(&self) -> Vec<(String, String)> {
        let view = self.view.as_ref();
        view.map(|view| view.crates.clone()).unwrap_or_default()
    }

    /// What can be said at once.
    pub fn at_once(&self) -> AtOnce<'_> {
        AtOnce {
            commands: self.commands,
            variables: &self.variables,
            items: &self.items,
        }
    }
}
