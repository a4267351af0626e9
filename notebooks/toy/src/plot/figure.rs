//! Figures: one plot or several panels on a card, with a caption; and their MIME bundle.

use super::layout::{self, Margins, extent};
use super::series::Heat;
use super::sheet::{Frame, Sheet, Side};
use super::style::{CAPTION, CARD, EDGE, HEIGHT, PADDING, TITLE, UNIT, WIDTH};
use super::{Plot, axes, summary, tiles};
use crate::show::{Bundle, Show};
use serde_json::json;
use std::borrow::Borrow;

/// Space between panels, pixels.
const GUTTER: f64 = 22.0;
/// Height of a line of the caption, pixels.
const LEADING: f64 = 17.0;

/// One plot, or several panels in a grid. See [`panels`].
///
/// ```
/// # use toy::prelude::*;
/// let wave = |k: f64| plot("").function("", 0.0, 6.0, move |x| sin(k * x));
/// let waves = panels(2, &[wave(1.0), wave(2.0)]).title("Waves").caption("Twice as fast.").share_axes().lettered();
/// assert!(waves.svg().contains("Waves"));
/// let maps = panels(2, &[plot("").heat([[0.0, 1.0]]), plot("").heat([[0.0, 9.0]])]);
/// display(&maps.share_colours()); // one scale for both
/// ```
#[derive(Clone, Debug)]
pub struct Figure {
    plots: Vec<Plot>,
    columns: usize,
    title: String,
    caption: String,
}

/// Several plots as one figure, `columns` side by side.
///
/// ```
/// # use toy::prelude::*;
/// let wave = |k: f64| plot("").function("", 0.0, 6.0, move |x| sin(k * x));
/// let figure = panels(2, &[wave(1.0), wave(2.0)]).title("Two waves").caption("Twice as fast.");
/// display(&figure);
/// ```
#[track_caller]
pub fn panels(columns: usize, plots: &[impl Borrow<Plot>]) -> Figure {
    assert!(
        columns > 0 && !plots.is_empty(),
        "panels: needs plots and at least one column, got {} plots in {columns} columns",
        plots.len()
    );
    let plots = plots.iter().map(|p| p.borrow().clone()).collect();
    Figure {
        plots,
        columns,
        title: String::new(),
        caption: String::new(),
    }
}

impl From<&Plot> for Figure {
    fn from(plot: &Plot) -> Figure {
        let caption = plot.caption.clone();
        Figure {
            plots: vec![plot.clone()],
            columns: 1,
            title: String::new(),
            caption,
        }
    }
}

impl Figure {
    /// Title above all panels.
    pub fn title(mut self, text: &str) -> Figure {
        self.title = text.to_owned();
        self
    }

    /// What to see in the figure, in a sentence or two.
    pub fn caption(mut self, text: &str) -> Figure {
        self.caption = text.to_owned();
        self
    }

