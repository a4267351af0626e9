//! Runs the seeds of an experiment on all cores. The results come back in the order of the seeds, so the number of
//! cores changes the time and nothing else.

use crate::tensor::{Recording, recording};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// `run(0)`, `run(1)`, ..., `run(count - 1)`, computed side by side.
///
/// ```
/// # use toy::prelude::*;
/// let sums = over_seeds(4, |seed| Rng::seed(seed).normals(10).sum().item());
/// assert_eq!(sums[2], Rng::seed(2).normals(10).sum().item());
/// ```
#[track_caller]
pub fn over_seeds<R: Send>(count: usize, run: impl Fn(u64) -> R + Sync) -> Vec<R> {
    crate::memory::keep();
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let next = AtomicUsize::new(0);
    let results: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(count));
    // What `no_grad` says here holds for the seeds too.
    let recorded = recording();
    let work = || {
        let _recording = Recording::set(recorded);
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= count {
                return;
            }
            crate::interrupt::checkpoint();
            let result = run(seed as u64);
            let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
            results.push((seed, result));
        }
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..cores.min(count)).map(|_| scope.spawn(work)).collect();
        for worker in workers {
            // A cell's panic goes on in the cell's own thread, and so does an interrupt.
            if let Err(panic) = worker.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
    let mut results = results.into_inner().unwrap_or_else(PoisonError::into_inner);
    results.sort_by_key(|(seed, _)| *seed);
    results.into_iter().map(|(_, result)| result).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_keep_the_order_of_the_seeds() {
        let squares = over_seeds(20, |seed| seed * seed);
        assert!(squares.into_iter().eq((0..20).map(|i| i * i)));
    }

    #[test]
    fn without_gradients_the_seeds_have_none() {
        let w = crate::tensor::param(1.0);
        let tracked = || over_seeds(3, |_| (&w * 2.0).tracked());
        assert_eq!(crate::tensor::no_grad(tracked), [false; 3]);
        assert_eq!(tracked(), [true; 3]);
    }

    #[test]
    #[should_panic(expected = "seed 3 is broken")]
    fn a_panic_reaches_the_cell() {
        over_seeds(5, |seed| assert!(seed != 3, "seed 3 is broken"));
    }
}
