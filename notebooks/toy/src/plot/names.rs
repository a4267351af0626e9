//! Names along the horizontal axis: on one line where they fit, else on several, else upright.

use super::draw::Area;
use super::sheet::Side;
use super::style::{INK, TICK};

/// Height of a line of names, pixels.
const LINE: f64 = 13.5;

/// How names are set.
enum Set {
    /// Lines of each name.
    Flat(Vec<Vec<String>>),
    Upright,
}

/// How names fit into places of a width in pixels.
fn set(names: &[String], step: f64) -> Set {
    let widths: Vec<f64> = names.iter().map(|name| TICK.width(name)).collect();
    let clear = widths.windows(2).all(|w| (w[0] + w[1]) / 2.0 + 5.0 <= step);
    if clear {
        return Set::Flat(names.iter().map(|name| vec![name.clone()]).collect());
    }
    let lines: Vec<Vec<String>> = names.iter().map(|n| TICK.wrapped(n, step - 5.0)).collect();
    let fits = |lines: &Vec<String>| {
        lines.len() <= 3 && lines.iter().all(|line| TICK.width(line) <= step - 5.0)
    };
    match lines.iter().all(fits) {
        true => Set::Flat(lines),
        false => Set::Upright,
    }
}

/// Room below the axis beyond that of one line, pixels.
pub(super) fn extra(names: &[String], step: f64) -> f64 {
    match set(names, step) {
        Set::Flat(lines) => {
            let most = lines.iter().map(Vec::len).max().unwrap_or(1).max(1);
            LINE * (most - 1) as f64
        }
        Set::Upright => {
            let widest = names
                .iter()
                .map(|name| TICK.width(name))
                .fold(0.0, f64::max);
            (widest - 10.0).max(0.0)
        }
    }
}

/// Writes the names at 0, 1, 2, ...
pub(super) fn draw(area: &Area, names: &[String]) {
    let letters = TICK.coloured(INK);
    let set = set(names, area.step());
    for (i, name) in names.iter().enumerate() {
        let (x, y) = (area.to_x(i as f64), area.frame.bottom);
        match &set {
            Set::Flat(lines) => {
                for (k, line) in lines[i].iter().enumerate() {
                    let at = (x, y + 17.0 + LINE * k as f64);
                    area.sheet.text(line, at, Side::Center, letters);
                }
            }
            Set::Upright => area.sheet.upright(name, (x + 4.0, y + 6.0), letters),
        }
    }
}
