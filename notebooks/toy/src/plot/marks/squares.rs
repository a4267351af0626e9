//! Level lines of a function on a grid (marching squares: W. Lorensen and H. Cline, "Marching cubes", SIGGRAPH 1987,
//! in the plane). Each line keeps the higher side on its left, so closed lines fill like the rings of an area.

use crate::plot::series::Points;
use std::collections::BTreeMap;

/// Numbers at the nodes of a grid: `rows[i][j]` stands at (`xs[j]`, `ys[i]`).
pub(super) struct Grid<'a> {
    pub rows: &'a [Vec<f64>],
    pub xs: Vec<f64>,
    pub ys: Vec<f64>,
}

/// An edge of the grid: its lower left node, and whether it goes up.
type Edge = (usize, usize, bool);

impl Grid<'_> {
    /// Equally spaced nodes over a rectangle, both ends included.
    pub fn over(rows: &[Vec<f64>], x: (f64, f64), y: (f64, f64)) -> Grid<'_> {
        let spaced = |(from, to): (f64, f64), n: usize| {
            let step = (to - from) / (n.max(2) - 1) as f64;
            (0..n).map(|i| from + step * i as f64).collect()
        };
        let xs = spaced(x, rows.first().map_or(0, Vec::len));
        Grid {
            rows,
            xs,
            ys: spaced(y, rows.len()),
        }
    }

    /// Lines at which the function passes a level; none through cells with a number that is not finite.
    pub fn lines(&self, level: f64) -> Vec<Points> {
        traced(&self.xs, &self.ys, level, &|i, j| self.rows[i][j], false)
    }

    /// Rings around where the function is at least a level, closed along the edge of the grid.
    pub fn rings(&self, level: f64) -> Vec<Points> {
        // A border of nodes below every level, at the places of the outermost nodes.
        let bordered = |v: &[f64]| {
            let ends = (v.first(), v.last());
            let (Some(first), Some(last)) = ends else {
                return Vec::new();
            };
            [&[*first], v, &[*last]].concat()
        };
        let (n, m) = (self.ys.len(), self.xs.len());
        let value = |i: usize, j: usize| match (1..=n).contains(&i) && (1..=m).contains(&j) {
            true => self.rows[i - 1][j - 1],
            false => f64::NEG_INFINITY,
        };
        traced(
            &bordered(&self.xs),
            &bordered(&self.ys),
            level,
            &value,
            true,
        )
    }
}

