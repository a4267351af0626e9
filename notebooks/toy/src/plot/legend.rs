//! Names of series, where they cannot cover data: at the right end of the lines, or in a row above the plot area.

use super::Plot;
use super::draw::{Area, marker};
use super::layout::{filled, key};
use super::series::{Mark, Points, Series};
use super::sheet::{Frame, Sheet, Side};
use super::style::{LABEL, QUIET, colour, dash, text_colour};
use plotters::style::{Color, RGBColor};

/// Height of a row of the legend, pixels.
pub(super) const ROW: f64 = 18.0;
const SWATCH: f64 = 20.0;
const SPACE: f64 = 18.0;
/// Longest name at a line's end, pixels: it takes its room from the plot area.
const WIDEST: f64 = 400.0;
/// Smallest distance of two labels at line ends.
const APART: f64 = 14.5;

/// Marks whose names stand above the plot area, at their place.
fn on_top(mark: &Mark) -> bool {
    match mark {
        Mark::VLine(_) => true,
        Mark::Span(span) => !span.upright,
        _ => false,
    }
}

/// Marks whose names always stand at the right end.
fn beside(mark: &Mark) -> bool {
    match mark {
        Mark::HLine(_) => true,
        Mark::Span(span) => span.upright,
        _ => false,
    }
}

fn named(plot: &Plot) -> impl Iterator<Item = &Series> {
    plot.series
        .iter()
        .filter(|s| !s.name.is_empty() && !on_top(&s.mark))
}

/// The last point of a line or band.
fn end(series: &Series) -> Option<(f64, f64)> {
    match &series.mark {
        Mark::Line { points, .. } | Mark::Errors { points, .. } => points.last().copied(),
        Mark::Band { middle, high, .. } => middle.last().or(high.last()).copied(),
        _ => None,
    }
}

/// The height at which a line is last seen: it may end in numbers that are not finite.
fn last_height(series: &Series, area: &Area) -> Option<f64> {
    let end = end(series)?;
    let finite = |points: &Points| {
        let heights = points.iter().rev().map(|p| area.to_y(p.1));
        heights.into_iter().find(|y| !y.is_nan())
    };
    match &series.mark {
        Mark::Line { points, .. } | Mark::Errors { points, .. } if end.1.is_nan() => finite(points),
        Mark::Band { middle, .. } if end.1.is_nan() => finite(middle),
        _ => Some(area.to_y(end.1)),
    }
}

/// Whether all names can stand at line ends: there are only lines, and all end at the right edge.
pub(super) fn at_ends(plot: &Plot) -> bool {
    let lines: Vec<_> = named(plot).filter(|s| !beside(&s.mark)).collect();
    let ends: Vec<f64> = lines.iter().filter_map(|s| end(s)).map(|p| p.0).collect();
    let last = ends.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let others = filled(plot) || key(plot).is_some();
    let narrow = lines.iter().all(|s| LABEL.width(&s.name) <= WIDEST);
    ends.len() == lines.len()
        && ends.iter().all(|&x| x == last)
        && !others
        && lines.len() <= 8
        && narrow
}

/// Series whose names stand at the right end.
fn ended(plot: &Plot) -> Vec<&Series> {
    let all = at_ends(plot);
    named(plot).filter(|s| all || beside(&s.mark)).collect()
}

/// Series whose names stand in rows above the plot area.
fn listed(plot: &Plot) -> Vec<&Series> {
    let all = at_ends(plot);
    named(plot).filter(|s| !all && !beside(&s.mark)).collect()
}

fn ink(series: &Series) -> RGBColor {
    series.colour.map_or(QUIET, colour)
}

/// Room for the names at line ends, pixels; 0 without any.
pub(super) fn ends_width(plot: &Plot) -> f64 {
    let widths = ended(plot).into_iter().map(|s| LABEL.width(&s.name) + 8.0);
    widths.fold(0.0, f64::max)
}

/// Writes the names at line ends, moved apart where they would overlap.
pub(super) fn draw_ends(area: &Area, plot: &Plot) {
    let (f, half) = (area.frame, APART / 2.0);
    let mut labels: Vec<(f64, &Series)> = Vec::new();
    for series in ended(plot) {
        let y = match &series.mark {
            Mark::HLine(y) => area.to_y(*y),
            Mark::Span(span) => area.to_y(span.middle()),
            _ => last_height(series, area).unwrap_or(f.bottom),
        };
        if beside(&series.mark) && !(f.top - 1.0..=f.bottom + 1.0).contains(&y) {
            continue; // beyond the limits the line is not drawn either
        }
        labels.push((y.clamp(f.top, f.bottom), series));
    }
    labels.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Groups of touching labels share their middle; merging two groups may touch a third.
    let mut groups: Vec<Vec<(f64, &Series)>> = Vec::new();
    for label in labels {
        groups.push(vec![label]);
        while let [.., a, b] = groups.as_slice()
            && middle(a) + half * a.len() as f64 > middle(b) - half * b.len() as f64
        {
            let last = groups.pop().unwrap_or_default();
            if let Some(group) = groups.last_mut() {
                group.extend(last);
            }
        }
    }
    for group in &groups {
        let room = APART * (group.len() - 1) as f64;
        let top = (middle(group) - room / 2.0).min(f.bottom - room).max(f.top);
        for (i, (_, series)) in group.iter().enumerate() {
            let at = (f.right + 8.0, top + APART * i as f64 + 4.2);
            let letters = LABEL.coloured(text_colour(ink(series)));
            area.sheet.text(&series.name, at, Side::Left, letters);
        }
    }
}

