//! What a session's source says of its own items: names, signatures, doc comments. Read from the text alone, so it is
//! known at once and costs nothing.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::{Attribute, Expr, ExprLit, Item, Lit, Meta, UseTree};

/// One item.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outlined {
    /// Its name; a macro's without the `!`.
    pub name: String,
    /// `function`, `class`, ... as front ends know it.
    pub kind: &'static str,
    /// Its head, or all of it where that is what one wants to see (the fields of a struct).
    pub signature: String,
    /// Its doc comment.
    pub docs: String,
    /// All of it, its doc comment included.
    pub source: String,
}

/// The named items of `source`, in its order; none when it is not Rust as syn knows it.
pub fn outline(source: &str) -> Vec<Outlined> {
    // As in `Split::parse`: or the places of every text so far would be kept.
    proc_macro2::extra::invalidate_current_thread_spans();
    let Ok(file) = syn::parse_file(source) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for item in &file.items {
        if let Item::Use(item) = item {
            imports(&item.tree, &mut Vec::new(), &mut found);
        } else if let Some(outlined) = outlined(item, source) {
            found.push(outlined);
        }
    }
    found
}

fn outlined(item: &Item, source: &str) -> Option<Outlined> {
    let whole = item.span().byte_range();
    let (name, kind, attributes, end) = match item {
        Item::Fn(it) => {
            let body = it.block.span().byte_range();
            (&it.sig.ident, "function", &it.attrs, body.start)
        }
        Item::Struct(it) => (&it.ident, "class", &it.attrs, whole.end),
        Item::Enum(it) => (&it.ident, "class", &it.attrs, whole.end),
        Item::Union(it) => (&it.ident, "class", &it.attrs, whole.end),
        Item::Type(it) => (&it.ident, "class", &it.attrs, whole.end),
        Item::Trait(it) => {
            let body = it.brace_token.span.open().byte_range();
            (&it.ident, "class", &it.attrs, body.start)
        }
        Item::Mod(it) => (
            &it.ident,
            "module",
            &it.attrs,
            it.ident.span().byte_range().end,
        ),
        Item::Const(it) => (&it.ident, "instance", &it.attrs, whole.end),
        Item::Static(it) => (&it.ident, "instance", &it.attrs, whole.end),
        Item::Macro(it) => {
            let name = it.ident.as_ref()?;
            (name, "function", &it.attrs, name.span().byte_range().end)
        }
        _ => return None,
    };
    let start = attributes
        .last()
        .map_or(whole.start, |last| last.span().byte_range().end);
    Some(Outlined {
        name: name.to_string(),
        kind,
        signature: text(source, start..end),
        docs: documentation(attributes),
        source: text(source, whole),
    })
}

fn text(source: &str, range: Range<usize>) -> String {
    source.get(range).unwrap_or_default().trim().to_owned()
}

/// The lines of `///`, without the blank that follows the slashes.
fn documentation(attributes: &[Attribute]) -> String {
    let lines = attributes.iter().filter_map(|attribute| {
        let Meta::NameValue(meta) = &attribute.meta else {
            return None;
        };
        match &meta.value {
            Expr::Lit(ExprLit {
                lit: Lit::Str(text),
                ..
            }) if meta.path.is_ident("doc") => Some(text.value()),
            _ => None,
        }
    });
    let lines: Vec<String> = lines
        .map(|line| line.strip_prefix(' ').unwrap_or(&line).to_owned())
        .collect();
    lines.join("\n").trim().to_owned()
}

/// The names that a `use` brings.
fn imports(tree: &UseTree, path: &mut Vec<String>, found: &mut Vec<Outlined>) {
    let mut import = |name: String, path: &[String]| {
        if name != "_" {
            found.push(Outlined {
                kind: match name.starts_with(char::is_uppercase) {
                    true => "class",
                    false => "module",
                },
                name,
                signature: format!("use {}", path.join("::")),
                ..Outlined::default()
            });
        }
    };
    match tree {
        UseTree::Path(it) => {
            path.push(it.ident.to_string());
            imports(&it.tree, path, found);
            path.pop();
        }
        // `use a::{self}` brings `a`.
        UseTree::Name(it) if it.ident == "self" => {
            if let Some(last) = path.last() {
                import(last.clone(), path);
            }
        }
        UseTree::Name(it) => {
            path.push(it.ident.to_string());
            import(it.ident.to_string(), path);
            path.pop();
        }
        UseTree::Rename(it) => {
            path.push(it.ident.to_string());
            import(it.rename.to_string(), path);
            path.pop();
        }
        UseTree::Group(it) => {
            for tree in &it.items {
                imports(tree, path, found);
            }
        }
        UseTree::Glob(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(source: &str) -> (String, &'static str, String, String) {
        let mut found = outline(source);
        assert_eq!(found.len(), 1, "{found:?}");
        let it = found.remove(0);
        (it.name, it.kind, it.signature, it.docs)
    }

    fn is(
        name: &str,
        kind: &'static str,
        signature: &str,
        docs: &str,
    ) -> (String, &'static str, String, String) {
        (name.into(), kind, signature.into(), docs.into())
    }

    #[test]
    fn a_function_has_its_head_and_its_doc_comment() {
        let source = "/// Twice.\n///\n///     indented\n#[inline]\npub fn größe<T>(\n    x: T,\n) -> T\nwhere\n    T: Copy,\n{ x }";
        assert_eq!(
            one(source),
            is(
                "größe",
                "function",
                "pub fn größe<T>(\n    x: T,\n) -> T\nwhere\n    T: Copy,",
                "Twice.\n\n    indented"
            )
        );
    }

    #[test]
    fn a_struct_is_shown_whole_and_a_trait_by_its_head() {
        let point = "#[derive(Debug)] struct P { x: f64 }";
        assert_eq!(one(point), is("P", "class", "struct P { x: f64 }", ""));
        let shape = "trait Shape: Sized { fn area(&self) -> f64; }";
        assert_eq!(one(shape), is("Shape", "class", "trait Shape: Sized", ""));
        let square = "macro_rules! square { ($x:expr) => { $x * $x } }";
        assert_eq!(
            one(square),
            is("square", "function", "macro_rules! square", "")
        );
    }

    #[test]
    fn imports_are_names_too() {
        let source = "use std::{collections::HashMap as Map, fmt::{self, Write as _}, io::*};";
        let found: Vec<_> = outline(source)
            .into_iter()
            .map(|it| (it.name, it.kind, it.signature))
            .collect();
        let is = |name: &str, kind, path: &str| (name.to_owned(), kind, format!("use std::{path}"));
        assert_eq!(
            found,
            [
                is("Map", "class", "collections::HashMap"),
                is("fmt", "module", "fmt")
            ]
        );
    }

    #[test]
    fn what_is_not_rust_has_no_items() {
        assert_eq!(outline("fn ("), []);
    }
}
