//! The five sockets of the connection file, between the wire (`zmtp`, `signing`) and the session.
//!
//! A status that nobody hears leaves a front end waiting for ever, so requests wait for the first subscriber, and for a
//! connection that has come and is about to subscribe.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;

use super::Outgoing;
use super::connection::Connection;
use super::message::{Channel, Message};
use super::session::Session;
use super::signing::Signer;
use super::zmtp::broadcast::{Broadcast, Gap, Parcel, Publisher};
use super::zmtp::encode;
use super::zmtp::router::{Received, Router, Sender};

/// Requests wait this long at most for the first who listens to output.
const LISTENER: Duration = Duration::from_secs(5);
/// The sockets have no linger: what was sent last needs this long to leave the process.
const LINGER: Duration = Duration::from_millis(200);
/// Messages that a subscriber may miss when it does not read. All others (status, errors, results, ...) it gets.
const MAY_BE_LEFT_OUT: [&str; 4] = ["stream", "display_data", "update_display_data", "comm_msg"];

/// The bound sockets, before anything is read from them.
pub struct Sockets {
    shell: Router,
    control: Router,
    stdin: Router,
    iopub: Broadcast,
    heartbeat: Router,
    signer: Signer,
}

/// Binds a socket that answers; `name` is what an error calls it.
async fn bind(name: &str, endpoint: &str, ours: &'static str) -> anyhow::Result<Router> {
    let theirs = &["DEALER", "REQ", "ROUTER"];
    let router = Router::bind(endpoint, ours, theirs).await;
    router.with_context(|| format!("cannot bind the {name} socket to {endpoint}"))
}

impl Sockets {
    /// Binds all sockets to the addresses of the connection file, and to nothing else. Call it within a tokio runtime.
    ///
    /// # Errors
    /// An address cannot be bound; the text says which.
    pub async fn bind(connection: &Connection) -> anyhow::Result<Sockets> {
        let signer = Signer::new(&connection.key);
        let notes = signer.clone();
        let notice = Arc::new(move |gap: &Gap| encode(&notes.encode(&notice(gap))));
        let iopub = Broadcast::bind(&connection.iopub, notice).await;
        Ok(Sockets {
            shell: bind("shell", &connection.shell, "ROUTER").await?,
            control: bind("control", &connection.control, "ROUTER").await?,
            stdin: bind("stdin", &connection.stdin, "ROUTER").await?,
            iopub: iopub
                .with_context(|| format!("cannot bind the iopub socket to {}", connection.iopub))?,
            heartbeat: bind("heartbeat", &connection.heartbeat, "REP").await?,
            signer,
        })
    }

    /// Carries messages between the sockets and the session until the session ends.
    pub async fn serve(self, session: Arc<Session>, said: UnboundedReceiver<Outgoing>) {
        let (heard, hears) = watch::channel(false);
        let heard = Arc::new(heard);
        let mut subscriptions = self.iopub.subscriptions;
        let (greeter, first) = (Arc::clone(&session), Arc::clone(&heard));
        tokio::spawn(async move {
            while let Some(arriving) = subscriptions.recv().await {
                greeter.welcome();
                first.send_replace(true);
                drop(arriving); // only now: requests that have waited for it come behind the welcome
            }
        });
        tokio::spawn(echo(self.heartbeat));
        let senders = Senders {
            iopub: self.iopub.publisher,
            shell: self.shell.sender(),
            control: self.control.sender(),
            stdin: self.stdin.sender(),
        };
        for (channel, socket) in [
            (Channel::Shell, self.shell),
            (Channel::Control, self.control),
            (Channel::Stdin, self.stdin),
        ] {
            let audience = Audience {
                heard: Arc::clone(&heard),
                hears: hears.clone(),
                arriving: self.iopub.arriving.clone(),
            };
            let (signer, session) = (self.signer.clone(), Arc::clone(&session));
            tokio::spawn(receive(channel, socket, signer, session, audience));
        }
        send(said, &senders, &self.signer).await;
    }
}

/// The heartbeat: every message goes back as it came.
async fn echo(mut heartbeat: Router) {
    let sender = heartbeat.sender();
    while let Some(received) = heartbeat.recv().await {
        if let Received::Message(frames) = received {
            sender.send(&frames);
        }
    }
}

/// Is there somebody who hears what a request leads to?
struct Audience {
    heard: Arc<watch::Sender<bool>>,
    hears: watch::Receiver<bool>,
    arriving: watch::Receiver<usize>,
}

impl Audience {
    async fn wait(&mut self) {
        let heard = self.hears.wait_for(|heard| *heard);
        if tokio::time::timeout(LISTENER, heard).await.is_err() {
            // A client without a subscription is not kept waiting for the next request, too.
            self.heard.send_replace(true);
        }
        // Arriving takes bounded time.
        let _ = self.arriving.wait_for(|count| *count == 0).await;
    }
}

/// Hands each good message to the session; a bad one is a line in the log.
async fn receive(
    channel: Channel,
    mut socket: Router,
    signer: Signer,
    session: Arc<Session>,
    mut audience: Audience,
) {
    while let Some(received) = socket.recv().await {
        let decoded = match &received {
            Received::Message(frames) => signer.decode(frames),
            Received::Oversized(bytes) => Err(super::signing::Refused::Oversized(*bytes)),
        };
        match decoded {
            Ok(message) => {
                drop(received); // a large message is not kept twice
                audience.wait().await;
                session.receive(channel, message);
            }
            Err(refused) => tracing::warn!("refused a message on {channel:?}: {refused}"),
        }
    }
}

struct Senders {
    iopub: Publisher,
    shell: Sender,
    control: Sender,
    stdin: Sender,
}

async fn send(mut said: UnboundedReceiver<Outgoing>, to: &Senders, signer: &Signer) {
    while let Some(Outgoing::Message(channel, message)) = said.recv().await {
        let frames = signer.encode(&message);
        let sent = match channel {
            Channel::Iopub => {
                let may_be_left_out = MAY_BE_LEFT_OUT.contains(&message.msg_type());
                let parcel = Parcel {
                    bytes: encode(&frames),
                    output_of: may_be_left_out.then_some(message.parent_header),
                    ticket: message.ticket,
                };
                to.iopub.send(&frames[0], &parcel);
                true
            }
            Channel::Shell => to.shell.send(&frames),
            Channel::Control => to.control.send(&frames),
            Channel::Stdin => to.stdin.send(&frames),
        };
        if !sent {
            tracing::debug!("{channel:?}: the receiver is gone");
        }
    }
    tokio::time::sleep(LINGER).await;
}

/// What a subscriber is told where output is missing.
fn notice(gap: &Gap) -> Message {
    let megabytes = gap.bytes as f64 / f64::from(1 << 20);
    let text = format!(
        "\n[papercell: {megabytes:.1} MB of output, {} messages, are missing here: this front end did not read them in time]\n",
        gap.messages
    );
    let session = gap.output_of["session"].as_str().unwrap_or_default();
    let content = json!({"name": "stderr", "text": text});
    let mut message = Message::new(session, "stream", &gap.output_of, content);
    message.identities = vec![b"kernel.stream".to_vec()];
    message
}
