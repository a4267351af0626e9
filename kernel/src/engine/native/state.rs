//! What a session has defined: a value. A cell is compiled in one state and leads to the next, so a cell can be
//! compiled before the one in front of it has run.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::environment::{Dependency, Environment};
use super::items::{Item, Kind, Namespace, defines_items};
use super::settings::Settings;

/// A variable that lives on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// Its type, with full paths.
    pub type_name: String,
    /// Declared `mut`?
    pub mutable: bool,
}

/// The state of a session between two cells.
#[derive(Clone)]
pub struct State {
    /// The items, in the order of their definition.
    pub items: Vec<Arc<Item>>,
    /// The variables by name.
    pub variables: BTreeMap<String, Kept>,
    /// `#![..]` of the cells.
    pub inner_attributes: Vec<String>,
    /// What cells may use besides the standard library.
    pub environment: Arc<Environment>,
    /// What `:dep` has asked for.
    pub dependencies: Vec<Dependency>,
    /// How cells are compiled and shown.
    pub settings: Settings,
    /// How many items were defined in this session.
    pub defined: u32,
    /// Variables that were forgotten and still lie in the worker's store.
    pub forgotten: BTreeSet<String>,
}

impl State {
    /// The state of a session in which nothing was run.
    pub fn new(environment: Arc<Environment>) -> State {
        State {
            items: Vec::new(),
            variables: BTreeMap::new(),
            inner_attributes: Vec::new(),
            environment,
            dependencies: Vec::new(),
            settings: Settings::default(),
            defined: 0,
            forgotten: BTreeSet::new(),
        }
    }

    /// Is `name` a macro of the session that defines items?
    pub fn is_macro_of_items(&self, name: &str) -> bool {
        let is_it = |item: &&Arc<Item>| {
            item.names
                .iter()
                .any(|(namespace, of)| *namespace == Namespace::Macros && of == name)
        };
        self.items
            .iter()
            .rev()
            .find(is_it)
            .is_some_and(|item| defines_items(item))
    }

    /// Adds the items of a cell; they take the place of earlier ones of the same names.
    ///
    /// Returns the names of variables that are gone by it: a type that they are made of has changed.
    pub fn define(&mut self, new: Vec<Item>) -> Vec<String> {
        let mut changed = BTreeSet::new();
        for item in &new {
            for old in self.items.iter().filter(|old| old.is_replaced_by(item)) {
                let matters = old.kind == Kind::Type || item.kind == Kind::Type;
                if matters && old.text() != item.text() {
                    changed.extend(old.names.iter().map(|(_, name)| name.clone()));
                }
            }
        }
        self.items
            .retain(|old| !new.iter().any(|item| old.is_replaced_by(item)));
        for mut item in new {
            self.defined += 1;
            item.serial = self.defined;
            self.items.push(Arc::new(item));
        }
        self.forget_what_contains(changed)
    }

    /// Forgets the variables whose types are, or contain, one of the changed.
    fn forget_what_contains(&mut self, mut changed: BTreeSet<String>) -> Vec<String> {
        if changed.is_empty() {
            return Vec::new();
        }
        // A type that contains a changed one has changed too.
        loop {
            let before = changed.len();
            for item in self.items.iter().filter(|item| item.kind == Kind::Type) {
                if !item.words.is_disjoint(&changed) {
                    changed.extend(item.names.iter().map(|(_, name)| name.clone()));
                }
            }
            if changed.len() == before {
                break;
            }
        }
        let gone: Vec<String> = (self.variables.iter())
            .filter(|(_, kept)| !super::words::words(&kept.type_name).is_disjoint(&changed))
            .map(|(name, _)| name.clone())
            .collect();
        for name in &gone {
            self.variables.remove(name);
            self.forgotten.insert(name.clone());
        }
        gone
    }

    /// The worker was started afresh: no variable is left, and no library with a static.
    pub fn forget_values(&mut self) {
        self.variables.clear();
        self.forgotten.clear();
        for item in &mut self.items {
            Arc::make_mut(item).live = false;
        }
    }

    /// The worker has the values of an older state.
    pub fn take_values_of(&mut self, older: &State) {
        self.variables.clone_from(&older.variables);
        self.forgotten.clear();
        for item in &mut self.items {
            let was_live = |old: &Arc<Item>| old.serial == item.serial && old.live;
            if item.live && !older.items.iter().any(was_live) {
                Arc::make_mut(item).live = false;
            }
        }
    }

