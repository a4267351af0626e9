//! Compiling ahead: while a cell runs, the cells that wait behind it are compiled.
//!
//! The types of a cell's variables are known when it is compiled, so the state after it is known before it has run. What
//! is compiled ahead goes into the cell cache and nowhere else: when a cell's turn comes, it is compiled as always, and
//! found there. So a guess that turns out wrong (an error, an interrupt, a cell that is run out of turn) costs nothing.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

use super::compile::{Compiler, Uncompiled};
use super::rustc::Stop;
use super::split::Code;
use super::state::State;
use crate::engine::Cell;

/// The thread that compiles ahead, and what it shall do.
pub struct Ahead {
    shared: Arc<Shared>,
    stop: Arc<Stop>,
}

#[derive(Default)]
struct Shared {
    plan: Mutex<Plan>,
    changed: Condvar,
}

#[derive(Default)]
struct Plan {
    /// With what, and in which state, the next cell is compiled; `None` when that is not known.
    base: Option<(Compiler, State)>,
    /// The cells that wait, in their order.
    waiting: Vec<Cell>,
    /// The numbers of the cells that led to the base: one that ran, and those that were compiled after it.
    chain: Vec<u32>,
    /// Counts the plans that were given up: what is compiled for one says nothing about the next.
    given_up: u64,
    over: bool,
}

impl Shared {
    fn plan(&self) -> MutexGuard<'_, Plan> {
        self.plan.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ahead {
    /// Starts the thread, which waits.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn start() -> std::io::Result<Ahead> {
        let ahead = Ahead {
            shared: Arc::default(),
            stop: Arc::default(),
        };
        let (shared, stop) = (Arc::clone(&ahead.shared), Arc::clone(&ahead.stop));
        std::thread::Builder::new()
            .name("compile ahead".to_owned())
            .stack_size(16 << 20)
            .spawn(move || work(&shared, &stop))?;
        Ok(ahead)
    }

    /// Where the waiting cells are told.
    pub fn expectations(&self) -> Expectations {
        Expectations(Arc::clone(&self.shared))
    }

    /// A cell starts to run; when it ends well, the session is in `after`.
    pub fn cell_runs(&self, cell: &Cell, compiler: &Compiler, after: &State) {
        let mut plan = self.shared.plan();
        plan.waiting.retain(|waiting| waiting.number > cell.number);
        // A chain that has started goes on: it is in this state or a later one already.
        if plan.base.is_none() {
            plan.base = Some((compiler.clone(), after.clone()));
            plan.chain = vec![cell.number];
        }
        self.shared.changed.notify_all();
    }

    /// The next cell is not what was expected, or its state is not: whatever is compiled now is not needed.
    pub fn give_up(&self) {
        let mut plan = self.shared.plan();
        plan.base = None;
        plan.chain.clear();
        plan.given_up += 1;
        self.stop.stop();
    }

    /// As [`Ahead::give_up`], and the waiting cells will not run.
    pub fn forget(&self) {
        self.shared.plan().waiting.clear();
        self.give_up();
    }

    /// A cell's turn has come. If it was not compiled ahead, the state that the chain has is not the one that the cells
    /// behind it will be run in. (Those may have been told before this call, and one of them been begun.)
    pub fn cell_begins(&self, cell: &Cell) {
        let expected = self.shared.plan().chain.contains(&cell.number);
        if !expected {
            self.give_up();
        }
    }
}

impl Drop for Ahead {
    fn drop(&mut self) {
        self.shared.plan().over = true;
        self.stop.stop();
        self.shared.changed.notify_all();
    }
}

/// Hears which cells wait.
#[derive(Clone)]
pub struct Expectations(Arc<Shared>);

impl Expectations {
    /// These cells, and no others, will run after the present one, unless something happens.
    pub fn expect(&self, cells: Vec<Cell>) {
        let mut plan = self.0.plan();
        plan.waiting = cells;
        self.0.changed.notify_all();
    }
}

fn work(shared: &Shared, stop: &Stop) {
    loop {
        let mut plan = shared.plan();
        let (cell, compiler, state, round) = loop {
            if plan.over {
                return;
            }
            let last = plan.chain.last().copied().unwrap_or_default();
            let next = plan.waiting.iter().find(|cell| cell.number > last);
            if let Some(cell) = next.cloned()
                && let Some((compiler, state)) = plan.base.clone()
            {
                plan.chain.push(cell.number);
                break (cell, compiler, state, plan.given_up);
            }
            plan = shared
                .changed
                .wait(plan)
                .unwrap_or_else(PoisonError::into_inner);
        };
        stop.reset();
        drop(plan);
        // What a command will do is not known before it is done.
        let next = match super::commands::has_commands(&cell.code) {
            true => None,
            false => compile(&compiler, &state, &cell, stop),
        };
        let mut plan = shared.plan();
        if plan.given_up == round {
            plan.base = next.map(|state| (compiler, state));
        }
    }
}

fn compile(compiler: &Compiler, state: &State, cell: &Cell, stop: &Stop) -> Option<State> {
    let code = Code {
        cell: cell.number,
        text: cell.code.as_str().into(),
    };
    let started = std::time::Instant::now();
    match compiler.compile(state, &code, &|_| None, stop) {
        Ok(compiled) => {
            tracing::debug!(
                "[{}] compiled ahead in {:?}",
                cell.number,
                started.elapsed()
            );
            Some(compiled.after)
        }
        Err(Uncompiled::Stopped | Uncompiled::Error(_)) => None,
    }
}
