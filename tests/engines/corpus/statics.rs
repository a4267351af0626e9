//! Statics, constants, thread locals and lazily made values.
// %% constants
const N: usize = 4;
const NAMES: [&str; N] = ["a", "b", "c", "d"];
const SUM: u32 = { let mut s = 0; let mut i = 0; while i < 5 { s += i; i += 1; } s };
// %% used
(N, NAMES[N - 1], SUM)
// %% a constant of a constant
const TWICE: usize = N * 2; let array = [0u8; TWICE]; array.len()
// %% a redefined constant
const N: usize = 2;
// %% changes what depends on it
[1u8; N].len()
// %% a static
static GREETING: &str = "hello";
// %% read in a later cell
GREETING.len()
// %% an atomic static is counted in one cell
use std::sync::atomic::{AtomicUsize, Ordering};
static HITS: AtomicUsize = AtomicUsize::new(0);
for _ in 0..3 { HITS.fetch_add(1, Ordering::SeqCst); }
HITS.load(Ordering::SeqCst)
// %% it keeps its value
HITS.fetch_add(10, Ordering::SeqCst); HITS.load(Ordering::SeqCst)
// %% a function uses it
fn hit() -> usize { HITS.fetch_add(100, Ordering::SeqCst) + 100 }
hit()
// %% once more
hit()
// %% a static mutex
use std::sync::Mutex;
static LOG: Mutex<Vec<String>> = Mutex::new(Vec::new());
fn log(s: &str) { LOG.lock().unwrap().push(s.to_string()); }
log("one");
// %% grows
log("two"); LOG.lock().unwrap().len()
// %% static mut
static mut COUNTER: u32 = 5;
unsafe { COUNTER += 1; let c = COUNTER; c }
// %% static mut later
unsafe { COUNTER += 1; let c = COUNTER; c }
// %% a thread local
use std::cell::{Cell, RefCell};
thread_local! { static DEPTH: Cell<u32> = const { Cell::new(0) }; static SEEN: RefCell<Vec<u8>> = RefCell::new(vec![1]); }
DEPTH.with(|d| { d.set(d.get() + 1); d.get() })
// %% the thread local later
SEEN.with_borrow_mut(|s| s.push(2)); DEPTH.set(DEPTH.get() + 1); (DEPTH.get(), SEEN.with_borrow(|s| s.clone()))
// %% a OnceLock
use std::sync::{LazyLock, OnceLock};
static CONFIG: OnceLock<String> = OnceLock::new();
CONFIG.get_or_init(|| "made once".to_string()).clone()
// %% a LazyLock
static SQUARES: LazyLock<Vec<u64>> = LazyLock::new(|| { println!("computing"); (0..5).map(|x| x * x).collect() });
SQUARES[3]
// %% a LazyLock in a later cell
SQUARES.iter().sum::<u64>()
// %% a static of an own type
#[derive(Debug)] struct Limits { low: i32, high: i32 }
static LIMITS: Limits = Limits { low: -1, high: 1 };
LIMITS.high - LIMITS.low
// %% a reference to a static is kept
let limits: &'static Limits = &LIMITS;
// %% and read
limits.low
// %% a leaked value is kept
let leaked: &'static mut Vec<i32> = Box::leak(Box::new(vec![1, 2]));
// %% and changed
leaked.push(3); leaked.len()
// %% a static inside a function
fn ticket() -> usize { static NEXT: AtomicUsize = AtomicUsize::new(1); NEXT.fetch_add(1, Ordering::Relaxed) }
(ticket(), ticket())
// %% a constant in a trait and in an impl
struct Config; impl Config { const MAX: u8 = u8::MAX; const NAME: &'static str = "cfg"; }
(Config::MAX, Config::NAME)
// %% constant evaluation fails
const BAD: usize = [1, 2, 3][7];
BAD
// %% const with a block
let c = const { 3 * 7 }; c
// %% a static that needs Sync
static WRONG: RefCell<i32> = RefCell::new(1);
// %% statics in a module
mod state { use std::sync::atomic::*; pub static ON: AtomicBool = AtomicBool::new(false); pub fn flip() -> bool { !ON.fetch_xor(true, Ordering::SeqCst) } }
state::flip()
