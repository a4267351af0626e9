//! One cell and the state before it -> the crate that rustc compiles.
//!
//! The text is a function of the session's items, variables and the cell alone, byte for byte: that is what makes the
//! cell cache work. What a cell wrote stands verbatim.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::source::Source;
use super::source_map::SourceMap;
use super::split::Split;
use super::state::State;
use super::words::words;

/// What was learnt from rustc about the moves of a cell.
///
/// A variable that a cell mentions is a local of the function around it, and put back after it, whatever ends it. If
/// the cell moves it, it is made a local of the cell itself (`inside`), for the cell may assign it anew; if it is moved
/// then too, it is gone (`gone`).
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Moves {
    /// Variables from before, put back at the end of the cell.
    pub inside: BTreeSet<String>,
    /// Variables from before that the cell uses up.
    pub gone: BTreeSet<String>,
    /// The cell's own variables that it has used up by its end.
    pub used_up: BTreeSet<String>,
    /// There is an `.await` that only rustc could see, inside a macro.
    pub awaits: bool,
    /// An error that a `?` meets can be shown by `{:?}` alone.
    pub debug_errors: bool,
    /// The cell's own variables that are functions, with the type of a pointer to them: that type has a name.
    pub pointers: BTreeMap<String, String>,
}

/// A variable that is put into the store by the crate's text at `range`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    /// The variable.
    pub name: String,
    /// Where the call stands.
    pub range: Range<usize>,
    /// Is it one of the cell's own?
    pub own: bool,
}

/// A crate, and where in it are the parts that rustc may object to though the reader did not write them.
#[derive(Debug)]
pub struct Composed {
    /// The crate.
    pub map: SourceMap,
    /// Where variables are put.
    pub puts: Vec<Put>,
    /// Where variables are loaded.
    pub loads: Vec<Put>,
    /// Where the last expression is shown: around the reader's text.
    pub shown: Option<Range<usize>>,
    /// Items in it whose statics are defined by it.
    pub defines: BTreeSet<u32>,
}

/// What no reader wants to hear of in a notebook.
const ALLOWED: &str = "unused, improper_ctypes, improper_ctypes_definitions, non_snake_case, non_camel_case_types, \
    non_upper_case_globals, private_interfaces, private_bounds, unexpected_cfgs";

const RUNTIME: &str = "papercell_runtime";

/// Composes the crate of `split` in `state`, which has the cell's items already; those after `before` are the cell's.
pub fn compose(state: &State, split: &Split, before: u32, moves: &Moves) -> Composed {
    let mut composer = Composer {
        source: Source::default(),
        state,
        split,
        moves,
        puts: Vec::new(),
        loads: Vec::new(),
        shown: None,
    };
    let defines = composer.top(before);
    composer.body();
    composer.source.push(
        "#[unsafe(no_mangle)]\npub unsafe extern \"C\" fn papercell_cell(papercell_host: *const papercell_runtime::Host) {\n\
         unsafe { papercell_runtime::run(papercell_host, papercell_body) }\n}\n",
    );
    Composed {
        map: composer.source.finish(),
        puts: composer.puts,
        loads: composer.loads,
        shown: composer.shown,
        defines,
    }
}

struct Composer<'a> {
    source: Source,
    state: &'a State,
    split: &'a Split,
    moves: &'a Moves,
    puts: Vec<Put>,
    loads: Vec<Put>,
    shown: Option<Range<usize>>,
}

