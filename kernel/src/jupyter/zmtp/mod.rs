//! ZeroMQ's wire protocol (ZMTP 3.0, <https://rfc.zeromq.org/spec/23/>), the half that a kernel needs: it listens, its
//! peers connect. Knows nothing of Jupyter.
//!
//! Why not the crate `zeromq` 0.7: it takes memory for a frame as soon as the frame's length is read, so eight bytes from
//! anybody who can reach a port end the process; a subscriber that does not read may pile up 100,000 messages of any size;
//! it does not say who has subscribed, and nobody can close one connection. All four decide here what a front end sees.
//!
//! # Layout
//! - `frames`: bytes -> messages, with a limit before memory is taken, and back
//! - `handshake`: the first bytes of a connection
//! - `listener`: TCP and file-system sockets
//! - `router`: ROUTER and REP: every message comes with its sender's identity, and goes to one
//! - `broadcast`: PUB; `outbox`: what waits for one subscriber, bounded; `flow`: output that waits for its readers

pub mod broadcast;
pub mod flow;
mod frames;
mod handshake;
mod listener;
mod outbox;
pub mod router;

pub use frames::encode;

/// The largest message that is read, in bytes, with all its frames. Front ends send cells and comm data, such as a file
/// that somebody gave to a widget.
pub const LARGEST_MESSAGE: u64 = 256 << 20;
