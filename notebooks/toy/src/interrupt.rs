//! Interrupts: a cell that is told to stop does so at the next call of the toolkit, and keeps its variables.
//!
//! The kernel's worker has a flag that its signal handler sets. The toolkit looks at it wherever a long computation
//! passes: at every tensor, every frame (displays, progress bars), every seed, every answer of the reader. Then the cell
//! unwinds as from a panic, though silently: whatever it was doing is dropped in order, and variables from before stay.

use std::sync::atomic::{AtomicBool, AtomicPtr, Ordering};

/// What the cell unwinds with. The runtime of the cells, a crate that this one does not know, compares the text.
const PAYLOAD: &str = "papercell: interrupted";

/// The flag where no kernel has given one.
static NEVER: AtomicBool = AtomicBool::new(false);

static FLAG: AtomicPtr<AtomicBool> = AtomicPtr::new((&raw const NEVER).cast_mut());

/// Tells the toolkit where the flag is. Called by the worker when it has loaded the library that holds the toolkit.
///
/// # Safety
/// `flag` points to a flag that lives as long as the process.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn toy_watch_interrupts(flag: *const AtomicBool) {
    if !flag.is_null() {
        FLAG.store(flag.cast_mut(), Ordering::Release);
    }
}

/// Ends the cell here if the reader has asked for it. For long loops that call nothing else of the toolkit.
///
/// ```
/// # use toy::prelude::*;
/// let mut n = 27_u64;
/// while n != 1 {
///     checkpoint();
///     n = if n % 2 == 0 { n / 2 } else { 3 * n + 1 };
/// }
/// ```
#[inline]
pub fn checkpoint() {
    // SAFETY: the pointer is that of `NEVER` or one that the caller of `toy_watch_interrupts` vouched for.
    let flag = unsafe { &*FLAG.load(Ordering::Relaxed) };
    if flag.load(Ordering::Relaxed) {
        stop();
    }
}

#[cold]
fn stop() {
    // What is dropped while the cell unwinds may come here again.
    if !std::thread::panicking() {
        std::panic::resume_unwind(Box::new(PAYLOAD));
    }
}
