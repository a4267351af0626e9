//! A message as the frames of a ZeroMQ multipart message, signed with the key of the connection file.
//!
//! Layout (Jupyter messaging specification, "The wire protocol"): identities, the delimiter `<IDS|MSG>`,
//! the signature in hexadecimal, header, parent header, metadata, content, and any number of buffers.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, PoisonError};

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::message::Message;

const DELIMITER: &[u8] = b"<IDS|MSG>";
/// As many messages back a message is known again, as jupyter_client has it.
const REMEMBERED: usize = 1 << 16;

/// Signs and checks messages (HMAC-SHA256). The key is never printed.
#[derive(Clone)]
pub struct Signer {
    /// `None` when the connection file has an empty key: messages are then not signed.
    mac: Option<Hmac<Sha256>>,
    /// The signatures of what was read, by all of a kernel's sockets.
    seen: Arc<Mutex<Seen>>,
}

/// Signatures, the newest last.
#[derive(Default)]
struct Seen {
    known: HashSet<Vec<u8>>,
    order: VecDeque<Vec<u8>>,
}

impl Seen {
    /// False: it is known already.
    fn insert(&mut self, signature: Vec<u8>) -> bool {
        if !self.known.insert(signature.clone()) {
            return false;
        }
        self.order.push_back(signature);
        if self.order.len() > REMEMBERED {
            let oldest = self.order.pop_front().unwrap_or_default();
            self.known.remove(&oldest);
        }
        true
    }
}

/// Why a message was refused. It says nothing of the key.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// No `<IDS|MSG>` delimiter, or fewer than five frames behind it.
    Truncated(usize),
    /// The signature does not fit the frames.
    BadSignature,
    /// A message that has come before: somebody says again what he has overheard.
    Replayed,
    /// A frame is not JSON (which frame, and what the parser said).
    BadJson(&'static str, String),
}

impl std::fmt::Display for Refused {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Refused::Truncated(frames) => {
                write!(
                    f,
                    "truncated message: {frames} frames, no complete envelope"
                )
            }
            Refused::BadSignature => write!(f, "signature does not match"),
            Refused::Replayed => write!(f, "it is the repetition of an earlier one"),
            Refused::BadJson(frame, error) => write!(f, "{frame} is not JSON: {error}"),
        }
    }
}

impl Signer {
    /// A signer for the key of the connection file; an empty key turns signing off.
    pub fn new(key: &str) -> Signer {
        let mac = (!key.is_empty())
            .then(|| Hmac::new_from_slice(key.as_bytes()).ok())
            .flatten();
        Signer {
            mac,
            seen: Arc::default(),
        }
    }

    fn mac_of(&self, frames: &[impl AsRef<[u8]>]) -> Option<Hmac<Sha256>> {
        let mut mac = self.mac.clone()?;
        for frame in frames {
            mac.update(frame.as_ref());
        }
        Some(mac)
    }

    /// The frames of `message`.
    pub fn encode(&self, message: &Message) -> Vec<Vec<u8>> {
        let json = |value: &Value| serde_json::to_vec(value).unwrap_or_else(|_| b"{}".to_vec());
        let parts = [
            json(&message.header),
            json(&message.parent_header),
            json(&message.metadata),
            json(&message.content),
        ];
        let signature = self
            .mac_of(&parts)
            .map_or_else(String::new, |mac| hex::encode(mac.finalize().into_bytes()));
        let mut frames = message.identities.clone();
        frames.push(DELIMITER.to_vec());
        frames.push(signature.into_bytes());
        frames.extend(parts);
        frames.extend(message.buffers.iter().cloned());
        frames
    }

