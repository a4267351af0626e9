//! Names beside points.

use super::{Kind, pairs, place};
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::series::{Mark, Points};
use crate::plot::sheet::Side;
use crate::plot::style::{INK, TICK};
use crate::tensor::Tensor;

/// Points with a name each.
#[derive(Clone, Debug)]
pub(in crate::plot) struct Labels {
    points: Points,
    names: Vec<String>,
    /// Radius of what is drawn at each point, pixels.
    radii: Vec<f64>,
}

impl Plot {
    /// A name beside each point (n x 2): to its right where there is room, else on another side; a name that would
    /// cover another one everywhere is left out of the drawing, not of the figure in words.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let xy = [[1.0, 0.7], [2.0, 0.9]];
    /// plot("Models").scatter("", xy).labels(xy, &["small", "large"]).svg();
    /// ```
    #[track_caller]
    pub fn labels(self, xy: impl Into<Tensor>, names: &[&str]) -> Plot {
        let points = pairs("labels", xy.into());
        assert!(
            points.len() == names.len(),
            "labels: {} names for {} points",
            names.len(),
            points.len()
        );
        let names = names.iter().map(|&name| name.to_owned()).collect();
        let radius = |p: &(f64, f64)| {
            let drawn = self.series.iter().filter_map(|s| match &s.mark {
                Mark::Cloud(cloud) => cloud.radius_at(*p),
                _ => None,
            });
            drawn.fold(3.2, f64::max)
        };
        let labels = Labels {
            radii: points.iter().map(radius).collect(),
            points,
            names,
        };
        self.add("", false, Mark::Labels(labels))
    }
}

type Box4 = [f64; 4];

fn apart(a: &Box4, b: &Box4) -> bool {
    a[2] <= b[0] || a[0] >= b[2] || a[3] <= b[1] || a[1] >= b[3]
}

impl Kind for Labels {
    fn extent(&self) -> Points {
        self.points.clone()
    }

    fn room(&self) -> f64 {
        0.04
    }

    fn draw(&self, area: &Area, _index: usize) {
        let f = area.frame;
        let pixels: Points = self.points.iter().map(|&p| area.pixel(p)).collect();
        // The points themselves are taken from the start.
        let dot = |(&(x, y), &r): (&(f64, f64), &f64)| [x - r, y - r, x + r, y + r];
        let mut taken: Vec<Box4> = pixels.iter().zip(&self.radii).map(dot).collect();
        area.sheet.halo(true);
        for (i, (&(x, y), name)) in pixels.iter().zip(&self.names).enumerate() {
            let (r, slant) = (self.radii[i] + 3.8, 0.71 * self.radii[i] + 2.7);
            let (w, h) = (TICK.width(name), 6.0);
            let sides = [
                (x + r, y),
                (x - r - w, y),
                (x - w / 2.0, y - r - 5.0),
                (x - w / 2.0, y + r + 5.0),
                (x + slant, y - slant - 5.0),
                (x + slant, y + slant + 5.0),
                (x - slant - w, y - slant - 5.0),
                (x - slant - w, y + slant + 5.0),
            ];
            let found = sides.into_iter().find(|&(left, middle)| {
                let own = [left, middle - h, left + w, middle + h];
                let inside =
                    own[0] >= f.left && own[2] <= f.right && own[1] >= f.top && own[3] <= f.bottom;
                inside && taken.iter().all(|other| apart(&own, other))
            });
            if let Some((left, middle)) = found {
                taken.push([left, middle - h, left + w, middle + h]);
                let letters = TICK.coloured(INK);
                area.sheet
                    .text(name, (left, middle + 4.0), Side::Left, letters);
            }
        }
        area.sheet.halo(false);
    }

    fn describe(&self) -> String {
        let all = self.points.iter().zip(&self.names);
        let all: Vec<String> = all
            .map(|(p, name)| format!("{name} {}", place(*p)))
            .collect();
        all.join(", ")
    }

    fn layer(&self) -> u8 {
        3
    }
}
