//! What a plot can show: one method a kind of mark. Everything takes anything that becomes a tensor.

use super::Plot;
use super::series::{Heat, Mark, Points};
use super::ticks::{FARTHEST, around};
use crate::stats;
use crate::tensor::Tensor;

/// Pairs two columns of numbers.
#[track_caller]
pub(super) fn points(what: &str, xs: impl Into<Tensor>, ys: impl Into<Tensor>) -> Points {
    let (xs, ys) = (xs.into().to_vec(), ys.into().to_vec());
    assert!(
        xs.len() == ys.len(),
        "{what}: {} x values for {} y values",
        xs.len(),
        ys.len()
    );
    xs.into_iter().zip(ys).collect()
}

/// A histogram of bins between two ends, scaled to area 1.
#[track_caller]
pub(super) fn density(what: &str, x: &[f64], low: f64, high: f64, bins: usize) -> Mark {
    assert!(
        bins > 0 && !x.is_empty() && x.iter().all(|v| v.abs() < FARTHEST),
        "{what}: needs finite numbers and at least one bin, got {} numbers and {bins} bins",
        x.len()
    );
    let (low, high) = if low < high { (low, high) } else { around(low) };
    let width = (high - low) / bins as f64;
    let mut heights = vec![0.0; bins];
    let share = 1.0 / (x.len() as f64 * width);
    for x in x {
        let bin = ((x - low) / width) as usize;
        heights[bin.min(bins - 1)] += share;
    }
    let edges = (0..=bins).map(|i| low + width * i as f64).collect();
    Mark::Histogram { edges, heights }
}

impl Plot {
    /// A line through points in their order.
    #[track_caller]
    pub fn line(self, name: &str, xs: impl Into<Tensor>, ys: impl Into<Tensor>) -> Plot {
        let points = points("line", xs, ys);
        self.add(
            name,
            true,
            Mark::Line {
                points,
                dashed: false,
            },
        )
    }

    /// A dashed grey line: a reference that is not a result.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let chance = plot("Accuracy").dashed("chance", [0.0, 10.0], [0.5, 0.5]);
    /// assert!(chance.svg().contains("chance: from 0.5 at 0")); // the text alternative says the numbers
    /// ```
    #[track_caller]
    pub fn dashed(self, name: &str, xs: impl Into<Tensor>, ys: impl Into<Tensor>) -> Plot {
        let points = points("dashed", xs, ys);
        self.add(
            name,
            false,
            Mark::Line {
                points,
                dashed: true,
            },
        )
    }

    /// A function of x between two ends.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let parabola = plot("x²").x("x").y("y").function("x²", -1.0, 3.0, |x| x * x);
    /// assert!(parabola.svg().contains("x²: from 1 at -1 to 9 at 3"));
    /// ```
    pub fn function(self, name: &str, from: f64, to: f64, f: impl Fn(f64) -> f64) -> Plot {
        let xs = crate::tensor::linspace(from, to, 201).to_vec();
        let points = xs.into_iter().map(|x| (x, f(x))).collect();
        self.add(
            name,
            true,
            Mark::Line {
                points,
                dashed: false,
            },
        )
    }

    /// Several runs (seeds x xs): their mean as a line, in a band of one standard deviation to each side.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let losses = [[3.0, 2.0, 1.0], [3.0, 1.0, 0.5]]; // seeds x steps
    /// let training = plot("Training").x("step").y("loss").runs("Adam", [0.0, 1.0, 2.0], losses);
    /// assert!(training.svg().contains("Adam: from 3 at 0 to 0.75 at 2, band"));
    /// ```
    #[track_caller]
    pub fn runs(self, name: &str, xs: impl Into<Tensor>, runs: impl Into<Tensor>) -> Plot {
        let (xs, runs) = (xs.into().to_vec(), runs.into());
        let shape = runs.shape();
        assert!(
            shape.len() == 2 && shape[0] >= 2 && shape[1] == xs.len(),
            "runs: needs seeds x {} numbers from two seeds or more, the shape is {shape:?}",
            xs.len()
        );
        let (mut low, mut high, mut middle) = (Points::new(), Points::new(), Points::new());
        for (&x, values) in xs.iter().zip(runs.t().to_rows()) {
            let (mean, sd) = (stats::mean(&values), stats::std(&values));
            low.push((x, mean - sd));
            high.push((x, mean + sd));
            middle.push((x, mean));
        }
        self.add(name, true, Mark::band(low, high, middle))
    }

    /// A band between two curves over the same `xs`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let between = plot("").band("90%", [0.0, 1.0], [-1.0, -2.0], [1.0, 2.0]);
    /// assert!(between.svg().contains("90%: band, -2 to 2 at its end"));
    /// ```
    #[track_caller]
    pub fn band(
        self,
        name: &str,
        xs: impl Into<Tensor>,
        low: impl Into<Tensor>,
        high: impl Into<Tensor>,
    ) -> Plot {
        let xs = xs.into();
        let (low, high) = (points("band", &xs, low), points("band", &xs, high));
        self.add(name, true, Mark::band(low, high, Points::new()))
    }

