//! Points that say more than where they are: by class, by a number, by size.

use super::{Kind, pairs};
use crate::plot::Plot;
use crate::plot::draw::{Area, marker};
use crate::plot::heat::Colours;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Sheet;
use crate::plot::style::{QUIET, colour};
use crate::plot::summary::range;
use crate::tensor::Tensor;
use plotters::style::Color;

/// Points with a number each that gives the colour, or the area, or neither.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Cloud {
    points: Points,
    values: Vec<f64>,
    sizes: Vec<f64>,
    /// What the colours measure.
    label: String,
}

/// Radius of the largest bubble, pixels.
const LARGEST: f64 = 13.0;

impl Plot {
    /// Points (n x 2) with a colour and a marker for each class; `names[k]` names class k.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (xy, labels) = two_moons(&mut Rng::seed(1), 100, 0.1);
    /// plot("Moons").classes(&xy, &labels, &["upper", "lower"]).equal().svg();
    /// ```
    #[track_caller]
    pub fn classes(mut self, xy: impl Into<Tensor>, labels: &[usize], names: &[&str]) -> Plot {
        let points = pairs("classes", xy.into());
        assert!(
            points.len() == labels.len(),
            "classes: {} points for {} labels",
            points.len(),
            labels.len()
        );
        if let Some(label) = labels.iter().find(|&&label| label >= names.len()) {
            panic!(
                "classes: label {label}, but there are {} names",
                names.len()
            );
        }
        for (class, name) in names.iter().enumerate() {
            let own = points.iter().zip(labels).filter(|(_, l)| **l == class);
            let points = own.map(|(p, _)| *p).collect();
            self = self.add(name, true, Mark::Scatter { points });
        }
        self
    }

    /// Points (n x 2) coloured by a number each; `label` says what the number is, beside the scale of colours.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let (xy, _) = two_moons(&mut Rng::seed(1), 50, 0.1);
    /// display(&plot("Moons").scatter_by("height", &xy, xy.col(1)).sizes(full([50], 2.0)));
    /// ```
    #[track_caller]
    pub fn scatter_by(self, label: &str, xy: impl Into<Tensor>, values: impl Into<Tensor>) -> Plot {
        let (points, values) = (pairs("scatter_by", xy.into()), values.into().to_vec());
        assert!(
            points.len() == values.len(),
            "scatter_by: {} values for {} points",
            values.len(),
            points.len()
        );
        let (sizes, label) = (Vec::new(), label.to_owned());
        let cloud = Cloud {
            points,
            values,
            sizes,
            label,
        };
        self.add("", false, Mark::Cloud(cloud))
    }

    /// Points (n x 2) as discs whose area is proportional to a size each (not negative).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// display(&plot("").bubbles("towns", [[0.0, 0.0], [1.0, 2.0]], [1.0, 4.0])); // areas 1 : 4
    /// ```
    #[track_caller]
    pub fn bubbles(self, name: &str, xy: impl Into<Tensor>, sizes: impl Into<Tensor>) -> Plot {
        let points = pairs("bubbles", xy.into());
        let cloud = Cloud {
            points,
            values: Vec::new(),
            sizes: Vec::new(),
            label: String::new(),
        };
        self.add(name, true, Mark::Cloud(cloud)).sizes(sizes)
    }

    /// Sizes of the points of the last `scatter_by` or `bubbles`: areas, not radii.
    #[track_caller]
    pub fn sizes(mut self, sizes: impl Into<Tensor>) -> Plot {
        let sizes = sizes.into().to_vec();
        let Some(Mark::Cloud(cloud)) = self.series.last_mut().map(|s| &mut s.mark) else {
            panic!("sizes: must follow .scatter_by(..)");
        };
        assert!(
            cloud.points.len() == sizes.len(),
            "sizes: {} sizes for {} points",
            sizes.len(),
            cloud.points.len()
        );
        if let Some(bad) = sizes.iter().find(|s| !(s.is_finite() && **s >= 0.0)) {
            panic!("sizes: a size must be finite and not negative, got {bad}");
        }
        cloud.sizes = sizes;
        self
    }
}

