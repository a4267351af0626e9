//! One panel: title, legend, grid, axes and labels, and the order in which everything is drawn.

use super::draw::Area;
use super::layout::{self, Margins, filled, key};
use super::series::Mark;
use super::sheet::{Frame, Sheet, Side};
use super::style::{AXIS, GRID, INK, LABEL, PANEL_TITLE, TICK, TITLE};
use super::ticks::Scale;
use super::{Plot, heat, legend, names, tiles};
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
    let key = key(plot);
    let keyed = key.as_ref().is_some_and(|(_, label)| !label.is_empty());
    if !plot.y.label.is_empty() || keyed {
        top += 4.0;
        sheet.text(&plot.y.label, (frame.left, top + 9.0), Side::Left, LABEL);
        top += 15.0;
    }
    let above = legend::height_above(plot);
    top += above;
    let labelled = !plot.x.label.is_empty();
    let numbers = if plot.x.bare { 4.0 } else { 19.0 };
    let bottom = frame.bottom - numbers - if labelled { 19.0 } else { 0.0 };
    // Names under the axis may need more room once the step between them is known, which may shrink the step.
    let mut extra = 0.0;
    let area = loop {
        let bottom = bottom - extra;
        let inner = Frame {
            top,
            bottom,
            ..frame
        };
        let area = layout::area(sheet, plot, inner, margins);
        let needed = names::extra(&plot.x.names, area.step());
        if needed <= extra {
            break area;
        }
        extra = needed;
    };
    grid(&area, plot);
    marks(&area, plot);
    axes(&area, plot, extra);
    legend::draw(sheet, plot, legend);
    legend::draw_ends(&area, plot);
    legend::draw_above(&area, plot);
    if let Some((colours, label)) = key {
        heat::draw_scale(sheet, &colours, area.frame);
        // Above its scale, as far to the left as its length needs.
        let left = (area.frame.right + 12.0).min(frame.right - LABEL.width(&label));
        let at = (left, area.frame.top - above - 6.0);
        sheet.text(&label, at, Side::Left, LABEL);
    }
}

/// All series: maps at the back, then reference lines, data, and texts on top.
fn marks(area: &Area, plot: &Plot) {
    let order = |mark: &Mark| match mark {
        Mark::Heat(_) => 0,
        Mark::HLine(_) | Mark::VLine(_) => 1,
        Mark::Text { .. } | Mark::Arrow { .. } => 3,
        mark => mark.kind().map_or(2, |kind| kind.layer()),
    };
    let mut series: Vec<_> = plot.series.iter().collect();
    series.sort_by_key(|s| order(&s.mark));
    area.sheet.clip(Some(area.frame));
    series.into_iter().for_each(|s| area.draw(s));
    area.sheet.clip(None);
}

/// Quiet lines at the ticks: across always, upright where points lie in the plane.
fn grid(area: &Area, plot: &Plot) {
    if filled(plot) || plot.x.bare {
        return;
    }
    let f = area.frame;
    // Names need no lines: they stand beside their bars.
    let upright = plot.y.names.is_empty();
    for y in ticks(&area.y, f.bottom, f.top).filter(|_| upright) {
        area.sheet
            .line(&[(f.left, y), (f.right, y)], GRID.to_rgba(), 1.0);
    }
    if plot.equal || area.x.log || !upright {
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
fn axes(area: &Area, plot: &Plot, extra: f64) {
    let (sheet, f) = (area.sheet, area.frame);
    if filled(plot) {
        sheet.frame(f, AXIS, 1.0);
    } else if !plot.x.bare {
        sheet.line(
            &[(f.left, f.bottom), (f.right, f.bottom)],
            AXIS.to_rgba(),
            1.2,
        );
    }
    let named = !plot.x.names.is_empty();
    if !named && !plot.x.bare {
        for x in ticks(&area.x, f.left, f.right) {
            sheet.line(&[(x, f.bottom), (x, f.bottom + 4.0)], AXIS.to_rgba(), 1.0);
        }
    }
    if named && !plot.x.bare {
        names::draw(area, &plot.x.names);
    } else if !plot.x.bare {
        for (x, (_, text)) in ticks(&area.x, f.left, f.right).zip(&area.x.ticks) {
            sheet.text(text, (x, f.bottom + 17.0), Side::Center, TICK);
        }
    }
    if !plot.y.bare {
        let letters = match plot.y.names.is_empty() {
            true => TICK,
            false => TICK.coloured(INK),
        };
        for (y, (_, text)) in ticks(&area.y, f.bottom, f.top).zip(&area.y.ticks) {
            sheet.text(text, (f.left - 7.0, y + 4.1), Side::Right, letters);
        }
    }
    let middle = (f.left + f.right) / 2.0;
    sheet.text(
        &plot.x.label,
        (
            middle,
            f.bottom + extra + if plot.x.bare { 16.0 } else { 35.0 },
        ),
        Side::Center,
        LABEL,
    );
}
