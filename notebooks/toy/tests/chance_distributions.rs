//! Distributions against PyTorch's figures, their gradients, and their draws against their moments.

use toy::prelude::*;

mod reference;
use reference::Reference;

/// Checks one figure of one case.
fn agrees(torch: &Reference, case: &str, name: &str, got: impl Into<Tensor>) {
    let want = torch.tensor(case, name);
    let got = got.into().broadcast_to(want.shape());
    close_all(&format!("{case}, {name}"), got, want, 1e-11);
}

const A: [f64; 3] = [0.7, 2.0, 5.5];
const B: [f64; 3] = [1.3, 0.4, 3.0];
const C: [f64; 3] = [1.9, 1.1, 0.6];
const E: [f64; 3] = [0.8, 2.5, 1.7];
const PLACE: [f64; 3] = [-0.5, 0.0, 2.0];
const OTHER: [f64; 3] = [0.3, 1.0, -1.0];
const UNIT: [f64; 3] = [0.15, 0.5, 0.9];

fn first() -> Tensor {
    tensor([[0.8, 1.0, 3.0], [2.0, 5.0, 0.4]])
}

fn factor() -> Tensor {
    tensor([[1.2, 0.0, 0.0], [0.4, 0.9, 0.0], [-0.7, 0.3, 1.5]])
}

/// Everything that most distributions have, against the case of that name.
macro_rules! agree {
    ($torch:ident, $case:literal, $p:expr) => {
        let p = $p;
        agrees(
            &$torch,
            $case,
            "log_prob",
            p.log_prob($torch.tensor($case, "x")),
        );
        agrees(&$torch, $case, "mean", p.mean());
        agrees(&$torch, $case, "variance", p.variance());
    };
    ($torch:ident, $case:literal, $p:expr, entropy) => {
        agree!($torch, $case, $p);
        agrees(&$torch, $case, "entropy", $p.entropy());
    };
    ($torch:ident, $case:literal, $p:expr, entropy, $q:expr) => {
        agree!($torch, $case, $p, entropy);
        agrees(&$torch, $case, "kl", $p.kl(&$q));
    };
}

#[test]
fn densities_entropies_moments_and_divergences_agree_with_pytorch() {
    let torch = Reference::read("chance");
    agree!(
        torch,
        "gaussian",
        Gaussian::new(PLACE, A),
        entropy,
        Gaussian::new(OTHER, B)
    );
    agree!(
        torch,
        "laplace",
        Laplace::new(PLACE, A),
        entropy,
        Laplace::new(OTHER, B)
    );
    agree!(
        torch,
        "uniform",
        Uniform::new(PLACE, tensor(PLACE) + tensor(A)),
        entropy
    );
    agree!(
        torch,
        "exponential",
        Exponential::new(A),
        entropy,
        Exponential::new(B)
    );
    agree!(torch, "gamma", Gamma::new(A, B), entropy, Gamma::new(C, E));
    agree!(torch, "beta", Beta::new(A, B), entropy, Beta::new(C, E));
    let turned = [UNIT[2], UNIT[1], UNIT[0]];
    agree!(
        torch,
        "bernoulli",
        Bernoulli::new(UNIT),
        entropy,
        Bernoulli::new(turned)
    );
    agree!(torch, "binomial", Binomial::new(9, UNIT), entropy);
    agree!(torch, "poisson", Poisson::new(A));
    agrees(
        &torch,
        "poisson",
        "kl",
        Poisson::new(A).kl(&Poisson::new(B)),
    );
    let second = tensor([[1.5, 0.7, 2.0], [1.0, 1.0, 1.0]]);
    agree!(
        torch,
        "dirichlet",
        Dirichlet::new(first()),
        entropy,
        Dirichlet::new(second)
    );
    let student = StudentT::new([1.5, 3.0, 8.0], PLACE, A);
    let at = torch.tensor("student", "x");
    agrees(&torch, "student", "log_prob", student.log_prob(at));
    agrees(&torch, "student", "entropy", student.entropy());
    // The first variance is infinite, which JSON cannot say.
    assert_eq!(student.variance().at(0), f64::INFINITY);
    close("variance", student.variance().at(1), 4.0 * 3.0, 1e-12);
    assert!(StudentT::new(1.0, 0.0, 1.0).mean().item().is_nan());
}

