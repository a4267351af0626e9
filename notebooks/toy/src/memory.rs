//! Keeps freed memory in the process.
//!
//! Training frees and takes the same few hundred kilobytes at every step. glibc gives blocks of that size back to the
//! operating system each time, and faulting them in again can cost as much as the arithmetic (worst in threads). Freeing
//! one large block once raises glibc's two thresholds for that (they are dynamic: `man 3 mallopt`,
//! M_MMAP_THRESHOLD); other allocators do not mind.

use std::sync::Once;

/// Just below glibc's limit for the dynamic threshold, 32 MiB. The block is never touched, so it takes no memory.
const LARGE: usize = 30 << 20;

/// Tells the allocator once to keep what is freed; later calls cost one load.
pub(crate) fn keep() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| drop(std::hint::black_box(Vec::<u8>::with_capacity(LARGE))));
}
