//! Choosing an action from numbers that say how good each is.

use crate::math;
use crate::random::Rng;
use crate::tensor::Tensor;

/// The place of the largest number; the first of equals.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(argmax([1.0, 7.0, 7.0]), 1);
/// ```
#[track_caller]
pub fn argmax(values: impl Into<Tensor>) -> usize {
    best(&values.into().to_vec())
}

#[track_caller]
pub(crate) fn best(values: &[f64]) -> usize {
    assert!(
        !values.is_empty() && values.iter().all(|v| !v.is_nan()),
        "argmax: needs at least one number and no NaN, got {values:?}"
    );
    (1..values.len()).fold(0, |top, i| if values[i] > values[top] { i } else { top })
}

/// The best action; with probability `epsilon` any action, all equally likely. Equally good ones are drawn from.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// assert_eq!(epsilon_greedy([1.0, 7.0], 0.0, &mut rng), 1);
/// let any: Vec<usize> = (0..1000).map(|_| epsilon_greedy([1.0, 7.0], 0.2, &mut rng)).collect();
/// close("half of ε", class_counts(&any, 2)[0] as f64 / 1000.0, 0.1, 0.03);
/// ```
#[track_caller]
pub fn epsilon_greedy(values: impl Into<Tensor>, epsilon: f64, rng: &mut Rng) -> usize {
    greedy_or_any(&values.into().to_vec(), epsilon, rng)
}

#[track_caller]
pub(crate) fn greedy_or_any(values: &[f64], epsilon: f64, rng: &mut Rng) -> usize {
    assert!(
        (0.0..=1.0).contains(&epsilon),
        "epsilon_greedy: epsilon is a probability, got {epsilon}"
    );
    if rng.coin(epsilon) {
        return rng.below(values.len());
    }
    let top = values[best(values)];
    let ties: Vec<usize> = (0..values.len()).filter(|&i| values[i] == top).collect();
    match ties.as_slice() {
        [only] => *only,
        _ => ties[rng.below(ties.len())],
    }
}

/// An action with probability in proportion to e^(value/temperature).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let any: Vec<usize> = (0..1000).map(|_| boltzmann([0.0, ln(3.0)], 1.0, &mut rng)).collect();
/// close("odds 1 : 3", class_counts(&any, 2)[1] as f64 / 1000.0, 0.75, 0.04);
/// ```
#[track_caller]
pub fn boltzmann(values: impl Into<Tensor>, temperature: f64, rng: &mut Rng) -> usize {
    let values = values.into().to_vec();
    assert!(
        temperature > 0.0,
        "boltzmann: the temperature must be positive, got {temperature}"
    );
    let top = values[best(&values)];
    let weights = values.iter().map(|v| math::exp((v - top) / temperature));
    rng.pick(weights.collect::<Vec<_>>())
}
