//! What the peers of a gate are called behind it. A front end gives all its sockets one name, and may be connected twice
//! under it: the server of JupyterLab connects to a gateway again before the first connection is gone. `zeromq` knows a
//! peer by its name alone: the second would end the first, and the end of either would lose the answers of both.
//! So each connection gets a name of its own: what it says, and a number.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// The bytes of a connection's number.
const NUMBER: usize = 4;
/// The longest name of ZMTP (<https://rfc.zeromq.org/spec/23/>), in bytes.
const LONGEST: usize = 255;

/// The names of the peers of one gate.
#[derive(Debug, Default)]
pub struct Peers(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    connections: u32,
    /// The number of the newest connection of a name, while it is there.
    newest: HashMap<Vec<u8>, [u8; NUMBER]>,
}

impl Peers {
    /// A connection has come, whose peer says that it is `name`: what it is called behind the gate. A peer without a name
    /// is given one by the socket, and one that has no room for a number keeps its own.
    pub fn enter(&self, name: &[u8]) -> Vec<u8> {
        if name.is_empty() || name.len() + NUMBER > LONGEST {
            return name.to_vec();
        }
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.connections = known.connections.wrapping_add(1);
        let number = known.connections.to_be_bytes();
        known.newest.insert(name.to_vec(), number);
        [name, &number].concat()
    }

    /// The connection that is called `called` behind the gate has gone.
    pub fn leave(&self, called: &[u8]) {
        let Some((name, number)) = called.split_last_chunk::<NUMBER>() else {
            return;
        };
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.newest.get(name) == Some(number) {
            known.newest.remove(name);
        }
    }

    /// The newest connection here of a peer that is called `called` behind another gate; `None` when it has none.
    pub fn here(&self, called: &[u8]) -> Option<Vec<u8>> {
        let (name, _) = called.split_last_chunk::<NUMBER>()?;
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let number = known.newest.get(name)?;
        Some([name, number].concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_connections_of_a_name_are_told_apart() {
        let (shell, stdin) = (Peers::default(), Peers::default());
        let (first, second) = (shell.enter(b"lab"), shell.enter(b"lab"));
        assert_ne!(first, second);
        assert_eq!(stdin.here(&first), None, "it is not connected there");
        let (old, new) = (stdin.enter(b"lab"), stdin.enter(b"lab"));
        assert_eq!(stdin.here(&first), Some(new.clone()));
        stdin.leave(&old);
        assert_eq!(stdin.here(&second), Some(new.clone()));
        stdin.leave(&new);
        assert_eq!(stdin.here(&second), None);
    }

    #[test]
    fn names_that_cannot_have_a_number_stay() {
        let peers = Peers::default();
        assert_eq!(peers.enter(b""), b"");
        assert_eq!(peers.enter(&[7; 255]), [7; 255]);
        assert_eq!(peers.enter(&[7; 251]).len(), 255);
        assert_eq!(peers.here(b"xy"), None);
    }
}
