//! Labelled points in the plane: the shapes that classifiers, generators and clusterings are shown on.
//!
//! Every function gives the points (n x 2) and the class of each. The classes take turns (0, 1, 2, 0, 1, ...), so they
//! are balanced however many points are drawn. Lengths are in the units of the axes, noise is a standard deviation.

use crate::mixture::Mixture;
use crate::random::Rng;
use crate::tensor::Tensor;
use std::f64::consts::PI;

/// Two interleaved half circles with normal noise: n points (n x 2) and their moon (0 or 1), alternating.
///
/// ```
/// # use toy::prelude::*;
/// let (points, labels) = two_moons(&mut Rng::seed(1), 4, 0.0);
/// assert_eq!(labels, [0, 1, 0, 1]);
/// close("on the unit circle", points.row(0).norm().item(), 1.0, 1e-12);
/// ```
pub fn two_moons(rng: &mut Rng, n: usize, noise: f64) -> (Tensor, Vec<usize>) {
    let moon: Vec<usize> = (0..n).map(|i| i % 2).collect();
    let mut points = Vec::with_capacity(n);
    for &moon in &moon {
        let angle = PI * rng.uniform();
        let (x, y) = (libm::cos(angle), libm::sin(angle));
        let [x, y] = if moon == 0 {
            [x, y]
        } else {
            [1.0 - x, 0.5 - y]
        };
        points.push([x + noise * rng.normal(), y + noise * rng.normal()]);
    }
    (points.into(), moon)
}

/// The classes of n points that take turns: 0, 1, ..., `classes` − 1, 0, 1, ...
pub(super) fn in_turn(n: usize, classes: usize) -> Vec<usize> {
    (0..n).map(|i| i % classes).collect()
}

/// A point at a distance and an angle from the origin.
fn polar(radius: f64, angle: f64) -> [f64; 2] {
    [radius * libm::cos(angle), radius * libm::sin(angle)]
}

/// The same point with normal noise on both coordinates.
fn blur(rng: &mut Rng, [x, y]: [f64; 2], noise: f64) -> [f64; 2] {
    [x + noise * rng.normal(), y + noise * rng.normal()]
}

/// Interleaved spiral arms, each one turn long: n points (n x 2) with radius from 0.1 to 1, and the arm of each.
///
/// Without noise a point of arm k at radius r has the angle 2π(r + k/arms).
///
/// ```
/// # use toy::prelude::*;
/// let (points, arm) = spirals(&mut Rng::seed(1), 300, 2, 0.02);
/// assert_eq!((points.shape(), arm[1]), (vec![300, 2], 1));
/// ```
#[track_caller]
pub fn spirals(rng: &mut Rng, n: usize, arms: usize, noise: f64) -> (Tensor, Vec<usize>) {
    assert!(arms > 0, "spirals: there must be at least one arm");
    let labels = in_turn(n, arms);
    let mut points = Vec::with_capacity(n);
    for &arm in &labels {
        // The root spreads the points evenly over the disc rather than crowding them in the middle.
        let radius = 0.1 + 0.9 * rng.uniform().sqrt();
        let angle = 2.0 * PI * (radius + arm as f64 / arms as f64);
        points.push(blur(rng, polar(radius, angle), noise));
    }
    (points.into(), labels)
}

/// Round Gaussian blobs of standard deviation `sd` at `centres` (k x d): n points (n x d) and the blob of each.
///
/// Where the density is needed too, use [`Mixture`].
///
/// ```
/// # use toy::prelude::*;
/// let (points, labels) = blobs(&mut Rng::seed(1), 200, [[0.0, 0.0], [5.0, 5.0]], 0.5);
/// close_all("centre of blob 1", rows_of_class(&points, &labels, 1).mean_axis(0), [5.0, 5.0], 0.2);
/// ```
#[track_caller]
pub fn blobs(rng: &mut Rng, n: usize, centres: impl Into<Tensor>, sd: f64) -> (Tensor, Vec<usize>) {
    blobs_at(rng, n, &centres.into().detach(), sd)
}

#[track_caller]
fn blobs_at(rng: &mut Rng, n: usize, centres: &Tensor, sd: f64) -> (Tensor, Vec<usize>) {
    let shape = centres.shape();
    assert!(
        shape.len() == 2 && shape[0] > 0,
        "blobs: the centres must be k x d, their shape is {shape:?}"
    );
    let labels = in_turn(n, shape[0]);
    let points = centres.rows(&labels) + rng.normals([n, shape[1]]) * sd;
    (points, labels)
}

