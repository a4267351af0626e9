//! Digits drawn by code: ten glyphs of strokes, each drawn anew with its own shift, tilt, size, thickness and noise.

use super::canvas::{Canvas, Point};
use crate::data::points::in_turn;
use crate::random::Rng;
use crate::tensor::Tensor;
use std::f64::consts::PI;

/// How digits are drawn. The fields may be changed: `Digits { noise: 0.3, ..Digits::default() }`.
///
/// ```
/// # use toy::prelude::*;
/// let style = Digits { noise: 0.0, ..Digits::default() };
/// let images = style.draw(&mut Rng::seed(1), &[3, 1, 4]); // 3 x 1 x side x side
/// assert_eq!(images.shape(), [3, 1, style.side, style.side]);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Digits {
    /// Width and height of the image in pixels (8).
    pub side: usize,
    /// Largest shift in each direction, in pixels (0.8).
    pub shift: f64,
    /// Largest turn, in radians (0.2).
    pub tilt: f64,
    /// Largest relative change of width and of height (0.15).
    pub stretch: f64,
    /// Standard deviation of each point of a stroke, in pixels (0.12).
    pub jitter: f64,
    /// Thinnest and thickest pen, in pixels (0.7 to 1.3).
    pub thickness: (f64, f64),
    /// Standard deviation of the noise on each pixel (0.15); ink stays within 0 to 1.
    pub noise: f64,
}

impl Default for Digits {
    fn default() -> Digits {
        Digits {
            side: 8,
            shift: 0.8,
            tilt: 0.2,
            stretch: 0.15,
            jitter: 0.12,
            thickness: (0.7, 1.3),
            noise: 0.15,
        }
    }
}

/// n images of digits (n x 1 x 8 x 8, ink from 0 to 1) and the digit of each; the digits take turns.
///
/// ```
/// # use toy::prelude::*;
/// let (images, digit) = digits(&mut Rng::seed(1), 30);
/// assert_eq!((images.shape(), digit[12]), (vec![30, 1, 8, 8], 2));
/// display(&plot("Digits").tiles(images.reshape([30, 64]), 8, 8, 10));
/// ```
pub fn digits(rng: &mut Rng, n: usize) -> (Tensor, Vec<usize>) {
    let labels = in_turn(n, 10);
    (Digits::default().draw(rng, &labels), labels)
}

impl Digits {
    /// Neat digits: no shift, no tilt, no noise, a pen one pixel wide.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let [a, b] = [1, 2].map(|seed| Digits::clean().draw(&mut Rng::seed(seed), &[7]));
    /// assert_eq!(a.to_vec(), b.to_vec()); // nothing is left to chance
    /// ```
    pub fn clean() -> Digits {
        Digits {
            shift: 0.0,
            tilt: 0.0,
            stretch: 0.0,
            jitter: 0.0,
            thickness: (1.0, 1.0),
            noise: 0.0,
            ..Digits::default()
        }
    }

    /// One image for each label 0 to 9: labels.len() x 1 x side x side.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let images = Digits::clean().draw(&mut Rng::seed(1), &[1, 8]);
    /// let ink = images.flatten().reshape([2, images.len() / 2]).sum_axis(1);
    /// assert!(ink.at([1]) > ink.at([0]));
    /// ```
    #[track_caller]
    pub fn draw(&self, rng: &mut Rng, labels: &[usize]) -> Tensor {
        let mut numbers = Vec::with_capacity(labels.len() * self.side * self.side);
        for &label in labels {
            assert!(label < 10, "Digits: {label} is no digit from 0 to 9");
            numbers.extend(self.draw_one(rng, label));
        }
        Tensor::from_vec(&[labels.len(), 1, self.side, self.side], numbers)
    }

