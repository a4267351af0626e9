//! What cannot be kept: closures, borrows of variables, types without a name; and the ways around it.
// %% a closure that captures nothing
let inc = |x: i32| x + 1;
// %% called in a later cell
inc(1)
// %% a closure that captures a copy
let k = 3; let add = move |x: i32| x + k;
// %% was it kept
add(1)
// %% a closure that borrows
let base = vec![1, 2]; let sum = || base.iter().sum::<i32>();
// %% was the borrowed one kept
base.len()
// %% a reference to a variable of the cell
let owned = String::from("x"); let r = &owned;
// %% a reference to a variable of an earlier cell
let earlier = vec![1, 2, 3];
// %% in its own cell
let view = &earlier; view.len()
// %% a str of a String
let text = String::from("a b"); let first = text.split(' ').next().unwrap();
// %% used in the cell only, in a block
let text = String::from("a b"); let n = { let first = text.split(' ').next().unwrap(); first.len() };
// %% it is kept
n + text.len()
// %% an iterator with a closure
let it = (0..3).map(|x| x * 2);
// %% an impl Trait
fn numbers() -> impl Iterator<Item = i32> { 0..3 }
let opaque = numbers();
// %% boxed
let mut boxed: Box<dyn Iterator<Item = i32>> = Box::new(numbers());
// %% is used
boxed.by_ref().sum::<i32>()
// %% a function item
fn f(x: i32) -> i32 { x }
let item = f;
// %% as a pointer
let pointer: fn(i32) -> i32 = f;
// %% is called
pointer(4)
// %% a struct with a borrow
struct Holder<'a> { s: &'a str }
let src = String::from("held"); let holder = Holder { s: &src };
// %% with a static borrow
let holder = Holder { s: "static" };
// %% is read
holder.s.len()
// %% a type that is local to the cell's block
let local = { #[derive(Debug)] struct Inner(i32); Inner(5) };
// %% a mutex guard
let mutex = std::sync::Mutex::new(1); let guard = mutex.lock().unwrap();
// %% a reference that leaks
let leaked: &'static str = Box::leak(String::from("leaked").into_boxed_str());
// %% is read later
leaked
// %% a reference to a constant
const C: [i32; 2] = [1, 2]; let rc: &'static [i32] = &C;
// %% is it read
rc.len()
// %% a closure in a struct
struct Button { on: Box<dyn Fn() -> String> }
let button = Button { on: Box::new(|| "clicked".to_string()) };
// %% is pressed
(button.on)()
// %% a generic struct of a closure
struct Lazy<F: Fn() -> i32> { f: F }
let lazy = Lazy { f: || 5 };
// %% a closure that returns closures, boxed
let make: Box<dyn Fn(i32) -> Box<dyn Fn(i32) -> i32>> = Box::new(|a| Box::new(move |b| a + b));
// %% is applied
make(1)(2)
// %% an Rc of a closure
let shared: std::rc::Rc<dyn Fn(&str) -> usize> = std::rc::Rc::new(|s| s.len());
// %% is cloned and called
let other = shared.clone(); other("four") + shared("xx")
// %% a reference as a tail is fine
&earlier
// %% a mutable borrow within a cell
let mut numbers = vec![1]; let last = numbers.last_mut().unwrap(); *last = 9;
// %% scoped
{ let mut earlier_copy = earlier.clone(); let l = earlier_copy.last_mut().unwrap(); *l = 9; earlier_copy }
