//! Attention and transformer blocks against PyTorch, masks, positions, gradients.

mod reference;
mod sequence;

use reference::Reference;
use sequence::twice;
use toy::prelude::*;

fn linear(file: &Reference, case: &str, w: &str, b: &str) -> Linear {
    Linear {
        w: param(file.tensor(case, w)),
        b: param(file.tensor(case, b)),
    }
}

/// Attention with the case's weights, whose names start with `prefix`.
fn attention(file: &Reference, case: &str, prefix: &str) -> MultiHeadAttention {
    let map =
        |w: &str, b: &str| linear(file, case, &format!("{prefix}{w}"), &format!("{prefix}{b}"));
    let mut attention = MultiHeadAttention::new(&mut Rng::seed(1), 4, 2);
    attention.query = map("wq", "bq");
    attention.key = map("wk", "bk");
    attention.value = map("wv", "bv");
    attention.output = map("wo", "bo");
    attention
}

/// The block's numbers as a list in which the norms' come last, replaced by the case's.
fn fill(block: &mut TransformerBlock, file: &Reference, case: &str, norms: &[&str]) {
    block.attention = attention(file, case, "");
    block.first = linear(file, case, "w1", "b1");
    block.second = linear(file, case, "w2", "b2");
    // The norms' own numbers are private: set them with one step of descent from what they are.
    let params = block.params();
    let own = &params[params.len() - norms.len()..];
    for (own, name) in own.iter().zip(norms) {
        let gap = own.detach() - file.tensor(case, name);
        Sgd::new([own], 1.0).step(&(own * gap).sum());
    }
}

#[test]
fn cross_attention_with_padding_is_that_of_pytorch() {
    let (file, case) = (Reference::read("sequence"), "cross");
    let attention = attention(&file, case, "");
    // In the first row all five keys are there; in the second only the first two.
    let mask = padding_mask(&[5, 2], 5);
    let (q, memory) = (file.tensor(case, "q"), file.tensor(case, "memory"));
    let (y, weights) = attention.attend_weights(&q, &memory, Some(&mask));
    close_all("output", y, file.tensor(case, "y"), 1e-13);
    close_all("weights", weights, file.tensor(case, "weights"), 1e-14);
}

#[test]
fn causal_blocks_of_both_kinds_are_those_of_pytorch() {
    let file = Reference::read("sequence");
    for case in ["pre", "post"] {
        let mut block = TransformerBlock::new(&mut Rng::seed(1), 4, 2, 6);
        if case == "post" {
            block = block.post_norm().act(Act::Gelu);
        }
        fill(&mut block, &file, case, &["g1", "h1", "g2", "h2"]);
        let x = param(file.tensor(case, "x"));
        let y = block.run(&x, Some(&causal_mask(5)));
        close_all("output", &y, file.tensor(case, "y"), 1e-12);
        let a = &block.attention;
        let own = block.params();
        let norms = &own[own.len() - 4..];
        let wanted = [
            ("dx", &x),
            ("dwq", &a.query.w),
            ("dwk", &a.key.w),
            ("dwv", &a.value.w),
            ("dwo", &a.output.w),
            ("dw1", &block.first.w),
            ("dg1", &norms[0]),
            ("dh2", &norms[3]),
        ];
        let loss = (y * file.tensor(case, "weights")).sum();
        let gradients = grad(&loss, &wanted.map(|(_, p)| p));
        for ((name, _), gradient) in wanted.iter().zip(gradients) {
            close_all(name, gradient, file.tensor(case, name), 1e-11);
        }
    }
}

#[test]
fn a_decoder_block_is_that_of_pytorch() {
    let (file, case) = (Reference::read("sequence"), "decoder");
    let mut block = TransformerBlock::decoder(&mut Rng::seed(1), 4, 2, 6).post_norm();
    fill(
        &mut block,
        &file,
        case,
        &["g1", "h1", "g2", "h2", "g3", "h3"],
    );
    block.cross = Some(attention(&file, case, "cross_"));
    let (x, memory) = (file.tensor(case, "x"), file.tensor(case, "memory"));
    let y = block.run_memory(&x, Some(&causal_mask(5)), &memory, None);
    close_all("output", y, file.tensor(case, "y"), 1e-12);
}

#[test]
fn a_hidden_key_has_weight_zero_and_a_query_without_keys_reads_zero() {
    let mut rng = Rng::seed(2);
    let (q, k, v) = (
        rng.normals([3, 2]),
        rng.normals([4, 2]),
        rng.normals([4, 5]),
    );
    let mask = tensor([[1.0, 0.0, 1.0, 1.0], [0.0; 4], [0.0, 0.0, 0.0, 1.0]]);
    let q = param(q * 1e3); // scores so large that e^score alone would overflow
    let (y, weights) = scaled_dot_product_attention(&q, &k, &v, Some(&mask));
    assert_eq!(weights.at([0, 1]), 0.0);
    assert_eq!(weights.row(1).to_vec(), [0.0; 4]);
    assert_eq!(weights.row(2).to_vec(), [0.0, 0.0, 0.0, 1.0]);
    assert_eq!(y.row(1).to_vec(), [0.0; 5]);
    close("sum", weights.row(0).sum().item(), 1.0, 1e-15);
    let slope = grad1(&y.square().sum(), &q);
    assert!(slope.to_vec().iter().all(|x| x.is_finite()));
    assert_eq!(slope.row(1).to_vec(), [0.0; 2]);
}

