//! What a plot can show: one method a kind of mark. Everything takes anything that becomes a tensor.

use super::Plot;
use super::series::{Heat, Mark, Points, Series, Tiles};
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
        bins > 0 && low.is_finite() && high.is_finite() && !x.is_empty(),
        "{what}: needs finite numbers and at least one bin, got {} numbers and {bins} bins",
        x.len()
    );
    let (low, high) = if low < high {
        (low, high)
    } else {
        (low - 0.5, high + 0.5)
    };
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
        self.add(
            name,
            true,
            Mark::Band {
                low,
                high,
                middle,
                runs: Vec::new(),
            },
        )
    }

    /// A band between two curves.
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
        self.add(
            name,
            true,
            Mark::Band {
                low,
                high,
                middle: Points::new(),
                runs: Vec::new(),
            },
        )
    }

    /// A line in a band: the middle, the lower and the upper curve.
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
        self.add(
            name,
            true,
            Mark::Band {
                low,
                high,
                middle,
                runs: Vec::new(),
            },
        )
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

    /// One column for each name.
    #[track_caller]
    pub fn bars(self, names: &[&str], heights: impl Into<Tensor>) -> Plot {
        let heights = heights.into();
        let errors = vec![0.0; heights.len()];
        self.bars_err(names, &heights, errors)
    }

    /// One column for each name, with error bars of the given half lengths.
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
    #[track_caller]
    pub fn heat_on(self, x: (f64, f64), y: (f64, f64), matrix: impl Into<Tensor>) -> Plot {
        let rows = matrix.into().to_rows();
        self.add("", false, Mark::Heat(Heat::over(rows, x, y)))
    }

    /// Small images (n x height·width, row-major, dark for large), `columns` side by side. No axes.
    #[track_caller]
    pub fn tiles(
        self,
        images: impl Into<Tensor>,
        height: usize,
        width: usize,
        columns: usize,
    ) -> Plot {
        let images = images.into();
        let shape = images.shape();
        assert!(
            shape.len() == 2 && shape[1] == height * width && shape[0] > 0 && columns > 0,
            "tiles: images of {height} x {width} need shape [n, {}], the shape is {shape:?}",
            height * width
        );
        let images = images.to_rows();
        let tiles = Tiles {
            images,
            height,
            width,
            columns,
            names: Vec::new(),
            row_names: Vec::new(),
            channels: 0,
        };
        self.add("", false, Mark::Tiles(tiles))
    }

    /// Names under the tiles that were added last.
    #[track_caller]
    pub fn tile_names(mut self, names: &[&str]) -> Plot {
        self.last_tiles("tile_names").names = names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    /// Names to the left of the rows of the tiles that were added last.
    #[track_caller]
    pub fn tile_rows(mut self, names: &[&str]) -> Plot {
        self.last_tiles("tile_rows").row_names =
            names.iter().map(|&name| name.to_owned()).collect();
        self
    }

    #[track_caller]
    fn last_tiles(&mut self, what: &str) -> &mut Tiles {
        match self.series.last_mut() {
            Some(Series {
                mark: Mark::Tiles(tiles),
                ..
            }) => tiles,
            _ => panic!("{what}: must follow .tiles(..) or .images(..)"),
        }
    }

    /// A horizontal reference line, named at its right end.
    pub fn hline(self, y: f64, name: &str) -> Plot {
        self.add(name, false, Mark::HLine(y))
    }

    /// A vertical reference line, named at its top.
    pub fn vline(self, x: f64, name: &str) -> Plot {
        self.add(name, false, Mark::VLine(x))
    }

    /// A text centred at a point of the axes.
    pub fn text(self, x: f64, y: f64, text: &str) -> Plot {
        let text = text.to_owned();
        self.add("", false, Mark::Text { at: (x, y), text })
    }

    /// An arrow between two points of the axes.
    pub fn arrow(self, from: (f64, f64), to: (f64, f64)) -> Plot {
        self.add("", false, Mark::Arrow { from, to })
    }
}
