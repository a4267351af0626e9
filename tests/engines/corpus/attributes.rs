//! Attributes, derives and doc comments.
// %% doc comments
/// A point.
///
/// With a second paragraph.
#[derive(Debug)]
struct Documented {
    /// A field.
    x: i32,
}
//! not at the top
// %% documented
/// Says it.
fn say() -> &'static str { "said" }
say()
// %% block doc comments
/** Doubles. */ fn double(x: i32) -> i32 { x * 2 }
double(2)
// %% an inner allow
#![allow(unused_variables)]
fn unused(x: i32) -> i32 { 3 }
unused(1)
// %% an inner attribute of a lint that is not known
#![allow(no_such_lint_at_all)]
let v = 1; v
// %% an outer allow
#[allow(non_snake_case)] fn CamelCase() -> u8 { 1 }
CamelCase()
// %% allow on a statement
#[allow(unused_mut)] let mut still = 3; still
// %% names that are not the usual
fn Shouty() -> i32 { 1 } struct lower; const small: i32 = 2; let UPPER = 3;
Shouty() + small + UPPER
// %% derive everything
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
struct All { a: u8, b: i16 }
let all = All::default();
// %% used
(all, all == All { a: 0, b: 0 }, all < All { a: 1, b: 0 })
// %% repr and size
#[repr(C)] struct Laid { a: u8, b: u32 }
#[repr(u8)] #[derive(Debug)] enum Small { A = 3, B }
(std::mem::size_of::<Laid>(), std::mem::size_of::<Small>(), Small::B as u8)
// %% repr transparent
#[repr(transparent)] struct Wrap(f64);
std::mem::size_of::<Wrap>() == std::mem::align_of::<f64>()
// %% cfg
#[cfg(test)] fn which() -> &'static str { "test" }
#[cfg(not(test))] fn which() -> &'static str { "not test" }
which()
// %% cfg macro
cfg!(target_os = "linux") || cfg!(unix)
// %% cfg on a statement
#[cfg(any())] let absent = compile_error!("never");
let present = 1; present
// %% deprecated
#[deprecated(note = "use the other")] fn old() -> i32 { 1 }
old()
// %% must_use
#[must_use] fn important() -> i32 { 1 }
important();
// %% track_caller
#[track_caller] fn check(ok: bool) { if !ok { panic!("check failed") } }
// %% panics where it was called
let before = 1;
check(false);
// %% default on an enum
#[derive(Debug, Default)] enum Mode { #[default] Off, On }
Mode::default()
// %% non_exhaustive
#[non_exhaustive] #[derive(Debug)] pub struct Open { pub a: i32 }
Open { a: 1 }
// %% cold, inline and doc hidden
#[cold] #[inline(always)] #[doc(hidden)] fn cold() -> u8 { 9 }
cold()
// %% a derive on a type that cannot
#[derive(Copy)] struct Bad(String);
// %% an attribute that does not exist
#[nonsense] fn odd() {}
// %% deny turns a warning into an error
#[deny(unused_variables)] fn strict(x: i32) -> i32 { 4 }
strict(1)
// %% forbid unsafe
#[deny(unsafe_code)] fn safe() -> i32 { unsafe { 1 } }
// %% rustfmt skip
#[rustfmt::skip] const TABLE: [i32; 4] = [1,0,
                                         0,1];
TABLE.iter().sum::<i32>()
// %% expect
#[expect(dead_code)] fn never_called() {}
1
