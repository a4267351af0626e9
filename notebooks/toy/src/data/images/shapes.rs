//! Images of filled shapes: to classify, and with known factors (where, how large, which shape) to disentangle.

use super::canvas::{Canvas, Point, length};
use crate::data::points::in_turn;
use crate::random::Rng;
use crate::tensor::Tensor;

/// What shapes there are, by their label.
///
/// ```
/// # use toy::prelude::*;
/// let (_, labels) = shapes(&mut Rng::seed(1), 4, 16);
/// assert!(labels.iter().all(|&label| label < SHAPE_NAMES.len()));
/// ```
pub const SHAPE_NAMES: [&str; 4] = ["circle", "square", "triangle", "cross"];

/// One filled shape: circle (0), square (1), triangle (2) or cross (3).
///
/// ```
/// # use toy::prelude::*;
/// let circle = Sprite { shape: 0, x: 8.0, y: 8.0, size: 4.0 };
/// let ink = circle.draw(16).sum().item(); // pixels
/// close("πr²", ink, std::f64::consts::PI * 16.0, 1.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sprite {
    /// Which shape, 0 to 3.
    pub shape: usize,
    /// Middle, in pixels from the left edge.
    pub x: f64,
    /// Middle, in pixels from the upper edge.
    pub y: f64,
    /// Radius: half of the shape's width, in pixels.
    pub size: f64,
}

impl Sprite {
    /// The sprite's image, side x side, ink from 0 to 1.
    #[track_caller]
    pub fn draw(&self, side: usize) -> Tensor {
        Tensor::from_vec(&[side, side], self.ink(side))
    }

    #[track_caller]
    fn ink(&self, side: usize) -> Vec<f64> {
        assert!(
            self.shape < SHAPE_NAMES.len(),
            "Sprite: there is no shape {}, only 0 to 3 ({})",
            self.shape,
            SHAPE_NAMES.join(", ")
        );
        let mut canvas = Canvas::new(side, side);
        canvas.fill(&|(x, y)| distance(self.shape, (x - self.x, y - self.y), self.size));
        canvas.ink
    }
}

/// How far a point (from the shape's middle) lies outside a shape; negative inside. Near the edge it is the distance.
fn distance(shape: usize, (x, y): Point, size: f64) -> f64 {
    let (x, y_down) = (x.abs(), y);
    let y = y.abs();
    match shape {
        0 => length(x, y) - size,
        1 => x.max(y) - size,
        // Sides through (0, −size), sloping like 2 : 1, and the base at y = size.
        2 => ((2.0 * x - y_down - size) / 5.0f64.sqrt()).max(y_down - size),
        _ => {
            let arm = size / 3.0;
            (x - size).max(y - arm).min((x - arm).max(y - size))
        }
    }
}

/// A random sprite that lies within the image: size from 0.2 to 0.35 of the side.
fn random_sprite(rng: &mut Rng, side: usize, shape: usize) -> Sprite {
    let side = side as f64;
    let size = side * rng.range(0.2, 0.35);
    Sprite {
        shape,
        x: rng.range(size, side - size),
        y: rng.range(size, side - size),
        size,
    }
}

/// n images with one shape each at a random place and size (n x 1 x side x side) and the shape: circle 0, square 1,
/// triangle 2, cross 3, in turn.
///
/// ```
/// # use toy::prelude::*;
/// let (images, shape) = shapes(&mut Rng::seed(1), 12, 12);
/// assert_eq!((images.shape(), SHAPE_NAMES[shape[3]]), (vec![12, 1, 12, 12], "cross"));
/// ```
pub fn shapes(rng: &mut Rng, n: usize, side: usize) -> (Tensor, Vec<usize>) {
    let labels = in_turn(n, SHAPE_NAMES.len());
    let mut numbers = Vec::with_capacity(n * side * side);
    for &shape in &labels {
        numbers.extend(random_sprite(rng, side, shape).ink(side));
    }
    (Tensor::from_vec(&[n, 1, side, side], numbers), labels)
}

/// n images of sprites with independent factors (n x 1 x side x side), and the factors (n x 4): x, y, size and shape.
///
/// x and y run from 0 to 1 over the places where every size fits, size from 0 to 1 (0.12 to 0.25 of the side); shape is
/// 0 to 3. [`Sprite::draw`] draws one of chosen factors, for traversals.
///
/// ```
/// # use toy::prelude::*;
/// let (images, factors) = sprites(&mut Rng::seed(1), 5, 16);
/// assert_eq!((images.shape(), factors.shape()), (vec![5, 1, 16, 16], vec![5, 4]));
/// assert!(factors.slice(1, 0..3).max().item() <= 1.0); // x, y, size
/// ```
pub fn sprites(rng: &mut Rng, n: usize, side: usize) -> (Tensor, Tensor) {
    let (mut numbers, mut factors) = (Vec::with_capacity(n * side * side), Vec::new());
    for _ in 0..n {
        let [x, y, size] = [rng.uniform(), rng.uniform(), rng.uniform()];
        let shape = rng.below(SHAPE_NAMES.len());
        let place = |t: f64| side as f64 * (0.25 + 0.5 * t);
        let sprite = Sprite {
            shape,
            x: place(x),
            y: place(y),
            size: side as f64 * (0.12 + 0.13 * size),
        };
        numbers.extend(sprite.ink(side));
        factors.push([x, y, size, shape as f64]);
    }
    (
        Tensor::from_vec(&[n, 1, side, side], numbers),
        factors.into(),
    )
}

/// n short videos of a sprite that moves straight on and bounces off the edges (n x frames x side x side), and its
/// shape. The speed is between 0.5 and 1.5 pixels a frame in any direction.
///
/// ```
/// # use toy::prelude::*;
/// let (videos, kinds) = moving_sprites(&mut Rng::seed(1), 2, 6, 16);
/// assert_eq!((videos.shape(), kinds.len()), (vec![2, 6, 16, 16], 2));
/// assert_ne!(videos.row(0).row(0).to_vec(), videos.row(0).row(5).to_vec());
/// ```
pub fn moving_sprites(rng: &mut Rng, n: usize, frames: usize, side: usize) -> (Tensor, Vec<usize>) {
    let labels = in_turn(n, SHAPE_NAMES.len());
    let mut numbers = Vec::with_capacity(n * frames * side * side);
    for &shape in &labels {
        let mut sprite = random_sprite(rng, side, shape);
        let (speed, angle) = (rng.range(0.5, 1.5), rng.range(0.0, std::f64::consts::TAU));
        let mut velocity = (speed * libm::cos(angle), speed * libm::sin(angle));
        for _ in 0..frames {
            numbers.extend(sprite.ink(side));
            let (from, to) = (sprite.size, side as f64 - sprite.size);
            (sprite.x, velocity.0) = bounce(sprite.x + velocity.0, velocity.0, from, to);
            (sprite.y, velocity.1) = bounce(sprite.y + velocity.1, velocity.1, from, to);
        }
    }
    (Tensor::from_vec(&[n, frames, side, side], numbers), labels)
}

/// A place beyond an end comes back by as much, with the velocity turned round.
fn bounce(place: f64, velocity: f64, from: f64, to: f64) -> (f64, f64) {
    if place < from {
        ((2.0 * from - place).min(to), -velocity)
    } else if place > to {
        ((2.0 * to - place).max(from), -velocity)
    } else {
        (place, velocity)
    }
}
