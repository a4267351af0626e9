//! How fast is a convolution? `cargo run --release -p papercell-toy --example speed_conv`
//!
//! 64 images of 8 x 16 x 16 to 16 channels, kernels 8 x 8 and 3 x 3: forward, and forward with all three gradients.

use toy::prelude::*;

/// Processor time of this process in seconds: other programs on the machine do not count.
fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat
        .rsplit(')')
        .next()
        .and_then(|rest| rest.split_whitespace().nth(11)?.parse().ok());
    ticks.unwrap_or(0.0) / 100.0
}

/// Milliseconds of one call, from as many as take two seconds.
fn milliseconds(what: &dyn Fn()) -> f64 {
    what();
    let (start, mut calls) = (seconds(), 0.0);
    while seconds() - start < 2.0 {
        (0..10).for_each(|_| what());
        calls += 10.0;
    }
    (seconds() - start) / calls * 1e3
}

fn main() {
    let mut rng = Rng::seed(1);
    let x = param(rng.normals([64, 8, 16, 16]));
    for kernel in [8, 3] {
        let layer = Conv2d::new(&mut rng, 8, 16, kernel);
        let forward = milliseconds(&|| drop(no_grad(|| layer.forward(&x))));
        let both = milliseconds(&|| {
            let loss = layer.forward(&x).square().sum();
            drop(grad(&loss, &[&x, &layer.w, &layer.b]));
        });
        println!(
            "kernel {kernel} x {kernel}: forward {forward:.2} ms, with gradients {both:.2} ms"
        );
    }
    let (a, b) = (rng.normals([512, 512]), rng.normals([512, 512]));
    let product = milliseconds(&|| drop(a.matmul(&b)));
    println!("512 x 512 matrix product: {product:.2} ms");
}
