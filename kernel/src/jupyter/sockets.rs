//! The five sockets of the connection file, between the wire (`zeromq`, `zmtp`, `signing`) and the session. The only file
//! that knows `zeromq`. Its sockets take requests, behind gates; what all front ends see goes out by `zmtp::broadcast`.
//!
//! A status that nobody hears leaves a front end waiting for ever, so requests wait for the first subscriber, and for a
//! connection that has come and is about to subscribe.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use serde_json::json;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio::sync::watch;
use zeromq::{
    RepSocket, RouterRecvHalf, RouterSendHalf, RouterSocket, Socket, SocketRecv, SocketSend,
    ZmqMessage,
};

use super::Outgoing;
use super::connection::Connection;
use super::message::{Channel, Message};
use super::session::Session;
use super::signing::Signer;
use super::zmtp::broadcast::{Broadcast, Caller, Gap, Parcel, Publisher};
use super::zmtp::encode;
use super::zmtp::gate::Gate;
use super::zmtp::peers::Peers;

/// Requests wait this long at most for the first connection that could listen to output.
const LISTENER: Duration = Duration::from_secs(5);
/// After an error of a socket, before it is asked again.
const PAUSE: Duration = Duration::from_millis(50);
/// The sockets have no linger: what was sent last needs this long to leave the process.
const LINGER: Duration = Duration::from_millis(200);
/// Messages that a subscriber may miss when it does not read. All others (status, errors, results, ...) it gets.
const MAY_BE_LEFT_OUT: [&str; 4] = ["stream", "display_data", "update_display_data", "comm_msg"];

/// The bound sockets, before anything is read from them.
pub struct Sockets {
    shell: RouterSocket,
    control: RouterSocket,
    stdin: RouterSocket,
    readers: Arc<Peers>,
    iopub: Broadcast,
    heartbeat: RepSocket,
    signer: Signer,
}

/// Binds a socket behind a gate, which knows its peers; `name` is what an error calls it.
async fn bind<S: Socket>(name: &'static str, endpoint: &str) -> anyhow::Result<(S, Arc<Peers>)> {
    let what = || format!("cannot bind the {name} socket to {endpoint}");
    let (gate, inside) = Gate::bind(endpoint).await.with_context(what)?;
    let mut socket = S::new();
    socket.bind_listener(inside).await.with_context(what)?;
    Ok((socket, gate.open(name)))
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
        let (stdin, readers) = bind("stdin", &connection.stdin).await?;
        Ok(Sockets {
            shell: bind("shell", &connection.shell).await?.0,
            control: bind("control", &connection.control).await?.0,
            stdin,
            readers,
            iopub: iopub
                .with_context(|| format!("cannot bind the iopub socket to {}", connection.iopub))?,
            heartbeat: bind("heartbeat", &connection.heartbeat).await?.0,
            signer,
        })
    }

    /// Carries messages between the sockets and the session until the session ends.
    pub async fn serve(self, session: Arc<Session>, said: UnboundedReceiver<Outgoing>) {
        let (heard, hears) = watch::channel(false);
        let heard = Arc::new(heard);
        let mut callers = self.iopub.callers;
        let (greeter, first) = (Arc::clone(&session), Arc::clone(&heard));
        tokio::spawn(async move {
            while let Some(caller) = callers.recv().await {
                let arriving = match caller {
                    Caller::Listens(arriving) => {
                        greeter.welcome();
                        arriving
                    }
                    Caller::IsSilent => None,
                };
                first.send_replace(true);
                drop(arriving); // only now: requests that have waited for it come behind the welcome
            }
        });
        tokio::spawn(echo(self.heartbeat));
        let (shell, shell_in) = self.shell.split();
        let (control, control_in) = self.control.split();
        let (stdin, stdin_in) = self.stdin.split();
        let senders = Senders {
            iopub: self.iopub.publisher,
            shell,
            control,
            stdin,
            readers: self.readers,
        };
        for (channel, socket) in [
            (Channel::Shell, shell_in),
            (Channel::Control, control_in),
            (Channel::Stdin, stdin_in),
        ] {
            let audience = Audience {
                heard: Arc::clone(&heard),
                hears: hears.clone(),
                arriving: self.iopub.arriving.clone(),
            };
            let (signer, session) = (self.signer.clone(), Arc::clone(&session));
            tokio::spawn(receive(channel, socket, signer, session, audience));
        }
        send(said, senders, &self.signer).await;
    }
}

/// The heartbeat: every message goes back as it came.
async fn echo(mut heartbeat: RepSocket) {
    loop {
        let beaten = match heartbeat.recv().await {
            Ok(beat) => heartbeat.send(beat).await,
            Err(error) => Err(error),
        };
        if let Err(error) = beaten {
            tracing::debug!("heartbeat: {error}");
            tokio::time::sleep(PAUSE).await;
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
    mut socket: RouterRecvHalf,
    signer: Signer,
    session: Arc<Session>,
    mut audience: Audience,
) {
    loop {
        let frames = match socket.recv().await {
            Ok(message) => message.into_vec(),
            Err(error) => {
                tracing::debug!("{channel:?}: {error}");
                tokio::time::sleep(PAUSE).await;
                continue;
            }
        };
        match signer.decode(&frames) {
            Ok(message) => {
                drop(frames); // a large message is not kept twice
                audience.wait().await;
                session.receive(channel, message);
            }
            Err(refused) => tracing::warn!("refused a message on {channel:?}: {refused}"),
        }
    }
}

struct Senders {
    iopub: Publisher,
    shell: RouterSendHalf,
    control: RouterSendHalf,
    stdin: RouterSendHalf,
    /// Who is connected to standard input.
    readers: Arc<Peers>,
}

async fn send(mut said: UnboundedReceiver<Outgoing>, mut to: Senders, signer: &Signer) {
    while let Some(Outgoing::Message(channel, mut message)) = said.recv().await {
        if channel == Channel::Stdin
            && let Some(asked) = message.identities.first_mut()
            && let Some(reader) = to.readers.here(asked)
        {
            *asked = reader; // it was asked for on shell, by the same front end
        }
        let frames = signer.encode(&message);
        let socket = match channel {
            Channel::Iopub => {
                let may_be_left_out = MAY_BE_LEFT_OUT.contains(&message.msg_type());
                let parcel = Parcel {
                    bytes: encode(&frames),
                    output_of: may_be_left_out.then_some(message.parent_header),
                    ticket: message.ticket,
                };
                to.iopub.send(&frames[0], &parcel);
                continue;
            }
            Channel::Shell => &mut to.shell,
            Channel::Control => &mut to.control,
            Channel::Stdin => &mut to.stdin,
        };
        let frames: Vec<Bytes> = frames.into_iter().map(Bytes::from).collect();
        let Ok(frames) = ZmqMessage::try_from(frames) else {
            continue;
        };
        if let Err(error) = socket.send(frames).await {
            tracing::debug!("{channel:?}: the receiver is gone: {error}");
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
