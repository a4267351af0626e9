//! Images without a shape: bars and stripes, and textures.

use crate::data::points::in_turn;
use crate::random::Rng;
use crate::tensor::Tensor;
use std::f64::consts::PI;

/// Bars and stripes: n binary images (n x 1 x side x side); class 0 has full columns (bars), class 1 full rows
/// (stripes), each line there with probability ½, never none and never all.
///
/// There are 2·(2^side − 2) different images (after D. MacKay, "Information Theory, Inference, and Learning
/// Algorithms", 2003, Chapter 43, who also has the two images that are both).
///
/// ```
/// # use toy::prelude::*;
/// let (images, labels) = bars_and_stripes(&mut Rng::seed(1), 10, 4);
/// for (i, &label) in labels.iter().enumerate() {
///     let image = images.row(i).reshape([4, 4]);
///     let lines = if label == 0 { image } else { image.t() }; // bars: all rows are alike
///     assert_eq!(lines.row(0).to_vec(), lines.row(3).to_vec());
/// }
/// ```
#[track_caller]
pub fn bars_and_stripes(rng: &mut Rng, n: usize, side: usize) -> (Tensor, Vec<usize>) {
    assert!(
        side >= 2,
        "bars_and_stripes: an image needs at least 2 x 2 pixels, got side {side}"
    );
    let labels = in_turn(n, 2);
    let mut numbers = Vec::with_capacity(n * side * side);
    for &label in &labels {
        let mut lines: Vec<bool> = Vec::new();
        while lines.iter().all(|&on| on) || !lines.contains(&true) {
            lines = (0..side).map(|_| rng.coin(0.5)).collect();
        }
        for i in 0..side * side {
            let line = if label == 0 { i % side } else { i / side };
            numbers.push(f64::from(u8::from(lines[line])));
        }
    }
    (Tensor::from_vec(&[n, 1, side, side], numbers), labels)
}

/// What textures there are, by their label.
///
/// ```
/// # use toy::prelude::*;
/// let (_, labels) = textures(&mut Rng::seed(1), 4, 8, 0.0);
/// assert_eq!(TEXTURE_NAMES[labels[3]], "checks");
/// ```
pub const TEXTURE_NAMES: [&str; 4] = ["rows", "columns", "diagonals", "checks"];

/// n grey textures (n x 1 x side x side, 0 to 1) and their kind: rows 0, columns 1, diagonals 2, checks 3, in turn.
///
/// Waves with a period of 3 to 5 pixels and any phase: the phase says nothing about the kind, so a single pixel says
/// nothing either. `noise` is the standard deviation on each pixel.
///
/// ```
/// # use toy::prelude::*;
/// let (images, labels) = textures(&mut Rng::seed(1), 8, 12, 0.0);
/// assert_eq!((images.shape(), labels), (vec![8, 1, 12, 12], vec![0, 1, 2, 3, 0, 1, 2, 3]));
/// ```
pub fn textures(rng: &mut Rng, n: usize, side: usize, noise: f64) -> (Tensor, Vec<usize>) {
    let labels = in_turn(n, TEXTURE_NAMES.len());
    let mut numbers = Vec::with_capacity(n * side * side);
    for &label in &labels {
        let frequency = 2.0 * PI / rng.range(3.0, 5.0);
        let phases = [rng.range(0.0, 2.0 * PI), rng.range(0.0, 2.0 * PI)];
        for i in 0..side * side {
            let (x, y) = ((i % side) as f64, (i / side) as f64);
            let wave = |along: f64, phase: f64| libm::sin(frequency * along + phase);
            let height = match label {
                0 => wave(y, phases[0]),
                1 => wave(x, phases[0]),
                // Along the diagonal the same period in pixels: √½ of the sum of the coordinates.
                2 => wave((x + y) * 0.5f64.sqrt(), phases[0]),
                _ => wave(x, phases[0]) * wave(y, phases[1]),
            };
            numbers.push((0.5 + 0.5 * height + noise * rng.normal()).clamp(0.0, 1.0));
        }
    }
    (Tensor::from_vec(&[n, 1, side, side], numbers), labels)
}
