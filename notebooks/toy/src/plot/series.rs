//! What a plot is made of: marks with names and colours.

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
}

/// A matrix drawn as coloured cells over a rectangle.
#[derive(Clone, Debug)]
pub(super) struct Heat {
    pub rows: Vec<Vec<f64>>,
    pub x: (f64, f64),
    /// Where the first row begins and the last row ends.
    pub y: (f64, f64),
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
}
