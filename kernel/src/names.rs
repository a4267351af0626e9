//! Names that were probably meant.

/// The name that `word` was probably meant to be: at least `least` alike (Jaro-Winkler, 1 is equal); of those that are
/// equally near, the first in the alphabet.
pub fn nearest<'n>(
    word: &str,
    names: impl IntoIterator<Item = &'n str>,
    least: f64,
) -> Option<&'n str> {
    let word = word.to_lowercase();
    // A part of a name is nearer than any misspelling.
    let likeness = |name: &str| match word.len() >= 3 && name.contains(&word) {
        true => 1.0,
        false => strsim::jaro_winkler(name, &word),
    };
    let known = names.into_iter().map(|name| (likeness(name), name));
    let near = known.filter(|(likeness, _)| *likeness >= least);
    near.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(a.1)))
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn the_nearest_does_not_depend_on_the_order() {
        for names in [["flow-b", "flow-a", "else"], ["flow-a", "else", "flow-b"]] {
            assert_eq!(nearest("flow-c", names, 0.8), Some("flow-a"));
            assert_eq!(nearest("OW-B", names, 0.8), Some("flow-b"));
            assert_eq!(nearest("xyz", names, 0.8), None);
        }
    }
}
