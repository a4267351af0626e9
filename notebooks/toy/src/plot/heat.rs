//! Matrices as coloured cells, and the colour scale beside them.

use super::Axis;
use super::draw::Area;
use super::series::Heat;
use super::sheet::{Frame, Sheet, Side};
use super::style::{AXIS, LEVELS, Letters, TICK, diverging, ink_on, sequential};
use super::ticks::{FARTHEST, Scale, around};
use plotters::style::{Color, RGBColor};

/// Width of the colour scale's bar, pixels.
const BAR: f64 = 10.0;

/// The range of colours: from the smallest to the largest number, or symmetric about 0 when both signs occur.
#[derive(Clone, Copy, Debug)]
pub(super) struct Colours {
    low: f64,
    high: f64,
    signed: bool,
}

impl Colours {
    pub fn of<'a>(numbers: impl Iterator<Item = &'a f64>) -> Colours {
        let finite = numbers.copied().filter(|v| v.abs() < FARTHEST);
        let (low, high) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
            (a.min(v), b.max(v))
        });
        let (low, high) = match high - low {
            gap if gap > 0.0 => (low, high),
            0.0 => around(low),
            _ => (0.0, 1.0),
        };
        let signed = low < 0.0 && high > 0.0;
        let far = high.max(-low);
        if signed {
            Colours {
                low: -far,
                high: far,
                signed,
            }
        } else {
            Colours { low, high, signed }
        }
    }

    /// Between two given ends; signed when they lie on both sides of 0.
    pub fn within((low, high): (f64, f64)) -> Colours {
        Colours::of([low, high].iter())
    }

    /// One of the scale's levels.
    pub fn level(&self, v: f64) -> usize {
        let t = (v - self.low) / (self.high - self.low);
        ((t * LEVELS as f64) as usize).min(LEVELS - 1)
    }

    pub fn colour(&self, level: usize) -> RGBColor {
        let t = level as f64 / (LEVELS - 1) as f64;
        if self.signed {
            diverging(2.0 * t - 1.0)
        } else {
            sequential(t)
        }
    }
}

/// The colours of a matrix.
pub(super) fn colours(heat: &Heat) -> Colours {
    match heat.limits {
        Some(limits) => Colours::within(limits),
        None => Colours::of(heat.rows.iter().flatten()),
    }
}

/// Cells of one colour become one path, and equal neighbours of a row one rectangle.
pub(super) fn draw(area: &Area, heat: &Heat) {
    let colours = colours(heat);
    if super::raster::heat(area, heat, &colours) {
        return;
    }
    let (n, m) = (heat.rows.len(), heat.rows.first().map_or(0, Vec::len));
    let edge = |(from, to): (f64, f64), i: usize, count: usize| {
        from + (to - from) * i as f64 / count as f64
    };
    area.sheet.crisp(true);
    for level in 0..LEVELS {
        let ink = colours.colour(level).to_rgba();
        for (i, row) in heat.rows.iter().enumerate() {
            let (y0, y1) = (
                area.to_y(edge(heat.y, i, n)),
                area.to_y(edge(heat.y, i + 1, n)),
            );
            let mut j = 0;
            let shown = |v: &f64| v.is_finite().then(|| colours.level(*v));
            for run in row.chunk_by(|a, b| shown(a) == shown(b)) {
                let (from, to) = (j, j + run.len());
                j = to;
                if shown(&run[0]) == Some(level) {
                    let (x0, x1) = (
                        area.to_x(edge(heat.x, from, m)),
                        area.to_x(edge(heat.x, to, m)),
                    );
                    let cell = Frame {
                        left: x0,
                        top: y0.min(y1),
                        right: x1,
                        bottom: y0.max(y1),
                    };
                    area.sheet.rect(cell, ink);
                }
            }
        }
    }
    area.sheet.crisp(false);
    write(area, heat, &colours);
}

/// The texts of the cells, in ink that reads on the cell's colour; none where they do not fit.
fn write(area: &Area, heat: &Heat, colours: &Colours) {
    let (n, m) = (heat.rows.len(), heat.rows.first().map_or(0, Vec::len));
    let middle = |(from, to): (f64, f64), i: usize, count: usize| {
        from + (to - from) * (i as f64 + 0.5) / count as f64
    };
    let (w, h) = (
        area.frame.width() / m.max(1) as f64,
        area.frame.height() / n.max(1) as f64,
    );
    let texts = || heat.written.iter().flatten();
    let widest = |letters: Letters| texts().map(|t| letters.width(t)).fold(0.0, f64::max);
    let sizes = [TICK.size, 10.0, 8.5].map(|size| Letters { size, ..TICK });
    let fits = |letters: &Letters| widest(*letters) <= w - 4.0 && letters.size <= h - 2.0;
    let Some(letters) = sizes.into_iter().find(fits) else {
        return;
    };
    for (i, (row, texts)) in heat.rows.iter().zip(&heat.written).enumerate() {
        for (j, (&value, text)) in row.iter().zip(texts).enumerate() {
            let x = area.to_x(middle(heat.x, j, m));
            let y = area.to_y(middle(heat.y, i, n)) + 0.36 * letters.size;
            let ink = ink_on(colours.colour(colours.level(value)));
            area.sheet
                .text(text, (x, y), Side::Center, letters.coloured(ink));
        }
    }
}

/// Ticks of the colour scale.
fn scale(colours: &Colours) -> Scale {
    Scale::fit(
        &Axis::default(),
        "colour",
        &[colours.low, colours.high],
        0.0,
        4,
    )
}

/// Room that the colour scale needs on the right, pixels.
pub(super) fn scale_width(colours: &Colours) -> f64 {
    let label = |(_, text): &(f64, String)| TICK.width(text);
    let widest = scale(colours).ticks.iter().map(label).fold(0.0, f64::max);
    12.0 + BAR + 6.0 + widest
}

/// The colour scale to the right of the plot area.
pub(super) fn draw_scale(sheet: &Sheet, colours: &Colours, beside: Frame) {
    let left = beside.right + 12.0;
    let step = beside.height() / LEVELS as f64;
    sheet.crisp(true);
    for level in 0..LEVELS {
        let bottom = beside.bottom - level as f64 * step;
        let part = Frame {
            left,
            top: bottom - step,
            right: left + BAR,
            bottom,
        };
        sheet.rect(part, colours.colour(level).to_rgba());
    }
    sheet.crisp(false);
    let bar = Frame {
        left,
        right: left + BAR,
        ..beside
    };
    sheet.frame(bar, AXIS, 0.6);
    let scale = scale(colours);
    for (place, text) in &scale.ticks {
        let t = (place - scale.low) / (scale.high - scale.low);
        let y = beside.bottom - t * beside.height();
        sheet.text(text, (left + BAR + 6.0, y + 4.0), Side::Left, TICK);
    }
}
