//! Shaded ranges of an axis: phases of a training, a band of tolerated values.

use super::Kind;
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Frame;
use crate::plot::style::QUIET;
use crate::show::num;
use plotters::style::Color;

/// From where to where, along the horizontal axis or the vertical one.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Span {
    pub from: f64,
    pub to: f64,
    pub upright: bool,
}

impl Span {
    pub fn middle(&self) -> f64 {
        (self.from + self.to) / 2.0
    }
}

impl Plot {
    /// A shaded range of x over the whole height, named at its top.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// plot("Warm-up").line("rate", [0.0, 2.0, 9.0], [0.0, 1.0, 0.2]).x_span(0.0, 2.0, "warm-up").svg();
    /// ```
    #[track_caller]
    pub fn x_span(self, from: f64, to: f64, name: &str) -> Plot {
        self.span("x_span", name, from, to, false)
    }

    /// A shaded range of y over the whole width, named at its right end.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let target = plot("").line("ours", [0.0, 1.0], [0.2, 0.9]).y_span(0.8, 1.0, "solved");
    /// assert!(target.svg().contains("solved"));
    /// ```
    #[track_caller]
    pub fn y_span(self, from: f64, to: f64, name: &str) -> Plot {
        self.span("y_span", name, from, to, true)
    }

    #[track_caller]
    fn span(self, what: &str, name: &str, from: f64, to: f64, upright: bool) -> Plot {
        let (from, to) = crate::plot::limits(what, from, to);
        let span = Span { from, to, upright };
        self.add(name, false, Mark::Span(span))
    }
}

impl Kind for Span {
    /// Only the other marks' numbers count along the other axis: see `layout::extent`.
    fn extent(&self) -> Points {
        Points::new()
    }

    fn draw(&self, area: &Area, _index: usize) {
        let f = area.frame;
        let shaded = if self.upright {
            let (a, b) = (area.to_y(self.from), area.to_y(self.to));
            Frame {
                top: a.min(b),
                bottom: a.max(b),
                ..f
            }
        } else {
            Frame {
                left: area.to_x(self.from),
                right: area.to_x(self.to),
                ..f
            }
        };
        area.sheet.rect(shaded, QUIET.mix(0.13));
    }

    fn describe(&self) -> String {
        let axis = if self.upright { "y" } else { "x" };
        format!(
            "shaded from {axis} = {} to {}",
            num(self.from),
            num(self.to)
        )
    }

    fn layer(&self) -> u8 {
        0
    }
}
