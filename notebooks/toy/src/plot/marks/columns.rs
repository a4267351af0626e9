//! Bars in groups, stacked, or lying on their side (for long names).

use super::Kind;
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::layout::bar;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Frame;
use crate::plot::style::{INK, colour};
use crate::show::num;
use crate::tensor::Tensor;
use plotters::style::Color;

/// The bars of one series, at 0, 1, 2, ... along the axis of names.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Columns {
    /// Names of the groups, for the figure in words.
    names: Vec<String>,
    from: Vec<f64>,
    to: Vec<f64>,
    errors: Vec<f64>,
    /// Left and right edge about the group's middle; a group is 1 wide.
    edges: (f64, f64),
    /// Whether the bars lie, with their names on the left.
    lying: bool,
}

/// Share of its place that a group covers.
const COVERED: f64 = 0.76;

#[track_caller]
fn owned(what: &str, names: &[&str], count: usize) -> Vec<String> {
    assert!(
        names.len() == count,
        "{what}: {} names for {count} values",
        names.len()
    );
    names.iter().map(|&name| name.to_owned()).collect()
}

impl Plot {
    /// Groups of bars side by side: `heights` (groups x series), one colour a series.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let accuracy = [[0.91, 0.84], [0.55, 0.71]];
    /// plot("Probe").bars_grouped(&["coarse", "fine"], &["ours", "supervised"], accuracy).svg();
    /// ```
    #[track_caller]
    pub fn bars_grouped(
        self,
        groups: &[&str],
        series: &[&str],
        heights: impl Into<Tensor>,
    ) -> Plot {
        let heights = heights.into();
        let errors = crate::tensor::zeros(heights.shape());
        self.grouped("bars_grouped", groups, series, &heights, &errors)
    }

    /// Groups of bars with error bars: `heights` and their half lengths `errors` (both groups x series).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (means, errors) = ([[0.9, 0.7], [0.8, 0.6]], [[0.02, 0.03], [0.01, 0.05]]);
    /// let probe = plot("Probe").bars_grouped_err(&["coarse", "fine"], &["ours", "theirs"], means, errors);
    /// assert!(probe.svg().contains("0.9"));
    /// ```
    #[track_caller]
    pub fn bars_grouped_err(
        self,
        groups: &[&str],
        series: &[&str],
        heights: impl Into<Tensor>,
        errors: impl Into<Tensor>,
    ) -> Plot {
        let (heights, errors) = (heights.into(), errors.into());
        self.grouped("bars_grouped_err", groups, series, &heights, &errors)
    }

    #[track_caller]
    fn grouped(
        mut self,
        what: &str,
        groups: &[&str],
        series: &[&str],
        heights: &Tensor,
        errors: &Tensor,
    ) -> Plot {
        let wanted = [groups.len(), series.len()];
        assert!(
            heights.shape() == wanted && errors.shape() == wanted,
            "{what}: {} groups and {} series need shape {wanted:?}, the heights have {:?}, the errors {:?}",
            groups.len(),
            series.len(),
            heights.shape(),
            errors.shape()
        );
        self.x.names = owned(what, groups, groups.len());
        let width = COVERED / series.len() as f64;
        for (k, name) in series.iter().enumerate() {
            let left = -COVERED / 2.0 + k as f64 * width;
            let columns = Columns {
                names: self.x.names.clone(),
                from: vec![0.0; groups.len()],
                to: heights.col(k).to_vec(),
                errors: errors.col(k).to_vec(),
                edges: (left + 0.04 * width, left + 0.96 * width),
                lying: false,
            };
            self = self.add(name, true, Mark::Columns(columns));
        }
        self
    }

    /// Bars made of parts, one on top of the other: `heights` (groups x series), none of them negative.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let shares = plot("").bars_stacked(&["2023", "2024"], &["train", "test"], [[3.0, 1.0], [4.0, 2.0]]);
    /// assert!(shares.svg().contains("train"));
    /// ```
    #[track_caller]
    pub fn bars_stacked(
        mut self,
        groups: &[&str],
        series: &[&str],
        heights: impl Into<Tensor>,
    ) -> Plot {
        let heights = heights.into();
        let wanted = [groups.len(), series.len()];
        assert!(
            heights.shape() == wanted,
            "bars_stacked: {} groups and {} series need shape {wanted:?}, the heights have {:?}",
            groups.len(),
            series.len(),
            heights.shape()
        );
        if let Some(bad) = heights.to_vec().iter().find(|h| **h < 0.0) {
            panic!("bars_stacked: a part cannot be negative, got {bad}");
        }
        self.x.names = owned("bars_stacked", groups, groups.len());
        let mut from = vec![0.0; groups.len()];
        for (k, name) in series.iter().enumerate() {
            let parts = heights.col(k).to_vec();
            let to: Vec<f64> = from.iter().zip(&parts).map(|(a, b)| a + b).collect();
            let columns = Columns {
                names: self.x.names.clone(),
                from: std::mem::replace(&mut from, to.clone()),
                to,
                errors: Vec::new(),
                edges: (-COVERED / 2.0, COVERED / 2.0),
                lying: false,
            };
            self = self.add(name, true, Mark::Columns(columns));
        }
        self
    }

