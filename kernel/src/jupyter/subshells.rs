//! Subshells (JEP 91): a front end may send its requests on several of them, so that one that takes long does not keep
//! the others waiting.
//!
//! This kernel answers every request but `execute_request` at once, on the main shell and on each subshell, also while a
//! cell runs: that is what front ends want subshells for (JupyterLab sends comm messages on one). Cells are another
//! matter. A process has one session of Rust, whose cells run one after the other, so those of all subshells wait in the
//! one queue, in the order in which they came. An error drops the cells that wait on its own subshell, no others.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// The subshells that exist, by their ids, oldest first.
#[derive(Debug, Default)]
pub struct Subshells {
    ids: Mutex<Vec<String>>,
}

impl Subshells {
    fn ids(&self) -> MutexGuard<'_, Vec<String>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes one and gives its id.
    pub fn create(&self) -> String {
        let id = uuid::Uuid::new_v4().to_string();
        self.ids().push(id.clone());
        id
    }

    /// Forgets one. False: there is none with this id.
    pub fn delete(&self, id: &str) -> bool {
        let mut ids = self.ids();
        let before = ids.len();
        ids.retain(|known| known != id);
        ids.len() < before
    }

    /// The ids of all.
    pub fn list(&self) -> Vec<String> {
        self.ids().clone()
    }

    /// Is there one with this id? The main shell, `None`, is always there.
    pub fn knows(&self, id: Option<&str>) -> bool {
        id.is_none_or(|id| self.ids().iter().any(|known| known == id))
    }
}
