//! What was run, in this session and in earlier ones, kept as IPython keeps it: a SQLite file that all kernels of a user
//! share. A thread has the file, so no cell and no request waits for a disk; what came while it wrote is its next batch.
//!
//! With `PAPERCELL_HISTORY=off` nothing is written: the history is that of this session, and ends with it.

mod store;

use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

use jupyter_protocol::HistoryRequest;
use serde_json::Value;
use tokio::sync::oneshot;

use crate::places;
use store::Store;

/// The environment variable that switches the file off: `off`, `0`, `no` or `false`.
pub const VARIABLE: &str = "PAPERCELL_HISTORY";
/// An output longer than this is kept as its beginning.
const LONGEST_OUTPUT: usize = 64 << 10;
/// How long a kernel that ends waits for its last cells to be written.
const LINGER: Duration = Duration::from_secs(2);

/// The history of one kernel. Cheap to clone; its thread ends with the last clone.
#[derive(Clone)]
pub struct History {
    orders: Sender<Order>,
}

enum Order {
    Keep(Entry),
    Ask(HistoryRequest, oneshot::Sender<Vec<Value>>),
    /// Answered when everything before it is written.
    Finish(Sender<()>),
}

/// Something to keep of the cell `line`.
#[derive(Clone, Debug)]
struct Entry {
    line: u32,
    /// Its source, or the text of its result.
    is_output: bool,
    text: String,
}

impl History {
    /// The user's history; that of this session alone where the user wants no file, or where there is no place for one.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn of_user() -> std::io::Result<History> {
        let setting = std::env::var(VARIABLE).unwrap_or_default();
        if matches!(setting.as_str(), "off" | "0" | "no" | "false") {
            return History::in_memory();
        }
        match places::history() {
            Ok(file) => History::start(Some(file)),
            Err(error) => {
                tracing::warn!("the history is not kept: {error:#}");
                History::in_memory()
            }
        }
    }

    /// A history that ends with the session.
    ///
    /// # Errors
    /// The system gives no thread.
    pub fn in_memory() -> std::io::Result<History> {
        History::start(None)
    }

    fn start(file: Option<PathBuf>) -> std::io::Result<History> {
        let (orders, queue) = channel();
        std::thread::Builder::new()
            .name("history".to_owned())
            .spawn(move || serve(file, &queue))?;
        Ok(History { orders })
    }

    /// Keeps the source of the cell `line`.
    pub fn keep(&self, line: u32, source: &str) {
        // A cell without a text does nothing, and who goes back through the history does not look for it.
        if !source.trim().is_empty() {
            self.add(line, false, source.to_owned());
        }
    }

    /// Keeps the text of the result of the cell `line`.
    pub fn keep_output(&self, line: u32, text: &str) {
        let end = text.floor_char_boundary(LONGEST_OUTPUT);
        self.add(line, true, text[..end].to_owned());
    }

    fn add(&self, line: u32, is_output: bool, text: String) {
        // The thread lives as long as this.
        let _ = self.orders.send(Order::Keep(Entry {
            line,
            is_output,
            text,
        }));
    }

    /// The entries that a request asks for, as its reply has them.
    pub async fn select(&self, request: HistoryRequest) -> Vec<Value> {
        let (answer, answered) = oneshot::channel();
        let _ = self.orders.send(Order::Ask(request, answer));
        answered.await.unwrap_or_default()
    }

    /// Waits a moment until everything is written.
    pub fn finish(&self) {
        let (done, wait) = channel();
        let _ = self.orders.send(Order::Finish(done));
        if wait.recv_timeout(LINGER).is_err() {
            tracing::warn!("the last cells may be missing in the history");
        }
    }
}

fn serve(file: Option<PathBuf>, queue: &Receiver<Order>) {
    // Opened with the first order: a kernel that is only started touches no file.
    let mut store = None;
    let mut batch = Vec::new();
    while let Ok(first) = queue.recv() {
        let store = store.get_or_insert_with(|| Store::open(file.clone()));
        let mut next = Some(first);
        while let Some(order) = next {
            match order {
                Order::Keep(entry) => batch.push(entry),
                Order::Ask(request, answer) => {
                    store.write(&mut batch);
                    let _ = answer.send(store.select(&request)); // whoever asked may be gone
                }
                Order::Finish(done) => {
                    store.write(&mut batch);
                    let _ = done.send(());
                }
            }
            next = queue.try_recv().ok();
        }
        store.write(&mut batch);
    }
}
