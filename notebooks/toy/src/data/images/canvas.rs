//! Drawing on a small grey image: filled shapes and strokes with soft edges, one pixel wide.
//!
//! Coordinates are in pixels: x to the right, y downwards, (0, 0) is the upper left corner, so the middle of the first
//! pixel is (0.5, 0.5). Ink runs from 0 (paper) to 1.

/// A point in pixels.
pub(super) type Point = (f64, f64);

/// A grey image that is drawn on.
pub(super) struct Canvas {
    width: usize,
    pub ink: Vec<f64>,
}

impl Canvas {
    pub fn new(width: usize, height: usize) -> Canvas {
        let ink = vec![0.0; width * height];
        Canvas { width, ink }
    }

    /// Inks what lies inside, where `distance` (in pixels) is negative: full ink half a pixel inside the edge, none
    /// half a pixel outside. Ink on ink stays ink.
    pub fn fill(&mut self, distance: &dyn Fn(Point) -> f64) {
        for (i, ink) in self.ink.iter_mut().enumerate() {
            let (column, row) = (i % self.width, i / self.width);
            let edge = distance((column as f64 + 0.5, row as f64 + 0.5));
            *ink = ink.max((0.5 - edge).clamp(0.0, 1.0));
        }
    }

    /// Draws a line through the points with a round pen.
    pub fn stroke(&mut self, points: &[Point], thickness: f64) {
        self.fill(&|at| {
            let pieces = points
                .windows(2)
                .map(|ends| to_segment(at, ends[0], ends[1]));
            pieces.fold(f64::INFINITY, f64::min) - thickness / 2.0
        });
    }
}

/// Distance from a point to the segment between two others.
fn to_segment((x, y): Point, (ax, ay): Point, (bx, by): Point) -> f64 {
    let (dx, dy) = (bx - ax, by - ay);
    let square = dx * dx + dy * dy;
    let along = if square > 0.0 {
        (((x - ax) * dx + (y - ay) * dy) / square).clamp(0.0, 1.0)
    } else {
        0.0
    };
    length(x - ax - along * dx, y - ay - along * dy)
}

/// Length of a vector.
pub(super) fn length(x: f64, y: f64) -> f64 {
    (x * x + y * y).sqrt()
}
