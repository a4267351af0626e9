//! How fast is training? `cargo run --release -p papercell-toy --example speed [-- ROW]` prints, for each row or for one,
//! the processor time of a step in milliseconds. `tests/bench/toolkit/run` compares them with PyTorch's.

use std::time::{Duration, Instant};

use toy::prelude::*;

/// Processor time of this process in seconds: other programs on the machine do not count.
fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split_whitespace().next().and_then(|n| n.parse().ok());
    nanoseconds.unwrap_or(0.0) / 1e9
}

/// Milliseconds of one step: of half a second of them, after a tenth to warm up.
fn milliseconds(mut step: impl FnMut()) -> f64 {
    let mut run = |milliseconds| {
        let (start, begin, mut steps) = (seconds(), Instant::now(), 0.0);
        while begin.elapsed() < Duration::from_millis(milliseconds) {
            step();
            steps += 1.0;
        }
        (seconds() - start) * 1e3 / steps
    };
    run(100);
    run(500)
}

/// Forward and backward: the gradients of the mean of squares of what a layer makes of `x`.
fn gradients(layer: &dyn Layer, x: &Tensor) -> f64 {
    let params = layer.params();
    let wanted: Vec<&Tensor> = params.iter().collect();
    milliseconds(|| drop(grad(&layer.forward(x).square().mean(), &wanted)))
}

/// A network of two hidden layers of 64 on 256 points, with Adam: a whole training step.
fn mlp() -> f64 {
    let mut rng = Rng::seed(1);
    let net = Mlp::new(&mut rng, &[2, 64, 64, 2], Act::Relu);
    let mut opt = Adam::new(net.params(), 1e-3);
    let (x, y) = (rng.normals([256, 2]), rng.normals([256, 2]));
    milliseconds(|| {
        opt.step(&mse(&net.forward(&x), &y));
    })
}

/// 64 images of 16 x 16 with 8 channels to 16 channels.
fn convolution(kernel: usize) -> f64 {
    let mut rng = Rng::seed(1);
    let layer = Conv2d::new(&mut rng, 8, 16, kernel);
    gradients(&layer, &param(rng.normals([64, 8, 16, 16])))
}

/// Width 32, batch 32, length 32.
fn sequence(make: fn(&mut Rng) -> Box<dyn Layer>) -> f64 {
    let mut rng = Rng::seed(1);
    let layer = make(&mut rng);
    gradients(&*layer, &rng.normals([32, 32, 32]))
}

/// What it is called, and how long a step takes.
type Row = (&'static str, fn() -> f64);

fn main() {
    let rows: [Row; 6] = [
        ("mlp", mlp),
        ("conv3", || convolution(3)),
        ("conv8", || convolution(8)),
        ("transformer", || {
            sequence(|rng| Box::new(TransformerBlock::new(rng, 32, 4, 128)))
        }),
        ("gru", || sequence(|rng| Box::new(Gru::new(rng, 32, 32)))),
        ("lstm", || sequence(|rng| Box::new(Lstm::new(rng, 32, 32)))),
    ];
    let asked = std::env::args().nth(1);
    for (name, row) in rows {
        if asked.as_deref().is_none_or(|asked| asked == name) {
            println!("{name} {:.4}", row());
        }
    }
}