    /// Gives all panels the same limits, so that they compare at a glance. Logarithmic axes share with logarithmic ones
    /// only.
    #[track_caller]
    pub fn share_axes(mut self) -> Figure {
        let logs = (self.plots[0].x.log, self.plots[0].y.log);
        if let Some(other) = self.plots.iter().position(|p| (p.x.log, p.y.log) != logs) {
            let kind = |(x, y): (bool, bool)| format!("x {}, y {}", scale(x), scale(y));
            let own = (self.plots[other].x.log, self.plots[other].y.log);
            panic!(
                "share_axes: panel 0 has axes ({}), panel {other} ({})",
                kind(logs),
                kind(own)
            );
        }
        let ends = |values: Vec<f64>, log: bool| {
            let values = values
                .into_iter()
                .filter(|v| v.is_finite() && (!log || *v > 0.0));
            let (low, high) = values.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
                (a.min(v), b.max(v))
            });
            let room = if log { 0.0 } else { 0.04 * (high - low) };
            (low < high).then_some((low - room, high + room))
        };
        let (mut xs, mut ys) = (Vec::new(), Vec::new());
        for plot in &self.plots {
            let (x, y, _) = extent(plot);
            xs.extend(x);
            ys.extend(y);
        }
        let (x, y) = (ends(xs, logs.0), ends(ys, logs.1));
        for plot in &mut self.plots {
            plot.x.limits = plot.x.limits.or(x);
            plot.y.limits = plot.y.limits.or(y);
        }
        self
    }

    /// Puts a letter before each panel's title (a, b, c, ...), for the text to point at.
    pub fn lettered(mut self) -> Figure {
        for (plot, letter) in self.plots.iter_mut().zip('a'..='z') {
            plot.title = format!("{letter}  {}", plot.title).trim_end().to_owned();
        }
        self
    }

    /// Gives all matrices and grid worlds the same scale of colours, so that they compare at a glance.
    pub fn share_colours(mut self) -> Figure {
        let plots = &mut self.plots;
        let series = plots.iter_mut().flat_map(|plot| &mut plot.series);
        let mut heats: Vec<&mut Heat> = series.filter_map(|s| s.mark.heat()).collect();
        let (mut low, mut high) = (f64::INFINITY, f64::NEG_INFINITY);
        let all = heats.iter().flat_map(|heat| heat.rows.iter().flatten());
        for value in all.filter(|v| v.is_finite()) {
            (low, high) = (low.min(*value), high.max(*value));
        }
        if low < high {
            heats
                .iter_mut()
                .for_each(|heat| heat.limits = Some((low, high)));
        }
        self
    }

    fn is_single(&self) -> bool {
        self.plots.len() == 1 && self.title.is_empty()
    }

    fn width(&self) -> f64 {
        if self.is_single() {
            self.plots[0].size.0.unwrap_or(WIDTH)
        } else {
            WIDTH
        }
    }

    /// Width of a column of panels.
    fn column(&self) -> f64 {
        let columns = self.columns as f64;
        (self.width() - 2.0 * PADDING - GUTTER * (columns - 1.0)) / columns
    }

    /// Height of one panel: as asked, or from what it shows.
    fn height_of(&self, plot: &Plot) -> f64 {
        if let Some(height) = plot.size.1 {
            return if self.is_single() {
                height - 2.0 * PADDING
            } else {
                height
            };
        }
        if let Some(images) = layout::images(plot) {
            let title = if plot.title.is_empty() { 0.0 } else { 26.0 };
            return title + tiles::height(images, self.column(), 22.0);
        }
        if let Some(aspect) = layout::aspect(plot)
            && !self.is_single()
        {
            let title = if plot.title.is_empty() { 0.0 } else { 20.0 };
            let wide = self.column()
                - if layout::key(plot).is_some() {
                    46.0
                } else {
                    8.0
                };
            return (title + 12.0 + wide * aspect).min(340.0);
        }
        match self.columns {
            1 if self.plots.len() == 1 => HEIGHT - 2.0 * PADDING,
            1 => 200.0,
            2 => 240.0,
            3 => 212.0,
            _ => 160.0,
        }
    }

    /// The frames of the panels, and where the caption begins, in pixels.
    fn layout(&self) -> (Vec<Frame>, f64) {
        let mut frames = Vec::new();
        let mut top = PADDING
            + if self.title.is_empty() {
                0.0
            } else {
                TITLE.size + 13.0
            };
        let column = self.column();
        for row in self.plots.chunks(self.columns) {
            let height = row.iter().map(|p| self.height_of(p)).fold(0.0, f64::max);
            for i in 0..row.len() {
                let left = PADDING + i as f64 * (column + GUTTER);
                frames.push(Frame {
                    left,
                    top,
                    right: left + column,
                    bottom: top + height,
                });
            }
            top += height + GUTTER;
        }
        (frames, top - GUTTER + PADDING)
    }

    /// The figure as SVG: self-contained, without scripts, fonts or ids.
    #[track_caller]
    pub fn svg(&self) -> String {
        let (frames, caption_top) = self.layout();
        let lines = CAPTION.wrapped(&self.caption, self.width() - 2.0 * PADDING);
        let foot = match lines.len() {
            0 => 0.0,
            n => LEADING * n as f64 + 8.0,
        };
        let (width, height) = (self.width(), caption_top + foot);
        let sheet = Sheet::new(width, height);
        sheet.text(
            &self.title,
            (PADDING, PADDING + 0.8 * TITLE.size),
            Side::Left,
            TITLE,
        );
        // Panels share their margins, so that their axes stand in line.
        let mut margins = Margins::default();
        for (plot, &frame) in self.plots.iter().zip(&frames) {
            margins = margins.max(layout::margins(plot, frame));
        }
        for (plot, &frame) in self.plots.iter().zip(&frames) {
            axes::draw(&sheet, plot, frame, !self.is_single(), margins);
        }
        let body = sheet.handle.take();
        for (i, line) in lines.iter().enumerate() {
            let baseline = caption_top + LEADING * i as f64 + 5.0;
            sheet.text(line, (PADDING, baseline), Side::Left, CAPTION);
        }
        let caption = sheet.handle.take();
        let (w, h) = (
            (width * UNIT).round() as i64,
            (height * UNIT).round() as i64,
        );
        let (px_w, px_h) = (w as f64 / UNIT, h as f64 / UNIT);
        let alt = escaped(&self.alt());
        let (card, edge) = (hex(CARD), hex(EDGE));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{px_w}\" height=\"{px_h}\" viewBox=\"0 0 {w} {h}\" \
             role=\"img\" aria-label=\"{alt}\" style=\"max-width:100%;height:auto\">\n\
             <title>{}</title>\n<desc>{alt}</desc>\n\
             <rect x=\"5\" y=\"5\" width=\"{}\" height=\"{}\" rx=\"80\" fill=\"{card}\" stroke=\"{edge}\" stroke-width=\"10\"/>\n\
             {body}<g class=\"caption\">\n{caption}</g>\n</svg>\n",
            escaped(&self.name()),
            w - 10,
            h - 10,
        )
    }

    /// The figure's title.
    fn name(&self) -> String {
        let title = if self.title.is_empty() {
            &self.plots[0].title
        } else {
            &self.title
        };
        if title.is_empty() {
            "Figure".to_owned()
        } else {
            title.clone()
        }
    }

    /// Caption, then all panels in words and numbers.
    fn alt(&self) -> String {
        let mut parts = Vec::new();
        if !self.title.is_empty() {
            parts.push(format!("{}.", self.title));
        }
        parts.extend(self.plots.iter().map(summary::describe));
        if !self.caption.is_empty() {
            parts.push(self.caption.clone());
        }
        parts.join(" ")
    }

    /// Shows the figure as the result of a cell (called by the kernel for a tail expression).
    #[doc(hidden)]
    #[track_caller]
    pub fn evcxr_display(&self) {
        self.bundle().send_as_result();
    }
}