fn traced(
    xs: &[f64],
    ys: &[f64],
    level: f64,
    value: &dyn Fn(usize, usize) -> f64,
    holes: bool,
) -> Vec<Points> {
    // From each crossed edge to the next one, within a cell.
    let mut next: BTreeMap<Edge, Edge> = BTreeMap::new();
    for i in 0..ys.len().saturating_sub(1) {
        for j in 0..xs.len().saturating_sub(1) {
            // Corners and sides against the clock from the lower left.
            let corners = [
                value(i, j),
                value(i, j + 1),
                value(i + 1, j + 1),
                value(i + 1, j),
            ];
            if !holes && corners.iter().any(|v| !v.is_finite()) {
                continue;
            }
            let sides = [
                (i, j, false),
                (i, j + 1, true),
                (i + 1, j, false),
                (i, j, true),
            ];
            let high = corners.map(|v| v >= level);
            let leaves = |k: usize| high[k] && !high[(k + 1) % 4];
            let enters = |k: usize| !high[k] && high[(k + 1) % 4];
            // In a saddle the mean of the corners says which of them belong together.
            let joined = corners.iter().sum::<f64>() / 4.0 >= level;
            for k in (0..4).filter(|&k| leaves(k)) {
                let onwards = if joined { [1, 2, 3] } else { [3, 2, 1] };
                let to = onwards
                    .into_iter()
                    .map(|d| (k + d) % 4)
                    .find(|&e| enters(e));
                if let Some(to) = to {
                    next.insert(sides[k], sides[to]);
                }
            }
        }
    }
    let point = |(i, j, up): Edge| {
        let (a, b) = ((i, j), if up { (i + 1, j) } else { (i, j + 1) });
        // Measured from the higher end, which is finite.
        let (low, high) = match value(a.0, a.1) >= level {
            true => (b, a),
            false => (a, b),
        };
        let (v, w) = (value(high.0, high.1), value(low.0, low.1));
        let t = if w.is_finite() && v > w {
            (v - level) / (v - w)
        } else {
            0.0
        };
        let along = |v: &[f64], from: usize, to: usize| v[from] + t * (v[to] - v[from]);
        (along(xs, high.1, low.1), along(ys, high.0, low.0))
    };
    let ends: std::collections::BTreeSet<Edge> = next.values().copied().collect();
    let open: Vec<Edge> = next.keys().filter(|e| !ends.contains(e)).copied().collect();
    let mut lines = Vec::new();
    let mut follow = |first: Edge, next: &mut BTreeMap<Edge, Edge>| {
        let (mut edge, mut line) = (first, vec![point(first)]);
        while let Some(to) = next.remove(&edge) {
            line.push(point(to));
            edge = to;
        }
        lines.push(line);
    };
    for first in open {
        follow(first, &mut next);
    }
    while let Some((&first, _)) = next.first_key_value() {
        follow(first, &mut next);
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bowl(n: usize) -> Vec<Vec<f64>> {
        let at = |i: usize| 4.0 * i as f64 / (n - 1) as f64 - 2.0;
        let row = |i: usize| (0..n).map(|j| at(i) * at(i) + at(j) * at(j)).collect();
        (0..n).map(row).collect()
    }

    /// Signed area of a ring; positive against the clock.
    fn area(ring: &Points) -> f64 {
        let pairs = ring.iter().zip(ring.iter().cycle().skip(1));
        pairs.map(|(a, b)| (a.0 * b.1 - b.0 * a.1) / 2.0).sum()
    }

    #[test]
    fn level_lines_of_a_bowl_are_circles() {
        let rows = bowl(41);
        let grid = Grid::over(&rows, (-2.0, 2.0), (-2.0, 2.0));
        let lines = grid.lines(1.0);
        assert_eq!(lines.len(), 1);
        assert_eq!(lines[0].first(), lines[0].last());
        for (x, y) in &lines[0] {
            assert!(((x * x + y * y).sqrt() - 1.0).abs() < 0.003, "{x} {y}");
        }
        // The higher side is outside, so the ring runs with the clock.
        assert!((area(&lines[0]) + std::f64::consts::PI).abs() < 0.02);
        // Open at the edge of the grid: four arcs.
        assert_eq!(grid.lines(5.0).len(), 4);
    }

    #[test]
    fn rings_enclose_what_is_high() {
        let rows = bowl(41);
        let grid = Grid::over(&rows, (-2.0, 2.0), (-2.0, 2.0));
        let total: f64 = grid.rings(1.0).iter().map(area).sum();
        // The square without the disc, which is a hole.
        assert!(
            (total - (16.0 - std::f64::consts::PI)).abs() < 0.02,
            "{total}"
        );
        let whole: f64 = grid.rings(-1.0).iter().map(area).sum();
        assert!((whole - 16.0).abs() < 1e-9);
    }

    #[test]
    fn saddles_are_joined_by_the_middle_and_holes_stay_open() {
        let rows = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        let grid = Grid::over(&rows, (0.0, 1.0), (0.0, 1.0));
        assert_eq!((grid.lines(0.4).len(), grid.lines(0.6).len()), (2, 2));
        let joined: f64 = grid.rings(0.4).iter().map(area).sum();
        let parted: f64 = grid.rings(0.6).iter().map(area).sum();
        assert!(joined > 0.6 && parted < 0.2, "{joined} {parted}");
        let hole = vec![vec![1.0, f64::NAN], vec![0.0, 1.0]];
        let grid = Grid::over(&hole, (0.0, 1.0), (0.0, 1.0));
        assert!(grid.lines(0.5).is_empty());
        let rings = grid.rings(0.5);
        assert!(
            rings
                .iter()
                .flatten()
                .all(|p| p.0.is_finite() && p.1.is_finite())
        );
    }
}
