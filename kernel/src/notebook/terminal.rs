//! What a stream looks like once it has been printed: carriage returns go back to the start of the line, backspaces one
//! character, and what follows overwrites. A progress bar leaves its last state, as it does when JupyterLab saves.

/// The text as a reader sees it in the end. Applying it twice changes nothing more.
pub fn settle(text: &str) -> String {
    if !text.contains(['\r', '\u{8}']) {
        return text.to_owned();
    }
    let mut settled = String::with_capacity(text.len());
    let mut line: Vec<char> = Vec::new();
    let mut cursor = 0;
    for c in text.chars() {
        match c {
            '\n' => {
                settled.extend(line.drain(..));
                settled.push('\n');
                cursor = 0;
            }
            '\r' => cursor = 0,
            '\u{8}' => cursor = usize::saturating_sub(cursor, 1),
            c => {
                match line.get_mut(cursor) {
                    Some(old) => *old = c,
                    None => line.push(c),
                }
                cursor += 1;
            }
        }
    }
    settled.extend(line);
    settled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_overwritten_is_gone() {
        for (printed, seen) in [
            ("10 %\r50 %\r100 %\ndone\n", "100 %\ndone\n"),
            ("longer\rshort", "shortr"),
            ("a\r\nb\r\n", "a\nb\n"),
            ("|\u{8}/\u{8}-", "-"),
            ("x\n\u{8}\u{8}y", "x\ny"),
            ("äöü\rß", "ßöü"),
            ("plain\n", "plain\n"),
            ("left\r", "left"),
        ] {
            assert_eq!(settle(printed), seen, "{printed:?}");
            assert_eq!(settle(&settle(printed)), seen, "{printed:?} twice");
        }
    }
}
