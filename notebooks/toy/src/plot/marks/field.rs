//! Vectors in the plane: fields of arrows, and paths that points take.

use super::{Kind, pairs, place};
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Sheet;
use crate::plot::style::{CARD, QUIET, colour};
use crate::tensor::Tensor;
use plotters::style::{Color, RGBAColor};

/// Arrows: where each begins, and its vector.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Field {
    at: Points,
    vectors: Points,
    /// Whether all arrows are of one length.
    unit: bool,
}

/// Paths through the plane.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Paths {
    paths: Vec<Points>,
}

impl Plot {
    /// Arrows of a vector field: one at each point (n x 2), along its vector (n x 2). All lengths share one scale, by
    /// which the longest arrow just reaches its neighbour; an arrow is centred on its point.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let at = grid_points((-1.0, 1.0), (-1.0, 1.0), 9);
    /// plot("Down the bowl").field("−∇f", &at, -2.0 * &at).path("descent", [[0.9, 0.5], [0.1, 0.1]]).svg();
    /// ```
    #[track_caller]
    pub fn field(self, name: &str, at: impl Into<Tensor>, vectors: impl Into<Tensor>) -> Plot {
        self.arrows("field", name, at.into(), vectors.into(), false)
    }

    /// The same with arrows of one length, where only the direction counts.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let at = grid_points((-1.0, 1.0), (-1.0, 1.0), 8);
    /// display(&plot("To the middle").directions("flow", &at, -&at).equal());
    /// ```
    #[track_caller]
    pub fn directions(self, name: &str, at: impl Into<Tensor>, vectors: impl Into<Tensor>) -> Plot {
        self.arrows("directions", name, at.into(), vectors.into(), true)
    }

    #[track_caller]
    fn arrows(self, what: &str, name: &str, at: Tensor, vectors: Tensor, unit: bool) -> Plot {
        let (at, vectors) = (pairs(what, at), pairs(what, vectors));
        assert!(
            at.len() == vectors.len(),
            "{what}: {} vectors for {} points",
            vectors.len(),
            at.len()
        );
        self.add(name, false, Mark::Field(Field { at, vectors, unit }))
    }

    /// A path through points of the plane (n x 2), or several of one colour (k x n x 2): a ring where it begins, an
    /// arrow head where it ends.
    #[track_caller]
    pub fn path(self, name: &str, points: impl Into<Tensor>) -> Plot {
        let points = points.into();
        let shape = points.shape();
        assert!(
            shape.last() == Some(&2) && (shape.len() == 2 || shape.len() == 3),
            "path: needs points n x 2 or paths k x n x 2, the shape is {shape:?}"
        );
        let count = if shape.len() == 3 { shape[0] } else { 1 };
        let steps = shape[shape.len() - 2];
        let all: Points = points.to_vec().chunks(2).map(|p| (p[0], p[1])).collect();
        let paths = (0..count)
            .map(|k| all[k * steps..(k + 1) * steps].to_vec())
            .collect();
        self.add(name, true, Mark::Paths(Paths { paths }))
    }
}

/// The shaft and the head of an arrow in pixels; the head takes at most half its length, and `head` pixels. None for
/// an arrow shorter than a tenth of a pixel, of which nothing would be seen.
fn parts(from: (f64, f64), to: (f64, f64), head: f64) -> Option<(Points, Points)> {
    let (dx, dy) = (to.0 - from.0, to.1 - from.1);
    let length = (dx * dx + dy * dy).sqrt();
    if !(length.is_finite() && length >= 0.1) {
        return None;
    }
    let head = head.min(0.5 * length);
    let (ux, uy) = (dx / length, dy / length);
    let base = (to.0 - head * ux, to.1 - head * uy);
    let wing = |s: f64| (base.0 - s * 0.42 * head * uy, base.1 + s * 0.42 * head * ux);
    Some((vec![from, base], vec![to, wing(1.0), wing(-1.0)]))
}

/// Draws an arrow in pixels.
pub(in crate::plot) fn arrow(
    sheet: &Sheet,
    from: (f64, f64),
    to: (f64, f64),
    ink: RGBAColor,
    width: f64,
    head: f64,
) {
    if let Some((shaft, head)) = parts(from, to, head) {
        sheet.line(&shaft, ink, width);
        sheet.polygon(&head, ink);
    }
}

impl Field {
    /// The vectors in pixels, before they are scaled.
    fn in_pixels(&self, area: &Area) -> Points {
        let one = |(&(x, y), &(u, v)): (&(f64, f64), &(f64, f64))| {
            let here = area.pixel((x, y));
            // A small step, so that a logarithmic axis gives the direction at the point.
            let h = 1e-4;
            let there = area.pixel((x + h * u, y + h * v));
            ((there.0 - here.0) / h, (there.1 - here.1) / h)
        };
        self.at.iter().zip(&self.vectors).map(one).collect()
    }

    fn lengths(&self) -> Vec<f64> {
        self.vectors
            .iter()
            .map(|(u, v)| (u * u + v * v).sqrt())
            .collect()
    }
}

impl Kind for Field {
    fn extent(&self) -> Points {
        self.at.clone()
    }

    fn room(&self) -> f64 {
        0.04
    }

