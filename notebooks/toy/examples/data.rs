//! Draws the data sets into a folder, to look at: `cargo run -p papercell-toy --example data -- FOLDER`.

use toy::prelude::*;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    for (name, figure) in [("points", points()), ("images", images())] {
        std::fs::write(format!("{folder}/{name}.svg"), figure.svg())?;
    }
    Ok(())
}

fn points() -> Figure {
    let mut rng = Rng::seed(7);
    let n = 600;
    let sets = [
        ("moons", two_moons(&mut rng, n, 0.1)),
        ("spirals", spirals(&mut rng, n, 3, 0.02)),
        ("rings", rings(&mut rng, n, &[1.0, 1.8], 0.1)),
        ("pinwheel", pinwheel(&mut rng, n, 5, 0.1)),
        ("checkerboard", checkerboard(&mut rng, n, 4)),
        ("xor", xor(&mut rng, n, 0.3)),
        ("two Gaussians", two_gaussians(&mut rng, n, 2, 3.0)),
        ("grid", grid_of_gaussians(&mut rng, n, 5, 2.0, 0.1)),
        ("ring", ring_of_gaussians(&mut rng, n, 8, 2.0, 0.1)),
    ];
    let panel = |(title, (x, labels)): &(&str, (Tensor, Vec<usize>))| {
        let mut panel = plot(title).equal();
        let classes = labels.iter().max().map_or(0, |most| most + 1);
        if classes > 5 {
            return panel.scatter("", x);
        }
        for class in 0..classes {
            panel = panel.scatter("", rows_of_class(x, labels, class));
        }
        panel
    };
    panels(3, &sets.iter().map(panel).collect::<Vec<_>>())
}

fn images() -> Figure {
    let mut rng = Rng::seed(7);
    let tenths: Vec<usize> = (0..10).collect();
    let clean = Digits::clean().draw(&mut rng, &tenths).reshape([10, 64]);
    let drawn = digits(&mut rng, 40).0.reshape([40, 64]);
    let shapes = shapes(&mut rng, 20, 16).0.reshape([20, 256]);
    let videos = moving_sprites(&mut rng, 2, 10, 16).0.reshape([20, 256]);
    let textures = textures(&mut rng, 20, 12, 0.05).0.reshape([20, 144]);
    let bars = bars_and_stripes(&mut rng, 10, 4).0.reshape([10, 16]);
    let tiles = |title: &str, x: Tensor, side: usize| plot(title).tiles(x, side, side, 10);
    panels(
        1,
        &[
            tiles("digits, clean", clean, 8),
            tiles("digits", drawn, 8),
            tiles("shapes", shapes, 16),
            tiles("moving sprites", videos, 16),
            tiles("textures", textures, 12),
            tiles("bars and stripes", bars, 4),
        ],
    )
}
