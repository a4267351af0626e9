//! Losses against PyTorch or closed forms, and their gradients.

mod reference;
mod sequence;

use reference::Reference;
use sequence::twice;
use toy::prelude::*;

const LABELS: [usize; 4] = [2, 0, 1, 1];

#[test]
fn losses_are_those_of_pytorch() {
    let file = Reference::read("sequence");
    let get = |name: &str| file.tensor("losses", name);
    let (a, t, n, signs) = (get("a"), get("t"), get("n"), get("signs"));
    let pairs = [
        ("l1", l1(&a, &t)),
        ("huber", huber(&a, &t, 0.7)),
        ("hinge", hinge(&a, &signs)),
        ("smooth", smooth_cross_entropy(&a, &LABELS, 0.1)),
        ("kl_categorical", kl_categorical(&a, &t)),
        ("kl_normals", kl_normals(&a, &n, &t, &signs)),
        ("info_nce", info_nce(&unit_rows(&a), &unit_rows(&t), 0.2)),
        ("nt_xent", nt_xent(&a, &t, 0.5)),
    ];
    for (name, got) in pairs {
        close_all(name, got, get(name), 1e-11);
    }
    // PyTorch adds 10⁻⁶ to each difference.
    close_all("triplet", triplet(&a, &t, &n, 0.8), get("triplet"), 1e-5);
}

#[test]
fn losses_have_their_closed_forms() {
    let logits = tensor([
        [0.3, -0.8, 1.1],
        [0.2, 0.9, -0.4],
        [0.0; 3],
        [1.0, 2.0, 3.0],
    ]);
    let plain = cross_entropy(&logits, &LABELS).item();
    close("γ = 0", focal(&logits, &LABELS, 0.0).item(), plain, 1e-15);
    close(
        "no smoothing",
        smooth_cross_entropy(&logits, &LABELS, 0.0).item(),
        plain,
        1e-15,
    );
    let even = tensor([[0.0, 0.0]]);
    close(
        "focal",
        focal(&even, &[0], 2.0).item(),
        0.25 * ln(2.0),
        1e-15,
    );
    let zero = zeros([2, 2]);
    let (mean, log_variance) = (
        tensor([[0.3, -0.2], [1.0, 0.5]]),
        tensor([[0.1, 0.4], [-0.3, 0.2]]),
    );
    let standard = kl_normals(&mean, &log_variance, &zero, &zero);
    close_all(
        "to the standard normal",
        standard,
        kl_normal(&mean, &log_variance),
        1e-15,
    );
    let (real, fake) = (tensor([0.5, 2.0]), tensor([-1.0, 0.7]));
    let want = (softplus(-0.5) + softplus(-2.0) + softplus(-1.0) + softplus(0.7)) / 2.0;
    close("critic", gan_critic_loss(&real, &fake).item(), want, 1e-15);
    let want = (softplus(1.0) + softplus(-0.7)) / 2.0;
    close("generator", gan_generator_loss(&fake).item(), want, 1e-15);
    close(
        "Wasserstein",
        wasserstein_critic_loss(&real, &fake).item(),
        -1.4,
        1e-15,
    );
    let negative = negative_sampling(&real, &tensor([[0.1, -0.3], [0.6, 0.0]]));
    let positive = softplus(-0.5) + softplus(-2.0);
    let others = softplus(0.1) + softplus(-0.3) + softplus(0.6) + softplus(0.0);
    close(
        "negative sampling",
        negative.item(),
        (positive + others) / 2.0,
        1e-15,
    );
}

#[test]
fn gradients_of_both_orders_are_right() {
    let mut rng = Rng::seed(1);
    let (x, t, n) = (
        rng.normals([4, 3]),
        rng.normals([4, 3]),
        rng.normals([4, 3]),
    );
    let signs = t.sign();
    twice("l1", |x| l1(&x.square(), &t), &x);
    twice("huber", |x| huber(x, &t, 0.6), &x);
    twice("hinge", |x| hinge(&x.square(), &signs), &x);
    twice("smooth", |x| smooth_cross_entropy(x, &LABELS, 0.1), &x);
    twice("focal", |x| focal(x, &LABELS, 2.0), &x);
    twice("kl categorical, first", |x| kl_categorical(x, &t), &x);
    twice("kl categorical, second", |x| kl_categorical(&t, x), &x);
    twice(
        "kl normals, first mean",
        |x| kl_normals(x, &t, &n, &signs),
        &x,
    );
    twice(
        "kl normals, first variance",
        |x| kl_normals(&t, x, &n, &signs),
        &x,
    );
    twice(
        "kl normals, second mean",
        |x| kl_normals(&t, &n, x, &signs),
        &x,
    );
    twice(
        "kl normals, second variance",
        |x| kl_normals(&t, &n, &signs, x),
        &x,
    );
    twice("info_nce", |x| info_nce(&unit_rows(x), &t, 0.5), &x);
    twice("nt_xent", |x| nt_xent(x, &t, 0.5), &x);
    twice("triplet", |x| triplet(x, &t, &n, 5.0), &x);
    twice("negatives", |x| negative_sampling(&t.sum_axis(1), x), &x);
    twice("critic", |x| gan_critic_loss(x, &t), &x);
    twice("generator", gan_generator_loss, &x);
}

#[test]
fn the_gradient_penalty_knows_the_slope() {
    let mut rng = Rng::seed(2);
    let (real, fake) = (rng.normals([6, 2]), rng.normals([6, 2]));
    // A linear critic w·x has slope |w| everywhere: (5 − 1)² for w = (3, 4).
    let w = param([3.0, 4.0]);
    let critic = |x: &Tensor| x.matmul(&w);
    let penalty = gradient_penalty(&critic, &real, &fake, &mut rng);
    close("penalty", penalty.item(), 16.0, 1e-10);
    // Its gradient is 2(|w| − 1)·w/|w|.
    close_all("its gradient", grad1(&penalty, &w), [4.8, 6.4], 1e-10);
    // A curved critic: against central differences in its weights, with the same draws.
    let of = |w: &Tensor| {
        let critic = |x: &Tensor| x.matmul(&w.reshape([2, 1])).tanh();
        gradient_penalty(&critic, &real, &fake, &mut Rng::seed(3))
    };
    check_grad("penalty", of, &tensor([0.6, -0.4]));
}

#[test]
fn contrast_finds_its_partner() {
    let x = eye(4);
    assert!(info_nce(&x, &x, 0.05).item() < 1e-7);
    close(
        "nothing known",
        info_nce(&zeros([4, 2]), &x.slice(1, 0..2), 1.0).item(),
        ln(4.0),
        1e-15,
    );
    // Two equal views among 2n − 1: the others are orthogonal.
    let want = -ln(exp(1.0) / (exp(1.0) + 6.0));
    close("orthogonal", nt_xent(&x, &x, 1.0).item(), want, 1e-10);
}