#[test]
fn rows_agree_with_pytorch() {
    let torch = Reference::read("chance");
    let logits = tensor([[0.5, -1.0, 2.0], [0.1, 0.2, 0.3]]);
    let rows = CategoricalRows::new(&logits);
    agrees(&torch, "categorical", "log_prob", rows.log_prob(&[2, 0]));
    agrees(&torch, "categorical", "entropy", rows.entropy());
    agrees(
        &torch,
        "categorical",
        "kl",
        rows.kl(&CategoricalRows::new(-&logits)),
    );
    let relaxed = tensor([[0.2, 0.5, 0.3], [0.05, 0.9, 0.05]]);
    let soft = Concrete::new(&logits, 0.7);
    agrees(&torch, "concrete", "log_prob", soft.log_prob(&relaxed));
    let coins = BinaryConcrete::new(&logits, 0.7);
    agrees(&torch, "concrete", "binary", coins.log_prob(&relaxed));
    let gumbel = Gumbel::new(0.5, 2.0);
    agrees(&torch, "gumbel", "entropy", gumbel.entropy());
    agrees(&torch, "gumbel", "mean", gumbel.mean());
    let normal = MultivariateNormal::from_factor([0.5, -1.0, 2.0], factor());
    let points = tensor([[0.0, 0.0, 0.0], [1.0, -2.0, 3.0]]);
    agrees(&torch, "multivariate", "log_prob", normal.log_prob(&points));
    agrees(&torch, "multivariate", "entropy", normal.entropy());
    let wide = MultivariateNormal::new(zeros(3), 2.0 * eye(3) + 0.3);
    agrees(&torch, "multivariate", "kl", normal.kl(&wide));
    let same = MultivariateNormal::new([0.5, -1.0, 2.0], normal.covariance());
    close_all("factor", same.factor, factor(), 1e-14);
    close_all(
        "one point",
        normal.log_prob(points.row(1)),
        normal.log_prob(&points).row(1),
        0.0,
    );
}

#[test]
fn plain_numbers_and_tensors_agree() {
    let (p, q) = (Normal::new(1.0, 0.5), Normal::new(-0.3, 2.0));
    let (pt, qt) = (Gaussian::new(1.0, 0.5), Gaussian::new(-0.3, 2.0));
    close("log_prob", p.log_prob(0.2), pt.log_prob(0.2).item(), 1e-14);
    close("cdf", p.cdf(0.2), pt.cdf(0.2).item(), 1e-14);
    close("entropy", p.entropy(), pt.entropy().item(), 1e-14);
    close("kl", p.kl(&q), pt.kl(&qt).item(), 1e-14);
    let (p, q) = (
        Categorical::new([1.0, 0.0, 3.0]),
        Categorical::new([1.0, 1.0, 2.0]),
    );
    let rows = |p: &Categorical| CategoricalRows::new(tensor(&p.probs).ln().unsqueeze(0));
    close("kl", p.kl(&q), rows(&p).kl(&rows(&q)).item(), 1e-14);
    close("entropy", p.entropy(), rows(&p).entropy().item(), 1e-14);
    assert_eq!(q.kl(&p), f64::INFINITY);
}

/// Checks a function's gradient, and the gradient of a scalar made from that gradient.
fn twice(what: &str, f: impl Fn(&Tensor) -> Tensor, at: &Tensor) {
    let weigh = |y: &Tensor| {
        let weights: Tensor = (0..y.len()).map(|i| 0.7 + 0.3 * i as f64).collect();
        (y.flatten() * weights).sum()
    };
    check_grad(what, |x| weigh(&f(x)), at);
    let slope = |x: &Tensor| {
        let x = if x.tracked() { x.clone() } else { param(x) };
        weigh(&grad1_graph(&weigh(&f(&x)), &x)) + 0.0 * x.sum()
    };
    check_grad(&format!("the gradient of {what}"), slope, at);
}

