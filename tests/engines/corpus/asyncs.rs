//! `async` and `.await`, with futures written by hand and an executor of a few lines.
// %% an executor
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
struct Unpark(std::thread::Thread);
impl Wake for Unpark { fn wake(self: Arc<Self>) { self.0.unpark(); } }
fn block_on<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(std::thread::current())));
    let mut context = Context::from_waker(&waker);
    loop { match future.as_mut().poll(&mut context) { Poll::Ready(out) => return out, Poll::Pending => std::thread::park() } }
}
// %% an async function
async fn double(x: i32) -> i32 { x * 2 }
// %% run to its end
block_on(double(21))
// %% an async block
block_on(async { let a = double(1).await; let b = double(a).await; a + b })
// %% a future by hand
struct Countdown(u32);
impl Future for Countdown { type Output = &'static str; fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<&'static str> { if self.0 == 0 { Poll::Ready("lift off") } else { self.0 -= 1; cx.waker().wake_by_ref(); Poll::Pending } } }
block_on(Countdown(3))
// %% a boxed future is kept
let mut later: Pin<Box<dyn Future<Output = i32> + Send>> = Box::pin(async { double(5).await + 1 });
// %% and run in a later cell
block_on(later.as_mut())
// %% a future that another thread wakes
let (tx, rx) = std::sync::mpsc::channel::<i32>();
struct Receive(std::sync::mpsc::Receiver<i32>);
impl Future for Receive { type Output = i32; fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<i32> { match self.0.try_recv() { Ok(v) => Poll::Ready(v), Err(_) => { let w = cx.waker().clone(); std::thread::spawn(move || { std::thread::sleep(std::time::Duration::from_millis(10)); w.wake() }); Poll::Pending } } } }
std::thread::spawn(move || { std::thread::sleep(std::time::Duration::from_millis(30)); tx.send(8).unwrap() });
block_on(Receive(rx))
// %% an async fn in a trait
trait Fetch { async fn fetch(&self) -> String; }
struct Local; impl Fetch for Local { async fn fetch(&self) -> String { "fetched".into() } }
block_on(Local.fetch())
// %% an async closure-like function
fn later_by(n: i32) -> impl Future<Output = i32> { async move { n + 1 } }
block_on(later_by(1))
// %% a question mark in an async block
block_on(async { let n: i32 = "5".parse()?; Ok::<i32, std::num::ParseIntError>(n) })
// %% a future that is forgotten
double(1);
// %% a future without await is no number
let n: i32 = double(1);
// %% join by hand
async fn pair<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) { (a.await, b.await) }
block_on(pair(double(1), async { "b" }))
