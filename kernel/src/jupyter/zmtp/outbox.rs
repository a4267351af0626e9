//! What waits to be sent to one peer. A subscriber that has read nothing for a moment is *behind*: nobody waits for it any
//! more, but all is kept for it. One that still does not read, or for which too much is kept, is *stalled*: output that it
//! would get is left out (it is told how much, at the place where it is missing), and everything else is kept. One for
//! which even that is too much is disconnected; its library connects again when it reads again.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use bytes::Bytes;
use serde_json::Value;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::Notify;

#[cfg(test)]
use super::flow::Flow;
use super::flow::{BUDGET, Ticket};

/// A peer with more than this in its outbox is watched.
const MUCH: usize = BUDGET / 4;
/// A watched peer that has read nothing for this time is behind.
const HESITATION: Duration = Duration::from_millis(250);
/// A watched peer that has read less than [`LEAST`] in this time is stalled.
const PATIENCE: Duration = Duration::from_secs(2);
/// See [`PATIENCE`], in bytes; one that was behind and has read so much is waited for again.
const LEAST: usize = 1 << 20;
/// A peer that is behind may have this much in its outbox; with more it is stalled.
const KEPT: usize = BUDGET + (32 << 20);
/// A stalled peer may have this much in its outbox.
const MOST: usize = KEPT + (32 << 20);
/// How often a peer that takes nothing is looked at.
const TICK: Duration = Duration::from_millis(100);

/// A message for a peer.
#[derive(Clone)]
pub struct Parcel {
    /// As it goes over the wire.
    pub bytes: Bytes,
    /// The header of the cell whose output this is; `None`: it may not be left out.
    pub output_of: Option<Value>,
    /// Held until the peer has it.
    pub ticket: Option<Arc<Ticket>>,
}

impl Parcel {
    /// A message that is never left out.
    pub fn essential(bytes: Bytes) -> Parcel {
        Parcel {
            bytes,
            output_of: None,
            ticket: None,
        }
    }
}

/// Output of one cell that a peer does not get.
#[derive(Clone, Debug, PartialEq)]
pub struct Gap {
    /// The header of the cell.
    pub output_of: Value,
    /// How many messages.
    pub messages: usize,
    /// Their bytes on the wire.
    pub bytes: usize,
}

/// Says of a gap, in a message on the wire, that it is there.
pub type Notice = Arc<dyn Fn(&Gap) -> Bytes + Send + Sync>;

enum Item {
    Parcel(Parcel),
    Gap(Gap),
}

/// What waits for one peer.
pub struct Outbox {
    state: Mutex<State>,
    changed: Notify,
    notice: Notice,
}

struct State {
    waiting: VecDeque<Item>,
    /// Bytes that wait, those of a message that is being written included.
    bytes: usize,
    pace: Pace,
    closed: bool,
    /// When the peer was looked at last, and what it has read since.
    looked: Instant,
    read: usize,
    /// When it has last read, or when it came to be watched.
    moved: Instant,
}

/// How a peer reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pace {
    /// It keeps up, or is waited for.
    Reading,
    /// It is not waited for.
    Behind,
    /// It is not waited for, and gets no output.
    Stalled,
}

