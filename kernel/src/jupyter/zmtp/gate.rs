//! The gate before a socket of `zeromq`: it listens where the socket would, and passes on what is ZeroMQ's protocol and
//! within the limits. A peer that sends anything else is one line in the log, and disconnected.

use std::io::{ErrorKind, Result};
use std::os::unix::net::UnixListener;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::UnixStream;
use tokio::net::unix::OwnedWriteHalf;

use super::LARGEST_MESSAGE;
use super::frames::Frames;
use super::handshake;
use super::listener::{Listener, Reader, Writer};
use super::peers::Peers;

/// The types of socket that send requests.
const PEERS: [&str; 3] = ["DEALER", "REQ", "ROUTER"];

/// A bound gate.
pub struct Gate {
    listener: Listener,
    inside: Inside,
    peers: Arc<Peers>,
}

/// The way to the socket behind the gate. Nobody else has it.
struct Inside {
    path: PathBuf,
    /// What keeps the way open.
    #[cfg(target_os = "linux")]
    _file: std::fs::File,
    #[cfg(not(target_os = "linux"))]
    _folder: tempfile::TempDir,
}

impl Gate {
    /// A gate at `endpoint`, and the listener for the socket behind it.
    ///
    /// # Errors
    /// The address cannot be bound, or nothing can be written to the folder for temporary files.
    pub async fn bind(endpoint: &str) -> Result<(Gate, UnixListener)> {
        let listener = Listener::bind(endpoint).await?;
        let (inside, socket) = Inside::bind()?;
        let peers = Arc::default();
        let gate = Gate {
            listener,
            inside,
            peers,
        };
        Ok((gate, socket))
    }

    /// Lets peers in, as long as the process lives; `name` is what the log calls the socket. What they are called behind
    /// the gate is in the answer.
    pub fn open(self, name: &'static str) -> Arc<Peers> {
        let peers = Arc::clone(&self.peers);
        tokio::spawn(async move {
            loop {
                let (reader, writer) = self.listener.accept().await;
                match self.inside.connect().await {
                    Ok(socket) => {
                        let peers = Arc::clone(&self.peers);
                        tokio::spawn(connect(name, reader, writer, socket, peers));
                    }
                    Err(error) => tracing::warn!("a connection to {name} is lost: {error}"),
                }
            }
        });
        peers
    }
}

impl Inside {
    async fn connect(&self) -> Result<UnixStream> {
        UnixStream::connect(&self.path).await
    }

    /// On Linux the socket's file is gone at once, and reached through its descriptor: nothing stays behind, whatever ends
    /// the process.
    #[cfg(target_os = "linux")]
    fn bind() -> Result<(Inside, UnixListener)> {
        use std::os::fd::AsRawFd;
        use std::os::unix::fs::OpenOptionsExt;
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("socket");
        let socket = UnixListener::bind(&path)?;
        let mut options = std::fs::OpenOptions::new();
        let file = options
            .read(true)
            .custom_flags(nix::libc::O_PATH)
            .open(&path)?;
        let path = PathBuf::from(format!("/proc/self/fd/{}", file.as_raw_fd()));
        Ok((Inside { path, _file: file }, socket))
    }

    /// The folder is the user's alone.
    #[cfg(not(target_os = "linux"))]
    fn bind() -> Result<(Inside, UnixListener)> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("socket");
        let socket = UnixListener::bind(&path)?;
        let _folder = folder;
        Ok((Inside { path, _folder }, socket))
    }
}

/// One connection, until either side ends it.
async fn connect(
    name: &str,
    reader: Reader,
    mut writer: Writer,
    socket: UnixStream,
    peers: Arc<Peers>,
) {
    let (mut from, to) = socket.into_split();
    let mut called = Vec::new();
    tokio::select! {
        () = inward(name, reader, to, &peers, &mut called) => {}
        _ = tokio::io::copy(&mut from, &mut writer) => {}
    }
    peers.leave(&called);
}

/// What the peer sends. `called` is what it is called behind the gate, once it has said who it is.
async fn inward(
    name: &str,
    mut reader: Reader,
    mut to: OwnedWriteHalf,
    peers: &Peers,
    called: &mut Vec<u8>,
) {
    let mut enter = |own: &[u8]| {
        *called = peers.enter(own);
        called.clone()
    };
    if let Err(error) = handshake::pass(&mut reader, &mut to, &PEERS, &mut enter).await {
        return tracing::warn!("refused a connection: {error}");
    }
    let mut frames = Frames::new(reader, LARGEST_MESSAGE);
    loop {
        match frames.pass(&mut to).await {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::InvalidData => {
                return tracing::warn!("refused a message on {name}, and its sender: {error}");
            }
            Err(error) => return tracing::debug!("a peer of {name} has gone: {error}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn the_socket_behind_the_gate_has_no_file_and_is_reached() {
        let (inside, socket) = Inside::bind().unwrap();
        let name = socket.local_addr().unwrap();
        assert!(!name.as_pathname().unwrap().exists());
        let mut near = inside.connect().await.unwrap();
        socket.set_nonblocking(true).unwrap();
        let socket = tokio::net::UnixListener::from_std(socket).unwrap();
        let (mut far, _) = socket.accept().await.unwrap();
        near.write_all(b"x").await.unwrap();
        assert_eq!(far.read_u8().await.unwrap(), b'x');
    }
}
