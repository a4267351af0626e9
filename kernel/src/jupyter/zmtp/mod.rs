//! What stands between the network and the crate `zeromq`, whose sockets answer requests: a gate; and the socket that
//! publishes, which is our own. Knows nothing of Jupyter.
//!
//! Why: `zeromq` 0.7 takes memory for a frame as soon as the frame's length is read, so eight bytes from anybody who can
//! reach a port end the process; and its PUB lets a subscriber that does not read pile up 100,000 messages of any size,
//! does not say who has subscribed, and loses a wake-up once in some thousand messages.
//!
//! # Layout
//! - `gate`: passes bytes on to a socket of `zeromq`, after a look at what they are
//! - `peers`: what the peers of a gate are called behind it
//! - `frames`: bytes -> messages (ZMTP 3.0, <https://rfc.zeromq.org/spec/23/>), with a limit before memory is taken, and back
//! - `handshake`: the first bytes of a connection
//! - `listener`: TCP and file-system sockets
//! - `broadcast`: PUB; `outbox`: what waits for one subscriber, bounded; `flow`: output that waits for its readers

pub mod broadcast;
pub mod flow;
mod frames;
pub mod gate;
mod handshake;
mod listener;
mod outbox;
pub mod peers;

pub use frames::encode;

/// The largest message that is read, in bytes, with all its frames. Front ends send cells and comm data, such as a file
/// that somebody gave to a widget.
pub const LARGEST_MESSAGE: u64 = 256 << 20;