fn scale(log: bool) -> &'static str {
    if log { "logarithmic" } else { "plain" }
}

fn hex(c: plotters::style::RGBColor) -> String {
    format!("#{:02x}{:02x}{:02x}", c.0, c.1, c.2)
}

/// Text for XML.
fn escaped(text: &str) -> String {
    // Control characters have no place in XML: one would make the whole figure unreadable.
    let kept = |c: &char| !c.is_control() || matches!(c, '\t' | '\n' | '\r');
    let text: String = text.chars().filter(kept).collect();
    let text = text
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;");
    text.replace('"', "&quot;")
}

impl Show for Figure {
    /// SVG, and the text alternative. `papercell.caption_top` (pixels) says where the drawn caption begins, so that an
    /// export that sets captions as text can cut it off.
    #[track_caller]
    fn bundle(&self) -> Bundle {
        let caption = if self.caption.is_empty() {
            self.name()
        } else {
            self.caption.clone()
        };
        let (_, caption_top) = self.layout();
        let mut own = json!({ "caption": caption });
        if !self.caption.is_empty() {
            own["caption_top"] = json!(caption_top);
        }
        Bundle::plain(self.alt())
            .with("image/svg+xml", self.svg())
            .note("vscode_altText", json!(self.alt()))
            .note("papercell", own)
    }
}
