//! A cell's text -> items, statements, tail expression, and the names that its statements bind.
//!
//! `syn` says where things stand; the text itself is never printed anew, so that rustc's spans lead back to the cell.

use std::ops::Range;
use std::sync::Arc;

use syn::parse::Parser;
use syn::spanned::Spanned;
use syn::visit::Visit;
use syn::{Block, Expr, Pat, Stmt};

use super::items::{self, Item};

/// A cell's text, with the lines of commands blanked out.
#[derive(Debug, Clone)]
pub struct Code {
    /// The cell's number.
    pub cell: u32,
    /// Its text.
    pub text: Arc<str>,
}

/// A cell, taken apart.
#[derive(Debug, Clone)]
pub struct Split {
    /// The whole.
    pub code: Code,
    /// `#![..]`, which belongs to the top of a crate.
    pub inner_attributes: Vec<Range<usize>>,
    /// Functions, types, uses, ...
    pub items: Vec<Item>,
    /// Statements, in their order.
    pub statements: Vec<Range<usize>>,
    /// The last expression, if no semicolon ends it.
    pub tail: Option<Range<usize>>,
    /// What the statements bind.
    pub bindings: Vec<Binding>,
    /// Is there an `.await` that belongs to no function or block of its own?
    pub awaits: bool,
}

/// A variable that a `let` of the cell binds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Binding {
    /// Its name.
    pub name: String,
    /// Declared `mut`?
    pub mutable: bool,
    /// Its type, where the reader has written it in full.
    pub written_type: Option<String>,
    /// Where its name stands.
    pub range: Range<usize>,
}

impl Split {
    /// Takes a cell apart. `None` when it is not Rust as syn knows it: then rustc shall say what is wrong.
    pub fn parse(code: &Code, macros_of_items: &dyn Fn(&str) -> bool) -> Option<Split> {
        let mut split = Split {
            code: code.clone(),
            inner_attributes: Vec::new(),
            items: Vec::new(),
            statements: Vec::new(),
            tail: None,
            bindings: Vec::new(),
            awaits: false,
        };
        let parser = |input: syn::parse::ParseStream| {
            let attributes = input.call(syn::Attribute::parse_inner)?;
            Ok((attributes, input.call(Block::parse_within)?))
        };
        // proc-macro2 keeps the places of every text that a thread has parsed; no span of an earlier one is left.
        proc_macro2::extra::invalidate_current_thread_spans();
        let (attributes, statements) = parser.parse_str(&code.text).ok()?;
        split.inner_attributes = attributes.iter().map(|a| a.span().byte_range()).collect();
        let last = statements.len().saturating_sub(1);
        for (at, statement) in statements.iter().enumerate() {
            split.take(statement, at == last, macros_of_items);
        }
        Some(split)
    }

    /// A cell that is not Rust: all of it is a statement, so that rustc says what is wrong with it.
    pub fn raw(code: &Code) -> Split {
        Split {
            code: code.clone(),
            inner_attributes: Vec::new(),
            items: Vec::new(),
            statements: std::iter::once(0..code.text.len()).collect(),
            tail: None,
            bindings: Vec::new(),
            awaits: code.text.contains(".await"),
        }
    }

    fn take(&mut self, statement: &Stmt, last: bool, macros_of_items: &dyn Fn(&str) -> bool) {
        let range = statement.span().byte_range();
        match statement {
            Stmt::Item(item) => {
                self.items.extend(items::of(item, &self.code));
                return;
            }
            Stmt::Macro(call) if items::is_macro_of_items(&call.mac, macros_of_items) => {
                self.items
                    .push(items::of_macro(&call.mac, range, &self.code));
                return;
            }
            Stmt::Local(local) => {
                let mut names = Names {
                    code: &self.code.text,
                    refutable: local
                        .init
                        .as_ref()
                        .is_some_and(|init| init.diverge.is_some()),
                    bindings: Vec::new(),
                };
                names.pattern(&local.pat);
                self.bindings.extend(names.bindings);
            }
            _ => {}
        }
        let mut awaits = Awaits(false);
        awaits.visit_stmt(statement);
        self.awaits |= awaits.0;
        match statement {
            Stmt::Expr(tail, None) if last => self.tail = Some(shown(tail).span().byte_range()),
            Stmt::Macro(call) if last && call.semi_token.is_none() => self.tail = Some(range),
            _ => self.statements.push(range),
        }
    }

