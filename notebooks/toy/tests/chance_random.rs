//! Streams, choices, draws and first weights.

use toy::prelude::*;

#[test]
fn forked_streams_depend_on_their_number_alone() {
    let root = Rng::seed(3);
    let late = root.fork(7).uniforms(5);
    let _ = (root.fork(1), root.stream("other"));
    assert_eq!(root.fork(7).uniforms(5).to_vec(), late.to_vec());
    assert_eq!(root.stream("data").bits(), root.stream("data").bits());
    // Nothing is taken from the source, and no stream repeats it or another one.
    let firsts = |rng: &mut Rng| rng.bits();
    let mut seen: Vec<u64> = (0..2000).map(|i| firsts(&mut root.fork(i))).collect();
    seen.extend([firsts(&mut root.clone()), firsts(&mut root.clone().split())]);
    seen.extend(["a", "b", "ab", ""].map(|name| firsts(&mut root.stream(name))));
    seen.extend((0..100).map(|i| firsts(&mut Rng::seed(4).fork(i))));
    let count = seen.len();
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), count);
    assert_eq!(root.clone().bits(), Rng::seed(3).bits());
}

#[test]
fn neighbouring_streams_are_uncorrelated() {
    let root = Rng::seed(1);
    let n = 20_000;
    let pairs: Vec<[f64; 2]> = (0..n)
        .map(|i| [root.fork(i).normal(), root.fork(i + 1).normal()])
        .collect();
    let matrix = covariance(tensor(pairs));
    close_all("covariance", matrix, eye(2), 0.03);
}

#[test]
fn draws_keep_their_bits() {
    let mut rng = Rng::seed(5);
    let found = [
        rng.laplace(),
        rng.gamma(0.5),
        rng.gamma(2.5),
        rng.beta(2.0, 3.0),
        rng.dirichlet([1.0, 2.0])[0],
        rng.poisson(3.0) as f64,
        rng.poisson(500.0) as f64,
        rng.binomial(1000, 0.3) as f64,
        rng.fork(1).uniform(),
        rng.stream("x").uniform(),
        rng.orthogonal([2, 2]).at([1, 1]),
    ]
    .map(f64::to_bits);
    println!("{found:#x?}");
    assert_eq!(found, BITS);
}

