//! One panel: where its parts stand, the grid, the axes, and the order in which everything is drawn.

use super::draw::{Area, Frame, Sheet, Side};
use super::font::{Weight, width};
use super::series::{Heat, Mark, Tiles};
use super::style::{AXIS, GRID, INK, LABEL, PANEL_TITLE, QUIET, TICK, TITLE};
use super::ticks::Scale;
use super::{Plot, heat, legend, tiles};
use plotters::style::Color;

/// Draws a plot into a frame; `panel` for one of several (a smaller title).
#[track_caller]
pub(super) fn draw(sheet: &Sheet, plot: &Plot, frame: Frame, panel: bool) {
    let mut top = frame.top;
    if !plot.title.is_empty() {
        let size = if panel { PANEL_TITLE } else { TITLE };
        sheet.text(
            &plot.title,
            (frame.left, top + 0.8 * size),
            size,
            INK,
            Side::Left,
            true,
        );
        top += size + if panel { 7.0 } else { 11.0 };
    }
    if let Some(images) = images(plot) {
        tiles::draw(sheet, images, Frame { top, ..frame });
        return;
    }
    let legend = Frame { top, ..frame };
    top += legend::height(plot, frame.width());
    if !plot.y.label.is_empty() {
        top += 3.0;
        sheet.text(
            &plot.y.label,
            (frame.left, top + 9.0),
            LABEL,
            QUIET,
            Side::Left,
            false,
        );
        top += 15.0;
    }
    let marks = plot
        .series
        .iter()
        .any(|s| matches!(s.mark, Mark::VLine(_)) && !s.name.is_empty());
    top += if marks { 15.0 } else { 4.0 };
    let labelled = !plot.x.label.is_empty();
    let bottom = frame.bottom - 19.0 - if labelled { 19.0 } else { 0.0 };
    let area = area(
        sheet,
        plot,
        Frame {
            top,
            bottom,
            ..frame
        },
    );
    grid(&area, plot);
    sheet.clip(Some(area.frame));
    let order = |mark: &Mark| match mark {
        Mark::Heat(_) => 0,
        Mark::HLine(_) | Mark::VLine(_) => 1,
        Mark::Text { .. } | Mark::Arrow { .. } => 3,
        _ => 2,
    };
    let mut series: Vec<_> = plot.series.iter().collect();
    series.sort_by_key(|s| order(&s.mark));
    series.into_iter().for_each(|s| area.draw(s));
    sheet.clip(None);
    axes(&area, plot);
    legend::draw(sheet, plot, legend);
    legend::draw_ends(&area, plot);
    for series in &plot.series {
        if let Mark::VLine(x) = series.mark {
            let at = (area.to_x(x), area.frame.top - 4.0);
            sheet.text(&series.name, at, LABEL, QUIET, Side::Center, false);
        }
    }
    if let Some(heat) = heated(plot) {
        heat::draw_scale(sheet, heat, area.frame);
    }
}

pub(super) fn images(plot: &Plot) -> Option<&Tiles> {
    plot.series.iter().find_map(|s| match &s.mark {
        Mark::Tiles(tiles) => Some(tiles),
        _ => None,
    })
}

fn heated(plot: &Plot) -> Option<&Heat> {
    plot.series.iter().find_map(|s| match &s.mark {
        Mark::Heat(heat) => Some(heat),
        _ => None,
    })
}

/// All numbers along both axes, and whether columns stand on zero.
pub(super) fn extent(plot: &Plot) -> (Vec<f64>, Vec<f64>, bool) {
    let (mut xs, mut ys, mut columns) = (Vec::new(), Vec::new(), false);
    let mut add = |points: &[(f64, f64)]| {
        for &(x, y) in points {
            xs.push(x);
            ys.push(y);
        }
    };
    for series in &plot.series {
        match &series.mark {
            Mark::Line { points, .. } | Mark::Scatter { points } => add(points),
            Mark::Band { low, high, middle } => {
                [low, high, middle].into_iter().for_each(|p| add(p))
            }
            Mark::Histogram { edges, heights } => {
                columns = true;
                edges.iter().for_each(|&x| add(&[(x, 0.0)]));
                heights.iter().for_each(|&y| add(&[(edges[0], y)]));
            }
            Mark::Bars { heights, errors } => {
                columns = true;
                add(&[(-0.6, 0.0), (heights.len() as f64 - 0.4, 0.0)]);
                let ends = heights.iter().zip(errors).flat_map(|(h, e)| [h - e, h + e]);
                ends.for_each(|y| add(&[(0.0, y)]));
            }
            Mark::Heat(heat) => add(&[(heat.x.0, heat.y.0), (heat.x.1, heat.y.1)]),
            Mark::Text { at, .. } => add(&[*at]),
            Mark::Arrow { from, to } => add(&[*from, *to]),
            Mark::HLine(_) | Mark::VLine(_) | Mark::Tiles(_) => {}
        }
    }
    for series in &plot.series {
        match series.mark {
            Mark::HLine(y) => ys.push(y),
            Mark::VLine(x) => xs.push(x),
            _ => {}
        }
    }
    (xs, ys, columns)
}

