//! The marks with a file of their own: what they draw, what they say, what they refuse.

use toy::prelude::*;

/// Elements of a figure with an attribute of this value.
fn count(svg: &str, name: &str, value: &str) -> usize {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let found = document.descendants();
    found.filter(|n| n.attribute(name) == Some(value)).count()
}

/// The words of a figure.
fn words(plot: &Plot) -> String {
    plot.bundle().text().to_owned()
}

const BLUE: &str = "#1b5593";
const ORANGE: &str = "#d55e1a";

/// One plot of every kind of mark.
fn plots() -> Vec<Plot> {
    let mut rng = Rng::seed(12);
    let at = grid_points((-1.0, 1.0), (-1.0, 1.0), 21);
    let bowl = at.square().sum_axis(1).reshape([21, 21]);
    let reach = (-1.0, 1.0);
    let edges = [(0, 1), (1, 2), (2, 0), (2, 2)];
    vec![
        plot("seeds")
            .runs_each("a", 0..9, rng.normals([4, 9]))
            .runs_range("b", 0..9, rng.normals([4, 9]))
            .x_span(1.0, 2.0, "from 1")
            .y_span(-0.5, 0.5, "small"),
        plot("errors")
            .line_err("a", [1.0, 10.0], [2.0, 1.0], [0.5, 0.0])
            .log_x()
            .log_y(),
        plot("classes").classes(rng.normals([6, 2]), &[0, 1, 0, 1, 0, 1], &["a", "b"]),
        plot("by")
            .scatter_by("age", rng.normals([6, 2]), 0..6)
            .sizes(0..6),
        plot("bubbles").bubbles("a", rng.normals([6, 2]), 0..6),
        plot("labels").labels([[0.0, 0.0], [1.0, 1.0]], &["first", "second"]),
        plot("groups").bars_grouped_err(
            &["x", "y"],
            &["a", "b"],
            [[1.0, 2.0], [3.0, -1.0]],
            ones([2, 2]),
        ),
        plot("stack").bars_stacked(&["x", "y"], &["a", "b"], [[1.0, 2.0], [3.0, 1.0]]),
        plot("lying").bars_lying(&["a long name", "b"], [1.0, -2.0]),
        plot("strip").strip(&[("a", [1.0, 1.0, 2.0]), ("b", [0.0, 1.0, 3.0])]),
        plot("boxes").boxes(&[("a", rng.normals(30)), ("b", rng.normals(30))]),
        plot("overlay").histograms(&[("a", rng.normals(30)), ("b", rng.normals(30))], 9),
        plot("numbers")
            .heat([[1.0, -2.0], [f64::NAN, 4.0]])
            .numbers(1),
        plot("confusion").confusion([[5.0, 1.0], [0.0, 4.0]], &["cat", "dog"]),
        plot("attention").attention([[0.5, 0.5], [0.1, 0.9]], &["a", "b"], &["c", "d"]),
        plot("contour")
            .contour(reach, reach, &bowl)
            .path("p", [[0.9, 0.9], [0.0, 0.0]]),
        plot("filled").contour_filled(reach, reach, &bowl).equal(),
        plot("field")
            .field("f", &at, -&at)
            .directions("g", &at, &at),
        plot("regions").regions(reach, reach, |p| p.argmax()),
        plot("graph")
            .graph(spring_layout(3, &edges), &edges)
            .directed()
            .node_names(&["a", "b", "a long name"])
            .node_values("degree", [2.0, 2.0, 3.0])
            .edge_weights([1.0, -0.5, 0.0, 2.0]),
        plot("world")
            .grid_world([[0.0, 1.0], [f64::NAN, 0.5]])
            .values(1)
            .policy([1.0, -1.0, 0.0, 0.0]),
        plot("images")
            .images(rng.uniforms([2, 3, 4, 4]), 2)
            .tile_names(&["a", "b"]),
    ]
}