/// Concentric rings of the given radii, with normal noise on the radius: n points (n x 2) and the ring of each.
///
/// ```
/// # use toy::prelude::*;
/// let (points, labels) = rings(&mut Rng::seed(1), 10, &[1.0, 3.0], 0.0);
/// let radii: Vec<f64> = labels.iter().map(|&ring| [1.0, 3.0][ring]).collect();
/// close_all("radii", points.norm_axis(1), radii, 1e-12);
/// ```
#[track_caller]
pub fn rings(rng: &mut Rng, n: usize, radii: &[f64], noise: f64) -> (Tensor, Vec<usize>) {
    assert!(
        !radii.is_empty(),
        "rings: there must be at least one radius"
    );
    let labels = in_turn(n, radii.len());
    let mut points = Vec::with_capacity(n);
    for &ring in &labels {
        let angle = 2.0 * PI * rng.uniform();
        points.push(polar(radii[ring] + noise * rng.normal(), angle));
    }
    (points.into(), labels)
}

/// Gaussian arms bent into a pinwheel: n points (n x 2) and the arm of each.
///
/// An arm is a Gaussian around (1, 0), long along the radius (standard deviation 0.3) and `noise` wide across it; it is
/// turned by 2πk/arms + e^r/4, where r is the first coordinate (after Johnson et al., "Composing graphical models with
/// neural networks", 2016).
///
/// ```
/// # use toy::prelude::*;
/// let (points, labels) = pinwheel(&mut Rng::seed(1), 100, 5, 0.1);
/// assert_eq!((points.shape(), class_counts(&labels, 5)), (vec![100, 2], vec![20; 5]));
/// ```
#[track_caller]
pub fn pinwheel(rng: &mut Rng, n: usize, arms: usize, noise: f64) -> (Tensor, Vec<usize>) {
    assert!(arms > 0, "pinwheel: there must be at least one arm");
    let labels = in_turn(n, arms);
    let mut points = Vec::with_capacity(n);
    for &arm in &labels {
        let (along, across) = (1.0 + 0.3 * rng.normal(), noise * rng.normal());
        let angle = 2.0 * PI * arm as f64 / arms as f64 + 0.25 * crate::math::exp(along);
        let (cos, sin) = (libm::cos(angle), libm::sin(angle));
        points.push([cos * along - sin * across, sin * along + cos * across]);
    }
    (points.into(), labels)
}

/// A board of `side` x `side` squares of width 1, centred at the origin: n points (n x 2), uniform on their colour's
/// squares, and the colour of each (0 or 1; the lower left square is 0).
///
/// For the density that lives on one colour only, take [`rows_of_class`](super::rows_of_class).
///
/// ```
/// # use toy::prelude::*;
/// let (points, labels) = checkerboard(&mut Rng::seed(1), 100, 4);
/// assert!(points.abs().max().item() <= 2.0);
/// let square = |x: f64| (x + 2.0).floor() as usize;
/// assert_eq!(labels[0], (square(points.at([0, 0])) + square(points.at([0, 1]))) % 2);
/// ```
#[track_caller]
pub fn checkerboard(rng: &mut Rng, n: usize, side: usize) -> (Tensor, Vec<usize>) {
    assert!(
        side >= 2,
        "checkerboard: a board needs at least 2 x 2 squares, got {side}"
    );
    let labels = in_turn(n, 2);
    let squares = |colour: usize| -> Vec<usize> {
        (0..side * side)
            .filter(|i| (i / side + i % side) % 2 == colour)
            .collect()
    };
    let of_colour = [squares(0), squares(1)];
    let mut points = Vec::with_capacity(n);
    let half = side as f64 / 2.0;
    for &colour in &labels {
        let squares = &of_colour[colour];
        let square = squares[rng.below(squares.len())];
        let (column, row) = ((square % side) as f64, (square / side) as f64);
        points.push([column + rng.uniform() - half, row + rng.uniform() - half]);
    }
    (points.into(), labels)
}

