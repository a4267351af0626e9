//! Images changed on purpose: turned, moved, blurred. For augmentation, and for tests under shift.

use super::canvas::Point;
use crate::tensor::Tensor;

/// Height and width of images whose last two axes are rows and columns.
#[track_caller]
fn size(what: &str, images: &Tensor) -> (usize, usize) {
    match images.shape().as_slice() {
        [.., height, width] if *height > 0 && *width > 0 => (*height, *width),
        shape => panic!("{what}: needs images (... x h x w), the shape is {shape:?}"),
    }
}

/// Every image with each pixel's new value computed from the old image.
fn map(images: &Tensor, pixels: usize, new: &dyn Fn(&[f64], usize) -> f64) -> Tensor {
    let old = images.to_vec();
    let mut numbers = Vec::with_capacity(old.len());
    for image in old.chunks(pixels) {
        numbers.extend((0..pixels).map(|i| new(image, i)));
    }
    Tensor::from_vec(&images.shape(), numbers)
}

/// Ink at a place between pixels, bilinear; 0 outside.
fn between(image: &[f64], (height, width): (usize, usize), (x, y): Point) -> f64 {
    let (left, top) = (x.floor(), y.floor());
    let (right_share, low_share) = (x - left, y - top);
    let at = |column: f64, row: f64| {
        let inside = (0.0..width as f64).contains(&column) && (0.0..height as f64).contains(&row);
        if inside {
            image[row as usize * width + column as usize]
        } else {
            0.0
        }
    };
    let upper = at(left, top) * (1.0 - right_share) + at(left + 1.0, top) * right_share;
    let lower = at(left, top + 1.0) * (1.0 - right_share) + at(left + 1.0, top + 1.0) * right_share;
    upper * (1.0 - low_share) + lower * low_share
}

/// Images (... x h x w) turned by `angle` radians, counterclockwise around their middle; bilinear, 0 from outside.
/// A constant: no gradient flows through.
///
/// ```
/// # use toy::prelude::*;
/// let image = tensor([[1.0, 0.0], [0.0, 0.0]]);
/// let turned = rotate_images(&image, std::f64::consts::FRAC_PI_2);
/// close_all("the corner goes to the lower left", turned, [[0.0, 0.0], [1.0, 0.0]], 1e-12);
/// ```
#[track_caller]
pub fn rotate_images(images: &Tensor, angle: f64) -> Tensor {
    let (height, width) = size("rotate_images", images);
    let (cos, sin) = (libm::cos(angle), libm::sin(angle));
    let (cx, cy) = ((width as f64 - 1.0) / 2.0, (height as f64 - 1.0) / 2.0);
    map(images, height * width, &|image, i| {
        let (x, y) = ((i % width) as f64 - cx, (i / width) as f64 - cy);
        // Where the ink comes from: the inverse turn (y points down).
        let from = (cx + cos * x - sin * y, cy + sin * x + cos * y);
        between(image, (height, width), from)
    })
}

/// Images (... x h x w) moved by `dx` pixels to the right and `dy` downwards; bilinear, 0 from outside. A constant.
///
/// ```
/// # use toy::prelude::*;
/// let moved = shift_images(&tensor([[1.0, 2.0, 3.0]]), 1.0, 0.0);
/// assert_eq!(moved.to_vec(), [0.0, 1.0, 2.0]);
/// ```
#[track_caller]
pub fn shift_images(images: &Tensor, dx: f64, dy: f64) -> Tensor {
    let (height, width) = size("shift_images", images);
    map(images, height * width, &|image, i| {
        let from = ((i % width) as f64 - dx, (i / width) as f64 - dy);
        between(image, (height, width), from)
    })
}

/// Images (... x h x w) averaged over squares of `2·radius + 1` pixels; at the edges over what is inside. A constant.
///
/// ```
/// # use toy::prelude::*;
/// let blurred = blur_images(&tensor([[0.0, 3.0, 0.0]]), 1);
/// close_all("means of what is inside", blurred, [[1.5, 1.0, 1.5]], 1e-12);
/// ```
#[track_caller]
pub fn blur_images(images: &Tensor, radius: usize) -> Tensor {
    let (height, width) = size("blur_images", images);
    map(images, height * width, &|image, i| {
        let (x, y) = (i % width, i / width);
        let columns = x.saturating_sub(radius)..(x + radius + 1).min(width);
        let rows = y.saturating_sub(radius)..(y + radius + 1).min(height);
        let count = (columns.len() * rows.len()) as f64;
        let mut sum = 0.0;
        for row in rows {
            for column in columns.clone() {
                sum += image[row * width + column];
            }
        }
        sum / count
    })
}