#[test]
fn every_mark_is_well_formed_self_contained_and_stays_on_its_card() {
    for plot in plots().into_iter().chain([plot("empty")]) {
        let svg = plot.svg();
        let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
        assert!(svg.len() < 60_000, "{} bytes", svg.len());
        for node in document.descendants().filter(|n| n.is_element()) {
            let name = node.tag_name().name();
            assert!(
                ["svg", "title", "desc", "rect", "g", "path"].contains(&name),
                "{name}"
            );
            for attribute in node.attributes() {
                assert!(!["id", "href", "font-family"].contains(&attribute.name()));
                let bad = ["NaN", "inf", "url("]
                    .iter()
                    .any(|w| attribute.value().contains(w));
                assert!(!bad || attribute.name() == "aria-label", "{attribute:?}");
            }
        }
    }
}

#[test]
fn the_same_data_give_the_same_bytes_alone_and_in_panels() {
    let all = || panels(4, &plots()).lettered().svg();
    assert_eq!(all(), all());
}

#[test]
fn every_mark_says_its_numbers() {
    let said: Vec<String> = plots().iter().map(words).collect();
    let parts = [
        (0, "a: mean of 4 runs from"),
        (0, "from 1: shaded from x = 1 to 2"),
        (1, "a: 2 at 1, 1 at 10, error bars ± 0 to 0.5"),
        (3, "coloured by age 0 to 5 (mean 2.5), area by size 0 to 5"),
        (5, "first (0, 0), second (1, 1)"),
        (6, "a: x 1 ± 1, y 3 ± 1; b: x 2 ± 1, y -1 ± 1"),
        (7, "b: x 2, y 1"),
        (8, "a long name 1, b -2"),
        (
            9,
            "a mean 1.333, 1 to 2 (3 values); b mean 1.333, 0 to 3 (3 values)",
        ),
        (10, "median"),
        (
            13,
            "confusion matrix of 2 classes, 9 of 10 right (90.0%); cat taken for dog 1 times",
        ),
        (14, "largest from a to d (0.5), b to d (0.9)"),
        (15, "lowest 0 at (0, 0), highest 2 at (-1, -1)"),
        (15, "p: path from (0.9, 0.9) to (0, 0) in 1 steps"),
        (17, "f: 441 arrows, length 0 to 1.414"),
        (18, "decision regions by area: class 0 50.5%, class 1 49.5%"),
        (
            19,
            "directed graph of 3 nodes and 4 edges, most of them at a long name (3): a→b (1)",
        ),
        (
            20,
            "grid world of 2 x 2 cells, 1 walls, values from 0 in row 0, column 0 to 1 in row 0, column 1",
        ),
        (20, "2 arrows up, 1 arrows right"),
        (21, "2 images of 4 x 4, numbers"),
    ];
    for (i, part) in parts {
        assert!(
            said[i].contains(part),
            "{part:?} is missing in {:?}",
            said[i]
        );
    }
}

#[test]
fn bars_of_a_group_stand_side_by_side_in_their_colours() {
    let grouped = plot("")
        .bars_grouped(&["x"], &["a", "b"], [[1.0, 2.0]])
        .svg();
    for colour in [BLUE, ORANGE] {
        // The bar and its sample in the legend.
        assert!(count(&grouped, "fill", colour) >= 1, "{colour}");
    }
}

#[test]
fn histograms_share_their_bins() {
    let said = words(&plot("").histograms(&[("a", [0.0, 1.0]), ("b", [3.0, 4.0])], 4));
    assert!(said.contains("a: histogram from 0 to 4") && said.contains("b: histogram from 0 to 4"));
}

#[test]
fn files_stay_small() {
    let mut rng = Rng::seed(13);
    let images = plot("").images(rng.uniforms([64, 1, 16, 16]), 16).svg();
    assert!(images.len() < 150_000, "{}", images.len());
    let colours = plot("").images(rng.uniforms([64, 3, 16, 16]), 16).svg();
    assert!(colours.len() < 150_000, "{}", colours.len());
    let map = plot("").heat(rng.normals([100, 100])).svg();
    assert!(map.len() < 200_000, "{}", map.len());
}

