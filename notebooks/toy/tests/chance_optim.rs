//! Optimisers against PyTorch's, step by step; averages, vectors of parameters, second-order tools.

use toy::prelude::*;

mod reference;
use reference::Reference;

fn start() -> [Tensor; 2] {
    [param([1.0, -2.0, 0.5]), param([3.0])]
}

/// A bent valley that moves a little from step to step; `tests/torch/chance.py` has the same.
fn loss([v, s]: &[Tensor; 2], step: usize) -> Tensor {
    let bend = (v.square() - 0.5 * s).square().sum();
    bend + v.sin().sum() * (1.0 + 0.1 * step as f64) + 0.1 * s.sum().powf(4.0)
}

/// Follows an optimiser and compares each place with the reference's.
fn follows(case: &str, make: fn(&[Tensor; 2]) -> Box<dyn Optimizer>) {
    let want = Reference::read("chance").tensor(case, "path");
    let p = start();
    let mut rule = make(&p);
    let mut places = Vec::new();
    for step in 0..want.shape()[0] {
        rule.step(&loss(&p, step));
        places.push(flatten(&p).detach());
    }
    close_all(case, places, want, 1e-11);
}

#[test]
fn paths_agree_with_pytorch() {
    follows("sgd", |p| Box::new(Sgd::new(p, 0.01)));
    follows("sgd momentum", |p| {
        Box::new(Sgd::new(p, 0.01).momentum(0.9).weight_decay(0.1))
    });
    follows("sgd nesterov", |p| {
        Box::new(Sgd::new(p, 0.01).nesterov(0.9))
    });
    follows("sgd clipped", |p| Box::new(Sgd::new(p, 0.1).clip(1.0)));
    follows("sgd limited", |p| {
        Box::new(Sgd::new(p, 0.1).clip_value(0.5))
    });
    follows("adam", |p| {
        Box::new(Adam::new(p, 0.1).betas(0.8, 0.99).weight_decay(0.1))
    });
    follows("adamw", |p| Box::new(AdamW::new(p, 0.1, 0.1)));
    follows("rmsprop", |p| Box::new(RmsProp::new(p, 0.01)));
    follows("rmsprop momentum", |p| {
        Box::new(RmsProp::new(p, 0.01).alpha(0.9).momentum(0.5))
    });
    follows("adagrad", |p| Box::new(Adagrad::new(p, 0.1)));
    follows("lamb", |p| Box::new(Lamb::new(p, 0.02).weight_decay(0.1)));
}

#[test]
fn decay_apart_from_the_gradient_shrinks_the_parameters_directly() {
    let p = param([2.0]);
    let mut rule = Sgd::new([&p], 0.5)
        .momentum(0.9)
        .weight_decay(0.1)
        .decoupled();
    rule.apply(&[tensor([1.0])]);
    assert!((p.item() - (2.0 * 0.95 - 0.5)).abs() < 1e-15);
    // Momentum remembers the gradient, not the decay.
    rule.apply(&[tensor([0.0])]);
    assert!((p.item() - (1.4 * 0.95 - 0.5 * 0.9)).abs() < 1e-15);
}

