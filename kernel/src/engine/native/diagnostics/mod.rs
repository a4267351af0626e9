//! What rustc says of a generated crate, in terms of the cells that stand in it.

mod message;

pub use message::{Expansion, Level, Line, Message, Span, parse};
