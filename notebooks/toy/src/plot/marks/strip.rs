//! All values of several groups: a dot each, or boxes.

use super::Kind;
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Frame;
use crate::plot::style::{INK, colour};
use crate::show::num;
use crate::stats::{mean, quantile};
use crate::tensor::Tensor;
use plotters::style::Color;

/// Values of named groups at 0, 1, 2, ...
#[derive(Clone, Debug)]
pub(in crate::plot) struct Strip {
    names: Vec<String>,
    groups: Vec<Vec<f64>>,
    boxes: bool,
}

impl Plot {
    /// One dot for each value (a seed, say) of each named group, and a bar at the group's mean.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// plot("Seeds").strip(&[("ours", rng.normals(5)), ("baseline", rng.normals(5) + 1.0)]).svg();
    /// ```
    #[track_caller]
    pub fn strip(self, named: &[(impl AsRef<str>, impl Clone + Into<Tensor>)]) -> Plot {
        let named = named.iter().map(|(n, v)| (n.as_ref(), v.clone().into()));
        self.groups("strip", named.collect(), false)
    }

    /// One box for each named group: median, quartiles, whiskers to the farthest value within 1.5 box lengths, and a
    /// dot for each value beyond (J. Tukey, "Exploratory Data Analysis", 1977).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let scores = [("ours", [0.9, 0.8, 0.85]), ("theirs", [0.7, 0.75, 0.6])];
    /// assert!(plot("Five seeds").boxes(&scores).svg().contains("ours"));
    /// ```
    #[track_caller]
    pub fn boxes(self, named: &[(impl AsRef<str>, impl Clone + Into<Tensor>)]) -> Plot {
        let named = named.iter().map(|(n, v)| (n.as_ref(), v.clone().into()));
        self.groups("boxes", named.collect(), true)
    }

    #[track_caller]
    fn groups(mut self, what: &str, named: Vec<(&str, Tensor)>, boxes: bool) -> Plot {
        assert!(!named.is_empty(), "{what}: needs at least one group");
        let (mut names, mut groups) = (Vec::new(), Vec::new());
        for (name, values) in named {
            let values = values.to_vec();
            assert!(
                !values.is_empty() && values.iter().all(|v| v.is_finite()),
                "{what}: needs finite numbers in each group, {name:?} has {} values, {} of them finite",
                values.len(),
                values.iter().filter(|v| v.is_finite()).count()
            );
            names.push(name.to_owned());
            groups.push(values);
        }
        self.x.names.clone_from(&names);
        let strip = Strip {
            names,
            groups,
            boxes,
        };
        self.add("", false, Mark::Strip(strip))
    }
}

impl Strip {
    /// Dots that would cover each other stand side by side: each takes the place nearest to the middle that is free.
    fn dots(&self, area: &Area, group: usize) {
        let middle = area.to_x(group as f64);
        let room = 0.36 * (area.to_x(1.0) - area.to_x(0.0));
        let (step, mut placed) = (6.4, Points::new());
        let mut values = self.groups[group].clone();
        values.sort_by(f64::total_cmp);
        for value in values {
            let y = area.to_y(value);
            let near: Vec<f64> = placed
                .iter()
                .filter(|p| (p.1 - y).abs() < 5.8)
                .map(|p| p.0)
                .collect();
            let offsets =
                (0..).map(|k| f64::from((k + 1) / 2) * step * [1.0, -1.0][k as usize % 2]);
            let within = offsets.take_while(|offset| offset.abs() <= room);
            let free = |x: &f64| near.iter().all(|other| (other - x).abs() >= step - 1e-9);
            let x = within.map(|offset| middle + offset).find(free);
            let at = (x.unwrap_or(middle), y);
            placed.push(at);
            area.sheet.dot(at, 3.0, colour(group).mix(0.75));
        }
        let y = area.to_y(mean(&self.groups[group]));
        let half = (0.3 * (area.to_x(1.0) - area.to_x(0.0))).min(26.0);
        let bar = [(middle - half, y), (middle + half, y)];
        area.sheet.line(&bar, INK.to_rgba(), 1.8);
    }

    fn tukey(&self, area: &Area, group: usize) {
        let values = &self.groups[group];
        let [q1, q2, q3] = [0.25, 0.5, 0.75].map(|q| quantile(values, q));
        let reach = 1.5 * (q3 - q1);
        let inside = || {
            values
                .iter()
                .copied()
                .filter(|v| *v >= q1 - reach && *v <= q3 + reach)
        };
        let low = inside().fold(q1, f64::min);
        let high = inside().fold(q3, f64::max);
        let (own, x) = (colour(group), area.to_x(group as f64));
        let half = (0.26 * (area.to_x(1.0) - area.to_x(0.0))).min(34.0);
        let [low_y, q1_y, q2_y, q3_y, high_y] = [low, q1, q2, q3, high].map(|v| area.to_y(v));
        for (from, to) in [(low_y, q1_y), (q3_y, high_y)] {
            area.sheet.line(&[(x, from), (x, to)], INK.to_rgba(), 1.2);
        }
        for y in [low_y, high_y] {
            let cap = [(x - half / 2.0, y), (x + half / 2.0, y)];
            area.sheet.line(&cap, INK.to_rgba(), 1.2);
        }
        let (left, right) = (x - half, x + half);
        let body = Frame {
            left,
            top: q3_y,
            right,
            bottom: q1_y,
        };
        area.sheet.rect(body, own.mix(0.3));
        let corners = [
            (left, q3_y),
            (right, q3_y),
            (right, q1_y),
            (left, q1_y),
            (left, q3_y),
        ];
        area.sheet.line(&corners, own.to_rgba(), 1.3);
        area.sheet
            .line(&[(left, q2_y), (right, q2_y)], INK.to_rgba(), 2.0);
        for &value in values.iter().filter(|v| **v < low || **v > high) {
            area.sheet.dot((x, area.to_y(value)), 2.4, own.mix(0.8));
        }
    }
}

impl Kind for Strip {
    fn extent(&self) -> Points {
        let n = self.groups.len() as f64;
        let first = self.groups[0][0];
        let mut points = vec![(-0.6, first), (n - 0.4, first)];
        points.extend(self.groups.iter().flatten().map(|&v| (0.0, v)));
        points
    }

    fn draw(&self, area: &Area, _index: usize) {
        for group in 0..self.groups.len() {
            match self.boxes {
                true => self.tukey(area, group),
                false => self.dots(area, group),
            }
        }
    }

    fn describe(&self) -> String {
        let one = |(name, values): (&String, &Vec<f64>)| {
            let low = num(values.iter().copied().fold(f64::INFINITY, f64::min));
            let high = num(values.iter().copied().fold(f64::NEG_INFINITY, f64::max));
            let centre = match self.boxes {
                true => {
                    let [q1, q2, q3] = [0.25, 0.5, 0.75].map(|q| num(quantile(values, q)));
                    format!("median {q2}, quartiles {q1} and {q3}")
                }
                false => format!("mean {}", num(mean(values))),
            };
            format!("{name} {centre}, {low} to {high} ({} values)", values.len())
        };
        let all: Vec<String> = self.names.iter().zip(&self.groups).map(one).collect();
        all.join("; ")
    }
}
