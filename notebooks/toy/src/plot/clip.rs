//! Cutting lines and areas at the edges of a rectangle.

/// A place on the canvas.
pub(super) type Point = (f64, f64);

/// The pieces of a line inside a rectangle (left, top, right, bottom).
pub(super) fn clip_line(points: &[Point], clip: Option<[f64; 4]>) -> Vec<Vec<Point>> {
    let mut pieces: Vec<Vec<Point>> = Vec::new();
    for pair in points.windows(2) {
        let Some((a, b)) = clip_segment(pair[0], pair[1], clip) else {
            continue;
        };
        match pieces.last_mut() {
            Some(piece) if piece.last() == Some(&a) => piece.push(b),
            _ => pieces.push(vec![a, b]),
        }
    }
    pieces
}

/// The part of a segment inside a rectangle (Y. Liang and B. Barsky, "A new concept and method for line clipping",
/// ACM TOG 3, 1984).
fn clip_segment(a: Point, b: Point, clip: Option<[f64; 4]>) -> Option<(Point, Point)> {
    let Some([left, top, right, bottom]) = clip else {
        return Some((a, b));
    };
    // What is not finite has no place: NaN would otherwise be drawn at the corner of the canvas.
    if ![a.0, a.1, b.0, b.1].iter().all(|v| v.is_finite()) {
        return None;
    }
    let (dx, dy) = (b.0 - a.0, b.1 - a.1);
    let (mut enter, mut leave) = (0.0, 1.0);
    for (step, room) in [
        (-dx, a.0 - left),
        (dx, right - a.0),
        (-dy, a.1 - top),
        (dy, bottom - a.1),
    ] {
        if step == 0.0 {
            if room < 0.0 {
                return None;
            }
        } else if step < 0.0 {
            enter = f64::max(enter, room / step);
        } else {
            leave = f64::min(leave, room / step);
        }
    }
    let at = |t: f64, end: Point, whole: bool| {
        if whole {
            end
        } else {
            (a.0 + t * dx, a.1 + t * dy)
        }
    };
    (enter <= leave).then(|| (at(enter, a, enter == 0.0), at(leave, b, leave == 1.0)))
}

/// The part of a polygon inside a rectangle, one side after the other (I. Sutherland and G. Hodgman, "Reentrant
/// polygon clipping", CACM 17, 1974).
pub(super) fn clip_polygon(mut points: Vec<Point>, clip: Option<[f64; 4]>) -> Vec<Point> {
    let Some([left, top, right, bottom]) = clip else {
        return points;
    };
    let sides: [&dyn Fn(Point) -> f64; 4] =
        [&|p| p.0 - left, &|p| right - p.0, &|p| p.1 - top, &|p| {
            bottom - p.1
        }];
    for inside in sides {
        let mut kept = Vec::with_capacity(points.len());
        for (i, &b) in points.iter().enumerate() {
            let a = points[(i + points.len() - 1) % points.len()];
            let (da, db) = (inside(a), inside(b));
            if (da < 0.0) != (db < 0.0) {
                let t = da / (da - db);
                kept.push((a.0 + t * (b.0 - a.0), a.1 + t * (b.1 - a.1)));
            }
            if db >= 0.0 {
                kept.push(b);
            }
        }
        points = kept;
    }
    points
}

#[cfg(test)]
mod tests {
    use super::*;

    const UNIT: Option<[f64; 4]> = Some([0.0, 0.0, 1.0, 1.0]);

    #[test]
    fn segments_end_at_the_edge() {
        assert_eq!(
            clip_segment((-1.0, 0.5), (2.0, 0.5), UNIT),
            Some(((0.0, 0.5), (1.0, 0.5)))
        );
        assert_eq!(
            clip_segment((0.2, 0.2), (0.4, 0.9), UNIT),
            Some(((0.2, 0.2), (0.4, 0.9)))
        );
        assert_eq!(clip_segment((-1.0, 2.0), (2.0, 2.0), UNIT), None);
        // Out and back in again: two pieces.
        let pieces = clip_line(
            &[(0.0, 0.0), (0.5, 0.5), (0.5, 2.0), (0.8, 2.0), (0.8, 0.0)],
            UNIT,
        );
        let want = [
            vec![(0.0, 0.0), (0.5, 0.5), (0.5, 1.0)],
            vec![(0.8, 1.0), (0.8, 0.0)],
        ];
        assert_eq!(pieces, want);
    }

    #[test]
    fn polygons_keep_what_is_inside() {
        let half = clip_polygon(vec![(-1.0, 0.0), (0.5, 0.0), (0.5, 1.0), (-1.0, 1.0)], UNIT);
        let area: f64 = (0..half.len())
            .map(|i| {
                let (a, b) = (half[i], half[(i + 1) % half.len()]);
                (a.0 * b.1 - b.0 * a.1) / 2.0
            })
            .sum();
        assert!((area - 0.5).abs() < 1e-12, "{half:?}");
        assert!(clip_polygon(vec![(2.0, 2.0), (3.0, 2.0), (3.0, 3.0)], UNIT).is_empty());
    }
}
