//! `kernel_info_request`: who is this kernel? Answered at once, whatever the engine does.

use jupyter_protocol::{
    CodeMirrorMode, HelpLink, JupyterMessageContent, KernelInfoReply, LanguageInfo, ReplyStatus,
};
use serde_json::json;

use super::{Answer, typed};
use crate::jupyter::message::PROTOCOL_VERSION;

/// The kernel, its language and what it supports.
pub fn answer() -> Answer {
    let reply = KernelInfoReply {
        status: ReplyStatus::Ok,
        protocol_version: PROTOCOL_VERSION.to_owned(),
        implementation: "papercell".to_owned(),
        implementation_version: env!("CARGO_PKG_VERSION").to_owned(),
        language_info: LanguageInfo {
            name: "rust".to_owned(),
            version: env!("CARGO_PKG_RUST_VERSION").to_owned(),
            mimetype: Some("text/rust".to_owned()),
            file_extension: Some(".rs".to_owned()),
            pygments_lexer: Some("rust".to_owned()),
            codemirror_mode: Some(CodeMirrorMode::Simple("rust".to_owned())),
            nbconvert_exporter: Some("script".to_owned()),
        },
        banner: format!(
            "Papercell {}: Rust cells, paper cells (%%paper, %%tex). Commands: `:help`.",
            env!("CARGO_PKG_VERSION")
        ),
        help_links: vec![
            HelpLink {
                text: "Rust".to_owned(),
                url: "https://doc.rust-lang.org/".to_owned(),
            },
            HelpLink {
                text: "Rust's standard library".to_owned(),
                url: "https://doc.rust-lang.org/std/".to_owned(),
            },
        ],
        debugger: false,
        error: None,
    };
    let mut answer = typed(
        "kernel_info_reply",
        &JupyterMessageContent::KernelInfoReply(Box::new(reply)),
    );
    answer.content["supported_features"] = json!(["iopub_welcome", "kernel subshells"]);
    answer
}
