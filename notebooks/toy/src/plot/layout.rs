//! Where the parts of a panel stand: what the axes must span, the room for labels, the plot area.

use super::draw::Area;
use super::heat::Colours;
use super::series::{Heat, Mark, Tiles};
use super::sheet::{Frame, Sheet};
use super::style::TICK;
use super::ticks::{Scale, next_step, nice_step};
use super::{Axis, Plot, heat, legend};

/// Room to the left and right of the plot area, pixels.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Margins {
    pub left: f64,
    pub right: f64,
}

impl Margins {
    pub fn max(self, other: Margins) -> Margins {
        Margins {
            left: self.left.max(other.left),
            right: self.right.max(other.right),
        }
    }
}

pub(super) fn images(plot: &Plot) -> Option<&Tiles> {
    plot.series.iter().find_map(|s| match &s.mark {
        Mark::Tiles(tiles) => Some(tiles),
        _ => None,
    })
}

pub(super) fn heated(plot: &Plot) -> Option<&Heat> {
    plot.series.iter().find_map(|s| match &s.mark {
        Mark::Heat(heat) => Some(heat),
        _ => None,
    })
}

/// Whether something covers the plot area up to its edge: then it is framed and has no grid.
pub(super) fn filled(plot: &Plot) -> bool {
    let fills = |s: &super::Series| s.mark.kind().is_some_and(|kind| kind.fills());
    heated(plot).is_some() || plot.series.iter().any(fills)
}

/// The scale of colours beside the plot area, and what it measures.
pub(super) fn key(plot: &Plot) -> Option<(Colours, String)> {
    let own = |heat: &Heat| (heat::colours(heat), heat.label.clone());
    let kinds = || plot.series.iter().filter_map(|s| s.mark.kind());
    heated(plot)
        .map(own)
        .or_else(|| kinds().find_map(|kind| kind.key()))
}

/// Height over width of a grid world.
pub(super) fn aspect(plot: &Plot) -> Option<f64> {
    plot.series.iter().find_map(|s| match &s.mark {
        Mark::World(world) => Some(world.aspect()),
        _ => None,
    })
}

/// All numbers along both axes, and whether columns stand on zero (across, upright).
pub(super) fn extent(plot: &Plot) -> (Vec<f64>, Vec<f64>, (bool, bool)) {
    let (mut xs, mut ys, mut columns) = (Vec::new(), Vec::new(), (false, false));
    let mut add = |points: &[(f64, f64)]| {
        for &(x, y) in points {
            xs.push(x);
            ys.push(y);
        }
    };
    for series in &plot.series {
        match &series.mark {
            Mark::Line { points, .. } | Mark::Scatter { points } => add(points),
            Mark::Band {
                low,
                high,
                middle,
                runs,
            } => {
                add(middle);
                runs.iter().for_each(|run| add(run));
                // A band may reach below what a logarithmic axis can show; it is cut off there.
                let shown = |p: &&(f64, f64)| !plot.y.log || p.1 > 0.0;
                add(&low
                    .iter()
                    .chain(high)
                    .filter(shown)
                    .copied()
                    .collect::<Vec<_>>());
            }
            Mark::Histogram { edges, heights } => {
                columns.1 = true;
                edges.iter().for_each(|&x| add(&[(x, 0.0)]));
                heights.iter().for_each(|&y| add(&[(edges[0], y)]));
            }
            Mark::Bars { heights, errors } => {
                columns.1 = true;
                add(&[(-0.6, 0.0), (heights.len() as f64 - 0.4, 0.0)]);
                let ends = heights.iter().zip(errors).flat_map(|(h, e)| bar(*h, *e));
                ends.for_each(|y| add(&[(0.0, y)]));
            }
            Mark::Heat(heat) => add(&[(heat.x.0, heat.y.0), (heat.x.1, heat.y.1)]),
            Mark::Text { at, .. } => add(&[*at]),
            Mark::Arrow { from, to } => add(&[*from, *to]),
            Mark::HLine(_) | Mark::VLine(_) | Mark::Tiles(_) => {}
            Mark::Errors { points, errors } => {
                add(points);
                let shown = |y: &f64| !plot.y.log || *y > 0.0;
                for (&(x, y), e) in points.iter().zip(errors) {
                    bar(y, *e)
                        .iter()
                        .filter(|y| shown(y))
                        .for_each(|&y| add(&[(x, y)]));
                }
            }
            other => {
                if let Some(kind) = other.kind() {
                    add(&kind.extent());
                    let (across, upright) = kind.stands();
                    columns = (columns.0 || across, columns.1 || upright);
                }
            }
        }
    }
    for series in &plot.series {
        match &series.mark {
            Mark::HLine(y) => ys.push(*y),
            Mark::VLine(x) => xs.push(*x),
            Mark::Span(span) if span.upright => ys.extend([span.from, span.to]),
            Mark::Span(span) => xs.extend([span.from, span.to]),
            _ => {}
        }
    }
    (xs, ys, columns)
}

