//! Modules, `use`, names and visibility across cells.
// %% a module
mod geometry {
    pub const SIDES: u32 = 4;
    #[derive(Debug, Clone)] pub struct Square(pub f64);
    impl Square { pub fn area(&self) -> f64 { self.0 * self.0 } }
    pub fn unit() -> Square { Square(1.0) }
    pub mod deep { pub fn answer() -> i32 { 42 } pub mod deeper { pub fn up() -> i32 { super::answer() + 1 } } }
}
// %% by its path
geometry::unit().area() + geometry::SIDES as f64
// %% nested modules
geometry::deep::deeper::up()
// %% a use of it
use geometry::Square;
// %% in a later cell
let side = Square(3.0);
// %% a variable of a module's type
side.area()
// %% a use with a rename
use geometry::deep::answer as ask;
ask()
// %% a group with self
use geometry::deep::{self, deeper};
deep::answer() + deeper::up()
// %% a glob
use geometry::*;
unit().area() + SIDES as f64
// %% uses of std
use std::collections::{BTreeMap, HashMap, BTreeSet as Tree};
use std::fmt::Write as _;
// %% types of a use
let mut map: BTreeMap<&str, Tree<i32>> = BTreeMap::new();
map.entry("a").or_default().insert(2); map.entry("a").or_default().insert(1);
map
// %% a trait of a use
let mut out = String::new(); write!(out, "{}-{}", 1, 2).unwrap(); out
// %% use and code in one cell
use std::iter::repeat;
repeat("ab").take(3).collect::<String>()
// %% the same use again
use std::collections::HashMap;
use std::collections::HashMap as Map;
let m: Map<i32, i32> = HashMap::new(); m.len()
// %% a use of an enum's variants
#[derive(Debug, PartialEq, Clone, Copy)] enum Dir { North, South, East, West }
use Dir::*;
// %% variants by their names
[North, West].iter().filter(|d| **d != South).count()
// %% a match on them
match East { North | South => "vertical", East | West => "horizontal" }
// %% a module that sees the cell's items
fn helper(x: i32) -> i32 { x + 1 }
mod user { pub fn go() -> i32 { super::helper(1) + crate::helper(2) } }
user::go()
// %% a redefined module
mod geometry { pub fn unit() -> i32 { 7 } }
geometry::unit()
// %% private items of a module
mod closed { fn hidden() {} pub fn open() -> u8 { hidden(); 1 } }
closed::hidden()
// %% the module was not kept, or it was
closed::open()
// %% an unresolved import
use std::collections::NoSuchMap;
// %% an unresolved crate
use no_such_crate::Thing;
// %% later cells are not harmed
ask() + 1
// %% self and crate paths
self::helper(10) + crate::helper(20)
// %% a use inside a function
fn count(s: &str) -> usize { use std::collections::HashSet; s.chars().collect::<HashSet<_>>().len() }
count("hello")
// %% a use inside a block
{ use std::cmp::Reverse; let mut v = vec![1, 3, 2]; v.sort_by_key(|&x| Reverse(x)); v }
// %% a use that shadows the prelude
use std::fmt::Result;
fn f() -> Result { Ok(()) }
f().is_ok()
// %% std by its path only
std::iter::successors(Some(1u32), |x| Some(x * 3)).take_while(|x| *x < 100).collect::<Vec<_>>()
// %% two globs
mod left { pub fn l() -> i32 { 1 } } mod right { pub fn r() -> i32 { 2 } }
use left::*; use right::*;
l() + r()
// %% pub use in a module
mod facade { mod inner { pub fn thing() -> &'static str { "inside" } } pub use inner::thing; pub use inner::thing as other; }
facade::thing().len() + facade::other().len()
// %% a trait from a module
mod traits { pub trait Twice { fn twice(&self) -> Self; } impl Twice for i32 { fn twice(&self) -> i32 { self * 2 } } }
use traits::Twice;
21.twice()
// %% in a later cell as well
4.twice().twice()
// %% core and alloc
let c = core::cmp::max(3, 4); c
