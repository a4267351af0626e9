//! `<html>` around a page, or around several: head, styles, and the promise that nothing loads, and nothing runs but our
//! own scripts, if there are some.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::html::{attribute, text};

/// What goes into a document.
#[derive(Debug, Clone, Copy)]
pub struct Document<'a> {
    /// Plain text.
    pub title: &'a str,
    /// Plain texts; may be empty.
    pub authors: &'a [String],
    /// What made it, such as `papercell 0.1.0`.
    pub made_by: &'a [String],
    /// Style sheets.
    pub style: &'a str,
    /// Scripts of ours, which run after the body in this order; most documents have none.
    pub scripts: &'a [&'a str],
    /// HTML.
    pub body: &'a str,
}

/// Nothing loads and nothing runs, even if something slipped through the sanitiser.
const POLICY: &str = "default-src 'none'; img-src data:; font-src data:; style-src 'unsafe-inline'; base-uri 'none'; \
                      form-action 'none'";

/// The part of a policy that lets these scripts run, and no others, even if something slipped through the sanitiser.
pub fn only(scripts: &[&str]) -> String {
    let hashes: String = scripts
        .iter()
        .map(|script| format!(" 'sha256-{}'", STANDARD.encode(Sha256::digest(script))))
        .collect();
    match &*hashes {
        "" => String::new(),
        hashes => format!("; script-src{hashes}"),
    }
}

/// The document as one HTML file.
pub fn document(document: &Document<'_>) -> String {
    let authors = match document.authors {
        [] => String::new(),
        authors => format!(
            "\n<meta name=\"author\" content=\"{}\">",
            attribute(&authors.join(", "))
        ),
    };
    let scripts: String = document
        .scripts
        .iter()
        .map(|script| format!("<script>{script}</script>\n"))
        .collect();
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}{only}\">\n\
         <meta name=\"generator\" content=\"{made_by}\">{authors}\n\
         <title>{title}</title>\n<style>\n{style}\n</style>\n</head>\n<body>\n{body}{scripts}</body>\n</html>\n",
        only = attribute(&only(document.scripts)),
        made_by = attribute(&document.made_by.join(", ")),
        title = text(document.title),
        style = document.style,
        body = document.body,
    )
}
