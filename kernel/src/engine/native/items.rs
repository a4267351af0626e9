//! Items: what a cell defines for all later cells, and how an item is written into their crates.

use std::collections::BTreeSet;
use std::ops::Range;

use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{ImplItem, Item as Syntax, TraitItem};

use super::split::Code;
use super::statics::{self, Static};
use super::uses;
use super::words::words;

/// An item of the session.
#[derive(Debug, Clone)]
pub struct Item {
    /// The cell that it is from.
    pub code: Code,
    /// The parts of its text. Mostly one: the item as it stands.
    pub pieces: Vec<Piece>,
    /// A new item with the same key takes its place.
    pub key: String,
    /// The names that it brings into the crate's scope; a new item with one of them in the same namespace takes its
    /// place too.
    pub names: Vec<(Namespace, String)>,
    /// The words by which a cell can mean it: its names, and the methods of a trait.
    pub mentions: BTreeSet<String>,
    /// What it is, as far as it matters here.
    pub kind: Kind,
    /// All words of its text.
    pub words: BTreeSet<String>,
    /// The statics in it.
    pub statics: Vec<Static>,
    /// Its statics live in a library that is loaded already.
    pub live: bool,
    /// Counts the definitions of the session; it makes the symbols of statics unique.
    pub serial: u32,
}

/// A part of an item's text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// From the cell, as it stands.
    Verbatim(Range<usize>),
    /// Written by us.
    Text(String),
}

/// Where Rust looks names up.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Namespace {
    /// Types, traits, modules.
    Types,
    /// Functions, constants, statics.
    Values,
    /// `macro_rules!`.
    Macros,
    /// Imported: it may be in any.
    Any,
}

/// What decides when an item belongs to a crate, and what its change means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// It belongs where it is mentioned.
    Plain,
    /// As `Plain`; values of other types may contain it, so a change makes them invalid.
    Type,
    /// It belongs where all these names belong that the session defines: the words of an `impl`'s header.
    Impl(BTreeSet<String>),
    /// It belongs everywhere: what it defines cannot be seen, or works without being named (`use` of a trait).
    Everywhere,
}

impl Item {
    /// An item that stands in the cell as it is.
    pub fn verbatim(code: &Code, range: Range<usize>, kind: Kind, key: String) -> Item {
        Item {
            words: words(&code.text[range.clone()]),
            code: code.clone(),
            pieces: vec![Piece::Verbatim(range)],
            key,
            names: Vec::new(),
            mentions: BTreeSet::new(),
            kind,
            statics: Vec::new(),
            live: false,
            serial: 0,
        }
    }

    fn named(mut self, namespace: Namespace, name: impl ToString) -> Item {
        let name = name.to_string();
        self.mentions.insert(name.clone());
        self.names.push((namespace, name));
        self
    }

    /// The item's text.
    pub fn text(&self) -> String {
        let piece = |piece: &Piece| match piece {
            Piece::Verbatim(range) => self.code.text[range.clone()].to_owned(),
            Piece::Text(text) => text.clone(),
        };
        self.pieces.iter().map(piece).collect()
    }

    /// Is it a `macro_rules!`?
    pub fn is_macro(&self) -> bool {
        self.names
            .iter()
            .any(|(namespace, _)| *namespace == Namespace::Macros)
    }

    /// Does a definition of `other` end this one?
    pub fn is_replaced_by(&self, other: &Item) -> bool {
        let same_name = |(namespace, name): &(Namespace, String)| {
            other.names.iter().any(|(others, theirs)| {
                let meet = namespace == others
                    || *namespace == Namespace::Any
                    || *others == Namespace::Any;
                meet && name == theirs
            })
        };
        self.key == other.key || self.names.iter().any(same_name)
    }
}

