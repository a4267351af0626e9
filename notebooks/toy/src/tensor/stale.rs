//! Parameters that changed between a loss and its gradient. The record holds a parameter itself, not its numbers, so the
//! gradient of a product would be taken with the new ones: silently wrong. (PyTorch counts versions for the same reason.)
//!
//! An update takes a number from the nodes' own count, so "changed after this operation" is a comparison of two numbers.

use std::cell::Cell;

thread_local! {
    /// The node whose gradient is being computed; all of its inputs have lower numbers.
    static NODE: Cell<u64> = const { Cell::new(u64::MAX) };
    /// Whether that gradient has read numbers that are newer than the node.
    static READ: Cell<bool> = const { Cell::new(false) };
}

/// Puts the outer gradient's state back, also when a cell panics.
struct Outer(u64, bool);

impl Drop for Outer {
    fn drop(&mut self) {
        NODE.set(self.0);
        READ.set(self.1);
    }
}

/// Runs a node's gradient; the second result says whether it has read a parameter that changed after the node was made.
pub(super) fn watched<R>(node: u64, gradient: impl FnOnce() -> R) -> (R, bool) {
    let _outer = Outer(NODE.replace(node), READ.replace(false));
    let result = gradient();
    (result, READ.get())
}

/// Notes that parameter `id`, last changed at `changed`, is read. (One that is younger than the node is no input of it.)
pub(super) fn note(id: u64, changed: u64) {
    let node = NODE.get();
    if id < node && node < changed {
        READ.set(true);
    }
}
