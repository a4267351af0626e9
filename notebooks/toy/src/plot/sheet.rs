//! A sheet to draw on: plotters' drawing area, with places in pixels and the toolkit's words for strokes.

use super::clip::{clip_line, clip_polygon};
use super::font::Weight;
use super::style::{CARD, Letters, UNIT};
use super::svg::{Canvas, Handle};
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon, Rectangle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, FontTransform, RGBAColor, RGBColor, ShapeStyle};
use std::cell::Cell;

/// A rectangle in pixels.
#[derive(Clone, Copy, Debug)]
pub(super) struct Frame {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Frame {
    pub fn width(&self) -> f64 {
        self.right - self.left
    }

    pub fn height(&self) -> f64 {
        self.bottom - self.top
    }
}

/// Where a text hangs on its point: at its left end, its middle or its right end.
pub(super) type Side = HPos;

/// A drawing area of plotters with the toolkit's words for strokes; all places in pixels.
pub(super) struct Sheet {
    area: DrawingArea<Canvas, Shift>,
    /// Left, top, right, bottom of what may be drawn on. Cut here and not by plotters, which moves a point outside to
    /// the nearest one inside and so bends the line.
    edges: Cell<Option<[f64; 4]>>,
    pub handle: Handle,
}

/// A place in units of the canvas.
fn unit((x, y): (f64, f64)) -> (i32, i32) {
    ((x * UNIT).round() as i32, (y * UNIT).round() as i32)
}

fn stroke(colour: RGBAColor, width: f64) -> ShapeStyle {
    ShapeStyle {
        color: colour,
        filled: false,
        stroke_width: (width * UNIT).round() as u32,
    }
}

/// Drawing happens in memory: plotters' error type has no case that could occur.
fn drawn<E>(result: Result<(), E>) {
    drop(result);
}

impl Sheet {
    pub fn new(width: f64, height: f64) -> Sheet {
        let handle = Handle::default();
        Sheet {
            area: handle.canvas(width, height).into_drawing_area(),
            edges: Cell::new(None),
            handle,
        }
    }

    pub fn line(&self, points: &[(f64, f64)], colour: RGBAColor, width: f64) {
        let style = stroke(colour, width);
        for piece in clip_line(points, self.edges.get()) {
            let piece: Vec<_> = piece.into_iter().map(unit).collect();
            drawn(self.area.draw(&PathElement::new(piece, style)));
        }
    }

    pub fn polygon(&self, points: &[(f64, f64)], colour: RGBAColor) {
        let inside = clip_polygon(points.to_vec(), self.edges.get());
        let points: Vec<_> = inside.into_iter().map(unit).collect();
        drawn(self.area.draw(&Polygon::new(points, colour.filled())));
    }

    pub fn rect(&self, frame: Frame, colour: RGBAColor) {
        let Frame {
            left,
            top,
            right,
            bottom,
        } = frame;
        let [l, t, r, b] = self.edges.get().unwrap_or([left, top, right, bottom]);
        let corners = [
            unit((left.max(l), top.max(t))),
            unit((right.min(r), bottom.min(b))),
        ];
        if corners[0].0 < corners[1].0 && corners[0].1 < corners[1].1 {
            drawn(self.area.draw(&Rectangle::new(corners, colour.filled())));
        }
    }

    pub fn frame(&self, frame: Frame, colour: RGBColor, width: f64) {
        let corners = [
            unit((frame.left, frame.top)),
            unit((frame.right, frame.bottom)),
        ];
        drawn(
            self.area
                .draw(&Rectangle::new(corners, stroke(colour.to_rgba(), width))),
        );
    }

    pub fn dot(&self, at: (f64, f64), radius: f64, colour: RGBAColor) {
        let inside = |[l, t, r, b]: [f64; 4]| at.0 >= l && at.0 <= r && at.1 >= t && at.1 <= b;
        if self.edges.get().is_none_or(inside) {
            let radius = (radius * UNIT).round() as i32;
            drawn(
                self.area
                    .draw(&Circle::new(unit(at), radius, colour.filled())),
            );
        }
    }

    /// A text with its baseline at a point, which is its left end, its middle or its right end.
    pub fn text(&self, text: &str, at: (f64, f64), side: Side, letters: Letters) {
        if !(at.0.is_finite() && at.1.is_finite()) {
            return;
        }
        let style = match letters.weight {
            Weight::Bold => FontStyle::Bold,
            Weight::Regular => FontStyle::Normal,
        };
        let font = ("sans-serif", letters.size * UNIT, style).into_font();
        let style = font
            .color(&letters.colour)
            .pos(Pos::new(side, VPos::Bottom));
        drawn(self.area.draw(&Text::new(text.to_owned(), unit(at), style)));
    }

    /// A text that runs upwards and ends at a point (its last letter's end).
    pub fn upright(&self, text: &str, at: (f64, f64), letters: Letters) {
        let font = ("sans-serif", letters.size * UNIT).into_font();
        let style = font
            .transform(FontTransform::Rotate270)
            .color(&letters.colour)
            .pos(Pos::new(Side::Right, VPos::Bottom));
        drawn(self.area.draw(&Text::new(text.to_owned(), unit(at), style)));
    }

    /// Cuts what follows at the edges of a frame.
    pub fn clip(&self, frame: Option<Frame>) {
        self.edges
            .set(frame.map(|f| [f.left, f.top, f.right, f.bottom]));
    }

    pub fn dash(&self, lengths: &[f64]) {
        self.handle.pen.borrow_mut().dash = lengths.iter().map(|v| v * UNIT).collect();
    }

    pub fn crisp(&self, on: bool) {
        self.handle.pen.borrow_mut().crisp = on;
    }

    pub fn halo(&self, on: bool) {
        self.handle.pen.borrow_mut().halo = on.then_some(CARD);
    }
}
