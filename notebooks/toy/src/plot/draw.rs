//! The marks: from series to strokes on a sheet.

use super::series::{Mark, Points, Series};
use super::sheet::{Frame, Sheet, Side};
use super::style::{INK, QUIET, TICK, colour, dash};
use super::ticks::Scale;
use plotters::style::{Color, RGBAColor, RGBColor};

/// The plot area with its two scales: from numbers to pixels.
pub(super) struct Area<'a> {
    pub sheet: &'a Sheet,
    pub frame: Frame,
    pub x: Scale,
    pub y: Scale,
}

impl Area<'_> {
    pub fn to_x(&self, v: f64) -> f64 {
        self.x
            .pixel(self.x.place(v), self.frame.left, self.frame.right)
    }

    pub fn to_y(&self, v: f64) -> f64 {
        self.y
            .pixel(self.y.place(v), self.frame.bottom, self.frame.top)
    }

    /// Pixels between two whole numbers of the horizontal axis.
    pub fn step(&self) -> f64 {
        (self.to_x(1.0) - self.to_x(0.0)).abs()
    }

    pub fn pixel(&self, p: (f64, f64)) -> (f64, f64) {
        (self.to_x(p.0), self.to_y(p.1))
    }

    /// Points in pixels; what is not finite is left out.
    fn pixels(&self, points: &Points) -> Points {
        let all = points.iter().map(|&p| self.pixel(p));
        thinned(all.filter(|p| p.0.is_finite() && p.1.is_finite()).collect())
    }

    /// Draws one series.
    pub fn draw(&self, series: &Series) {
        let index = series.colour.unwrap_or(0);
        let own = colour(index);
        match &series.mark {
            Mark::Line {
                points,
                dashed: true,
            } => {
                self.sheet.dash(&[5.0, 3.5]);
                self.sheet.line(&self.pixels(points), QUIET.to_rgba(), 1.5);
            }
            Mark::Line {
                points,
                dashed: false,
            } => self.curve(points, index),
            Mark::Band {
                low,
                high,
                middle,
                runs,
            } => {
                for run in runs {
                    self.sheet.line(&self.pixels(run), own.mix(0.4), 0.9);
                }
                let mut edge = self.pixels(low);
                edge.extend(self.pixels(high).into_iter().rev());
                if !edge.is_empty() {
                    self.sheet.polygon(&edge, own.mix(0.18));
                }
                self.curve(middle, index);
            }
            Mark::Scatter { points } => self.scatter(points, index),
            Mark::Histogram { edges, heights } => self.histogram(edges, heights, own),
            Mark::Bars { heights, errors } => self.bars(heights, errors, own),
            Mark::Heat(heat) => super::heat::draw(self, heat),
            Mark::HLine(y) => {
                let (y, f) = (self.to_y(*y), self.frame);
                self.sheet.dash(&[5.0, 3.5]);
                self.sheet
                    .line(&[(f.left, y), (f.right, y)], QUIET.to_rgba(), 1.2);
            }
            Mark::VLine(x) => {
                let (x, f) = (self.to_x(*x), self.frame);
                self.sheet.dash(&[5.0, 3.5]);
                self.sheet
                    .line(&[(x, f.top), (x, f.bottom)], QUIET.to_rgba(), 1.2);
            }
            Mark::Text { at, text } => {
                let (x, y) = self.pixel(*at);
                self.sheet.halo(true);
                self.sheet
                    .text(text, (x, y + 4.0), Side::Center, TICK.coloured(INK));
                self.sheet.halo(false);
            }
            Mark::Arrow { from, to } => self.arrow(self.pixel(*from), self.pixel(*to)),
            Mark::Tiles(_) => {}
            Mark::Errors { points, errors } => self.errors(points, errors, index),
            other => {
                if let Some(kind) = other.kind() {
                    kind.draw(self, index);
                }
            }
        }
        self.sheet.dash(&[]);
    }

    fn curve(&self, points: &Points, index: usize) {
        self.sheet.dash(dash(index));
        self.sheet
            .line(&self.pixels(points), colour(index).to_rgba(), 2.0);
    }

    fn scatter(&self, points: &Points, index: usize) {
        let radius = match points.len() {
            0..=60 => 3.2,
            61..=400 => 2.4,
            401..=1000 => 1.8,
            _ => 1.4,
        };
        let ink = colour(index).mix(if points.len() > 60 { 0.7 } else { 0.9 });
        for &point in points {
            let at = self.pixel(point);
            if at.0.is_finite() && at.1.is_finite() {
                marker(
                    self.sheet,
                    at,
                    radius,
                    ink,
                    if points.len() > 400 { 0 } else { index },
                );
            }
        }
    }

    /// A line, and at each point a marker in an error bar.
    fn errors(&self, points: &Points, errors: &[f64], index: usize) {
        self.curve(points, index);
        self.sheet.dash(&[]);
        let ink = colour(index).to_rgba();
        for (&(x, y), &error) in points.iter().zip(errors) {
            let at = self.pixel((x, y));
            if !(at.0.is_finite() && at.1.is_finite()) {
                continue;
            }
            if error > 0.0 && error.is_finite() {
                let (low, high) = (self.to_y(y - error), self.to_y(y + error));
                self.sheet.line(&[(at.0, low), (at.0, high)], ink, 1.3);
                for end in [low, high] {
                    self.sheet
                        .line(&[(at.0 - 3.5, end), (at.0 + 3.5, end)], ink, 1.3);
                }
            }
            marker(self.sheet, at, 3.6, ink, index);
        }
    }

    fn histogram(&self, edges: &[f64], heights: &[f64], own: RGBColor) {
        let mut outline = vec![self.pixel((edges[0], 0.0))];
        for (pair, &height) in edges.windows(2).zip(heights) {
            outline.push(self.pixel((pair[0], height)));
            outline.push(self.pixel((pair[1], height)));
        }
        outline.push(self.pixel((edges[edges.len() - 1], 0.0)));
        self.sheet.polygon(&outline, own.mix(0.22));
        self.sheet.line(&outline, own.to_rgba(), 1.4);
    }

    fn bars(&self, heights: &[f64], errors: &[f64], own: RGBColor) {
        let half = 0.34;
        for (i, (&height, &error)) in heights.iter().zip(errors).enumerate() {
            if !height.is_finite() {
                continue;
            }
            let x = i as f64;
            let (a, b) = (
                self.pixel((x - half, height.max(0.0))),
                self.pixel((x + half, height.min(0.0))),
            );
            let bar = Frame {
                left: a.0,
                top: a.1,
                right: b.0,
                bottom: b.1,
            };
            self.sheet.rect(bar, own.mix(0.85));
            if error > 0.0 && error.is_finite() {
                let (low, high) = (
                    self.pixel((x, height - error)),
                    self.pixel((x, height + error)),
                );
                self.sheet.line(&[low, high], INK.to_rgba(), 1.4);
                for end in [low, high] {
                    self.sheet.line(
                        &[(end.0 - 4.0, end.1), (end.0 + 4.0, end.1)],
                        INK.to_rgba(),
                        1.4,
                    );
                }
            }
        }
    }

    fn arrow(&self, from: (f64, f64), to: (f64, f64)) {
        let (dx, dy) = (to.0 - from.0, to.1 - from.1);
        if !(dx.is_finite() && dy.is_finite()) {
            return;
        }
        let length = (dx * dx + dy * dy).sqrt().max(1e-9);
        let (ux, uy) = (dx / length, dy / length);
        let base = (to.0 - 7.0 * ux, to.1 - 7.0 * uy);
        self.sheet.line(&[from, base], INK.to_rgba(), 1.3);
        let wing = |side: f64| (base.0 - side * 3.2 * uy, base.1 + side * 3.2 * ux);
        self.sheet
            .polygon(&[to, wing(1.0), wing(-1.0)], INK.to_rgba());
    }
}

