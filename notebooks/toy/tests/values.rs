//! Layers, losses, optimisers and distributions against values worked out by hand or known from tables.

use toy::prelude::*;

#[test]
fn losses_of_known_predictions() {
    close(
        "mse",
        mse(&tensor([1.0, 3.0]), &tensor([0.0, 1.0])).item(),
        2.5,
        1e-15,
    );
    // Equal logits: every class has probability 1/k.
    close(
        "cross entropy",
        cross_entropy(&zeros([2, 4]), &[0, 3]).item(),
        ln(4.0),
        1e-15,
    );
    close(
        "bce",
        bce_with_logits(&zeros([2, 3]), &ones([2, 3])).item(),
        ln(2.0),
        1e-15,
    );
    close_all(
        "bce per row",
        bce_per_row(&zeros([2, 3]), &ones([2, 3])),
        [3.0 * ln(2.0); 2],
        1e-15,
    );
    // KL(N(1, 4) || N(0, 1)) = (1 + 4 − 1 − ln 4)/2.
    let kl = kl_normal(&tensor([[1.0]]), &tensor([[ln(4.0)]]));
    close_all("kl normal", kl, [(4.0 - ln(4.0)) / 2.0], 1e-15);
    let half = tensor([[ln(0.5), ln(0.25), ln(0.25)]]);
    close_all("entropy", entropy(&half), [1.5 * ln(2.0)], 1e-15);
    close_all(
        "kl to uniform",
        kl_to_uniform(&half),
        [ln(3.0) - 1.5 * ln(2.0)],
        1e-15,
    );
    // Large logits neither overflow nor lose the small term.
    close(
        "bce far out",
        bce_with_logits(&tensor([1000.0]), &tensor([0.0])).item(),
        1000.0,
        0.0,
    );
    close(
        "cross entropy far out",
        cross_entropy(&tensor([[1000.0, 0.0]]), &[1]).item(),
        1000.0,
        0.0,
    );
}

#[test]
fn adam_follows_its_algorithm() {
    // Algorithm 1 of the paper, written out, on the loss (w − 3)².
    let w = param(0.5);
    let mut opt = Adam::new([&w], 0.1).betas(0.8, 0.95);
    let (mut p, mut m, mut v) = (0.5f64, 0.0, 0.0);
    for t in 1..=50 {
        let g = 2.0 * (p - 3.0);
        m = 0.8 * m + 0.2 * g;
        v = 0.95 * v + 0.05 * g * g;
        let (m_hat, v_hat) = (
            m / (1.0 - powf(0.8, f64::from(t))),
            v / (1.0 - powf(0.95, f64::from(t))),
        );
        p -= 0.1 * m_hat / (v_hat.sqrt() + 1e-8);
        let norm = opt.step(&(&w - 3.0).square());
        assert!((norm - g.abs()).abs() < 1e-9);
        assert!(
            (w.item() - p).abs() < 1e-9,
            "step {t}: {} and {p}",
            w.item()
        );
    }
}

#[test]
fn sgd_momentum_clipping_and_schedule() {
    let w = param([3.0, 4.0]);
    let mut opt = Sgd::new([&w], 0.5).momentum(0.5);
    opt.apply(&[tensor([1.0, 0.0])]);
    opt.apply(&[tensor([1.0, 0.0])]);
    // Velocities 1 and 1.5.
    close_all("momentum", &w, [3.0 - 0.5 - 0.75, 4.0], 1e-15);
    let w = param([0.0, 0.0]);
    let norm = Sgd::new([&w], 1.0).clip(1.0).apply(&[tensor([3.0, 4.0])]);
    close("norm before clipping", norm, 5.0, 0.0);
    close_all("clipped step", &w, [-0.6, -0.8], 1e-15);
    let cosine = Schedule::Cosine {
        steps: 100,
        floor: 0.1,
    };
    close_all(
        "schedule",
        [0, 50, 100, 200].map(|t| cosine.factor(t)),
        [1.0, 0.55, 0.1, 0.1],
        1e-15,
    );
    let mut opt = Sgd::new([&w], 2.0).schedule(cosine);
    opt.apply(&[zeros(2)]);
    close("rate after a step", opt.lr(), 2.0 * cosine.factor(1), 1e-15);
}

#[test]
fn a_network_learns_exclusive_or() {
    let mut rng = Rng::seed(3);
    let net = Mlp::new(&mut rng, &[2, 8, 1], Act::Tanh);
    assert_eq!(net.count(), 2 * 8 + 8 + 8 + 1);
    let (x, y) = (
        tensor([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]),
        tensor([[0.0], [1.0], [1.0], [0.0]]),
    );
    let mut opt = Adam::new(net.params(), 0.05);
    for _ in 0..300 {
        opt.step(&bce_with_logits(&net.forward(&x), &y));
    }
    close_all("answers", net.forward(&x).sigmoid(), &y, 0.02);
}

