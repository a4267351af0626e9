//! Which values become which tables.

use super::{plain, table};

/// The rows of the table, cells separated by bars, and the texts below it.
fn rows(debug: &str) -> Vec<String> {
    let (_, html) = table(debug).unwrap_or_else(|| panic!("no table of {debug}"));
    let mut rows = Vec::new();
    for line in html.lines() {
        let mut cells = Vec::new();
        let mut rest = line;
        while let Some((_, cell)) = rest.split_once("<t").filter(|(_, cell)| cell.contains('>')) {
            let (tag, after) = cell.split_once('>').unwrap();
            rest = after;
            if tag.starts_with('h') && !tag.starts_with("head") || tag.starts_with('d') {
                let text = after.split('<').next().unwrap();
                let side = if tag.contains("right") { ">" } else { "" };
                cells.push(format!("{side}{text}"));
            }
        }
        if !cells.is_empty() {
            rows.push(cells.join("|"));
        } else if let Some(caption) = line.strip_prefix("<p>") {
            rows.push(format!("# {}", caption.trim_end_matches("</p>")));
        }
    }
    rows
}

#[derive(Debug)]
#[allow(dead_code)] // read by Debug
struct Point {
    name: &'static str,
    x: f64,
    tags: Vec<u8>,
}

#[test]
fn structs_are_rows() {
    let points = vec![
        Point {
            name: "a",
            x: 1.0,
            tags: vec![1],
        },
        Point {
            name: "<b>",
            x: -2.5,
            tags: Vec::new(),
        },
    ];
    assert_eq!(
        rows(&format!("{points:?}")),
        [
            "|name|>x|tags",
            ">0|a|>1.0|[1]",
            ">1|&lt;b&gt;|>-2.5|[]",
            "# Point, 2 rows"
        ]
    );
}

#[test]
fn tuples_and_maps_are_rows() {
    assert_eq!(
        rows(&format!("{:?}", [(1, "a"), (2, "b")])),
        ["|>0|1", ">0|>1|a", ">1|>2|b", "# 2 rows"]
    );
    let map = std::collections::BTreeMap::from([("a", 1.5), ("b", 2.0)]);
    assert_eq!(
        rows(&format!("{map:?}")),
        ["key|>value", "a|>1.5", "b|>2.0", "# 2 entries"]
    );
    let text = "{1: P { x: 1, y: 2 }, 2: P { x: 3, y: 4 }}";
    assert_eq!(
        rows(text),
        [">key|>x|>y", ">1|>1|>2", ">2|>3|>4", "# 2 entries"]
    );
    let text = "{1: A { x: 1 }, 2: B { y: 4 }}";
    assert_eq!(
        rows(text),
        [
            ">key|value",
            ">1|A { x: 1 }",
            ">2|B { y: 4 }",
            "# 2 entries"
        ]
    );
}

#[test]
fn one_struct_is_a_table_of_its_fields() {
    let text = "Fit { slope: 1.5, offset: -1, label: \"ä\", done: true }";
    assert_eq!(
        rows(text),
        [
            "field|value",
            "slope|1.5",
            "offset|-1",
            "label|ä",
            "done|true",
            "# Fit"
        ]
    );
}

#[test]
fn lists_of_lists_are_matrices() {
    assert_eq!(
        rows("[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]"),
        [
            "|>0|>1|>2",
            ">0|>1.0|>2.0|>3.0",
            ">1|>4.0|>5.0|>6.0",
            "# 2 × 3"
        ]
    );
}

#[test]
fn arrays_of_ndarray_have_their_shape() {
    let suffix = ", strides=[2, 1], layout=Cc (0x5), const ndim=2";
    let text = format!("[[1, 2],\n [3, 4]], shape=[2, 2]{suffix}");
    assert_eq!(
        rows(&text),
        ["|>0|>1", ">0|>1|>2", ">1|>3|>4", "# shape [2, 2]"]
    );
    assert_eq!(table(&text).unwrap().0, "[[1, 2],\n [3, 4]], shape=[2, 2]");
    let text = "[1.5, 2.5], shape=[2], strides=[1], layout=CFcf (0xf), const ndim=1";
    assert_eq!(rows(text), [">0|>1", ">1.5|>2.5", "# shape [2]"]);
    let text = "[[[1, 2]],\n\n [[3, 4]]], shape=[2, 1, 2], strides=[2, 2, 1], layout=Cc (0x5), const ndim=3";
    assert_eq!(
        rows(text),
        [
            "# [0, .., ..]",
            "|>0|>1",
            ">0|>1|>2",
            "# [1, .., ..]",
            "|>0|>1",
            ">0|>3|>4",
            "# shape [2, 1, 2]"
        ]
    );
    let text = "[[[[7]],

  ...,

  [[8]]]], shape=[1, 90, 1, 1], strides=[4, 2, 2, 1], layout=Cc (0x5), dynamic ndim=4";
    assert_eq!(
        rows(text),
        [
            "# [0, 0, .., ..]",
            "|>0",
            ">0|>7",
            "# … and 89 more",
            "# shape [1, 90, 1, 1]"
        ]
    );
}