/// Both ends of an error bar; a half length that is not finite counts as none.
pub(super) fn bar(middle: f64, half: f64) -> [f64; 2] {
    let half = if half.is_finite() { half } else { 0.0 };
    [middle - half, middle + half]
}

/// How many ticks suit a length in pixels.
fn count(pixels: f64, each: f64) -> usize {
    ((pixels / each) as usize).clamp(2, 8)
}

/// Pixels for each tick across and upright.
const TICK_WIDTH: f64 = 75.0;
const TICK_HEIGHT: f64 = 42.0;

/// Both scales of a plot whose area is about this large.
#[track_caller]
fn scales(plot: &Plot, width: f64, height: f64) -> (Scale, Scale) {
    let (xs, ys, columns) = extent(plot);
    let own = plot
        .series
        .iter()
        .map(|s| room(&s.mark))
        .fold(0.0, f64::max);
    let room = |least: f64| if filled(plot) { 0.0 } else { own.max(least) };
    let across = room(0.0);
    let x = Scale::fit(&plot.x, "x", &xs, across, count(width, TICK_WIDTH));
    let many = count(height, TICK_HEIGHT);
    let y = Scale::fit(&plot.y, "y", &ys, room(0.05), many);
    // Columns stand on the axis.
    let stand = |scale: Scale, axis: &Axis, values: &[f64], room: f64, many: usize| {
        if axis.limits.is_some() || axis.log {
            return scale;
        }
        let finite = || values.iter().filter(|v| v.is_finite());
        let low = if finite().all(|&v| v >= 0.0) {
            0.0
        } else {
            scale.low - room * (scale.high - scale.low)
        };
        let high = if finite().all(|&v| v == 0.0) {
            1.0 // nothing but columns of no height
        } else if finite().all(|&v| v <= 0.0) {
            0.0
        } else {
            scale.high + room * (scale.high - scale.low)
        };
        let step = nice_step(high - low, many);
        scale.with_range(axis, low, high, step)
    };
    let across = count(width, TICK_WIDTH);
    let x = if columns.0 {
        stand(x, &plot.x, &xs, 0.05, across)
    } else {
        x
    };
    let y = if columns.1 {
        stand(y, &plot.y, &ys, 0.0, many)
    } else {
        y
    };
    (x, y)
}

/// Share of the range that a mark wants free at each end: points must not lie on the edge of the plot area.
fn room(mark: &Mark) -> f64 {
    match mark {
        Mark::Scatter { .. } | Mark::Errors { .. } => 0.04,
        mark => mark.kind().map_or(0.0, |kind| kind.room()),
    }
}

/// Smallest side of a plot area, pixels.
const LEAST: f64 = 24.0;

