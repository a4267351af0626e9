//! Raster images and image files, embedded in the page as `data:` URIs.

use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

use super::error::{Error, Place};
use super::html;

/// What a browser shows in an `<img>`, best first: vector before raster, lossless before lossy.
pub const MIME_TYPES: [&str; 5] = [
    "image/svg+xml",
    "image/png",
    "image/webp",
    "image/gif",
    "image/jpeg",
];

/// The `data:` URI of an image that a Markdown text refers to: an attachment of the cell, or a file below the notebook's
/// folder. Anything else is an error, since it cannot be shown without a network.
pub fn embed(
    url: &str,
    folder: Option<&Path>,
    attachments: &Value,
    place: &Place,
) -> Result<String, Error> {
    if url.starts_with("data:") {
        return Ok(url.to_owned());
    }
    if let Some(name) = url.strip_prefix("attachment:") {
        let bundle = &attachments[name];
        let found = MIME_TYPES
            .iter()
            .find_map(|mime| Some(uri(mime, bundle[mime].as_str()?)));
        let message = || {
            place.error(format!(
                "the attachment {url:?} is not in the cell, or is no image"
            ))
        };
        return found.ok_or_else(message);
    }
    if has_scheme(url) || url.starts_with("//") {
        return Err(place.error(format!(
            "the image {url} is on the network, and a handout loads nothing. Put a copy beside the notebook and name that."
        )));
    }
    let Some(folder) = folder else {
        return Err(place.error(format!(
            "the image {url:?} is a file beside the notebook, and the folder of the notebook is not known"
        )));
    };
    let wrong = || {
        place.error(format!(
            "the image {url:?} is not an image file below {}",
            folder.display()
        ))
    };
    // The parent of a bare file name is an empty path.
    let here = match folder == Path::new("") {
        true => Path::new("."),
        false => folder,
    };
    let folder = here.canonicalize().map_err(|_| wrong())?;
    let path = folder
        .join(decoded(url))
        .canonicalize()
        .map_err(|_| wrong())?;
    // Before it is read: a device never ends, and a pipe that nobody writes into waits for ever.
    let mime = mime(&path)
        .filter(|_| path.starts_with(&folder) && path.is_file())
        .ok_or_else(wrong)?;
    let data = std::fs::read(&path).map_err(|_| wrong())?;
    Ok(format!("data:{mime};base64,{}", STANDARD.encode(data)))
}

/// An `<img>` of a MIME bundle's data; `size` may give width and height in CSS pixels.
pub fn element(mime: &str, data: &str, alt: &str, size: &Value) -> String {
    let side = |side: &str| match size[side].as_f64() {
        Some(pixels) if pixels >= 1.0 => format!(" {side}=\"{}\"", pixels.trunc()),
        _ => String::new(),
    };
    format!(
        "<img src=\"{}\" alt=\"{}\"{}{}>",
        uri(mime, data),
        html::attribute(alt),
        side("width"),
        side("height")
    )
}

/// The `data:` URI of base64 text. SVG may also be given as XML, as in an output bundle.
fn uri(mime: &str, data: &str) -> String {
    let data = match mime == "image/svg+xml" && data.contains('<') {
        true => STANDARD.encode(data),
        false => {
            let is_base64 = |char: &char| char.is_ascii_alphanumeric() || "+/=".contains(*char);
            data.chars().filter(is_base64).collect()
        }
    };
    format!("data:{mime};base64,{data}")
}

fn mime(path: &Path) -> Option<&'static str> {
    let extension = path.extension()?.to_str()?.to_ascii_lowercase();
    match extension.as_str() {
        "svg" => Some("image/svg+xml"),
        "png" => Some("image/png"),
        "webp" => Some("image/webp"),
        "gif" => Some("image/gif"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        _ => None,
    }
}

fn has_scheme(url: &str) -> bool {
    url.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|char: char| char.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|char| char.is_ascii_alphanumeric() || "+-.".contains(char))
    })
}

/// A path without the `%20`s of an address.
fn decoded(url: &str) -> String {
    let mut bytes = Vec::with_capacity(url.len());
    let mut rest = url.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = |digits: &[u8]| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
        match (first, tail.get(..2).and_then(hex)) {
            (b'%', Some(byte)) => {
                bytes.push(byte);
                rest = &tail[2..];
            }
            _ => {
                bytes.push(*first);
                rest = tail;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn refused(url: &str, folder: Option<&Path>) -> String {
        let place = Place::cell(3, "markdown", None);
        let error = embed(url, folder, &Value::Null, &place).expect_err(url);
        error.to_string()
    }

    #[test]
    fn files_below_the_folder_are_embedded() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("in")).unwrap();
        std::fs::write(folder.path().join("in/a dot.png"), b"abc").unwrap();
        std::fs::write(folder.path().join("outside.png"), b"abc").unwrap();
        let place = Place::cell(1, "markdown", None);
        let inside = folder.path().join("in");
        let found = embed("a%20dot.png", Some(&inside), &Value::Null, &place);
        assert_eq!(found, Ok("data:image/png;base64,YWJj".to_owned()));
        for url in ["../outside.png", "missing.png", "/etc/passwd"] {
            assert!(refused(url, Some(&inside)).contains("not an image file below"));
        }
        assert!(refused("a.png", None).starts_with("cell 3 (markdown): "));
    }

    #[test]
    fn the_network_is_refused() {
        for url in ["https://a.example/x.png", "//a.example/x.png", "ftp:x"] {
            assert!(refused(url, None).contains("on the network"), "{url}");
        }
    }

    #[test]
    fn the_size_is_in_whole_pixels() {
        let size = json!({"width": 12.5, "height": "x"});
        assert_eq!(
            element("image/png", "AA\n==", "a \"dot\"", &size),
            "<img src=\"data:image/png;base64,AA==\" alt=\"a &quot;dot&quot;\" width=\"12\">"
        );
    }
}
