//! The flag ends whatever the toolkit is doing. One test: the flag is the process's.

use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use toy::interrupt::{checkpoint, toy_watch_interrupts};
use toy::prelude::*;

static FLAG: AtomicBool = AtomicBool::new(false);

/// What `body` unwinds with, with the flag set before or, by another thread, while it runs.
fn stopped(before: bool, body: impl FnOnce() + std::panic::UnwindSafe) -> String {
    FLAG.store(before, Ordering::Relaxed);
    let setter = std::thread::spawn(move || {
        if !before {
            std::thread::sleep(std::time::Duration::from_millis(50));
            FLAG.store(true, Ordering::Relaxed);
        }
    });
    let payload = catch_unwind(body).expect_err("the flag ends it");
    setter.join().expect("it sets a flag");
    FLAG.store(false, Ordering::Relaxed);
    (*payload.downcast::<&'static str>().expect("a text")).to_owned()
}

#[test]
fn the_flag_ends_every_long_computation() {
    let told = "papercell: interrupted";
    checkpoint(); // no flag is watched
    // SAFETY: a static lives as long as the process.
    unsafe { toy_watch_interrupts(&raw const FLAG) };
    checkpoint();

    assert_eq!(stopped(true, checkpoint), told);
    let training = || {
        let weight = param([1.0, 2.0]);
        loop {
            let _ = grad(&(&weight * 2.0).sum(), &[&weight]);
        }
    };
    assert_eq!(stopped(false, training), told, "tensors");
    let steps = || progress("Steps", usize::MAX).for_each(drop);
    assert_eq!(
        stopped(false, steps),
        told,
        "a bar, whose end is drawn while it is dropped"
    );
    assert_eq!(stopped(true, || display("x")), told, "frames");
    let seeds = || {
        let forever = |_| -> f64 {
            loop {
                tensor([1.0]).sum();
            }
        };
        over_seeds(3, forever);
    };
    assert_eq!(stopped(false, seeds), told, "threads");
    let next_seed = || {
        over_seeds(1000, |_| {
            std::thread::sleep(std::time::Duration::from_millis(2))
        });
    };
    assert_eq!(stopped(false, next_seed), told, "between seeds");

    assert_eq!(
        tensor([1.0, 2.0]).sum().item(),
        3.0,
        "and then it works as before"
    );
}