    /// The names that the cell's statements bind, each once, as bound last.
    pub fn last_bindings(&self) -> Vec<&Binding> {
        let mut last: Vec<&Binding> = Vec::new();
        for binding in &self.bindings {
            last.retain(|earlier| earlier.name != binding.name);
            last.push(binding);
        }
        last
    }
}

/// What is shown of a last expression: a value is shown as its reference is, and the methods that show it are found
/// more easily on the value.
fn shown(tail: &Expr) -> &Expr {
    match tail {
        Expr::Reference(reference) if reference.attrs.is_empty() => shown(&reference.expr),
        other => other,
    }
}

/// Collects the names that a pattern binds.
struct Names<'a> {
    code: &'a str,
    /// May the pattern not match (`let .. else`)?
    refutable: bool,
    bindings: Vec<Binding>,
}

impl Names<'_> {
    fn pattern(&mut self, pattern: &Pat) {
        if let Pat::Type(typed) = pattern {
            self.visit_pat(&typed.pat);
            if let (Pat::Ident(_), Some(binding)) = (&*typed.pat, self.bindings.last_mut()) {
                let text = &self.code[typed.ty.span().byte_range()];
                binding.written_type = is_complete(&typed.ty).then(|| text.to_owned());
            }
            return;
        }
        self.visit_pat(pattern);
    }
}

impl<'a> Visit<'a> for Names<'_> {
    fn visit_pat_ident(&mut self, pattern: &'a syn::PatIdent) {
        let name = pattern.ident.to_string();
        // Where a pattern may not match, a name in capitals is a constant or a variant: `None`.
        let plain = pattern.by_ref.is_none() && pattern.subpat.is_none();
        let constant = plain
            && self.refutable
            && pattern.mutability.is_none()
            && name.chars().next().is_some_and(char::is_uppercase);
        if !constant {
            self.bindings.push(Binding {
                name,
                mutable: pattern.mutability.is_some(),
                written_type: None,
                range: pattern.ident.span().byte_range(),
            });
        }
        syn::visit::visit_pat_ident(self, pattern);
    }

    // A pattern holds no expression that binds for the cell.
    fn visit_expr(&mut self, _: &'a Expr) {}
}

/// Does a written type leave nothing to be found out?
fn is_complete(written: &syn::Type) -> bool {
    struct Gaps(bool);
    impl<'a> Visit<'a> for Gaps {
        fn visit_type_infer(&mut self, _: &'a syn::TypeInfer) {
            self.0 = true;
        }
        fn visit_type_impl_trait(&mut self, _: &'a syn::TypeImplTrait) {
            self.0 = true;
        }
        fn visit_type_macro(&mut self, _: &'a syn::TypeMacro) {
            self.0 = true;
        }
    }
    let mut gaps = Gaps(false);
    gaps.visit_type(written);
    !gaps.0
}

/// Looks for an `.await` outside functions, closures and blocks that are asynchronous themselves.
struct Awaits(bool);