    fn draw(&self, area: &Area, _index: usize) {
        let vectors = self.in_pixels(area);
        let longest = vectors
            .iter()
            .map(|(u, v)| (u * u + v * v).sqrt())
            .filter(|l| l.is_finite())
            .fold(0.0, f64::max);
        let room = area.frame.width() * area.frame.height() / self.at.len().max(1) as f64;
        let scale = 0.92 * room.sqrt().min(60.0) / longest.max(1e-300);
        let mut heads = Vec::new();
        for (&at, (u, v)) in self.at.iter().zip(vectors) {
            let (x, y) = area.pixel(at);
            let scale = match self.unit {
                true => scale * longest / (u * u + v * v).sqrt().max(1e-300),
                false => scale,
            };
            let (u, v) = (0.5 * scale * u, 0.5 * scale * v);
            if let Some((shaft, head)) = parts((x - u, y - v), (x + u, y + v), 6.0) {
                area.sheet.line(&shaft, QUIET.to_rgba(), 1.2);
                heads.push(head);
            }
        }
        // After all shafts: strokes of one style become one path.
        for head in heads {
            area.sheet.polygon(&head, QUIET.to_rgba());
        }
    }

    fn describe(&self) -> String {
        let lengths = self.lengths();
        let finite = (0..lengths.len()).filter(|&i| lengths[i].is_finite());
        let Some(most) = finite.max_by(|&a, &b| lengths[a].total_cmp(&lengths[b])) else {
            return "no arrows".to_owned();
        };
        let (u, v) = self.vectors[most];
        format!(
            "{} arrows, length {}; the longest at {} is {}",
            lengths.len(),
            crate::plot::summary::range(&lengths),
            place(self.at[most]),
            place((u, v))
        )
    }

    fn swatch(&self, sheet: &Sheet, (x, y): (f64, f64), _index: usize) -> bool {
        arrow(
            sheet,
            (x - 10.0, y),
            (x + 10.0, y),
            QUIET.to_rgba(),
            1.2,
            6.0,
        );
        true
    }
}

impl Kind for Paths {
    fn extent(&self) -> Points {
        self.paths.iter().flatten().copied().collect()
    }

    fn room(&self) -> f64 {
        0.04
    }

    fn draw(&self, area: &Area, index: usize) {
        let ink = colour(index).to_rgba();
        for path in &self.paths {
            let all = path.iter().map(|&p| area.pixel(p));
            let path: Points = all.filter(|p| p.0.is_finite() && p.1.is_finite()).collect();
            let (Some(&first), Some(&end)) = (path.first(), path.last()) else {
                continue;
            };
            // A light edge keeps it apart from arrows, lines and areas below.
            area.sheet.line(&path, CARD.mix(0.8), 4.0);
            area.sheet.line(&path, ink, 2.0);
            // The head points along the last few pixels, not along the last step, which may be tiny.
            let apart = |p: &&(f64, f64)| (p.0 - end.0).abs().max((p.1 - end.1).abs()) >= 4.0;
            if let Some(&before) = path.iter().rev().find(apart) {
                let (dx, dy) = (end.0 - before.0, end.1 - before.1);
                let s = 9.0 / (dx * dx + dy * dy).sqrt();
                let back = (end.0 - s * dx, end.1 - s * dy);
                let tip = (end.0 + 0.3 * s * dx, end.1 + 0.3 * s * dy);
                let wing = |w: f64| (back.0 - w * s * dy, back.1 + w * s * dx);
                area.sheet.polygon(&[tip, wing(0.42), wing(-0.42)], ink);
            }
            area.sheet.dot(first, 4.2, ink);
            area.sheet.dot(first, 2.2, CARD.to_rgba());
        }
    }

    fn describe(&self) -> String {
        let one = |path: &Points| match (path.first(), path.last()) {
            (Some(&a), Some(&b)) => {
                format!(
                    "from {} to {} in {} steps",
                    place(a),
                    place(b),
                    path.len() - 1
                )
            }
            _ => "no points".to_owned(),
        };
        let shown: Vec<String> = self.paths.iter().take(6).map(one).collect();
        let more = match self.paths.len() {
            0..=6 => String::new(),
            n => format!(" and {} more paths", n - 6),
        };
        format!("path {}{more}", shown.join(", "))
    }

    fn swatch(&self, sheet: &Sheet, (x, y): (f64, f64), index: usize) -> bool {
        let ink = colour(index).to_rgba();
        sheet.line(&[(x - 8.0, y), (x + 5.0, y)], ink, 2.0);
        sheet.polygon(
            &[(x + 11.0, y), (x + 3.0, y - 3.6), (x + 3.0, y + 3.6)],
            ink,
        );
        sheet.dot((x - 8.0, y), 4.2, ink);
        sheet.dot((x - 8.0, y), 2.2, CARD.to_rgba());
        true
    }
}

/// A square grid of points over a rectangle, (n·n) x 2: row by row from the lower left, ends included. What
/// [`Plot::field`] and, after `.reshape([n, n])`, [`Plot::contour`] take.
///
/// ```
/// # use toy::prelude::*;
/// let at = grid_points((0.0, 1.0), (0.0, 2.0), 2);
/// assert_eq!(at.to_rows(), [[0.0, 0.0], [1.0, 0.0], [0.0, 2.0], [1.0, 2.0]]);
/// ```
#[track_caller]
pub fn grid_points(x: (f64, f64), y: (f64, f64), n: usize) -> Tensor {
    assert!(
        n >= 2,
        "grid_points: needs two points a side at least, got {n}"
    );
    let along = |(from, to): (f64, f64), i: usize| from + (to - from) * i as f64 / (n - 1) as f64;
    let all = (0..n * n).map(|k| [along(x, k % n), along(y, k / n)]);
    all.collect::<Vec<[f64; 2]>>().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grid_runs_row_by_row_from_the_lower_left() {
        let grid = grid_points((0.0, 1.0), (2.0, 4.0), 3);
        assert_eq!(grid.shape(), [9, 2]);
        assert_eq!(grid.row(1).to_vec(), [0.5, 2.0]);
        assert_eq!(grid.row(8).to_vec(), [1.0, 4.0]);
    }
}