/// The horizontal axis with fewer ticks where their labels would lie over each other.
fn cleared(plot: &Plot, x: Scale, width: f64) -> Scale {
    let mut clear = x;
    while !clear.log
        && plot.x.names.is_empty()
        && crowded(&clear, 0.0, width)
        && clear.ticks.len() > 2
    {
        let step = next_step(clear.ticks[1].0 - clear.ticks[0].0);
        clear = clear.with_range(&plot.x, clear.low, clear.high, step);
    }
    clear
}

/// Whether labels along the horizontal axis would be less than `gap` pixels apart.
fn crowded(scale: &Scale, gap: f64, width: f64) -> bool {
    scale.ticks.windows(2).any(|pair| {
        let apart = (pair[1].0 - pair[0].0).abs() / (scale.high - scale.low) * width;
        (TICK.width(&pair[0].1) + TICK.width(&pair[1].1)) / 2.0 + gap > apart
    })
}

/// The room that a plot's labels need.
#[track_caller]
pub(super) fn margins(plot: &Plot, frame: Frame) -> Margins {
    if images(plot).is_some() {
        return Margins::default();
    }
    let (x, y) = scales(plot, frame.width() - 60.0, frame.height() - 60.0);
    let label = |(_, text): &(f64, String)| TICK.width(text);
    let left = match plot.y.bare {
        true => 0.0,
        false => y.ticks.iter().map(label).fold(0.0, f64::max) + 8.0,
    };
    let beside = key(plot)
        .map_or(0.0, |(colours, _)| heat::scale_width(&colours))
        .max(legend::ends_width(plot));
    // Half of the last tick's label must stay on the card; names stand under their columns, inside.
    let numbers = x
        .ticks
        .last()
        .filter(|_| plot.x.names.is_empty() && !plot.x.bare);
    let last = numbers.map_or(0.0, label) / 2.0 - 4.0;
    Margins {
        left,
        right: beside.max(last).max(8.0),
    }
}

/// The plot area with its scales, within a frame that has room for the labels of the horizontal axis.
#[track_caller]
pub(super) fn area<'a>(sheet: &'a Sheet, plot: &Plot, outer: Frame, margins: Margins) -> Area<'a> {
    let mut frame = Frame {
        left: outer.left + margins.left,
        right: outer.right - margins.right,
        ..outer
    };
    // Where the labels leave no room, a little all the same: an axis must not run backwards.
    frame.right = frame.right.max(frame.left + LEAST);
    frame.bottom = frame.bottom.max(frame.top + LEAST);
    let (mut x, mut y) = scales(plot, frame.width(), frame.height());
    if !plot.equal {
        x = cleared(plot, x, frame.width());
    } else {
        let (sx, sy) = (
            (x.high - x.low) / frame.width(),
            (y.high - y.low) / frame.height(),
        );
        if plot.x.limits.is_some() || plot.y.limits.is_some() || filled(plot) {
            // The limits are the reader's: the area shrinks.
            let s = sx.max(sy);
            frame.right = frame.left + (x.high - x.low) / s;
            frame.bottom = frame.top + (y.high - y.low) / s;
        } else {
            let widened = |scale: &Scale, s: f64, pixels: f64| {
                let (middle, half) = ((scale.low + scale.high) / 2.0, s * pixels / 2.0);
                (middle - half, middle + half)
            };
            let s = sx.max(sy);
            (x.low, x.high) = widened(&x, s, frame.width());
            (y.low, y.high) = widened(&y, s, frame.height());
        }
        // One scale, one step.
        let step = nice_step(x.high - x.low, count(frame.width(), TICK_WIDTH)).min(nice_step(
            y.high - y.low,
            count(frame.height(), TICK_HEIGHT),
        ));
        x = x.with_range(&plot.x, x.low, x.high, step);
        let mut step = step;
        while plot.x.names.is_empty() && crowded(&x, 4.0, frame.width()) && x.ticks.len() > 2 {
            step = next_step(step);
            x = x.with_range(&plot.x, x.low, x.high, step);
        }
        y = y.with_range(&plot.y, y.low, y.high, step);
    }
    Area { sheet, frame, x, y }
}
