//! `history_request`: what was run, in this session and in earlier ones (`tail`, `range`, `search`). Rust is run as it is
//! typed, so `raw` makes no difference.

use jupyter_protocol::HistoryRequest;
use serde_json::json;

use super::{Answer, Session, ok};

/// The selected entries.
pub async fn answer(session: &Session, request: HistoryRequest) -> Answer {
    let entries = session.history.select(request).await;
    ok("history_reply", json!({"history": entries}))
}
