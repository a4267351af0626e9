//! The worker as the kernel uses it: cells' libraries made by hand, and every way in which they can go wrong.

#[path = "worker/bench.rs"]
mod bench;
#[path = "worker/chaos.rs"]
mod chaos;
#[path = "worker/deaths.rs"]
mod deaths;
#[path = "worker/interrupts.rs"]
mod interrupts;
#[path = "worker/memory.rs"]
mod memory;
#[path = "worker/output.rs"]
mod output;
#[path = "worker/processes.rs"]
mod processes;
