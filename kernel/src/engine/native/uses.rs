//! `use` declarations, a name each: so that a later one of the same name takes the place of that name alone.

use std::ops::Range;

use syn::spanned::Spanned;
use syn::{ItemUse, UseTree};

use super::items::{Item, Kind, Namespace, Piece};
use super::split::Code;
use super::words::words;

/// The items of a `use`, one for each name that it imports.
pub fn of(item: &ItemUse, range: Range<usize>, code: &Code) -> Vec<Item> {
    let tree = item.tree.span().byte_range();
    // Attributes and `pub use`, and the leading `::`.
    let before = Piece::Verbatim(range.start..tree.start);
    let mut leaves = Vec::new();
    collect(&item.tree, &mut vec![before], None, &mut leaves);
    leaves
        .into_iter()
        .map(|leaf| leaf.into_item(code))
        .collect()
}

struct Leaf {
    pieces: Vec<Piece>,
    /// The name that is imported; `None` for a glob or `_`.
    name: Option<String>,
}

/// Walks a tree. `prefix` is what stands before it, and ends in `parent` and `::`.
fn collect(tree: &UseTree, prefix: &mut Vec<Piece>, parent: Option<&str>, leaves: &mut Vec<Leaf>) {
    let range = tree.span().byte_range();
    let mut leaf = |name: Option<String>| {
        let mut pieces = prefix.clone();
        pieces.push(Piece::Verbatim(range.clone()));
        pieces.push(Piece::Text(";".to_owned()));
        leaves.push(Leaf { pieces, name });
    };
    match tree {
        UseTree::Name(name) if name.ident == "self" => {
            // `a::{self}` is `a`: it is written as what stands before the last `::`.
            let mut pieces = prefix.clone();
            pieces.pop();
            pieces.push(Piece::Text(";".to_owned()));
            let name = parent.map(str::to_owned);
            leaves.push(Leaf { pieces, name });
        }
        UseTree::Name(name) => leaf(Some(name.ident.to_string())),
        UseTree::Rename(rename) if rename.rename == "_" => leaf(None),
        UseTree::Rename(rename) => leaf(Some(rename.rename.to_string())),
        UseTree::Glob(_) => leaf(None),
        UseTree::Path(path) => {
            prefix.push(Piece::Verbatim(path.ident.span().byte_range()));
            prefix.push(Piece::Text("::".to_owned()));
            let name = path.ident.to_string();
            collect(&path.tree, prefix, Some(&name), leaves);
            prefix.truncate(prefix.len() - 2);
        }
        UseTree::Group(group) => {
            for tree in &group.items {
                collect(tree, prefix, parent, leaves);
            }
        }
    }
}

impl Leaf {
    fn into_item(self, code: &Code) -> Item {
        let mut item = Item::verbatim(code, 0..0, Kind::Plain, String::new());
        item.pieces = self.pieces;
        let text = item.text();
        item.words = words(&text);
        item.key = text.split_whitespace().collect::<Vec<_>>().join(" ");
        // A trait works without being named, and what is a trait cannot be seen: all that looks like a type stays.
        let may_be_trait = |name: &String| name.starts_with(char::is_uppercase);
        match self.name {
            Some(name) => {
                if may_be_trait(&name) {
                    item.kind = Kind::Everywhere;
                }
                item.mentions.insert(name.clone());
                item.names.push((Namespace::Any, name));
            }
            None => item.kind = Kind::Everywhere,
        }
        item
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_use_of_several_names_is_several_items() {
        let text = "use a::{self, b::C as D, e, f::*, G as _};";
        let code = Code {
            cell: 1,
            text: text.into(),
        };
        let syntax: ItemUse = syn::parse_str(text).unwrap();
        let items = of(&syntax, 0..text.len(), &code);
        let texts: Vec<_> = items.iter().map(Item::text).collect();
        let expected = [
            "use a;",
            "use a::b::C as D;",
            "use a::e;",
            "use a::f::*;",
            "use a::G as _;",
        ];
        assert_eq!(texts, expected);
        let names: Vec<_> = items.iter().flat_map(|item| &item.names).collect();
        let any = |name: &str| (Namespace::Any, name.to_owned());
        assert_eq!(names, [&any("a"), &any("D"), &any("e")]);
        assert_eq!(items[2].kind, Kind::Plain);
        assert_eq!(items[1].kind, Kind::Everywhere);
    }
}
