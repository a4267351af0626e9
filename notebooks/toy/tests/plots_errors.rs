//! What plots refuse: each panic names the operation and both lengths or shapes.

use toy::prelude::*;

/// Checks that a call panics with a message.
fn refused(message: &str, call: impl FnOnce() -> Plot + std::panic::UnwindSafe) {
    let error = std::panic::catch_unwind(call)
        .map(|_| ())
        .expect_err(message);
    let text = error
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| error.downcast_ref::<&str>().map(|s| (*s).to_owned()))
        .unwrap_or_default();
    assert_eq!(text, message);
}

#[test]
fn wrong_lengths_and_shapes_are_named() {
    let p = || plot("");
    refused(
        "runs_each: needs seeds x 3 numbers, the shape is [2, 4]",
        || p().runs_each("", 0..3, zeros([2, 4])),
    );
    refused("line_err: 1 errors for 2 points", || {
        p().line_err("", [0.0, 1.0], [0.0, 1.0], [0.1])
    });
    refused("classes: 4 points for 3 labels", || {
        p().classes(zeros([4, 2]), &[0, 0, 0], &["a"])
    });
    refused("classes: label 2, but there are 2 names", || {
        p().classes(zeros([1, 2]), &[2], &["a", "b"])
    });
    refused("scatter_by: 3 values for 4 points", || {
        p().scatter_by("", zeros([4, 2]), zeros(3))
    });
    refused(
        "scatter_by: needs points n x 2, the shape is [4, 3]",
        || p().scatter_by("", zeros([4, 3]), zeros(4)),
    );
    refused(
        "sizes: a size must be finite and not negative, got -1",
        || p().bubbles("", zeros([1, 2]), [-1.0]),
    );
    refused("labels: 1 names for 2 points", || {
        p().labels(zeros([2, 2]), &["a"])
    });
    refused(
        "bars_grouped: 2 groups and 1 series need shape [2, 1], the heights have [1, 2], the errors [1, 2]",
        || p().bars_grouped(&["a", "b"], &["s"], zeros([1, 2])),
    );
    refused("bars_stacked: a part cannot be negative, got -1", || {
        p().bars_stacked(&["a"], &["s"], [[-1.0]])
    });
    refused("bars_lying: 1 names for 2 values", || {
        p().bars_lying(&["a"], [1.0, 2.0])
    });
    refused(
        "strip: needs finite numbers in each group, \"a\" has 2 values, 1 of them finite",
        || p().strip(&[("a", [1.0, f64::NAN])]),
    );
    refused("boxes: needs at least one group", || {
        p().boxes(&[] as &[(&str, [f64; 1])])
    });
    refused(
        "confusion: 3 names need counts of shape [3, 3], the shape is [2, 2]",
        || p().confusion(zeros([2, 2]), &["a", "b", "c"]),
    );
    refused(
        "attention: 1 queries and 2 keys need weights of shape [1, 2], the shape is [2, 2]",
        || p().attention(zeros([2, 2]), &["a"], &["b", "c"]),
    );
    refused(
        "contour: needs a matrix of 2 x 2 or more, the shape is [1, 5]",
        || p().contour((0.0, 1.0), (0.0, 1.0), zeros([1, 5])),
    );
    refused("field: 3 vectors for 4 points", || {
        p().field("", zeros([4, 2]), zeros([3, 2]))
    });
    refused(
        "path: needs points n x 2 or paths k x n x 2, the shape is [4, 3]",
        || p().path("", zeros([4, 3])),
    );
    refused("regions: 1 labels for 10201 points", || {
        p().regions((0.0, 1.0), (0.0, 1.0), |_| vec![0])
    });
    refused("graph: edge (0, 3), but there are 3 nodes", || {
        p().graph(circle_layout(3), &[(0, 3)])
    });
    refused("node_names: 2 of them for 3 nodes", || {
        p().graph(circle_layout(3), &[]).node_names(&["a", "b"])
    });
    refused("edge_weights: 2 weights for 1 edges", || {
        p().graph(circle_layout(3), &[(0, 1)])
            .edge_weights([1.0, 2.0])
    });
    refused("policy: 3 actions for 2 x 2 cells, 0 of them walls", || {
        p().grid_world(zeros([2, 2])).policy([0.0, 1.0, 2.0])
    });
    refused(
        "images: need shape [n, h, w], [n, 1, h, w] or [n, 3, h, w], the shape is [2, 4, 5, 5]",
        || p().images(zeros([2, 4, 5, 5]), 2),
    );
    refused(
        "x_span: the limits 2 and 1 must be finite and in order",
        || p().x_span(2.0, 1.0, ""),
    );
    refused(
        "histogram: needs finite numbers and at least one bin, got 2 numbers and 3 bins",
        || p().histogram("", [1.0, f64::NAN], 3),
    );
}

#[test]
fn what_follows_a_mark_says_which_one() {
    let p = || plot("").line("", [0.0, 1.0], [0.0, 1.0]);
    refused("numbers: must follow .heat(..) or .heat_on(..)", || {
        p().numbers(1)
    });
    refused(
        "levels: must follow .contour(..) or .contour_filled(..)",
        || p().levels([0.0]),
    );
    refused("policy: must follow .grid_world(..)", || p().policy([0.0]));
    refused("directed: must follow .graph(..)", || p().directed());
    refused("sizes: must follow .scatter_by(..)", || p().sizes([0.0]));
    refused("tile_names: must follow .tiles(..) or .images(..)", || {
        p().tile_names(&["a"])
    });
}

#[test]
fn layouts_refuse_edges_to_nowhere() {
    refused("spring_layout: edge (1, 2), but there are 2 nodes", || {
        plot("").graph(spring_layout(2, &[(1, 2)]), &[])
    });
}

#[test]
fn bars_on_a_logarithmic_axis_ask_for_its_range() {
    let bars = || plot("").bars_grouped(&["a"], &["b"], [[0.1]]).log_y();
    let error = std::panic::catch_unwind(|| bars().svg()).expect_err("no range");
    let text = error.downcast_ref::<String>().expect("a message");
    assert!(
        text.ends_with("bars start at 0, with them set y_range(..), too"),
        "{text}"
    );
    let svg = bars().y_range(0.01, 1.0).svg();
    assert!(!svg.contains("inf") && !svg.contains("NaN"), "{svg}");
}

#[test]
fn limits_of_a_logarithmic_axis_are_positive() {
    let line = || plot("").line("", [1.0, 2.0], [1.0, 2.0]);
    refused(
        "log_y: the limits 0 and 3 of a logarithmic axis must be positive",
        || {
            line().log_y().y_range(0.0, 3.0).svg();
            line()
        },
    );
    refused(
        "share_axes: panel 0 has axes (x plain, y plain), panel 1 (x plain, y logarithmic)",
        || {
            panels(2, &[line(), line().log_y()]).share_axes();
            line()
        },
    );
}
