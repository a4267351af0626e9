//! Seeds, error bars, groups of bars, strips and boxes: what compares methods.

use toy::prelude::*;

pub fn figures() -> Vec<(&'static str, Figure)> {
    let mut rng = Rng::seed(8);
    let steps = linspace(0.0, 1000.0, 51);
    let mut curve = |end: f64, noise: f64| {
        let mean = end - end * (&steps * -0.004).exp();
        let seeds = (0..5).map(|_| &mean + rng.normals(51) * noise + rng.normal() * noise);
        Tensor::from(seeds.collect::<Vec<Tensor>>())
    };
    let (ours, base) = (curve(0.9, 0.02), curve(0.7, 0.03));
    let seeds = plot("Every seed")
        .x("step")
        .y("accuracy")
        .runs_each("ours", &steps, &ours)
        .runs_each("baseline", &steps, &base)
        .x_span(0.0, 150.0, "warm-up")
        .vline(200.0, "curriculum")
        .hline(0.95, "oracle");
    let range = plot("Mean and range")
        .x("step")
        .y("accuracy")
        .runs_range("ours", &steps, &ours)
        .runs_range("baseline", &steps, &base)
        .y_span(0.6, 0.65, "chance");
    let labels = [10.0, 30.0, 100.0, 300.0, 1000.0];
    let errors = plot("Few labels")
        .x("labels")
        .y("test error")
        .line_err(
            "scratch",
            labels,
            [0.6, 0.5, 0.34, 0.2, 0.11],
            [0.06, 0.05, 0.04, 0.02, 0.01],
        )
        .line_err(
            "pretrained",
            labels,
            [0.31, 0.24, 0.17, 0.13, 0.1],
            [0.04, 0.03, 0.02, 0.01, 0.01],
        )
        .line_points("oracle", labels, [0.1, 0.1, 0.09, 0.09, 0.08])
        .log_x();
    let grouped = plot("Probe accuracy by labels and pretraining")
        .y("accuracy")
        .bars_grouped_err(
            &["coarse labels", "fine labels", "shifted test set"],
            &["contrastive", "supervised", "from scratch"],
            [[0.92, 0.95, 0.8], [0.71, 0.55, 0.4], [0.6, 0.48, 0.3]],
            [[0.02, 0.01, 0.03], [0.03, 0.04, 0.02], [0.02, 0.05, 0.04]],
        );
    let stacked = plot("Where the bits go").y("nats").bars_stacked(
        &[
            "VAE",
            "β = 4",
            "associative compression network",
            "autoregressive decoder",
        ],
        &["KL", "reconstruction"],
        [[12.0, 60.0], [5.0, 81.0], [18.0, 48.0], [1.0, 70.0]],
    );
    let lying = plot("What a change costs")
        .x("change of accuracy (points)")
        .bars_lying_err(
            &[
                "without the auxiliary loss",
                "without augmentation",
                "half the width",
                "longer training",
            ],
            [-4.2, -9.5, -1.3, 2.4],
            [0.5, 1.1, 0.4, 0.6],
        )
        .size(640, 260);
    let (a, b) = (rng.normals(12) * 0.05 + 0.8, rng.normals(12) * 0.08 + 0.7);
    let c = rng.normals(40) * 0.03 + 0.76;
    let strip = plot("One dot a seed").y("return").strip(&[
        ("conservative", &a),
        ("behaviour cloning", &b),
        ("offline Q-learning", &c),
    ]);
    let boxes = plot("Spread of the estimates").y("error (nats)").boxes(&[
        ("naive", rng.normals(60) * 2.0 + 3.0),
        ("importance", rng.normals(60) + 1.0),
        ("bridge", rng.normals(60) * 0.4),
        ("thermodynamic", rng.normals(60) * 0.3 + 0.2),
    ]);
    let upright = plot("Names that are too long for one line")
        .y("points")
        .bars_grouped(
            &[
                "mathematics",
                "computerscience",
                "philosophy",
                "psychology",
                "anthropology",
                "microbiology",
                "jurisprudence",
                "econometrics",
                "astronomy",
                "management",
            ],
            &["before", "after"],
            rng.uniforms([10, 2]) + 0.2,
        );
    let overlay = plot("Weights of right and wrong pseudo-labels")
        .x("weight")
        .y("density")
        .histograms(
            &[
                ("right", rng.normals(900) * 0.4 + 1.3),
                ("wrong", rng.normals(300) * 0.3 + 0.4),
            ],
            40,
        )
        .vline(0.8, "threshold");
    vec![
        (
            "seeds",
            panels(2, &[&seeds, &range])
                .lettered()
                .title("Five seeds, twice"),
        ),
        ("seeds_single", Figure::from(&seeds)),
        ("errors", Figure::from(&errors)),
        ("grouped", Figure::from(&grouped)),
        ("stacked_bars", Figure::from(&stacked)),
        ("lying", Figure::from(&lying)),
        ("strip", Figure::from(&strip)),
        ("boxes", Figure::from(&boxes)),
        ("upright", Figure::from(&upright)),
        ("overlay", Figure::from(&overlay)),
    ]
}
