//! Where things stand: no text over another one, layouts of graphs, colours that can be read.

use toy::prelude::*;

/// Boxes of the texts of a figure, in tenths of a pixel: each path of letters is cut into words by its closed outlines,
/// which stand on a baseline; here only each whole outline counts.
fn letters(svg: &str) -> Vec<[f64; 4]> {
    let document = roxmltree::Document::parse(svg).expect("well-formed XML");
    let mut boxes = Vec::new();
    for node in document.descendants() {
        // Letters are the paths with curves.
        let Some(data) = node.attribute("d").filter(|d| d.contains('q')) else {
            continue;
        };
        for outline in data.split('z').filter(|part| part.starts_with('M')) {
            if let Some(found) = outline_box(outline) {
                boxes.push(found);
            }
        }
    }
    boxes
}

/// The box of the end points of one outline.
fn outline_box(data: &str) -> Option<[f64; 4]> {
    let mut spaced = String::new();
    for c in data.chars() {
        match c {
            '-' => spaced.push_str(" -"),
            c if c.is_alphabetic() => spaced.push_str(&format!(" {c} ")),
            c => spaced.push(c),
        }
    }
    let (mut at, mut letter, mut numbers) = ((0.0, 0.0), 'M', Vec::new());
    let mut found = [
        f64::INFINITY,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NEG_INFINITY,
    ];
    for word in spaced.split_whitespace() {
        match word.parse::<f64>() {
            Ok(number) => numbers.push(number),
            Err(_) => letter = word.chars().next()?,
        }
        at = match (letter, numbers.as_slice()) {
            ('M', &[x, y]) => (x, y),
            ('h', &[dx]) => (at.0 + dx, at.1),
            ('v', &[dy]) => (at.0, at.1 + dy),
            ('l' | 't', &[dx, dy]) | ('q', &[_, _, dx, dy]) => (at.0 + dx, at.1 + dy),
            ('c', &[_, _, _, _, dx, dy]) => (at.0 + dx, at.1 + dy),
            _ => continue,
        };
        numbers.clear();
        found = [
            found[0].min(at.0),
            found[1].min(at.1),
            found[2].max(at.0),
            found[3].max(at.1),
        ];
    }
    // Not the flat ones: the bar of a "t" is an outline of its own, which lies over its stem.
    (found[3] - found[1] > 16.0).then_some(found)
}

/// Letters that cover letters by more than neighbours of a word do: neither within the other, like the hole of an "o".
fn collisions(svg: &str) -> usize {
    let boxes = letters(svg);
    let over = |a: &[f64; 4], b: &[f64; 4]| {
        a[0] + 12.0 < b[2] && b[0] + 12.0 < a[2] && a[1] + 4.0 < b[3] && b[1] + 4.0 < a[3]
    };
    let within = |a: &[f64; 4], b: &[f64; 4]| {
        a[0] >= b[0] - 4.0 && a[2] <= b[2] + 4.0 && a[1] >= b[1] - 20.0 && a[3] <= b[3] + 20.0
    };
    let mut found = 0;
    for (i, a) in boxes.iter().enumerate() {
        let clash = |b: &&[f64; 4]| over(a, b) && !within(a, b) && !within(b, a);
        // Outlines that follow each other may be parts of one letter, as those of a "k".
        found += boxes.iter().skip(i + 4).filter(clash).count();
    }
    found
}

#[test]
fn the_test_of_collisions_finds_one() {
    let apart = plot("")
        .line("", [0.0, 1.0], [0.0, 1.0])
        .text(0.2, 0.8, "one")
        .text(0.7, 0.2, "two");
    let over = plot("")
        .line("", [0.0, 1.0], [0.0, 1.0])
        .text(0.5, 0.5, "a first text")
        .text(0.51, 0.51, "a second text");
    assert_eq!(collisions(&apart.svg()), 0);
    assert!(collisions(&over.svg()) > 0);
}

#[test]
fn long_numbers_stand_clear_of_each_other() {
    for xs in [[1.7e9, 1.7001e9], [20240101.0, 20240301.0], [0.0, 1e-300]] {
        let svg = plot("").x("time (s)").line("", xs, [0.0, 1.0]).svg();
        assert_eq!(collisions(&svg), 0, "{xs:?}");
    }
}

#[test]
fn a_line_that_diverged_is_named_where_it_was_last_seen() {
    let xs = [0.0, 1.0, 2.0];
    let two = plot("")
        .line("a", xs, [1.0, 9.0, f64::NAN])
        .line("b", xs, [1.0, 1.0, 1.0]);
    // The names are the rightmost letters; the axis says 1 below and 9 above.
    let names = letters(&two.svg());
    let right = names.iter().map(|b| b[2]).fold(0.0, f64::max);
    let names = names.iter().filter(|b| b[2] > right - 20.0);
    let (low, high) = names.fold((f64::INFINITY, 0.0), |(a, b), name| {
        (f64::min(a, name[1]), f64::max(b, name[3]))
    });
    assert!(high - low > 2000.0, "{low} to {high}");
}

