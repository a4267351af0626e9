//! What can be said of a place in a cell without waiting for anybody: the session's own names, what Rust always has, and
//! commands. It is the answer while something slower has none.

use super::commands::{Command, word_at};
use super::names::{is_member, name_end, name_start, short_type};
use super::outline::Outlined;
use super::{Completion, Completions, Variable};
use crate::display::Bundle;
use crate::display::documentation::{documentation, help};
use crate::shelf::card;

/// Keywords that may open an expression, a statement, a type or an item.
const KEYWORDS: &[&str] = &[
    "as", "async", "await", "break", "const", "continue", "crate", "dyn", "else", "enum", "extern",
    "false", "fn", "for", "if", "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub",
    "ref", "return", "self", "Self", "static", "struct", "super", "trait", "true", "type", "union",
    "unsafe", "use", "where", "while",
];

/// What every crate has without `use`.
const TYPES: &[&str] = &[
    "bool",
    "char",
    "f32",
    "f64",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "str",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "AsMut",
    "AsRef",
    "Box",
    "Clone",
    "Copy",
    "Default",
    "DoubleEndedIterator",
    "Drop",
    "Eq",
    "ExactSizeIterator",
    "Extend",
    "Fn",
    "FnMut",
    "FnOnce",
    "From",
    "FromIterator",
    "Into",
    "IntoIterator",
    "Iterator",
    "Option",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Result",
    "String",
    "ToOwned",
    "ToString",
    "TryFrom",
    "Vec",
];
const VALUES: &[&str] = &["Err", "None", "Ok", "Some", "drop"];
const CRATES: &[&str] = &["core", "std"];
const MACROS: &[&str] = &[
    "assert!",
    "assert_eq!",
    "assert_ne!",
    "cfg!",
    "column!",
    "concat!",
    "dbg!",
    "debug_assert!",
    "debug_assert_eq!",
    "env!",
    "eprint!",
    "eprintln!",
    "file!",
    "format!",
    "format_args!",
    "include_bytes!",
    "include_str!",
    "line!",
    "matches!",
    "module_path!",
    "panic!",
    "print!",
    "println!",
    "stringify!",
    "todo!",
    "unimplemented!",
    "unreachable!",
    "vec!",
    "writeln!",
];

/// A session as it can be seen from outside while it works.
pub struct AtOnce<'a> {
    /// The commands of its engine.
    pub commands: &'a [Command],
    /// Its variables.
    pub variables: &'a [Variable],
    /// Its items.
    pub items: &'a [Outlined],
}

/// The papers of the shelf whose slug starts as what is typed between `from` and `cursor`.
fn papers(code: &str, from: usize, cursor: usize) -> Completions {
    let typed = code[from..cursor].trim_start();
    let here = std::env::current_dir().unwrap_or_default();
    let papers = card::slugs(typed, &here);
    let proposals = papers
        .iter()
        .map(|(slug, title)| proposal(slug, "paper", title));
    Completions {
        matches: proposals.collect(),
        start: cursor - typed.len(),
        end: cursor,
    }
}

impl AtOnce<'_> {
    /// Where the argument of the `:dep` starts that `cursor`, a byte offset in `code`, is in.
    pub fn dep_argument(&self, code: &str, cursor: usize) -> Option<usize> {
        let word = word_at(code, cursor).filter(|word| cursor > word.end)?;
        (&code[word.clone()] == ":dep").then_some(word.end)
    }

    /// Proposals where `cursor`, a byte offset in `code`, is in a command; `None` in Rust.
    pub fn complete_command(&self, code: &str, cursor: usize) -> Option<Completions> {
        let word = word_at(code, cursor)?;
        if cursor > word.end && &code[word.clone()] == ":paper" {
            return Some(papers(code, word.end, cursor));
        }
        if cursor > word.end {
            // `:type x`: what a command is about is a name of the session.
            return Some(matching(code, cursor, self.names()));
        }
        let typed = &code[word.start..cursor];
        let commands = self
            .commands
            .iter()
            .filter(|command| command.name.starts_with(typed))
            .map(|command| proposal(command.name, "magic", command.help))
            .collect();
        Some(Completions {
            matches: commands,
            start: word.start,
            end: cursor,
        })
    }

    /// What a command does, where `cursor` is in the word of one.
    pub fn inspect_command(&self, code: &str, cursor: usize) -> Option<Bundle> {
        let word = word_at(code, cursor).filter(|word| cursor <= word.end)?;
        let command = self
            .commands
            .iter()
            .find(|it| it.name == &code[word.clone()])?;
        Some(help(command.name, command.help))
    }

    /// Names that start as what stands before `cursor`, a byte offset in `code`. None behind a dot or `::`, which ask for
    /// what is in a value or a module.
    pub fn complete(&self, code: &str, cursor: usize) -> Completions {
        if is_member(code, name_start(code, cursor)) {
            return Completions::default();
        }
        let always = |names: &'static [&str], kind: &'static str| {
            names.iter().map(move |name| proposal(name, kind, name))
        };
        let rust = always(TYPES, "class")
            .chain(always(VALUES, "function"))
            .chain(always(CRATES, "module"))
            .chain(always(MACROS, "function"))
            .chain(always(KEYWORDS, "keyword"));
        matching(code, cursor, self.names().chain(rust))
    }

    /// Type, signature and doc comment of the session's name that `cursor`, a byte offset in `code`, touches.
    pub fn inspect(&self, code: &str, cursor: usize) -> Option<Bundle> {
        let name = name_at(code, cursor)?;
        if let Some(variable) = self.variables.iter().find(|it| it.name == name) {
            let type_name = short_type(&variable.type_name);
            return Some(documentation(&format!("let {name}: {type_name}"), ""));
        }
        let item = self.item(name).filter(|it| !it.signature.is_empty())?;
        Some(documentation(&item.signature, &item.docs))
    }

    /// The source of the session's item that `cursor`, a byte offset in `code`, touches.
    pub fn source(&self, code: &str, cursor: usize) -> Option<Bundle> {
        let name = name_at(code, cursor)?;
        let is_variable = self.variables.iter().any(|it| it.name == name);
        let item = self.item(name).filter(|it| !it.source.is_empty())?;
        (!is_variable).then(|| documentation(&item.source, ""))
    }

    fn item(&self, name: &str) -> Option<&Outlined> {
        self.items.iter().find(|it| it.name == name)
    }

    fn names(&self) -> impl Iterator<Item = Completion> {
        let variables = self.variables.iter().map(|it| {
            let label = format!("{}: {}", it.name, short_type(&it.type_name));
            proposal(&it.name, "instance", &label)
        });
        let items = self.items.iter().map(|it| {
            let is_macro = it.signature.starts_with("macro_rules!");
            let text = format!("{}{}", it.name, if is_macro { "!" } else { "" });
            let head = it.signature.lines().next().unwrap_or_default();
            let label = if head.is_empty() { &text } else { head };
            proposal(&text, it.kind, label)
        });
        variables.chain(items)
    }
}

