//! Moments of a run side by side: an animation that also prints.

use super::{Figure, Plot, panels};

/// One panel for each step, `columns` side by side, all on the same axes: `draw` makes the plot of a step, whose title
/// becomes "`what` step" if it has none.
///
/// ```
/// # use toy::prelude::*;
/// let drift = |t: usize| plot("").scatter("", Rng::seed(1).normals([50, 2]) + t as f64);
/// display(&frames(3, "step", &[0, 1, 2], drift).caption("The cloud drifts."));
/// ```
#[track_caller]
pub fn frames(columns: usize, what: &str, steps: &[usize], draw: impl Fn(usize) -> Plot) -> Figure {
    let one = |&step: &usize| {
        let mut plot = draw(step);
        if plot.title.is_empty() {
            plot.title = format!("{what} {step}").trim_start().to_owned();
        }
        plot
    };
    let plots: Vec<Plot> = steps.iter().map(one).collect();
    panels(columns, &plots).share_axes()
}
