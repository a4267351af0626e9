//! Figures as files: well-formed XML, no ids or scripts or fonts, small, the same bytes every time, and in words.

use toy::prelude::*;

/// One plot of every kind of mark.
fn plots() -> Vec<Plot> {
    let mut rng = Rng::seed(11);
    let xs = linspace(1.0, 100.0, 100);
    let runs: Vec<Tensor> = (0..5).map(|_| xs.ln() + rng.normals(100) * 0.1).collect();
    vec![
        plot("lines <&> \"quotes\"")
            .x("x")
            .y("y")
            .line("a", &xs, xs.sqrt())
            .runs("b", &xs, &runs)
            .dashed("c", &xs, &xs / 20.0)
            .hline(3.0, "h")
            .vline(50.0, "v")
            .text(20.0, 8.0, "∇ here")
            .arrow((20.0, 7.5), (30.0, 6.0))
            .caption("What to see."),
        plot("log").line("a", &xs, &xs).log_x().log_y(),
        plot("band").band("a", &xs, &xs - 1.0, &xs + 1.0).line_band(
            "b",
            &xs,
            &xs,
            &xs - 2.0,
            &xs + 2.0,
        ),
        plot("points")
            .scatter("a", rng.normals([2000, 2]))
            .scatter("b", rng.normals([50, 2]))
            .equal(),
        plot("draws")
            .histogram("a", rng.normals(500), 30)
            .function("φ", -3.0, 3.0, normal_pdf),
        plot("bars").bars_err(&["a", "b"], [1.0, -2.0], [0.1, 0.2]),
        plot("heat").heat(rng.normals([6, 9])),
        plot("map")
            .heat_on((0.0, 1.0), (0.0, 2.0), rng.uniforms([20, 20]))
            .equal(),
        plot("tiles")
            .tiles(rng.uniforms([8, 16]), 4, 4, 4)
            .tile_names(&["a"; 8])
            .tile_rows(&["first", "second"]),
    ]
}

#[test]
fn well_formed_self_contained_and_small() {
    let all = panels(3, &plots()).title("all").caption("c");
    let single = plots().into_iter().map(|p| p.svg());
    let sizes: Vec<usize> = single.clone().map(|svg| svg.len()).collect();
    assert!(sizes.iter().all(|&bytes| bytes < 60_000), "{sizes:?}");
    for svg in single.chain([all.svg()]) {
        let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
        let root = document.root_element();
        assert_eq!(root.attribute("role"), Some("img"));
        for node in root.descendants().filter(|n| n.is_element()) {
            let name = node.tag_name().name();
            assert!(
                ["svg", "title", "desc", "rect", "g", "path"].contains(&name),
                "{name}"
            );
            for attribute in node.attributes() {
                assert!(
                    !["id", "href", "font-family"].contains(&attribute.name()),
                    "{attribute:?}"
                );
                assert!(!attribute.value().contains("NaN") && !attribute.value().contains("url("));
            }
        }
    }
}

#[test]
fn the_same_data_give_the_same_bytes() {
    let draw = || panels(3, &plots()).svg();
    assert_eq!(draw(), draw());
}

#[test]
fn the_bundle_says_the_numbers() {
    let p = plot("Fit")
        .x("step")
        .y("loss (nats)")
        .line("ours", [0.0, 10.0, 20.0], [2.5, 0.1, 0.25])
        .caption("It falls.");
    let bundle = p.bundle();
    let words =
        "Fit (loss (nats) over step). ours: from 2.5 at 0 to 0.25 at 20, lowest 0.1. It falls.";
    assert_eq!(bundle.text(), words);
    assert_eq!(
        bundle.metadata("vscode_altText").and_then(|v| v.as_str()),
        Some(words)
    );
    let own = bundle
        .metadata("papercell")
        .expect("the toolkit's metadata");
    assert_eq!(own["caption"], "It falls.");
    // Where an export may cut the drawn caption off: above it, and inside the figure.
    assert_eq!(own["caption_top"], 360.0);
    let svg = bundle.get("image/svg+xml").expect("a drawing");
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let height: f64 = document
        .root_element()
        .attribute("height")
        .and_then(|h| h.parse().ok())
        .expect("a height");
    assert!(height > 360.0);
    assert!(
        document
            .descendants()
            .any(|n| n.attribute("class") == Some("caption") && n.has_children())
    );
}

