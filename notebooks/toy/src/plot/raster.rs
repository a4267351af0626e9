//! Many cells in few bytes: large maps and image grids, one path for each colour, drawn in cells as units.

use super::draw::Area;
use super::heat::Colours;
use super::series::{Heat, Tiles};
use super::sheet::{Frame, Sheet, Side};
use super::style::{CARD, EDGE, LEVELS, TICK, UNIT, mix};
use super::tiles::{DARK, GAP, NAME, grid, name};
use plotters::style::RGBColor;
use std::collections::BTreeMap;

/// Runs of cells by colour: row, first column, column after the last.
type Runs = BTreeMap<(u8, u8, u8), Vec<(usize, usize, usize)>>;

/// Draws runs of cells of a size in pixels, from an origin in pixels.
fn draw(sheet: &Sheet, (x, y): (f64, f64), (w, h): (f64, f64), runs: &Runs) {
    let number = |v: f64| format!("{:.3}", v * UNIT);
    let place = format!("{} {}", number(x), number(y + h / 2.0));
    let mut text = format!(
        "<g transform=\"translate({place}) scale({} {})\" fill=\"none\" stroke-width=\"1\" \
         shape-rendering=\"crispEdges\">\n",
        number(w),
        number(h)
    );
    for ((r, g, b), runs) in runs {
        text += &format!("<path stroke=\"#{r:02x}{g:02x}{b:02x}\" d=\"");
        let mut at: Option<(i64, i64)> = None;
        for &(row, from, to) in runs {
            let (row, from, to) = (row as i64, from as i64, to as i64);
            text += &match at {
                None => format!("M{from} {row}h{}", to - from),
                Some((x, y)) => {
                    let down = super::font::signed(row - y);
                    format!("m{}{down}h{}", from - x, to - from)
                }
            };
            at = Some((to, row));
        }
        text += "\"/>\n";
    }
    sheet.handle.element(&(text + "</g>\n"));
}

/// Adds a row of colours; `None` is not drawn.
fn add(runs: &mut Runs, row: usize, first: usize, colours: &[Option<RGBColor>]) {
    let mut from = first;
    for run in colours.chunk_by(|a, b| a.map(|c| (c.0, c.1, c.2)) == b.map(|c| (c.0, c.1, c.2))) {
        if let Some(c) = run[0] {
            let own = runs.entry((c.0, c.1, c.2)).or_default();
            own.push((row, from, from + run.len()));
        }
        from += run.len();
    }
}

/// Draws a large map that lies wholly inside its axes; false for others, which are drawn cell by cell.
pub(super) fn heat(area: &Area, heat: &Heat, colours: &Colours) -> bool {
    let (n, m) = (heat.rows.len(), heat.rows.first().map_or(0, Vec::len));
    let inside = |scale: &super::ticks::Scale, (a, b): (f64, f64)| {
        !scale.log && a < b && scale.low <= a && b <= scale.high
    };
    if n * m <= 4096 || !inside(&area.x, heat.x) || !inside(&area.y, heat.y) {
        return false;
    }
    let (a, b) = (
        area.pixel((heat.x.0, heat.y.0)),
        area.pixel((heat.x.1, heat.y.1)),
    );
    let (left, top) = (a.0.min(b.0), a.1.min(b.1));
    let cell = ((b.0 - a.0).abs() / m as f64, (b.1 - a.1).abs() / n as f64);
    let mut runs = Runs::new();
    for (i, row) in heat.rows.iter().enumerate() {
        let shown = |v: &f64| v.is_finite().then(|| colours.colour(colours.level(*v)));
        let row: Vec<_> = row.iter().map(shown).collect();
        let from_top = if area.y.flipped { i } else { n - 1 - i };
        add(&mut runs, from_top, 0, &row);
    }
    draw(area.sheet, (left, top), cell, &runs);
    true
}

