//! rustc's messages as values: what `--error-format=json` writes, one object a line.

use serde::Deserialize;

/// One message of rustc.
///
/// Source: "JSON Output" in the rustc book.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Message {
    /// An error code (`E0382`) or the name of a lint (`unused_must_use`).
    #[serde(default, deserialize_with = "code")]
    pub code: Option<String>,
    /// How grave it is.
    #[serde(default)]
    pub level: Level,
    /// The text.
    pub message: String,
    /// The places it is about.
    #[serde(default)]
    pub spans: Vec<Span>,
    /// Notes, helps and suggestions.
    #[serde(default)]
    pub children: Vec<Message>,
    /// The message as rustc would have drawn it.
    #[serde(default)]
    pub rendered: Option<String>,
}

/// How grave a message is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Nothing was compiled.
    Error,
    /// rustc itself failed.
    #[serde(rename = "error: internal compiler error")]
    Internal,
    /// Compiled, but probably not meant.
    Warning,
    /// More about the message it belongs to.
    Note,
    /// What to do.
    Help,
    /// What rustc says at its end, such as how to have a code explained.
    FailureNote,
    /// A line that is no JSON: what rustc's own panic or its loader writes.
    #[default]
    #[serde(other)]
    Text,
}

/// A stretch of a file. Lines and columns count from 1; columns are characters.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Span {
    /// The file, as rustc was given it.
    pub file_name: String,
    /// Its first byte.
    pub byte_start: usize,
    /// The byte after its last.
    pub byte_end: usize,
    /// The line of its first byte.
    pub line_start: usize,
    /// The line of its last byte.
    pub line_end: usize,
    /// The column of its first byte.
    pub column_start: usize,
    /// The column after its last byte.
    pub column_end: usize,
    /// The place itself, or one that explains it?
    pub is_primary: bool,
    /// What to say beside it.
    pub label: Option<String>,
    /// The lines that it touches; empty where rustc cannot read the file.
    pub text: Vec<Line>,
    /// What a suggestion puts in its place.
    pub suggested_replacement: Option<String>,
    /// The macro whose text this is.
    pub expansion: Option<Box<Expansion>>,
}

/// A line of a file.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Line {
    /// Without its end.
    pub text: String,
}

/// A use of a macro.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default)]
pub struct Expansion {
    /// Where the macro is used.
    pub span: Span,
    /// `vec!`, `#[derive(Clone)]`, ...
    pub macro_decl_name: String,
}

fn code<'a, D: serde::Deserializer<'a>>(from: D) -> Result<Option<String>, D::Error> {
    #[derive(Deserialize)]
    struct Code {
        code: String,
    }
    Ok(Option::<Code>::deserialize(from)?.map(|code| code.code))
}

/// Reads what rustc wrote to standard error with `--error-format=json`. Lines that are no messages become messages of
/// the level [`Level::Text`]; other objects (artifacts, reports on the future) are left out.
pub fn parse(stderr: &str) -> Vec<Message> {
    #[derive(Deserialize)]
    struct Kind {
        #[serde(rename = "$message_type")]
        kind: Option<String>,
    }
    let mut messages = Vec::new();
    for line in stderr.lines() {
        if let Ok(kind) = serde_json::from_str::<Kind>(line) {
            if kind.kind.is_none_or(|kind| kind == "diagnostic")
                && let Ok(message) = serde_json::from_str(line)
            {
                messages.push(message);
            }
        } else if !line.trim().is_empty() {
            messages.push(Message {
                message: line.to_owned(),
                ..Message::default()
            });
        }
    }
    messages
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_are_told_from_other_lines() {
        let stderr = r##"{"$message_type":"artifact","artifact":"libcell.so","emit":"link"}
{"$message_type":"diagnostic","message":"unused","code":{"code":"unused_must_use","explanation":null},"level":"warning","spans":[],"children":[{"message":"`#[warn]`","code":null,"level":"note","spans":[],"children":[],"rendered":null}],"rendered":"warning: unused\n"}

thread 'rustc' panicked
{"$message_type":"diagnostic","message":"Some","code":null,"level":"failure-note","spans":[],"children":[],"rendered":"Some"}
{"$message_type":"diagnostic","message":"ICE","code":null,"level":"error: internal compiler error","spans":[],"children":[]}
"##;
        let messages = parse(stderr);
        let levels: Vec<Level> = messages.iter().map(|message| message.level).collect();
        assert_eq!(
            levels,
            [
                Level::Warning,
                Level::Text,
                Level::FailureNote,
                Level::Internal
            ]
        );
        assert_eq!(messages[0].code.as_deref(), Some("unused_must_use"));
        assert_eq!(messages[0].rendered.as_deref(), Some("warning: unused\n"));
        assert_eq!(messages[0].children[0].level, Level::Note);
        assert_eq!(messages[1].message, "thread 'rustc' panicked");
    }
}