#[test]
fn schedules_have_their_shapes() {
    let factors = |schedule: Schedule, steps: [usize; 4]| steps.map(|step| schedule.factor(step));
    let (steps, floor) = (10, 0.2);
    let near = |got: [f64; 4], want: [f64; 4]| close_all("factors", got, want, 1e-14);
    near(factors(Schedule::Constant, [0, 1, 5, 99]), [1.0; 4]);
    near(
        factors(Schedule::Cosine { steps, floor }, [0, 5, 10, 99]),
        [1.0, 0.6, 0.2, 0.2],
    );
    near(
        factors(Schedule::Linear { steps, floor }, [0, 5, 10, 99]),
        [1.0, 0.6, 0.2, 0.2],
    );
    let (every, factor) = (3, 0.5);
    near(
        factors(Schedule::Step { every, factor }, [0, 2, 3, 6]),
        [1.0, 1.0, 0.5, 0.25],
    );
    let at = &[4, 6];
    near(
        factors(Schedule::Milestones { at, factor }, [3, 4, 5, 6]),
        [1.0, 0.5, 0.5, 0.25],
    );
    near(
        factors(Schedule::Exponential { factor }, [0, 1, 2, 3]),
        [1.0, 0.5, 0.25, 0.125],
    );
    near(
        factors(Schedule::Warmup { steps: 4 }, [0, 1, 3, 9]),
        [0.25, 0.5, 1.0, 1.0],
    );
    let warm = Schedule::WarmupCosine {
        warmup: 2,
        steps: 10,
        floor,
    };
    near(factors(warm, [0, 1, 6, 10]), [0.5, 1.0, 0.6, 0.2]);
    near(
        factors(Schedule::InverseSqrt { warmup: 4 }, [0, 3, 15, 63]),
        [0.25, 1.0, 0.5, 0.25],
    );
    // The rate that an optimiser reports is the one of its next step.
    let p = param(1.0);
    let mut rule = Sgd::new([&p], 2.0).schedule(Schedule::Exponential { factor });
    assert_eq!(rule.lr(), 2.0);
    rule.step(&p.square());
    assert_eq!(rule.lr(), 1.0);
    rule.set_lr(4.0);
    assert_eq!(rule.lr(), 2.0);
}

#[test]
fn a_sum_of_gradients_is_the_gradient_of_the_whole_batch() {
    let net = Mlp::new(&mut Rng::seed(1), &[2, 5, 1], Act::Tanh);
    let x = Rng::seed(2).normals([8, 2]);
    let batch_loss = |x: &Tensor| net.forward(x).square().mean();
    let mut sum = GradSum::new(net.params());
    sum.add(&batch_loss(&x.slice(0, 0..4)));
    sum.add(&batch_loss(&x.slice(0, 4..8)));
    let whole = grad_vector(&batch_loss(&x), &net.params());
    close_all("gradients", flatten(sum.mean()), &whole, 1e-15);
    // It starts anew.
    sum.add(&batch_loss(&x));
    close_all("gradients again", flatten(sum.mean()), whole, 1e-15);
}

#[test]
fn averages_and_copies_move_numbers_between_models() {
    let make = |seed| Mlp::new(&mut Rng::seed(seed), &[2, 3, 1], Act::Relu);
    let (online, target) = (make(1), make(2));
    let [a, b] = [&online, &target].map(|net| flatten(net.params()).detach());
    soft_update(target.params(), online.params(), 0.25);
    close_all(
        "mixed",
        flatten(target.params()),
        0.75 * &b + 0.25 * &a,
        1e-15,
    );
    copy_params(target.params(), online.params());
    assert_eq!(flatten(target.params()).to_vec(), a.to_vec());
    // The copy is one of numbers: the models stay apart.
    set_params(online.params(), &b);
    assert_eq!(flatten(target.params()).to_vec(), a.to_vec());
    let mut ema = Ema::new(target.params(), 0.9);
    set_params(target.params(), &b);
    ema.update();
    ema.update();
    let want = 0.81 * &a + 0.19 * &b;
    close_all("average", flatten(ema.averages()), &want, 1e-15);
    ema.swap();
    close_all("swapped in", flatten(target.params()), &want, 1e-15);
    ema.swap();
    assert_eq!(flatten(target.params()).to_vec(), b.to_vec());
}

#[test]
fn vectors_of_parameters_are_differentiable() {
    let shapes = [zeros([2, 2]), zeros(3)];
    let at = Rng::seed(3).normals(7);
    let f = |x: &Tensor| {
        let parts = unflatten(x, &shapes);
        parts[0].exp().sum() * parts[1].square().sum() + flatten(&parts).sin().sum()
    };
    let parts = unflatten(&at, &shapes);
    assert_eq!(parts[1].to_vec(), at.slice(0, 4..7).to_vec());
    assert_eq!(flatten(&parts).to_vec(), at.to_vec());
    check_grad("unflatten and flatten", f, &at);
}

