//! The name that a cursor touches, and names as a reader writes them. Offsets are bytes of the code.

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

/// The end of the name that is asked about: the one that `cursor` touches, or the one whose parentheses it is in
/// (`swap(a, |`, as front ends ask for a signature).
pub fn subject(code: &str, cursor: usize) -> usize {
    if name_start(code, cursor) < name_end(code, cursor) {
        return cursor;
    }
    let mut closed = 0_usize;
    for (at, c) in code[..cursor].char_indices().rev() {
        match c {
            ')' => closed += 1,
            '(' if closed == 0 => {
                let called = code[..at].trim_end_matches('!');
                return match name_start(called, called.len()) < called.len() {
                    true => called.len(),
                    false => cursor,
                };
            }
            '(' => closed -= 1,
            ';' | '{' | '}' if closed == 0 => break,
            _ => {}
        }
    }
    cursor
}

/// Does the name at `start` stand behind a dot or `::`, so that it is a member of a value or a module?
pub fn is_member(code: &str, start: usize) -> bool {
    let before = &code[..start];
    before.ends_with("::") || (before.ends_with('.') && !before.ends_with(".."))
}

/// A type as a reader writes it: `Vec<String>` for `std::vec::Vec<std::string::String>`.
pub fn short_type(type_name: &str) -> String {
    let words = type_name.split_inclusive(|c: char| !(is_name(c) || c == ':'));
    let of_std = ["std::", "core::", "alloc::"];
    let cut = |word: &str| match of_std.iter().any(|of| word.starts_with(of)) {
        true => word.rsplit("::").next().unwrap_or(word).to_owned(),
        false => word.to_owned(),
    };
    words.map(cut).collect()
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

    #[test]
    fn inside_of_a_call_the_function_is_asked_about() {
        let subject = |code: &str| {
            let end = subject(code, code.len());
            code[name_start(code, end)..end].to_owned()
        };
        assert_eq!(subject("let y = swap(f(a), "), "swap");
        assert_eq!(subject("println!("), "println");
        assert_eq!(subject("swap(a"), "a");
        assert_eq!(subject("f(a); "), "");
        assert_eq!(subject("(1, "), "");
    }

    #[test]
    fn types_of_the_standard_library_lose_their_path() {
        let long = "std::collections::HashMap<std::string::String, (cell::P, &'static str)>";
        assert_eq!(short_type(long), "HashMap<String, (cell::P, &'static str)>");
    }

    #[test]
    fn a_member_stands_behind_a_dot_that_is_no_range() {
        assert!(is_member("x.len", 2) && is_member("fs::read", 4));
        assert!(!is_member("0..le", 3) && !is_member("le", 0));
    }
}
