//! How fast is a transformer block? `cargo run --release -p papercell-toy --example speed_transformer`.
//!
//! Width 32, 4 heads, 128 hidden units, batch 32, length 32: forward and backward, processor time of the best of five
//! rounds. To be compared with PyTorch's `TransformerEncoderLayer` on one thread.

use toy::prelude::*;

/// Processor time of this process in seconds: other programs on the machine do not count.
fn seconds() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    let nanoseconds = stat.split_whitespace().next().and_then(|n| n.parse().ok());
    nanoseconds.unwrap_or(0.0) / 1e9
}

/// Milliseconds of one call of `step`, in the best of five rounds.
fn best(steps: u32, step: &dyn Fn()) -> f64 {
    step();
    let round = |_| {
        let start = seconds();
        (0..steps).for_each(|_| step());
        (seconds() - start) * 1e3 / f64::from(steps)
    };
    (0..5).map(round).fold(f64::INFINITY, f64::min)
}

fn main() {
    let mut rng = Rng::seed(1);
    let x = rng.normals([32, 32, 32]);
    let train = |name: &str, layer: &dyn Layer| {
        let params = layer.params();
        let wanted: Vec<&Tensor> = params.iter().collect();
        let forward = best(50, &|| drop(no_grad(|| layer.forward(&x))));
        let both = best(50, &|| {
            drop(grad(&layer.forward(&x).square().mean(), &wanted))
        });
        println!("{name}: forward {forward:.2} ms, forward and backward {both:.2} ms");
    };
    for act in [Act::Relu, Act::Gelu] {
        let block = TransformerBlock::new(&mut rng, 32, 4, 128).act(act);
        train(&format!("transformer block, {act:?}"), &block);
    }
    train("attention", &MultiHeadAttention::new(&mut rng, 32, 4));
    train("RNN", &Rnn::new(&mut rng, 32, 32));
    train("GRU", &Gru::new(&mut rng, 32, 32));
    train("LSTM", &Lstm::new(&mut rng, 32, 32));
}
