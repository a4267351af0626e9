//! Structs, enums, traits, impls and generics, spread over cells.
// %% a struct
#[derive(Debug, Clone, PartialEq)]
struct Account { owner: String, cents: i64 }
// %% its impl in another cell
impl Account {
    const CURRENCY: &'static str = "EUR";
    fn new(owner: &str) -> Account { Account { owner: owner.to_string(), cents: 0 } }
    fn put(&mut self, cents: i64) -> &mut Self { self.cents += cents; self }
}
// %% a value of it
let mut account = Account::new("Ada");
account.put(500).put(20);
account
// %% an associated constant
Account::CURRENCY
// %% a trait
trait Describe { fn describe(&self) -> String; fn loud(&self) -> String { self.describe().to_uppercase() } }
// %% its impl for the struct of an earlier cell
impl Describe for Account { fn describe(&self) -> String { format!("{} has {}.{:02}", self.owner, self.cents / 100, self.cents % 100) } }
// %% called
account.describe()
// %% a default method
account.loud()
// %% an impl for a foreign type
impl Describe for Vec<i32> { fn describe(&self) -> String { format!("{} numbers", self.len()) } }
vec![1, 2].describe()
// %% trait objects
let things: Vec<Box<dyn Describe>> = vec![Box::new(account.clone()), Box::new(vec![1, 2, 3])];
// %% used in a later cell
things.iter().map(|t| t.describe()).collect::<Vec<_>>().join("; ")
// %% Display and ToString
impl std::fmt::Display for Account { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { write!(f, "<{}>", self.owner) } }
println!("{account} {:>8}|", account.to_string()); 
// %% operators
use std::ops::{Add, AddAssign, Index, IndexMut, Mul, Neg, Not, Sub};
#[derive(Debug, Clone, Copy, PartialEq, Default)]
struct V2 { x: f64, y: f64 }
impl Add for V2 { type Output = V2; fn add(self, o: V2) -> V2 { V2 { x: self.x + o.x, y: self.y + o.y } } }
impl Sub for V2 { type Output = V2; fn sub(self, o: V2) -> V2 { V2 { x: self.x - o.x, y: self.y - o.y } } }
impl Mul<V2> for f64 { type Output = V2; fn mul(self, v: V2) -> V2 { V2 { x: self * v.x, y: self * v.y } } }
impl Neg for V2 { type Output = V2; fn neg(self) -> V2 { V2 { x: -self.x, y: -self.y } } }
impl AddAssign for V2 { fn add_assign(&mut self, o: V2) { *self = *self + o; } }
// %% operators used
let mut v = V2 { x: 1.0, y: 2.0 };
v += 2.0 * V2 { x: 0.5, y: 0.5 } - -V2 { y: 1.0, ..Default::default() };
v
// %% Index
struct Grid { w: usize, cells: Vec<u8> }
impl Index<(usize, usize)> for Grid { type Output = u8; fn index(&self, (r, c): (usize, usize)) -> &u8 { &self.cells[r * self.w + c] } }
impl IndexMut<(usize, usize)> for Grid { fn index_mut(&mut self, (r, c): (usize, usize)) -> &mut u8 { &mut self.cells[r * self.w + c] } }
let mut grid = Grid { w: 3, cells: vec![0; 9] };
// %% IndexMut in a later cell
grid[(1, 2)] = 7; grid[(1, 2)] + grid[(0, 0)]
// %% Deref
struct Meters(f64);
impl std::ops::Deref for Meters { type Target = f64; fn deref(&self) -> &f64 { &self.0 } }
Meters(2.25).sqrt()
// %% From and Into
struct Celsius(f64); struct Fahrenheit(f64);
impl From<Celsius> for Fahrenheit { fn from(c: Celsius) -> Self { Fahrenheit(c.0 * 9.0 / 5.0 + 32.0) } }
let f: Fahrenheit = Celsius(100.0).into(); f.0
// %% an iterator
struct Fib { a: u64, b: u64 }
impl Iterator for Fib { type Item = u64; fn next(&mut self) -> Option<u64> { let r = self.a; (self.a, self.b) = (self.b, self.a + self.b); Some(r) } }
let mut fib = Fib { a: 0, b: 1 };
// %% taken from in a later cell
fib.by_ref().take(5).collect::<Vec<_>>()
// %% and it goes on
fib.by_ref().skip_while(|x| *x < 20).take(3).collect::<Vec<_>>()
// %% a generic struct
#[derive(Debug, Clone)]
struct Stack<T> { items: Vec<T> }
impl<T: Clone> Stack<T> {
    fn new() -> Self { Stack { items: Vec::new() } }
    fn push(&mut self, t: T) { self.items.push(t) }
    fn peek(&self) -> Option<&T> { self.items.last() }
}
// %% of one type
let mut stack = Stack::new(); stack.push(1u8); stack.push(2);
// %% kept with its type
stack.peek()
// %% of another
let mut texts: Stack<Option<&'static str>> = Stack::new(); texts.push(Some("x")); texts
// %% const generics
#[derive(Debug, PartialEq)]
struct Matrix<const R: usize, const C: usize>([[i32; C]; R]);
impl<const R: usize, const C: usize> Matrix<R, C> {
    fn times<const K: usize>(&self, o: &Matrix<C, K>) -> Matrix<R, K> {
        let mut out = [[0; K]; R];
        for r in 0..R { for k in 0..K { for c in 0..C { out[r][k] += self.0[r][c] * o.0[c][k]; } } }
        Matrix(out)
    }
}
let m = Matrix([[1, 2, 3], [4, 5, 6]]);
// %% multiplied in a later cell
m.times(&Matrix([[1], [0], [-1]]))
// %% associated types
trait Container { type Item; fn first(&self) -> Option<Self::Item>; const KIND: &'static str; }
impl Container for String { type Item = char; fn first(&self) -> Option<char> { self.chars().next() } const KIND: &'static str = "text"; }
(String::from("hey").first(), <String as Container>::KIND)
// %% a blanket impl
trait Shout { fn shout(&self) -> String; }
impl<T: std::fmt::Debug> Shout for T { fn shout(&self) -> String { format!("{self:?}!") } }
(1.shout(), Some("x").shout(), account.shout())
// %% supertraits
trait Named { fn name(&self) -> String; }
trait Greets: Named { fn greet(&self) -> String { format!("hi, {}", self.name()) } }
impl Named for Account { fn name(&self) -> String { self.owner.clone() } }
impl Greets for Account {}
account.greet()
// %% impl Trait in argument and return
fn evens(limit: u32) -> impl Iterator<Item = u32> { (0..limit).filter(|n| n % 2 == 0) }
fn total(it: impl Iterator<Item = u32>) -> u32 { it.sum() }
total(evens(10))
// %% an enum with methods
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Level { Low = 1, Mid = 5, High = 10 }
impl Level { fn all() -> [Level; 3] { [Level::Low, Level::Mid, Level::High] } }
Level::all().iter().map(|l| *l as i32).collect::<Vec<_>>()
// %% an enum kept and compared
let level = Level::Mid;
// %% in a later cell
(level, level > Level::Low, Level::all().contains(&level))
// %% a redefined struct with a value of the old one
struct Thing { a: i32 }
let thing = Thing { a: 1 };
// %% the redefinition
struct Thing { a: i32, b: i32 }
// %% a new value
let thing = Thing { a: 1, b: 2 }; thing.a + thing.b
// %% PhantomData and a unit struct
use std::marker::PhantomData;
struct Tagged<T> { id: u32, tag: PhantomData<T> }
struct Dog;
let tagged: Tagged<Dog> = Tagged { id: 3, tag: PhantomData };
// %% is kept
tagged.id
// %% lifetimes in a struct of one cell
struct Parser<'a> { rest: &'a str }
impl<'a> Parser<'a> { fn word(&mut self) -> &'a str { let (w, r) = self.rest.split_once(' ').unwrap_or((self.rest, "")); self.rest = r; w } }
let text = String::from("two words here"); let mut parser = Parser { rest: &text }; let w = (parser.word().to_string(), parser.word().to_string());
w
// %% a static lifetime is kept
let mut fixed = Parser { rest: "a b c" };
fixed.word();
// %% and goes on
fixed.word()
// %% dyn with generics
fn show_all(list: &[&dyn std::fmt::Debug]) -> String { list.iter().map(|d| format!("{d:?}")).collect::<Vec<_>>().join(",") }
show_all(&[&1, &"a", &Some(2.5)])
// %% derive ordering and hashing
use std::collections::{BTreeMap, HashSet};
let mut by_level = BTreeMap::new(); by_level.insert(Level::High, 1); by_level.insert(Level::Low, 2);
let set: HashSet<Level> = Level::all().into_iter().collect();
(by_level, set.len())
// %% a type alias
type Table = BTreeMap<Level, Vec<i32>>;
let table: Table = Table::from([(Level::Low, vec![1, 2])]);
// %% of a later cell
fn size(t: &Table) -> usize { t.values().map(Vec::len).sum() }
size(&table)
// %% a trait with a generic method
trait Visitor { fn visit<T: Into<f64>>(&mut self, t: T); }
#[derive(Default)] struct Summing(f64);
impl Visitor for Summing { fn visit<T: Into<f64>>(&mut self, t: T) { self.0 += t.into(); } }
let mut s = Summing::default(); s.visit(1i32); s.visit(0.5f32); s.0
// %% a second impl block replaces nothing
impl Account { fn rich(&self) -> bool { self.cents > 100 } }
(account.rich(), account.describe())
// %% an impl is given anew
impl Describe for Account { fn describe(&self) -> String { format!("{} again", self.owner) } }
account.describe()
// %% no such method
account.withdraw(5)
// %% a trait bound that does not hold
fn needs_copy<T: Copy>(_: T) {} needs_copy(account.clone());
// %% a private field of a module's struct
mod bank { pub struct Safe { code: u32 } impl Safe { pub fn new() -> Safe { Safe { code: 4711 } } } }
bank::Safe::new().code
