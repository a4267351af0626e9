//! `.await` at the top of a cell, which brings tokio.
// %% an async function
async fn slow(x: u64) -> u64 { x + 1 }
// %% tokio by dep
:dep tokio = { version = "1", features = ["rt-multi-thread", "macros", "sync", "time"] }
// %% await as a tail
slow(1).await
// %% await in a statement
let two = slow(1).await; let three = slow(two).await;
// %% what it gave
two + three
// %% an async block
async { 5 }.await
// %% tokio's timer
tokio::time::sleep(std::time::Duration::from_millis(5)).await; println!("slept");
// %% a spawned task
tokio::spawn(async { slow(40).await + 1 }).await?
// %% a question mark behind await
async fn fallible(ok: bool) -> Result<u8, String> { if ok { Ok(1) } else { Err("async failure".into()) } }
fallible(true).await?
// %% one that fails
fallible(false).await?
// %% tokio's channel
let (tx, mut rx) = tokio::sync::mpsc::channel(4);
tx.send("over a channel").await?; let got = rx.recv().await; got
// %% join
let (a, b) = tokio::join!(slow(1), slow(10)); a * b
// %% a timeout
tokio::time::timeout(std::time::Duration::from_millis(10), std::future::pending::<()>()).await.is_err()
// %% an error at the place of await
slow("text").await