impl Outbox {
    /// An empty outbox; `notice` is what the subscriber gets for output that is left out.
    pub fn new(notice: Notice) -> Outbox {
        Outbox {
            state: Mutex::new(State {
                waiting: VecDeque::new(),
                bytes: 0,
                pace: Pace::Reading,
                closed: false,
                looked: Instant::now(),
                read: 0,
                moved: Instant::now(),
            }),
            changed: Notify::new(),
            notice,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a message. Does not wait.
    pub fn push(&self, mut parcel: Parcel) {
        let mut state = self.state();
        state.look();
        if state.closed {
            return;
        }
        if state.pace != Pace::Reading {
            parcel.ticket = None;
        }
        if state.pace == Pace::Stalled {
            if let Some(output_of) = parcel.output_of.take() {
                return state.leave_out(output_of, parcel.bytes.len());
            }
            if state.bytes > MOST {
                tracing::warn!("a peer that does not read is disconnected");
                state.close();
                return self.changed.notify_one();
            }
        }
        if state.bytes < MUCH {
            state.moved = Instant::now();
        }
        state.bytes += parcel.bytes.len();
        state.waiting.push_back(Item::Parcel(parcel));
        drop(state);
        self.changed.notify_one();
    }

    /// The next message to write; `None` at the end.
    async fn next(&self) -> Option<(Bytes, Option<Arc<Ticket>>)> {
        loop {
            {
                let mut state = self.state();
                if state.closed {
                    return None;
                }
                match state.waiting.pop_front() {
                    Some(Item::Parcel(parcel)) => return Some((parcel.bytes, parcel.ticket)),
                    Some(Item::Gap(gap)) => {
                        let bytes = (self.notice)(&gap);
                        state.bytes += bytes.len();
                        return Some((bytes, None));
                    }
                    None => {}
                }
            }
            self.changed.notified().await;
        }
    }

    /// The peer has taken so many bytes.
    fn taken(&self, bytes: usize) {
        let mut state = self.state();
        state.bytes = state.bytes.saturating_sub(bytes);
        state.read += bytes;
        state.moved = Instant::now();
        state.look();
    }

    /// The peer has taken nothing for a while: is it not to be waited for, is it to be left?
    fn ticked(&self) -> (bool, bool) {
        let mut state = self.state();
        state.look();
        (state.pace != Pace::Reading, state.closed)
    }
}

impl State {
    /// Finds out how the peer reads.
    fn look(&mut self) {
        let over = self.looked.elapsed() >= PATIENCE;
        let enough = self.read >= LEAST;
        self.pace = match self.pace {
            _ if self.bytes < MUCH => Pace::Reading,
            Pace::Stalled => return,
            _ if over && !enough => Pace::Stalled,
            Pace::Behind if self.bytes > KEPT => Pace::Stalled,
            Pace::Behind if !enough => return,
            Pace::Reading if self.moved.elapsed() >= HESITATION => Pace::Behind,
            Pace::Reading if !over => return,
            _ => Pace::Reading,
        };
        (self.looked, self.read) = (Instant::now(), 0);
        if self.pace == Pace::Reading {
            return;
        }
        let bytes = self.bytes;
        tracing::debug!("a subscriber is {:?}; {bytes} bytes wait for it", self.pace);
        for item in &mut self.waiting {
            if let Item::Parcel(parcel) = item {
                parcel.ticket = None;
            }
        }
    }

    fn leave_out(&mut self, output_of: Value, bytes: usize) {
        let last = self.waiting.iter_mut().rev().find_map(|item| match item {
            Item::Gap(gap) => Some(gap),
            Item::Parcel(_) => None,
        });
        match last {
            Some(gap) if gap.output_of == output_of => {
                gap.messages += 1;
                gap.bytes += bytes;
            }
            _ => {
                tracing::warn!(
                    "a front end does not read; output is left out for it until it does"
                );
                self.waiting.push_back(Item::Gap(Gap {
                    output_of,
                    messages: 1,
                    bytes,
                }));
            }
        }
    }

    fn close(&mut self) {
        self.closed = true;
        self.waiting.clear();
    }
}

/// Writes what comes into the outbox until the peer is gone.
pub async fn write(outbox: &Outbox, mut writer: impl AsyncWrite + Unpin) {
    while let Some((bytes, ticket)) = outbox.next().await {
        let mut ticket = ticket;
        let mut rest = &bytes[..];
        while !rest.is_empty() {
            tokio::select! {
                written = writer.write(rest) => match written {
                    Ok(0) | Err(_) => return outbox.state().close(),
                    Ok(count) => {
                        outbox.taken(count);
                        rest = &rest[count..];
                    }
                },
                () = tokio::time::sleep(TICK) => match outbox.ticked() {
                    (_, true) => return,
                    (true, _) => ticket = None,
                    _ => {}
                },
            }
        }
        drop(ticket);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEGABYTE: usize = 1 << 20;

    fn outbox() -> Arc<Outbox> {
        Arc::new(Outbox::new(Arc::new(|gap: &Gap| {
            Bytes::from(format!("{} left out", gap.messages))
        })))
    }

    /// Output of so many megabytes.
    fn output(flow: &Arc<Flow>, megabytes: usize) -> Parcel {
        Parcel {
            bytes: Bytes::from(vec![0; megabytes * MEGABYTE]),
            output_of: Some(Value::Null),
            ticket: Some(flow.ticket(megabytes * MEGABYTE)),
        }
    }

    fn gaps(outbox: &Outbox) -> usize {
        let state = outbox.state();
        let is_gap = |item: &&Item| matches!(item, Item::Gap(_));
        state.waiting.iter().filter(is_gap).count()
    }

    #[tokio::test]
    async fn who_reads_nothing_is_soon_not_waited_for_and_loses_nothing_yet() {
        let (outbox, flow) = (outbox(), Arc::new(Flow::default()));
        let (writer, _reader) = tokio::io::duplex(64);
        let writing = tokio::spawn({
            let outbox = Arc::clone(&outbox);
            async move { write(&outbox, writer).await }
        });
        for _ in 0..5 {
            outbox.push(output(&flow, 10)); // 50 MB: more than may be on its way
        }
        let waiting = tokio::task::spawn_blocking(move || flow.wait_for_room());
        waiting.await.unwrap();
        assert_eq!(outbox.state().pace, Pace::Behind, "and not stalled");
        assert_eq!(gaps(&outbox), 0);
        writing.abort();
    }

    #[tokio::test]
    async fn for_who_reads_nothing_no_more_is_kept_than_there_is_room_for() {
        let (outbox, flow) = (outbox(), Arc::new(Flow::default()));
        outbox.push(output(&flow, 10));
        std::thread::sleep(HESITATION);
        for _ in 0..10 {
            outbox.push(output(&flow, 10));
        }
        assert_eq!(outbox.state().pace, Pace::Stalled);
        assert!(outbox.state().bytes <= KEPT + 10 * MEGABYTE);
        assert_eq!(gaps(&outbox), 1);
    }

    #[tokio::test]
    async fn who_reads_again_is_waited_for_again() {
        let (outbox, flow) = (outbox(), Arc::new(Flow::default()));
        outbox.push(output(&flow, 20));
        std::thread::sleep(HESITATION);
        assert_eq!(outbox.ticked(), (true, false));
        outbox.taken(LEAST);
        assert_eq!(outbox.ticked(), (false, false));
    }
}
