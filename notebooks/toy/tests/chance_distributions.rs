//! Distributions against PyTorch's figures, at the ends of their ranges, and where they are misused.

mod panics;
mod parameters;
mod reference;

use panics::panics;
use parameters::*;
use reference::Reference;
use toy::prelude::*;

#[test]
fn a_cold_draw_that_rounds_to_its_end_has_a_density() {
    // At temperature 0.1 one draw in six of this coin is 1 to the last bit.
    let coin = BinaryConcrete::new(full([5000], 2.0), 0.1);
    let x = coin.sample(&mut Rng::seed(1));
    assert!(x.max().item() == 1.0);
    let log_p = coin.log_prob(&x);
    assert!(log_p.to_vec().iter().all(|x| x.is_finite()));
    let ends = BinaryConcrete::new([0.0, 0.0, 2.0], 0.1).log_prob([0.0, 1.0, 0.3]);
    assert!(ends.at([0]) > ends.at([1]) && ends.at([1]) > ends.at([2]));
    let rows = Concrete::new(full([5000, 3], 0.0) + tensor([0.0, 0.0, 1.0]), 0.005);
    let x = rows.sample(&mut Rng::seed(1));
    assert!(x.min().item() == 0.0);
    assert!(rows.log_prob(&x).to_vec().iter().all(|x| x.is_finite()));
    // The slope at an end is finite too.
    let end = param([0.0, 1.0]);
    let slope = grad1(&BinaryConcrete::new(0.0, 0.1).log_prob(&end).sum(), &end);
    assert!(slope.to_vec().iter().all(|x| x.is_finite()));
    let end = param(one_hot(&[0], 100));
    let slope = grad1(
        &Concrete::new(zeros([1, 100]), 0.5).log_prob(&end).sum(),
        &end,
    );
    assert!(slope.to_vec().iter().all(|x| x.is_finite()));
}

/// Checks one figure of one case.
fn agrees(torch: &Reference, case: &str, name: &str, got: impl Into<Tensor>) {
    let want = torch.tensor(case, name);
    let got = got.into().broadcast_to(want.shape());
    close_all(&format!("{case}, {name}"), got, want, 1e-11);
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

panics! {
    a_negative_scale_is_named: Gaussian::new(0.0, [1.0, -1.0]) => "Gaussian: the standard deviation must be positive, got -1";
    parameters_that_do_not_fit_are_named: Gamma::new([1.0, 2.0], [1.0, 2.0, 3.0]) => "Gamma: the parameters' shapes [[2], [3]] do not broadcast";
    points_that_do_not_fit_are_named: Beta::new(A, B).log_prob([0.1, 0.2]) => "Beta: points of shape [2] do not fit parameters of shape [3]";
    an_empty_interval_is_named: Uniform::new(1.0, 1.0) => "Uniform: the width (high − low) must be positive, got 0";
    a_wrong_probability_is_named: Bernoulli::new([0.5, 1.5]) => "Bernoulli: probabilities must be between 0 and 1, got 1.5";
    an_indefinite_covariance_is_named: MultivariateNormal::new([0.0, 0.0], [[1.0, 2.0], [2.0, 1.0]]) => "MultivariateNormal: the 2 x 2 matrix is not positive definite: pivot 1 is -3";
    a_skew_covariance_is_named: MultivariateNormal::new([0.0, 0.0], [[1.0, 0.5], [0.2, 1.0]]) => "MultivariateNormal: needs a symmetric matrix; element [1, 0] is 0.2";
    a_mean_of_another_length_is_named: MultivariateNormal::new([0.0], eye(2)) => "a mean of shape [1] does not fit a matrix of shape [2, 2]";
    classes_that_differ_are_named: Dirichlet::new([1.0, 1.0]).log_prob([0.2, 0.3, 0.5]) => "Dirichlet: points of shape [3] do not fit concentrations of shape [2]";
    a_cold_choice_is_named: Concrete::new([1.0, 2.0], 0.0) => "Concrete: the temperature must be positive, got 0";
    logits_of_wrong_rank_are_named: CategoricalRows::new([1.0, 2.0]) => "CategoricalRows: the logits must be n x k, their shape is [2]";
}
