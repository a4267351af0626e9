//! Level lines and filled levels of a function on a grid.

use super::Kind;
use super::squares::Grid;
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::heat::Colours;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Side;
use crate::plot::style::{CONTOUR, QUIET};
use crate::plot::ticks::nice_step;
use crate::show::num;
use crate::tensor::Tensor;
use plotters::style::Color;

/// A function at the nodes of a grid over a rectangle; row 0 lies at the bottom.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Contour {
    rows: Vec<Vec<f64>>,
    x: (f64, f64),
    y: (f64, f64),
    levels: Vec<f64>,
    filled: bool,
}

impl Plot {
    /// Level lines of a function on the nodes of a grid over x0..x1 and y0..y1 (row 0 at y0, the last one at y1), at
    /// round levels, each with its number. Other levels: [`Plot::levels`].
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let at = grid_points((-2.0, 2.0), (-2.0, 2.0), 41);
    /// let bowl = at.square().sum_axis(1).reshape([41, 41]);
    /// plot("Bowl").contour((-2.0, 2.0), (-2.0, 2.0), &bowl).levels([0.5, 1.0, 2.0, 4.0]).equal().svg();
    /// ```
    #[track_caller]
    pub fn contour(self, x: (f64, f64), y: (f64, f64), matrix: impl Into<Tensor>) -> Plot {
        self.contours("contour", x, y, matrix.into(), false)
    }

    /// The same with the areas between the levels filled, and a scale of colours.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let hill = (-grid_points((-1.0, 1.0), (-1.0, 1.0), 20).square().sum_axis(1)).exp();
    /// display(&plot("Hill").contour_filled((-1.0, 1.0), (-1.0, 1.0), hill.reshape([20, 20])));
    /// ```
    #[track_caller]
    pub fn contour_filled(self, x: (f64, f64), y: (f64, f64), matrix: impl Into<Tensor>) -> Plot {
        self.contours("contour_filled", x, y, matrix.into(), true)
    }

    #[track_caller]
    fn contours(
        mut self,
        what: &str,
        x: (f64, f64),
        y: (f64, f64),
        matrix: Tensor,
        filled: bool,
    ) -> Plot {
        let shape = matrix.shape();
        assert!(
            shape.len() == 2 && shape[0] >= 2 && shape[1] >= 2,
            "{what}: needs a matrix of 2 x 2 or more, the shape is {shape:?}"
        );
        let (low, high) = extremes(&matrix.to_vec());
        let levels = match low < high {
            true => between(low, high),
            false => Vec::new(), // flat: no height is crossed
        };
        let contour = Contour {
            rows: matrix.to_rows(),
            x,
            y,
            levels,
            filled,
        };
        if filled {
            self = self.past_blue();
        }
        self.add("", false, Mark::Contour(contour))
    }

    /// Levels of the contours that were added last, in rising order.
    #[track_caller]
    pub fn levels(mut self, levels: impl Into<Tensor>) -> Plot {
        let levels = levels.into().to_vec();
        assert!(
            levels.windows(2).all(|pair| pair[0] < pair[1]),
            "levels: must rise, got {levels:?}"
        );
        match self.series.last_mut().map(|s| &mut s.mark) {
            Some(Mark::Contour(contour)) => contour.levels = levels,
            _ => panic!("levels: must follow .contour(..) or .contour_filled(..)"),
        }
        self
    }
}

/// Round numbers between two ends.
fn between(low: f64, high: f64) -> Vec<f64> {
    let step = nice_step(high - low, 10);
    let (first, last) = ((low / step).floor() as i64 + 1, (high / step).ceil() as i64);
    (first..last).map(|i| i as f64 * step).collect()
}

fn extremes(numbers: &[f64]) -> (f64, f64) {
    let finite = numbers.iter().copied().filter(|v| v.is_finite());
    finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
        (a.min(v), b.max(v))
    })
}

impl Contour {
    fn colours(&self) -> Colours {
        Colours::of(self.rows.iter().flatten())
    }

    fn fill(&self, area: &Area, grid: &Grid) {
        let colours = self.colours();
        let (low, high) = extremes(&self.rows.concat());
        let mut edges = vec![low];
        edges.extend(
            self.levels
                .iter()
                .copied()
                .filter(|v| *v > low && *v < high),
        );
        edges.push(high);
        area.sheet.crisp(true);
        // From the lowest up, each area over the ones below it.
        for pair in edges.windows(2) {
            let ink = colours.colour(colours.level((pair[0] + pair[1]) / 2.0));
            for ring in grid.rings(pair[0]) {
                let ring: Points = ring.into_iter().map(|p| area.pixel(p)).collect();
                area.sheet.polygon(&ring, ink.to_rgba());
            }
        }
        area.sheet.crisp(false);
    }

