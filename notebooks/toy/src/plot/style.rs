//! The look: colours, sizes, dashes. Chosen once for the whole shelf.
//!
//! Figures are images in one front end and part of the page in another, on light and dark pages and on paper: they
//! carry their own light card. Series differ in hue (safe for colour-blind readers), in lightness (safe in grey) and in
//! dash or marker.

use super::font::{self, Weight};
use plotters::style::RGBColor;

/// Units of the canvas in a pixel. Whole units keep the paths short; tenths keep the curves smooth.
pub(super) const UNIT: f64 = 10.0;

/// Width of a figure, pixels.
pub(super) const WIDTH: f64 = 640.0;
/// Height of a figure of one plot, pixels, without its caption.
pub(super) const HEIGHT: f64 = 360.0;
/// Space between the card's edge and what is on it.
pub(super) const PADDING: f64 = 18.0;

pub(super) const CARD: RGBColor = RGBColor(0xfd, 0xfd, 0xfb);
pub(super) const EDGE: RGBColor = RGBColor(0xdd, 0xdf, 0xe2);
pub(super) const INK: RGBColor = RGBColor(0x1d, 0x22, 0x2b);
pub(super) const QUIET: RGBColor = RGBColor(0x55, 0x5d, 0x69);
pub(super) const GRID: RGBColor = RGBColor(0xe6, 0xe8, 0xeb);
pub(super) const AXIS: RGBColor = RGBColor(0x9a, 0xa1, 0xab);

/// How a text is set.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letters {
    /// Size in pixels.
    pub size: f64,
    pub colour: RGBColor,
    pub weight: Weight,
}

impl Letters {
    const fn new(size: f64, colour: RGBColor, weight: Weight) -> Letters {
        Letters {
            size,
            colour,
            weight,
        }
    }

    pub fn coloured(self, colour: RGBColor) -> Letters {
        Letters { colour, ..self }
    }

    /// Width of a text on one line, pixels.
    pub fn width(self, text: &str) -> f64 {
        font::width(text, self.size, self.weight)
    }

    /// A text in lines of a width in pixels.
    pub fn wrapped(self, text: &str, room: f64) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for word in text.split_whitespace() {
            match lines.last_mut() {
                Some(line) if self.width(&format!("{line} {word}")) <= room => {
                    line.push(' ');
                    line.push_str(word);
                }
                _ => lines.push(word.to_owned()),
            }
        }
        lines
    }
}

pub(super) const TITLE: Letters = Letters::new(15.0, INK, Weight::Bold);
pub(super) const PANEL_TITLE: Letters = Letters::new(12.5, INK, Weight::Bold);
pub(super) const LABEL: Letters = Letters::new(12.0, QUIET, Weight::Regular);
pub(super) const TICK: Letters = Letters::new(11.5, QUIET, Weight::Regular);
pub(super) const CAPTION: Letters = Letters::new(12.0, QUIET, Weight::Regular);

pub(super) const CONTOUR: Letters = Letters::new(10.0, QUIET, Weight::Regular);

/// Colours of the series, neighbours far apart in lightness.
const PALETTE: [RGBColor; 8] = [
    RGBColor(0x1b, 0x55, 0x93),
    RGBColor(0xd5, 0x5e, 0x1a),
    RGBColor(0x35, 0x9b, 0x83),
    RGBColor(0x8a, 0x3f, 0x8f),
    RGBColor(0xc7, 0x92, 0x12),
    RGBColor(0x5f, 0xa3, 0xd9),
    RGBColor(0x6a, 0x70, 0x7a),
    RGBColor(0x5b, 0x2e, 0x18),
];

/// The colour of the i-th series.
pub(super) fn colour(i: usize) -> RGBColor {
    PALETTE[i % PALETTE.len()]
}

/// A colour dark enough for small text on the card.
pub(super) fn text_colour(c: RGBColor) -> RGBColor {
    let light = 0.2126 * f64::from(c.0) + 0.7152 * f64::from(c.1) + 0.0722 * f64::from(c.2);
    mix(c, INK, if light > 105.0 { 0.35 } else { 0.0 })
}

/// The ink that reads better on a colour: the dark one or the card's. Luminance as in WCAG 2, with 2 for the exponent
/// of 2.2; both inks have the same contrast where it is 0.18.
pub(super) fn ink_on(c: RGBColor) -> RGBColor {
    let part = |v: u8| (f64::from(v) / 255.0) * (f64::from(v) / 255.0);
    let luminance = 0.2126 * part(c.0) + 0.7152 * part(c.1) + 0.0722 * part(c.2);
    if luminance > 0.24 { INK } else { CARD }
}

/// Dash lengths (pixels) of the i-th line; empty for a solid one.
pub(super) fn dash(i: usize) -> &'static [f64] {
    const DASHES: [&[f64]; 5] = [
        &[],
        &[7.0, 2.5],
        &[2.0, 2.2],
        &[9.0, 2.5, 2.0, 2.5],
        &[4.0, 2.0],
    ];
    DASHES[i % DASHES.len()]
}

/// `a` with the share `t` of `b`.
pub(super) fn mix(a: RGBColor, b: RGBColor, t: f64) -> RGBColor {
    let part = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * t).round() as u8;
    RGBColor(part(a.0, b.0), part(a.1, b.1), part(a.2, b.2))
}

/// Levels of a colour scale: few enough for small files, more than an eye tells apart on paper.
pub(super) const LEVELS: usize = 32;

/// The colour scale from small (0, nearly the card's colour) to large (1, dark blue); darker is larger, in grey too.
pub(super) fn sequential(t: f64) -> RGBColor {
    const STOPS: [RGBColor; 5] = [
        RGBColor(0xf6, 0xf4, 0xec),
        RGBColor(0xb9, 0xd9, 0xd3),
        RGBColor(0x5f, 0xa8, 0xbd),
        RGBColor(0x2a, 0x68, 0x9b),
        RGBColor(0x17, 0x2c, 0x5c),
    ];
    along(&STOPS, t)
}

/// The colour scale for signed numbers: orange (−1), card (0), blue (1).
pub(super) fn diverging(t: f64) -> RGBColor {
    const STOPS: [RGBColor; 5] = [
        RGBColor(0x9c, 0x3c, 0x0c),
        RGBColor(0xe7, 0xa5, 0x73),
        RGBColor(0xf7, 0xf5, 0xf0),
        RGBColor(0x7f, 0xb2, 0xd6),
        RGBColor(0x17, 0x4a, 0x86),
    ];
    along(&STOPS, (t + 1.0) / 2.0)
}

fn along(stops: &[RGBColor], t: f64) -> RGBColor {
    let place = t.clamp(0.0, 1.0) * (stops.len() - 1) as f64;
    let low = (place as usize).min(stops.len() - 2);
    mix(stops[low], stops[low + 1], place - low as f64)
}
