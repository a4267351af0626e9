//! `inspect_request`: signature and documentation of what stands at the cursor.

use serde_json::json;

use super::{Answer, Session, byte_offset, ok};

/// What is known of the thing at `cursor` (in code points).
pub async fn answer(session: &Session, code: &str, cursor: usize) -> Answer {
    let at = byte_offset(code, cursor);
    let found = session.engine.inspect(code.to_owned(), at).await;
    let content = match found {
        Some(bundle) => json!({"found": true, "data": bundle.data, "metadata": bundle.metadata}),
        None => json!({"found": false, "data": {}, "metadata": {}}),
    };
    ok("inspect_reply", content)
}