#[test]
fn gradients_of_any_order_reach_the_parameters_and_the_points() {
    let (a, b, place) = (tensor(A), tensor(B), tensor(PLACE));
    let (x, unit) = (tensor([0.2, 1.5, 3.0]), tensor(UNIT));
    twice("ln Γ", |x| x.ln_gamma(), &a);
    twice("digamma", |x| x.digamma(), &a);
    twice("gaussian, x", |x| Gaussian::new(PLACE, A).log_prob(x), &x);
    twice("gaussian, sd", |s| Gaussian::new(PLACE, s).log_prob(B), &a);
    twice(
        "gaussian kl",
        |s| Gaussian::new(PLACE, s).kl(&Gaussian::new(OTHER, B)),
        &a,
    );
    twice("laplace", |s| Laplace::new(PLACE, s).log_prob(B), &a);
    twice(
        "laplace kl",
        |s| Laplace::new(PLACE, s).kl(&Laplace::new(OTHER, B)),
        &a,
    );
    twice(
        "student, df",
        |n| StudentT::new(n, PLACE, A).log_prob(B),
        &(&b + 1.0),
    );
    twice(
        "student entropy",
        |n| StudentT::new(n, PLACE, A).entropy(),
        &(&b + 1.0),
    );
    twice("exponential", |r| Exponential::new(r).log_prob(B), &a);
    twice("gamma, shape", |s| Gamma::new(s, B).log_prob(E), &a);
    twice("gamma, x", |x| Gamma::new(A, B).log_prob(x), &x);
    twice("gamma entropy", |s| Gamma::new(s, B).entropy(), &a);
    twice("gamma kl", |s| Gamma::new(A, s).kl(&Gamma::new(s, E)), &b);
    // At a = 1 the power of x is 0, yet its slope is ln x.
    twice(
        "beta, a",
        |s| Beta::new(s, B).log_prob(UNIT),
        &tensor([1.0, 2.0, 1.0]),
    );
    twice("beta kl", |s| Beta::new(s, B).kl(&Beta::new(C, s)), &a);
    twice("beta entropy", |s| Beta::new(s, B).entropy(), &a);
    twice(
        "bernoulli",
        |p| Bernoulli::new(p).log_prob([0.0, 1.0, 1.0]),
        &unit,
    );
    twice(
        "bernoulli entropy",
        |l| Bernoulli::from_logits(l).entropy(),
        &place,
    );
    twice(
        "binomial",
        |p| Binomial::new(9, p).log_prob([0.0, 3.0, 7.0]),
        &unit,
    );
    twice("binomial entropy", |p| Binomial::new(4, p).entropy(), &unit);
    twice("poisson", |r| Poisson::new(r).log_prob([0.0, 3.0, 7.0]), &a);
    let relaxed = tensor([[0.2, 0.5, 0.3], [0.05, 0.9, 0.05]]);
    twice(
        "dirichlet",
        |a| Dirichlet::new(a).log_prob(&relaxed),
        &first(),
    );
    twice(
        "dirichlet entropy",
        |a| Dirichlet::new(a).entropy(),
        &first(),
    );
    twice(
        "dirichlet kl",
        |a| Dirichlet::new(a).kl(&Dirichlet::new(ones([2, 3]))),
        &first(),
    );
    twice(
        "categorical",
        |l| CategoricalRows::new(l).log_prob(&[2, 0]),
        &first(),
    );
    twice(
        "categorical kl",
        |l| CategoricalRows::new(l).kl(&CategoricalRows::new(&relaxed)),
        &first(),
    );
    twice(
        "concrete",
        |l| Concrete::new(l, 0.7).log_prob(&relaxed),
        &first(),
    );
    twice(
        "binary concrete",
        |x| BinaryConcrete::new(first(), 0.7).log_prob(x),
        &relaxed,
    );
    let points = tensor([[0.0, 0.4, 0.0], [1.0, -2.0, 3.0]]);
    // Symmetric whatever the numbers are: a product with its transpose.
    let normal = |m: &Tensor| MultivariateNormal::new(PLACE, m.matmul(&m.t()) + eye(3));
    twice(
        "multivariate, covariance",
        |m| normal(m).log_prob(&points),
        &factor(),
    );
    twice(
        "multivariate, x",
        |x| normal(&factor()).log_prob(x),
        &points,
    );
    twice(
        "multivariate kl",
        |m| normal(m).kl(&normal(&factor())),
        &(factor() + 0.2),
    );
    twice(
        "multivariate kl, other",
        |m| normal(&factor()).kl(&normal(m)),
        &(factor() + 0.2),
    );
}

