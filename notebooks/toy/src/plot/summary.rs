//! A figure in words and numbers: for those who do not see it, for terminals, and for search.

use super::Plot;
use super::series::{Mark, Points};
use crate::show::num;
use crate::stats;

/// One sentence for each series of a plot.
pub(super) fn describe(plot: &Plot) -> String {
    let mut parts = Vec::new();
    for series in &plot.series {
        let name = if series.name.is_empty() {
            String::new()
        } else {
            format!("{}: ", series.name)
        };
        let text = match &series.mark {
            Mark::Line { points, .. } => course(points),
            Mark::Band { middle, runs, .. } if !runs.is_empty() => {
                let finals: Vec<f64> = runs.iter().filter_map(|r| r.last()).map(|p| p.1).collect();
                let (low, high) = ends(&finals);
                format!(
                    "mean of {} runs {}; the runs end between {} and {}",
                    runs.len(),
                    course(middle),
                    num(low),
                    num(high)
                )
            }
            Mark::Errors { points, errors } if errors.iter().all(|e| *e == 0.0) => listed(points),
            Mark::Errors { points, errors } => {
                format!("{}, error bars ± {}", listed(points), range(errors))
            }
            Mark::Band {
                low, high, middle, ..
            } if middle.is_empty() => {
                format!("band, {} to {} at its end", last(low), last(high))
            }
            Mark::Band {
                low, high, middle, ..
            } => {
                format!(
                    "{}, band {} to {} at its end",
                    course(middle),
                    last(low),
                    last(high)
                )
            }
            Mark::Scatter { points } => cloud(points),
            Mark::Histogram { edges, heights } => histogram(edges, heights),
            Mark::Bars { heights, .. } => {
                let bars = plot.x.names.iter().zip(heights);
                let bars: Vec<String> = bars
                    .map(|(name, h)| format!("{name} {}", num(*h)))
                    .collect();
                bars.join(", ")
            }
            Mark::Heat(heat) if !heat.words.is_empty() => heat.words.clone(),
            Mark::Heat(heat) => {
                let numbers: Vec<f64> = heat.rows.iter().flatten().copied().collect();
                let columns = heat.rows.first().map_or(0, Vec::len);
                format!(
                    "map of {} x {columns} cells, {}",
                    heat.rows.len(),
                    range(&numbers)
                )
            }
            Mark::Tiles(tiles) => {
                let listed = |what: &str, names: &[String]| match names {
                    [] => String::new(),
                    names => format!("{what}{}", names.join(", ")),
                };
                let numbers = match tiles.channels {
                    0 => String::new(),
                    _ => format!(", numbers {}", range(&tiles.images.concat())),
                };
                let size = format!(
                    "{} images of {} x {}",
                    tiles.images.len(),
                    tiles.height,
                    tiles.width
                );
                size + &numbers
                    + &listed(", rows: ", &tiles.row_names)
                    + &listed(": ", &tiles.names)
            }
            Mark::HLine(y) => format!("horizontal line at {}", num(*y)),
            Mark::VLine(x) => format!("vertical line at {}", num(*x)),
            Mark::Text { text, .. } => format!("“{text}”"),
            Mark::Arrow { .. } => continue,
            other => other.kind().map(|kind| kind.describe()).unwrap_or_default(),
        };
        parts.push(format!("{name}{text}"));
    }
    let axes = match (plot.x.label.as_str(), plot.y.label.as_str()) {
        ("", "") => String::new(),
        (x, "") => format!(" (over {x})"),
        ("", y) => format!(" ({y})"),
        (x, y) => format!(" ({y} over {x})"),
    };
    let title = if plot.title.is_empty() {
        "Figure"
    } else {
        &plot.title
    };
    format!("{title}{axes}. {}.", parts.join("; "))
}

fn last(points: &Points) -> String {
    points
        .last()
        .map_or_else(|| "nothing".to_owned(), |p| num(p.1))
}

/// From where to where a line runs, and its extremes if they lie between.
fn course(points: &Points) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else {
        return "no points".to_owned();
    };
    let ys: Vec<f64> = points.iter().map(|p| p.1).collect();
    let (low, high) = ends(&ys);
    let mut text = format!(
        "from {} at {} to {} at {}",
        num(first.1),
        num(first.0),
        num(last.1),
        num(last.0)
    );
    if low < first.1.min(last.1) {
        text += &format!(", lowest {}", num(low));
    }
    if high > first.1.max(last.1) {
        text += &format!(", highest {}", num(high));
    }
    text
}

/// A line of few points is read point by point.
fn listed(points: &Points) -> String {
    match points.len() {
        0 => "no points".to_owned(),
        1..=12 => {
            let one = |p: &(f64, f64)| format!("{} at {}", num(p.1), num(p.0));
            points.iter().map(one).collect::<Vec<_>>().join(", ")
        }
        _ => course(points),
    }
}

fn cloud(points: &Points) -> String {
    if points.is_empty() {
        return "no points".to_owned();
    }
    let (xs, ys): (Vec<f64>, Vec<f64>) = points.iter().copied().unzip();
    format!(
        "{} points, x {}, y {}",
        points.len(),
        range(&xs),
        range(&ys)
    )
}

fn histogram(edges: &[f64], heights: &[f64]) -> String {
    let top = (0..heights.len())
        .max_by(|&a, &b| heights[a].total_cmp(&heights[b]))
        .unwrap_or(0);
    let (low, high) = (num(edges[0]), num(edges[edges.len() - 1]));
    let (from, to) = (num(edges[top]), num(edges[top + 1]));
    format!("histogram from {low} to {high}, highest between {from} and {to}")
}

fn ends(values: &[f64]) -> (f64, f64) {
    values
        .iter()
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), &v| {
            (a.min(v), b.max(v))
        })
}

pub(super) fn range(values: &[f64]) -> String {
    let finite: Vec<f64> = values.iter().copied().filter(|v| v.is_finite()).collect();
    let (low, high) = ends(&finite);
    let others = match values.len() - finite.len() {
        0 => String::new(),
        n => format!(", {n} not finite"),
    };
    match (values.len(), finite.len()) {
        (0, _) => "empty".to_owned(),
        (_, 0) => "nothing finite".to_owned(),
        _ => format!(
            "{} to {} (mean {}{others})",
            num(low),
            num(high),
            num(stats::mean(&finite))
        ),
    }
}