/// All points of the path with a stroke of this colour, in pixels.
fn stroke(svg: &str, colour: &str) -> Vec<(f64, f64)> {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let path = document
        .descendants()
        .find(|n| n.attribute("stroke") == Some(colour))
        .expect("the line");
    let data = path.attribute("d").expect("path data").replace('-', " -");
    let mut points: Vec<(f64, f64)> = Vec::new();
    let mut letter = 'M';
    let mut numbers: Vec<f64> = Vec::new();
    let spaced: String = data
        .chars()
        .flat_map(|c| {
            if c.is_alphabetic() {
                vec![' ', c, ' ']
            } else {
                vec![c]
            }
        })
        .collect();
    for word in spaced.split_whitespace() {
        match word.parse::<f64>() {
            Ok(number) => numbers.push(number / 10.0),
            Err(_) => letter = word.chars().next().expect("a letter"),
        }
        let last = points.last().copied().unwrap_or_default();
        let next = match (letter, numbers.as_slice()) {
            ('M', &[x, y]) => (x, y),
            ('l', &[dx, dy]) => (last.0 + dx, last.1 + dy),
            ('h', &[dx]) => (last.0 + dx, last.1),
            ('v', &[dy]) => (last.0, last.1 + dy),
            _ => continue,
        };
        numbers.clear();
        points.push(next);
    }
    points
}

#[test]
fn a_line_goes_where_the_numbers_are() {
    // y = x over a fixed square: equal steps in the data are equal steps on the page, upwards.
    let svg = plot("")
        .line("", [0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0])
        .svg();
    let points = stroke(&svg, "#1b5593");
    assert_eq!(points.len(), 4);
    let (dx, dy) = (points[1].0 - points[0].0, points[1].1 - points[0].1);
    for pair in points.windows(2) {
        assert!(
            (pair[1].0 - pair[0].0 - dx).abs() < 0.2 && (pair[1].1 - pair[0].1 - dy).abs() < 0.2
        );
    }
    assert!(dx > 150.0 && dy < -50.0, "{dx} {dy}");
}

#[test]
fn what_is_outside_the_limits_is_cut() {
    let svg = plot("")
        .line("", [0.0, 10.0], [0.0, 10.0])
        .x_range(2.0, 5.0)
        .y_range(0.0, 10.0)
        .svg();
    let points = stroke(&svg, "#1b5593");
    assert!(
        points
            .iter()
            .all(|p| p.0 > 0.0 && p.0 < 640.0 && p.1 > 0.0 && p.1 < 360.0),
        "{points:?}"
    );
    // From (2, 2) to (5, 5): three tenths of the height.
    let height = points[0].1 - points[1].1;
    assert!((height / 0.3 - 300.0).abs() < 5.0, "{height}");
}

#[test]
fn a_logarithmic_axis_cuts_off_what_it_cannot_show() {
    // The lower edge is negative: the axis fits the rest, and the band ends at its lower end.
    let p = plot("")
        .line_band("", [0.0, 1.0], [1.0, 1.0], [0.1, -3.0], [10.0, 10.0])
        .log_y();
    let svg = p.svg();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
    // With limits of its own, an axis cuts lines off too.
    let svg = plot("")
        .line("", [0.0, 1.0, 2.0], [1.0, 0.0, 1.0])
        .log_y()
        .y_range(0.1, 10.0)
        .svg();
    let points = stroke(&svg, "#1b5593");
    let bottom = points.iter().map(|p| p.1).fold(0.0, f64::max);
    assert!((bottom - 323.0).abs() < 1.0, "{points:?}");
}

#[test]
fn long_curves_are_thinned_without_losing_their_peaks() {
    let xs = linspace(0.0, 1.0, 50_000);
    let mut ys = vec![0.0; 50_000];
    ys[31_111] = 1.0;
    let svg = plot("").line("", &xs, ys).svg();
    assert!(svg.len() < 30_000, "{}", svg.len());
    let points = stroke(&svg, "#1b5593");
    let top = points.iter().map(|p| p.1).fold(f64::INFINITY, f64::min);
    let bottom = points.iter().map(|p| p.1).fold(0.0, f64::max);
    assert!(bottom - top > 200.0);
}

#[test]
fn clouds_share_one_frame_and_show_500_points_each() {
    let mut rng = Rng::seed(3);
    let many = rng.normals([800, 2]);
    let few = 0.1 * rng.normals([20, 2]);
    let figure = clouds(2, 4.0, &[("many", &many), ("few", &few)]);
    let frame = |title: &str, points: Tensor| {
        let plot = plot(title).scatter("", points).equal();
        plot.x_range(-4.0, 4.0).y_range(-4.0, 4.0)
    };
    let plots = [frame("many", many.slice(0, 0..500)), frame("few", few)];
    assert_eq!(figure.svg(), panels(2, &plots).svg());
}

#[test]
#[should_panic(expected = "clouds: needs points n x 2, the shape of \"wide\" is [4, 3]")]
fn clouds_name_the_one_that_is_not_flat() {
    clouds(1, 1.0, &[("wide", zeros([4, 3]))]);
}
