//! Collections and iterators.
// %% a vector
let mut v = vec![3, 1, 2]; v.sort(); v.dedup(); v.extend([5, 4]); v.insert(0, 9); v
// %% slices of it
(&v[1..3], v.first(), v.last(), v.get(99), v.contains(&5), v.iter().position(|&x| x == 2))
// %% removing
v.retain(|x| x % 2 == 1); let popped = v.pop(); let drained: Vec<i32> = v.drain(..1).collect();
(v.clone(), popped, drained)
// %% out of bounds
let i = v.len() + 5; v[i]
// %% it is still there
v.len()
// %% two dimensions
let mut grid = vec![vec![0; 3]; 2]; grid[1][2] = 7; grid
// %% in a later cell
for row in grid.iter_mut() { for c in row.iter_mut() { *c += 1; } } grid.concat()
// %% a hash map
use std::collections::*;
let mut ages = HashMap::new(); ages.insert("Ann", 30); ages.insert("Bob", 25);
// %% looked up later
let mut names: Vec<_> = ages.iter().map(|(n, a)| format!("{n}:{a}")).collect(); names.sort(); (ages["Ann"], ages.get("Cid"), names)
// %% a missing key
ages["Cid"]
// %% entries
*ages.entry("Ann").or_insert(0) += 1; ages.entry("Cid").or_insert_with(|| 40); ages.values().sum::<i32>()
// %% a tree map
let mut tree: BTreeMap<i32, &str> = [(3, "c"), (1, "a"), (2, "b")].into(); tree.range(2..).map(|(k, v)| format!("{k}{v}")).collect::<String>()
// %% kept and popped
tree.pop_first(); tree
// %% sets
let a: BTreeSet<i32> = (1..6).collect(); let b: BTreeSet<i32> = (4..9).collect();
(a.intersection(&b).collect::<Vec<_>>(), &a - &b, a.is_subset(&b), (&a ^ &b).len())
// %% a deque
let mut d: VecDeque<i32> = (1..=4).collect(); d.rotate_left(1); d.push_front(0); d
// %% a heap
use std::cmp::Reverse;
let mut heap = BinaryHeap::new(); for x in [5, 1, 8, 3] { heap.push(Reverse(x)); }
// %% popped later
let order: Vec<i32> = std::iter::from_fn(|| heap.pop().map(|Reverse(x)| x)).collect(); order
// %% a linked list
let mut l = LinkedList::from([1, 2]); l.push_front(0); l
// %% adapters
(1..20).step_by(3).filter(|x| x % 2 == 0).map(|x| x * x).take(3).collect::<Vec<i32>>()
// %% zip, enumerate, chain, rev
let z: Vec<(usize, (char, i32))> = "ab".chars().chain("c".chars()).zip((0..9).rev()).enumerate().collect(); z
// %% windows and chunks
let data = [1, 4, 9, 16, 25]; (data.windows(2).map(|w| w[1] - w[0]).collect::<Vec<_>>(), data.chunks(2).map(|c| c.len()).collect::<Vec<_>>())
// %% fold, scan, flat_map
((1..=4).scan(0, |s, x| { *s += x; Some(*s) }).collect::<Vec<_>>(), (1..4).flat_map(|n| vec![n; n]).collect::<Vec<_>>(), (1..=3).fold(String::new(), |s, x| format!("({s}{x})")))
// %% min, max, any, all, count
(data.iter().max(), [1.5, 0.5].iter().cloned().fold(f64::INFINITY, f64::min), data.iter().any(|x| *x > 20), data.iter().all(|x| *x > 1), data.iter().filter(|x| **x > 5).count())
// %% partition and unzip
let (even, odd): (Vec<i32>, Vec<i32>) = data.iter().partition(|x| **x % 2 == 0); let (l, r): (Vec<_>, Vec<_>) = data.iter().map(|x| (x / 2, x % 2)).unzip();
(even, odd, l, r)
// %% peekable and take_while
let mut it = [1, 1, 2, 3, 3].iter().peekable(); let mut runs = vec![];
while let Some(x) = it.next() { let mut n = 1; while it.next_if(|y| *y == x).is_some() { n += 1; } runs.push((*x, n)); }
runs
// %% collecting results
let good: Result<Vec<i32>, _> = "1 2 3".split(' ').map(str::parse).collect(); let bad: Result<Vec<i32>, _> = "1 x".split(' ').map(str::parse::<i32>).collect();
(good, bad.is_err())
// %% collecting options, strings, maps
let o: Option<Vec<u32>> = "123".chars().map(|c| c.to_digit(10)).collect(); let m: BTreeMap<_, _> = ["a", "b"].into_iter().zip(1..).collect();
(o, m, ["x", "y"].concat())
// %% a kept iterator
let mut counter = (1..).into_iter();
// %% goes on
(counter.next(), counter.next(), counter.nth(2))
// %% a kept iterator over a closure cannot be named
let mapped = (0..3).map(|x| x + 1);
// %% boxed it can
let mut boxed: Box<dyn Iterator<Item = i32>> = Box::new((0..3).map(|x| x + 1));
// %% and goes on
boxed.next(); boxed.sum::<i32>()
// %% a borrowed iterator cannot be kept
let words = vec!["a".to_string()]; let it = words.iter();
// %% a kept reference to a variable
let numbers = vec![1, 2, 3]; let r = &numbers;
// %% a kept slice of a variable
let view = &v[..];
// %% arrays
let arr = [[1, 2], [3, 4]]; (arr.concat(), arr.map(|r| r.iter().sum::<i32>()), arr.len(), [0u8; 3] == [0, 0, 0])
// %% sorting
let mut people = vec![("Zed", 30), ("Amy", 30), ("Bob", 20)]; people.sort_by(|a, b| a.1.cmp(&b.1).then(a.0.cmp(b.0))); people
// %% binary search
(data.binary_search(&9), data.binary_search(&10), data.partition_point(|x| *x < 10))
// %% grouping
let mut groups: BTreeMap<usize, Vec<&str>> = BTreeMap::new(); for w in ["a", "bb", "c", "dd"] { groups.entry(w.len()).or_default().push(w); } groups
// %% grouping lives on
groups[&2].join("+")
// %% repeat, once, empty, successors
std::iter::once(0).chain(std::iter::repeat(1).take(2)).chain(std::iter::empty()).chain(std::iter::successors(Some(2), |x| (*x < 9).then(|| x * 2))).collect::<Vec<_>>()
// %% array_chunks by hand, cycle, last
([1, 2, 3].iter().cycle().skip(2).take(4).collect::<Vec<_>>(), (0..9).last(), (0..9).rev().step_by(4).collect::<Vec<_>>())
// %% comparing
(vec![1, 2] < vec![1, 3], "a" < "b", (1, "z") < (2, "a"), [1, 2][..].cmp(&[1]), Some(1) > None)
// %% a range is kept
let range = 2..5; let inclusive = 1..=3;
// %% and used
(range.contains(&4), range.len(), inclusive.clone().sum::<i32>(), range)
