//! PUB: what is said goes to all who have subscribed. It waits for nobody; what a subscriber that does not read may miss
//! is decided by its `outbox`.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{mpsc, watch};

use super::frames::{Frames, Incoming, command};
use super::handshake::greet;
use super::listener::{Listener, Reader, Writer};
use super::outbox::{Notice, Outbox, write};

pub use super::outbox::{Gap, Parcel};

/// The largest message of a subscriber: a topic.
const LARGEST: u64 = 64 << 10;
/// A connection is expected to subscribe within this time.
const ARRIVAL: Duration = Duration::from_millis(200);
/// One that was greeted and has not subscribed for so long does not listen now: a client comes back after a restart, and
/// libzmq subscribes again when it is next asked for messages.
const SILENCE: Duration = Duration::from_millis(300);

/// A bound PUB socket.
pub struct Broadcast {
    /// To send.
    pub publisher: Publisher,
    /// What became of connections.
    pub callers: mpsc::UnboundedReceiver<Caller>,
    /// How many connections have come and not subscribed yet.
    pub arriving: watch::Receiver<usize>,
}

/// What became of a connection.
pub enum Caller {
    /// It has subscribed: somebody who was expected, or comes back for more.
    Listens(Option<Arriving>),
    /// It was greeted and says nothing.
    IsSilent,
}

/// Sends to the subscribers.
#[derive(Clone)]
pub struct Publisher {
    subscribers: Arc<Mutex<Vec<Subscriber>>>,
    notice: Notice,
}

struct Subscriber {
    number: u64,
    topics: Vec<Vec<u8>>,
    outbox: Arc<Outbox>,
}

/// A connection that has come; it has arrived when this is dropped.
#[derive(Debug)]
pub struct Arriving(watch::Sender<usize>);

impl Arriving {
    fn new(count: &watch::Sender<usize>) -> Arriving {
        count.send_modify(|count| *count += 1);
        Arriving(count.clone())
    }
}

impl Drop for Arriving {
    fn drop(&mut self) {
        self.0.send_modify(|count| *count -= 1);
    }
}

impl Publisher {
    fn subscribers(&self) -> MutexGuard<'_, Vec<Subscriber>> {
        self.subscribers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Sends to all who have subscribed to `topic`, which is the message's first frame. Does not wait.
    pub fn send(&self, topic: &[u8], parcel: &Parcel) {
        for subscriber in self.subscribers().iter() {
            if subscriber
                .topics
                .iter()
                .any(|prefix| topic.starts_with(prefix))
            {
                subscriber.outbox.push(parcel.clone());
            }
        }
    }

    fn listens(&self, number: u64, topic: &[u8], outbox: &Arc<Outbox>) {
        let mut subscribers = self.subscribers();
        match subscribers.iter_mut().find(|other| other.number == number) {
            Some(subscriber) => subscriber.topics.push(topic.to_vec()),
            None => subscribers.push(Subscriber {
                number,
                topics: vec![topic.to_vec()],
                outbox: Arc::clone(outbox),
            }),
        }
    }

    fn listens_no_more(&self, number: u64, topic: &[u8]) {
        for subscriber in self.subscribers().iter_mut() {
            let known = subscriber.topics.iter().position(|known| known == topic);
            if let Some(at) = known.filter(|_| subscriber.number == number) {
                subscriber.topics.remove(at);
            }
        }
    }
}

impl Broadcast {
    /// Listens for subscribers; `notice` tells one of output that was left out for it.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn bind(endpoint: &str, notice: Notice) -> std::io::Result<Broadcast> {
        let listener = Listener::bind(endpoint).await?;
        let publisher = Publisher {
            subscribers: Arc::default(),
            notice,
        };
        let (tell, callers) = mpsc::unbounded_channel();
        let (count, arriving) = watch::channel(0);
        let own = publisher.clone();
        tokio::spawn(async move {
            for number in 0.. {
                let (reader, writer) = tokio::select! {
                    halves = listener.accept() => halves,
                    () = tell.closed() => return,
                };
                let arriving = Arc::new(Mutex::new(Some(Arriving::new(&count))));
                let late = Arc::clone(&arriving);
                tokio::spawn(async move {
                    tokio::time::sleep(ARRIVAL).await;
                    drop(take(&late));
                });
                let (own, tell) = (own.clone(), tell.clone());
                tokio::spawn(async move {
                    serve(number, reader, writer, &own, &|listens| {
                        // Nobody waits for it any more when the kernel ends.
                        let _ = tell.send(match listens {
                            true => Caller::Listens(take(&arriving)),
                            false => Caller::IsSilent,
                        });
                    })
                    .await;
                    own.subscribers().retain(|other| other.number != number);
                });
            }
        });
        Ok(Broadcast {
            publisher,
            callers,
            arriving,
        })
    }
}

fn take<T>(slot: &Mutex<Option<T>>) -> Option<T> {
    slot.lock().unwrap_or_else(PoisonError::into_inner).take()
}

async fn serve(
    number: u64,
    mut reader: Reader,
    mut writer: Writer,
    publisher: &Publisher,
    tell: &(impl Fn(bool) + Sync),
) {
    if let Err(error) = greet(&mut reader, &mut writer, "PUB", &["SUB", "XSUB"]).await {
        return tracing::warn!("refused a connection: {error}");
    }
    let outbox = Arc::new(Outbox::new(Arc::clone(&publisher.notice)));
    let listens = AtomicBool::new(false);
    let silence = async {
        tokio::time::sleep(SILENCE).await;
        if !listens.load(Ordering::Relaxed) {
            tell(false);
        }
        std::future::pending().await
    };
    let read = async {
        let mut frames = Frames::new(reader, LARGEST);
        loop {
            let body = match frames.next().await {
                // Up to version 3.0 a subscription is a message, since 3.1 a command.
                Ok(Incoming::Message(mut frames)) if frames.len() == 1 => frames.remove(0),
                Ok(Incoming::Command(body)) => match body.split_first() {
                    Some((9, rest)) if rest.starts_with(b"SUBSCRIBE") => {
                        [&[1][..], &rest[9..]].concat()
                    }
                    Some((6, rest)) if rest.starts_with(b"CANCEL") => {
                        [&[0][..], &rest[6..]].concat()
                    }
                    _ => {
                        answer(&body, &outbox);
                        continue;
                    }
                },
                Ok(_) => return tracing::warn!("a subscriber has sent what is no subscription"),
                Err(error) => return tracing::debug!("a subscriber has gone: {error}"),
            };
            match body.split_first() {
                Some((1, topic)) => {
                    publisher.listens(number, topic, &outbox);
                    listens.store(true, Ordering::Relaxed);
                    tell(true);
                }
                Some((0, topic)) => publisher.listens_no_more(number, topic),
                _ => tracing::debug!("a subscriber has sent what is no subscription"),
            }
        }
    };
    tokio::select! {
        () = read => {}
        () = silence => {}
        () = write(&outbox, writer) => {}
    }
}

/// PING is answered with its context; other commands mean nothing here.
fn answer(body: &[u8], outbox: &Outbox) {
    if let Some(context) = body
        .strip_prefix(b"\x04PING")
        .and_then(|rest| rest.get(2..))
    {
        let pong = [b"\x04PONG".as_slice(), context].concat();
        outbox.push(Parcel::essential(command(&pong).into()));
    }
}
