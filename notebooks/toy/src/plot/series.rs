//! What a plot is made of: marks with names and colours.

use super::marks::{
    Kind, cloud::Cloud, columns::Columns, contour::Contour, field::Field, field::Paths,
    graph::Graph, labels::Labels, regions::Regions, span::Span, strip::Strip, world::World,
};

/// A mark with its name and colour.
#[derive(Clone, Debug)]
pub(super) struct Series {
    /// For the legend; empty for none.
    pub name: String,
    /// Place in the palette.
    pub colour: Option<usize>,
    pub mark: Mark,
}

pub(super) type Points = Vec<(f64, f64)>;

#[derive(Clone, Debug)]
pub(super) enum Mark {
    Line {
        points: Points,
        dashed: bool,
    },
    /// Points of the lower edge and of the upper edge; with a line in the middle if there is one.
    Band {
        low: Points,
        high: Points,
        middle: Points,
        /// Single runs, as thin lines.
        runs: Vec<Points>,
    },
    /// A line with a marker and the half length of an error bar at each point.
    Errors {
        points: Points,
        errors: Vec<f64>,
    },
    Scatter {
        points: Points,
    },
    /// Columns from `edges[i]` to `edges[i + 1]`.
    Histogram {
        edges: Vec<f64>,
        heights: Vec<f64>,
    },
    /// Columns at 0, 1, 2, ... with the half length of their error bars.
    Bars {
        heights: Vec<f64>,
        errors: Vec<f64>,
    },
    Heat(Heat),
    Tiles(Tiles),
    HLine(f64),
    VLine(f64),
    Text {
        at: (f64, f64),
        text: String,
    },
    /// An arrow from one point to another.
    Arrow {
        from: (f64, f64),
        to: (f64, f64),
    },
    Cloud(Cloud),
    Columns(Columns),
    Contour(Contour),
    Field(Field),
    Graph(Graph),
    Labels(Labels),
    Paths(Paths),
    Regions(Regions),
    Span(Span),
    Strip(Strip),
    World(World),
}

impl Mark {
    /// A band without single runs.
    pub fn band(low: Points, high: Points, middle: Points) -> Mark {
        Mark::Band {
            low,
            high,
            middle,
            runs: Vec::new(),
        }
    }
}

impl Mark {
    /// The coloured cells of a mark that has some.
    pub fn heat(&mut self) -> Option<&mut Heat> {
        match self {
            Mark::Heat(heat) => Some(heat),
            Mark::World(world) => Some(&mut world.values),
            _ => None,
        }
    }

    /// The marks that answer for themselves.
    pub fn kind(&self) -> Option<&dyn Kind> {
        match self {
            Mark::Cloud(mark) => Some(mark),
            Mark::Columns(mark) => Some(mark),
            Mark::Contour(mark) => Some(mark),
            Mark::Field(mark) => Some(mark),
            Mark::Graph(mark) => Some(mark),
            Mark::Labels(mark) => Some(mark),
            Mark::Paths(mark) => Some(mark),
            Mark::Regions(mark) => Some(mark),
            Mark::Span(mark) => Some(mark),
            Mark::Strip(mark) => Some(mark),
            Mark::World(mark) => Some(mark),
            _ => None,
        }
    }
}

/// A matrix drawn as coloured cells over a rectangle.
#[derive(Clone, Debug)]
pub(super) struct Heat {
    pub rows: Vec<Vec<f64>>,
    pub x: (f64, f64),
    /// Where the first row begins and the last row ends.
    pub y: (f64, f64),
    /// Texts in the cells; no rows for none.
    pub written: Vec<Vec<String>>,
    /// Ends of the scale of colours, if not those of the numbers.
    pub limits: Option<(f64, f64)>,
    /// What the colours measure.
    pub label: String,
    /// The matrix in words, if there are better ones than its range.
    pub words: String,
}

impl Heat {
    /// Rows over a rectangle.
    pub fn over(rows: Vec<Vec<f64>>, x: (f64, f64), y: (f64, f64)) -> Heat {
        Heat {
            rows,
            x,
            y,
            written: Vec::new(),
            limits: None,
            label: String::new(),
            words: String::new(),
        }
    }

    /// Rows whose cells are centred on whole numbers.
    pub fn cells(rows: Vec<Vec<f64>>, n: usize, m: usize) -> Heat {
        Heat::over(rows, (-0.5, m as f64 - 0.5), (-0.5, n as f64 - 0.5))
    }
}

/// Small images side by side.
#[derive(Clone, Debug)]
pub(super) struct Tiles {
    pub images: Vec<Vec<f64>>,
    pub height: usize,
    pub width: usize,
    pub columns: usize,
    /// Under each tile.
    pub names: Vec<String>,
    /// To the left of each row of tiles.
    pub row_names: Vec<String>,
    /// 0 for `tiles`; 1 (grey) or 3 (colours, one plane after the other) for `images`.
    pub channels: usize,
}
