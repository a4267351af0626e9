//! Several runs, measurements with error bars, several samples over common bins.

use crate::plot::Plot;
use crate::plot::build::points;
use crate::plot::series::{Mark, Points};
use crate::stats;
use crate::tensor::Tensor;

/// The runs (seeds x xs) point by point: the values of all seeds at each x.
#[track_caller]
fn by_point(what: &str, xs: &[f64], runs: &Tensor) -> Vec<Vec<f64>> {
    let shape = runs.shape();
    assert!(
        shape.len() == 2 && shape[0] >= 1 && shape[1] == xs.len(),
        "{what}: needs seeds x {} numbers, the shape is {shape:?}",
        xs.len()
    );
    runs.t().to_rows()
}

impl Plot {
    /// Several runs (seeds x xs): each as a thin line, their mean as a thick one.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let runs = Rng::seed(1).normals([5, 20]);
    /// plot("Five seeds").runs_each("loss", 0..20, &runs).runs_range("range", 0..20, &runs + 4.0).svg();
    /// ```
    #[track_caller]
    pub fn runs_each(self, name: &str, xs: impl Into<Tensor>, runs: impl Into<Tensor>) -> Plot {
        let (xs, runs) = (xs.into().to_vec(), runs.into());
        let columns = by_point("runs_each", &xs, &runs);
        let at = |values: Vec<f64>| -> Points { xs.iter().copied().zip(values).collect() };
        let mark = Mark::Band {
            low: Points::new(),
            high: Points::new(),
            middle: at(columns.iter().map(stats::mean).collect()),
            runs: runs.to_rows().into_iter().map(at).collect(),
        };
        self.add(name, true, mark)
    }

    /// Several runs (seeds x xs): their mean as a line, in a band from the smallest to the largest.
    #[track_caller]
    pub fn runs_range(self, name: &str, xs: impl Into<Tensor>, runs: impl Into<Tensor>) -> Plot {
        let (xs, runs) = (xs.into().to_vec(), runs.into());
        let columns = by_point("runs_range", &xs, &runs);
        let curve = |f: &dyn Fn(&Vec<f64>) -> f64| -> Points {
            xs.iter().copied().zip(columns.iter().map(f)).collect()
        };
        let low = curve(&|v| v.iter().copied().fold(f64::INFINITY, f64::min));
        let high = curve(&|v| v.iter().copied().fold(f64::NEG_INFINITY, f64::max));
        let mean = curve(&|v| stats::mean(v));
        self.add(name, true, Mark::band(low, high, mean))
    }

    /// A line with a marker at each point.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let scaling = plot("").log_x().line_points("ours", [10.0, 100.0], [0.5, 0.9]);
    /// assert!(scaling.svg().contains("ours"));
    /// ```
    #[track_caller]
    pub fn line_points(self, name: &str, xs: impl Into<Tensor>, ys: impl Into<Tensor>) -> Plot {
        let points = points("line_points", xs, ys);
        let errors = vec![0.0; points.len()];
        self.add(name, true, Mark::Errors { points, errors })
    }

    /// A line with a marker and an error bar of the given half length at each point.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let scaling = plot("").line_err("ours", [10.0, 100.0], [0.5, 0.9], [0.1, 0.05]);
    /// assert!(scaling.svg().contains("error bars"));
    /// ```
    #[track_caller]
    pub fn line_err(
        self,
        name: &str,
        xs: impl Into<Tensor>,
        ys: impl Into<Tensor>,
        errors: impl Into<Tensor>,
    ) -> Plot {
        let (points, errors) = (points("line_err", xs, ys), errors.into().to_vec());
        assert!(
            points.len() == errors.len(),
            "line_err: {} errors for {} points",
            errors.len(),
            points.len()
        );
        self.add(name, true, Mark::Errors { points, errors })
    }

    /// Histograms of several samples over common bins, each scaled to a density (area 1).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (a, b) = (Rng::seed(1).normals(500), Rng::seed(2).normals(500) + 2.0);
    /// let both = plot("").histograms(&[("before", a), ("after", b)], 20);
    /// assert!(both.svg().contains("before: histogram from"));
    /// ```
    #[track_caller]
    pub fn histograms(
        mut self,
        named: &[(impl AsRef<str>, impl Clone + Into<Tensor>)],
        bins: usize,
    ) -> Plot {
        let samples: Vec<(String, Vec<f64>)> = named
            .iter()
            .map(|(name, x)| (name.as_ref().to_owned(), x.clone().into().to_vec()))
            .collect();
        let all = || samples.iter().flat_map(|(_, x)| x.iter().copied());
        let (low, high) = (
            all().fold(f64::INFINITY, f64::min),
            all().fold(f64::NEG_INFINITY, f64::max),
        );
        for (name, x) in &samples {
            let histogram = super::super::build::density("histograms", x, low, high, bins);
            self = self.add(name, true, histogram);
        }
        self
    }
}