    fn draw_lines(&self, area: &Area, grid: &Grid) {
        let mut taken: Vec<[f64; 4]> = Vec::new();
        let mut labels = Vec::new();
        let ink = if self.filled {
            QUIET.mix(0.45)
        } else {
            QUIET.to_rgba()
        };
        for &level in &self.levels {
            let text = crate::plot::ticks::with_signs(&num(level));
            for line in grid.lines(level) {
                let line: Points = line.into_iter().map(|p| area.pixel(p)).collect();
                area.sheet
                    .line(&line, ink, if self.filled { 0.7 } else { 1.1 });
                if !self.filled
                    && let Some(at) = label_place(&line, area, &text, &taken)
                {
                    let half = CONTOUR.width(&text) / 2.0 + 5.0;
                    taken.push([at.0 - half, at.1 - 9.0, at.0 + half, at.1 + 9.0]);
                    labels.push((at, text.clone()));
                }
            }
        }
        area.sheet.halo(true);
        for ((x, y), text) in labels {
            area.sheet.text(&text, (x, y + 3.6), Side::Center, CONTOUR);
        }
        area.sheet.halo(false);
    }
}

/// Where a line's number stands: on it, inside the area, clear of the other numbers; none on short lines.
fn label_place(line: &Points, area: &Area, text: &str, taken: &[[f64; 4]]) -> Option<(f64, f64)> {
    let (f, half) = (area.frame, CONTOUR.width(text) / 2.0 + 3.0);
    let length: f64 = line
        .windows(2)
        .map(|p| (p[1].0 - p[0].0).abs() + (p[1].1 - p[0].1).abs())
        .sum();
    if length < 5.0 * half {
        return None;
    }
    [4, 2, 6, 1, 3, 5, 7]
        .into_iter()
        .map(|eighth| line[(line.len() - 1) * eighth / 8])
        .find(|&(x, y)| {
            let inside =
                x - half > f.left && x + half < f.right && y - 8.0 > f.top && y + 8.0 < f.bottom;
            let free = |b: &[f64; 4]| {
                x + half < b[0] || x - half > b[2] || y + 7.0 < b[1] || y - 7.0 > b[3]
            };
            inside && taken.iter().all(free)
        })
}

impl Kind for Contour {
    fn extent(&self) -> Points {
        vec![(self.x.0, self.y.0), (self.x.1, self.y.1)]
    }

    fn draw(&self, area: &Area, _index: usize) {
        let grid = Grid::over(&self.rows, self.x, self.y);
        if self.filled {
            self.fill(area, &grid);
        }
        self.draw_lines(area, &grid);
    }

    fn describe(&self) -> String {
        let (n, m) = (self.rows.len(), self.rows[0].len());
        let node = |from: f64, to: f64, i: usize, count: usize| {
            num(from + (to - from) * i as f64 / (count - 1) as f64)
        };
        let all = self.rows.concat();
        let finite = || (0..all.len()).filter(|&k| all[k].is_finite());
        let (Some(low), Some(high)) = (
            finite().min_by(|&a, &b| all[a].total_cmp(&all[b])),
            finite().rev().max_by(|&a, &b| all[a].total_cmp(&all[b])),
        ) else {
            return "contours of nothing finite".to_owned();
        };
        let at = |k: usize| {
            let x = node(self.x.0, self.x.1, k % m, m);
            let y = node(self.y.0, self.y.1, k / m, n);
            format!("{} at ({x}, {y})", num(all[k]))
        };
        let levels: Vec<String> = self.levels.iter().map(|v| num(*v)).collect();
        let kind = if self.filled {
            "filled contours"
        } else {
            "contours"
        };
        let ends = format!("lowest {}, highest {}", at(low), at(high));
        format!("{kind} at {}; {ends}", levels.join(", "))
    }

    fn layer(&self) -> u8 {
        u8::from(!self.filled)
    }

    fn fills(&self) -> bool {
        true
    }

    fn key(&self) -> Option<(Colours, String)> {
        self.filled.then(|| (self.colours(), String::new()))
    }
}
