//! ROUTER and REP: a message comes with the identity of its sender as the first frame, and is sent to the peer that its
//! first frame names.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;

use super::encode;
use super::frames::{Frames, Incoming, command};
use super::handshake::greet;
use super::listener::{Listener, Reader, Writer};
use super::outbox::{Outbox, Parcel, write};

/// Messages that are read and wait to be taken; a peer that sends more waits.
const READ_AHEAD: usize = 16;

/// What a peer has sent.
#[derive(Debug)]
pub enum Received {
    /// Its identity, then the frames of its message.
    Message(Vec<Vec<u8>>),
    /// A message with at least this many bytes, which was not read.
    Oversized(u64),
}

/// A bound socket: [`Router::recv`] on one task, [`Sender::send`] on any.
pub struct Router {
    received: mpsc::Receiver<Received>,
    sender: Sender,
}

/// The peers by their identities: the number of the connection, and what waits for it.
type Peers = HashMap<Vec<u8>, (u64, Arc<Outbox>)>;

/// Sends to the peers of a [`Router`].
#[derive(Clone, Default)]
pub struct Sender {
    peers: Arc<Mutex<Peers>>,
}

impl Sender {
    fn peers(&self) -> MutexGuard<'_, Peers> {
        self.peers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends to the peer that the first frame names. Does not wait. False: it is gone.
    pub fn send<F: AsRef<[u8]>>(&self, frames: &[F]) -> bool {
        let Some((identity, frames)) = frames.split_first() else {
            return false;
        };
        let outbox = match self.peers().get(identity.as_ref()) {
            Some((_, outbox)) => Arc::clone(outbox),
            None => return false,
        };
        outbox.push(Parcel::essential(encode(frames)));
        true
    }
}

impl Router {
    /// Listens for peers of the types `theirs` as a socket of the type `ours`.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn bind(
        endpoint: &str,
        ours: &'static str,
        theirs: &'static [&'static str],
    ) -> std::io::Result<Router> {
        let listener = Listener::bind(endpoint).await?;
        let (came, received) = mpsc::channel(READ_AHEAD);
        let sender = Sender::default();
        let peers = sender.clone();
        tokio::spawn(async move {
            let closed = came.clone();
            let number = AtomicU64::new(0);
            loop {
                let (reader, writer) = tokio::select! {
                    halves = listener.accept() => halves,
                    () = closed.closed() => return,
                };
                let number = number.fetch_add(1, Ordering::Relaxed);
                let (peers, came) = (peers.clone(), came.clone());
                tokio::spawn(async move {
                    serve(number, reader, writer, (ours, theirs), peers, came).await;
                });
            }
        });
        Ok(Router { received, sender })
    }

    /// The next message of any peer; `None` never comes while the socket lives.
    pub async fn recv(&mut self) -> Option<Received> {
        self.received.recv().await
    }

    /// To send to the peers.
    pub fn sender(&self) -> Sender {
        self.sender.clone()
    }
}

async fn serve(
    number: u64,
    mut reader: Reader,
    mut writer: Writer,
    (ours, theirs): (&str, &[&str]),
    peers: Sender,
    came: mpsc::Sender<Received>,
) {
    let peer = match greet(&mut reader, &mut writer, ours, theirs).await {
        Ok(peer) => peer,
        Err(error) => return tracing::warn!("refused a connection: {error}"),
    };
    let identity = match peer.identity.is_empty() {
        true => [&[0][..], uuid::Uuid::new_v4().as_bytes()].concat(),
        false => peer.identity,
    };
    let outbox = Arc::new(Outbox::new());
    // The newest connection of an identity has it: a front end that comes again may not have left yet.
    let connected = (number, Arc::clone(&outbox));
    if let Some((_, old)) = peers.peers().insert(identity.clone(), connected) {
        old.close();
    }
    let read = async {
        let mut frames = Frames::new(reader);
        loop {
            let received = match frames.next().await {
                Ok(Incoming::Message(mut frames)) => {
                    frames.insert(0, identity.clone());
                    Received::Message(frames)
                }
                Ok(Incoming::Oversized(bytes)) => Received::Oversized(bytes),
                Ok(Incoming::Command(body)) => {
                    answer(&body, &outbox);
                    continue;
                }
                Err(error) => return tracing::debug!("a peer has gone: {error}"),
            };
            if came.send(received).await.is_err() {
                return;
            }
        }
    };
    // Whichever ends first: a peer that cannot be written to, or read from, is gone.
    tokio::select! {
        () = read => {}
        () = write(&outbox, writer) => {}
    }
    let mut peers = peers.peers();
    if peers
        .get(&identity)
        .is_some_and(|(newest, _)| *newest == number)
    {
        peers.remove(&identity);
    }
}

/// PING is answered with its context; other commands mean nothing here.
pub(super) fn answer(body: &[u8], outbox: &Outbox) {
    if let Some(context) = body
        .strip_prefix(b"\x04PING")
        .and_then(|rest| rest.get(2..))
    {
        let pong = [b"\x04PONG".as_slice(), context].concat();
        outbox.push(Parcel::essential(command(&pong).into()));
    }
}