#[test]
fn products_with_the_hessian_agree_with_the_whole_one() {
    let p = start();
    let f = loss(&p, 0);
    let whole = hessian(&f, &p);
    let v = tensor([0.3, -1.0, 0.7, 2.0]);
    close_all("H·v", hessian_vector(&f, &p, &v), whole.matmul(&v), 1e-12);
    close_all("symmetry", whole.t(), &whole, 1e-12);
    // By hand: d²/ds² of Σ(v² − s/2)² + s⁴/10 = 3·½ + 1.2·s².
    assert!((whole.at([3, 3]) - (1.5 + 1.2 * 9.0)).abs() < 1e-12);
    // A linear loss has no curvature.
    let line = (2.0 * &p[0]).sum() + p[1].sum();
    assert_eq!(hessian_vector(&line, &p, &v).to_vec(), [0.0; 4]);
    assert_eq!(hessian(&line, &p).to_vec(), [0.0; 16]);
}

#[test]
fn conjugate_gradients_solve_in_as_many_steps_as_there_are_numbers() {
    let mut rng = Rng::seed(5);
    let half = rng.normals([6, 6]);
    let a = half.matmul(&half.t()) + eye(6);
    let b = rng.normals(6);
    let x = cg_solve(|v| a.matmul(v), &b, 6, 0.0);
    close_all("A·x", a.matmul(&x), &b, 1e-8);
    assert_eq!(
        cg_solve(|v| a.matmul(v), &zeros(6), 6, 0.0).to_vec(),
        [0.0; 6]
    );
}

#[test]
fn an_evolution_strategy_follows_ranks_through_outliers() {
    let mut rng = Rng::seed(6);
    let mut search = EvolutionStrategy::new([0.0, 0.0, 0.0], 24, 0.2, 0.1).ranked();
    let goal = tensor([1.0, -1.0, 0.5]);
    for _ in 0..150 {
        let candidates = search.ask(&mut rng);
        let mut scores = (-(candidates - &goal).square().sum_axis(1)).to_vec();
        scores[rng.below(48)] -= 1e6;
        search.tell(scores);
    }
    close_all("optimum", search.mean(), goal, 0.1);
}

#[test]
#[should_panic(expected = "set_params: the 1 tensors have 2 numbers, the vector's shape is [3]")]
fn a_vector_of_another_length_is_named() {
    set_params([&param([1.0, 2.0])], &zeros(3));
}

#[test]
#[should_panic(expected = "copy_params: the shapes differ: [[2]] and [[3]]")]
fn models_of_other_shapes_are_named() {
    copy_params([&param(zeros(2))], [&param(zeros(3))]);
}

#[test]
#[should_panic(expected = "cg_solve: the matrix is not positive definite")]
fn an_indefinite_matrix_is_named() {
    cg_solve(|v| -v, &ones(2), 5, 1e-6);
}

#[test]
#[should_panic(expected = "tell: 3 scores for 4 candidates")]
fn scores_that_are_missing_are_named() {
    let mut search = EvolutionStrategy::new([0.0], 2, 0.1, 0.1);
    search.ask(&mut Rng::seed(1));
    search.tell([1.0, 2.0, 3.0]);
}

#[test]
fn a_parameter_that_is_listed_twice_is_stepped_once() {
    let p = param(1.0);
    let mut opt = Sgd::new([&p, &p], 0.1);
    opt.step(&(2.0 * &p));
    assert_eq!(p.item(), 0.8);
    // A layer that a network uses twice.
    let layer = Linear::new(&mut Rng::seed(1), 2, 2);
    let net = Sequential::new().then(layer.clone()).then(layer.clone());
    let other = Linear {
        w: param(layer.w.detach()),
        b: param(layer.b.detach()),
    };
    let x = tensor([[1.0, -2.0]]);
    let twice = |layer: &Linear| layer.forward(&layer.forward(&x)).square().sum();
    let norm = Adam::new(net.params(), 0.1).step(&net.forward(&x).square().sum());
    assert_eq!(Adam::new(other.params(), 0.1).step(&twice(&other)), norm);
    assert_eq!(layer.w.to_vec(), other.w.to_vec());
}
