//! Rc, RefCell, Arc, Mutex, threads, channels.
// %% Rc and RefCell
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
let shared = Rc::new(RefCell::new(vec![1]));
let also = Rc::clone(&shared);
// %% changed through one
also.borrow_mut().push(2);
// %% seen through the other
(shared.borrow().clone(), Rc::strong_count(&shared))
// %% dropped
drop(also); Rc::strong_count(&shared)
// %% borrowed twice
let first = shared.borrow_mut(); let second = shared.borrow_mut();
// %% after the panic it is there
shared.try_borrow_mut().is_ok()
// %% weak
let weak: Weak<RefCell<Vec<i32>>> = Rc::downgrade(&shared);
// %% upgraded
weak.upgrade().map(|s| s.borrow().len())
// %% a tree with parents
#[derive(Debug)] struct Node { value: i32, children: RefCell<Vec<Rc<Node>>>, parent: RefCell<Weak<Node>> }
let leaf = Rc::new(Node { value: 3, children: RefCell::new(vec![]), parent: RefCell::new(Weak::new()) });
let branch = Rc::new(Node { value: 5, children: RefCell::new(vec![leaf.clone()]), parent: RefCell::new(Weak::new()) });
*leaf.parent.borrow_mut() = Rc::downgrade(&branch);
// %% up and down
(leaf.parent.borrow().upgrade().map(|p| p.value), branch.children.borrow().len(), Rc::weak_count(&branch))
// %% Cell
let cell = Cell::new(1); cell.set(cell.get() + 1); cell.replace(10) + cell.get()
// %% Arc and Mutex
use std::sync::{Arc, Condvar, Mutex, RwLock, mpsc};
use std::thread;
let counter = Arc::new(Mutex::new(0));
let handles: Vec<thread::JoinHandle<()>> = (0..4).map(|i| { let c = Arc::clone(&counter); thread::spawn(move || for _ in 0..100 { *c.lock().unwrap() += i; }) }).collect();
for h in handles { h.join().unwrap(); }
// %% counted
*counter.lock().unwrap()
// %% a lock and a question mark
let now = *counter.lock()?; now
// %% a channel
let (tx, rx) = mpsc::channel();
for id in 0..3 { let tx = tx.clone(); thread::spawn(move || tx.send(id * 10).unwrap()); }
// %% received in a later cell
drop(tx); let mut got: Vec<i32> = rx.iter().collect(); got.sort(); got
// %% scoped threads
let mut parts = vec![1u64, 2, 3, 4]; let (a, b) = parts.split_at_mut(2);
thread::scope(|s| { s.spawn(|| a.iter_mut().for_each(|x| *x *= 10)); s.spawn(|| b.iter_mut().for_each(|x| *x *= 100)); });
parts.iter().sum::<u64>()
// %% a thread's result
thread::spawn(|| (1..=100u32).sum::<u32>()).join().unwrap()
// %% a thread that panics and is joined
let r = thread::Builder::new().name("doomed".into()).spawn(|| { if true { panic!("in a thread"); } 1 }).unwrap().join();
r.is_err()
// %% a thread that prints
thread::spawn(|| println!("from a thread")).join().unwrap();
// %% a thread that runs from cell to cell
let stop = Arc::new(std::sync::atomic::AtomicBool::new(false));
let ticks = Arc::new(Mutex::new(0u64));
let worker = { let (stop, ticks) = (stop.clone(), ticks.clone()); thread::spawn(move || { while !stop.load(std::sync::atomic::Ordering::Relaxed) { *ticks.lock().unwrap() += 1; thread::sleep(std::time::Duration::from_millis(5)); } "stopped" }) };
// %% it has run meanwhile
thread::sleep(std::time::Duration::from_millis(60)); *ticks.lock().unwrap() > 2
// %% it is stopped
stop.store(true, std::sync::atomic::Ordering::Relaxed); let said = worker.join().unwrap(); said
// %% RwLock
let lock = RwLock::new(5); { *lock.write().unwrap() += 1; } let both = *lock.read().unwrap() + *lock.read().unwrap(); both
// %% the lock is kept
lock.into_inner().unwrap()
// %% a poisoned mutex
let m = Arc::new(Mutex::new(1)); let m2 = m.clone(); let _ = thread::spawn(move || { let _g = m2.lock().unwrap(); panic!("poison") }).join();
m.is_poisoned()
// %% its lock with a question mark
let v = *m.lock()?; v
// %% Condvar
let pair = Arc::new((Mutex::new(false), Condvar::new())); let p2 = pair.clone();
let waker = thread::spawn(move || { *p2.0.lock().unwrap() = true; p2.1.notify_one(); });
let (ready, cv) = &*pair; let mut g = ready.lock().unwrap(); while !*g { g = cv.wait(g).unwrap(); } drop(g); waker.join().unwrap();
println!("woken");
// %% Rc is not Send
let not_send = Rc::new(1); thread::spawn(move || println!("{not_send}"));
// %% a cell that borrows a variable in a thread
let local = vec![1]; thread::spawn(|| println!("{}", local.len()));
// %% a barrier
let barrier = Arc::new(std::sync::Barrier::new(2)); let b2 = barrier.clone(); let h = thread::spawn(move || b2.wait().is_leader()); let me = barrier.wait().is_leader(); me ^ h.join().unwrap()
// %% sync_channel
let (tx, rx) = mpsc::sync_channel::<String>(1); let h = thread::spawn(move || { for i in 0..3 { tx.send(format!("m{i}")).unwrap(); } }); let all: Vec<String> = rx.into_iter().collect(); h.join().unwrap(); all
// %% a parallel sum
let n = 4; let parts: Vec<_> = (0..n).map(|k| thread::spawn(move || (0..1000u64).filter(|x| x % n == k).sum::<u64>())).collect();
parts.into_iter().map(|h| h.join().unwrap()).sum::<u64>()
// %% Rc of a trait object
trait Speak { fn speak(&self) -> String; } struct Cat; impl Speak for Cat { fn speak(&self) -> String { "meow".into() } }
let pet: Rc<dyn Speak> = Rc::new(Cat);
// %% the trait object is kept
pet.speak()