fn middle(group: &[(f64, &Series)]) -> f64 {
    group.iter().map(|(y, _)| y).sum::<f64>() / group.len() as f64
}

/// Height of the row of names right above the plot area, or a little room without any.
pub(super) fn height_above(plot: &Plot) -> f64 {
    let above = |s: &Series| on_top(&s.mark) && !s.name.is_empty();
    if plot.series.iter().any(above) {
        15.0
    } else {
        4.0
    }
}

/// Writes the names of upright lines and ranges above them, moved to the right where they would overlap.
pub(super) fn draw_above(area: &Area, plot: &Plot) {
    let mut names: Vec<(f64, &str)> = Vec::new();
    for series in &plot.series {
        match &series.mark {
            Mark::VLine(x) => names.push((area.to_x(*x), &series.name)),
            Mark::Span(span) if !span.upright => {
                let x = area.to_x(span.from) + area.to_x(span.to);
                names.push((x / 2.0, &series.name));
            }
            _ => {}
        }
    }
    names.sort_by(|a, b| a.0.total_cmp(&b.0));
    // Beyond the limits the line is not drawn either.
    let f = area.frame;
    names.retain(|(x, name)| !name.is_empty() && (f.left - 1.0..=f.right + 1.0).contains(x));
    let mut free = f64::NEG_INFINITY;
    for (x, name) in names {
        let half = LABEL.width(name) / 2.0;
        let x = x.max(free + half);
        let at = (x, area.frame.top - 4.0);
        area.sheet.text(name, at, Side::Center, LABEL);
        free = x + half + 8.0;
    }
}

/// The entries of the legend in rows of a width.
fn rows(plot: &Plot, room: f64) -> Vec<Vec<&Series>> {
    let mut rows: Vec<Vec<&Series>> = Vec::new();
    let mut used = f64::INFINITY;
    for series in listed(plot) {
        let own = SWATCH + 6.0 + LABEL.width(&series.name);
        if used + own > room {
            rows.push(Vec::new());
            used = 0.0;
        }
        used += own + SPACE;
        if let Some(row) = rows.last_mut() {
            row.push(series);
        }
    }
    rows
}

/// Height of the legend above the plot area, pixels.
pub(super) fn height(plot: &Plot, room: f64) -> f64 {
    ROW * rows(plot, room).len() as f64
}

/// Draws the legend from the top left of a frame.
pub(super) fn draw(sheet: &Sheet, plot: &Plot, frame: Frame) {
    for (i, row) in rows(plot, frame.width()).into_iter().enumerate() {
        let y = frame.top + ROW * i as f64 + ROW / 2.0;
        let mut x = frame.left;
        for series in row {
            swatch(sheet, series, (x, y));
            x += SWATCH + 6.0;
            sheet.text(&series.name, (x, y + 4.2), Side::Left, LABEL);
            x += LABEL.width(&series.name) + SPACE;
        }
    }
}

/// A sample of how a series is drawn.
fn swatch(sheet: &Sheet, series: &Series, (x, y): (f64, f64)) {
    let (own, index) = (ink(series), series.colour.unwrap_or(0));
    let line = [(x, y), (x + SWATCH, y)];
    let area = Frame {
        left: x,
        top: y - 5.0,
        right: x + SWATCH,
        bottom: y + 5.0,
    };
    let middle = (x + SWATCH / 2.0, y);
    let swatched = |mark: &Mark| {
        let kind = mark.kind();
        kind.is_some_and(|kind| kind.swatch(sheet, middle, index))
    };
    match &series.mark {
        Mark::Scatter { points } => {
            let shape = if points.len() > 400 { 0 } else { index };
            marker(
                sheet,
                (x + SWATCH / 2.0 + 3.0, y),
                4.0,
                own.to_rgba(),
                shape,
            );
        }
        Mark::Line { dashed, .. } => {
            sheet.dash(if *dashed { &[5.0, 3.5] } else { dash(index) });
            sheet.line(&line, own.to_rgba(), if *dashed { 1.5 } else { 2.0 });
        }
        Mark::Band { middle, runs, .. } => {
            if runs.is_empty() {
                sheet.rect(area, own.mix(0.18));
            }
            if !middle.is_empty() {
                sheet.dash(dash(index));
                sheet.line(&line, own.to_rgba(), 2.0);
            }
        }
        Mark::Errors { .. } => {
            sheet.dash(dash(index));
            sheet.line(&line, own.to_rgba(), 2.0);
            sheet.dash(&[]);
            marker(sheet, (x + SWATCH / 2.0, y), 3.6, own.to_rgba(), index);
        }
        Mark::Columns(_) => sheet.rect(area, own.mix(0.85)),
        mark if swatched(mark) => {}
        _ => {
            sheet.rect(area, own.mix(0.3));
            sheet.frame(area, own, 1.2);
        }
    }
    sheet.dash(&[]);
}
