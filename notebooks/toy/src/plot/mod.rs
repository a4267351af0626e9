//! Figures: one look for the whole shelf.
//!
//! A [`Plot`] is built by naming what it shows; a [`Figure`] is one plot or several panels. Both become an SVG of 640
//! pixels in width through plotters, on a backend of our own ([`svg`](self)): text is drawn as outlines of the bundled
//! font, so a figure looks the same as an image, inline and in print; two thousand points are one path; coordinates
//! are tenths of a pixel; the same data give the same bytes.
//!
//! ```
//! # use toy::prelude::*;
//! let x = linspace(0.0, 6.0, 50);
//! let figure = plot("A wave").x("time (s)").y("height (m)").line("sine", &x, &x.sin());
//! assert!(figure.svg().starts_with("<svg"));
//! ```
//!
//! | to show | say |
//! |---|---|
//! | curves | `line`, `dashed`, `function`, `line_points`, `line_err`, `band`, `line_band` |
//! | several seeds | `runs` (± standard deviation), `runs_range`, `runs_each`, `strip`, `boxes` |
//! | points | `scatter`, `classes`, `scatter_by`, `bubbles`, `sizes`, `labels` |
//! | samples | `histogram`, `histograms` |
//! | methods | `bars`, `bars_err`, `bars_grouped`, `bars_stacked`, `bars_lying` |
//! | matrices | `heat`, `heat_on`, `numbers`, `colour_range`, `confusion`, `attention` |
//! | functions of the plane | `contour`, `contour_filled`, `levels`, `regions`, `field`, `directions`, `path` |
//! | images | `tiles`, `images`, `tile_names`, `tile_rows` |
//! | graphs | `graph`, `directed`, `node_names`, `node_values`, `node_classes`, `edge_weights` |
//! | grid worlds | `grid_world`, `values`, `policy` |
//! | notes | `hline`, `vline`, `x_span`, `y_span`, `text`, `arrow`, `labels` |
//! | axes | `x`, `y`, `log_x`, `log_y`, `x_range`, `y_range`, `x_names`, `y_names`, `equal`, `size` |
//! | several plots | [`panels`], [`frames`], [`clouds`]; `share_axes`, `share_colours`, `lettered` |
//!
//! | file | what stands there |
//! |---|---|
//! | `build`, `series` | what a plot can show |
//! | `marks` | marks with a file of their own: contours, fields, graphs, grouped bars, grid worlds, ... |
//! | `figure`, `clouds`, `frames` | panels, caption, the MIME bundle; moments of a run |
//! | `graphs` | layouts: where the nodes of a graph stand |
//! | `layout`, `axes`, `ticks` | one panel: room, grid, labels, scales |
//! | `draw`, `heat`, `tiles`, `raster` | the marks |
//! | `legend` | names of series, never over the data |
//! | `style`, `font` | the look, the letters |
//! | `sheet`, `svg`, `elements`, `clip` | strokes, and how they become SVG |
//! | `summary` | the figure in words |

mod axes;
mod build;
mod clip;
mod clouds;
mod draw;
mod elements;
mod figure;
mod font;
mod frames;
mod graphs;
mod heat;
mod layout;
mod legend;
mod marks;
mod names;
mod raster;
mod series;
mod sheet;
mod style;
mod summary;
mod svg;
mod ticks;
mod tiles;

pub use clouds::clouds;
pub use figure::{Figure, panels};
pub use frames::frames;
pub use graphs::{circle_layout, layered_layout, spring_layout};
pub use marks::field::grid_points;

use series::{Mark, Series};

/// One panel of a figure: axes and what is drawn on them. See [`plot`].
///
/// ```
/// # use toy::prelude::*;
/// let loss = plot("Loss").x("step").y("loss").caption("It falls.").size(640, 300).log_y();
/// let loss = loss.line("Adam", [1.0, 10.0, 100.0], [1.0, 0.1, 0.01]).log_x();
/// let close_up = loss.clone().x_range(10.0, 100.0).y_range(0.01, 0.1);
/// assert!(close_up.svg().contains("Loss"));
/// display(&loss); // or the figure alone on a cell's last line
/// ```
#[derive(Clone, Debug)]
pub struct Plot {
    title: String,
    caption: String,
    x: Axis,
    y: Axis,
    series: Vec<Series>,
    equal: bool,
    size: (Option<f64>, Option<f64>),
    /// How many series have taken a colour.
    colours: usize,
}

