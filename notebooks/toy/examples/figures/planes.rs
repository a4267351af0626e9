//! What lies in a plane: clouds by class and number, contours, fields, paths, decision regions, graphs.

use toy::prelude::*;

pub fn figures() -> Vec<(&'static str, Figure)> {
    let mut rng = Rng::seed(9);
    let reach = (-2.0, 2.0);
    let at = grid_points(reach, reach, 61);
    let (x, y) = (at.col(0), at.col(1));
    // Two wells and a saddle.
    let height = (square(&x) - 1.0).square() + 0.7 * square(&y) + 0.3 * &x;
    let well = height.reshape([61, 61]);
    let mut path = vec![[0.1, 1.8]];
    for _ in 0..60 {
        let [x, y] = path[path.len() - 1];
        path.push([
            x - 0.05 * (4.0 * x * (x * x - 1.0) + 0.3),
            y - 0.05 * 1.4 * y,
        ]);
    }
    let contour = plot("Descent into the deeper of two wells")
        .x("x₁")
        .y("x₂")
        .contour(reach, reach, &well)
        .levels([-0.2, 0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 8.0])
        .path("gradient descent", &path)
        .equal()
        .size(520, 440);
    let filled = plot("The same, filled")
        .x("x₁")
        .y("x₂")
        .contour_filled(reach, reach, &well)
        .path("gradient descent", &path)
        .equal()
        .size(520, 440);
    let few = grid_points(reach, reach, 15);
    let (u, v) = (few.col(0), few.col(1));
    let slope = stack(&[&(-4.0 * &u * (square(&u) - 1.0) - 0.3), &(-1.4 * &v)]).t();
    let field = plot("Where the slope leads")
        .x("x₁")
        .y("x₂")
        .directions("−∇f", &few, &slope)
        .path("descent", &path)
        .equal()
        .size(480, 460);
    let (moons, moon) = two_moons(&mut rng, 200, 0.15);
    let mlp = Mlp::new(&mut rng, &[2, 16, 16, 2], Act::Tanh);
    let mut opt = Adam::new(mlp.params(), 0.02);
    for _ in 0..200 {
        opt.step(&cross_entropy(&mlp.forward(&moons), &moon));
    }
    let regions = plot("Decision regions")
        .x("x₁")
        .y("x₂")
        .regions((-1.8, 2.8), (-1.4, 1.9), |p| mlp.forward(p).argmax())
        .classes(&moons, &moon, &["upper moon", "lower moon"])
        .equal();
    let centres = tensor([[-1.0, 0.0], [1.0, 0.0], [0.0, 1.5]]);
    let nearest =
        |p: &Tensor| (2.0 * p.matmul(&centres.t()) - centres.square().sum_axis(1)).argmax();
    let labels: Vec<usize> = (0..90).map(|i| i % 3).collect();
    let blobs = centres.rows(&labels) + 0.4 * rng.normals([90, 2]);
    let three = plot("Three classes, nearest centre")
        .regions((-2.5, 2.5), (-1.5, 3.0), nearest)
        .classes(&blobs, &labels, &["a", "b", "c"])
        .labels(&centres, &["centre a", "centre b", "centre c"]);
    let steps = linspace(0.0, 1.0, 150);
    let cloud = stack(&[
        &(&steps * 80.0 + rng.normals(150) * 9.0),
        &(&steps * 0.4 + rng.normals(150) * 0.05),
    ])
    .t();
    let by = plot("Sampled models by search step")
        .x("latency (ms)")
        .y("accuracy")
        .scatter_by("search step", &cloud, &steps * 1000.0)
        .dashed(
            "Pareto front",
            [0.0, 30.0, 60.0, 95.0],
            [0.05, 0.25, 0.4, 0.5],
        );
    let bubbles = plot("Trade-off, area by distinct samples")
        .x("share of valid strings")
        .y("objective")
        .bubbles(
            "ours",
            [[0.9, 0.2], [0.8, 0.5], [0.5, 0.8]],
            [100.0, 60.0, 8.0],
        )
        .bubbles(
            "baseline",
            [[0.7, 0.2], [0.6, 0.4], [0.3, 0.6]],
            [40.0, 20.0, 4.0],
        )
        .labels(
            [[0.9, 0.2], [0.8, 0.5], [0.5, 0.8]],
            &["λ = 0", "λ = 0.5", "λ = 1"],
        );
    let words = [
        "king", "queen", "man", "woman", "apple", "pear", "plum", "fig", "Paris", "Rome",
    ];
    let places = rng.normals([10, 2]);
    let names = plot("Words").scatter("", &places).labels(&places, &words);
    let ring: Vec<(usize, usize)> = (0..6).map(|i| (i, (i + 1) % 6)).chain([(0, 3)]).collect();
    let circle = plot("Circle")
        .graph(circle_layout(6), &ring)
        .node_names(&["A", "B", "C", "D", "E", "F"])
        .edge_weights([1.0, 0.2, 0.5, -0.4, 0.8, 0.3, -1.0]);
    let pairs = (0..24).flat_map(|i| (0..i).map(move |j| (j, i)));
    let friends: Vec<(usize, usize)> = pairs
        .filter(|&(i, j)| rng.coin(if (i < 12) == (j < 12) { 0.25 } else { 0.02 }))
        .collect();
    let spring = plot("Springs")
        .graph(spring_layout(24, &friends), &friends)
        .node_values("centrality", linspace(0.0, 1.0, 24));
    let tree = [
        (0, 1),
        (0, 2),
        (1, 3),
        (1, 4),
        (2, 5),
        (2, 6),
        (4, 7),
        (4, 8),
    ];
    let layers = plot("Layers")
        .graph(layered_layout(9, &tree), &tree)
        .directed()
        .node_classes(&[0, 1, 1, 2, 1, 2, 2, 2, 2])
        .node_names(&[
            "root", "x₁", "x₂", "leaf a", "x₃", "leaf b", "leaf c", "leaf d", "leaf e",
        ]);
    let chain = [(0, 1), (1, 0), (1, 2), (2, 2), (2, 0)];
    let states = plot("States")
        .graph(circle_layout(3), &chain)
        .directed()
        .node_names(&["sun", "rain", "snow"])
        .edge_weights([0.3, 0.4, 0.2, 0.5, 0.1]);
    let orbit = |t: usize| {
        let angle = linspace(0.0, 0.6 * t as f64, 40);
        plot("")
            .path("", stack(&[&angle.cos(), &angle.sin()]).t())
            .equal()
    };
    vec![
        ("contour", Figure::from(&contour)),
        ("filled", Figure::from(&filled)),
        ("field", Figure::from(&field)),
        ("regions", Figure::from(&regions)),
        ("three", Figure::from(&three)),
        ("by_value", Figure::from(&by)),
        ("bubbles", Figure::from(&bubbles)),
        ("names", Figure::from(&names)),
        (
            "graphs",
            panels(2, &[circle, spring, layers, states])
                .title("Four graphs")
                .lettered(),
        ),
        (
            "frames",
            frames(4, "step", &[2, 4, 6, 8], orbit)
                .title("An orbit")
                .caption("A quarter more in each frame."),
        ),
    ]
}