impl Cloud {
    /// Radius of a point, pixels.
    fn radius(&self, i: usize) -> f64 {
        let most = self.sizes.iter().copied().fold(1e-300, f64::max);
        match (self.sizes.get(i), self.points.len()) {
            (Some(size), _) => (LARGEST * (size / most).sqrt()).max(1.2),
            (None, 0..=150) => 4.0,
            (None, 151..=600) => 3.0,
            (None, _) => 2.2,
        }
    }

    /// Radius of the point at a place, if there is one.
    pub fn radius_at(&self, place: (f64, f64)) -> Option<f64> {
        let found = self.points.iter().position(|p| *p == place);
        found.map(|i| self.radius(i))
    }
}

impl Kind for Cloud {
    fn extent(&self) -> Points {
        self.points.clone()
    }

    fn draw(&self, area: &Area, index: usize) {
        let radii: Vec<f64> = (0..self.points.len()).map(|i| self.radius(i)).collect();
        let radius = |i: usize| radii[i];
        let colours = Colours::of(self.values.iter());
        let mut order: Vec<usize> = (0..self.points.len()).collect();
        // Large ones at the back; where sizes are equal, one path a colour.
        let level = |i: usize| self.values.get(i).map_or(0, |v| colours.level(*v));
        order.sort_by(|&a, &b| {
            radius(b)
                .total_cmp(&radius(a))
                .then(level(a).cmp(&level(b)))
        });
        for i in order {
            let at = area.pixel(self.points[i]);
            if !(at.0.is_finite() && at.1.is_finite()) {
                continue;
            }
            let ink = match self.values.get(i) {
                Some(value) if value.is_finite() => colours.colour(level(i)).to_rgba(),
                Some(_) => continue,
                None => colour(index).mix(0.55),
            };
            // An edge, so that a light disc is seen on the light card.
            if self.points.len() <= 600 {
                let edge = if self.values.is_empty() {
                    colour(index)
                } else {
                    QUIET
                };
                marker(area.sheet, at, radius(i) + 0.7, edge.to_rgba(), 0);
                let paper = crate::plot::style::CARD.to_rgba();
                if self.values.is_empty() {
                    marker(area.sheet, at, radius(i), paper, 0);
                }
            }
            marker(area.sheet, at, radius(i), ink, 0);
        }
    }

    fn describe(&self) -> String {
        if self.points.is_empty() {
            return "no points".to_owned();
        }
        let (xs, ys): (Vec<f64>, Vec<f64>) = self.points.iter().copied().unzip();
        let mut text = format!(
            "{} points, x {}, y {}",
            self.points.len(),
            range(&xs),
            range(&ys)
        );
        if !self.values.is_empty() {
            let label = if self.label.is_empty() {
                "value"
            } else {
                &self.label
            };
            text += &format!(", coloured by {label} {}", range(&self.values));
        }
        if !self.sizes.is_empty() {
            text += &format!(", area by size {}", range(&self.sizes));
        }
        text
    }

    fn room(&self) -> f64 {
        if self.sizes.is_empty() { 0.04 } else { 0.08 }
    }

    fn key(&self) -> Option<(Colours, String)> {
        let colours = || (Colours::of(self.values.iter()), self.label.clone());
        (!self.values.is_empty()).then(colours)
    }

    fn swatch(&self, sheet: &Sheet, (x, y): (f64, f64), index: usize) -> bool {
        marker(sheet, (x, y), 5.7, colour(index).to_rgba(), 0);
        marker(sheet, (x, y), 5.0, crate::plot::style::CARD.to_rgba(), 0);
        marker(sheet, (x, y), 5.0, colour(index).mix(0.55), 0);
        true
    }
}
