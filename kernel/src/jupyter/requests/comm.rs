//! Comms: no target is registered yet, so `comm_info_request` has an empty answer and `comm_open` is closed at once, as
//! the specification asks of a kernel that does not know the target.

use jupyter_protocol::CommId;
use serde_json::json;

use super::{Answer, Session, ok};

/// Which comms are open: none.
pub fn info() -> Answer {
    ok("comm_info_reply", json!({"comms": {}}))
}

/// Closes a comm that a front end has opened.
pub fn refuse(session: &Session, comm: &CommId) {
    session
        .publisher
        .publish_raw("comm_close", json!({"comm_id": comm.0, "data": {}}));
}