    /// Lying bars, the first on top, each named on its left: room for long names.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let long = plot("").bars_lying(&["a method with a long name", "another"], [0.9, 0.8]);
    /// assert!(long.svg().contains("a method with a long name 0.9"));
    /// ```
    #[track_caller]
    pub fn bars_lying(self, names: &[&str], lengths: impl Into<Tensor>) -> Plot {
        let lengths = lengths.into();
        let errors = vec![0.0; lengths.len()];
        self.bars_lying_err(names, lengths, errors)
    }

    /// Lying bars with error bars of the given half lengths.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let long = plot("").bars_lying_err(&["ours", "theirs"], [0.9, 0.8], [0.02, 0.03]);
    /// assert!(long.svg().contains("ours 0.9"));
    /// ```
    #[track_caller]
    pub fn bars_lying_err(
        mut self,
        names: &[&str],
        lengths: impl Into<Tensor>,
        errors: impl Into<Tensor>,
    ) -> Plot {
        let (to, errors) = (lengths.into().to_vec(), errors.into().to_vec());
        assert!(
            to.len() == errors.len(),
            "bars_lying: {} lengths, {} errors",
            to.len(),
            errors.len()
        );
        self.y.names = owned("bars_lying", names, to.len());
        self.y.flipped = true;
        let columns = Columns {
            names: self.y.names.clone(),
            from: vec![0.0; to.len()],
            to,
            errors,
            edges: (-0.34, 0.34),
            lying: true,
        };
        self.add("", true, Mark::Columns(columns))
    }
}

impl Columns {
    fn turned(&self, along: f64, value: f64) -> (f64, f64) {
        if self.lying {
            (value, along)
        } else {
            (along, value)
        }
    }
}

impl Kind for Columns {
    fn extent(&self) -> Points {
        let n = self.to.len() as f64;
        let mut points = vec![self.turned(-0.6, 0.0), self.turned(n - 0.4, 0.0)];
        for (i, &v) in self.to.iter().enumerate() {
            let error = self.errors.get(i).copied().unwrap_or(0.0);
            for end in bar(v, error) {
                points.push(self.turned(0.0, end));
            }
        }
        points
    }

    fn draw(&self, area: &Area, index: usize) {
        let ink = colour(index).mix(0.85);
        for (i, (&from, &to)) in self.from.iter().zip(&self.to).enumerate() {
            if !to.is_finite() {
                continue;
            }
            let x = i as f64;
            let a = area.pixel(self.turned(x + self.edges.0, from));
            let b = area.pixel(self.turned(x + self.edges.1, to));
            let bar = Frame {
                left: a.0.min(b.0),
                top: a.1.min(b.1),
                right: a.0.max(b.0),
                bottom: a.1.max(b.1),
            };
            area.sheet.rect(bar, ink);
            let error = self.errors.get(i).copied().unwrap_or(0.0);
            if error > 0.0 && error.is_finite() {
                let middle = x + (self.edges.0 + self.edges.1) / 2.0;
                let low = area.pixel(self.turned(middle, to - error));
                let high = area.pixel(self.turned(middle, to + error));
                area.sheet.line(&[low, high], INK.to_rgba(), 1.4);
                for (x, y) in [low, high] {
                    let (dx, dy) = if self.lying { (0.0, 4.0) } else { (4.0, 0.0) };
                    let cap = [(x - dx, y - dy), (x + dx, y + dy)];
                    area.sheet.line(&cap, INK.to_rgba(), 1.4);
                }
            }
        }
    }

    fn describe(&self) -> String {
        let bars = self.names.iter().enumerate().map(|(i, name)| {
            let value = num(self.to[i] - self.from[i]);
            match self.errors.get(i) {
                Some(&error) if error > 0.0 => format!("{name} {value} ± {}", num(error)),
                _ => format!("{name} {value}"),
            }
        });
        bars.collect::<Vec<_>>().join(", ")
    }

    fn stands(&self) -> (bool, bool) {
        (self.lying, !self.lying)
    }
}
