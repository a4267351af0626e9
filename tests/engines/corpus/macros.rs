//! Macros by example: of one cell and used in another, that define items, that are redefined.
// %% a macro
macro_rules! square { ($x:expr) => { $x * $x }; }
// %% used in a later cell
square!(7)
// %% with an expression
let n = square!(1 + 2); n
// %% repetition
macro_rules! hashmap { ($($k:expr => $v:expr),* $(,)?) => {{ let mut m = std::collections::BTreeMap::new(); $(m.insert($k, $v);)* m }}; }
hashmap! { "a" => 1, "b" => 2, }
// %% a variable by a macro
let scores = hashmap!["x" => vec![1.5], "y" => vec![]];
// %% is kept
scores["x"].len() + scores.len()
// %% a macro that defines items
macro_rules! point { ($name:ident, $($f:ident),+) => {
    #[derive(Debug, Default, Clone)] pub struct $name { $(pub $f: f64),+ }
    impl $name { pub fn sum(&self) -> f64 { 0.0 $(+ self.$f)+ } }
}; }
point!(P3, x, y, z);
// %% its items in a later cell
let p = P3 { x: 1.0, y: 2.0, z: 3.5 }; p.sum()
// %% items by a macro, at once
point!(P2, u, v);
P2 { u: 0.25, v: 0.5 }.sum()
// %% a macro that defines functions
macro_rules! getter { ($($name:ident = $value:expr;)*) => { $(fn $name() -> i32 { $value })* }; }
getter! { one = 1; two = 2; three = one() + two(); }
// %% called
three()
// %% a redefined macro
macro_rules! square { ($x:expr) => { $x * $x * 1000 }; }
square!(2)
// %% several arms and recursion
macro_rules! max { ($x:expr) => { $x }; ($x:expr, $($rest:expr),+) => {{ let a = $x; let b = max!($($rest),+); if a > b { a } else { b } }}; }
max!(3, 9, 4)
// %% a macro that uses a macro of an earlier cell
macro_rules! max_square { ($($x:expr),+) => { square!(max!($($x),+)) }; }
max_square!(1, 2)
// %% a macro that uses a function of an earlier cell
macro_rules! call_three { () => { three() + 1 }; }
call_three!()
// %% a macro that names a later function
macro_rules! forward { () => { defined_later(2) }; }
// %% the function
fn defined_later(x: i32) -> i32 { x * 21 }
forward!()
// %% hygiene
macro_rules! with_local { ($e:expr) => {{ let hidden = 10; $e + hidden }}; }
let hidden = 1; with_local!(hidden)
// %% a macro that binds what it is told to
macro_rules! bind { ($name:ident, $value:expr) => { let $name = $value; }; }
bind!(bound, 5 * 5);
bound
// %% the binding in a later cell
bound + 1
// %% token trees and stringify
macro_rules! named { ($($t:tt)*) => { (stringify!($($t)*), { $($t)* }) }; }
named!(1 + 2 * 3)
// %% types, patterns, literals, blocks
macro_rules! mix { ($t:ty, $p:pat, $l:literal, $b:block) => {{ let v: $t = $l; match v { $p => $b, _ => -1 } }}; }
mix!(i32, 1..=5, 3, { 30 })
// %% a macro in a type's place
macro_rules! pair { ($t:ty) => { ($t, $t) }; }
let q: pair!(u8) = (1, 2); q
// %% a macro in a pattern's place
macro_rules! small { () => { 0..=9 }; }
match 4 { small!() => "small", _ => "large" }
// %% a counting macro
macro_rules! count { () => { 0usize }; ($h:tt $($t:tt)*) => { 1usize + count!($($t)*) }; }
count!(a b c d)
// %% a macro inside a function
fn use_inside(x: i32) -> i32 { square!(x) + max!(x, 2) }
use_inside(1)
// %% a local macro
fn local() -> i32 { macro_rules! add { ($a:expr, $b:expr) => { $a + $b }; } add!(1, 2) }
local()
// %% visibility keyword in a macro
macro_rules! make { ($v:vis struct $n:ident) => { $v struct $n; }; }
make!(pub struct Made); let made = Made; std::mem::size_of_val(&made)
// %% no arm matches
max!()
// %% a macro that does not exist
nonesuch!(1)
// %% an error in an expansion
square!("text")
// %% macros of std
let v = vec![0u8; 3]; assert_eq!(v.len(), 3, "three"); debug_assert!(true); matches!(v[..], [0, ..])
// %% concat, line, file and friends
(concat!("a", 1, true), line!() > 0, module_path!().is_empty(), env!("PATH").is_empty(), option_env!("NO_SUCH_VARIABLE_HERE"))
// %% todo and unimplemented
fn later_on() -> u8 { todo!("write this") }
later_on()
// %% dbg
let d = dbg!(2 + 3); d
// %% macro_export
#[macro_export] macro_rules! exported { () => { "exported" }; }
exported!()
// %% a macro with a closure
macro_rules! curry { (|$a:ident, $b:ident| $body:expr) => { move |$a: i32| move |$b: i32| $body }; }
curry!(|a, b| a - b)(10)(4)
// %% a macro that makes tests of values
macro_rules! all_true { ($($e:expr),* $(,)?) => { true $(&& $e)* }; }
all_true!(1 < 2, 2 < 3, "a" < "b")
