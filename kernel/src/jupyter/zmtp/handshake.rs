//! The first bytes of a connection: greeting, then READY from both sides. No security mechanism but NULL: messages are
//! signed (`signing`), and a file-system socket is its user's alone.

use std::io::{Error, ErrorKind, Result};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

use super::frames::{Frames, Incoming, command};

const GREETING: usize = 64;
const MECHANISM: std::ops::Range<usize> = 12..32;
const NULL: &[u8; 20] = b"NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
/// How the command READY starts: the length of its name, and the name.
const READY: &[u8] = b"\x05READY";
/// A peer that has not said who it is within this time is no peer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Greets a peer; we are a socket of the type `ours`, it is one of `theirs`.
///
/// # Errors
/// The peer speaks something else, or is silent.
pub async fn greet(
    mut reader: impl AsyncRead + Unpin,
    mut writer: impl AsyncWrite + Unpin,
    ours: &str,
    theirs: &[&str],
) -> Result<()> {
    let exchange = async {
        let mut greeting = [0; GREETING];
        greeting[0] = 0xff;
        greeting[9] = 0x7f;
        greeting[10] = 3; // version 3.0
        greeting[MECHANISM].copy_from_slice(NULL);
        writer.write_all(&greeting).await?;
        writer.flush().await?;
        read_greeting(&mut reader).await?;
        writer.write_all(&ready(ours)).await?;
        writer.flush().await?;
        read_ready(&mut reader, theirs).await
    };
    in_time(exchange).await.map(drop)
}

/// Passes a peer's part of the greeting on to the socket that greets it; the peer's is one of `theirs`. The name that it
/// gives itself (nothing, if it gives none) is passed on as what `call` makes of it.
///
/// # Errors
/// As [`greet`]; or the socket is gone.
pub async fn pass(
    mut reader: impl AsyncRead + Unpin,
    mut socket: impl AsyncWrite + Unpin,
    theirs: &[&str],
    call: &mut (dyn FnMut(&[u8]) -> Vec<u8> + Send),
) -> Result<()> {
    let exchange = async {
        socket.write_all(&read_greeting(&mut reader).await?).await?;
        socket.flush().await?;
        let body = read_ready(&mut reader, theirs).await?;
        socket.write_all(&command(&renamed(&body, call))).await?;
        socket.flush().await
    };
    in_time(exchange).await
}

async fn in_time<T>(exchange: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout(PATIENCE, exchange).await {
        Ok(done) => done,
        Err(_) => Err(strange("it did not finish its greeting")),
    }
}

async fn read_greeting(reader: &mut (impl AsyncRead + Unpin)) -> Result<[u8; GREETING]> {
    let mut greeting = [0; GREETING];
    // What is no ZeroMQ is seen at its first byte: it may never send 64 of them.
    reader.read_exact(&mut greeting[..1]).await?;
    if greeting[0] != 0xff {
        return Err(strange("it does not speak ZeroMQ's protocol"));
    }
    reader.read_exact(&mut greeting[1..]).await?;
    if greeting[9] & 1 != 1 || greeting[10] < 3 {
        return Err(strange("it speaks a version before 3.0"));
    }
    if greeting[MECHANISM] != NULL[..] {
        return Err(strange("it wants another security mechanism than NULL"));
    }
    Ok(greeting)
}

/// The body of a READY command of one of `theirs`.
async fn read_ready(reader: &mut (impl AsyncRead + Unpin), theirs: &[&str]) -> Result<Vec<u8>> {
    match Frames::new(reader, 0).next().await {
        Ok(Incoming::Command(body)) => understand(&body, theirs).map(|()| body),
        Err(error) if error.kind() != ErrorKind::InvalidData => Err(error),
        _ => Err(strange("it sent a message before READY")),
    }
}

fn strange(what: &str) -> Error {
    Error::new(ErrorKind::InvalidData, what)
}

fn ready(socket_type: &str) -> Vec<u8> {
    let mut body = READY.to_vec();
    add(&mut body, b"Socket-Type", socket_type.as_bytes());
    command(&body)
}

/// A property of a READY command. Names and values that we write are short.
fn add(body: &mut Vec<u8>, name: &[u8], value: &[u8]) {
    body.push(u8::try_from(name.len()).unwrap_or(0));
    body.extend(name);
    body.extend(u32::try_from(value.len()).unwrap_or(0).to_be_bytes());
    body.extend(value);
}

