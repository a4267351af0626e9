//! Dropout: noise that switches units off.

use crate::random::Rng;
use crate::tensor::{Tensor, full};

/// Every number becomes 0 with probability `p`, the others grow by 1/(1 − p), so that the mean stays
/// (Srivastava et al., "Dropout", 2014, section 10, in its inverted form). At evaluation leave it out.
///
/// ```
/// # use toy::prelude::*;
/// let y = dropout(&mut Rng::seed(1), &ones([1000]), 0.5);
/// assert!(y.to_vec().iter().all(|&y| y == 0.0 || y == 2.0));
/// ```
#[track_caller]
pub fn dropout(rng: &mut Rng, x: &Tensor, p: f64) -> Tensor {
    assert!(
        (0.0..1.0).contains(&p),
        "dropout: the probability must be at least 0 and less than 1, got {p}"
    );
    let kept = rng.bernoullis(full(x.shape(), 1.0 - p));
    x * (kept / (1.0 - p))
}
