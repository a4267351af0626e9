//! Patterns in `let`, and matching.
// %% a tuple
let (x, y) = (1, "two");
// %% both are there
format!("{x} {y}")
// %% a struct
struct Point { x: f64, y: f64, name: String }
let Point { x: px, y: py, name } = Point { x: 1.5, y: -2.0, name: "p".into() };
// %% its parts
(px, py, name.clone())
// %% a struct with the rest left out
let Point { x, .. } = Point { x: 9.0, y: 0.0, name: String::new() };
x
// %% a tuple struct
struct Pair(i32, String);
let Pair(number, text) = Pair(3, "three".to_string());
// %% parts of a tuple struct
format!("{number}={text}")
// %% a slice
let [first, .., last] = [1, 2, 3, 4];
(first, last)
// %% a slice with its rest
let [head, rest @ ..] = [10, 20, 30];
(head, rest)
// %% nested patterns
let ((a, b), [c, d]) = ((1, 2), [3, 4]);
a + b + c + d
// %% mut in a pattern
let (mut m, n) = (1, 2);
m += n;
// %% the mutable part is kept mutable
m += 1; m
// %% ignored parts
let (kept, _, _) = ("kept", 2, 3);
kept
// %% let else
let Some(value) = Some(42) else { panic!("no value") };
// %% what let else bound
value
// %% let else that leaves
let Ok(number) = "x".parse::<i32>() else { panic!("not a number") };
// %% an at-pattern
let whole @ (left, right) = (7, 8);
(whole, left, right)
// %% a reference pattern
let &copied = &5; copied
// %% a box is taken apart
let boxed = Box::new((1, String::from("in a box")));
let (one, inside) = *boxed;
// %% parts of the box
(one, inside.clone())
// %% a refutable pattern is an error
let Some(z) = Some(1);
// %% constants in patterns
const LIMIT: i32 = 10;
match 10 { LIMIT => "limit", _ => "other" }
// %% ranges and guards
let grade = |n: u32| match n { 0..=49 => 'F', n if n >= 90 => 'A', 50.. => 'B' };
[grade(10), grade(60), grade(95)]
// %% an enum
#[derive(Debug, Clone, PartialEq)]
enum Shape { Circle { r: f64 }, Rect(f64, f64), Empty }
fn area(s: &Shape) -> f64 {
    match s { Shape::Circle { r } => 3.0 * r * r, Shape::Rect(w, h) => w * h, Shape::Empty => 0.0 }
}
// %% values of an enum
let shapes = vec![Shape::Circle { r: 2.0 }, Shape::Rect(2.0, 3.5), Shape::Empty];
shapes.iter().map(area).collect::<Vec<_>>()
// %% a match that is not exhaustive
match &shapes[0] { Shape::Circle { .. } => 1, Shape::Empty => 2 }
// %% if let with else
if let Shape::Rect(w, _) = &shapes[1] { *w } else { 0.0 }
// %% while let
let mut stack = vec![1, 2, 3]; let mut seen = vec![];
while let Some(top) = stack.pop() { seen.push(top); }
seen
// %% or-patterns
let is_vowel = |c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u');
"cells".chars().filter(|&c| is_vowel(c)).count()
// %% nested or-patterns with a binding
match (Some(3), 'x') { (Some(1 | 2), _) => 0, (Some(n @ 3..), 'x' | 'y') => n, _ => -1 }
// %% matching on references
let maybe = Some(String::from("text"));
match &maybe { Some(s) if s.is_empty() => 0, Some(s) => s.len(), None => 99 }
// %% matching did not move it
maybe.as_deref()
// %% ref and ref mut
let mut pair = (String::from("a"), String::from("b"));
{ let (ref left, ref mut right) = pair; right.push_str(left); }
pair
// %% patterns in function parameters
fn norm(&(x, y): &(f64, f64)) -> f64 { (x * x + y * y).sqrt() }
norm(&(3.0, 4.0))
// %% matching strings
let command = String::from("stop");
match command.as_str() { "go" => 1, "stop" => 2, _ => 3 }
// %% destructuring assignment
let (mut s, mut t, mut u) = (0, 0, 0);
[s, t, u] = [1, 2, 3]; (s, _) = (s + 10, 0);
(s, t, u)
// %% a pattern binds names of two cells
let (value, fresh) = (value + 1, value + 2);
value * fresh
// %% a uninhabited or tuple-like mix
let (Ok(e) | Err(e)) = "12".parse::<i32>().map_err(|_| -1);
e