/// Side of an image's pixel, and the gaps between images (across, down) in such pixels, when `width` and `height` are
/// free and a pixel is at most `most` wide.
fn sizes(tiles: &Tiles, width: f64, height: f64, most: f64) -> (f64, f64, f64) {
    let (columns, rows) = grid(tiles);
    let (w, h) = (tiles.width as f64, tiles.height as f64);
    let rough = ((width - GAP * (columns - 1.0)) / (columns * w)).clamp(0.5, most);
    let (across, down) = ((GAP / rough).ceil(), ((GAP + name(tiles)) / rough).ceil());
    let wide = width / (columns * w + (columns - 1.0) * across);
    let high = (height - name(tiles)) / (rows * h + (rows - 1.0) * down);
    (wide.min(high).min(most).max(0.5), across, down)
}

/// Height of an image grid in a width of pixels.
pub(super) fn height(tiles: &Tiles, width: f64, most: f64) -> f64 {
    let (side, _, down) = sizes(tiles, width, f64::INFINITY, most);
    let (_, rows) = grid(tiles);
    side * (rows * tiles.height as f64 + (rows - 1.0) * down) + name(tiles) + 2.0
}

/// How the numbers of an image become colours.
fn colouring(tiles: &Tiles) -> impl Fn(&[f64], usize) -> Option<RGBColor> + use<> {
    let all = || tiles.images.iter().flatten();
    let unit = all().all(|v| (0.0..=1.0).contains(v));
    let colours = match unit {
        true => Colours::within((0.0, 1.0)),
        false => Colours::of(all()),
    };
    let (plane, rgb) = (tiles.height * tiles.width, tiles.channels == 3);
    // Fewer colours in large grids, for smaller files.
    let steps = if all().count() > 12_288 { 5.0 } else { 15.0 };
    move |image, k| {
        if rgb {
            let part = |c: usize| {
                let v = image[c * plane + k].clamp(0.0, 1.0);
                ((v * steps).round() / steps * 255.0).round() as u8
            };
            let whole = (0..3).all(|c| image[c * plane + k].is_finite());
            return whole.then(|| RGBColor(part(0), part(1), part(2)));
        }
        let level = image[k].is_finite().then(|| colours.level(image[k]))?;
        match unit {
            // What is blank shows the card.
            true if level == 0 => None,
            true => Some(mix(CARD, DARK, level as f64 / (LEVELS - 1) as f64)),
            false => Some(colours.colour(level)),
        }
    }
}

/// Draws an image grid, centred in the frame's width; `names` is the room for the rows' names.
pub(super) fn images(sheet: &Sheet, tiles: &Tiles, frame: Frame, names: f64) {
    let (columns, _) = grid(tiles);
    let (side, across, down) = sizes(tiles, frame.width() - names, frame.height(), 22.0);
    let (w, h) = (tiles.width, tiles.height);
    let wide = side * (columns * w as f64 + (columns - 1.0) * across);
    let left = frame.left + names + (frame.width() - names - wide).max(0.0) / 2.0;
    let (colour, mut runs) = (colouring(tiles), Runs::new());
    let corner = |i: usize| {
        let (row, column) = (i / tiles.columns, i % tiles.columns);
        (column * (w + across as usize), row * (h + down as usize))
    };
    for (i, image) in tiles.images.iter().enumerate() {
        let (x, y) = corner(i);
        for row in 0..h {
            let colours: Vec<_> = (0..w).map(|j| colour(image, row * w + j)).collect();
            add(&mut runs, y + row, x, &colours);
        }
    }
    // From top to bottom, whichever image: short moves.
    runs.values_mut().for_each(|runs| runs.sort_unstable());
    draw(sheet, (left, frame.top), (side, side), &runs);
    for i in 0..tiles.images.len() {
        let (x, y) = corner(i);
        let (x, y) = (left + side * x as f64, frame.top + side * y as f64);
        let tile = Frame {
            left: x,
            top: y,
            right: x + side * w as f64,
            bottom: y + side * h as f64,
        };
        sheet.frame(tile, EDGE, 1.0);
        if let Some(name) = tiles.names.get(i) {
            let middle = (tile.left + tile.right) / 2.0;
            let at = (middle, tile.bottom + NAME - 3.0);
            sheet.text(name, at, Side::Center, TICK);
        }
    }
    for (row, name) in tiles.row_names.iter().enumerate() {
        let (_, y) = corner(row * tiles.columns);
        let middle = frame.top + side * (y as f64 + h as f64 / 2.0);
        sheet.text(name, (left - GAP, middle + 4.0), Side::Right, TICK);
    }
}