    /// A line in a band: the middle, the lower and the upper curve.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let fit = plot("").line_band("fit", [0.0, 1.0], [0.0, 3.0], [-1.0, 2.0], [1.0, 4.0]);
    /// assert!(fit.svg().contains("band 2 to 4 at its end"));
    /// ```
    #[track_caller]
    pub fn line_band(
        self,
        name: &str,
        xs: impl Into<Tensor>,
        middle: impl Into<Tensor>,
        low: impl Into<Tensor>,
        high: impl Into<Tensor>,
    ) -> Plot {
        let xs = xs.into();
        let middle = points("line_band", &xs, middle);
        let (low, high) = (
            points("line_band", &xs, low),
            points("line_band", &xs, high),
        );
        self.add(name, true, Mark::band(low, high, middle))
    }

    /// Points (n x 2).
    #[track_caller]
    pub fn scatter(self, name: &str, xy: impl Into<Tensor>) -> Plot {
        let xy = xy.into();
        let shape = xy.shape();
        assert!(
            shape.len() == 2 && shape[1] == 2,
            "scatter: needs points n x 2, the shape is {shape:?}"
        );
        let points = xy.to_rows().iter().map(|row| (row[0], row[1])).collect();
        self.add(name, true, Mark::Scatter { points })
    }

    /// A histogram with equal bins, scaled to a density (area 1), so that it compares with a density curve.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let heights = plot("Heights").histogram("", Rng::seed(1).normals(1000), 30);
    /// assert!(heights.svg().contains("histogram from"));
    /// ```
    #[track_caller]
    pub fn histogram(self, name: &str, values: impl Into<Tensor>, bins: usize) -> Plot {
        let x = values.into().to_vec();
        let (low, high) = x
            .iter()
            .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &x| {
                (a.min(x), b.max(x))
            });
        let histogram = density("histogram", &x, low, high, bins);
        self.add(name, true, histogram)
    }

    /// One column for each name; as many heights as names.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let scores = plot("Score").bars(&["ours", "theirs"], [0.9, 0.8]);
    /// assert!(scores.svg().contains("ours 0.9, theirs 0.8"));
    /// ```
    #[track_caller]
    pub fn bars(self, names: &[&str], heights: impl Into<Tensor>) -> Plot {
        let heights = heights.into();
        let errors = vec![0.0; heights.len()];
        self.bars_err(names, &heights, errors)
    }

    /// One column for each name, with error bars of the given half lengths.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let scores = plot("Score").bars_err(&["ours", "theirs"], [0.9, 0.8], [0.02, 0.03]);
    /// assert!(scores.svg().contains("ours 0.9"));
    /// ```
    #[track_caller]
    pub fn bars_err(
        mut self,
        names: &[&str],
        heights: impl Into<Tensor>,
        errors: impl Into<Tensor>,
    ) -> Plot {
        let (heights, errors) = (heights.into().to_vec(), errors.into().to_vec());
        assert!(
            names.len() == heights.len() && names.len() == errors.len(),
            "bars: {} names, {} heights, {} errors",
            names.len(),
            heights.len(),
            errors.len()
        );
        self.x.names = names.iter().map(|&name| name.to_owned()).collect();
        self.add("", true, Mark::Bars { heights, errors })
    }

    /// A matrix as coloured cells, its first row on top; the axes count columns and rows.
    #[track_caller]
    pub fn heat(mut self, matrix: impl Into<Tensor>) -> Plot {
        let rows = matrix.into().to_rows();
        let (n, m) = (rows.len(), rows.first().map_or(0, Vec::len));
        let heat = Heat::cells(rows, n, m);
        self.y.flipped = true;
        self.add("", false, Mark::Heat(heat))
    }

    /// A function on a grid as coloured cells over x0..x1 and y0..y1; row 0 lies at y0, at the bottom.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let at = grid_points((-1.0, 1.0), (-1.0, 1.0), 20);
    /// let hill = (-at.square().sum_axis(1)).exp().reshape([20, 20]);
    /// display(&plot("Hill").heat_on((-1.0, 1.0), (-1.0, 1.0), hill));
    /// ```
    #[track_caller]
    pub fn heat_on(self, x: (f64, f64), y: (f64, f64), matrix: impl Into<Tensor>) -> Plot {
        let rows = matrix.into().to_rows();
        self.add("", false, Mark::Heat(Heat::over(rows, x, y)))
    }

    /// A horizontal reference line, named at its right end.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let best = plot("").line("ours", [0.0, 1.0], [0.2, 0.9]).hline(0.95, "best possible");
    /// assert!(best.svg().contains("best possible"));
    /// ```
    pub fn hline(self, y: f64, name: &str) -> Plot {
        self.add(name, false, Mark::HLine(y))
    }

    /// A vertical reference line, named at its top.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let split = plot("").line("loss", [0.0, 9.0], [1.0, 0.1]).vline(5.0, "rate falls");
    /// assert!(split.svg().contains("rate falls"));
    /// ```
    pub fn vline(self, x: f64, name: &str) -> Plot {
        self.add(name, false, Mark::VLine(x))
    }

    /// A text centred at a point of the axes.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let line = plot("").line("", [0.0, 1.0], [0.0, 1.0]);
    /// let note = line.clone().text(0.5, 0.6, "here").arrow((0.5, 0.6), (0.5, 0.5));
    /// assert_ne!(note.svg(), line.svg());
    /// ```
    pub fn text(self, x: f64, y: f64, text: &str) -> Plot {
        let text = text.to_owned();
        self.add("", false, Mark::Text { at: (x, y), text })
    }

    /// An arrow between two points of the axes.
    pub fn arrow(self, from: (f64, f64), to: (f64, f64)) -> Plot {
        self.add("", false, Mark::Arrow { from, to })
    }
}
