//! Letters as outlines: the bundled font (Inter, and a few mathematical signs from DejaVu Sans), so that a figure needs
//! no font of its reader.

use ab_glyph::{Font, FontRef, GlyphId, OutlineCurve};
use std::sync::OnceLock;

/// Weight of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    Bold,
}

struct Fonts {
    regular: FontRef<'static>,
    bold: FontRef<'static>,
    maths: FontRef<'static>,
}

/// The fonts are part of the program, so reading them cannot fail at run time once the tests have passed.
fn fonts() -> &'static Fonts {
    static FONTS: OnceLock<Fonts> = OnceLock::new();
    let read =
        |bytes: &'static [u8]| FontRef::try_from_slice(bytes).expect("a bundled font is whole");
    FONTS.get_or_init(|| Fonts {
        regular: read(include_bytes!("../../../../assets/fonts/Inter-Regular.ttf")),
        bold: read(include_bytes!(
            "../../../../assets/fonts/Inter-SemiBold.ttf"
        )),
        maths: read(include_bytes!(
            "../../../../assets/fonts/PapercellMaths.ttf"
        )),
    })
}

/// The font that has a letter, and the letter's place in it (its box of "missing" if none has it).
fn glyph(letter: char, weight: Weight) -> (&'static FontRef<'static>, GlyphId) {
    let fonts = fonts();
    let first = match weight {
        Weight::Regular => &fonts.regular,
        Weight::Bold => &fonts.bold,
    };
    let id = first.glyph_id(letter);
    let other = fonts.maths.glyph_id(letter);
    if id == GlyphId(0) && other != GlyphId(0) {
        (&fonts.maths, other)
    } else {
        (first, id)
    }
}

/// Units of the font at a size: from the font's own units to those of the canvas, as 64 bits so that every machine
/// rounds alike.
fn scale(font: &FontRef, size: f64) -> f64 {
    size / f64::from(font.units_per_em().unwrap_or(1000.0))
}

/// Width of a text on one line.
pub(super) fn width(text: &str, size: f64, weight: Weight) -> f64 {
    let advance = |letter| {
        let (font, id) = glyph(letter, weight);
        f64::from(font.h_advance_unscaled(id)) * scale(font, size)
    };
    text.chars().map(advance).sum()
}

/// Height of a digit above the baseline, as a fraction of the size: what centres a label on a line.
pub(super) const DIGIT_HEIGHT: f64 = 0.727;

/// The outlines of a text as SVG path data in whole units; its baseline starts at (x, y), and goes up when `upright`.
pub(super) fn outlines(
    text: &str,
    (x, y): (f64, f64),
    size: f64,
    weight: Weight,
    upright: bool,
) -> String {
    let mut path = Path::default();
    let mut pen = if upright { 0.0 } else { x };
    for letter in text.chars() {
        let (font, id) = glyph(letter, weight);
        let scale = scale(font, size);
        let place = |p: ab_glyph::Point| {
            let to = |v: f64| v.round() as i64;
            let (u, v) = (f64::from(p.x) * scale, f64::from(p.y) * scale);
            match upright {
                false => (to(pen + u), to(y - v)),
                true => (to(x - v), to(y - pen - u)),
            }
        };
        for curve in font
            .outline(id)
            .into_iter()
            .flat_map(|outline| outline.curves)
        {
            match curve {
                OutlineCurve::Line(a, b) => path.line(place(a), place(b)),
                OutlineCurve::Quad(a, b, c) => path.quad(place(a), place(b), place(c)),
                OutlineCurve::Cubic(a, b, c, d) => path.cubic(place(a), [b, c, d].map(place)),
            }
        }
        pen += f64::from(font.h_advance_unscaled(id)) * scale;
    }
    path.finish()
}

type Place = (i64, i64);

/// Path data in relative coordinates, which are shorter; a command's letter stands once for its repetitions.
#[derive(Default)]
struct Path {
    data: String,
    command: char,
    at: Option<Place>,
    start: Place,
    /// Control point of the last quadratic curve, as drawn.
    control: Option<Place>,
}

impl Path {
    fn go(&mut self, from: Place) {
        if self.at != Some(from) {
            if self.at.is_some() {
                self.data.push('z');
            }
            self.data += &format!("M{}{}", from.0, signed(from.1));
            self.start = from;
            self.command = 'M';
            self.control = None;
        }
        self.at = Some(from);
    }

    fn put(&mut self, command: char, numbers: &[i64]) {
        let again = command == self.command;
        if !again {
            self.data.push(command);
        }
        for (i, &n) in numbers.iter().enumerate() {
            match i == 0 && !again {
                true => self.data += &n.to_string(),
                false => self.data += &signed(n),
            }
        }
        self.command = command;
    }

    fn line(&mut self, from: Place, to: Place) {
        self.go(from);
        // The last side of a contour is drawn by closing it.
        if to != self.start {
            match (to.0 - from.0, to.1 - from.1) {
                (0, 0) => {}
                (dx, 0) => self.put('h', &[dx]),
                (0, dy) => self.put('v', &[dy]),
                (dx, dy) => self.put('l', &[dx, dy]),
            }
        }
        self.control = None;
        self.at = Some(to);
    }

    /// A quadratic curve; where it goes on smoothly from the last one, within a unit, SVG needs no control point.
    fn quad(&mut self, from: Place, control: Place, to: Place) {
        self.go(from);
        let end = [to.0 - from.0, to.1 - from.1];
        let mirrored = self.control.map(|c| (2 * from.0 - c.0, 2 * from.1 - c.1));
        let near = |m: &Place| (m.0 - control.0).abs() <= 1 && (m.1 - control.1).abs() <= 1;
        if let Some(mirrored) = mirrored.filter(near) {
            self.put('t', &end);
            self.control = Some(mirrored);
        } else {
            self.put(
                'q',
                &[control.0 - from.0, control.1 - from.1, end[0], end[1]],
            );
            self.control = Some(control);
        }
        self.at = Some(to);
    }

    fn cubic(&mut self, from: Place, places: [Place; 3]) {
        self.go(from);
        let numbers: Vec<i64> = places
            .iter()
            .flat_map(|p| [p.0 - from.0, p.1 - from.1])
            .collect();
        self.put('c', &numbers);
        self.control = None;
        self.at = Some(places[2]);
    }

    fn finish(mut self) -> String {
        if self.at.is_some() {
            self.data.push('z');
        }
        self.data
    }
}

/// A number after another one: a minus sign separates as well as a space.
pub(super) fn signed(n: i64) -> String {
    if n < 0 {
        n.to_string()
    } else {
        format!(" {n}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sign_of_the_shelf_has_a_glyph() {
        for letter in "aZ09 äöüéñβθµΣ²³⁻¹₀₁≤≥±×−∞∇∂√≈∈ℝ·…“”→".chars()
        {
            assert_ne!(glyph(letter, Weight::Regular).1, GlyphId(0), "{letter}");
        }
    }

    #[test]
    fn outlines_are_closed_and_widths_add_up() {
        let path = outlines("l", (0.0, 100.0), 120.0, Weight::Regular, false);
        assert!(path.starts_with('M') && path.ends_with('z'), "{path}");
        let [a, b, both] = ["A", "B", "AB"].map(|text| width(text, 12.0, Weight::Bold));
        assert!((a + b - both).abs() < 1e-9 && a > 5.0);
    }
}
