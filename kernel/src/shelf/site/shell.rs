//! `<html>` around a page of the site, and what the browser may do with it.

use sha2::{Digest, Sha256};

use super::{GENERATOR, STYLE};
use crate::handout::html::{attribute, text};

/// The one script: that of the index page.
pub const SCRIPT: &str = include_str!("../../../../assets/site/search.js");

/// The document of a page. Everything it loads stands beside it; the one script that may run is ours.
pub fn document(title: &str, body: &str) -> String {
    // `'self'` is no origin in a page that was opened from a folder.
    let own = "'self' file:";
    let policy = format!(
        "default-src 'none'; img-src {own} data:; style-src {own} 'unsafe-inline'; font-src data:; \
         script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        base64(&Sha256::digest(SCRIPT))
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{}\">\n\
         <meta name=\"generator\" content=\"{GENERATOR}\">\n\
         <title>{}</title>\n<link rel=\"icon\" href=\"data:,\">\n<link rel=\"stylesheet\" href=\"{STYLE}\">\n</head>\n\
         <body class=\"site\">\n{body}</body>\n</html>\n",
        attribute(&policy),
        text(title),
    )
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
