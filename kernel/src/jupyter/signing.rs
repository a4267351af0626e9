//! A message as the frames of a ZeroMQ multipart message, signed with the key of the connection file.
//!
//! Layout (Jupyter messaging specification, "The wire protocol"): identities, the delimiter `<IDS|MSG>`,
//! the signature in hexadecimal, header, parent header, metadata, content, and any number of buffers.

use hmac::{Hmac, KeyInit, Mac};
use serde_json::Value;
use sha2::Sha256;

use super::message::Message;

const DELIMITER: &[u8] = b"<IDS|MSG>";
/// The largest message that is read, in bytes. A front end sends cells and comm data, not files.
const LARGEST_MESSAGE: usize = 64 << 20;

/// Signs and checks messages (HMAC-SHA256). The key is never printed.
#[derive(Clone)]
pub struct Signer {
    /// `None` when the connection file has an empty key: messages are then not signed.
    mac: Option<Hmac<Sha256>>,
}

/// Why a message was refused. It says nothing of the key.
#[derive(Debug, PartialEq, Eq)]
pub enum Refused {
    /// No `<IDS|MSG>` delimiter, or fewer than five frames behind it.
    Truncated(usize),
    /// More than the largest accepted size, in bytes.
    Oversized(usize),
    /// The signature does not fit the frames.
    BadSignature,
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
            Refused::Oversized(bytes) => {
                write!(f, "message of {bytes} bytes (at most {LARGEST_MESSAGE})")
            }
            Refused::BadSignature => write!(f, "signature does not match"),
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
        Signer { mac }
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
        let bytes: usize = frames.iter().map(|frame| frame.as_ref().len()).sum();
        if bytes > LARGEST_MESSAGE {
            return Err(Refused::Oversized(bytes));
        }
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
        if let Some(mac) = self.mac_of(&[header, parent, metadata, content]) {
            let signature = hex::decode(signature.as_ref()).map_err(|_| Refused::BadSignature)?;
            mac.verify_slice(&signature)
                .map_err(|_| Refused::BadSignature)?;
        }
        let json = |name: &'static str, frame: &[u8]| -> Result<Value, Refused> {
            serde_json::from_slice(frame).map_err(|error| Refused::BadJson(name, error.to_string()))
        };
        let header = json("header", header.as_ref())?;
        if header["msg_type"].as_str().is_none() {
            let what = "it names no msg_type".to_owned();
            return Err(Refused::BadJson("header", what));
        }
        Ok(Message {
            identities: identities.iter().map(|id| id.as_ref().to_vec()).collect(),
            header,
            parent_header: json("parent_header", parent.as_ref())?,
            metadata: json("metadata", metadata.as_ref())?,
            content: json("content", content.as_ref())?,
            buffers: buffers.iter().map(|b| b.as_ref().to_vec()).collect(),
        })
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