#[test]
fn reparameterised_draws_carry_gradients() {
    let at = tensor(A);
    let rng = || Rng::seed(9);
    twice(
        "gaussian",
        |s| Gaussian::new(PLACE, s).rsample(&mut rng()).exp(),
        &at,
    );
    twice(
        "laplace",
        |s| Laplace::new(PLACE, s).rsample(&mut rng()).square(),
        &at,
    );
    twice(
        "uniform",
        |s| Uniform::new(-s, s).rsample(&mut rng()).square(),
        &at,
    );
    twice(
        "exponential",
        |r| Exponential::new(r).rsample(&mut rng()),
        &at,
    );
    twice(
        "student",
        |s| StudentT::new(3.0, PLACE, s).rsample(&mut rng()).square(),
        &at,
    );
    twice(
        "gumbel softmax",
        |l| gumbel_softmax(&mut rng(), l, 0.7),
        &first(),
    );
    twice(
        "binary concrete",
        |l| BinaryConcrete::new(l, 0.7).rsample(&mut rng()),
        &first(),
    );
    let covariance = |m: &Tensor| m.matmul(&m.t()) + eye(3);
    let draw = |m: &Tensor| MultivariateNormal::new(PLACE, covariance(m)).rsample(&mut rng());
    twice("multivariate", |m| draw(m).square(), &factor());
    // A hard choice is one-hot and has the soft one's gradient.
    let logits = param(first());
    let soft = gumbel_softmax(&mut rng(), &logits, 0.7);
    let hard = harden(&soft);
    assert_eq!(hard.sum_axis(1).to_vec(), [1.0, 1.0]);
    let weights = tensor([[1.0, 2.0, 4.0], [3.0, 1.0, 0.5]]);
    let slope = |y: &Tensor| grad1(&(y * &weights).sum(), &logits).to_vec();
    assert_eq!(slope(&hard), slope(&soft));
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

#[test]
fn densities_end_where_their_distributions_do() {
    let none = f64::NEG_INFINITY;
    assert_eq!(
        Uniform::new(0.0, 2.0).log_prob([-0.1, 2.1]).to_vec(),
        [none; 2]
    );
    assert_eq!(
        Exponential::new(1.0).log_prob([-1.0, 0.0]).to_vec(),
        [none, 0.0]
    );
    assert_eq!(
        Gamma::new(1.0, 1.0).log_prob([-1.0, 0.0]).to_vec(),
        [none, 0.0]
    );
    assert_eq!(
        Beta::new(1.0, 1.0).log_prob([-0.5, 0.0, 1.0, 1.5]).to_vec(),
        [none, 0.0, 0.0, none]
    );
    assert_eq!(
        Poisson::new(1.0).log_prob([-1.0, 0.0]).to_vec(),
        [none, -1.0]
    );
    assert_eq!(
        Binomial::new(2, [0.0, 1.0, 0.5])
            .log_prob([0.0, 2.0, 3.0])
            .to_vec(),
        [0.0, 0.0, none]
    );
    let sure = Bernoulli::new([0.0, 1.0]);
    close_all("sure coins", sure.log_prob([0.0, 1.0]), [0.0, 0.0], 1e-15);
    assert!(sure.log_prob([1.0, 0.0]).max().item() < -36.0);
}

#[test]
fn polygamma_agrees_with_mpmath_and_with_known_values() {
    let torch = Reference::read("chance");
    let x = torch.tensor("special", "x");
    for m in 0..4 {
        let want = torch.tensor("special", &format!("polygamma{m}"));
        let got = x.polygamma(m);
        let gap = ((&got - &want) / (want.abs() + 1e-300)).abs().max().item();
        assert!(gap < 1e-12, "polygamma {m}: {gap}");
    }
    close("ψ(1) = −γ", digamma(1.0), -0.577_215_664_901_532_9, 1e-15);
    let known = std::f64::consts::PI.powi(2) / 6.0;
    close(
        "ψ⁽¹⁾(1) = π²/6",
        tensor(1.0).polygamma(1).item(),
        known,
        1e-14,
    );
    assert!(digamma(0.0).is_nan() && digamma(-1.5).is_nan());
}

macro_rules! panics {
    ($($name:ident: $cell:expr => $want:literal;)*) => {$(
        #[test]
        #[should_panic(expected = $want)]
        fn $name() {
            let _ = $cell;
        }
    )*};
}

panics! {
    a_negative_scale_is_named: Gaussian::new(0.0, [1.0, -1.0]) => "Gaussian: the standard deviation must be positive, got -1";
    parameters_that_do_not_fit_are_named: Gamma::new([1.0, 2.0], [1.0, 2.0, 3.0]) => "Gamma: the parameters' shapes [[2], [3]] do not broadcast";
    points_that_do_not_fit_are_named: Beta::new(A, B).log_prob([0.1, 0.2]) => "Beta: points of shape [2] do not fit parameters of shape [3]";
    an_empty_interval_is_named: Uniform::new(1.0, 1.0) => "Uniform: the width (high − low) must be positive, got 0";
    a_wrong_probability_is_named: Bernoulli::new([0.5, 1.5]) => "Bernoulli: probabilities must be between 0 and 1, got 1.5";
    an_indefinite_covariance_is_named: MultivariateNormal::new([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]]) => "MultivariateNormal: the matrix (shape [2, 2]) is not positive definite: pivot 1 is -3";
    a_skew_covariance_is_named: MultivariateNormal::new([0.0, 0.0], [[1.0, 0.5], [0.2, 1.0]]) => "the matrix is not symmetric at [1, 0]";
    a_mean_of_another_length_is_named: MultivariateNormal::new([0.0], eye(2)) => "a mean of shape [1] does not fit a matrix of shape [2, 2]";
    classes_that_differ_are_named: Dirichlet::new([1.0, 1.0]).log_prob([0.2, 0.3, 0.5]) => "Dirichlet: points of shape [3] do not fit concentrations of shape [2]";
    a_cold_choice_is_named: Concrete::new([1.0, 2.0], 0.0) => "Concrete: the temperature must be positive, got 0";
    logits_of_wrong_rank_are_named: CategoricalRows::new([1.0, 2.0]) => "CategoricalRows: the logits must be n x k, their shape is [2]";
}