    /// The items that a text with these words means, in the order of their definition.
    ///
    /// `cell` holds the serial numbers after which items are the cell's own: those always belong to it.
    pub fn select(&self, mut wanted: BTreeSet<String>, own_after: u32) -> Vec<&Arc<Item>> {
        let mut chosen = vec![false; self.items.len()];
        let types: BTreeSet<&String> = (self.items.iter())
            .flat_map(|item| &item.names)
            .filter(|(namespace, _)| *namespace == Namespace::Types)
            .map(|(_, name)| name)
            .collect();
        let mut there: BTreeSet<String> = BTreeSet::new();
        loop {
            let mut grown = false;
            for (at, item) in self.items.iter().enumerate() {
                let belongs = chosen[at]
                    || item.serial > own_after
                    || match &item.kind {
                        Kind::Everywhere => true,
                        Kind::Plain | Kind::Type => !item.mentions.is_disjoint(&wanted),
                        Kind::Impl(header) => header
                            .iter()
                            .all(|word| !types.contains(word) || there.contains(word)),
                    };
                if belongs && !chosen[at] {
                    chosen[at] = true;
                    grown = true;
                    wanted.extend(item.words.iter().cloned());
                    there.extend(item.names.iter().map(|(_, name)| name.clone()));
                }
            }
            if !grown {
                break;
            }
        }
        (self.items.iter().zip(chosen))
            .filter_map(|(item, chosen)| chosen.then_some(item))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::native::split::{Code, Split};

    fn session(cells: &[&str]) -> State {
        let mut state = State::new(Arc::default());
        for (number, text) in cells.iter().enumerate() {
            define(&mut state, number as u32 + 1, text);
        }
        state
    }

    fn define(state: &mut State, cell: u32, text: &str) -> Vec<String> {
        let code = Code {
            cell,
            text: (*text).into(),
        };
        let is_macro_of_items = |name: &str| state.is_macro_of_items(name);
        let split = Split::parse(&code, &is_macro_of_items).unwrap();
        state.define(split.items)
    }

    fn selected(state: &State, text: &str) -> Vec<String> {
        let chosen = state.select(super::super::words::words(text), state.defined);
        chosen.iter().map(|item| item.text()).collect()
    }

    #[test]
    fn a_cell_gets_what_it_mentions_and_what_that_mentions() {
        let state = session(&["fn a() { b() }", "fn b() {}", "fn c() {}", "struct S;"]);
        assert_eq!(selected(&state, "a()"), ["fn a() { b() }", "fn b() {}"]);
        assert!(selected(&state, "1 + 1").is_empty());
    }

    #[test]
    fn an_impl_comes_with_its_type_and_a_trait_with_its_methods() {
        let state = session(&[
            "struct S; struct T;",
            "impl S { fn new() -> S { S } }",
            "trait Twice { fn twice(&self) -> i32; }",
            "impl Twice for i32 { fn twice(&self) -> i32 { 2 * self } }",
            "impl Twice for T { fn twice(&self) -> i32 { 0 } }",
        ]);
        let with_s = selected(&state, "S::new()");
        assert_eq!(with_s, ["struct S;", "impl S { fn new() -> S { S } }"]);
        let with_method = selected(&state, "3.twice()");
        assert_eq!(with_method.len(), 2, "{with_method:?}");
        assert!(with_method[1].starts_with("impl Twice for i32"));
        assert_eq!(selected(&state, "T.twice()").len(), 4);
    }

    #[test]
    fn a_name_that_is_defined_anew_replaces_the_old_one() {
        let state = session(&[
            "fn f() -> i32 { 1 }",
            "use std::fmt::Debug as f;",
            "impl S { fn a() {} }\nimpl S { fn b() {} }",
            "impl S { fn b() { 1; } }",
        ]);
        let texts: Vec<_> = state.items.iter().map(|item| item.text()).collect();
        let expected = [
            "use std::fmt::Debug as f;",
            "impl S { fn a() {} }",
            "impl S { fn b() { 1; } }",
        ];
        assert_eq!(texts, expected);
    }

    #[test]
    fn a_changed_type_ends_the_variables_that_contain_it() {
        let mut state = session(&["struct A { x: i32 }", "struct B { a: A }", "struct C;"]);
        for (name, type_name) in [("b", "std::vec::Vec<B>"), ("c", "C"), ("n", "i32")] {
            let type_name = type_name.to_owned();
            let kept = Kept {
                type_name,
                mutable: false,
            };
            state.variables.insert(name.to_owned(), kept);
        }
        assert!(define(&mut state, 4, "struct A { x: i32 }").is_empty());
        assert_eq!(define(&mut state, 5, "struct A { y: i32 }"), ["b"]);
        assert!(state.forgotten.contains("b"));
        assert_eq!(state.variables.len(), 2);
    }

    #[test]
    fn the_call_of_a_macro_that_defines_items_is_an_item() {
        let state = session(&[
            "macro_rules! make { ($name:ident) => { #[derive(Debug)] pub struct $name; } }",
            "make!(Foo);",
            "macro_rules! add { ($a:expr) => { $a + 1 } }",
            "add!(1);",
        ]);
        assert_eq!(selected(&state, "Foo").len(), 2);
    }
}