impl Composer<'_> {
    /// The words of what the cell itself says.
    fn own_words(&self) -> BTreeSet<String> {
        let text = &self.split.code.text;
        let ranges = self.split.statements.iter().chain(&self.split.tail);
        ranges
            .flat_map(|range| words(&text[range.clone()]))
            .collect()
    }

    /// The variables from before that the cell mentions.
    fn loaded(&self) -> Vec<(&String, &super::state::Kept)> {
        let own = self.own_words();
        (self.state.variables.iter())
            .filter(|(name, _)| own.contains(*name))
            .collect()
    }

    fn awaits(&self) -> bool {
        self.split.awaits || self.moves.awaits
    }

    /// Attributes, crates, items.
    fn top(&mut self, before: u32) -> BTreeSet<u32> {
        self.source.push(&format!(
            "#![allow({ALLOWED})]\n#![warn(unused_must_use)]\n"
        ));
        for attribute in &self.state.inner_attributes {
            self.source.push(&format!("{attribute}\n"));
        }
        for range in &self.split.inner_attributes {
            self.source.push_code(&self.split.code, range.clone());
            self.source.push("\n");
        }
        let mut wanted = self.own_words();
        if self.awaits() {
            wanted.insert("tokio".to_owned());
        }
        for (_, kept) in self.loaded() {
            wanted.extend(words(&kept.type_name));
        }
        let items = self.state.select(wanted.clone(), before);
        for item in &items {
            wanted.extend(item.words.iter().cloned());
        }
        let environment = &self.state.environment;
        if environment
            .externs
            .iter()
            .any(|known| wanted.contains(&known.name))
        {
            // So that rustc takes these crates from the libraries that are loaded, with their statics.
            for umbrella in &environment.umbrellas {
                self.source
                    .push(&format!("extern crate {umbrella} as _;\n"));
            }
        }
        let mut defines = BTreeSet::new();
        // A macro must stand before its use, and its cell may have been run again after that of its use.
        let (macros, others): (Vec<_>, Vec<_>) =
            items.into_iter().partition(|item| item.is_macro());
        for item in macros.into_iter().chain(others) {
            self.source.push_item(item);
            if !item.live && !item.statics.is_empty() {
                defines.insert(item.serial);
            }
        }
        defines
    }

    fn body(&mut self) {
        self.source.push(
            "fn papercell_body() -> (papercell_runtime::Ending, std::vec::Vec<&'static str>) {\n",
        );
        if !self.state.forgotten.is_empty() {
            let names: Vec<_> = self.state.forgotten.iter().collect();
            self.source
                .push(&format!("{RUNTIME}::store::forget(&{names:?});\n"));
        }
        let loaded: Vec<(String, super::state::Kept)> = (self.loaded().into_iter())
            .map(|(name, kept)| (name.clone(), kept.clone()))
            .collect();
        for (name, kept) in &loaded {
            let mutable = if kept.mutable { "mut " } else { "" };
            let start = self.source.len();
            let type_name = &kept.type_name;
            self.source.push(&format!(
                "let {mutable}{name}: {type_name} = {RUNTIME}::take({name:?});"
            ));
            let range = start..self.source.len();
            self.loads.push(Put {
                name: name.clone(),
                range,
                own: false,
            });
            self.source.push("\n");
        }
        // With its type, so that rustc's errors name the type of ours (see `diagnostics::wording`) and not `_`.
        self.source.push(&format!(
            "let papercell_ending = {RUNTIME}::guard(|| -> std::result::Result<(), {}> {{ ",
            self.early()
        ));
        let tokio = self
            .state
            .environment
            .externs
            .iter()
            .any(|known| known.name == "tokio");
        match (self.awaits(), tokio) {
            // One for all cells: what a cell has opened or spawned shall go on in the next. (`block_on` of tokio 0.2
            // wants it mutable.)
            (true, true) => self.source.push(
                "papercell_runtime::store::of_process(\"papercell_tokio\", || \
                 tokio::runtime::Runtime::new().map(|new| std::sync::Arc::new(std::sync::Mutex::new(new))))?\
                 .lock().unwrap_or_else(std::sync::PoisonError::into_inner).block_on(async ",
            ),
            (true, false) => self.source.push("papercell_runtime::block_on(async "),
            (false, _) => {}
        }
        self.inside(&loaded);
        self.source
            .push(if self.awaits() { ") });\n" } else { " });\n" });
        self.after(&loaded);
        self.source.push("}\n");
    }

    /// The cell itself, as the body of a closure.
    fn inside(&mut self, loaded: &[(String, super::state::Kept)]) {
        self.source.push("{\n");
        for (name, kept) in loaded
            .iter()
            .filter(|(name, _)| self.moves.inside.contains(name))
        {
            let mutable = if kept.mutable { "mut " } else { "" };
            self.source
                .push(&format!("let {mutable}{name} = {name};\n"));
        }
        for range in &self.split.statements {
            self.source.push_code(&self.split.code, range.clone());
            self.source.push("\n");
        }
        if let Some(tail) = self.split.tail.clone() {
            self.show(tail);
        }
        let split = self.split;
        for binding in split.last_bindings() {
            // `_x` is kept as well: only `_` alone binds nothing.
            if !self.moves.used_up.contains(&binding.name) {
                self.put(&binding.name, true);
            }
        }
        for (name, _) in loaded {
            if self.moves.inside.contains(name) && !self.rebound(name) {
                self.put(name, false);
            }
        }
        self.source
            .push(&format!("Ok::<(), {}>(())\n}}", self.early()));
    }

    /// The type of the error that ends the cell by `?`.
    fn early(&self) -> String {
        let debug = self.moves.debug_errors || self.state.settings.error_format != "{}";
        let name = if debug { "EarlyDebug" } else { "Early" };
        format!("{RUNTIME}::{name}")
    }

    /// What is put back whatever has ended the cell.
    fn after(&mut self, loaded: &[(String, super::state::Kept)]) {
        let mut lost = Vec::new();
        for (name, _) in loaded {
            if self.moves.gone.contains(name) || self.moves.inside.contains(name) {
                lost.push(name);
            } else if self.rebound(name) {
                self.source.push("if papercell_ending.failed() { ");
                self.put(name, false);
                self.source.push("}\n");
            } else {
                self.put(name, false);
            }
        }
        self.source
            .push(&format!("(papercell_ending, std::vec!{lost:?})\n"));
    }

    /// Does the cell bind this name anew?
    fn rebound(&self, name: &str) -> bool {
        self.split
            .bindings
            .iter()
            .any(|binding| binding.name == name)
    }

    fn put(&mut self, name: &str, own: bool) {
        let start = self.source.len();
        let value = match self.moves.pointers.get(name).filter(|_| own) {
            Some(pointer) => format!("{name} as {pointer}"),
            None => name.to_owned(),
        };
        self.source.push(&format!(
            "{RUNTIME}::put({name:?}, {RUNTIME}::boxed({value}));"
        ));
        let range = start..self.source.len();
        self.puts.push(Put {
            name: name.to_owned(),
            range,
            own,
        });
        self.source.push("\n");
    }

    /// The last expression, shown by what its type has (see the runtime's `show`).
    fn show(&mut self, tail: Range<usize>) {
        let start = self.source.len();
        self.source.push("match &(");
        self.source.push_code(&self.split.code, tail);
        let settings = &self.state.settings;
        let shown = match settings.format.as_str() {
            format if self.state.settings.types => format!(
                "{RUNTIME}::show::text(format_args!(\": {{}} = {format}\", std::any::type_name_of_val(papercell_value), papercell_value));"
            ),
            "{:?}" => {
                let toolkit = match self.state.environment.has("toy") && self.split_means_toolkit()
                {
                    true => "use toy::show::ShowTail as _; ",
                    false => "",
                };
                format!(
                    "use {RUNTIME}::show::ShowDebug as _; {toolkit}papercell_value.evcxr_display();"
                )
            }
            format => format!("{RUNTIME}::show::text(format_args!({format:?}, papercell_value));"),
        };
        self.source
            .push(&format!("\n) {{ mut papercell_value => {{ {shown} }} }}\n"));
        self.shown = Some(start..self.source.len());
    }

    /// Does the crate need the toolkit anyhow? A light cell shall not wait for its metadata.
    fn split_means_toolkit(&self) -> bool {
        self.source
            .text()
            .contains("extern crate papercell_environment")
    }
}
