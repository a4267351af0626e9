//! Moves: what is moved away is gone, what is moved and given a value again is there, and errors that say so.
// %% a value that can move
let s = String::from("move me");
// %% moved into a function
fn eat(s: String) -> usize { s.len() }
eat(s)
// %% it is gone
s
// %% moved by a let
let a = vec![1, 2, 3];
let b = a;
// %% the new one is there
b.len()
// %% the old one is gone
a
// %% moved and given a value again
let mut name = String::from("first");
// %% in one cell
drop(name); name = String::from("second");
// %% the new value
name
// %% moved, then redefined
drop(name); let name = 5;
// %% the new variable
name
// %% partially moved
struct Both { left: String, right: String }
let both = Both { left: "l".into(), right: "r".into() };
// %% one half
let left = both.left;
// %% the half that moved
left
// %% the whole is no longer there
both.left
// %% moved in one cell after its use
let v = vec![3, 1, 2];
// %% sorted and returned
let n = v.len(); let mut sorted = v; sorted.sort(); (n, sorted.clone())
// %% sorted
sorted
// %% moved into a closure
let owned = String::from("in a closure");
let shout = move || owned.to_uppercase(); let loud = shout();
// %% what the closure made
loud
// %% moved into a thread
let data = vec![1u64, 2, 3];
let handle = std::thread::spawn(move || data.iter().sum::<u64>());
// %% joined in a later cell
let sum = handle.join().unwrap();
sum
// %% the handle is gone
handle.join()
// %% moved in a loop
let once = String::from("once");
// %% an error of the borrow checker
for _ in 0..2 { drop(once); }
// %% after an error it is still there
once
// %% used after a move in the cell
let t = String::from("t"); let u = t; t.len()
// %% moved in one branch
let choice = String::from("branch");
// %% maybe moved
if choice.len() > 3 { drop(choice); }
// %% so it is gone
choice
// %% copied values do not move
let i = 5; let j = i; i + j
// %% copy types of our own
#[derive(Clone, Copy, Debug)] struct Id(u32);
let id = Id(7); let other = id;
// %% both are there
(id, other)
// %% a borrow of a moved value
let list = vec![1]; let r = &list; drop(list); r.len()
// %% option take
let mut slot = Some(String::from("taken"));
// %% take it out
let taken = slot.take();
(taken.clone(), slot.clone())
// %% mem replace and swap
let mut one = vec![1]; let mut two = vec![2, 2];
std::mem::swap(&mut one, &mut two);
let old = std::mem::replace(&mut one, vec![]);
(one.clone(), two.clone(), old.clone())
// %% a tail that consumes
old.into_iter().map(|x| x * 10).collect::<Vec<_>>()
// %% then it is gone
old
// %% a for loop consumes
let items = vec!["x".to_string(), "y".to_string()];
// %% over it by value
for item in items { print!("{item} "); }
// %% and it is gone too
items.len()
// %% a method that takes self by value
struct Builder { parts: Vec<&'static str> }
impl Builder {
    fn add(mut self, part: &'static str) -> Self { self.parts.push(part); self }
    fn build(self) -> String { self.parts.join("-") }
}
let builder = Builder { parts: vec![] }.add("a");
// %% the builder goes on
let builder = builder.add("b").add("c");
// %% and ends
builder.build()
// %% a drop is seen
struct Noisy(&'static str);
impl Drop for Noisy { fn drop(&mut self) { println!("dropped {}", self.0); } }
let noisy = Noisy("first");
// %% dropped by hand
drop(noisy);
println!("after");
// %% temporaries drop at the end of their statement
let _ = Noisy("temporary"); println!("next");
// %% a kept variable does not drop
let kept = Noisy("kept"); println!("end of cell");
// %% a redefinition drops the old value
let kept = Noisy("new"); println!("end of the next cell");
// %% the new one is the one that is kept
kept.0