impl<'a> Visit<'a> for Awaits {
    fn visit_expr_await(&mut self, _: &'a syn::ExprAwait) {
        self.0 = true;
    }
    fn visit_expr_async(&mut self, _: &'a syn::ExprAsync) {}
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
    fn visit_item(&mut self, _: &'a syn::Item) {}
    fn visit_macro(&mut self, call: &'a syn::Macro) {
        self.0 |= tokens_await(call.tokens.clone());
    }
}

/// `.await` in the arguments of a macro, which are only tokens; a block or a closure in them may have its own.
fn tokens_await(tokens: proc_macro2::TokenStream) -> bool {
    use proc_macro2::TokenTree;
    let mut after_dot = false;
    let mut in_async = false;
    for token in tokens {
        match &token {
            TokenTree::Ident(word) if after_dot && word == "await" => return true,
            TokenTree::Ident(word) if word == "async" => in_async = true,
            TokenTree::Group(group)
                if !std::mem::take(&mut in_async) && tokens_await(group.stream()) =>
            {
                return true;
            }
            _ => {}
        }
        after_dot = matches!(&token, TokenTree::Punct(dot) if dot.as_char() == '.');
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Split {
        let code = Code {
            cell: 1,
            text: text.into(),
        };
        Split::parse(&code, &|_| false).unwrap()
    }

    fn texts(split: &Split, ranges: &[Range<usize>]) -> Vec<String> {
        let texts = ranges.iter().map(|range| &split.code.text[range.clone()]);
        texts.map(str::to_owned).collect()
    }

    #[test]
    fn items_statements_and_tail_come_apart() {
        let text = "#![allow(x)]\n/// ä\nfn f() {}\nlet (a, mut b) = (1, 2); f();\nstruct S;\na + b // end";
        let split = split(text);
        assert_eq!(
            texts(&split, &split.statements),
            ["let (a, mut b) = (1, 2);", "f();"]
        );
        assert_eq!(&text[split.tail.clone().unwrap()], "a + b");
        assert_eq!(split.items.len(), 2);
        assert_eq!(
            texts(&split, &split.inner_attributes),
            ["#![allow(x)]".to_owned()]
        );
        let names: Vec<_> = (split.bindings.iter())
            .map(|b| (b.name.as_str(), b.mutable))
            .collect();
        assert_eq!(names, [("a", false), ("b", true)]);
    }

    #[test]
    fn patterns_bind_what_they_bind() {
        let split = split(
            "let Point { x, y: why } = p; let [first, .., last] = v; let Some(n) = o else { let hidden = 1; return };\nlet all @ (Some(_), None) = t else { panic!() }; let N = 3; let w: Vec<i32> = v; let _u: Vec<_> = v; let f = |arg: i32| arg;",
        );
        let names: Vec<_> = split.bindings.iter().map(|b| b.name.as_str()).collect();
        let expected = ["x", "why", "first", "last", "n", "all", "N", "w", "_u", "f"];
        assert_eq!(names, expected);
        assert_eq!(split.bindings[7].written_type.as_deref(), Some("Vec<i32>"));
        assert_eq!(split.bindings[8].written_type, None);
    }

    #[test]
    fn the_last_binding_of_a_name_counts() {
        let split = split("let x = 1; let mut x = 2;");
        let last = split.last_bindings();
        assert_eq!(last.len(), 1);
        assert!(last[0].mutable);
    }

    #[test]
    fn an_await_is_found_where_it_is_the_cells_own() {
        assert!(split("let x = f().await;").awaits);
        assert!(split("println!(\"{}\", f().await);").awaits);
        assert!(!split("let x = async { f().await };").awaits);
        assert!(!split("async fn g() { f().await }").awaits);
        assert!(!split("spawn!(async { f().await });").awaits);
    }

    #[test]
    fn a_macro_at_the_end_is_the_value() {
        assert!(split("vec![1]").tail.is_some());
        assert!(split("println!();").tail.is_none());
    }

    /// A session of ten thousand cells must not keep something of each.
    #[test]
    fn nothing_is_kept_of_the_texts_before() {
        let text = "let a = 1; a + 1";
        for _ in 0..100 {
            split(text);
            crate::engine::outline::outline("fn f() {}");
        }
        let tokens: proc_macro2::TokenStream = text.parse().unwrap();
        // How a place prints is how far into all texts it is: `#3 bytes(17..20)`.
        let place = format!("{:?}", tokens.into_iter().next().unwrap().span());
        let digits = place.split(|c: char| !c.is_ascii_digit());
        let far = digits.filter_map(|digits| digits.parse::<usize>().ok());
        assert!(far.max().unwrap() < 100, "{place}");
    }
}