/// A READY command with another name of the peer.
fn renamed(body: &[u8], call: &mut (dyn FnMut(&[u8]) -> Vec<u8> + Send)) -> Vec<u8> {
    let mut new = READY.to_vec();
    for (name, value) in properties(body).unwrap_or_default() {
        match name.eq_ignore_ascii_case(b"Identity") {
            true => add(&mut new, name, &call(value)),
            false => add(&mut new, name, value),
        }
    }
    new
}

fn understand(body: &[u8], theirs: &[&str]) -> Result<()> {
    let properties = properties(body).ok_or_else(|| strange("it sent no READY"))?;
    let value = |wanted: &str| {
        let found = properties
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted.as_bytes()));
        found.map_or(&[][..], |(_, value)| value)
    };
    let socket_type = value("Socket-Type");
    if !theirs.iter().any(|known| known.as_bytes() == socket_type) {
        return Err(strange("its socket is of a type that cannot connect here"));
    }
    Ok(())
}

/// The properties of a READY command: name and value.
fn properties(body: &[u8]) -> Option<Vec<(&[u8], &[u8])>> {
    let mut rest = body.strip_prefix(READY)?;
    let mut found = Vec::new();
    while let Some((&length, tail)) = rest.split_first() {
        let (name, tail) = tail.split_at_checked(usize::from(length))?;
        let (length, tail) = tail.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (value, tail) = tail.split_at_checked(length)?;
        found.push((name, value));
        rest = tail;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `greet` and `pass` make of a peer that sends these bytes.
    async fn peer(sends: &[u8]) -> Result<()> {
        let theirs = ["DEALER", "REQ"];
        let greeted = greet(sends, tokio::io::sink(), "ROUTER", &theirs).await;
        let mut passed = Vec::new();
        let through = pass(sends, &mut passed, &theirs, &mut <[u8]>::to_vec).await;
        assert_eq!(greeted.is_ok(), through.is_ok());
        assert!(through.is_err() || passed == sends);
        greeted
    }

    fn greeting(version: u8, mechanism: &[u8; 20]) -> Vec<u8> {
        let mut bytes = vec![0; GREETING];
        (bytes[0], bytes[9], bytes[10]) = (0xff, 0x7f, version);
        bytes[MECHANISM].copy_from_slice(mechanism);
        bytes
    }

    #[tokio::test]
    async fn a_peer_is_greeted() {
        let mut body = b"\x05READY\x0bSocket-Type\0\0\0\x06DEALER".to_vec();
        body.extend(b"\x08Identity\0\0\0\x03lab");
        let sends = [greeting(3, NULL), command(&body)].concat();
        peer(&sends).await.unwrap();
    }

    #[tokio::test]
    async fn a_name_is_passed_on_as_another() {
        let with = |name: &[u8]| {
            let mut body = READY.to_vec();
            add(&mut body, b"Socket-Type", b"DEALER");
            add(&mut body, b"Identity", name);
            [greeting(3, NULL), command(&body)].concat()
        };
        let mut passed = Vec::new();
        let mut call = |name: &[u8]| [name, b"2"].concat();
        let sends = with(b"lab");
        pass(&sends[..], &mut passed, &["DEALER"], &mut call)
            .await
            .unwrap();
        assert_eq!(passed, with(b"lab2"));
    }

    #[tokio::test]
    async fn a_stranger_is_told_what_is_wrong() {
        let plain = b"PLAIN\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
        let with = |body: &[u8]| [greeting(3, NULL), command(body)].concat();
        for (sends, word) in [
            (b"GET / HTTP/1.1\r\n\r\n".to_vec(), "does not speak"),
            (greeting(1, NULL), "version"),
            (greeting(3, plain), "mechanism"),
            (with(b"\x05HELLO"), "no READY"),
            (
                with(b"\x05READY\x0bSocket-Type\xff\xff\xff\xff"),
                "no READY",
            ),
            (with(b"\x05READY\x0bSocket-Type\0\0\0\x03SUB"), "type"),
        ] {
            let error = peer(&sends).await.unwrap_err().to_string();
            assert!(error.contains(word), "{word}: {error}");
        }
        let cut = &greeting(3, NULL)[..30];
        let error = peer(cut).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::UnexpectedEof);
    }
}
