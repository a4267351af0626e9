//! `?name`, `name?` and `??name`: a cell that asks for help. The answer goes to the front end's pager, as the payload
//! `page` of the reply.

use serde_json::{Value, json};

use super::complete::MAGICS;
use super::{Session, inspect};
use crate::display::error::CellError;

/// What a cell asks for.
#[derive(Debug, PartialEq, Eq)]
pub struct Question<'a> {
    /// A name, a path, a macro (`vec!`), a command (`:dep`) or a cell magic (`%%tex`).
    pub about: &'a str,
    /// Two question marks: also the source.
    pub source: bool,
    /// The question mark stands behind: on a variable this may be Rust.
    behind: bool,
}

/// What a cell asks for, if it is a question and no Rust (which never starts with a question mark).
pub fn asks(code: &str) -> Option<Question<'_>> {
    let text = code.trim();
    if let Some(rest) = text.strip_prefix('?') {
        let (rest, source) = match rest.strip_prefix('?') {
            Some(rest) => (rest, true),
            None => (rest, false),
        };
        let about = rest.trim();
        let behind = false;
        return Some(Question {
            about,
            source,
            behind,
        });
    }
    let (rest, source) = match text.strip_suffix("??") {
        Some(rest) => (rest, true),
        None => (text.strip_suffix('?')?, false),
    };
    let question = Question {
        about: rest,
        source,
        behind: true,
    };
    is_name(rest).then_some(question)
}

/// As [`asks`]; `None` too for `x?` where `x` is a variable on which Rust has a `?`.
pub fn question<'a>(session: &Session, code: &'a str) -> Option<Question<'a>> {
    let question = asks(code)?;
    let is_tried = |type_name: &str| {
        let head = type_name.split('<').next().unwrap_or_default();
        let name = head.rsplit("::").next().unwrap_or_default();
        matches!(name.trim(), "Result" | "Option" | "ControlFlow" | "Poll")
    };
    let about = question.about;
    let is_constant = about.contains(char::is_uppercase) && !about.contains(char::is_lowercase);
    let variables = session.engine.variables();
    let is_rust = || {
        is_constant
            || variables
                .iter()
                .any(|it| it.name == about && is_tried(&it.type_name))
    };
    (!question.behind || !is_rust()).then_some(question)
}

/// The payload that shows what is known.
///
/// # Errors
/// Nothing is known of it, or it is no name.
pub async fn page(session: &Session, question: &Question<'_>) -> Result<Value, CellError> {
    let about = question.about;
    if !is_name(about) {
        return Err(CellError::plain(
            "Help",
            "write `?` and a name: `?Vec::push`, `?vec!`, `?:dep`, `?%%tex`; `??name` shows the source of an item of the session",
        ));
    }
    for (code, cursor) in places(about) {
        if let Some(bundle) = inspect::find(session, &code, cursor, question.source).await {
            return Ok(json!({"source": "page", "data": bundle.data, "start": 0}));
        }
    }
    let what = match about {
        it if it.starts_with(':') => "`:help` lists the commands".to_owned(),
        it if it.starts_with("%%") => format!(
            "the cell magics are {}",
            MAGICS.map(|(name, _)| name).join(" and ")
        ),
        _ => "give its path, as in `?std::mem::swap`".to_owned(),
    };
    Err(CellError::plain(
        "Help",
        format!("nothing is known of `{about}`; {what}"),
    ))
}

/// Code that has the name in it, and where, in bytes: as it stands, and imported (a macro is no value).
fn places(about: &str) -> Vec<(String, usize)> {
    let name = about.trim_end_matches('!');
    let mut places = vec![name.to_owned()];
    if !about.starts_with([':', '%']) {
        let folder = if name.contains("::") { "" } else { "std::" };
        places.push(format!("use {folder}{name}"));
    }
    let at_end = |code: String| (code.clone(), code.len());
    places.into_iter().map(at_end).collect()
}

fn is_name(text: &str) -> bool {
    let is_word = |word: &str| {
        word.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && word.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    if let Some(word) = text
        .strip_prefix("%%")
        .or_else(|| text.strip_prefix(':').filter(|it| !it.starts_with(':')))
    {
        return is_word(word);
    }
    let path = text.strip_suffix('!').unwrap_or(text);
    path.strip_prefix("::")
        .unwrap_or(path)
        .split("::")
        .all(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn questions_are_told_from_rust() {
        let asked = |code: &'static str| asks(code).map(|it| (it.about, it.source));
        assert_eq!(asked("?x"), Some(("x", false)));
        assert_eq!(
            asked(" ?? std::mem::swap \n"),
            Some(("std::mem::swap", true))
        );
        assert_eq!(asked("Vec::push?"), Some(("Vec::push", false)));
        assert_eq!(asked("vec!??"), Some(("vec!", true)));
        assert_eq!(asked(":dep?"), Some((":dep", false)));
        assert_eq!(asked("%%tex?"), Some(("%%tex", false)));
        assert_eq!(asked("? 1 + 1"), Some(("1 + 1", false)));
        for rust in [
            "f()?",
            "a.b?",
            "x",
            "let y = x?",
            "a\nb?",
            "1?",
            "\"?\"",
            "",
        ] {
            assert_eq!(asked(rust), None, "{rust}");
        }
    }
}
