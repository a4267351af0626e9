//! Draws of the distributions against their moments.

use toy::prelude::*;

const A: [f64; 3] = [0.7, 2.0, 5.5];
const B: [f64; 3] = [1.3, 0.4, 3.0];
const PLACE: [f64; 3] = [-0.5, 0.0, 2.0];
const UNIT: [f64; 3] = [0.15, 0.5, 0.9];

fn first() -> Tensor {
    tensor([[0.8, 1.0, 3.0], [2.0, 5.0, 0.4]])
}

fn factor() -> Tensor {
    tensor([[1.2, 0.0, 0.0], [0.4, 0.9, 0.0], [-0.7, 0.3, 1.5]])
}

/// Mean and variance of many draws, within five standard errors (the draws' own spread gives them).
fn moments(what: &str, draws: &Tensor, want_mean: &Tensor, want_variance: &Tensor) {
    let n = draws.shape()[0] as f64;
    let gap = draws - want_mean;
    let check = |kind: &str, terms: Tensor, want: &Tensor| {
        let found = terms.mean_axis(0);
        let error = ((&terms - &found).square().mean_axis(0) / n).sqrt();
        let (found, want, error) = (found.to_vec(), want.to_vec(), error.to_vec());
        for i in 0..found.len() {
            assert!(
                (found[i] - want[i]).abs() <= 5.0 * error[i] + 1e-12,
                "{what}: the {kind} of number {i} is {}, should be {} ± {}",
                found[i],
                want[i],
                error[i]
            );
        }
    };
    check("mean", draws.clone(), want_mean);
    check("variance", gap.square(), want_variance);
}

#[test]
fn draws_have_the_moments_of_their_distributions() {
    let (n, mut rng) = (40_000, Rng::seed(11));
    macro_rules! check {
        ($($p:expr),*) => {$(
            let p = $p;
            moments(stringify!($p), &p.samples(&mut rng, n), &p.mean(), &p.variance());
            assert_eq!(p.sample(&mut rng).shape(), p.mean().shape());
        )*};
    }
    check!(
        Gaussian::new(PLACE, A),
        Laplace::new(PLACE, A),
        StudentT::new([9.0, 12.0, 30.0], PLACE, A),
        Uniform::new(PLACE, tensor(PLACE) + tensor(A)),
        Exponential::new(A),
        Gamma::new([0.3, 1.0, 8.0], B),
        Beta::new(A, B),
        Bernoulli::new([0.0, 0.3, 1.0]),
        Binomial::new(9, UNIT),
        Binomial::new(1000, [0.01, 0.5, 0.997]),
        Poisson::new([0.2, 11.0, 300.0]),
        Dirichlet::new(first())
    );
    let normal = MultivariateNormal::from_factor(PLACE, factor());
    let points = normal.samples(&mut rng, n);
    let variance = (normal.covariance() * eye(3)).sum_axis(1);
    moments("multivariate", &points, &normal.mean(), &variance);
    close_all("covariance", covariance(&points), normal.covariance(), 0.06);
    // Relaxed draws choose classes with their probabilities: the Gumbel trick.
    let logits = tensor([1.0, 0.0, 2.0]);
    let many = logits.unsqueeze(0).broadcast_to([n, 3]);
    let hard = harden(&gumbel_softmax(&mut rng, &many, 0.5));
    let p = logits.softmax();
    moments("gumbel softmax", &hard, &p, &(&p * (1.0 - &p)));
    let rows = one_hot(&CategoricalRows::new(&many).sample(&mut rng), 3);
    moments("categorical", &rows, &p, &(&p * (1.0 - &p)));
}
