//! Types of variables from the MIR that rustc writes beside a cell's library; the only file that reads it.
//!
//! The text is made for people and has no promise of stability: it was looked at with rustc 1.95. The runtime's `put`
//! is called with a box, so that the value is a local whose type stands in full:
//!
//! ```text
//! let mut _25: std::boxed::Box<std::collections::HashMap<i32, f64>>;
//! _24 = put::<HashMap<i32, f64>>(const "m", move _25) -> ...
//! ```

use std::collections::BTreeMap;

/// The types of the variables that a cell puts, by name, with full paths.
pub fn types(mir: &str) -> BTreeMap<String, String> {
    let mut types = BTreeMap::new();
    let mut locals: BTreeMap<&str, &str> = BTreeMap::new();
    for line in mir.lines() {
        if line.starts_with("fn ") || line.starts_with("const ") || line.starts_with("static ") {
            locals.clear();
        }
        let line = line.trim();
        if let Some(declared) = line.strip_prefix("let ") {
            let declared = declared.strip_prefix("mut ").unwrap_or(declared);
            if let Some((local, type_name)) = declared.split_once(": ") {
                locals.insert(local, type_name.trim_end_matches(';'));
            }
        } else if let Some((name, local)) = put(line)
            && let Some(boxed) = locals.get(local)
            && let Some(type_name) = unbox(boxed)
        {
            types.insert(name, type_name.to_owned());
        }
    }
    types
}

/// `_24 = put::<T>(const "m", move _25) -> ..`: the name and the local.
fn put(line: &str) -> Option<(String, &str)> {
    let (_, call) = line.split_once(" = ")?;
    let after = call.strip_prefix("put::<").or_else(|| {
        let (path, after) = call.split_once("::put::<")?;
        (!path.contains(' ')).then_some(after)
    })?;
    let at = after.rfind(">(const \"")?;
    let (name, after) = after[at + 9..].split_once("\", ")?;
    let local = after
        .strip_prefix("move ")
        .or_else(|| after.strip_prefix("copy "))?;
    let end = local.find(')')?;
    Some((name.to_owned(), &local[..end]))
}

fn unbox(boxed: &str) -> Option<&str> {
    let inner = boxed
        .strip_prefix("std::boxed::Box<")
        .or_else(|| boxed.strip_prefix("Box<"))?;
    inner.strip_suffix('>')
}

/// Does the text say that this variable is put? A cell that never ends puts none.
pub fn puts(mir: &str, name: &str) -> bool {
    mir.contains(&format!("(const {name:?}, "))
}

/// Why a variable of this type cannot be kept: a part of it has no name.
pub fn unnameable(type_name: &str) -> Option<Unnameable> {
    if type_name.contains("{closure@") {
        Some(Unnameable::Closure)
    } else if type_name.contains("{async ") || type_name.contains("{coroutine") {
        Some(Unnameable::Future)
    } else if type_name.contains(" {") {
        Some(Unnameable::Function)
    } else {
        None
    }
}

/// The type of a pointer to a function, from the type of the function itself: `fn(i32) -> i32 {f}`.
pub fn pointer(type_name: &str) -> Option<&str> {
    let is_function = type_name.starts_with("fn(") || type_name.starts_with("for<");
    let (pointer, function) = type_name.split_once(" {")?;
    (is_function && function.ends_with('}') && unnameable(pointer).is_none()).then_some(pointer)
}

/// What a type without a name is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unnameable {
    /// A closure, or something made with one.
    Closure,
    /// An `async` block or the call of an `async fn`.
    Future,
    /// A function itself, not a pointer to it.
    Function,
}

#[cfg(test)]
mod tests {
    use super::*;

    const MIR: &str = r#"
fn papercell_body() -> (Ending, Vec<&str>) {
    let mut _3: std::boxed::Box<f64>;
        _4 = papercell_runtime::put::<f64>(const "other", move _3) -> [return: bb1, unwind continue];
}
fn papercell_body::{closure#0}(_1: &mut {closure@c.rs:1:1: 1:3}) -> Result<(), Early> {
    let mut _25: std::boxed::Box<std::collections::HashMap<i32, fn(i32) -> (u8, &'static str)>>;
    scope 1 {
        let _3: std::boxed::Box<()>;
        _24 = put::<HashMap<i32, fn(i32) -> (u8, &'static str)>>(const "m", move _25) -> [return: bb5, unwind: bb33];
        _2 = put::<()>(const "ä", move _3) -> [return: bb5, unwind: bb33];
"#;

    #[test]
    fn a_types_full_path_is_found() {
        let types = types(MIR);
        let expected = [
            (
                "m",
                "std::collections::HashMap<i32, fn(i32) -> (u8, &'static str)>",
            ),
            ("other", "f64"),
            ("ä", "()"),
        ];
        let found: Vec<_> = types
            .iter()
            .map(|(n, t)| (n.as_str(), t.as_str()))
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn what_has_no_name_is_told() {
        let closure = "std::iter::Map<std::ops::Range<i32>, {closure@c.rs:17:26: 17:29}>";
        assert_eq!(unnameable(closure), Some(Unnameable::Closure));
        assert_eq!(unnameable("fn(i32) {f}"), Some(Unnameable::Function));
        assert_eq!(unnameable("for<'a> fn(&'a str) -> &'a str"), None);
    }

    #[test]
    fn a_function_can_be_kept_as_a_pointer() {
        assert_eq!(pointer("fn(i32) -> i32 {f}"), Some("fn(i32) -> i32"));
        assert_eq!(pointer("std::vec::Vec<fn(i32) {f}>"), None);
        assert_eq!(pointer("fn(i32) -> i32"), None);
    }
}
