//! What other threads may do to the working engine: stop a cell, answer its questions, say what comes next.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use super::ahead::Expectations;
use super::link::LinkRemote;
use super::rustc::Stop;
use crate::engine::{Cell, Remote};

/// The engine's ear.
pub struct NativeRemote {
    pub(super) link: Arc<LinkRemote>,
    pub(super) compilers: Arc<Stop>,
    pub(super) expectations: Expectations,
    /// A cell is between its start and its end.
    pub(super) executing: AtomicBool,
}

impl Remote for NativeRemote {
    fn interrupt(&self) {
        if !self.executing.load(Ordering::SeqCst) {
            return;
        }
        self.compilers.stop();
        self.link.interrupt_running();
    }

    fn answer_input(&self, answer: Option<&str>) {
        self.link.answer_input(answer);
    }

    fn refuse_input(&self, why: &str) {
        self.link.refuse_input(why);
    }

    fn expect(&self, cells: Vec<Cell>) {
        self.expectations.expect(cells);
    }
}
