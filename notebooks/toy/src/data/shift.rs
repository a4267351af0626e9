//! Data that differ from what was trained on: shifted inputs, wrong labels, turned points, rare classes.

use super::split::{class_counts, places_of_class};
use crate::random::Rng;
use crate::tensor::Tensor;

/// Covariate shift: `count` places drawn with replacement, row x (n x d) with weight exp(strength · ⟨x, direction⟩).
///
/// The inputs move along `direction` (d); what a label is, given its input, does not change. Strength 0 is an ordinary
/// bootstrap.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let x = rng.normals([5000, 2]);
/// let moved = x.rows(&covariate_shift(&mut rng, &x, [1.0, 0.0], 1.0, 5000));
/// close_all("e^x moves N(0, 1) to N(1, 1)", moved.mean_axis(0), [1.0, 0.0], 0.1);
/// ```
#[track_caller]
pub fn covariate_shift(
    rng: &mut Rng,
    x: &Tensor,
    direction: impl Into<Tensor>,
    strength: f64,
    count: usize,
) -> Vec<usize> {
    tilted(rng, x, &direction.into(), strength, count)
}

#[track_caller]
fn tilted(
    rng: &mut Rng,
    x: &Tensor,
    direction: &Tensor,
    strength: f64,
    count: usize,
) -> Vec<usize> {
    let scores = x.detach().matmul(direction) * strength;
    assert!(
        scores.rank() == 1 && !scores.is_empty(),
        "covariate_shift: the data must be n x d, their shape is {:?}",
        x.shape()
    );
    // Sums of the weights up to each row: a uniform number below the total falls into one row's stretch.
    let sums = crate::stats::cumsum((&scores - scores.max()).exp()).to_vec();
    let total = sums[sums.len() - 1];
    let draw = |u: f64| sums.partition_point(|&sum| sum <= u * total);
    (0..count)
        .map(|_| draw(rng.uniform()).min(sums.len() - 1))
        .collect()
}

/// Symmetric label noise: with probability `p` a label becomes one of the others, all alike.
///
/// ```
/// # use toy::prelude::*;
/// let noisy = label_noise(&mut Rng::seed(1), &[2; 1000], 3, 0.3);
/// close("wrong labels", 1.0 - accuracy(&noisy, &[2; 1000]), 0.3, 0.05);
/// ```
#[track_caller]
pub fn label_noise(rng: &mut Rng, labels: &[usize], classes: usize, p: f64) -> Vec<usize> {
    assert!(
        classes >= 2,
        "label_noise: with {classes} class there is no other label"
    );
    let mut noisy = Vec::with_capacity(labels.len());
    for &label in labels {
        let flip = rng.coin(p);
        // A step of 1 to classes − 1 around the circle of classes never comes back to the same one.
        let step = 1 + rng.below(classes - 1);
        noisy.push(if flip {
            (label + step) % classes
        } else {
            label
        });
    }
    noisy
}

/// Points turned by `angle` (radians, counterclockwise) in the plane of their first two coordinates; n x d -> n x d.
///
/// ```
/// # use toy::prelude::*;
/// let turned = rotate_points(&tensor([[1.0, 0.0, 7.0]]), std::f64::consts::FRAC_PI_2);
/// close_all("a quarter turn", turned, [[0.0, 1.0, 7.0]], 1e-12);
/// ```
#[track_caller]
pub fn rotate_points(x: &Tensor, angle: f64) -> Tensor {
    let shape = x.shape();
    assert!(
        shape.len() == 2 && shape[1] >= 2,
        "rotate_points: needs points n x d with d at least 2, the shape is {shape:?}"
    );
    let (cos, sin) = (libm::cos(angle), libm::sin(angle));
    let mut matrix = crate::tensor::eye(shape[1]).to_rows();
    matrix[0][..2].copy_from_slice(&[cos, sin]);
    matrix[1][..2].copy_from_slice(&[-sin, cos]);
    x.matmul(&matrix.into())
}

/// A long tail of classes: places, in random order, of a part in which class k of K has m·ratio^(−k/(K − 1)) examples,
/// m being the count of the data's rarest class. The first class is `ratio` times as frequent as the last (Cao et al.,
/// "Learning imbalanced datasets with label-distribution-aware margin loss", 2019).
///
/// ```
/// # use toy::prelude::*;
/// let labels: Vec<usize> = (0..300).map(|i| i % 3).collect(); // 100 of each
/// let part = long_tail(&mut Rng::seed(1), &labels, 3, 100.0);
/// assert_eq!(class_counts(&labels_at(&labels, &part), 3), [100, 10, 1]);
/// ```
#[track_caller]
pub fn long_tail(rng: &mut Rng, labels: &[usize], classes: usize, ratio: f64) -> Vec<usize> {
    assert!(
        classes >= 2 && ratio >= 1.0,
        "long_tail: needs at least 2 classes and a ratio of at least 1, got {classes} and {ratio}"
    );
    let most = class_counts(labels, classes).into_iter().min().unwrap_or(0) as f64;
    let mut kept = Vec::new();
    for class in 0..classes {
        let places = places_of_class(labels, class);
        let power = -(class as f64) / (classes - 1) as f64;
        let count = (most * crate::math::powf(ratio, power)).round() as usize;
        let chosen = rng.choice(places.len(), count.min(places.len()));
        kept.extend(chosen.into_iter().map(|i| places[i]));
    }
    rng.shuffle(&mut kept);
    kept
}
