//! Small images side by side, dark for large numbers, each with its name underneath.

use super::heat::Colours;
use super::series::Tiles;
use super::sheet::{Frame, Sheet, Side};
use super::style::{CARD, EDGE, TICK, mix};
use plotters::style::{Color, RGBColor};

const GAP: f64 = 12.0;
const NAME: f64 = 16.0;
const DARK: RGBColor = RGBColor(0x17, 0x2c, 0x5c);

/// Side of one image's pixel, so that all tiles fit into a frame of a width (and height, if there is one).
fn pixel(tiles: &Tiles, frame: Frame) -> f64 {
    let (columns, rows) = grid(tiles);
    let wide = (frame.width() - GAP * (columns - 1.0)) / columns / tiles.width as f64;
    let high = (frame.height() - (GAP + name(tiles)) * rows + GAP) / rows / tiles.height as f64;
    wide.min(high).max(0.5)
}

fn grid(tiles: &Tiles) -> (f64, f64) {
    let columns = tiles.columns.min(tiles.images.len());
    (
        columns as f64,
        tiles.images.len().div_ceil(tiles.columns) as f64,
    )
}

fn name(tiles: &Tiles) -> f64 {
    if tiles.names.is_empty() { 0.0 } else { NAME }
}

/// Height that the tiles take in a column of this width when their images' pixels are at most `most` wide.
pub(super) fn height(tiles: &Tiles, width: f64, most: f64) -> f64 {
    let (columns, rows) = grid(tiles);
    let side = ((width - GAP * (columns - 1.0)) / columns / tiles.width as f64).min(most);
    rows * (side * tiles.height as f64 + GAP + name(tiles)) - GAP
}

/// Draws all tiles, centred in the frame's width.
pub(super) fn draw(sheet: &Sheet, tiles: &Tiles, frame: Frame) {
    let side = pixel(tiles, frame);
    let (w, h) = (side * tiles.width as f64, side * tiles.height as f64);
    let (columns, _) = grid(tiles);
    let left = frame.left + (frame.width() - columns * w - (columns - 1.0) * GAP) / 2.0;
    // Images within 0..1 (probabilities, bits) keep that range; others are scaled to their own.
    let all = || tiles.images.iter().flatten();
    let unit = all().all(|v| (0.0..=1.0).contains(v));
    let colours = Colours::of([0.0, 1.0].iter().chain(all().filter(|_| !unit)));
    for (i, image) in tiles.images.iter().enumerate() {
        let (row, column) = ((i / tiles.columns) as f64, (i % tiles.columns) as f64);
        let x = left + column * (w + GAP);
        let y = frame.top + row * (h + GAP + name(tiles));
        let tile = Frame {
            left: x,
            top: y,
            right: x + w,
            bottom: y + h,
        };
        let levels: Vec<usize> = image.iter().map(|&v| colours.level(v)).collect();
        let mut order: Vec<usize> = (0..levels.len()).collect();
        order.sort_by_key(|&k| levels[k]);
        sheet.crisp(true);
        for k in order {
            let (px, py) = (
                x + (k % tiles.width) as f64 * side,
                y + (k / tiles.width) as f64 * side,
            );
            let cell = Frame {
                left: px,
                top: py,
                right: px + side,
                bottom: py + side,
            };
            let t = levels[k] as f64 / (super::style::LEVELS - 1) as f64;
            let ink = if unit {
                mix(CARD, DARK, t)
            } else {
                colours.colour(levels[k])
            };
            sheet.rect(cell, ink.to_rgba());
        }
        sheet.crisp(false);
        sheet.frame(tile, EDGE, 1.0);
        if let Some(name) = tiles.names.get(i) {
            sheet.text(name, (x + w / 2.0, y + h + 13.0), Side::Center, TICK);
        }
    }
}
