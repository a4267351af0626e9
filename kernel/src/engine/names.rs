//! The name that a cursor touches. Offsets are bytes of the code.

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Where the name before `cursor` starts.
pub fn name_start(code: &str, cursor: usize) -> usize {
    code[..cursor].trim_end_matches(is_name).len()
}

/// Where the name that `cursor` touches ends.
pub fn name_end(code: &str, cursor: usize) -> usize {
    let after = &code[cursor..];
    cursor + after.find(|c| !is_name(c)).unwrap_or(after.len())
}

/// The bounds of the path (`std::mem::swap`, `x`) that `cursor` touches.
pub fn path_around(code: &str, cursor: usize) -> Option<(usize, usize)> {
    let end = name_end(code, cursor);
    let before = code[..end].trim_end_matches(|c| is_name(c) || c == ':');
    (before.len() < end).then_some((before.len(), end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_under_the_cursor_is_found_whole() {
        let code = "let y = std::mem::swap(&mut a, b);";
        let (start, end) = path_around(code, 20).unwrap();
        assert_eq!(&code[start..end], "std::mem::swap");
        assert_eq!(path_around("a + ", 3), None);
    }

    #[test]
    fn names_may_have_umlauts() {
        let code = "x + größe_2.len()";
        let end = name_end(code, 6);
        assert_eq!(&code[name_start(code, end)..end], "größe_2");
    }
}