#[test]
fn no_text_covers_another() {
    let mut rng = Rng::seed(21);
    let long = [
        "a rather long name",
        "another long name",
        "incomprehensibilities",
        "short",
        "x",
        "y",
        "z",
        "w",
    ];
    let words: Vec<String> = (0..40).map(|i| format!("word {i}")).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let reach = (-1.0, 1.0);
    let at = grid_points(reach, reach, 31);
    let saddle = (at.col(0) * at.col(1)).reshape([31, 31]);
    let orbit = |_: usize| plot("").path("", [[-1.0, -1.0], [1.0, 1.0]]).equal();
    let figures = [
        Figure::from(
            &plot("bars")
                .y("y")
                .bars_grouped(&long, &["a", "b"], rng.uniforms([8, 2])),
        ),
        Figure::from(&plot("lying").bars_lying(&long, rng.uniforms(8))),
        Figure::from(&plot("attention").attention(rng.uniforms([8, 8]), &long, &long)),
        Figure::from(&plot("words").labels(rng.normals([40, 2]), &words)),
        Figure::from(&plot("contour").contour(reach, reach, &saddle).x("x").y("y")),
        Figure::from(&plot("key").y("accuracy").scatter_by(
            "age (years)",
            rng.normals([9, 2]),
            0..9,
        )),
        Figure::from(
            &plot("lines")
                .line("", [0.0, 9.0], [0.0, 1.0])
                .vline(4.0, "first mark")
                .vline(4.2, "second mark")
                .x_span(4.1, 4.5, "range"),
        ),
        Figure::from(&plot("counts").confusion(rng.uniforms([8, 8]) * 1000.0, &long)),
        frames(4, "step", &[1, 2, 3, 4], orbit),
    ];
    for figure in figures {
        let svg = figure.svg();
        assert_eq!(collisions(&svg), 0, "{}", &figure.bundle().text()[..40]);
    }
}

#[test]
fn numbers_in_cells_can_be_read_on_every_colour() {
    // Contrast as in WCAG 2, at least 3.9 for every cell: the inks are those of the card and of text.
    let part = |v: u8| match f64::from(v) / 255.0 {
        v if v <= 0.04045 => v / 12.92,
        v => powf((v + 0.055) / 1.055, 2.4),
    };
    let luminance = |hex: &str| {
        let channel = |i: usize| part(u8::from_str_radix(&hex[i..i + 2], 16).expect("a colour"));
        0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
    };
    for (low, high) in [(0.0, 1.0), (-1.0, 1.0)] {
        for cell in linspace(low, high, 33).to_vec() {
            let matrix = [[cell]];
            let svg = plot("")
                .heat(matrix)
                .numbers(1)
                .colour_range(low, high)
                .svg();
            let document = roxmltree::Document::parse(&svg).expect("well-formed XML");
            let paths: Vec<_> = document
                .descendants()
                .filter(|n| n.has_tag_name("path"))
                .collect();
            let ground = paths[0].attribute("fill").expect("the cell");
            let ink = paths[1].attribute("fill").expect("the number");
            let (a, b) = (luminance(ground), luminance(ink));
            let contrast = (a.max(b) + 0.05) / (a.min(b) + 0.05);
            assert!(contrast >= 3.9, "{ink} on {ground}: {contrast}");
        }
    }
}

#[test]
fn layouts_keep_nodes_apart_and_repeat_themselves() {
    let edges: Vec<(usize, usize)> = (0..11).map(|i| (i, i + 1)).chain([(0, 6)]).collect();
    for layout in [
        circle_layout(12),
        spring_layout(12, &edges),
        layered_layout(12, &edges),
    ] {
        let rows = layout.to_rows();
        for (i, a) in rows.iter().enumerate() {
            for b in &rows[i + 1..] {
                let d = ((a[0] - b[0]) * (a[0] - b[0]) + (a[1] - b[1]) * (a[1] - b[1])).sqrt();
                assert!(d > 0.1, "{a:?} {b:?}");
            }
        }
    }
    let twice = [spring_layout(12, &edges), spring_layout(12, &edges)];
    assert_eq!(twice[0].to_vec(), twice[1].to_vec());
}

#[test]
fn springs_bring_neighbours_together() {
    // Two triangles and a bridge: an edge is shorter than what is no edge.
    let edges = [(0, 1), (1, 2), (2, 0), (3, 4), (4, 5), (5, 3), (2, 3)];
    let at = spring_layout(6, &edges).to_rows();
    let d = |i: usize, j: usize| {
        ((at[i][0] - at[j][0]) * (at[i][0] - at[j][0])
            + (at[i][1] - at[j][1]) * (at[i][1] - at[j][1]))
            .sqrt()
    };
    assert!(d(0, 1) < d(0, 4) && d(1, 2) < d(1, 5) && d(4, 5) < d(1, 4));
}

#[test]
fn layers_put_parents_above_children_and_survive_cycles() {
    let edges = [(0, 2), (1, 2), (2, 3), (0, 3)];
    let y = layered_layout(4, &edges).col(1).to_vec();
    assert_eq!(y, [0.0, 0.0, -1.0, -2.0]);
    assert_eq!(layered_layout(2, &[(0, 1), (1, 0)]).shape(), [2, 2]);
}

#[test]
fn long_names_stand_upright_and_short_ones_do_not() {
    let flat = plot("")
        .bars_grouped(&["a", "b"], &["s"], [[1.0], [2.0]])
        .svg();
    let names = ["incomprehensibilities"; 12];
    let upright = plot("").bars_grouped(&names, &["s"], ones([12, 1])).svg();
    // The longest letter run of an upright name is tall, not wide.
    let tall = |svg: &str| {
        let boxes = letters(svg);
        boxes.iter().map(|b| b[3]).fold(0.0, f64::max)
            - boxes.iter().map(|b| b[1]).fold(f64::INFINITY, f64::min)
    };
    assert!(tall(&upright) > 0.9 * tall(&flat));
    assert_eq!(collisions(&upright), 0);
}
