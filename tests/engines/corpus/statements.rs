//! Statements and tail expressions in any mix; redefinition and shadowing of variables; what is shown and what is not.
// %% a tail expression
1 + 2
// %% a statement shows nothing
let a = 5;
// %% a variable of an earlier cell
a * 2
// %% statements and a tail
let b = a + 1; let c = b * 10;
c - a
// %% all of them live on
(a, b, c)
// %% unit shows nothing
()
// %% an expression with a semicolon shows nothing
a + 1;
// %% a cell of only a comment
// nothing here
/* nor here */
// %% an empty cell

// %% only blanks
   
	
// %% shadowing with another type
let a = "now text";
a.len()
// %% shadowing in one cell
let x = 1; let x = x + 1; let x = format!("{x}!");
x
// %% redefinition with the same type
let count = 1;
// %% redefinition from its own value
let count = count + 41;
// %% the last definition holds
count
// %% redefinition with another type
let count = vec![count, count];
count
// %% mut and assignment
let mut total = 0;
for i in 1..=10 { total += i; }
total
// %% assignment in a later cell
total *= 2;
total -= 10;
total
// %% mutation through a method
let mut words = vec!["a".to_string()];
// %% a push in a later cell
words.push(String::from("b")); words
// %% a tail expression does not move a variable
words
// %% it is still there
words.len()
// %% a block as a tail
{
    let inner = 20;
    inner + 1
}
// %% what a block defines is gone
inner
// %% if as a tail
if total > 5 { "big" } else { "small" }
// %% match as a tail
match total { 0 => "none", 1..=9 => "few", _ => "many" }
// %% if without else is no value
if total > 5 { println!("big"); }
// %% a loop that breaks with a value
let mut n = 1; loop { n *= 3; if n > 100 { break n } }
// %% while and for
let mut k = 0; while k < 3 { k += 1; } for _ in 0..2 { k += 10; }
k
// %% labelled loops
let mut found = None;
'outer: for i in 2..20 {
    for j in 2..20 {
        if i * j == 221 { found = Some((i, j)); break 'outer; }
        if j > i { continue 'outer; }
    }
}
found
// %% a labelled block
let v = 'b: { if total > 0 { break 'b 1; } 2 };
v
// %% several expressions
1; 2; 3
// %% a tail with a comment behind it
a // the end
// %% a tail and a semicolon on its own
;
// %% a statement over several lines
let long = (1..=4)
    .map(|i| i * i)
    .filter(|i| i % 2 == 0)
    .collect::<Vec<u32>>();
long
// %% items and statements in one cell
fn twice(x: i32) -> i32 { 2 * x }
let t = twice(4);
struct Unit;
t + twice(1)
// %% an item after its use
let early = later(3);
fn later(x: i32) -> i32 { x + 100 }
early
// %% a variable declared and assigned later in the cell
let late;
late = 7;
late
// %% a type that is written
let typed: u64 = 7; let cast = typed as f32 / 2.0;
cast
// %% underscore variables
let _hidden = 3; let _ = 4;
_hidden
// %% a variable that is never read
let unread = 5;
// %% a variable with a raw name
let r#type = 3; r#type + 1
// %% a tuple assignment
let (mut p, mut q) = (1, 2);
(p, q) = (q, p);
(p, q)
// %% a nested function
fn outer() -> i32 { fn inner() -> i32 { 4 } inner() * 2 }
outer()
// %% a macro as a statement, and a value
println!("said"); 5
// %% a macro as a tail shows nothing
println!("only said")
// %% a macro with brackets as a tail
vec![1, 2, 3]
// %% a closure that is used at once
let twice_it = |x: i32| x * 2; let r = twice_it(4);
r
