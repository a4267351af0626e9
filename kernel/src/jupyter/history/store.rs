//! The SQLite file of the history. Tables as in IPython's `history.sqlite`: sessions, inputs, outputs.
//!
//! SQLite lets several kernels write to one file (WAL: readers wait for nobody), and its GLOB is what a search asks for.
//! A file that cannot be used costs one line in the log: a damaged one is moved aside, and where none can be written the
//! history lives in memory. What this session has kept is in the new one, too.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use jupyter_protocol::HistoryRequest;
use rusqlite::{Connection, ErrorCode, Params, Result, TransactionBehavior, params};
use serde_json::{Value, json};

use super::Entry;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS sessions (session INTEGER PRIMARY KEY AUTOINCREMENT, start TIMESTAMP);
CREATE TABLE IF NOT EXISTS history
    (session INTEGER, line INTEGER, source TEXT, PRIMARY KEY (session, line));
CREATE TABLE IF NOT EXISTS output_history
    (session INTEGER, line INTEGER, output TEXT, PRIMARY KEY (session, line));
";
const ENTRIES: &str = "SELECT session, line, source, output FROM history LEFT JOIN output_history USING (session, line)";
/// How long another kernel may write before this one gives up for now.
const PATIENCE: Duration = Duration::from_secs(5);

/// The history of all sessions.
pub struct Store {
    database: Connection,
    /// `None`: in memory.
    file: Option<PathBuf>,
    /// This session's number; it has one from its first cell on.
    session: Option<i64>,
    /// What this session has kept.
    kept: Vec<Entry>,
}

impl Store {
    /// Opens the file, or a history in memory.
    pub fn open(file: Option<PathBuf>) -> Store {
        let (database, file) = open_any(file);
        Store {
            database,
            file,
            session: None,
            kept: Vec::new(),
        }
    }

    /// Writes these entries and takes them from the list; those that could not be written stay in it.
    pub fn write(&mut self, entries: &mut Vec<Entry>) {
        if entries.is_empty() {
            return;
        }
        match self.insert(entries) {
            Ok(()) => self.kept.append(entries),
            Err(error) if is_busy(&error) => {
                tracing::warn!("the history is written later: another kernel has it ({error})");
            }
            Err(error) => {
                self.kept.append(entries);
                self.move_on(&error);
            }
        }
    }

    /// The entries that a request asks for, as its reply has them.
    pub fn select(&mut self, request: &HistoryRequest) -> Vec<Value> {
        let found = self.find(request);
        found.unwrap_or_else(|error| {
            if !is_busy(&error) {
                self.move_on(&error);
                return self.find(request).unwrap_or_default();
            }
            tracing::warn!("the history cannot be read now: {error}");
            Vec::new()
        })
    }

    /// The file is of no use any more: what was kept goes to another place.
    fn move_on(&mut self, error: &rusqlite::Error) {
        let file = match self.file.take() {
            Some(file) if is_damaged(error) => set_aside(&file, error).then_some(file),
            _ => {
                tracing::warn!("the history is kept in memory from now on: {error}");
                None
            }
        };
        // Closed before another is opened: its end removes a file by name, which must not be the other's.
        self.database = in_memory();
        (self.database, self.file) = open_any(file);
        self.session = None;
        let kept = std::mem::take(&mut self.kept);
        if let Err(error) = self.insert(&kept) {
            tracing::warn!("the history of this session is lost: {error}");
        }
        self.kept = kept;
    }

    fn insert(&mut self, entries: &[Entry]) -> Result<()> {
        let write = self
            .database
            .transaction_with_behavior(TransactionBehavior::Immediate)?;
        let session = match self.session {
            Some(session) => session,
            None => {
                write.execute(
                    "INSERT INTO sessions (start) VALUES (CURRENT_TIMESTAMP)",
                    [],
                )?;
                write.last_insert_rowid()
            }
        };
        for entry in entries {
            let insert = match entry.is_output {
                true => "INSERT OR REPLACE INTO output_history VALUES (?, ?, ?)",
                false => "INSERT OR REPLACE INTO history VALUES (?, ?, ?)",
            };
            let mut insert = write.prepare(insert)?;
            insert.execute(params![session, entry.line, entry.text])?;
        }
        write.commit()?;
        self.session = Some(session);
        Ok(())
    }

    /// The number of this session; that of the next one to be written while it has none.
    fn number(&self) -> Result<i64> {
        match self.session {
            Some(session) => Ok(session),
            None => self.database.query_one(
                "SELECT coalesce(max(session), 0) + 1 FROM sessions",
                [],
                |row| row.get(0),
            ),
        }
    }

    fn find(&self, request: &HistoryRequest) -> Result<Vec<Value>> {
        match request {
            HistoryRequest::Tail { n, output, .. } => {
                // This session's cells are the latest, whatever other kernels have written meanwhile.
                let sql = format!(
                    "{ENTRIES} ORDER BY session = ?1 DESC, session DESC, line DESC LIMIT ?2"
                );
                self.newest_last(&sql, params![self.number()?, (*n).max(0)], *output)
            }
            HistoryRequest::Search {
                pattern,
                unique,
                n,
                output,
                ..
            } => {
                let place =
                    "row_number() OVER (PARTITION BY source ORDER BY session DESC, line DESC)";
                let sql = format!(
                    "SELECT session, line, source, output FROM (SELECT *, {place} AS place FROM ({ENTRIES}) \
                     WHERE source GLOB ?1) WHERE place = 1 OR NOT ?2 ORDER BY session DESC, line DESC LIMIT ?3"
                );
                self.newest_last(&sql, params![pattern, unique, (*n).max(0)], *output)
            }
            HistoryRequest::Range {
                session,
                start,
                stop,
                output,
                ..
            } => self.range(session.unwrap_or(0), (*start, *stop), *output),
        }
    }

