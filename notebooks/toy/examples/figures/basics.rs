//! Lines, bands, clouds, histograms, bars, maps, tiles.

use toy::prelude::*;

pub fn figures() -> Vec<(&'static str, Figure)> {
    let mut rng = Rng::seed(7);
    let steps = Tensor::from((0..=100).map(|i| 20.0 * f64::from(i)).collect::<Vec<_>>());
    let mut curve = |end: f64, speed: f64, noise: f64| {
        let mean = end - (11.2 + end) * exp_of(&(&steps * -speed));
        let seeds: Vec<Tensor> = (0..5)
            .map(|_| &mean + rng.normals(101) * noise + rng.normal() * noise)
            .collect();
        Tensor::from(seeds)
    };
    let runs = plot("Exact evidence bound during training")
        .x("Adam step")
        .y("exact ELBO (nats)")
        .runs("exact gradient", &steps, curve(-6.67, 0.004, 0.03))
        .runs("Gumbel-softmax", &steps, curve(-6.75, 0.003, 0.06))
        .runs("straight-through", &steps, curve(-6.72, 0.0025, 0.08))
        .runs("REINFORCE", &steps, curve(-7.42, 0.0012, 0.15))
        .runs("REINFORCE, baseline", &steps, curve(-6.51, 0.0022, 0.1))
        .hline(-6.4, "optimum")
        .caption("Five gradient estimators, mean of five seeds with a band of one standard deviation. Only plain REINFORCE stays behind; its variance does not shrink with training.");
    let ring = Mixture::ring(8, 2.0, 0.2);
    let clouds: Vec<Plot> = [
        (100, 0.02),
        (60, 0.35),
        (40, 0.6),
        (20, 0.85),
        (5, 0.97),
        (0, 1.0),
    ]
    .iter()
    .map(|&(t, scale): &(i32, f64)| {
        let noise = (1.0 - scale * scale).max(0.0).sqrt();
        let points = ring.noised(scale, noise.max(1e-3)).samples(&mut rng, 500);
        plot(&format!("t = {t}")).scatter("", points).equal()
    })
    .collect();
    let clouds = panels(3, &clouds)
        .title("From noise to data")
        .share_axes()
        .caption("The cloud at six moments of the reverse chain: eight modes appear one after the other.");
    let many = plot("Samples")
        .x("x₁")
        .y("x₂")
        .equal()
        .scatter("data", ring.samples(&mut rng, 2000))
        .scatter("model", ring.samples(&mut rng, 2000) * 1.02)
        .size(420, 420);
    let draws = rng.normals(2000);
    let histogram = plot("Draws and density")
        .x("z")
        .y("density")
        .histogram("2000 draws", draws, 40)
        .function("standard normal", -4.0, 4.0, |x| {
            Normal::new(0.0, 1.0).pdf(x)
        })
        .vline(1.96, "97.5%");
    let bars = plot("Final error by method")
        .y("|μ² − 25| / 25")
        .bars_err(
            &["relaxed sets", "fixed set", "0/1 weights", "best of draws"],
            [0.04, 0.56, 0.21, 0.74],
            [0.01, 0.08, 0.05, 0.11],
        )
        .caption("Mean of ten seeds, with one standard error.");
    let xs = linspace(0.0, 100.0, 101);
    let log = plot("Effective sample size of the weights")
        .x("round")
        .y("effective sample size")
        .line("relaxed", &xs, 400.0 * exp_of(&(&xs * -0.05)) + 1.0)
        .line("fixed", &xs, 0.8 + 0.002 * &xs)
        .dashed("all 400 draws", [0.0, 100.0], [400.0, 400.0])
        .log_y();
    let side = 64;
    let grid: Vec<[f64; 2]> = (0..side * side)
        .map(|i| {
            [
                (i % side) as f64 / 63.0 * 6.0 - 3.0,
                (i / side) as f64 / 63.0 * 6.0 - 3.0,
            ]
        })
        .collect();
    let density = ring
        .noised(1.0, 0.15)
        .log_prob(grid)
        .exp()
        .reshape([side, side]);
    let heat = plot("Density of the ring")
        .x("x₁")
        .y("x₂")
        .heat_on((-3.0, 3.0), (-3.0, 3.0), density)
        .equal()
        .size(440, 400);
    let matrix = rng.normals([12, 16]);
    let signed = plot("Weights of the first layer")
        .x("output")
        .y("input")
        .heat(matrix);
    let images = prototypes(&mut rng, 8, 16);
    let tiles = plot("Learned prototypes")
        .tiles(&images * 0.9 + 0.04, 4, 4, 8)
        .tile_names(&[
            "class 0", "class 1", "class 2", "class 3", "class 4", "class 5", "class 6", "class 7",
        ]);
    let soft = plot("Relaxed samples at three temperatures")
        .tiles(rng.uniforms([24, 16]), 4, 4, 8)
        .tile_rows(&["τ = 4", "τ = 1", "τ = 1/16"]);
    let band = plot("Search distribution over the rounds")
        .x("round")
        .y("x")
        .line_band(
            "relaxed sets",
            linspace(0.0, 20.0, 21),
            linspace(0.3, 5.0, 21),
            linspace(-1.7, 4.6, 21),
            linspace(2.3, 5.4, 21),
        )
        .line_band(
            "fixed set",
            linspace(0.0, 20.0, 21),
            linspace(0.3, 2.1, 21),
            linspace(-1.7, 2.0, 21),
            linspace(2.3, 2.2, 21),
        )
        .hline(5.0, "target");
    let stacked = panels(1, &[band.clone().size(640, 220), log.clone().size(640, 180)])
        .title("Relaxation keeps the weights alive")
        .caption("Above: mean and two standard deviations of the search distribution. Below: how many of the 400 draws count.");
    let few = plot("Marks in grey too")
        .x("width (cm)")
        .y("length (cm)")
        .scatter("setosa", rng.normals([40, 2]) * 0.4 + 1.0)
        .scatter("versicolor", rng.normals([40, 2]) * 0.4 + 2.0)
        .scatter("virginica", rng.normals([40, 2]) * 0.4 + 3.0)
        .text(1.0, 3.5, "∇ log p(x) ≈ 0")
        .arrow((1.2, 3.3), (2.0, 2.4));
    vec![
        ("runs", Figure::from(&runs)),
        ("clouds", clouds),
        ("many", Figure::from(&many)),
        ("histogram", Figure::from(&histogram)),
        ("bars", Figure::from(&bars)),
        ("log", Figure::from(&log)),
        ("heat", Figure::from(&heat)),
        ("signed", Figure::from(&signed)),
        ("tiles", Figure::from(&tiles)),
        ("soft", Figure::from(&soft)),
        ("stacked", stacked),
        ("few", Figure::from(&few)),
    ]
}

fn exp_of(x: &Tensor) -> Tensor {
    x.exp()
}
