//! Frames: a byte of flags, the length, the body. A message is one or several of them.

use std::io::{Error, ErrorKind, Result};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const MORE: u8 = 1;
const LONG: u8 = 2;
const COMMAND: u8 = 4;
/// The largest command (READY, SUBSCRIBE, PING), in bytes.
const LARGEST_COMMAND: u64 = 64 << 10;
/// A message has at most this many frames: an empty one takes no bytes of the limit above, but memory.
const MOST_FRAMES: usize = 4096;
/// A frame's memory is taken in steps: a length alone costs its sender nothing.
const STEP: u64 = 1 << 20;

/// What a peer has sent.
#[derive(Debug, PartialEq, Eq)]
pub enum Incoming {
    /// A command of the protocol.
    Command(Vec<u8>),
    /// A message, frame by frame.
    Message(Vec<Vec<u8>>),
}

/// Reads frames of one connection.
pub struct Frames<R> {
    reader: R,
    limit: u64,
}

struct Head {
    flags: u8,
    length: u64,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// Frames of `reader`, whose messages may have `limit` bytes.
    pub fn new(reader: R, limit: u64) -> Frames<R> {
        Frames { reader, limit }
    }

    /// The next message or command.
    ///
    /// # Errors
    /// The connection has ended, these bytes are no frames, or it is a message above the limit.
    pub async fn next(&mut self) -> Result<Incoming> {
        let (mut frames, mut bytes) = (Vec::new(), 0_u64);
        loop {
            let head = self.head().await?;
            if head.flags & COMMAND != 0 {
                if !frames.is_empty() || head.length > LARGEST_COMMAND {
                    return Err(Error::new(ErrorKind::InvalidData, "a command out of place"));
                }
                return Ok(Incoming::Command(self.body(head.length).await?));
            }
            let more = head.flags & MORE != 0;
            bytes = bytes.saturating_add(head.length);
            self.check(bytes, frames.len())?;
            frames.push(self.body(head.length).await?);
            if !more {
                return Ok(Incoming::Message(frames));
            }
        }
    }