    /// `session`: 0 is this one, -1 the one before it; others are numbers as they are in a tail. A bound below 0 counts
    /// from the end, as in Python; `stop` 0 is the end.
    fn range(&self, session: i32, (start, stop): (i32, i32), output: bool) -> Result<Vec<Value>> {
        let number = match session {
            1.. => i64::from(session),
            _ => self.number()? + i64::from(session),
        };
        let end: i64 = self.database.query_one(
            "SELECT coalesce(max(line), 0) + 1 FROM history WHERE session = ?",
            [number],
            |row| row.get(0),
        )?;
        let from_end = |bound: i32| match i64::from(bound) {
            bound @ ..0 => (end + bound).max(0),
            bound => bound,
        };
        let stop = if stop == 0 { end } else { from_end(stop) };
        let sql =
            format!("{ENTRIES} WHERE session = ?1 AND line >= ?2 AND line < ?3 ORDER BY line DESC");
        let mut found = self.newest_last(&sql, params![number, from_end(start), stop], output)?;
        if session == 0 {
            // As IPython says it: the session that is asked for as 0 is 0 in the answer.
            found.iter_mut().for_each(|entry| entry[0] = json!(0));
        }
        Ok(found)
    }

    /// The rows of a query that has the newest first.
    fn newest_last(&self, sql: &str, params: impl Params, output: bool) -> Result<Vec<Value>> {
        let mut query = self.database.prepare(sql)?;
        let rows = query.query_map(params, |row| {
            let (session, line): (i64, i64) = (row.get(0)?, row.get(1)?);
            let source: String = row.get(2)?;
            Ok(match output {
                true => json!([session, line, [source, row.get::<_, Option<String>>(3)?]]),
                false => json!([session, line, source]),
            })
        })?;
        let mut found = rows.collect::<Result<Vec<Value>>>()?;
        found.reverse();
        Ok(found)
    }
}

/// The history in this file or, where that cannot be, in another one or in memory; and the file.
fn open_any(file: Option<PathBuf>) -> (Connection, Option<PathBuf>) {
    if let Some(file) = file {
        match open_patiently(&file) {
            Ok(database) => return (database, Some(file)),
            Err(error) if is_damaged(&error) && set_aside(&file, &error) => {
                match open_patiently(&file) {
                    Ok(database) => return (database, Some(file)),
                    Err(error) => tracing::warn!("the history is kept in memory: {error}"),
                }
            }
            Err(error) => tracing::warn!(
                "the history is kept in memory, {} cannot be used: {error}",
                file.display()
            ),
        }
    }
    (in_memory(), None)
}

fn in_memory() -> Connection {
    let opened = Connection::open_in_memory().and_then(|database| {
        database.execute_batch(TABLES)?;
        Ok(database)
    });
    // SQLite's own memory cannot fail to open but for want of memory, which ends a process anyhow.
    opened.expect("a database in memory")
}

/// As [`open`]; two kernels that make the file at the same time may be in each other's way for a moment.
fn open_patiently(file: &Path) -> Result<Connection> {
    for _ in 0..20 {
        match open(file) {
            Err(error) if is_busy(&error) => std::thread::sleep(Duration::from_millis(50)),
            result => return result,
        }
    }
    open(file)
}

fn open(file: &Path) -> Result<Connection> {
    // What a user has run is nobody else's business. SQLite gives its other files the same mode.
    let make = || -> std::io::Result<File> {
        std::fs::create_dir_all(file.parent().unwrap_or(file))?;
        let mut options = OpenOptions::new();
        options.create(true).append(true).mode(0o600).open(file)
    };
    let _ = make(); // SQLite says what is wrong
    let database = Connection::open(file)?;
    database.busy_timeout(PATIENCE)?;
    database.pragma_update(None, "journal_mode", "WAL")?;
    // A cell may be missing after the machine has lost its power; the file is whole.
    database.pragma_update(None, "synchronous", "NORMAL")?;
    database.execute_batch(TABLES)?;
    // Can it be written? A file that is read-only is of no use, and now is the time to know.
    database.execute_batch("BEGIN IMMEDIATE; ROLLBACK")?;
    Ok(database)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked)
    )
}

fn is_damaged(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::NotADatabase | ErrorCode::DatabaseCorrupt)
    )
}

/// Gives a damaged file another name, for whoever can repair it. False: that cannot be done.
fn set_aside(file: &Path, error: &rusqlite::Error) -> bool {
    // Another kernel may have done it by now.
    if open_patiently(file).is_ok_and(|database| quick_check(&database)) {
        return true;
    }
    let now = chrono::Utc::now().format("%Y%m%dT%H%M%S%.6f");
    let aside = file.with_file_name(format!("history-damaged-{now}.sqlite"));
    match std::fs::rename(file, &aside) {
        Ok(()) => {
            for end in ["-wal", "-shm"] {
                let with = |file: &Path| PathBuf::from(format!("{}{end}", file.display()));
                let _ = std::fs::rename(with(file), with(&aside)); // there may be none
            }
            tracing::warn!(
                "the history was damaged ({error}); it is now {}",
                aside.display()
            );
            true
        }
        Err(why) => {
            tracing::warn!("the history is kept in memory: {error}; it cannot be moved: {why}");
            false
        }
    }
}

fn quick_check(database: &Connection) -> bool {
    let check = database.query_one("PRAGMA quick_check(1)", [], |row| row.get::<_, String>(0));
    check.is_ok_and(|said| said == "ok")
}