/// Scales and plot area within a frame that has room for the tick labels.
#[track_caller]
fn area<'a>(sheet: &'a Sheet, plot: &Plot, outer: Frame) -> Area<'a> {
    let (xs, ys, columns) = extent(plot);
    let scattered = plot
        .series
        .iter()
        .any(|s| matches!(s.mark, Mark::Scatter { .. }));
    let heated = heated(plot);
    let room = |otherwise: f64| if heated.is_some() { 0.0 } else { otherwise };
    let count = |pixels: f64, each: f64| ((pixels / each) as usize).clamp(2, 8);
    let many = count(outer.height(), 42.0);
    let mut y = Scale::fit(&plot.y, "y", &ys, room(0.05), many);
    if columns && plot.y.limits.is_none() && !plot.y.log {
        // Columns stand on the axis.
        let low = if ys.iter().all(|&v| v >= 0.0) {
            0.0
        } else {
            y.low
        };
        let high = if ys.iter().all(|&v| v <= 0.0) {
            0.0
        } else {
            y.high
        };
        y = y.with_range(&plot.y, low, high, many);
    }
    let label = |(_, text): &(f64, String)| width(text, TICK, Weight::Regular);
    let left = outer.left + y.ticks.iter().map(label).fold(0.0, f64::max) + 8.0;
    let beside = heated
        .map_or(0.0, heat::scale_width)
        .max(legend::ends_width(plot));
    let mut right = outer.right - beside.max(8.0);
    let mut x = Scale::fit(
        &plot.x,
        "x",
        &xs,
        room(if scattered { 0.04 } else { 0.0 }),
        count(right - left, 75.0),
    );
    if let Some((_, last)) = x.ticks.last() {
        // Half of the last tick's label must stay on the card.
        right = right.min(outer.right - width(last, TICK, Weight::Regular) / 2.0 + 4.0);
    }
    let mut frame = Frame {
        left,
        right,
        ..outer
    };
    if plot.equal {
        let (sx, sy) = (
            (x.high - x.low) / frame.width(),
            (y.high - y.low) / frame.height(),
        );
        if plot.x.limits.is_some() || plot.y.limits.is_some() || heated.is_some() {
            // The limits are the reader's: the area shrinks.
            let s = sx.max(sy);
            frame.right = frame.left + (x.high - x.low) / s;
            frame.top = frame.bottom - (y.high - y.low) / s;
        } else if sx < sy {
            let (middle, half) = ((x.low + x.high) / 2.0, sy * frame.width() / 2.0);
            x = x.with_range(
                &plot.x,
                middle - half,
                middle + half,
                count(frame.width(), 75.0),
            );
        } else {
            let (middle, half) = ((y.low + y.high) / 2.0, sx * frame.height() / 2.0);
            y = y.with_range(&plot.y, middle - half, middle + half, many);
        }
    }
    Area { sheet, frame, x, y }
}

/// Quiet lines at the ticks: across always, upright where points lie in the plane.
fn grid(area: &Area, plot: &Plot) {
    if heated(plot).is_some() {
        return;
    }
    let f = area.frame;
    for y in ticks(&area.y, f.bottom, f.top) {
        area.sheet
            .line(&[(f.left, y), (f.right, y)], GRID.to_rgba(), 1.0);
    }
    if plot.equal || area.x.log {
        for x in ticks(&area.x, f.left, f.right) {
            area.sheet
                .line(&[(x, f.top), (x, f.bottom)], GRID.to_rgba(), 1.0);
        }
    }
}

/// The ticks in pixels.
fn ticks(scale: &Scale, from: f64, to: f64) -> impl Iterator<Item = f64> {
    let pixel =
        move |place: f64| from + (place - scale.low) / (scale.high - scale.low) * (to - from);
    scale.ticks.iter().map(move |(place, _)| pixel(*place))
}

/// The horizontal axis with its ticks, and the labels of both axes.
fn axes(area: &Area, plot: &Plot) {
    let (sheet, f) = (area.sheet, area.frame);
    if heated(plot).is_some() {
        sheet.frame(f, AXIS, 1.0);
    } else {
        sheet.line(
            &[(f.left, f.bottom), (f.right, f.bottom)],
            AXIS.to_rgba(),
            1.2,
        );
    }
    let named = !plot.x.names.is_empty();
    for (x, (_, text)) in ticks(&area.x, f.left, f.right).zip(&area.x.ticks) {
        if !named {
            sheet.line(&[(x, f.bottom), (x, f.bottom + 4.0)], AXIS.to_rgba(), 1.0);
        }
        let ink = if named { INK } else { QUIET };
        sheet.text(text, (x, f.bottom + 17.0), TICK, ink, Side::Center, false);
    }
    for (y, (_, text)) in ticks(&area.y, f.bottom, f.top).zip(&area.y.ticks) {
        sheet.text(
            text,
            (f.left - 7.0, y + 4.1),
            TICK,
            QUIET,
            Side::Right,
            false,
        );
    }
    let middle = (f.left + f.right) / 2.0;
    sheet.text(
        &plot.x.label,
        (middle, f.bottom + 35.0),
        LABEL,
        QUIET,
        Side::Center,
        false,
    );
}
