//! Errors of every kind, and what is left after them.
// %% what must survive
let survivor = String::from("here"); let number = 7; fn kept() -> i32 { 42 }
// %% a type error
let x: i32 = "text";
// %% a type error on its line
let a = 1;
let b = 2;
let c: Vec<u8> = a + b;
// %% nothing of that cell was kept
a
// %% an unresolved name
nonexistent
// %% a misspelt name
survivr.len()
// %% a misspelt method
survivor.lenn()
// %% an unresolved function
no_such_function(1, 2)
// %% a wrong number of arguments
kept(1)
// %% a wrong return type
fn wrong() -> String { 5 }
// %% the function was not defined
wrong()
// %% a missing return
fn missing(x: i32) -> i32 { x + 1; }
// %% a missing field
struct P { x: i32, y: i32 }
let p = P { x: 1 };
// %% a syntax error
let x = ;
// %% an unclosed brace
fn open() { let x = 1;
// %% an unclosed parenthesis
println!("a", (1 + 2;
// %% an unclosed string
let s = "never ends;
// %% one brace too many
let y = 1; }
// %% keywords in the wrong place
let fn = 3;
// %% no Rust at all
this is not rust at all
// %% two errors
let q: i32 = "one";
let r: String = 2;
// %% a borrow error
let mut v = vec![1]; let first = &v[0]; v.push(2); println!("{first}");
// %% a value that does not live long enough
let r; { let inner = 5; r = &inner; } println!("{r}");
// %% assigned twice
let once = 1; once = 2;
// %% a mutable borrow of what is not mutable
let fixed = vec![1]; fixed.push(2);
// %% a missing trait
#[derive(Clone)] struct Plain; println!("{:?}", Plain);
// %% a tail without Debug
struct Silent; Silent
// %% an ambiguous type
let v = Vec::new();
// %% an ambiguous parse
let n = "5".parse().unwrap();
// %% a trait that is not implemented in full
trait Two { fn one(&self); fn two(&self); } struct S; impl Two for S { fn one(&self) {} }
// %% conflicting impls
struct D; impl Default for D { fn default() -> D { D } } impl Default for D { fn default() -> D { D } }
// %% an orphan impl
impl std::fmt::Display for Vec<i32> { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { Ok(()) } }
// %% a recursive type
struct List { next: Option<List> }
// %% a missing lifetime
fn longest(a: &str, b: &str) -> &str { a }
// %% a break outside of a loop
break;
// %% a return at the top
return;
// %% await outside of async
fn sync() { async {}.await }
// %% a const that is not const
const NOW: std::time::Instant = std::time::Instant::now();
// %% after all these
(survivor.clone(), number, kept())
// %% a panic
panic!("on purpose")
// %% a panic with a message
let n = 3; panic!("n is {n} and {}", survivor)
// %% a panic on its line
let one = 1;
let two = 2;
panic!("third line");
// %% what ran before a panic is kept or not
one
// %% unwrap on None
let none: Option<i32> = None; none.unwrap()
// %% expect on Err
"x".parse::<i32>().expect("a number")
// %% index out of bounds
let list = [1, 2, 3].to_vec(); let i = list.len(); list[i]
// %% a slice out of order
let s = "hello"; let (a, b) = (survivor.len(), 1); &s[a..b]
// %% an assertion
assert_eq!(1 + 1, 3, "arithmetic");
// %% unreachable
if number == 7 { unreachable!("seven") }
// %% a panic in a function of an earlier cell
fn deep(n: i32) -> i32 {
    if n == 0 { panic!("bottom") }
    deep(n - 1) + 1
}
// %% called here
deep(3)
// %% a panic in a method of std
let mut v = vec![1]; v.remove(5);
// %% a panic in a destructor
struct Bomb; impl Drop for Bomb { fn drop(&mut self) { panic!("in drop") } } { let _b = Bomb; }
// %% a panic while a variable is changed
let mut changing = vec![1, 2]; 
// %% changed, then a panic
changing.push(3); panic!("after the push")
// %% the change is kept
changing
// %% a panic that moved a variable
let taken = survivor; panic!("it was moved")
// %% a caught panic
let r = std::panic::catch_unwind(|| panic!("caught")); r.is_err()
// %% a panic with a value that is no text
std::panic::panic_any(5)
// %% resume_unwind
std::panic::resume_unwind(Box::new("quietly"))
// %% after the panics
(number, kept())
// %% a question mark with an error
"seven".parse::<i32>()?
// %% a question mark on its own statement
let parsed: i32 = "12".parse()?;
// %% what it gave
parsed + 1
// %% after a question mark that failed nothing runs
let file = std::fs::read_to_string("/no/such/file")?; println!("not reached");
// %% a question mark on None
let first = Vec::<i32>::new().first().copied()?;
// %% what stood before a failing question mark
let before = 5; let _: i32 = "x".parse()?; let after = 6;
// %% is it kept
before
// %% a question mark with an own error
#[derive(Debug)] struct MyError { code: i32 }
impl std::fmt::Display for MyError { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { write!(f, "code {}", self.code) } }
impl std::error::Error for MyError {}
fn risky(ok: bool) -> Result<i32, MyError> { if ok { Ok(1) } else { Err(MyError { code: 9 }) } }
// %% it is fine
risky(true)? + 1
// %% it is not
risky(false)?
// %% errors of several kinds
let n = "4".parse::<i32>()? + risky(true)?; n
// %% a question mark in a function
fn both() -> Result<i32, Box<dyn std::error::Error>> { let a: i32 = "1".parse()?; Ok(a + risky(true)?) }
both()
// %% a question mark on a boxed error
both()? + 10
// %% a text as an error
Err::<i32, String>("just text".into())?
// %% a shadowed Result
type Result<T> = std::result::Result<T, MyError>;
fn own(ok: bool) -> Result<i32> { if ok { Ok(3) } else { Err(MyError { code: 1 }) } }
own(true)?
