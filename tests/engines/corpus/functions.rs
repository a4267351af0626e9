//! Functions, closures and recursion, and their redefinition.
// %% a function
fn square(x: i64) -> i64 { x * x }
// %% its call
square(12)
// %% a function that calls one of another cell
fn sum_of_squares(n: i64) -> i64 { (1..=n).map(square).sum() }
sum_of_squares(4)
// %% a redefinition
fn square(x: i64) -> i64 { x * x * 100 }
square(2)
// %% callers see the redefinition
sum_of_squares(2)
// %% a redefinition with another signature
fn square(x: f64) -> f64 { x * x }
square(1.5)
// %% now its caller is wrong
sum_of_squares(3)
// %% and is put right
fn sum_of_squares(n: i64) -> f64 { (1..=n).map(|i| square(i as f64)).sum() }
sum_of_squares(3)
// %% recursion
fn ackermann(m: u64, n: u64) -> u64 {
    match (m, n) { (0, n) => n + 1, (m, 0) => ackermann(m - 1, 1), (m, n) => ackermann(m - 1, ackermann(m, n - 1)) }
}
ackermann(2, 3)
// %% mutual recursion in one cell
fn even(n: u32) -> bool { n == 0 || odd(n - 1) }
fn odd(n: u32) -> bool { n != 0 && even(n - 1) }
(even(10), odd(10))
// %% a closure is used in its cell
let offset = 10; let add = |x: i32| x + offset;
add(5)
// %% a boxed closure is kept
let boxed: Box<dyn Fn(i32) -> i32> = Box::new(|x| x + 1);
// %% and called later
boxed(41)
// %% closures in a vector
let mut steps: Vec<Box<dyn Fn(f64) -> f64>> = Vec::new();
steps.push(Box::new(|x| x + 1.0)); steps.push(Box::new(|x| x * 3.0));
// %% composed
steps.iter().fold(1.0, |x, f| f(x))
// %% a closure with state
let mut calls = 0;
let mut count = || { calls += 1; calls };
count(); count();
calls
// %% a boxed closure with state
let mut state = 0u32;
let mut next: Box<dyn FnMut() -> u32> = Box::new(move || { state += 2; state });
// %% called once
next() 
// %% and again
next() + next()
// %% a function pointer
let f: fn(f64) -> f64 = f64::sqrt;
// %% is kept
f(16.0)
// %% a function that returns a closure
fn adder(n: i32) -> impl Fn(i32) -> i32 { move |x| x + n }
adder(3)(4)
// %% a function that takes a closure
fn apply<F: Fn(i32) -> i32>(f: F, times: usize, x: i32) -> i32 { (0..times).fold(x, |x, _| f(x)) }
apply(|x| x * 2, 10, 1)
// %% a function that takes a dyn closure
fn call(f: &dyn Fn(&str) -> String) -> String { f("world") }
call(&|who| format!("hello {who}"))
// %% early return inside a function
fn first_even(list: &[i32]) -> Option<i32> { for &x in list { if x % 2 == 0 { return Some(x); } } None }
(first_even(&[1, 3, 4]), first_even(&[1]))
// %% default-like arguments by a struct
#[derive(Debug)] struct Options { width: usize, fill: char }
impl Default for Options { fn default() -> Self { Options { width: 6, fill: '.' } } }
fn pad(s: &str, o: Options) -> String { let mut s = s.to_string(); while s.len() < o.width { s.push(o.fill); } s }
(pad("ab", Options::default()), pad("ab", Options { fill: '-', ..Default::default() }))
// %% many arguments and a tuple back
fn stats(a: f64, b: f64, c: f64, d: f64) -> (f64, f64) { let m = (a + b + c + d) / 4.0; (m, ((a - m).powi(2) + (d - m).powi(2)).sqrt()) }
let (mean, spread) = stats(1.0, 2.0, 3.0, 4.0); format!("{mean:.2} {spread:.3}")
// %% a variable named as a function
let square = 3; square + 1
// %% pub items
pub fn exported() -> &'static str { "pub" }
pub(crate) fn restricted() -> &'static str { "crate" }
exported().to_owned() + restricted()
// %% a function of a private type
struct Secret(u8);
fn reveal(s: &Secret) -> u8 { s.0 }
reveal(&Secret(9))
// %% inner attributes and inline
#[inline(never)] fn slow(x: u32) -> u32 { x }
#[must_use] fn used() -> u32 { slow(2) }
used()
// %% a diverging function
fn fail(why: &str) -> ! { panic!("failed: {why}") }
// %% called
let n: i32 = if 1 > 2 { 1 } else { fail("as it should") };
// %% const fn
const fn cube(x: u32) -> u32 { x * x * x }
const CUBES: [u32; 3] = [cube(1), cube(2), cube(3)];
CUBES
// %% functions are no variables
let g = square_all; 
// %% a function item in a variable of its cell
fn triple(x: i32) -> i32 { 3 * x }
let h = triple; h(4)
// %% extern C
extern "C" fn plus(a: i32, b: i32) -> i32 { a + b }
plus(2, 3)
// %% a generic function with where
fn largest<T>(list: &[T]) -> Option<&T> where T: PartialOrd { let mut it = list.iter(); let first = it.next()?; Some(it.fold(first, |m, x| if x > m { x } else { m })) }
(largest(&[3, 9, 2]).copied(), largest(&["a", "c", "b"]).copied(), largest::<u8>(&[]).copied())
