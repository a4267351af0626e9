//! Frames: a byte of flags, the length, the body. A message is one or several of them.

use std::io::{Error, ErrorKind, Result};

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt};

use super::LARGEST_MESSAGE;

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
    /// A message that is not read because it has more bytes than the limit: at least these.
    Oversized(u64),
}

/// Reads frames of one connection.
pub struct Frames<R> {
    reader: R,
    limit: u64,
    /// The rest of a message that is too large: bytes of its present frame, and whether more frames follow.
    refused: Option<(u64, bool)>,
}

struct Head {
    flags: u8,
    length: u64,
}

impl<R: AsyncRead + Unpin> Frames<R> {
    /// Frames of `reader`, whose messages may have the usual size.
    pub fn new(reader: R) -> Frames<R> {
        Frames::with_limit(reader, LARGEST_MESSAGE)
    }

    /// Frames of `reader`, whose messages may have `limit` bytes.
    pub fn with_limit(reader: R, limit: u64) -> Frames<R> {
        Frames {
            reader,
            limit,
            refused: None,
        }
    }

    /// The next message or command.
    ///
    /// # Errors
    /// The connection has ended, or these bytes are no frames.
    pub async fn next(&mut self) -> Result<Incoming> {
        self.skip_refused().await?;
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
            if bytes > self.limit || frames.len() >= MOST_FRAMES {
                self.refused = Some((head.length, more));
                return Ok(Incoming::Oversized(bytes));
            }
            frames.push(self.body(head.length).await?);
            if !more {
                return Ok(Incoming::Message(frames));
            }
        }
    }

    /// Reads past a message that was too large, so that the next one is understood.
    async fn skip_refused(&mut self) -> Result<()> {
        while let Some((length, more)) = self.refused {
            let mut rest = (&mut self.reader).take(length);
            let skipped = tokio::io::copy(&mut rest, &mut tokio::io::sink()).await?;
            if skipped < length {
                return Err(ErrorKind::UnexpectedEof.into());
            }
            self.refused = match more {
                true => {
                    let head = self.head().await?;
                    Some((head.length, head.flags & MORE != 0))
                }
                false => None,
            };
        }
        Ok(())
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
    match u8::try_from(body.len()) {
        Ok(length) => out.extend([flags, length]),
        Err(_) => {
            out.push(flags | LONG);
            out.extend((body.len() as u64).to_be_bytes());
        }
    }
    out.extend(body);
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(bytes: &[u8], limit: u64) -> (Vec<Incoming>, ErrorKind) {
        let mut frames = Frames::with_limit(bytes, limit);
        let mut found = Vec::new();
        loop {
            match frames.next().await {
                Ok(incoming) => found.push(incoming),
                Err(error) => return (found, error.kind()),
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
        assert_eq!(end, ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn a_message_above_the_limit_is_skipped_and_the_next_one_is_read() {
        let half = vec![1; 60];
        let mut bytes = encode(&[&half, &half, &half]).to_vec();
        bytes.extend(encode(&[b"next"]));
        let (found, _) = all(&bytes, 100).await;
        let next = Incoming::Message(vec![b"next".to_vec()]);
        assert_eq!(found, [Incoming::Oversized(120), next]);
    }

    #[tokio::test]
    async fn a_length_alone_takes_no_memory() {
        let mut bytes = vec![LONG];
        bytes.extend(u64::MAX.to_be_bytes());
        let (found, end) = all(&bytes, 100).await;
        assert_eq!(found, [Incoming::Oversized(u64::MAX)]);
        assert_eq!(end, ErrorKind::UnexpectedEof);
    }

    #[tokio::test]
    async fn what_are_no_frames_end_the_connection() {
        assert_eq!(all(b"GET / HTTP/1.1", 100).await.1, ErrorKind::InvalidData);
        let many = encode(&vec![b""; MOST_FRAMES + 1]);
        assert_eq!(all(&many, 100).await.0, [Incoming::Oversized(0)]);
    }
}
