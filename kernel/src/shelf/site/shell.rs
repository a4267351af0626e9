//! `<html>` around a page of the site, and what the browser may do with it.

use super::{GENERATOR, STYLE};
use crate::handout::html::{attribute, text};
use crate::handout::shell::only;

/// The one script: that of the index page.
pub const SCRIPT: &str = include_str!("../../../../assets/site/search.js");

/// The document of a page. Everything it loads stands beside it; the one script that may run is ours.
pub fn document(title: &str, body: &str) -> String {
    // `'self'` is no origin in a page that was opened from a folder.
    let own = "'self' file:";
    let policy = format!(
        "default-src 'none'; img-src {own} data:; style-src {own} 'unsafe-inline'; font-src data:; \
         base-uri 'none'; form-action 'none'{}",
        only(&[SCRIPT])
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
