//! Points in space: surfaces for networks on point clouds, and the Swiss roll.

use super::points::in_turn;
use crate::random::Rng;
use crate::tensor::Tensor;
use std::f64::consts::PI;

/// A rolled-up sheet: points (n x 3), and where each lies on the flat sheet (n x 2: length along the roll, height).
///
/// The point at angle θ (1.5π to 4.5π) is (θ cos θ, height, θ sin θ), height from 0 to 21, with normal noise. The
/// length along the roll is the arc length ∫√(1 + t²) dt = (θ√(1 + θ²) + asinh θ)/2, so distances on the sheet are
/// plain distances in the second tensor (Tenenbaum et al., "A global geometric framework for nonlinear dimensionality
/// reduction", 2000, Figure 3).
///
/// ```
/// # use toy::prelude::*;
/// let (points, sheet) = swiss_roll(&mut Rng::seed(1), 10, 0.0);
/// assert_eq!((points.shape(), sheet.shape()), (vec![10, 3], vec![10, 2]));
/// assert_eq!(points.col(1).to_vec(), sheet.col(1).to_vec()); // the height
/// ```
pub fn swiss_roll(rng: &mut Rng, n: usize, noise: f64) -> (Tensor, Tensor) {
    let (mut points, mut sheet) = (Vec::with_capacity(n), Vec::with_capacity(n));
    for _ in 0..n {
        let angle = rng.range(1.5 * PI, 4.5 * PI);
        let height = rng.range(0.0, 21.0);
        let mut point = [angle * libm::cos(angle), height, angle * libm::sin(angle)];
        point.iter_mut().for_each(|x| *x += noise * rng.normal());
        points.push(point);
        let length = 0.5 * (angle * (1.0 + angle * angle).sqrt() + libm::asinh(angle));
        sheet.push([length, height]);
    }
    (points.into(), sheet.into())
}

/// n points (n x 3), uniform on the unit sphere.
///
/// ```
/// # use toy::prelude::*;
/// close_all("radius 1", sphere_surface(&mut Rng::seed(1), 9).norm_axis(1), ones([9]), 1e-12);
/// ```
pub fn sphere_surface(rng: &mut Rng, n: usize) -> Tensor {
    let mut points = Vec::with_capacity(n);
    for _ in 0..n {
        let [x, y, z] = [rng.normal(), rng.normal(), rng.normal()];
        let radius = (x * x + y * y + z * z).sqrt();
        points.push([x / radius, y / radius, z / radius]);
    }
    points.into()
}

/// n points (n x 3), uniform on a torus around the third axis: a tube of radius `tube` whose middle is at distance
/// `radius` from the axis.
///
/// ```
/// # use toy::prelude::*;
/// let points = torus_surface(&mut Rng::seed(1), 9, 2.0, 0.5);
/// let from_middle = points.slice(1, 0..2).norm_axis(1) - 2.0;
/// close_all("the tube", from_middle.square() + points.col(2).square(), full([9], 0.25), 1e-12);
/// ```
#[track_caller]
pub fn torus_surface(rng: &mut Rng, n: usize, radius: f64, tube: f64) -> Tensor {
    assert!(
        0.0 < tube && tube <= radius,
        "torus_surface: the tube's radius {tube} must be positive and at most {radius}"
    );
    let mut points = Vec::with_capacity(n);
    while points.len() < n {
        let around = 2.0 * PI * rng.uniform();
        let from_axis = radius + tube * libm::cos(around);
        // The outer side of the tube is longer than the inner one: keep an angle in proportion to its circle.
        let keep = rng.coin(from_axis / (radius + tube));
        let angle = 2.0 * PI * rng.uniform();
        if keep {
            points.push([
                from_axis * libm::cos(angle),
                from_axis * libm::sin(angle),
                tube * libm::sin(around),
            ]);
        }
    }
    points.into()
}

/// n points (n x 3), uniform on the six faces of the cube [−1, 1]³.
///
/// ```
/// # use toy::prelude::*;
/// let points = cube_surface(&mut Rng::seed(1), 9);
/// close_all("on a face", points.abs().max_axis(1), ones([9]), 1e-12);
/// ```
pub fn cube_surface(rng: &mut Rng, n: usize) -> Tensor {
    let mut points = Vec::with_capacity(n);
    for _ in 0..n {
        let (axis, side) = (rng.below(3), if rng.coin(0.5) { 1.0 } else { -1.0 });
        let mut point = [0.0; 3];
        for x in &mut point {
            *x = rng.range(-1.0, 1.0);
        }
        point[axis] = side;
        points.push(point);
    }
    points.into()
}

/// Point clouds to classify: n clouds (n x `points` x 3) of spheres (0), tori (1) and cubes (2), and their class.
///
/// Each cloud has its own size (radius 0.7 to 1.3), its points normal noise. They stand upright: turn them with
/// [`random_rotation`](super::random_rotation).
///
/// ```
/// # use toy::prelude::*;
/// let (clouds, kinds) = point_clouds(&mut Rng::seed(1), 6, 50, 0.01);
/// assert_eq!((clouds.shape(), kinds), (vec![6, 50, 3], vec![0, 1, 2, 0, 1, 2]));
/// ```
pub fn point_clouds(rng: &mut Rng, n: usize, points: usize, noise: f64) -> (Tensor, Vec<usize>) {
    let labels = in_turn(n, 3);
    let mut numbers = Vec::with_capacity(n * points * 3);
    for &label in &labels {
        let size = rng.range(0.7, 1.3);
        let cloud = match label {
            0 => sphere_surface(rng, points),
            1 => torus_surface(rng, points, 0.75, 0.25),
            // The cube's half side is such that its corners touch the unit sphere.
            _ => cube_surface(rng, points) / 3.0f64.sqrt(),
        };
        let cloud = cloud * size + rng.normals([points, 3]) * noise;
        numbers.extend(cloud.to_vec());
    }
    (Tensor::from_vec(&[n, points, 3], numbers), labels)
}
