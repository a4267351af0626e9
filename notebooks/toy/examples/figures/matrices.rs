//! Matrices read cell by cell, attention, confusion, grid worlds, image grids.

use toy::prelude::*;

pub fn figures() -> Vec<(&'static str, Figure)> {
    let mut rng = Rng::seed(10);
    let correlation = [
        [1.0, 0.82, -0.31, 0.05],
        [0.82, 1.0, -0.4, 0.11],
        [-0.31, -0.4, 1.0, -0.77],
        [0.05, 0.11, -0.77, 1.0],
    ];
    let features = ["width", "length", "age", "price"];
    let numbers = plot("Correlation of features")
        .heat(correlation)
        .numbers(2)
        .colour_range(-1.0, 1.0)
        .x_names(&features)
        .y_names(&features)
        .size(460, 320);
    let counts = [
        [48.0, 2.0, 0.0, 1.0],
        [3.0, 39.0, 7.0, 0.0],
        [0.0, 9.0, 41.0, 0.0],
        [1.0, 0.0, 2.0, 47.0],
    ];
    let confusion = plot("Test set")
        .confusion(counts, &["zero", "one", "two", "three"])
        .size(480, 340);
    let tokens = [
        "<s>", "the", "animal", "did", "not", "cross", "the", "street", "because", "it", "was",
        "tired",
    ];
    let causal = |i: usize, j: usize| {
        if j > i {
            -1e9
        } else {
            ((i * 5 + j * 7) % 11) as f64 / 2.5
        }
    };
    let scores: Vec<Vec<f64>> = (0..12)
        .map(|i| (0..12).map(|j| causal(i, j)).collect())
        .collect();
    let attention = plot("Head 3 of layer 2")
        .attention(tensor(&scores).softmax(), &tokens, &tokens)
        .size(560, 460);
    let wall = f64::NAN;
    let values = [
        [0.59, 0.66, 0.73, 0.81, 0.9],
        [0.53, wall, 0.66, wall, 1.0],
        [0.48, 0.53, 0.59, wall, 0.9],
        [0.43, 0.48, 0.53, 0.59, 0.81],
    ];
    let actions = [1, 1, 1, 1, 2, 0, 9, 0, 9, 9, 0, 1, 0, 9, 0, 0, 1, 0, 1, 0];
    let world = plot("Values and greedy policy")
        .grid_world(values)
        .values(2)
        .policy(actions.map(f64::from))
        .path(
            "an episode",
            [
                [0.0, 3.0],
                [0.0, 2.0],
                [0.0, 1.0],
                [0.0, 0.0],
                [4.0, 0.0],
                [4.0, 1.0],
            ],
        )
        .size(560, 440);
    let small = |seed: u64| {
        let values = Rng::seed(seed).uniforms([10, 10]);
        let actions = Rng::seed(seed).indices(4, 100);
        plot("").grid_world(values).policy(actions)
    };
    let large = plot("Gram matrix of 100 x 100 numbers").heat(rng.normals([100, 100]));
    let noise = plot("Noise, 64 images of 16 x 16").images(rng.uniforms([64, 1, 16, 16]), 16);
    let digits = prototypes(&mut rng, 8, 64).reshape([8, 8, 8]);
    let names: Vec<String> = (0..8).map(|i| format!("class {i}")).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let grey = plot("Prototypes").images(&digits, 8).tile_names(&names);
    let shade = grid_points((0.0, 1.0), (0.0, 1.0), 16);
    let plane = |v: &Tensor| v.reshape([16, 16]);
    let picture = |k: f64| {
        stack(&[
            &plane(&shade.col(0)),
            &plane(&shade.col(1)),
            &full([16, 16], k),
        ])
    };
    let colour = plot("Colours")
        .images(
            stack(&[&picture(0.0), &picture(0.3), &picture(0.6), &picture(1.0)]),
            4,
        )
        .tile_names(&["blue 0", "blue 0.3", "blue 0.6", "blue 1"])
        .tile_rows(&["red across, green down"]);
    let rgb_noise = plot("Colour noise").images(rng.uniforms([64, 3, 16, 16]), 16);
    let signed = plot("Filters").images(rng.normals([16, 5, 5]), 8);
    let word = ["the", "animal", "crossed", "because", "it", "was"];
    let heads: Vec<Plot> = (0..3)
        .map(|i| plot(&format!("head {i}")).attention(rng.normals([6, 6]).softmax(), &word, &word))
        .collect();
    let valued = plot("optimal")
        .grid_world(values)
        .values(2)
        .policy(actions.map(f64::from));
    let plain = plot("random policy")
        .grid_world(tensor(values) * 0.6)
        .values(2);
    let maps: Vec<Plot> = (0..3)
        .map(|i| plot(&format!("skill {i}")).heat(rng.uniforms([8, 8]) * (i + 1) as f64))
        .collect();
    vec![
        ("numbers", Figure::from(&numbers)),
        ("confusion", Figure::from(&confusion)),
        ("attention", Figure::from(&attention)),
        ("world", Figure::from(&world)),
        (
            "worlds",
            panels(3, &[small(1), small(2), small(3)]).lettered(),
        ),
        ("heads", panels(3, &heads).title("Three heads").lettered()),
        (
            "two_worlds",
            panels(2, &[valued, plain]).share_colours().lettered(),
        ),
        ("large", Figure::from(&large)),
        ("noise", Figure::from(&noise)),
        ("grey", Figure::from(&grey)),
        ("colour", Figure::from(&colour)),
        ("colour_noise", Figure::from(&rgb_noise)),
        ("filters", Figure::from(&signed)),
        (
            "maps",
            panels(3, &maps)
                .share_colours()
                .lettered()
                .title("Occupancy"),
        ),
    ]
}
