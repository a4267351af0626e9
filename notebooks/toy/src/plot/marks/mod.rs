//! Marks that stand in a file of their own: what a reader calls, and the answers to the same few questions ([`Kind`]).
//!
//! | file | what stands there |
//! |---|---|
//! | `seeds` | runs one by one or by their range, error bars, histograms over common bins |
//! | `cloud`, `labels` | points coloured by class or number, with sizes; names beside points |
//! | `columns`, `strip` | bars in groups, stacked, lying; dots and boxes over seeds |
//! | `matrix`, `world`, `images` | numbers in cells, confusion, attention; grid worlds; image grids |
//! | `contour`, `squares`, `regions` | level lines and areas; decision regions |
//! | `field` | arrows and paths in the plane |
//! | `graph` | nodes and edges |
//! | `span` | shaded ranges of an axis |

pub(super) mod cloud;
pub(super) mod columns;
pub(super) mod contour;
pub(super) mod field;
pub(super) mod graph;
mod images;
pub(super) mod labels;
mod matrix;
pub(super) mod regions;
mod seeds;
pub(super) mod span;
mod squares;
pub(super) mod strip;
pub(super) mod world;

use super::draw::Area;
use super::heat::Colours;
use super::series::Points;
use super::sheet::Sheet;

/// What every mark must answer.
pub(super) trait Kind {
    /// Points that the axes must span.
    fn extent(&self) -> Points;

    /// Draws itself; `index` is its place in the palette.
    fn draw(&self, area: &Area, index: usize);

    /// Itself in words and numbers.
    fn describe(&self) -> String;

    /// What lies behind what: 0 maps, 1 reference lines, 2 data, 3 texts.
    fn layer(&self) -> u8 {
        2
    }

    /// Whether it covers the plot area up to its edge: then the area is framed and has no grid.
    fn fills(&self) -> bool {
        false
    }

    /// Whether its columns stand on zero: (across, upright).
    fn stands(&self) -> (bool, bool) {
        (false, false)
    }

    /// Share of the range that stays free at each end of both axes, so that it is not cut.
    fn room(&self) -> f64 {
        0.0
    }

    /// The scale of its colours and what that scale measures.
    fn key(&self) -> Option<(Colours, String)> {
        None
    }

    /// Draws its sample for the legend around a point; false for the usual patch of colour.
    fn swatch(&self, _sheet: &Sheet, _at: (f64, f64), _index: usize) -> bool {
        false
    }
}

/// Two places as "x 1, y 2".
fn place((x, y): (f64, f64)) -> String {
    format!("({}, {})", crate::show::num(x), crate::show::num(y))
}

/// Points n x 2 as pairs.
#[track_caller]
fn pairs(what: &str, xy: crate::tensor::Tensor) -> Points {
    let shape = xy.shape();
    assert!(
        shape.len() == 2 && shape[1] == 2,
        "{what}: needs points n x 2, the shape is {shape:?}"
    );
    xy.to_rows().iter().map(|row| (row[0], row[1])).collect()
}
