//! How fast is training? `cargo run -p papercell-toy --example speed` (in a profile like that of a cell).

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

fn main() {
    for act in [Act::Relu, Act::Silu, Act::Tanh] {
        for hidden in [64, 96] {
            let mut rng = Rng::seed(1);
            let net = Mlp::new(&mut rng, &[10, hidden, hidden, 2], act);
            let mut opt = Adam::new(net.params(), 1e-3);
            let (x, y) = (rng.normals([256, 10]), rng.normals([256, 2]));
            let start = seconds();
            let steps = 1000;
            for _ in 0..steps {
                opt.step(&mse(&net.forward(&x), &y));
            }
            let rate = f64::from(steps) / (seconds() - start);
            println!("{act:?} 10-{hidden}-{hidden}-2, batch 256: {rate:.0} steps/s");
        }
    }
    let mut rng = Rng::seed(1);
    let (w, v) = (param(rng.normals([16, 8])), param(rng.normals([8, 16])));
    let mut opt = Adam::new([&w, &v], 1e-2);
    let x = rng.bernoullis(full([64, 16], 0.5));
    let start = seconds();
    let steps = 5000;
    for _ in 0..steps {
        let logits = x.matmul(&w);
        let y = ((logits.log_softmax() + rng.gumbels([64, 8])) / 0.7).softmax();
        let loss = (bce_per_row(&y.matmul(&v), &x) + kl_to_uniform(&logits)).mean();
        opt.step(&loss);
    }
    let rate = f64::from(steps) / (seconds() - start);
    println!("Gumbel-softmax VAE, batch 64, 8 classes: {rate:.0} steps/s");
    let start = seconds();
    let d = energy_distance(rng.normals([2000, 2]), rng.normals([2000, 2]));
    println!(
        "energy distance of 2000 and 2000 points ({d:.4}): {:.0} ms",
        (seconds() - start) * 1e3
    );
    let start = seconds();
    drop(rng.normals(1_000_000));
    println!(
        "a million normal numbers: {:.0} ms",
        (seconds() - start) * 1e3
    );
}