/// Label, scale and limits of one axis.
#[derive(Clone, Debug, Default)]
struct Axis {
    label: String,
    log: bool,
    limits: Option<(f64, f64)>,
    /// Whether it runs downwards (the rows of a matrix).
    flipped: bool,
    /// Names in the place of numbers (bars).
    names: Vec<String>,
    /// Neither line nor numbers.
    bare: bool,
}

/// An empty plot with a title.
///
/// ```
/// # use toy::prelude::*;
/// let line = plot("Growth").x("day").line("cases", [0.0, 1.0, 2.0], [1.0, 2.0, 4.0]);
/// assert!(line.svg().contains("cases: from 1 at 0 to 4 at 2"));
/// ```
pub fn plot(title: &str) -> Plot {
    Plot {
        title: title.to_owned(),
        caption: String::new(),
        x: Axis::default(),
        y: Axis::default(),
        series: Vec::new(),
        equal: false,
        size: (None, None),
        colours: 0,
    }
}

impl Plot {
    /// Name and unit of the horizontal axis.
    pub fn x(mut self, label: &str) -> Plot {
        self.x.label = label.to_owned();
        self
    }

    /// Name and unit of the vertical axis.
    pub fn y(mut self, label: &str) -> Plot {
        self.y.label = label.to_owned();
        self
    }

    /// What to see in the figure, in a sentence or two.
    pub fn caption(mut self, text: &str) -> Plot {
        self.caption = text.to_owned();
        self
    }

    /// Width and height in pixels (640 x 360 unless said), without the caption. In panels only the height counts.
    pub fn size(mut self, width: usize, height: usize) -> Plot {
        self.size = (Some(width as f64), Some(height as f64));
        self
    }

    /// A logarithmic horizontal axis; all x must be positive. Lying bars need [`Plot::x_range`], too: they start at 0.
    pub fn log_x(mut self) -> Plot {
        self.x.log = true;
        self
    }

    /// A logarithmic vertical axis; all y must be positive. Bars need [`Plot::y_range`], too: they start at 0.
    pub fn log_y(mut self) -> Plot {
        self.y.log = true;
        self
    }

    /// Limits of the horizontal axis; what lies outside is cut off.
    #[track_caller]
    pub fn x_range(mut self, from: f64, to: f64) -> Plot {
        self.x.limits = Some(limits("x_range", from, to));
        self
    }

    /// Limits of the vertical axis; what lies outside is cut off.
    #[track_caller]
    pub fn y_range(mut self, from: f64, to: f64) -> Plot {
        self.y.limits = Some(limits("y_range", from, to));
        self
    }

    /// One scale for both axes: a circle looks round.
    pub fn equal(mut self) -> Plot {
        self.equal = true;
        self
    }

    /// The figure as SVG.
    #[track_caller]
    pub fn svg(&self) -> String {
        Figure::from(self).svg()
    }

    /// Shows the plot as the result of a cell (called by the kernel for a tail expression).
    #[doc(hidden)]
    #[track_caller]
    pub fn evcxr_display(&self) {
        Figure::from(self).evcxr_display();
    }

    /// What is drawn on a blue map must not be blue: the first colour is taken.
    fn past_blue(mut self) -> Plot {
        self.colours = self.colours.max(1);
        self
    }

    /// Adds a series; `coloured` ones take the next colour.
    fn add(mut self, name: &str, coloured: bool, mark: Mark) -> Plot {
        let colour = coloured.then_some(self.colours);
        self.colours += usize::from(coloured);
        self.series.push(Series {
            name: name.to_owned(),
            colour,
            mark,
        });
        self
    }
}

#[track_caller]
fn limits(what: &str, from: f64, to: f64) -> (f64, f64) {
    assert!(
        from < to && from.is_finite() && to.is_finite(),
        "{what}: the limits {from} and {to} must be finite and in order"
    );
    (from, to)
}

impl crate::show::Show for Plot {
    fn bundle(&self) -> crate::show::Bundle {
        Figure::from(self).bundle()
    }
}
