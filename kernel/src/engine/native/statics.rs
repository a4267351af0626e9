//! Statics that keep their value from cell to cell.
//!
//! Every cell's crate holds the items that it mentions, so a static would be born anew in each. Instead the crate that
//! defines it exports it under a symbol of its own, and later crates declare it as foreign: the loader joins the two.
//! This also goes for statics inside functions, and for `thread_local!`, whose keys are exported as statics.

use std::ops::Range;

use syn::ItemStatic;
use syn::parse::{Parse, ParseStream};
use syn::spanned::Spanned;
use syn::visit::Visit;

/// A static in the text of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Static {
    /// Its declaration in the cell, attributes and semicolon included; for `thread_local!` the whole call.
    pub range: Range<usize>,
    /// Its name.
    pub name: String,
    /// `pub`, `pub(crate)` or nothing.
    visibility: String,
    /// Its type as written.
    type_name: String,
    /// `static mut`?
    mutable: bool,
    /// A key of `thread_local!`?
    thread_local: bool,
}

impl Static {
    fn of(item: &ItemStatic, code: &str, offset: usize) -> Static {
        let text = |range: Range<usize>| code[range.start + offset..range.end + offset].to_owned();
        let range = item.span().byte_range();
        Static {
            range: range.start + offset..range.end + offset,
            name: item.ident.to_string(),
            visibility: match &item.vis {
                syn::Visibility::Inherited => String::new(),
                visibility => text(visibility.span().byte_range()) + " ",
            },
            type_name: with_lifetimes(&item.ty, &text),
            mutable: matches!(item.mutability, syn::StaticMutability::Mut(_)),
            thread_local: false,
        }
    }

    /// What stands before the declaration in the crate that defines it.
    pub fn export(&self, symbol: &str) -> String {
        match self.thread_local {
            false => format!("#[unsafe(export_name = \"{symbol}\")] "),
            true => format!(
                "#[unsafe(export_name = \"{symbol}\")] static papercell_key_{0}: std::thread::LocalKey<{1}> = {0}; ",
                self.name, self.type_name
            ),
        }
    }

    /// What stands in the place of the declaration in later crates.
    pub fn import(&self, symbol: &str) -> String {
        let Static {
            visibility,
            name,
            type_name,
            ..
        } = self;
        let (keyword, type_name) = match (self.mutable, self.thread_local) {
            (true, _) => ("static mut", type_name.clone()),
            (false, false) => ("safe static", type_name.clone()),
            (false, true) => ("safe static", format!("std::thread::LocalKey<{type_name}>")),
        };
        format!(
            "unsafe extern \"C\" {{ #[link_name = \"{symbol}\"] {visibility}{keyword} {name}: {type_name}; }}"
        )
    }
}

/// The type as written, with the lifetimes that a static may leave out and a foreign static may not.
fn with_lifetimes(written: &syn::Type, text: &dyn Fn(Range<usize>) -> String) -> String {
    struct Elided(Vec<usize>);
    impl<'a> Visit<'a> for Elided {
        fn visit_type_reference(&mut self, reference: &'a syn::TypeReference) {
            if reference.lifetime.is_none() {
                self.0.push(reference.and_token.span.byte_range().end);
            }
            syn::visit::visit_type_reference(self, reference);
        }
        // The arguments of a function pointer or of `Fn` have lifetimes of their own.
        fn visit_type_fn_ptr(&mut self, _: &'a syn::TypeFnPtr) {}
        fn visit_parenthesized_generic_arguments(
            &mut self,
            _: &'a syn::ParenthesizedGenericArguments,
        ) {
        }
    }
    let mut elided = Elided(Vec::new());
    elided.visit_type(written);
    let range = written.span().byte_range();
    let mut full = text(range.clone());
    elided.0.sort_unstable();
    for at in elided.0.into_iter().rev() {
        full.insert_str(at - range.start, "'static ");
    }
    full
}

/// Finds the statics of an item, those inside functions included.
pub struct Finder<'a> {
    code: &'a str,
    /// Those found, in their order.
    pub statics: Vec<Static>,
}

