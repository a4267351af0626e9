//! Gradients of densities and of reparameterised draws, to the second order, against central differences.

mod parameters;
mod twice;

use parameters::*;
use toy::prelude::*;
use twice::twice;

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
