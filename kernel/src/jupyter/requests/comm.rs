//! Comms: no target is registered yet, so `comm_info_request` has an empty answer and `comm_open` is closed at once, as
//! the specification asks of a kernel that does not know the target.

use jupyter_protocol::CommId;
use serde_json::{Value, json};

use super::{Answer, Session, ok};

/// Which comms are open: none.
pub fn info() -> Answer {
    ok("comm_info_reply", json!({"comms": {}}))
}

/// Closes a comm that a front end has opened with the request whose header is `parent`.
pub fn refuse(session: &Session, parent: &Value, comm: &CommId) {
    session
        .publisher
        .publish_for(parent, "comm_close", json!({"comm_id": comm.0, "data": {}}));
}
