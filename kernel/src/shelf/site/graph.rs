//! Which paper builds on which, drawn when the site is made: a column a year, a lane a topic, a line a connection.

use std::collections::BTreeMap;

use super::Site;
use super::pages::name;
use crate::handout::html::text;
use crate::shelf::heading;

/// Pixels: from year to year; of a row; above the first row of a lane; left and right of the columns.
const COLUMN: f64 = 104.0;
const ROW: f64 = 26.0;
const LANE: f64 = 34.0;
const LEFT: f64 = 24.0;
const RIGHT: f64 = 96.0;
/// Above the lanes, where the years stand.
const TOP: f64 = 30.0;
/// A letter of a label is about so wide, and a label ends so far from the next dot.
const LETTER: f64 = 7.0;
const GAP: f64 = 16.0;
/// The radius of a dot.
const DOT: f64 = 4.5;

/// A lane: its topic, where it begins, how high it is.
struct Lane<'s> {
    topic: &'s str,
    top: f64,
    height: f64,
}

/// Where everything is.
struct Layout<'s> {
    years: Vec<u32>,
    lanes: Vec<Lane<'s>>,
    /// The dot of each paper.
    dots: Vec<(f64, f64)>,
    width: f64,
    height: f64,
}

/// The graph as SVG with a link for each paper.
pub fn draw(site: &Site<'_>) -> String {
    let layout = layout(site);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{w}\" height=\"{h}\" viewBox=\"0 0 {w} {h}\">\n",
        w = layout.width,
        h = layout.height
    );
    for lane in &layout.lanes {
        svg.push_str(&format!(
            "<rect class=\"lane\" x=\"0\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"6\"/><text class=\"topic\" x=\"12\" y=\"{}\">{}</text>\n",
            lane.top,
            layout.width,
            lane.height,
            lane.top + 18.0,
            text(&heading(lane.topic))
        ));
    }
    for (column, year) in layout.years.iter().enumerate() {
        let x = x_of(column);
        svg.push_str(&format!(
            "<path class=\"year\" d=\"M{x} {TOP}V{}\"/><text class=\"year\" x=\"{x}\" y=\"{}\">{year}</text>\n",
            layout.height - 4.0,
            TOP - 10.0
        ));
    }
    for &(from, to) in &site.edges {
        svg.push_str(&edge(layout.dots[from], layout.dots[to]));
    }
    for (paper, (x, y)) in site.papers.iter().zip(&layout.dots) {
        svg.push_str(&format!(
            "<a href=\"{}\"><title>{}</title><circle cx=\"{x}\" cy=\"{y}\" r=\"{DOT}\"/><text x=\"{}\" y=\"{}\">{}</text></a>\n",
            name(paper),
            text(&paper.front.title),
            x + DOT + 5.0,
            y + 4.5,
            text(&paper.front.slug)
        ));
    }
    svg + "</svg>\n"
}

fn x_of(column: usize) -> f64 {
    LEFT + COLUMN * column as f64
}

/// A curve from the older dot to the newer; between two of the same year, a bow to the left.
fn edge((x1, y1): (f64, f64), (x2, y2): (f64, f64)) -> String {
    let (out, back) = match x2 > x1 {
        true => ((x2 - x1) * 0.5, (x1 - x2) * 0.5),
        false => (-LEFT, -LEFT),
    };
    format!(
        "<path class=\"edge\" d=\"M{x1} {y1}C{} {y1} {} {y2} {x2} {y2}\"/>\n",
        x1 + out,
        x2 + back
    )
}

/// Papers stand in the column of their year, in the first row of their lane where their label meets no other.
fn layout<'s>(site: &Site<'s>) -> Layout<'s> {
    let mut years: Vec<u32> = site.papers.iter().map(|paper| paper.front.year).collect();
    years.sort_unstable();
    years.dedup();
    let mut lanes: Vec<Lane<'s>> = Vec::new();
    let mut dots = Vec::new();
    // For each row of the lane, where its last label ends.
    let mut rows: Vec<f64> = Vec::new();
    let (mut top, mut width) = (TOP, x_of(years.len()) + RIGHT);
    let columns: BTreeMap<u32, usize> = years
        .iter()
        .enumerate()
        .map(|(column, year)| (*year, column))
        .collect();
    // They come by topic, then by year.
    for paper in site.papers {
        if lanes
            .last()
            .is_none_or(|lane| lane.topic != paper.front.topic)
        {
            top += lanes.last().map_or(0.0, |lane| lane.height + 8.0);
            rows.clear();
            lanes.push(Lane {
                topic: &paper.front.topic,
                top,
                height: 0.0,
            });
        }
        let x = x_of(columns[&paper.front.year]);
        let end = x + DOT + 5.0 + LETTER * paper.front.slug.chars().count() as f64;
        let row = rows
            .iter()
            .position(|taken| *taken + GAP <= x)
            .unwrap_or(rows.len());
        match rows.get_mut(row) {
            Some(taken) => *taken = end,
            None => rows.push(end),
        }
        width = width.max(end + GAP);
        dots.push((x, top + LANE + ROW * row as f64));
        if let Some(lane) = lanes.last_mut() {
            lane.height = LANE + ROW * rows.len() as f64 - 8.0;
        }
    }
    let height = top + lanes.last().map_or(0.0, |lane| lane.height) + 4.0;
    Layout {
        years,
        lanes,
        dots,
        width: width.ceil(),
        height: height.ceil(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shelf::Shelf;

    #[test]
    fn no_two_labels_meet_and_time_goes_to_the_right() {
        let mut papers = Shelf::in_binary().papers;
        // Many papers of few years: the hardest case.
        for copy in 0..20 {
            let mut paper = papers[copy % 3].clone();
            paper.front.slug = format!("{}-{copy}", paper.front.slug);
            paper.front.year = 2015 + (copy as u32 * 7) % 5;
            papers.push(paper);
        }
        papers.sort_by(|a, b| a.order().cmp(&b.order()));
        let site = Site::new(&papers);
        let layout = layout(&site);
        let label = |number: usize| {
            let (x, y) = layout.dots[number];
            (
                x,
                x + DOT + 5.0 + LETTER * papers[number].front.slug.len() as f64,
                y,
            )
        };
        for one in 0..papers.len() {
            let (start, end, y) = label(one);
            assert!(end <= layout.width && y <= layout.height);
            for other in 0..one {
                let (from, to, height) = label(other);
                assert!(height != y || end < from || to < start, "{one} {other}");
                let older = papers[one].front.year < papers[other].front.year;
                assert_eq!(older, start < from);
            }
        }
    }
}
