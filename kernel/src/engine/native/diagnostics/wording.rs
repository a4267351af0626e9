//! Which of rustc's texts a notebook's reader needs, and the few that must read differently there.

use super::places::Places;

/// Lints that speak of a program's style or of what a later cell may still use.
const QUIET: [&str; 28] = [
    "ambiguous_glob_imports",
    "confusable_idents",
    "dead_code",
    "improper_ctypes",
    "improper_ctypes_definitions",
    "mismatched_lifetime_syntaxes",
    "mixed_script_confusables",
    "no_mangle_generic_items",
    "non_camel_case_types",
    "non_local_definitions",
    "non_snake_case",
    "non_upper_case_globals",
    "private_bounds",
    "private_interfaces",
    "redundant_semicolons",
    "static_mut_refs",
    "uncommon_codepoints",
    "unexpected_cfgs",
    "unnameable_test_items",
    "unused_assignments",
    "unused_braces",
    "unused_doc_comments",
    "unused_imports",
    "unused_labels",
    "unused_macros",
    "unused_mut",
    "unused_parens",
    "unused_variables",
];

/// Is a warning of this lint left out? Warnings without a name are.
pub fn quiet(lint: Option<&str>) -> bool {
    lint.is_none_or(|lint| QUIET.binary_search(&lint).is_ok())
}

/// What the closure around a cell returns, as rustc writes it: errors shown by their `Display` or by their `Debug`.
const EARLY: [&str; 2] = ["`Result<(), Early>`", "`Result<(), EarlyDebug>`"];

/// Does the text name what only generated code has?
pub fn names_generated(text: &str) -> bool {
    let early = EARLY.iter().any(|early| text.contains(early));
    early
        || ["papercell_", "for `Early` ", "for `EarlyDebug` "]
            .iter()
            .any(|name| text.contains(name))
}

/// Is a note or a help worth a line?
pub fn worth_saying(text: &str) -> bool {
    const ABOUT_RUSTC: [&str; 6] = [
        "this error originates in the macro",
        "this warning originates in the macro",
        "the full type name has been written to",
        "the full name for the type has been written to",
        "consider using `--verbose` to print the full type name",
        "the lint level is defined here",
    ];
    let level = ["`#[warn(", "`#[deny(", "`#[forbid("]
        .iter()
        .any(|start| text.starts_with(start));
    let default = level && (text.contains("on by default") || text.contains("implied by"));
    let flag = text.starts_with("requested on the command line") || text.starts_with("`-");
    let linker_call = text.contains("\"-Wl,") || text.contains("LC_ALL=\"C\"");
    !default && !flag && !linker_call && !ABOUT_RUSTC.iter().any(|start| text.starts_with(start))
}

/// Does a text that was meant to stand beside a line say something without it?
pub fn speaks_alone(text: &str) -> bool {
    let words = format!(" {} ", text.trim_end_matches(['.', ',', ':', ';']));
    let points = [
        " here ",
        " this ",
        " these ",
        " in the ",
        " doesn't satisfy ",
    ];
    !points.iter().any(|point| words.contains(point))
        && words.contains('`')
        && !names_generated(text)
        && worth_saying(text)
}

/// The text in terms of a notebook.
pub fn in_a_notebook(text: &str, places: &Places) -> String {
    let mut text = places
        .in_text(text)
        .replace("this file contains", "this cell contains")
        // So a stable compiler says it, with the flags of `environment::share`.
        .replace(
            " is not in the list of allowed features",
            " needs a nightly compiler",
        );
    for early in EARLY {
        text = text
            .replace(
                &format!(" to provide an error compatible with {early}"),
                " to make it a `Result`",
            )
            .replace(
                &format!("expected {early}, found"),
                "a cell returns nothing, found",
            );
    }
    without_paths(&text)
}

/// Without the paths of generated modules and functions: `papercell_body::N` is `N`.
fn without_paths(text: &str) -> String {
    let mut rest = text;
    let mut plain = String::with_capacity(text.len());
    while let Some(at) = rest.find("papercell_") {
        let end = rest[at..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .map_or(rest.len(), |end| at + end);
        match rest[end..].strip_prefix("::") {
            Some(after) => {
                plain.push_str(&rest[..at]);
                rest = after.strip_prefix("{closure#0}::").unwrap_or(after);
            }
            None => {
                plain.push_str(&rest[..end]);
                rest = &rest[end..];
            }
        }
    }
    plain + rest
}

/// A message about the closure that is generated around a cell, as one about the cell.
pub fn of_the_cell(text: &str) -> String {
    text.replace("in a closure that returns `Result`", "in a cell")
        .replace("inside of a closure", "outside of a loop")
        .replace("in a closure whose", "in a cell whose")
}

/// Advice that rustc does not give because it knows no notebook.
pub fn advice(message: &str, labels: &[&str]) -> Option<String> {
    let said = |text: &str| labels.iter().find_map(|label| quoted_after(label, text));
    if let Some(name) = said("use of unresolved module or unlinked crate ") {
        return Some(format!(
            "if `{name}` is a crate, add it first: `:dep {name} = \"*\"`"
        ));
    }
    if message.starts_with("can't find crate for") {
        let name = quoted_after(message, "can't find crate for ")?;
        return Some(format!("add the crate first: `:dep {name} = \"*\"`"));
    }
    let returns = |label: &&str| {
        label.starts_with("expected ") && EARLY.iter().any(|early| label.contains(early))
    };
    (message.starts_with("`return;` in a") || labels.iter().any(returns))
        .then(|| "a cell is left early with `return Ok(());`".to_owned())
}

/// The name between backquotes after `start`.
fn quoted_after<'a>(text: &'a str, start: &str) -> Option<&'a str> {
    text.split_once(start)?
        .1
        .strip_prefix('`')?
        .split('`')
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_quiet_lints_are_sorted_and_others_are_heard() {
        assert!(QUIET.is_sorted());
        assert!(quiet(None) && quiet(Some("dead_code")));
        for lint in ["unused_must_use", "deprecated", "unconditional_recursion"] {
            assert!(!quiet(Some(lint)), "{lint}");
        }
    }

    #[test]
    fn what_points_at_a_line_says_nothing_without_it() {
        assert!(!speaks_alone("value moved here"));
        assert!(!speaks_alone("`s` dropped here while still borrowed"));
        assert!(!speaks_alone("required by this bound in `spawn`"));
        assert!(speaks_alone(
            "argument requires that `x` is borrowed for `'static`"
        ));
        assert!(!speaks_alone("`papercell_store` needs `'static`"));
    }

    #[test]
    fn what_is_about_rustc_is_left_out() {
        assert!(!worth_saying("`#[warn(unused_must_use)]` on by default"));
        assert!(!worth_saying(
            "`#[deny(x)]` (part of `#[deny(y)]`) on by default"
        ));
        assert!(worth_saying("`#[derive(Clone)]` would help"));
    }

    #[test]
    fn paths_of_generated_code_are_cut() {
        let cut = |text| without_paths(text);
        assert_eq!(
            cut("evaluation of `papercell_body::{closure#0}::N` failed"),
            "evaluation of `N` failed"
        );
        assert_eq!(
            cut("`papercell_body` and papercell_a::b"),
            "`papercell_body` and b"
        );
    }

    #[test]
    fn a_crate_that_is_not_there_can_be_added() {
        let label = "use of unresolved module or unlinked crate `rand`";
        let advice = advice("unresolved import `rand`", &[label]);
        assert_eq!(
            advice.as_deref(),
            Some("if `rand` is a crate, add it first: `:dep rand = \"*\"`")
        );
    }
}