    fn draw_one(&self, rng: &mut Rng, digit: usize) -> Vec<f64> {
        let mut within = |most: f64| rng.range(-most, most);
        let turn = within(self.tilt);
        let (wider, higher) = (1.0 + within(self.stretch), 1.0 + within(self.stretch));
        let middle = self.side as f64 / 2.0;
        let (cx, cy) = (middle + within(self.shift), middle + within(self.shift));
        let thickness = rng.range(self.thickness.0, self.thickness.1);
        let (cos, sin) = (libm::cos(turn), libm::sin(turn));
        // A glyph is two units wide and three high: on 8 x 8 pixels 4 wide and 5.6 high.
        let (unit_x, unit_y) = (
            self.side as f64 * 0.25 * wider,
            self.side as f64 * 0.2333 * higher,
        );
        let mut canvas = Canvas::new(self.side, self.side);
        for stroke in strokes(digit) {
            let mut place = |&(x, y): &Point| {
                let (x, y) = ((x - 1.0) * unit_x, (y - 1.5) * unit_y);
                let (jx, jy) = (self.jitter * rng.normal(), self.jitter * rng.normal());
                (cx + cos * x - sin * y + jx, cy + sin * x + cos * y + jy)
            };
            let points: Vec<Point> = stroke.iter().map(&mut place).collect();
            canvas.stroke(&points, thickness);
        }
        for ink in &mut canvas.ink {
            *ink = (*ink + self.noise * rng.normal()).clamp(0.0, 1.0);
        }
        canvas.ink
    }
}

/// The strokes of a digit in a box from (0, 0), upper left, to (2, 3).
fn strokes(digit: usize) -> Vec<Vec<Point>> {
    match digit {
        0 => vec![arc((1.0, 1.5), (1.0, 1.5), 0.0, 1.0)],
        1 => vec![vec![(0.4, 0.7), (1.1, 0.0), (1.1, 3.0)]],
        2 => {
            let mut line = arc((1.0, 0.9), (1.0, 0.9), -0.5, 0.1);
            line.extend([(0.0, 3.0), (2.0, 3.0)]);
            vec![line]
        }
        3 => vec![
            arc((0.8, 0.75), (1.1, 0.75), -0.4, 0.25),
            arc((0.8, 2.25), (1.2, 0.75), -0.25, 0.4),
        ],
        4 => vec![
            vec![(0.4, 0.0), (0.0, 1.8), (2.0, 1.8)],
            vec![(1.5, 0.5), (1.4, 3.0)],
        ],
        5 => {
            let mut line = vec![(1.9, 0.0), (0.3, 0.0), (0.2, 1.4)];
            line.extend(arc((0.8, 2.1), (1.2, 0.9), -0.3, 0.38));
            vec![line]
        }
        6 => {
            let mut line = vec![(1.6, 0.0), (0.5, 0.9)];
            line.extend(arc((1.0, 2.15), (1.0, 0.85), -0.45, 0.5));
            vec![line]
        }
        7 => vec![vec![(0.0, 0.0), (2.0, 0.0), (0.7, 3.0)]],
        8 => vec![
            arc((1.0, 0.7), (0.85, 0.7), 0.0, 1.0),
            arc((1.0, 2.2), (1.0, 0.8), 0.0, 1.0),
        ],
        _ => {
            let mut line = arc((1.0, 0.85), (1.0, 0.85), 0.05, 1.0);
            line.extend([(1.9, 1.8), (1.4, 3.0)]);
            vec![line]
        }
    }
}

/// Points on an ellipse, from one angle to another. Angles are turns, clockwise on the page from the right side:
/// −0.5 is the left side, −0.25 the top, 0.25 the bottom.
fn arc((cx, cy): Point, (rx, ry): Point, from: f64, to: f64) -> Vec<Point> {
    let pieces = ((to - from) * 10.0).ceil();
    let point = |i: i32| {
        let angle = 2.0 * PI * (from + (to - from) * f64::from(i) / pieces);
        (cx + rx * libm::cos(angle), cy + ry * libm::sin(angle))
    };
    (0..=pieces as i32).map(point).collect()
}
