//! Small images side by side, dark for large numbers, each with its name underneath, each row with its name on the left.

use super::heat::Colours;
use super::series::Tiles;
use super::sheet::{Frame, Sheet, Side};
use super::style::{CARD, EDGE, TICK, mix};
use plotters::style::{Color, RGBColor};

pub(super) const GAP: f64 = 12.0;
pub(super) const NAME: f64 = 16.0;
pub(super) const DARK: RGBColor = RGBColor(0x17, 0x2c, 0x5c);

/// Side of one image's pixel, so that all tiles fit into a frame of a width (and height, if there is one).
fn pixel(tiles: &Tiles, frame: Frame) -> f64 {
    let (columns, rows) = grid(tiles);
    let wide =
        (frame.width() - row_names(tiles) - GAP * (columns - 1.0)) / columns / tiles.width as f64;
    let high = (frame.height() - (GAP + name(tiles)) * rows + GAP) / rows / tiles.height as f64;
    wide.min(high).max(0.5)
}

pub(super) fn grid(tiles: &Tiles) -> (f64, f64) {
    let columns = tiles.columns.min(tiles.images.len());
    (
        columns as f64,
        tiles.images.len().div_ceil(tiles.columns) as f64,
    )
}

/// Height of the names under a row.
pub(super) fn name(tiles: &Tiles) -> f64 {
    if tiles.names.is_empty() { 0.0 } else { NAME }
}

/// Width of the names of the rows.
fn row_names(tiles: &Tiles) -> f64 {
    let widest = tiles
        .row_names
        .iter()
        .map(|name| TICK.width(name))
        .fold(0.0, f64::max);
    if tiles.row_names.is_empty() {
        0.0
    } else {
        widest + GAP
    }
}

/// Height that the tiles take in a column of this width when their images' pixels are at most `most` wide.
pub(super) fn height(tiles: &Tiles, width: f64, most: f64) -> f64 {
    if tiles.channels > 0 {
        return super::raster::height(tiles, width - row_names(tiles), most);
    }
    let (columns, rows) = grid(tiles);
    let side = ((width - row_names(tiles) - GAP * (columns - 1.0)) / columns / tiles.width as f64)
        .min(most);
    rows * (side * tiles.height as f64 + GAP + name(tiles)) - GAP
}

/// Draws all tiles, centred in the frame's width.
pub(super) fn draw(sheet: &Sheet, tiles: &Tiles, frame: Frame) {
    if tiles.channels > 0 {
        super::raster::images(sheet, tiles, frame, row_names(tiles));
        return;
    }
    let side = pixel(tiles, frame);
    let (w, h) = (side * tiles.width as f64, side * tiles.height as f64);
    let (columns, _) = grid(tiles);
    let free = frame.width() - row_names(tiles) - columns * w - (columns - 1.0) * GAP;
    let left = frame.left + row_names(tiles) + free / 2.0;
    // Images within 0..1 (probabilities, bits) keep that range; others are scaled to their own.
    let all = || tiles.images.iter().flatten();
    let unit = all().all(|v| (0.0..=1.0).contains(v));
    let colours = if unit {
        Colours::of([0.0, 1.0].iter())
    } else {
        Colours::of(all())
    };
    for (row, name) in tiles.row_names.iter().enumerate() {
        let y = frame.top + row as f64 * (h + GAP + self::name(tiles)) + h / 2.0;
        sheet.text(name, (left - GAP, y + 4.0), Side::Right, TICK);
    }
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