#[test]
fn a_large_map_is_drawn_the_right_way_up() {
    // One dark row: the first. Rows count from the top in `heat`, from the bottom in `heat_on`.
    let mut numbers = vec![0.0; 6400];
    numbers[..80].fill(1.0);
    let matrix = tensor(numbers).reshape([80, 80]);
    let row = |svg: &str| {
        let document = roxmltree::Document::parse(svg).expect("well-formed XML");
        let dark = document
            .descendants()
            .find(|n| n.attribute("stroke") == Some("#172c5c"));
        dark.and_then(|n| n.attribute("d").map(str::to_owned))
    };
    assert_eq!(
        row(&plot("").heat(&matrix).svg()).as_deref(),
        Some("M0 0h80")
    );
    let on = plot("").heat_on((0.0, 1.0), (0.0, 1.0), &matrix).svg();
    assert_eq!(row(&on).as_deref(), Some("M0 79h80"));
}

#[test]
fn images_of_every_shape_are_taken() {
    let x = linspace(0.0, 1.0, 48);
    let grey = plot("").images(x.reshape([3, 4, 4]), 3).svg();
    assert_eq!(grey, plot("").images(x.reshape([3, 1, 4, 4]), 3).svg());
    assert!(words(&plot("").images(x.reshape([1, 3, 4, 4]), 1)).contains("1 images of 4 x 4"));
    // Red, green, blue.
    let pure = tensor([1.0, 0.0, 0.0]).reshape([1, 3, 1, 1]);
    assert_eq!(
        count(&plot("").images(pure, 1).svg(), "stroke", "#ff0000"),
        1
    );
}

#[test]
fn contours_stand_at_the_levels_that_are_asked_for() {
    let at = grid_points((-1.0, 1.0), (-1.0, 1.0), 11);
    let slope = at.col(0).reshape([11, 11]);
    let reach = (-1.0, 1.0);
    let said = words(&plot("").contour(reach, reach, &slope).levels([-0.5, 0.25]));
    assert!(
        said.contains("contours at -0.5, 0.25; lowest -1 at (-1, -1), highest 1 at (1, -1)"),
        "{said}"
    );
}

#[test]
fn frames_share_their_axes_and_say_their_step() {
    let figure = frames(2, "step", &[0, 5], |t| {
        plot("").line("", [0.0, 1.0], [0.0, t as f64])
    });
    let text = figure.bundle().text().to_owned();
    assert!(
        text.starts_with("step 0. ") && text.contains("step 5. "),
        "{text}"
    );
    let letters = figure.lettered().bundle().text().to_owned();
    assert!(
        letters.starts_with("a  step 0.") && letters.contains("b  step 5."),
        "{letters}"
    );
}

#[test]
fn a_map_and_the_path_on_it_differ_in_colour() {
    let world = plot("")
        .grid_world([[0.0, 1.0]])
        .path("way", [[0.0, 0.0], [1.0, 0.0]])
        .svg();
    assert!(count(&world, "stroke", ORANGE) > 0 && count(&world, "stroke", BLUE) == 0);
}

#[test]
fn counts_are_taken_as_whole_numbers_too() {
    let counts: Vec<Vec<usize>> = vec![vec![5, 1], vec![0, 4]];
    let whole = plot("").confusion(&counts, &["cat", "dog"]).svg();
    let real = plot("").confusion([[5.0, 1.0], [0.0, 4.0]], &["cat", "dog"]);
    assert_eq!(whole, real.svg());
}

#[test]
fn a_policy_has_an_action_for_each_cell_or_for_each_that_is_no_wall() {
    let world = || plot("").grid_world([[0.0, f64::NAN, 1.0]]);
    let (cells, states) = (world().policy([1.0, -1.0, 0.0]), world().policy([1.0, 0.0]));
    assert_eq!(cells.svg(), states.svg());
}

#[test]
fn panels_share_their_colours() {
    let dark = |figure: Figure| count(&figure.svg(), "fill", "#172c5c");
    let worlds = || {
        [
            plot("").grid_world([[0.0, 1.0]]),
            plot("").grid_world([[0.0, 2.0]]),
        ]
    };
    // The scale's end, and the largest number: of both worlds, or only of the larger.
    let (own, shared) = (panels(2, &worlds()), panels(2, &worlds()).share_colours());
    assert!(dark(own) > dark(shared));
}
