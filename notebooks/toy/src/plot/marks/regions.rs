//! Decision regions: where in the plane a classifier says what.

use super::Kind;
use super::squares::Grid;
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::series::{Mark, Points};
use crate::plot::style::{INK, colour};
use crate::show::percent;
use crate::tensor::Tensor;
use plotters::style::Color;

/// Points of the grid a side: finer than an eye sees in 640 pixels once the border is interpolated.
const SIDE: usize = 101;

/// The class at each node of a grid over a rectangle.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Regions {
    labels: Vec<usize>,
    x: (f64, f64),
    y: (f64, f64),
}

impl Plot {
    /// Decision regions over x0..x1 and y0..y1: `classify` is asked once, for the classes of a grid of 101 x 101
    /// points (10201 x 2). The colours are those of [`Plot::classes`], if that is the plot's first series.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (xy, labels) = two_moons(&mut Rng::seed(1), 60, 0.1);
    /// let net = Mlp::new(&mut Rng::seed(2), &[2, 8, 2], Act::Tanh);
    /// plot("Regions").classes(&xy, &labels, &["upper", "lower"])
    ///     .regions((-2.0, 3.0), (-1.5, 2.0), |p| net.forward(p).argmax()).svg();
    /// ```
    #[track_caller]
    pub fn regions(
        self,
        x: (f64, f64),
        y: (f64, f64),
        classify: impl Fn(&Tensor) -> Vec<usize>,
    ) -> Plot {
        let labels = classify(&super::field::grid_points(x, y, SIDE));
        assert!(
            labels.len() == SIDE * SIDE,
            "regions: {} labels for {} points",
            labels.len(),
            SIDE * SIDE
        );
        self.add("", false, Mark::Regions(Regions { labels, x, y }))
    }
}

/// Weighted means with the neighbours, 1-2-1 across and then upright; the edge repeats.
fn smoothed(rows: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let last = SIDE - 1;
    let mean = |a: f64, b: f64, c: f64| (a + 2.0 * b + c) / 4.0;
    let across = |row: &Vec<f64>| -> Vec<f64> {
        let at = |j: usize| mean(row[j.saturating_sub(1)], row[j], row[(j + 1).min(last)]);
        (0..SIDE).map(at).collect()
    };
    let rows: Vec<Vec<f64>> = rows.iter().map(across).collect();
    let upright = |i: usize| -> Vec<f64> {
        let (below, above) = (&rows[i.saturating_sub(1)], &rows[(i + 1).min(last)]);
        (0..SIDE)
            .map(|j| mean(below[j], rows[i][j], above[j]))
            .collect()
    };
    (0..SIDE).map(upright).collect()
}

impl Regions {
    fn count(&self) -> usize {
        self.labels.iter().max().map_or(0, |most| most + 1)
    }
}

impl Kind for Regions {
    fn extent(&self) -> Points {
        vec![(self.x.0, self.y.0), (self.x.1, self.y.1)]
    }

    fn draw(&self, area: &Area, _index: usize) {
        let mut borders = Vec::new();
        for class in 0..self.count() {
            let is = |label: &usize| f64::from(u8::from(*label == class));
            // Smoothed over two points, so that a slanted border has no steps.
            let rows: Vec<Vec<f64>> = self
                .labels
                .chunks(SIDE)
                .map(|row| row.iter().map(is).collect())
                .collect();
            let rows = smoothed(&smoothed(&rows));
            let grid = Grid::over(&rows, self.x, self.y);
            for ring in grid.rings(0.5) {
                let ring: Points = ring.into_iter().map(|p| area.pixel(p)).collect();
                area.sheet.polygon(&ring, colour(class).mix(0.17));
            }
            borders.extend(grid.lines(0.5));
        }
        // A border in ink: tints alone are hard to tell apart in grey.
        for line in borders {
            let line: Points = line.into_iter().map(|p| area.pixel(p)).collect();
            area.sheet.line(&line, INK.mix(0.75), 1.2);
        }
    }

    fn describe(&self) -> String {
        let all = self.labels.len().max(1) as f64;
        let share = |class: usize| {
            let own = self.labels.iter().filter(|label| **label == class).count();
            format!("class {class} {}", percent(own as f64 / all))
        };
        let shares: Vec<String> = (0..self.count()).map(share).collect();
        format!("decision regions by area: {}", shares.join(", "))
    }

    fn layer(&self) -> u8 {
        0
    }

    fn fills(&self) -> bool {
        true
    }
}
