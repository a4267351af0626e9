//! More programs: linked lists, trees, graphs, generic containers, text processing; built up over many cells.
// %% a linked list
#[derive(Debug)]
enum List<T> { Cons(T, Box<List<T>>), Nil }
use List::{Cons, Nil};
impl<T> List<T> {
    fn push(self, t: T) -> List<T> { Cons(t, Box::new(self)) }
    fn len(&self) -> usize { match self { Cons(_, rest) => 1 + rest.len(), Nil => 0 } }
    fn iter(&self) -> Iter<'_, T> { Iter { at: self } }
}
struct Iter<'a, T> { at: &'a List<T> }
impl<'a, T> Iterator for Iter<'a, T> { type Item = &'a T; fn next(&mut self) -> Option<&'a T> { match self.at { Cons(t, rest) => { self.at = rest; Some(t) } Nil => None } } }
// %% filled
let list = Nil.push(3).push(2).push(1);
list
// %% walked
(list.len(), list.iter().map(|x| x * x).sum::<i32>())
// %% FromIterator for it
impl<T> FromIterator<T> for List<T> { fn from_iter<I: IntoIterator<Item = T>>(it: I) -> Self { let v: Vec<T> = it.into_iter().collect(); v.into_iter().rev().fold(Nil, List::push) } }
let letters: List<char> = "abc".chars().collect();
letters.iter().collect::<String>()
// %% IntoIterator for a reference
impl<'a, T> IntoIterator for &'a List<T> { type Item = &'a T; type IntoIter = Iter<'a, T>; fn into_iter(self) -> Iter<'a, T> { self.iter() } }
for c in &letters { print!("{c}."); }
// %% a binary tree
#[derive(Debug, Default)]
struct Tree<K, V> { root: Option<Box<Branch<K, V>>>, len: usize }
#[derive(Debug)]
struct Branch<K, V> { key: K, value: V, left: Option<Box<Branch<K, V>>>, right: Option<Box<Branch<K, V>>> }
impl<K: Ord, V> Tree<K, V> {
    fn new() -> Self { Tree { root: None, len: 0 } }
    fn insert(&mut self, key: K, value: V) -> Option<V> {
        let mut at = &mut self.root;
        while let Some(branch) = at {
            match key.cmp(&branch.key) {
                std::cmp::Ordering::Less => at = &mut branch.left,
                std::cmp::Ordering::Greater => at = &mut branch.right,
                std::cmp::Ordering::Equal => return Some(std::mem::replace(&mut branch.value, value)),
            }
        }
        *at = Some(Box::new(Branch { key, value, left: None, right: None }));
        self.len += 1;
        None
    }
    fn get(&self, key: &K) -> Option<&V> {
        let mut at = self.root.as_ref();
        while let Some(b) = at { match key.cmp(&b.key) { std::cmp::Ordering::Less => at = b.left.as_ref(), std::cmp::Ordering::Greater => at = b.right.as_ref(), _ => return Some(&b.value) } }
        None
    }
}
let mut tree: Tree<&str, usize> = Tree::new();
// %% insertions
for (i, word) in ["m", "c", "x", "a", "d", "m"].iter().enumerate() { tree.insert(*word, i); }
(tree.len, tree.get(&"m"), tree.get(&"q"))
// %% depth and order, in a later cell
impl<K, V> Branch<K, V> {
    fn depth(&self) -> usize { 1 + self.left.as_ref().map_or(0, |b| b.depth()).max(self.right.as_ref().map_or(0, |b| b.depth())) }
    fn walk<'a>(&'a self, f: &mut dyn FnMut(&'a K)) { if let Some(b) = &self.left { b.walk(f) } f(&self.key); if let Some(b) = &self.right { b.walk(f) } }
}
let mut keys = vec![]; tree.root.as_ref().unwrap().walk(&mut |k| keys.push(*k));
(tree.root.as_ref().map(|r| r.depth()), keys.join(""))
// %% a graph
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, VecDeque};
#[derive(Default, Clone)]
struct Graph { edges: BTreeMap<u32, Vec<(u32, u32)>> }
impl Graph {
    fn link(&mut self, a: u32, b: u32, cost: u32) -> &mut Self { self.edges.entry(a).or_default().push((b, cost)); self.edges.entry(b).or_default().push((a, cost)); self }
}
let mut graph = Graph::default();
graph.link(1, 2, 7).link(1, 3, 9).link(1, 6, 14).link(2, 3, 10).link(2, 4, 15).link(3, 4, 11).link(3, 6, 2).link(4, 5, 6).link(5, 6, 9);
// %% breadth first
impl Graph {
    fn reach(&self, from: u32) -> Vec<u32> {
        let (mut seen, mut queue, mut order) = (HashSet::from([from]), VecDeque::from([from]), vec![]);
        while let Some(n) = queue.pop_front() { order.push(n); for (m, _) in &self.edges[&n] { if seen.insert(*m) { queue.push_back(*m); } } }
        order
    }
}
graph.reach(1)
// %% Dijkstra
use std::cmp::Reverse;
impl Graph {
    fn cheapest(&self, from: u32, to: u32) -> Option<(u32, Vec<u32>)> {
        let mut best: HashMap<u32, (u32, u32)> = HashMap::new();
        let mut heap = BinaryHeap::from([Reverse((0, from, from))]);
        while let Some(Reverse((cost, n, via))) = heap.pop() {
            if best.contains_key(&n) { continue; }
            best.insert(n, (cost, via));
            if n == to {
                let mut path = vec![to]; let mut at = to;
                while at != from { at = best[&at].1; path.push(at); }
                path.reverse();
                return Some((cost, path));
            }
            for &(m, c) in &self.edges[&n] { heap.push(Reverse((cost + c, m, n))); }
        }
        None
    }
}
graph.cheapest(1, 5)
// %% an LRU cache
struct Cache<K, V> { room: usize, order: VecDeque<K>, map: HashMap<K, V>, misses: u32 }
impl<K: Clone + Eq + std::hash::Hash, V: Clone> Cache<K, V> {
    fn new(room: usize) -> Self { Cache { room, order: VecDeque::new(), map: HashMap::new(), misses: 0 } }
    fn get(&mut self, k: K, make: impl FnOnce(&K) -> V) -> V {
        self.order.retain(|o| *o != k); self.order.push_back(k.clone());
        if let Some(v) = self.map.get(&k) { return v.clone(); }
        self.misses += 1;
        if self.map.len() == self.room { let old = self.order.pop_front().unwrap(); self.map.remove(&old); }
        let v = make(&k); self.map.insert(k, v.clone()); v
    }
}
let mut cache: Cache<i32, i32> = Cache::new(2);
// %% used over cells
[1, 2, 1, 3, 1, 2].map(|k| cache.get(k, |k| k * 10))
// %% its misses
cache.misses
// %% memoised recursion
fn paths(r: u64, c: u64, memo: &mut HashMap<(u64, u64), u64>) -> u64 {
    if r == 0 || c == 0 { return 1; }
    if let Some(&n) = memo.get(&(r, c)) { return n; }
    let n = paths(r - 1, c, memo) + paths(r, c - 1, memo);
    memo.insert((r, c), n);
    n
}
let mut memo = HashMap::new(); paths(16, 16, &mut memo)
// %% the memo lives on
memo.len()
// %% a tokenizer of CSV
fn fields(line: &str) -> Vec<String> {
    let (mut out, mut field, mut quoted) = (vec![], String::new(), false);
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => { field.push('"'); chars.next(); }
            '"' => quoted = !quoted,
            ',' if !quoted => out.push(std::mem::take(&mut field)),
            c => field.push(c),
        }
    }
    out.push(field);
    out
}
fields(r#"plain,"with, comma","with ""quotes""",,last"#)
// %% a table of it
#[derive(Debug, Clone)] struct Row { name: String, age: u32, city: String }
let csv = "name,age,city\nAnn,31,Ulm\nBob,25,Bonn\nCid,47,Ulm";
let rows: Vec<Row> = csv.lines().skip(1).map(fields).map(|f| Row { name: f[0].clone(), age: f[1].parse().unwrap(), city: f[2].clone() }).collect();
// %% grouped
let mut by_city: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
for r in &rows { by_city.entry(r.city.as_str()).or_default().push(r.age); }
by_city.iter().map(|(c, a)| format!("{c}: {:.1}", a.iter().sum::<u32>() as f64 / a.len() as f64)).collect::<Vec<_>>()
// %% rows are shown
rows
// %% the oldest
rows.iter().max_by_key(|r| r.age).map(|r| &r.name)
// %% Caesar and run lengths
fn caesar(s: &str, by: u8) -> String { s.chars().map(|c| if c.is_ascii_lowercase() { ((c as u8 - b'a' + by) % 26 + b'a') as char } else { c }).collect() }
fn runs(s: &str) -> String { let mut out = String::new(); let mut it = s.chars().peekable(); while let Some(c) = it.next() { let mut n = 1; while it.peek() == Some(&c) { it.next(); n += 1; } if n > 1 { out += &n.to_string(); } out.push(c); } out }
(caesar("hello, world", 13), caesar(&caesar("abc", 3), 23), runs("aaabccd"))
// %% palindromes and anagrams
let clean = |s: &str| -> Vec<char> { s.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect() };
let p = ["A man, a plan, a canal: Panama", "not one"].map(|s| { let c = clean(s); c.iter().eq(c.iter().rev()) });
p
// %% an observer
trait Observer { fn notify(&mut self, e: &str); fn seen(&self) -> usize; }
#[derive(Default)] struct Counter(usize);
impl Observer for Counter { fn notify(&mut self, _: &str) { self.0 += 1; } fn seen(&self) -> usize { self.0 } }
struct Subject<'a> { observers: Vec<Box<dyn Observer + 'a>> }
let mut subject = Subject { observers: vec![Box::new(Counter::default()), Box::new(Counter(10))] };
// %% events
for e in ["a", "b"] { for o in subject.observers.iter_mut() { o.notify(e); } }
subject.observers.iter().map(|o| o.seen()).collect::<Vec<_>>()
// %% a builder with phantom states
use std::marker::PhantomData;
struct Closed; struct Open;
struct Door<S> { opened: u32, state: PhantomData<S> }
impl Door<Closed> { fn new() -> Self { Door { opened: 0, state: PhantomData } } fn open(self) -> Door<Open> { Door { opened: self.opened + 1, state: PhantomData } } }
impl Door<Open> { fn close(self) -> Door<Closed> { Door { opened: self.opened, state: PhantomData } } }
let door = Door::new().open().close();
// %% its state is its type
door.close()
// %% the right way
let door = door.open(); door.opened
// %% an event queue by closures
let mut queue: Vec<(u32, Box<dyn FnOnce(&mut Vec<String>)>)> = vec![];
queue.push((2, Box::new(|log| log.push("second".into())))); queue.push((1, Box::new(|log| log.push("first".into()))));
// %% run in order
queue.sort_by_key(|e| e.0); let mut log = vec![]; for (_, f) in queue { f(&mut log); } log
// %% matrices with operators and generics
#[derive(Debug, Clone, PartialEq)] struct Mat<T, const N: usize>([[T; N]; N]);
impl<T: Copy + Default + std::ops::Add<Output = T> + std::ops::Mul<Output = T>, const N: usize> std::ops::Mul for &Mat<T, N> {
    type Output = Mat<T, N>;
    fn mul(self, o: &Mat<T, N>) -> Mat<T, N> { let mut out = [[T::default(); N]; N]; for i in 0..N { for j in 0..N { for k in 0..N { out[i][j] = out[i][j] + self.0[i][k] * o.0[k][j]; } } } Mat(out) }
}
let m = Mat([[1, 1], [1, 0]]); let m8 = (0..7).fold(m.clone(), |p, _| &p * &m);
// %% the eighth power
m8
// %% units by newtypes
macro_rules! unit { ($($n:ident $s:literal),*) => { $(#[derive(Debug, Clone, Copy, PartialEq, PartialOrd)] struct $n(f64); impl std::fmt::Display for $n { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { write!(f, "{} {}", self.0, $s) } } impl std::ops::Add for $n { type Output = $n; fn add(self, o: $n) -> $n { $n(self.0 + o.0) } })* }; }
unit!(Metre "m", Second "s");
// %% used as they should
println!("{} {}", Metre(1.5) + Metre(2.0), Second(3.0));
// %% used as they should not
Metre(1.0) + Second(1.0)
