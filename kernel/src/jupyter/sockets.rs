//! The five sockets. The only file that knows `zeromq`.
//!
//! Output goes through PUB, not XPUB: zeromq 0.7 makes an XPUB wait for every subscriber's connection, so one front end
//! that hangs would stop the kernel (zmq.rs, pull request 283). A PUB does not tell who subscribed; the kernel greets
//! each connection a moment after it was accepted, and answers no request before there is one.
//!
//! The PUB has a thread of its own, with all its tasks: zeromq 0.7 hands a message from the task that publishes to the
//! one that passes it on by two variables whose order two processors may see differently. Once in some thousand messages
//! the second task slept on, and the message (an `idle`, say, for which a front end waits) lay there until the next one.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use bytes::Bytes;
use futures::channel::mpsc::Receiver;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use tokio::sync::{oneshot, watch};
use zeromq::{
    PubSocket, RepSocket, RouterRecvHalf, RouterSendHalf, RouterSocket, Socket, SocketEvent,
    SocketRecv, SocketSend, ZmqMessage,
};

use super::Outgoing;
use super::connection::Connection;
use super::message::Channel;
use super::session::Session;
use super::signing::Signer;

/// How long after a connection its subscription is expected to be known.
const SUBSCRIPTION: Duration = Duration::from_millis(50);
/// Requests wait this long at most for somebody who listens to output.
const LISTENER: Duration = Duration::from_secs(5);
/// The sockets have no linger: what was sent last needs this long to leave the process.
const LINGER: Duration = Duration::from_millis(200);

/// The bound sockets, before anything is read from them.
pub struct Sockets {
    shell: RouterSocket,
    control: RouterSocket,
    stdin: RouterSocket,
    iopub: Iopub,
    heartbeat: RepSocket,
    signer: Signer,
}

/// Binds a socket; `name` is what an error calls it.
async fn bind<S: Socket>(mut socket: S, name: &str, endpoint: &str) -> anyhow::Result<S> {
    socket
        .bind(endpoint)
        .await
        .with_context(|| format!("cannot bind the {name} socket to {endpoint}"))?;
    Ok(socket)
}

/// The bound PUB, in its thread.
struct Iopub {
    messages: UnboundedSender<ZmqMessage>,
    /// Who connects, from the first moment on.
    listeners: Receiver<SocketEvent>,
}

impl Iopub {
    async fn bind(endpoint: String) -> anyhow::Result<Iopub> {
        let (messages, mut said) = unbounded_channel::<ZmqMessage>();
        let (bound, binding) = oneshot::channel();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        let serve = async move {
            let mut socket = PubSocket::new();
            // Before it is bound: a front end connects at once, and only who watches by then is told.
            let listeners = socket.monitor();
            match bind(socket, "iopub", &endpoint).await {
                Ok(it) => socket = it,
                Err(error) => return drop(bound.send(Err(error))),
            }
            // Nobody waits for it any more when the kernel ends as it starts.
            drop(bound.send(Ok(listeners)));
            while let Some(message) = said.recv().await {
                if let Err(error) = socket.send(message).await {
                    tracing::debug!("iopub: {error}");
                }
            }
            tokio::time::sleep(LINGER).await;
        };
        std::thread::Builder::new()
            .name("iopub".to_owned())
            .spawn(move || runtime.block_on(serve))?;
        let listeners = binding.await??;
        Ok(Iopub {
            messages,
            listeners,
        })
    }
}

impl Sockets {
    /// Binds all sockets to the addresses of the connection file, and to nothing else.
    ///
    /// # Errors
    /// An address cannot be bound; the text says which.
    pub async fn bind(connection: &Connection) -> anyhow::Result<Sockets> {
        Ok(Sockets {
            shell: bind(RouterSocket::new(), "shell", &connection.shell).await?,
            control: bind(RouterSocket::new(), "control", &connection.control).await?,
            stdin: bind(RouterSocket::new(), "stdin", &connection.stdin).await?,
            iopub: Iopub::bind(connection.iopub.clone()).await?,
            heartbeat: bind(RepSocket::new(), "heartbeat", &connection.heartbeat).await?,
            signer: Signer::new(&connection.key),
        })
    }

