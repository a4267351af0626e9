//! One panel: title, legend, grid, axes and labels, and the order in which everything is drawn.

use super::draw::Area;
use super::layout::{self, Margins, heated};
use super::series::Mark;
use super::sheet::{Frame, Sheet, Side};
use super::style::{AXIS, GRID, INK, LABEL, PANEL_TITLE, TICK, TITLE};
use super::ticks::Scale;
use super::{Plot, heat, legend, tiles};
use plotters::style::Color;

/// Draws a plot into a frame; `panel` for one of several (a smaller title).
#[track_caller]
pub(super) fn draw(sheet: &Sheet, plot: &Plot, frame: Frame, panel: bool, margins: Margins) {
    let mut top = frame.top;
    if !plot.title.is_empty() {
        let letters = if panel { PANEL_TITLE } else { TITLE };
        let baseline = top + 0.8 * letters.size;
        sheet.text(&plot.title, (frame.left, baseline), Side::Left, letters);
        top += letters.size + if panel { 7.0 } else { 11.0 };
    }
    if let Some(images) = layout::images(plot) {
        tiles::draw(sheet, images, Frame { top, ..frame });
        return;
    }
    let legend = Frame { top, ..frame };
    let names = legend::height(plot, frame.width());
    top += names + if names > 0.0 { 4.0 } else { 0.0 };
    if !plot.y.label.is_empty() {
        top += 4.0;
        sheet.text(&plot.y.label, (frame.left, top + 9.0), Side::Left, LABEL);
        top += 15.0;
    }
    let marked = |s: &super::Series| matches!(s.mark, Mark::VLine(_)) && !s.name.is_empty();
    top += if plot.series.iter().any(marked) {
        15.0
    } else {
        4.0
    };
    let labelled = !plot.x.label.is_empty();
    let bottom = frame.bottom - 19.0 - if labelled { 19.0 } else { 0.0 };
    let area = layout::area(
        sheet,
        plot,
        Frame {
            top,
            bottom,
            ..frame
        },
        margins,
    );
    grid(&area, plot);
    marks(&area, plot);
    axes(&area, plot);
    legend::draw(sheet, plot, legend);
    legend::draw_ends(&area, plot);
    for series in &plot.series {
        if let Mark::VLine(x) = series.mark {
            let at = (area.to_x(x), area.frame.top - 4.0);
            sheet.text(&series.name, at, Side::Center, LABEL);
        }
    }
    if let Some(heat) = heated(plot) {
        heat::draw_scale(sheet, heat, area.frame);
    }
}

/// All series: maps at the back, then reference lines, data, and texts on top.
fn marks(area: &Area, plot: &Plot) {
    let order = |mark: &Mark| match mark {
        Mark::Heat(_) => 0,
        Mark::HLine(_) | Mark::VLine(_) => 1,
        Mark::Text { .. } | Mark::Arrow { .. } => 3,
        _ => 2,
    };
    let mut series: Vec<_> = plot.series.iter().collect();
    series.sort_by_key(|s| order(&s.mark));
    area.sheet.clip(Some(area.frame));
    series.into_iter().for_each(|s| area.draw(s));
    area.sheet.clip(None);
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
    scale
        .ticks
        .iter()
        .map(move |(place, _)| scale.pixel(*place, from, to))
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
    if !named {
        for x in ticks(&area.x, f.left, f.right) {
            sheet.line(&[(x, f.bottom), (x, f.bottom + 4.0)], AXIS.to_rgba(), 1.0);
        }
    }
    for (x, (_, text)) in ticks(&area.x, f.left, f.right).zip(&area.x.ticks) {
        let letters = if named { TICK.coloured(INK) } else { TICK };
        sheet.text(text, (x, f.bottom + 17.0), Side::Center, letters);
    }
    for (y, (_, text)) in ticks(&area.y, f.bottom, f.top).zip(&area.y.ticks) {
        sheet.text(text, (f.left - 7.0, y + 4.1), Side::Right, TICK);
    }
    let middle = (f.left + f.right) / 2.0;
    sheet.text(
        &plot.x.label,
        (middle, f.bottom + 35.0),
        Side::Center,
        LABEL,
    );
}