impl<'a> Finder<'a> {
    /// A finder in the item's cell.
    pub fn new(code: &'a str) -> Finder<'a> {
        Finder {
            code,
            statics: Vec::new(),
        }
    }
}

impl<'a> Visit<'a> for Finder<'_> {
    fn visit_item_static(&mut self, item: &'a ItemStatic) {
        self.statics.push(Static::of(item, self.code, 0));
    }
}

/// The keys of a `thread_local!`, whose call stands at `range`. None when they are written in a way that is not known.
pub fn of_thread_local(call: &syn::Macro, range: Range<usize>, code: &str) -> Vec<Static> {
    struct Statics(Vec<ItemStatic>);
    impl Parse for Statics {
        fn parse(input: ParseStream) -> syn::Result<Self> {
            let mut all = Vec::new();
            while !input.is_empty() {
                all.push(input.parse()?);
            }
            Ok(Statics(all))
        }
    }
    let inner = call.tokens.span().byte_range();
    let (Some(text), false) = (code.get(inner.clone()), call.tokens.is_empty()) else {
        return Vec::new();
    };
    // The last semicolon may be missing.
    let closed = match text.trim_end().ends_with(';') {
        true => text.to_owned(),
        false => format!("{text};"),
    };
    let Ok(Statics(all)) = syn::parse_str(&closed) else {
        return Vec::new();
    };
    let of_key = |item: &ItemStatic| Static {
        range: range.clone(),
        thread_local: true,
        ..Static::of(item, code, inner.start)
    };
    all.iter().map(of_key).collect()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::engine::native::items::Item;
    use crate::engine::native::source::Source;
    use crate::engine::native::split::{Code, Split};

    fn written(text: &str, live: bool) -> String {
        let code = Code {
            cell: 1,
            text: text.into(),
        };
        let mut items = Split::parse(&code, &|_| false).unwrap().items;
        let mut item: Item = items.pop().unwrap();
        item.live = live;
        item.serial = 7;
        let mut source = Source::default();
        source.push_item(&Arc::new(item));
        source.finish().text
    }

    #[test]
    fn a_static_is_exported_once_and_imported_later() {
        let text = "/// N.\npub static N: Atomic = Atomic::new(0);";
        assert_eq!(
            written(text, false),
            format!("#[unsafe(export_name = \"papercell_static_7_0\")] {text}\n")
        );
        assert_eq!(
            written(text, true),
            "unsafe extern \"C\" { #[link_name = \"papercell_static_7_0\"] pub safe static N: Atomic; }\n"
        );
        let mutable = written("static mut N: u8 = 0;", true);
        assert!(mutable.ends_with("\"] static mut N: u8; }\n"), "{mutable}");
    }

    #[test]
    fn a_foreign_static_has_its_lifetimes_written() {
        let later = written("static A: (&str, fn(&u8) -> &u8) = a();", true);
        assert!(
            later.contains("A: (&'static str, fn(&u8) -> &u8);"),
            "{later}"
        );
    }

    #[test]
    fn a_static_in_a_function_is_found() {
        let text = "fn next() -> u32 { static N: A = A::new(0); N.add() }";
        let later = written(text, true);
        assert!(
            later.starts_with("fn next() -> u32 { unsafe extern \"C\" {"),
            "{later}"
        );
        assert!(
            later.ends_with("safe static N: A; } N.add() }\n"),
            "{later}"
        );
    }

    #[test]
    fn the_keys_of_thread_locals_are_exported_as_statics() {
        let text =
            "thread_local! { static A: Cell<u8> = const { Cell::new(1) }; pub static B: u8 = 2 }";
        let first = written(text, false);
        assert!(
            first.contains("static papercell_key_A: std::thread::LocalKey<Cell<u8>> = A; "),
            "{first}"
        );
        assert!(first.ends_with(&format!("{text}\n")), "{first}");
        let later = written(text, true);
        assert!(
            later.contains("pub safe static B: std::thread::LocalKey<u8>; }"),
            "{later}"
        );
        assert!(!later.contains("thread_local"), "{later}");
    }
}