    /// Passes the next message or command on as it comes, and keeps nothing of it.
    ///
    /// # Errors
    /// As [`Frames::next`]; or `to` takes no more.
    pub async fn pass(&mut self, to: &mut (impl AsyncWrite + Unpin)) -> Result<()> {
        let (mut frames, mut bytes) = (0, 0_u64);
        loop {
            let head = self.head().await?;
            bytes = bytes.saturating_add(head.length);
            self.check(bytes, frames)?;
            frames += 1;
            to.write_all(&start(head.flags, head.length)).await?;
            let mut body = (&mut self.reader).take(head.length);
            if tokio::io::copy(&mut body, to).await? < head.length {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            if head.flags & MORE == 0 {
                return to.flush().await;
            }
        }
    }

    /// May a message have so many bytes, in one frame more than so many?
    fn check(&self, bytes: u64, frames: usize) -> Result<()> {
        let problem = match self.limit {
            limit if bytes > limit => format!("a message of {bytes} bytes (at most {limit})"),
            _ if frames >= MOST_FRAMES => format!("a message of more than {MOST_FRAMES} frames"),
            _ => return Ok(()),
        };
        Err(Error::new(ErrorKind::InvalidData, problem))
    }

    async fn head(&mut self) -> Result<Head> {
        let flags = self.reader.read_u8().await?;
        if flags & !(MORE | LONG | COMMAND) != 0 {
            return Err(Error::new(ErrorKind::InvalidData, "these are no frames"));
        }
        let length = match flags & LONG != 0 {
            true => self.reader.read_u64().await?,
            false => u64::from(self.reader.read_u8().await?),
        };
        Ok(Head { flags, length })
    }

    async fn body(&mut self, length: u64) -> Result<Vec<u8>> {
        let mut body = Vec::new();
        let mut left = length;
        while left > 0 {
            let step = left.min(STEP);
            let read = (&mut self.reader).take(step).read_to_end(&mut body).await?;
            if (read as u64) < step {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            left -= step;
        }
        Ok(body)
    }
}

/// A message as its bytes on the wire.
pub fn encode<F: AsRef<[u8]>>(frames: &[F]) -> Bytes {
    let bytes: usize = frames.iter().map(|frame| frame.as_ref().len() + 9).sum();
    let mut out = Vec::with_capacity(bytes);
    for (at, frame) in frames.iter().enumerate() {
        let more = if at + 1 < frames.len() { MORE } else { 0 };
        put(&mut out, more, frame.as_ref());
    }
    Bytes::from(out)
}

/// A command as its bytes on the wire.
pub fn command(body: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    put(&mut out, COMMAND, body);
    out
}

fn put(out: &mut Vec<u8>, flags: u8, body: &[u8]) {
    out.extend(start(flags, body.len() as u64));
    out.extend(body);
}

/// What stands before a frame's body.
fn start(flags: u8, length: u64) -> Vec<u8> {
    match u8::try_from(length) {
        Ok(length) => vec![flags & !LONG, length],
        Err(_) => [&[flags | LONG][..], &length.to_be_bytes()].concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(bytes: &[u8], limit: u64) -> (Vec<Incoming>, Error) {
        let mut frames = Frames::new(bytes, limit);
        let mut found = Vec::new();
        loop {
            match frames.next().await {
                Ok(incoming) => found.push(incoming),
                Err(error) => return (found, error),
            }
        }
    }

    #[tokio::test]
    async fn short_long_and_empty_frames_come_back_as_they_were() {
        let long = vec![7; 70_000];
        let frames: [&[u8]; 3] = [b"a", b"", &long];
        let mut bytes = encode(&frames).to_vec();
        bytes.extend(command(b"\x04PING"));
        let (found, end) = all(&bytes, 1 << 20).await;
        let message = frames.iter().map(|frame| frame.to_vec()).collect();
        let ping = Incoming::Command(b"\x04PING".to_vec());
        assert_eq!(found, [Incoming::Message(message), ping]);
        assert_eq!(end.kind(), ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn what_is_passed_on_is_what_came() {
        let long = vec![7; 70_000];
        let mut bytes = encode(&[b"a".as_slice(), b"", &long]).to_vec();
        bytes.extend(command(b"\x04PING"));
        let (mut frames, mut passed) = (Frames::new(&bytes[..], 1 << 20), Vec::new());
        while frames.pass(&mut passed).await.is_ok() {}
        assert_eq!(passed, bytes);
    }

    #[tokio::test]
    async fn a_message_above_the_limit_is_neither_read_nor_passed_on() {
        let half = vec![1; 60];
        let bytes = encode(&[&half, &half, &half]);
        let (found, end) = all(&bytes, 100).await;
        assert_eq!(found, []);
        assert_eq!(end.to_string(), "a message of 120 bytes (at most 100)");
        let (mut frames, mut passed) = (Frames::new(&bytes[..], 100), Vec::new());
        assert!(frames.pass(&mut passed).await.is_err());
        assert_eq!(passed, bytes[..62]);
        let many = encode(&vec![b""; MOST_FRAMES + 1]);
        assert!(all(&many, 100).await.1.to_string().contains("frames"));
    }

    #[tokio::test]
    async fn a_length_alone_takes_no_memory() {
        let mut bytes = vec![LONG];
        bytes.extend(u64::MAX.to_be_bytes());
        let (_, end) = all(&bytes, 100).await;
        assert!(end.to_string().contains("18446744073709551615"));
    }

    #[tokio::test]
    async fn what_are_no_frames_end_the_connection() {
        let (_, end) = all(b"GET / HTTP/1.1", 100).await;
        assert_eq!(end.kind(), ErrorKind::InvalidData);
    }
}