pub(super) fn proposal(text: &str, kind: &str, label: &str) -> Completion {
    Completion {
        text: text.to_owned(),
        kind: kind.to_owned(),
        label: label.to_owned(),
    }
}

/// The proposals that go on as what is typed, each name once.
fn matching(code: &str, cursor: usize, all: impl Iterator<Item = Completion>) -> Completions {
    let start = name_start(code, cursor);
    let mut matches: Vec<Completion> = Vec::new();
    for proposal in all {
        let new = || matches.iter().all(|earlier| earlier.text != proposal.text);
        if proposal.text.starts_with(&code[start..cursor]) && new() {
            matches.push(proposal);
        }
    }
    Completions {
        matches,
        start,
        end: cursor,
    }
}

/// The name that `cursor` touches, unless it is a member of something else.
fn name_at(code: &str, cursor: usize) -> Option<&str> {
    let start = name_start(code, cursor);
    let name = &code[start..name_end(code, cursor)];
    (!name.is_empty() && !is_member(code, start)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::super::commands::OF_EVCXR;
    use super::super::outline::outline;
    use super::*;

    fn texts(found: &Completions) -> Vec<&str> {
        found.matches.iter().map(|it| it.text.as_str()).collect()
    }

    fn with<T>(test: impl Fn(&AtOnce) -> T) -> T {
        let items = "/// How `far`.\nfn length(of: &str) -> f64 { 0.0 }\nmacro_rules! lend { () => {} }\nuse std::fs;";
        let variable = Variable {
            name: "letter".to_owned(),
            type_name: "std::vec::Vec<i32>".to_owned(),
        };
        test(&AtOnce {
            commands: OF_EVCXR,
            variables: &[variable],
            items: &outline(items),
        })
    }

    #[test]
    fn the_sessions_names_come_before_those_of_rust() {
        with(|session| {
            let code = "let s = \"🦀\"; le";
            let found = session.complete(code, code.len());
            assert_eq!(texts(&found), ["letter", "length", "lend!", "let"]);
            assert_eq!(&code[found.start..found.end], "le");
            assert_eq!(found.matches[0].label, "letter: Vec<i32>");
            assert_eq!(found.matches[1].label, "fn length(of: &str) -> f64");
            assert_eq!(texts(&session.complete("0..le", 5))[0], "letter");
        });
    }

    #[test]
    fn a_member_is_not_guessed() {
        with(|session| {
            assert_eq!(session.complete("x.le", 4), Completions::default());
            assert_eq!(session.complete("fs::", 4), Completions::default());
        });
    }

    #[test]
    fn commands_are_completed_and_explained() {
        with(|session| {
            let found = session.complete_command(":de", 3).unwrap();
            assert_eq!(
                (texts(&found), found.start, found.end),
                (vec![":dep"], 0, 3)
            );
            let found = session.complete_command(":type le", 8).unwrap();
            assert_eq!(texts(&found), ["letter", "length", "lend!"]);
            let found = session.complete_command(":paper gumb", 11).unwrap();
            assert_eq!((texts(&found), found.start), (vec!["gumbel-softmax"], 7));
            assert_eq!(session.complete_command("x", 1), None);
            let told = session.inspect_command(":type letter", 2).unwrap();
            assert_eq!(
                told.data["text/plain"],
                ":type: :type x shows the type of a variable"
            );
            assert_eq!(session.inspect_command(":type letter", 8), None);
        });
    }

    #[test]
    fn names_of_the_session_are_explained() {
        with(|session| {
            let told = session.inspect("length(x)", 3).unwrap();
            assert_eq!(
                told.data["text/plain"],
                "fn length(of: &str) -> f64\n\nHow `far`."
            );
            assert_eq!(
                told.data["text/markdown"],
                "```rust\nfn length(of: &str) -> f64\n```\n\nHow `far`."
            );
            let told = session.inspect("letter", 0).unwrap();
            assert_eq!(told.data["text/plain"], "let letter: Vec<i32>");
            assert_eq!(session.inspect("nothing", 3), None);
            assert_eq!(session.inspect("a.letter", 4), None, "a member");
            let source = session.source("length(x)", 3).unwrap();
            assert_eq!(
                source.data["text/plain"],
                "/// How `far`.\nfn length(of: &str) -> f64 { 0.0 }"
            );
            assert_eq!(session.source("letter", 3), None);
        });
    }
}
