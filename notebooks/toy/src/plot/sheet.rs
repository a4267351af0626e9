//! A sheet to draw on: plotters' drawing area, with places in pixels and the toolkit's words for strokes.

use super::font::Weight;
use super::style::{CARD, Letters, UNIT};
use super::svg::{Canvas, Handle};
use plotters::coord::Shift;
use plotters::prelude::{
    Circle, DrawingArea, IntoDrawingArea, IntoFont, PathElement, Polygon, Rectangle, Text,
};
use plotters::style::text_anchor::{HPos, Pos, VPos};
use plotters::style::{Color, FontStyle, RGBAColor, RGBColor, ShapeStyle};

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
            handle,
        }
    }

    pub fn line(&self, points: &[(f64, f64)], colour: RGBAColor, width: f64) {
        let points: Vec<_> = points.iter().copied().map(unit).collect();
        drawn(
            self.area
                .draw(&PathElement::new(points, stroke(colour, width))),
        );
    }

    pub fn polygon(&self, points: &[(f64, f64)], colour: RGBAColor) {
        let points: Vec<_> = points.iter().copied().map(unit).collect();
        drawn(self.area.draw(&Polygon::new(points, colour.filled())));
    }

    pub fn rect(&self, frame: Frame, colour: RGBAColor) {
        let corners = [
            unit((frame.left, frame.top)),
            unit((frame.right, frame.bottom)),
        ];
        drawn(self.area.draw(&Rectangle::new(corners, colour.filled())));
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
        let radius = (radius * UNIT).round() as i32;
        drawn(
            self.area
                .draw(&Circle::new(unit(at), radius, colour.filled())),
        );
    }

    /// A text with its baseline at a point, which is its left end, its middle or its right end.
    pub fn text(&self, text: &str, at: (f64, f64), side: Side, letters: Letters) {
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

    /// Cuts what follows at the edges of a frame.
    pub fn clip(&self, frame: Option<Frame>) {
        let edges = |f: Frame| [f.left, f.top, f.right, f.bottom].map(|v| v * UNIT);
        self.handle.pen.borrow_mut().clip = frame.map(edges);
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
