//! The notebooks that travel in the binary, so that `cargo install` brings the shelf along.

/// Place on the shelf (`TOPIC/SLUG.ipynb`) and packed text of each; written by `kernel/build.rs`.
static PACKED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/shelf.rs"));

/// No notebook is larger; a limit, because unpacking needs one.
const LARGEST: usize = 64 << 20;

/// Every notebook: its place on the shelf (`TOPIC/SLUG.ipynb`), and the text of its file.
pub fn notebooks() -> impl Iterator<Item = (&'static str, Result<String, String>)> {
    PACKED
        .iter()
        .map(|(place, packed)| (*place, unpacked(packed)))
}

fn unpacked(packed: &[u8]) -> Result<String, String> {
    let broken = |why: String| format!("this executable is damaged: {why}; install it again");
    let bytes = miniz_oxide::inflate::decompress_to_vec_with_limit(packed, LARGEST)
        .map_err(|error| broken(error.to_string()))?;
    String::from_utf8(bytes).map_err(|error| broken(error.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_has_what_the_checkout_has() {
        let shelf = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("notebooks");
        let mut count = 0;
        for (place, text) in notebooks() {
            assert_eq!(
                text.unwrap(),
                std::fs::read_to_string(shelf.join(place)).unwrap(),
                "{place}"
            );
            count += 1;
        }
        assert!(count >= 3, "{count} notebooks");
    }

    #[test]
    fn a_damaged_notebook_is_an_error() {
        assert!(
            unpacked(b"no deflate")
                .unwrap_err()
                .contains("install it again")
        );
    }
}