    /// Carries messages between the sockets and the session until the session ends.
    pub async fn serve(self, session: Arc<Session>, said: UnboundedReceiver<Outgoing>) {
        let (listened, listening) = watch::channel(false);
        let mut events = self.iopub.listeners;
        let greeter = Arc::clone(&session);
        tokio::spawn(async move {
            use futures::StreamExt;
            while let Some(event) = events.next().await {
                if let SocketEvent::Accepted(..) = event {
                    tokio::time::sleep(SUBSCRIPTION).await;
                    listened.send_replace(true);
                    greeter.welcome();
                }
            }
        });
        tokio::spawn(echo(self.heartbeat));
        let (shell, shell_in) = self.shell.split();
        let (control, control_in) = self.control.split();
        let (stdin, stdin_in) = self.stdin.split();
        for (channel, socket) in [
            (Channel::Shell, shell_in),
            (Channel::Control, control_in),
            (Channel::Stdin, stdin_in),
        ] {
            tokio::spawn(receive(
                channel,
                socket,
                self.signer.clone(),
                Arc::clone(&session),
                listening.clone(),
            ));
        }
        send(
            said,
            self.iopub.messages,
            shell,
            control,
            stdin,
            self.signer,
        )
        .await;
    }
}

/// The heartbeat: every message goes back as it came.
async fn echo(mut heartbeat: RepSocket) {
    loop {
        match heartbeat.recv().await {
            Ok(beat) => {
                if let Err(error) = heartbeat.send(beat).await {
                    tracing::debug!("heartbeat: {error}");
                }
            }
            Err(error) => {
                tracing::debug!("heartbeat: {error}");
                tokio::time::sleep(SUBSCRIPTION).await;
            }
        }
    }
}

/// Hands each good message to the session; a bad one is a line in the log.
async fn receive(
    channel: Channel,
    mut socket: RouterRecvHalf,
    signer: Signer,
    session: Arc<Session>,
    mut listening: watch::Receiver<bool>,
) {
    loop {
        let frames = match socket.recv().await {
            Ok(message) => message.into_vec(),
            Err(error) => {
                tracing::warn!("{channel:?}: {error}");
                tokio::time::sleep(SUBSCRIPTION).await;
                continue;
            }
        };
        match signer.decode(&frames) {
            Ok(message) => {
                // A status that nobody hears would leave the front end waiting for ever.
                let heard = listening.wait_for(|heard| *heard);
                let _ = tokio::time::timeout(LISTENER, heard).await;
                session.receive(channel, message);
            }
            Err(refused) => tracing::warn!("refused a message on {channel:?}: {refused}"),
        }
    }
}

async fn send(
    mut said: UnboundedReceiver<Outgoing>,
    iopub: UnboundedSender<ZmqMessage>,
    mut shell: RouterSendHalf,
    mut control: RouterSendHalf,
    mut stdin: RouterSendHalf,
    signer: Signer,
) {
    while let Some(outgoing) = said.recv().await {
        let Outgoing::Message(channel, message) = outgoing else {
            break;
        };
        let frames: Vec<Bytes> = signer
            .encode(&message)
            .into_iter()
            .map(Bytes::from)
            .collect();
        let Ok(frames) = ZmqMessage::try_from(frames) else {
            continue;
        };
        let sent = match channel {
            Channel::Iopub => {
                // Its thread lives as long as this function.
                drop(iopub.send(frames));
                continue;
            }
            Channel::Shell => shell.send(frames).await,
            Channel::Control => control.send(frames).await,
            Channel::Stdin => stdin.send(frames).await,
        };
        if let Err(error) = sent {
            tracing::debug!("{channel:?}: the receiver is gone: {error}");
        }
    }
    tokio::time::sleep(LINGER).await;
}

#[cfg(test)]
mod tests {
    use futures::StreamExt;
    use zeromq::SubSocket;

    use super::*;

    /// A front end may connect before the sockets are served; a request would wait for its connection otherwise.
    #[tokio::test]
    async fn a_listener_that_connects_before_the_sockets_are_served_is_known() {
        let folder = tempfile::tempdir().unwrap();
        let endpoint = |name: &str| format!("ipc://{}", folder.path().join(name).display());
        let connection = Connection {
            shell: endpoint("shell"),
            control: endpoint("control"),
            stdin: endpoint("stdin"),
            iopub: endpoint("iopub"),
            heartbeat: endpoint("heartbeat"),
            key: String::new(),
        };
        let mut sockets = Sockets::bind(&connection).await.unwrap();
        let mut listener = SubSocket::new();
        listener.connect(&connection.iopub).await.unwrap();
        let event = tokio::time::timeout(LISTENER, async {
            while let Some(event) = sockets.iopub.listeners.next().await {
                if let SocketEvent::Accepted(..) = event {
                    return true;
                }
            }
            false
        });
        assert!(event.await.unwrap());
    }
}
