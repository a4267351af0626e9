//! Small grey images drawn by code, n x 1 x height x width, ink from 0 to 1.

mod canvas;
mod glyphs;
mod patterns;
mod shapes;
mod warp;

pub use glyphs::{Digits, digits};
pub use patterns::{TEXTURE_NAMES, bars_and_stripes, textures};
pub use shapes::{SHAPE_NAMES, Sprite, moving_sprites, shapes, sprites};
pub use warp::{blur_images, rotate_images, shift_images};
