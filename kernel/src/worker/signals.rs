//! The runner's signals: an interrupt sets a flag; a stack overflow is told apart from other wild accesses.

use std::os::fd::{AsRawFd, BorrowedFd};
use std::sync::atomic::{AtomicBool, AtomicI32, AtomicUsize, Ordering};

use nix::libc;
use nix::sys::resource::{Resource, getrlimit};
use nix::sys::signal::{SaFlags, SigAction, SigHandler, SigSet, Signal, sigaction};

/// Set while the running cell shall stop; cells' libraries look at it.
pub static INTERRUPTED: AtomicBool = AtomicBool::new(false);

/// Where the handler reports to.
static CONTROL: AtomicI32 = AtomicI32::new(-1);
/// Addresses that only a main thread that has used up its stack can touch.
static STACK: [AtomicUsize; 2] = [AtomicUsize::new(0), AtomicUsize::new(0)];
/// The system keeps this much free below a stack, and a large frame may reach beyond that.
const BELOW: usize = 16 << 20;
/// As [`super::control::Report::Dying`].
const OVERFLOW: &[u8] = b"\n{\"dying\":\"stack overflow\"}\n";

/// Sets the flag at SIGINT. Again before each cell: a cell may have put a handler of its own there.
///
/// # Errors
/// The system refuses.
pub fn heed_interrupts() -> nix::Result<()> {
    extern "C" fn interrupt(_: libc::c_int) {
        INTERRUPTED.store(true, Ordering::SeqCst);
    }
    let handler = SigHandler::Handler(interrupt);
    // Without SA_RESTART: a call that waits shall return.
    let action = SigAction::new(handler, SaFlags::empty(), SigSet::empty());
    // SAFETY: the handler stores to an atomic and does nothing else.
    unsafe { sigaction(Signal::SIGINT, &action) }?;
    Ok(())
}

/// Lets the kernel know of a stack overflow of the calling thread, which must be the main thread.
///
/// # Errors
/// The system refuses.
pub fn tell_overflows(control: BorrowedFd) -> nix::Result<()> {
    extern "C" fn fault(signal: libc::c_int, info: *mut libc::siginfo_t, _: *mut libc::c_void) {
        // SAFETY: the kernel passes a valid record for a fault; the other calls may be made in a handler.
        unsafe {
            let address = (*info).si_addr() as usize;
            let [low, high] = [&STACK[0], &STACK[1]].map(|end| end.load(Ordering::SeqCst));
            if (low..high).contains(&address) {
                let control = CONTROL.load(Ordering::SeqCst);
                libc::write(control, OVERFLOW.as_ptr().cast(), OVERFLOW.len());
            }
            // The access is made again, and ends the process as it would have without this handler.
            libc::signal(signal, libc::SIG_DFL);
        }
    }
    let here = 0u8;
    let high = std::ptr::from_ref(&here) as usize;
    let (limit, _) = getrlimit(Resource::RLIMIT_STACK)?;
    let depth = usize::try_from(limit).unwrap_or(usize::MAX);
    STACK[0].store(
        high.saturating_sub(depth).saturating_sub(BELOW),
        Ordering::SeqCst,
    );
    STACK[1].store(high, Ordering::SeqCst);
    CONTROL.store(control.as_raw_fd(), Ordering::SeqCst);
    // On the other stack that Rust gives the main thread: its own is used up.
    let flags = SaFlags::SA_SIGINFO | SaFlags::SA_ONSTACK;
    let action = SigAction::new(SigHandler::SigAction(fault), flags, SigSet::empty());
    for signal in [Signal::SIGSEGV, Signal::SIGBUS] {
        // SAFETY: the handler does only what POSIX allows in one.
        unsafe { sigaction(signal, &action) }?;
    }
    Ok(())
}