#[test]
fn an_embedding_learns_only_the_rows_it_used() {
    let table = Embedding::new(&mut Rng::seed(1), 5, 3);
    let before = table.table.to_rows();
    let mut opt = Sgd::new(table.params(), 0.1);
    opt.step(&table.of(&[1, 3, 3]).square().sum());
    let after = table.table.to_rows();
    for (i, (before, after)) in before.iter().zip(&after).enumerate() {
        // Row 3 was used twice: its gradient is doubled.
        let factor = [1.0, 0.8, 1.0, 0.6, 1.0][i];
        close_all("row", after, Tensor::from(before) * factor, 1e-15);
    }
}

#[test]
fn distributions_have_their_table_values() {
    let n = Normal::new(1.0, 2.0);
    close(
        "cdf",
        n.cdf(1.0 + 2.0 * 1.959_963_984_540_054),
        0.975,
        1e-15,
    );
    close(
        "tail far out",
        n.tail(21.0) / 7.619_853_024_160_526e-24,
        1.0,
        1e-12,
    );
    close(
        "between",
        n.between(-1.0, 3.0),
        0.682_689_492_137_085_9,
        1e-15,
    );
    close(
        "between, in the tail",
        n.between(21.0, 1e9) / n.tail(21.0),
        1.0,
        1e-15,
    );
    close("log density", n.log_prob(2.0), ln(n.pdf(2.0)), 1e-15);
    close("quantile", n.quantile(0.975), 4.919_927_969_080_108, 1e-12);
    let c = Categorical::new([1.0, 1.0, 2.0]);
    close("entropy", c.entropy(), 1.5 * ln(2.0), 1e-15);
    close("log probability", c.log_prob(2), ln(0.5), 1e-15);
    assert_eq!(c.log_prob(7), f64::NEG_INFINITY);
    let g = Gumbel::new(0.5, 2.0);
    let slope = (g.cdf(1.0 + 1e-5) - g.cdf(1.0 - 1e-5)) / 2e-5;
    close(
        "density is the slope of the distribution function",
        exp(g.log_prob(1.0)),
        slope,
        1e-9,
    );
    let mut rng = Rng::seed(8);
    close(
        "mean of draws",
        mean(g.samples(&mut rng, 100_000)),
        0.5 + 2.0 * 0.577_215_664_901_5,
        0.03,
    );
    close("sd of draws", std(n.samples(&mut rng, 100_000)), 2.0, 0.02);
}

#[test]
fn functions_have_their_table_values() {
    close("erf", erf(1.0), 0.842_700_792_949_714_9, 1e-15);
    close("ln gamma", ln_gamma(5.0), ln(24.0), 1e-14);
    close("softplus", softplus(0.0), ln(2.0), 1e-15);
    close("gelu", gelu(1.0), 0.841_344_746_068_542_9, 1e-15);
    close("log sum exp", log_sum_exp(&[0.0, ln(3.0)]), ln(4.0), 1e-15);
    close_all(
        "softmax",
        tensor([[0.0, ln(3.0)]]).softmax(),
        [[0.25, 0.75]],
        1e-15,
    );
    // Frequencies to 2¹²⁷.
    let many = time_features([0.5], 256, 1.0);
    assert!(many.shape() == [1, 256] && many.to_vec().iter().all(|x| x.abs() <= 1.0));
    let t = time_features([0.0, 100.0], 4, 100.0);
    close_all(
        "time",
        t,
        [[0.0, 0.0, 1.0, 1.0], [1.0, 0.0, 0.0, -1.0]],
        1e-15,
    );
}

#[test]
fn everything_becomes_a_tensor() {
    let want = tensor([1.0, 2.0, 3.0]);
    let vector = vec![1.0, 2.0, 3.0];
    for same in [
        tensor(&vector),
        tensor(vector.as_slice()),
        tensor(array![1.0, 2.0, 3.0]),
        tensor(1..4),
        tensor(1..=3),
        tensor(vec![1usize, 2, 3]),
        vector.iter().copied().collect::<Tensor>(),
    ] {
        assert_eq!((same.shape(), same.to_vec()), (vec![3], want.to_vec()));
    }
    // A transposed array keeps its logical order.
    let turned = array![[1.0, 2.0], [3.0, 4.0]].reversed_axes();
    assert_eq!(tensor(turned).to_vec(), [1.0, 3.0, 2.0, 4.0]);
    assert_eq!(
        tensor([[1.0, 2.0], [3.0, 4.0]]).value(),
        array![[1.0, 2.0], [3.0, 4.0]].into_dyn()
    );
    assert_eq!(want.to_string(), "[1  2  3]  (3)");
    assert_eq!(tensor([[1.0, -0.25]]).to_string(), "1 x 2\n    1  -0.25");
}