#[test]
fn rare_cases_of_the_draws_stay_in_range() {
    let mut rng = Rng::seed(6);
    assert_eq!(
        [
            rng.poisson(0.0),
            rng.binomial(0, 0.5),
            rng.binomial(50, 0.0)
        ],
        [0; 3]
    );
    assert_eq!(rng.binomial(1_000_000, 1.0), 1_000_000);
    for _ in 0..2000 {
        assert!(rng.binomial(30, 0.999) <= 30);
        let p = rng.dirichlet([1e-3, 1e-3, 1e-3]);
        assert!((p.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        assert!((0.0..=1.0).contains(&rng.beta(1e-4, 1e-4)));
        assert!(rng.gamma(1e-2) >= 0.0);
    }
    let large = rng.poisson(1e9) as f64;
    assert!((large - 1e9).abs() < 6.0 * 1e9f64.sqrt(), "{large}");
}

/// Frequencies of a count against its probabilities, by χ² (mean = degrees of freedom, variance twice that).
fn fits(what: &str, counts: &[u64], log_prob: impl Fn(f64) -> f64) {
    let n = counts.len() as f64;
    let top = counts.iter().max().copied().unwrap_or(0);
    let (mut square, mut cells) = (0.0, 0.0);
    for k in 0..=top {
        let want = n * exp(log_prob(k as f64));
        if want >= 10.0 {
            let found = counts.iter().filter(|&&c| c == k).count() as f64;
            square += (found - want) * (found - want) / want;
            cells += 1.0;
        }
    }
    assert!(
        cells > 5.0 && square < cells + 5.0 * sqrt(2.0 * cells),
        "{what}: {square} in {cells}"
    );
}

#[test]
fn counts_have_their_probabilities_on_both_branches() {
    let mut rng = Rng::seed(8);
    let n = 30_000;
    for rate in [4.0, 13.0, 60.0] {
        let counts: Vec<u64> = (0..n).map(|_| rng.poisson(rate)).collect();
        let p = Poisson::new(rate);
        fits(&format!("poisson {rate}"), &counts, |k| {
            p.log_prob(k).item()
        });
    }
    for (trials, chance) in [(20, 0.4), (25, 0.3), (200, 0.5), (333, 0.1)] {
        let counts: Vec<u64> = (0..n).map(|_| rng.binomial(trials, chance)).collect();
        let p = Binomial::new(trials as usize, chance);
        fits(&format!("binomial {trials}"), &counts, |k| {
            p.log_prob(k).item()
        });
    }
}

#[test]
fn weighted_choices_are_different_and_follow_their_weights() {
    let mut rng = Rng::seed(9);
    let weights = [1.0, 0.0, 2.0, 5.0];
    let (mut firsts, mut seconds) = ([0.0; 4], [0.0; 4]);
    for _ in 0..20_000 {
        let places = rng.choice_weighted(weights, 2);
        assert!(places.len() == 2 && places[0] != places[1]);
        firsts[places[0]] += 1.0 / 20_000.0;
        seconds[places[1]] += 1.0 / 20_000.0;
    }
    close_all("first", firsts, [0.125, 0.0, 0.25, 0.625], 0.015);
    // Place 3 second: after 0 with 1/8·5/7, after 2 with 2/8·5/6.
    close(
        "second",
        seconds[3],
        0.125 * 5.0 / 7.0 + 0.25 * 5.0 / 6.0,
        0.015,
    );
}

#[test]
fn batches_hold_every_place_once() {
    let batches = Rng::seed(2).batches(23, 5);
    assert_eq!(
        batches.iter().map(Vec::len).collect::<Vec<_>>(),
        [5, 5, 5, 5, 3]
    );
    let mut all = batches.concat();
    assert_eq!(all, Rng::seed(2).permutation(23));
    all.sort_unstable();
    assert!(all.into_iter().eq(0..23));
}

#[test]
fn first_weights_have_the_variance_of_their_scheme() {
    let mut rng = Rng::seed(4);
    let shape = [300, 100];
    let near = |w: Tensor, variance: f64| {
        let ratio = std(&w) * std(&w) / variance;
        assert!((ratio - 1.0).abs() < 0.03, "{ratio}");
    };
    near(rng.xavier_uniform(shape), 2.0 / 400.0);
    near(rng.xavier_normal(shape), 2.0 / 400.0);
    near(rng.he_uniform(shape), 2.0 / 300.0);
    near(rng.he_normal(shape), 2.0 / 300.0);
    // Of a kernel, outputs x inputs x places.
    near(rng.he_normal([50, 100, 3]), 2.0 / 300.0);
    let bound = rng.xavier_uniform(shape).abs().max().item();
    assert!(bound <= sqrt(6.0 / 400.0) && bound > 0.99 * sqrt(6.0 / 400.0));
    for (rows, columns) in [(40, 40), (7, 20), (20, 7)] {
        let q = rng.orthogonal([rows, columns]);
        assert_eq!(q.shape(), [rows, columns]);
        let (small, product) = if rows > columns {
            (columns, q.t().matmul(&q))
        } else {
            (rows, q.matmul(&q.t()))
        };
        close_all("orthonormal", product, eye(small), 1e-14);
    }
}

#[test]
#[should_panic(expected = "choice_weighted: cannot draw 3 different places, 2 have a weight")]
fn too_many_choices_are_named() {
    Rng::seed(1).choice_weighted([1.0, 0.0, 1.0], 3);
}

#[test]
#[should_panic(expected = "gamma: the shape must be positive, got 0")]
fn a_gamma_number_needs_a_shape() {
    Rng::seed(1).gamma(0.0);
}

#[test]
#[should_panic(
    expected = "he_normal: needs a shape inputs x outputs, or outputs x inputs x places of a kernel, got [3]"
)]
fn first_weights_need_two_axes() {
    Rng::seed(1).he_normal(3);
}

const BITS: [u64; 11] = [
    0xbfe13575f48de870,
    0x3fb839ffccd42bf7,
    0x40022519d4f65bbe,
    0x3fcd9700cf843ed6,
    0x3fd69dbeb7c80dcc,
    0x4010000000000000,
    0x407f800000000000,
    0x4071800000000000,
    0x3fef65f4dc2b5bc8,
    0x3fd1eb996d3f785d,
    0x3fe713c09344361e,
];