    /// Reads frames back into a message; the signature is compared in constant time.
    ///
    /// # Errors
    /// Why the message was refused. Nothing of a refused message is used.
    pub fn decode(&self, frames: &[impl AsRef<[u8]>]) -> Result<Message, Refused> {
        let delimiter = frames
            .iter()
            .position(|frame| frame.as_ref() == DELIMITER)
            .ok_or(Refused::Truncated(frames.len()))?;
        let (identities, rest) = frames.split_at(delimiter);
        let [
            _,
            signature,
            header,
            parent,
            metadata,
            content,
            buffers @ ..,
        ] = rest
        else {
            return Err(Refused::Truncated(frames.len()));
        };
        let mut verified = None;
        if let Some(mac) = self.mac_of(&[header, parent, metadata, content]) {
            let signature = hex::decode(signature.as_ref()).map_err(|_| Refused::BadSignature)?;
            mac.verify_slice(&signature)
                .map_err(|_| Refused::BadSignature)?;
            verified = Some(signature);
        }
        let json = |name: &'static str, frame: &[u8]| -> Result<Value, Refused> {
            serde_json::from_slice(frame).map_err(|error| Refused::BadJson(name, error.to_string()))
        };
        let header = json("header", header.as_ref())?;
        if header["msg_type"].as_str().is_none() {
            let what = "it names no msg_type".to_owned();
            return Err(Refused::BadJson("header", what));
        }
        let message = Message {
            identities: identities.iter().map(|id| id.as_ref().to_vec()).collect(),
            header,
            parent_header: json("parent_header", parent.as_ref())?,
            metadata: json("metadata", metadata.as_ref())?,
            content: json("content", content.as_ref())?,
            buffers: buffers.iter().map(|b| b.as_ref().to_vec()).collect(),
            ticket: None,
        };
        match verified.is_none_or(|signature| self.is_new(signature)) {
            true => Ok(message),
            false => Err(Refused::Replayed),
        }
    }

    fn is_new(&self, signature: Vec<u8>) -> bool {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.insert(signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn frames() -> Vec<Vec<u8>> {
        let mut message = Message::new("s", "kernel_info_request", &json!({}), json!({"a": 1}));
        message.identities = vec![b"client".to_vec()];
        message.buffers = vec![vec![0, 255]];
        Signer::new("key").encode(&message)
    }

    #[test]
    fn a_message_comes_back_as_it_was() {
        let message = Signer::new("key").decode(&frames()).unwrap();
        assert_eq!(message.msg_type(), "kernel_info_request");
        assert_eq!(message.identities, vec![b"client".to_vec()]);
        assert_eq!(message.content, json!({"a": 1}));
        assert_eq!(message.buffers, vec![vec![0, 255]]);
    }

    #[test]
    fn a_message_is_read_once() {
        let signer = Signer::new("key");
        assert!(signer.decode(&frames()).is_ok());
        let again = frames();
        assert!(signer.decode(&again).is_ok());
        // Another socket of the kernel has a copy of the signer.
        let refused = signer.clone().decode(&again).unwrap_err();
        assert_eq!(refused, Refused::Replayed);
        let unsigned = Signer::new("");
        assert!(unsigned.decode(&again).is_ok() && unsigned.decode(&again).is_ok());
    }

    #[test]
    fn forged_truncated_and_garbled_messages_are_refused() {
        let signer = Signer::new("key");
        assert_eq!(
            Signer::new("other").decode(&frames()).unwrap_err(),
            Refused::BadSignature
        );
        let mut forged = frames();
        forged[2] = b"zz".to_vec();
        assert_eq!(signer.decode(&forged).unwrap_err(), Refused::BadSignature);
        assert_eq!(
            signer.decode(&frames()[..5]).unwrap_err(),
            Refused::Truncated(5)
        );
        let mut garbled = frames();
        garbled[6] = b"\xff{".to_vec();
        let unsigned = Signer::new("");
        assert!(matches!(
            unsigned.decode(&garbled).unwrap_err(),
            Refused::BadJson("content", _)
        ));
        let deep = "[".repeat(100_000).into_bytes();
        garbled[6] = deep;
        assert!(matches!(
            unsigned.decode(&garbled).unwrap_err(),
            Refused::BadJson("content", _)
        ));
    }
}
