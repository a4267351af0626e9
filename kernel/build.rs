//! The toolkit, the assets and the notebooks of the shelf travel in the binary: build it anew when they change.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

fn main() -> io::Result<()> {
    for folder in [
        "notebooks",
        "assets",
        "kernel/environment",
        "kernel/runtime",
    ] {
        println!("cargo:rerun-if-changed={folder}");
    }
    pack_shelf(
        &PathBuf::from(env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("notebooks"),
        &PathBuf::from(env::var("OUT_DIR").unwrap_or_default()),
    )
}

/// Packs each `TOPIC/SLUG.ipynb` of the shelf (a quarter of its size is left: figures are paths), and writes the list that
/// `kernel/src/shelf/embedded.rs` includes: their places on the shelf, with the packed bytes.
fn pack_shelf(shelf: &Path, out: &Path) -> io::Result<()> {
    let mut list = String::from("&[\n");
    for topic in entries(shelf)?.into_iter().filter(|path| path.is_dir()) {
        for notebook in entries(&topic)? {
            if notebook.extension().is_none_or(|name| name != "ipynb") {
                continue;
            }
            let name = |path: &Path| {
                path.file_name()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned()
            };
            let place = format!("{}/{}", name(&topic), name(&notebook));
            let packed = out.join(place.replace('/', "-"));
            let text = fs::read(&notebook)?;
            fs::write(&packed, miniz_oxide::deflate::compress_to_vec(&text, 8))?;
            list.push_str(&format!(
                "    ({place:?}, include_bytes!({packed:?}).as_slice()),\n"
            ));
        }
    }
    list.push_str("]\n");
    fs::write(out.join("shelf.rs"), list)
}

/// What a folder holds, in the order of the names; nothing hidden.
fn entries(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            entries.push(entry.path());
        }
    }
    entries.sort();
    Ok(entries)
}
