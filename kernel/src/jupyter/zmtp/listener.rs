//! Where peers connect: an address of TCP, or a socket in the file system.

use std::io::{Error, ErrorKind, Result};
use std::os::unix::fs::{FileTypeExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, BufReader};
use tokio::net::{TcpListener, UnixListener};

/// What a peer sends.
pub type Reader = BufReader<Box<dyn AsyncRead + Send + Unpin>>;
/// What a peer is sent.
pub type Writer = Box<dyn AsyncWrite + Send + Unpin>;

/// A bound address.
pub enum Listener {
    /// `tcp://HOST:PORT`
    Tcp(TcpListener),
    /// `ipc://PATH`; the file is removed with the listener.
    Ipc(UnixListener, PathBuf),
}

impl Listener {
    /// Binds this address and no other.
    ///
    /// # Errors
    /// It cannot be bound.
    pub async fn bind(endpoint: &str) -> Result<Listener> {
        if let Some(path) = endpoint.strip_prefix("ipc://") {
            return bind_file(Path::new(path));
        }
        let address = endpoint.strip_prefix("tcp://");
        let Some((host, port)) = address.and_then(|address| address.rsplit_once(':')) else {
            return Err(Error::new(
                ErrorKind::InvalidInput,
                "it is neither tcp://HOST:PORT nor ipc://PATH",
            ));
        };
        let port = port
            .parse::<u16>()
            .map_err(|error| Error::new(ErrorKind::InvalidInput, error))?;
        let host = match host.trim_start_matches('[').trim_end_matches(']') {
            "*" => "0.0.0.0",
            host => host,
        };
        Ok(Listener::Tcp(TcpListener::bind((host, port)).await?))
    }

    /// The next connection.
    pub async fn accept(&self) -> (Reader, Writer) {
        loop {
            let accepted = match self {
                Listener::Tcp(listener) => listener.accept().await.map(|(stream, _)| {
                    let _ = stream.set_nodelay(true); // it is slower without, not wrong
                    let (reader, writer) = stream.into_split();
                    boxed(reader, writer)
                }),
                Listener::Ipc(listener, _) => listener.accept().await.map(|(stream, _)| {
                    let (reader, writer) = stream.into_split();
                    boxed(reader, writer)
                }),
            };
            match accepted {
                Ok(halves) => return halves,
                Err(error) => {
                    // No file descriptor is left, say: others may give some back.
                    tracing::warn!("a connection cannot be accepted: {error}");
                    tokio::time::sleep(Duration::from_millis(200)).await;
                }
            }
        }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        if let Listener::Ipc(_, path) = self {
            let _ = std::fs::remove_file(path);
        }
    }
}

fn boxed(
    reader: impl AsyncRead + Send + Unpin + 'static,
    writer: impl AsyncWrite + Send + Unpin + 'static,
) -> (Reader, Writer) {
    (BufReader::new(Box::new(reader)), Box::new(writer))
}

fn bind_file(path: &Path) -> Result<Listener> {
    // A kernel that was killed has left its socket behind; the one that is started in its place has the same file.
    if path
        .symlink_metadata()
        .is_ok_and(|file| file.file_type().is_socket())
    {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    std::fs::set_permissions(path, PermissionsExt::from_mode(0o600))?;
    Ok(Listener::Ipc(listener, path.to_owned()))
}