/// One point of a series: the shape tells series apart in grey.
pub(super) fn marker(sheet: &Sheet, (x, y): (f64, f64), r: f64, ink: RGBAColor, index: usize) {
    match index % 4 {
        0 => sheet.dot((x, y), r, ink),
        1 => sheet.polygon(
            &[
                (x, y - 1.25 * r),
                (x + 1.15 * r, y + 0.8 * r),
                (x - 1.15 * r, y + 0.8 * r),
            ],
            ink,
        ),
        2 => sheet.rect(
            Frame {
                left: x - 0.9 * r,
                top: y - 0.9 * r,
                right: x + 0.9 * r,
                bottom: y + 0.9 * r,
            },
            ink,
        ),
        _ => sheet.polygon(
            &[
                (x, y - 1.3 * r),
                (x + 1.3 * r, y),
                (x, y + 1.3 * r),
                (x - 1.3 * r, y),
            ],
            ink,
        ),
    }
}

/// A long curve in fewer points: of each strip of two pixels its first, lowest, highest and last point, which draw
/// the same strokes (U. Jugel et al., "M4: a visualization-oriented time series data aggregation", VLDB 2014).
fn thinned(points: Points) -> Points {
    if points.len() <= 600 || points.windows(2).any(|pair| pair[1].0 < pair[0].0) {
        return points;
    }
    let mut kept = Points::new();
    for strip in points.chunk_by(|a, b| (a.0 / 2.0).floor() == (b.0 / 2.0).floor()) {
        let by_height = |a: &usize, b: &usize| strip[*a].1.total_cmp(&strip[*b].1);
        let places = 0..strip.len();
        let ends = [places.clone().min_by(by_height), places.max_by(by_height)];
        let mut chosen = vec![0, strip.len() - 1];
        chosen.extend(ends.into_iter().flatten());
        chosen.sort_unstable();
        chosen.dedup();
        kept.extend(chosen.into_iter().map(|i| strip[i]));
    }
    kept
}
