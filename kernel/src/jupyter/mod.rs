//! The Jupyter side: the wire, and the session. Knows nothing of Rust code.
//!
//! # Layout
//! - `connection`: the connection file
//! - `message`, `signing`: one message in memory, and as signed frames
//! - `sockets`: the five sockets; `zmtp/`: what ZeroMQ's sockets do, knows nothing of Jupyter
//! - `history/`: what was run, in this session and in earlier ones
//! - `session`: request in, messages out; `requests/` has one file a request
//! - `subshells`: which there are, and what they are good for
//! - `publisher`: what all front ends see, in order, streams gathered into few messages
//! - `outlet`: what a running cell puts out -> messages, claims, input requests

pub mod connection;
pub mod history;
pub mod message;
mod outlet;
mod publisher;
mod requests;
pub mod session;
pub mod signing;
pub mod sockets;
mod subshells;
mod zmtp;

use message::{Channel, Message};

/// What the session gives to the sockets (or to a test).
#[derive(Debug)]
pub enum Outgoing {
    /// Send this.
    Message(Channel, Message),
    /// Everything is said: send what is queued, then end.
    End,
}