#[test]
fn nothing_leaks_from_the_future() {
    let mut rng = Rng::seed(3);
    let block = TransformerBlock::new(&mut rng, 8, 2, 16);
    let x = rng.normals([1, 6, 8]);
    let future = zeros([1, 6, 8]) + concat(1, &[&zeros([1, 4, 8]), &ones([1, 2, 8])]);
    let mask = causal_mask(6);
    let (a, b) = (
        block.run(&x, Some(&mask)),
        block.run(&(&x + future), Some(&mask)),
    );
    assert_eq!(a.slice(1, 0..4).to_vec(), b.slice(1, 0..4).to_vec());
    assert_ne!(a.slice(1, 4..5).to_vec(), b.slice(1, 4..5).to_vec());
}

#[test]
fn gradients_of_both_orders_are_right() {
    let mut rng = Rng::seed(4);
    let x = rng.normals([2, 3, 4]);
    let mask = causal_mask(3) * padding_mask(&[3, 2], 3);
    let mut attention = MultiHeadAttention::new(&mut rng, 4, 2).with_relative_bias(1);
    attention.gates = Some(tensor([0.5, 1.5]));
    twice("attention", |x| attention.attend(x, x, Some(&mask)), &x);
    twice("attention without a mask", |x| attention.forward(x), &x);
    let weights = |x: &Tensor| attention.attend_weights(x, x, Some(&mask)).1;
    twice("weights", weights, &x);
    let block = TransformerBlock::new(&mut rng, 4, 2, 3).act(Act::Tanh);
    twice("block", |x| block.run(x, Some(&mask)), &x);
    let post = block.post_norm();
    twice("post-norm block", |x| post.run(x, Some(&mask)), &x);
    twice("rotary", |x| rotary(&x.square()), &x);
    let table = rng.normals([3, 2]);
    let biased = |table: &Tensor| {
        let mut own = attention.clone();
        own.relative.as_mut().expect("a bias").table = table.clone();
        own.attend(&x, &x, Some(&mask))
    };
    twice("relative bias", biased, &table);
}

#[test]
fn a_relative_bias_depends_on_the_clipped_distance() {
    let mut attention = MultiHeadAttention::new(&mut Rng::seed(5), 4, 2).with_relative_bias(2);
    let relative = attention.relative.as_mut().expect("a bias");
    relative.table = tensor(0..10).reshape([5, 2]); // row reach + distance, column head
    let bias = relative.of(4, 6);
    assert_eq!(bias.shape(), [2, 4, 6]);
    assert_eq!(bias.at([0, 1, 1]), 4.0); // distance 0
    assert_eq!(bias.at([1, 1, 2]), 7.0); // one ahead
    assert_eq!(bias.at([0, 3, 0]), 0.0); // three behind: clipped to two
    assert_eq!(bias.at([1, 0, 5]), 9.0); // five ahead: clipped to two
    assert_eq!(attention.params().len(), 9);
}

#[test]
fn a_gate_scales_its_head() {
    let mut rng = Rng::seed(6);
    let mut attention = MultiHeadAttention::new(&mut rng, 4, 2);
    let x = rng.normals([2, 3, 4]);
    attention.gates = Some(tensor([0.5, 0.0]));
    let gated = attention.forward(&x);
    // The first head's rows of the last map count half, the second's not at all.
    let keep = tensor([[0.5], [0.5], [0.0], [0.0]]);
    attention.output.w = &attention.output.w * keep;
    attention.gates = None;
    close_all("gated", gated, attention.forward(&x), 1e-15);
}

#[test]
fn rotated_products_depend_on_the_distance_only() {
    let mut rng = Rng::seed(7);
    let (a, b) = (rng.normals([1, 6]), rng.normals([1, 6]));
    let (q, k) = (
        rotary(&a.broadcast_to([5, 6])),
        rotary(&b.broadcast_to([5, 6])),
    );
    let scores = q.matmul(&k.t());
    close("distance 1", scores.at([1, 2]), scores.at([3, 4]), 1e-14);
    close("distance −2", scores.at([2, 0]), scores.at([4, 2]), 1e-14);
    close("place 0", scores.at([0, 0]), (a * b).sum().item(), 1e-14);
    assert!((scores.at([0, 1]) - scores.at([1, 0])).abs() > 1e-3);
}

#[test]
fn positions_are_sines_and_cosines() {
    let p = positional_encoding(7, 6);
    close("sin", p.at([3, 0]), sin(3.0), 1e-15);
    close("cos", p.at([3, 1]), cos(3.0), 1e-15);
    close(
        "slower",
        p.at([5, 4]),
        sin(5.0 / powf(1e4, 4.0 / 6.0)),
        1e-15,
    );
}

#[test]
fn dropout_keeps_the_mean_and_only_acts_when_asked() {
    let mut rng = Rng::seed(8);
    let block = TransformerBlock::new(&mut rng, 8, 2, 16).dropout(0.5);
    let x = rng.normals([1, 4, 8]);
    let plain = block.run(&x, None);
    assert_eq!(
        plain.to_vec(),
        block.clone().dropout(0.0).run(&x, None).to_vec()
    );
    assert_ne!(
        plain.to_vec(),
        block.run_dropout(&x, None, &mut rng).to_vec()
    );
    // The network behind a zeroed attention is linear in what dropout keeps, so the mean over many draws is the plain one.
    let mut only = block.clone();
    only.attention.output = Linear::zero(8, 8);
    let draws = 4000;
    let sum: Tensor = (0..draws)
        .map(|_| only.run_dropout(&x, None, &mut rng).detach())
        .sum();
    close_all(
        "mean",
        sum / f64::from(draws),
        only.run(&x, None).detach(),
        0.1,
    );
}