/// Exclusive or: four Gaussian blobs at (±1, ±1), n points (n x 2); class 1 where the signs differ.
///
/// ```
/// # use toy::prelude::*;
/// let (points, labels) = xor(&mut Rng::seed(1), 4, 0.0);
/// for (point, &label) in points.to_rows().iter().zip(&labels) {
///     assert_eq!(point[0] * point[1] < 0.0, label == 1);
/// }
/// ```
pub fn xor(rng: &mut Rng, n: usize, noise: f64) -> (Tensor, Vec<usize>) {
    let corners = [[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0], [-1.0, 1.0]];
    let mut points = Vec::with_capacity(n);
    for i in 0..n {
        points.push(blur(rng, corners[i % 4], noise));
    }
    (points.into(), in_turn(n, 2))
}

/// Two classes N(±distance/2 · e₁, I) in d dimensions: n points (n x d) and their class.
///
/// No classifier is right more often than Φ(distance/2), which the sign of the first coordinate reaches.
///
/// ```
/// # use toy::prelude::*;
/// let (points, labels) = two_gaussians(&mut Rng::seed(1), 4000, 2, 2.0);
/// let guess: Vec<usize> = points.col(0).to_vec().iter().map(|&x| usize::from(x > 0.0)).collect();
/// close("Bayes's accuracy Φ(1)", accuracy(&guess, &labels), normal_cdf(1.0), 0.02);
/// ```
#[track_caller]
pub fn two_gaussians(rng: &mut Rng, n: usize, d: usize, distance: f64) -> (Tensor, Vec<usize>) {
    assert!(d > 0, "two_gaussians: points need at least one dimension");
    let mut centres = vec![vec![0.0; d]; 2];
    centres[0][0] = -distance / 2.0;
    centres[1][0] = distance / 2.0;
    blobs(rng, n, centres, 1.0)
}

/// `modes` Gaussians on a circle, drawn at random (not in turn): n points (n x 2) and the mode of each.
///
/// [`Mixture::ring`] is the same distribution with its density.
///
/// ```
/// # use toy::prelude::*;
/// let (points, modes) = ring_of_gaussians(&mut Rng::seed(1), 500, 8, 2.0, 0.01);
/// close_all("radii", points.norm_axis(1), full([500], 2.0), 0.05);
/// assert!(modes.iter().all(|&mode| mode < 8));
/// ```
#[track_caller]
pub fn ring_of_gaussians(
    rng: &mut Rng,
    n: usize,
    modes: usize,
    radius: f64,
    sd: f64,
) -> (Tensor, Vec<usize>) {
    Mixture::ring(modes, radius, sd).sample(rng, n)
}

/// `side` x `side` Gaussians on a square grid, drawn at random: n points (n x 2) and the mode of each.
///
/// ```
/// # use toy::prelude::*;
/// let (points, modes) = grid_of_gaussians(&mut Rng::seed(1), 50, 3, 2.0, 0.01);
/// let offsets = points - grid_means(3, 2.0).rows(&modes);
/// assert!(offsets.abs().max().item() < 0.05);
/// ```
#[track_caller]
pub fn grid_of_gaussians(
    rng: &mut Rng,
    n: usize,
    side: usize,
    spacing: f64,
    sd: f64,
) -> (Tensor, Vec<usize>) {
    Mixture::new(grid_means(side, spacing), sd).sample(rng, n)
}

/// The points of a square grid centred at the origin, side² x 2, row by row from below: the means of
/// [`grid_of_gaussians`], for a [`Mixture`].
///
/// ```
/// # use toy::prelude::*;
/// let means = grid_means(2, 4.0);
/// assert_eq!(means.to_rows(), [[-2.0, -2.0], [2.0, -2.0], [-2.0, 2.0], [2.0, 2.0]]);
/// ```
pub fn grid_means(side: usize, spacing: f64) -> Tensor {
    let middle = (side as f64 - 1.0) / 2.0;
    let place = |i: usize| (i as f64 - middle) * spacing;
    let points: Vec<[f64; 2]> = (0..side * side)
        .map(|i| [place(i % side), place(i / side)])
        .collect();
    points.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moons_lie_where_they_should() {
        let (x, moon) = two_moons(&mut Rng::seed(2), 100, 0.0);
        for (point, moon) in x.to_rows().iter().zip(moon) {
            let [cx, cy] = if moon == 0 { [0.0, 0.0] } else { [1.0, 0.5] };
            let radius = (point[0] - cx) * (point[0] - cx) + (point[1] - cy) * (point[1] - cy);
            assert!((radius - 1.0).abs() < 1e-12);
        }
    }
}
