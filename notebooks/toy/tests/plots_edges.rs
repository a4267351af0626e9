//! Figures of numbers at the edge of what can be drawn: equal, huge, not finite, none.

use std::f64::consts::PI;
use toy::prelude::*;

const NAN: f64 = f64::NAN;
const INF: f64 = f64::INFINITY;

/// What is drawn, without the text alternatives.
fn drawn(plot: Plot) -> String {
    let svg = plot.svg();
    let start = svg.find("</desc>").expect("a text alternative");
    svg[start..].to_owned()
}

#[test]
fn every_range_has_an_axis() {
    let xs = [0.0, 1.0, 2.0];
    let lines = [
        [1e17; 3],
        [1e300; 3],
        [f64::MAX, -f64::MAX, 0.0],
        [5e-324, 1e-323, 0.0],
        [NAN; 3],
        [INF, -INF, NAN],
    ];
    let mut plots: Vec<Plot> = lines.map(|ys| plot("").line("a", xs, ys)).to_vec();
    plots.extend([
        plot("all wrong").bars(&["a", "b"], [0.0, 0.0]),
        plot("none").bars(&[], Vec::<f64>::new()),
        plot("one").histogram("", [1e300, 1e300], 3),
        plot("equal").heat([[2e20, 2e20]]),
        plot("wide").heat([[-f64::MAX, f64::MAX]]),
        plot("flat").contour((0.0, 1.0), (0.0, 1.0), ones([3, 3])),
        plot("flat").contour_filled((0.0, 1.0), (0.0, 1.0), zeros([3, 3])),
        plot("nothing").contour((0.0, 1.0), (0.0, 1.0), full([3, 3], NAN)),
        plot("small")
            .size(60, 40)
            .x("x")
            .y("y")
            .line("name", xs, xs),
    ]);
    for plot in plots {
        let body = drawn(plot);
        assert!(!body.contains("NaN") && !body.contains("inf"), "{body}");
    }
}

#[test]
fn what_is_not_finite_leaves_no_trace() {
    let xs = [0.0, 1.0];
    let line = || plot("").line("", xs, xs);
    let plain = drawn(line());
    for odd in [NAN, INF, -INF] {
        assert_eq!(drawn(line().hline(odd, "")), plain);
        assert_eq!(drawn(line().vline(odd, "")), plain);
        assert_eq!(drawn(line().text(odd, 0.5, "here")), plain);
        assert_eq!(drawn(line().text(0.5, odd, "here")), plain);
        assert_eq!(drawn(line().arrow((0.0, odd), (1.0, 1.0))), plain);
        let bars = |heights: [f64; 3], errors: [f64; 3]| {
            drawn(plot("").bars_err(&["a", "b", "c"], heights, errors))
        };
        assert_eq!(
            bars([1.0, odd, 3.0], [0.1; 3]),
            bars([1.0, 0.0, 3.0], [0.1, 0.0, 0.1])
        );
        assert_eq!(
            bars([1.0, 2.0, 3.0], [0.1, 0.1, odd]),
            bars([1.0, 2.0, 3.0], [0.1, 0.1, 0.0])
        );
        let lying =
            |errors: [f64; 2]| drawn(plot("").bars_lying_err(&["a", "b"], [1.0, 2.0], errors));
        assert_eq!(lying([0.1, odd]), lying([0.1, 0.0]));
        let measured = |errors: [f64; 2]| drawn(plot("").line_err("", xs, [1.0, 2.0], errors));
        assert_eq!(measured([0.1, odd]), measured([0.1, 0.0]));
    }
}

#[test]
fn a_line_beyond_the_limits_is_not_named_within_them() {
    // Outlines are closed, and nothing else is in a figure of lines.
    let letters = |svg: String| svg.matches('z').count();
    let line = || {
        plot("")
            .line("a", [0.0, 1.0], [0.0, 1.0])
            .x_range(0.0, 1.0)
            .y_range(0.0, 1.0)
    };
    let within = drawn(line().hline(0.5, "bound").vline(0.5, "start"));
    let beyond = drawn(line().hline(9.0, "bound").vline(-5.0, "start"));
    let (within, beyond) = (letters(within), letters(beyond));
    assert!(within > beyond + 8, "{within} {beyond}");
    let on_the_edge = drawn(line().hline(1.0, "bound").vline(0.0, "start"));
    assert_eq!(letters(on_the_edge), within);
}

#[test]
fn a_cell_without_a_number_leaves_its_neighbour_alone() {
    // Blank is blank, whether the neighbour has the lowest colour or the highest.
    for row in [[0.0, 3.0], [3.0, 0.0]] {
        let map = |odd: f64| drawn(plot("").heat([[row[0], odd, row[1]], [0.0, 1.0, 3.0]]));
        assert_eq!(map(NAN), map(INF));
        assert_eq!(map(NAN), map(-INF));
        assert_ne!(map(NAN), map(row[0]));
        assert_ne!(map(NAN), map(row[1]));
    }
}

#[test]
fn the_text_alternative_tells_numbers_from_what_is_none() {
    let said = |row: [f64; 3]| plot("").heat([row]).svg();
    assert!(said([1.0, NAN, 3.0]).contains("1 to 3 (mean 2, 1 not finite)"));
    assert!(said([NAN, INF, -INF]).contains("3 cells, nothing finite"));
}

#[test]
fn an_axis_never_runs_backwards() {
    let xs = [0.0, 1.0];
    let tiny: Vec<Plot> = (0..10)
        .map(|_| plot("").line("a name", xs, [0.0, 1e5]))
        .collect();
    let long = "a name of a series that is so long that it would leave no room for the series itself, and then some";
    let wide = plot("").line(long, xs, xs).line("b", xs, xs);
    for svg in [panels(10, &tiny).svg(), wide.svg()] {
        // Each series is drawn, and goes on to the right.
        let lines = || svg.lines().filter(|l| l.contains("stroke-width=\"20\""));
        assert!(lines().count() > 0, "{svg}");
        assert!(lines().all(|line| !line.contains("l-")), "{svg}");
    }
}

#[test]
fn long_names_do_not_hang_a_map() {
    let names = ["a rather long name"; 12];
    let map = plot("").heat(zeros([12, 12])).x_names(&names).equal();
    assert!(drawn(map.size(200, 200)).contains("<path"));
}

#[test]
fn control_characters_do_not_break_a_figure() {
    let svg = plot("bell \u{7}")
        .line("nul \0", [0.0, 1.0], [PI, PI])
        .svg();
    roxmltree::Document::parse(&svg).expect("well-formed XML");
}