/// The items of one syntactic item; a `use` of several names is several.
pub fn of(syntax: &Syntax, code: &Code) -> Vec<Item> {
    let range = syntax.span().byte_range();
    let plain = |kind| Item::verbatim(code, range.clone(), kind, String::new());
    let mut item = match syntax {
        Syntax::Use(item) => return uses::of(item, range, code),
        Syntax::Fn(item) => plain(Kind::Plain).named(Namespace::Values, &item.sig.ident),
        Syntax::Const(item) if item.ident == "_" => plain(Kind::Everywhere),
        Syntax::Const(item) => plain(Kind::Type).named(Namespace::Values, &item.ident),
        Syntax::Static(item) => plain(Kind::Plain).named(Namespace::Values, &item.ident),
        Syntax::Struct(item) => {
            let named = plain(Kind::Type).named(Namespace::Types, &item.ident);
            match item.fields {
                syn::Fields::Named(_) => named,
                _ => named.named(Namespace::Values, &item.ident),
            }
        }
        Syntax::Enum(item) => plain(Kind::Type).named(Namespace::Types, &item.ident),
        Syntax::Union(item) => plain(Kind::Type).named(Namespace::Types, &item.ident),
        Syntax::Type(item) => plain(Kind::Type).named(Namespace::Types, &item.ident),
        Syntax::TraitAlias(item) => plain(Kind::Type).named(Namespace::Types, &item.ident),
        Syntax::Mod(item) => plain(Kind::Type).named(Namespace::Types, &item.ident),
        Syntax::Trait(item) => {
            let mut it = plain(Kind::Type).named(Namespace::Types, &item.ident);
            it.mentions
                .extend(item.items.iter().filter_map(|part| match part {
                    TraitItem::Fn(method) => Some(method.sig.ident.to_string()),
                    TraitItem::Const(constant) => Some(constant.ident.to_string()),
                    _ => None,
                }));
            it
        }
        Syntax::Impl(item) => of_impl(item, range.clone(), code),
        Syntax::ExternCrate(item) if item.attrs.is_empty() => {
            let name = item.rename.as_ref().map_or(&item.ident, |(_, name)| name);
            plain(Kind::Plain).named(Namespace::Types, name)
        }
        Syntax::Macro(item) if item.mac.path.is_ident("macro_rules") => match &item.ident {
            Some(name) => plain(Kind::Plain).named(Namespace::Macros, name),
            None => plain(Kind::Everywhere),
        },
        Syntax::Macro(item) => return vec![of_macro(&item.mac, range, code)],
        _ => plain(Kind::Everywhere),
    };
    if item.key.is_empty() {
        item.key = match item.names.is_empty() {
            true => code.text[range].to_owned(),
            false => format!("{:?}", item.names),
        };
    }
    let mut found = statics::Finder::new(&code.text);
    found.visit_item(syntax);
    item.statics = found.statics;
    vec![item]
}

/// An `impl`: known by its header. Several for one type live side by side, unless they define the same name.
fn of_impl(item: &syn::ItemImpl, range: Range<usize>, code: &Code) -> Item {
    let header = &code.text
        [item.impl_token.span.byte_range().start..item.brace_token.span.open().byte_range().start];
    let header: String = header.split_whitespace().collect::<Vec<_>>().join(" ");
    let names = item.items.iter().filter_map(|part| match part {
        ImplItem::Fn(method) => Some(method.sig.ident.to_string()),
        ImplItem::Const(constant) => Some(constant.ident.to_string()),
        ImplItem::Type(alias) => Some(alias.ident.to_string()),
        _ => None,
    });
    let mut it = Item::verbatim(code, range, Kind::Impl(words(&header)), header.clone());
    match item.trait_ {
        Some(_) => it.key = header,
        None => {
            // No scope has these names; they only tell which earlier `impl` this one takes the place of.
            it.names = names
                .map(|name| (Namespace::Values, format!("{header}::{name}")))
                .collect();
            it.key = format!("{header} {:?}", it.names);
        }
    }
    it
}

/// Macros of others that define items.
const MACROS_OF_ITEMS: [&str; 4] = ["thread_local", "lazy_static", "bitflags", "pin_project"];

/// Does this call define items? `of_session` knows the session's own macros.
pub fn is_macro_of_items(call: &syn::Macro, of_session: &dyn Fn(&str) -> bool) -> bool {
    let name = call.path.segments.last().map(|last| last.ident.to_string());
    name.is_some_and(|name| MACROS_OF_ITEMS.contains(&name.as_str()) || of_session(&name))
}

/// The call of a macro that defines items.
pub fn of_macro(call: &syn::Macro, range: Range<usize>, code: &Code) -> Item {
    let mut range = range;
    // In the place of an item, a call with round brackets needs its semicolon.
    if code.text[range.end..].starts_with(';') {
        range.end += 1;
    }
    let text = code.text[range.clone()].to_owned();
    let statics = match call.path.segments.last() {
        Some(last) if last.ident == "thread_local" => {
            statics::of_thread_local(call, range.clone(), &code.text)
        }
        _ => Vec::new(),
    };
    let names: Vec<_> = (statics.iter())
        .map(|found| (Namespace::Values, found.name.clone()))
        .collect();
    let mut item = Item::verbatim(code, range, Kind::Everywhere, text);
    if !names.is_empty() {
        item.kind = Kind::Plain;
        item.mentions = names.iter().map(|(_, name)| name.clone()).collect();
        item.names = names;
    }
    item.statics = statics;
    item
}

/// Does the body of this `macro_rules!` start with an item?
pub fn defines_items(item: &Item) -> bool {
    let text = item.text();
    let Some((_, body)) = text.split_once("=>") else {
        return false;
    };
    let mut words = body
        .split(|c: char| !(c.is_alphanumeric() || c == '_' || c == '#' || c == '$'))
        .filter(|word| !word.is_empty());
    const ITEMS: [&str; 12] = [
        "struct",
        "enum",
        "fn",
        "impl",
        "trait",
        "mod",
        "static",
        "const",
        "type",
        "use",
        "union",
        "macro_rules",
    ];
    words
        .find(|word| !matches!(*word, "pub" | "crate" | "$"))
        .is_some_and(|first| ITEMS.contains(&first) || first.starts_with('#'))
}