#[test]
fn what_ndarray_leaves_out_is_a_gap() {
    let text = "[[0, 1, ..., 98, 99],\n ...,\n [0, 1, ..., 98, 99]], shape=[700, 100], strides=[100, 1], layout=Cc (0x5), const ndim=2";
    assert_eq!(
        rows(text),
        [
            "|>0|>1|>…|>98|>99",
            ">0|>0|>1|>…|>98|>99",
            "…|>…|>…|>…|>…|>…",
            ">699|>0|>1|>…|>98|>99",
            "# shape [700, 100]"
        ]
    );
}

#[test]
fn long_tables_show_both_ends() {
    let pairs: Vec<(usize, usize)> = (0..1000).map(|i| (i, i * i)).collect();
    let rows = rows(&format!("{pairs:?}"));
    assert_eq!(rows.len(), 1 + 21 + 1);
    assert_eq!(
        (rows[11].as_str(), rows[12].as_str()),
        ("…|>…|>…", ">990|>990|>980100")
    );
    assert_eq!(rows[22], "# 1000 rows");
    let wide = vec![vec![1; 30]; 2];
    let (_, html) = table(&format!("{wide:?}")).unwrap();
    assert_eq!(
        html.matches("<th").count(),
        1 + 1 + 21 + 2,
        "thead, corner, columns, rows"
    );
    let numbers: Vec<u32> = (0..13).collect();
    assert!(
        table(&format!("{numbers:?}"))
            .unwrap()
            .1
            .contains("13 numbers")
    );
}

#[test]
fn what_is_short_stays_text() {
    for text in [
        "1.5",
        "\"a\"",
        "Some(3)",
        "()",
        "[]",
        "[1, 2, 3]",
        "[\"a\", \"b\"]",
        "(1, 2)",
        "{}",
        "{1, 2}",
        "P { x: 1, y: 2 }",
        "[Some(1), None]",
        "[A(1, 2), B(1, 2)]",
        "[A { x: 1 }, A { y: 1 }]",
        "[[1], [1, 2]]",
        "shape: (2, 3)\n┌───┐",
        "[[[1, 2]], [[3, 4]]]",
        "[[], []]",
    ] {
        assert_eq!(table(text), None, "{text}");
    }
    assert_eq!(
        table(&format!("{:?}", vec![(1, 2); 50_000])),
        None,
        "too long"
    );
}

#[test]
fn only_the_layout_is_cut_from_plain_text() {
    let text =
        "P { a: [1], shape=[1], strides=[1], layout=CFcf (0xf), const ndim=1, b: \", shape=[\" }";
    assert_eq!(plain(text), "P { a: [1], shape=[1], b: \", shape=[\" }");
    assert_eq!(plain("[1, 2]"), "[1, 2]");
}

#[test]
fn what_only_looks_like_an_array_is_no_table() {
    let array = |numbers: &str, shape: &str| {
        table(&format!(
            "{numbers}, shape=[{shape}], strides=[2, 1], layout=Cc (0x5), const ndim=2"
        ))
    };
    assert!(array("[[1, 2], [3, 4]]", "2, 2").is_some());
    assert_eq!(array("[[1, 2], [3]]", "2, 2"), None);
    assert_eq!(array("[[1], [2, 3]]", "2, 2"), None);
    assert_eq!(array("[[[1, 2], [3]]]", "1, 2, 2"), None);
    let most = usize::MAX;
    assert!(array("[[1, ..., 3], [4, ..., 6]]", &format!("{most}, {most}")).is_some());
    assert!(array("[[[1, ..., 3]]]", &format!("{most}, {most}, {most}")).is_some());
}
