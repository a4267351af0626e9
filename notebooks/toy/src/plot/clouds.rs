//! Clouds of points side by side, in one frame: how samples compare with data, or change from step to step.

use super::{Figure, Plot, panels, plot};
use crate::tensor::Tensor;

/// Points drawn of each cloud: enough for the eye, few enough for a file.
const SHOWN: usize = 500;

/// One panel for each (title, points n x 2), `columns` side by side, all on [−reach, reach] in both directions.
///
/// Draws the first 500 points of a cloud; what lies outside the frame is cut off.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let figure = clouds(2, 4.0, &[("data", rng.normals([9, 2])), ("twice", 2.0 * rng.normals([9, 2]))]);
/// display(&figure.caption("Twice as wide."));
/// ```
#[track_caller]
pub fn clouds(
    columns: usize,
    reach: f64,
    named: &[(impl AsRef<str>, impl Clone + Into<Tensor>)],
) -> Figure {
    let mut plots: Vec<Plot> = Vec::new();
    for (title, points) in named {
        let points: Tensor = points.clone().into();
        let shape = points.shape();
        assert!(
            shape.len() == 2 && shape[1] == 2,
            "clouds: needs points n x 2, the shape of {:?} is {shape:?}",
            title.as_ref()
        );
        let shown = points.slice(0, 0..shape[0].min(SHOWN));
        let panel = plot(title.as_ref()).scatter("", shown).equal();
        plots.push(panel.x_range(-reach, reach).y_range(-reach, reach));
    }
    panels(columns, &plots)
}
