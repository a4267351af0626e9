//! Every operation's gradient against central differences, and its second derivative the same way.

mod twice;

use toy::prelude::*;
use twice::twice;

fn positive() -> Tensor {
    tensor([[0.3, 1.7, 2.2], [0.9, 0.4, 3.1]])
}

fn mixed() -> Tensor {
    tensor([[-1.3, 0.7, 2.2], [0.9, -0.4, -2.1]])
}

#[test]
fn functions_of_one_number() {
    let at = mixed();
    twice("exp", |x| x.exp(), &at);
    twice("ln", |x| x.ln(), &positive());
    twice("sqrt", |x| x.sqrt(), &positive());
    twice("square", |x| x.square(), &at);
    twice("recip", |x| x.recip(), &at);
    twice("sin", |x| x.sin(), &at);
    twice("cos", |x| x.cos(), &at);
    twice("tanh", |x| x.tanh(), &at);
    twice("sigmoid", |x| x.sigmoid(), &at);
    twice("softplus", |x| x.softplus(), &at);
    twice("silu", |x| x.silu(), &at);
    twice("gelu", |x| x.gelu(), &at);
    twice("erf", |x| x.erf(), &at);
    twice("normal_pdf", |x| x.normal_pdf(), &at);
    twice("normal_cdf", |x| x.normal_cdf(), &at);
    twice("powf", |x| x.powf(2.5), &positive());
    // Piecewise linear: times x, so that there is a second derivative to check.
    twice("x relu", |x| x * x.relu(), &at);
    twice("x abs", |x| x * x.abs(), &at);
    twice("x clamp", |x| x * x.clamp(-1.0, 1.0), &at);
}

#[test]
fn arithmetic_with_broadcasting() {
    let (row, column, full) = (tensor([0.5, -1.5, 2.0]), tensor([[1.5], [-0.5]]), mixed());
    type Pair = fn(&Tensor, &Tensor) -> Tensor;
    let operations: [(&str, Pair); 6] = [
        ("add", |a, b| a.square() + b),
        ("sub", |a, b| a - b.square()),
        ("mul", |a, b| a * b),
        ("div", |a, b| a / b),
        ("maximum", |a, b| a * a.maximum(b)),
        ("minimum", |a, b| a * a.minimum(b)),
    ];
    for (name, op) in operations {
        for other in [&row, &column, &tensor(0.8), &(positive() + 0.05)] {
            twice(&format!("{name}, left"), |x| op(x, other), &full);
            twice(&format!("{name}, right"), |x| op(other, x), &full);
            twice(&format!("{name}, spread"), |x| op(&full, x), other);
        }
    }
    twice(
        "numbers",
        |x| 2.0 - (3.0 * x + 1.0) / 4.0 * x + 1.0 / (x.square() + 1.0),
        &full,
    );
    // A rank 3 result from shapes that broadcast against each other.
    let (a, b) = (
        mixed().unsqueeze(1),
        tensor([[0.3, -0.2, 0.9], [1.1, 0.4, -0.6]]),
    );
    twice("both spread", |x| x * &b, &a);
    twice("both spread, right", |x| &a * x, &b);
}

#[test]
fn reductions() {
    let at = mixed();
    twice("sum", |x| x.square().sum(), &at);
    twice("mean", |x| x.square().mean(), &at);
    for axis in [0, 1] {
        twice("sum_axis", |x| x.square().sum_axis(axis), &at);
        twice("mean_axis", |x| x.square().mean_axis(axis), &at);
        twice("sum_keep", |x| x * x.sum_keep(axis), &at);
        twice("max_axis", |x| x.square().max_axis(axis), &at);
    }
    twice("max", |x| x.square().max(), &at);
    twice("min", |x| x.square().min(), &at);
    twice("softmax", |x| x.softmax(), &at);
    twice("log_softmax", |x| x.log_softmax(), &at);
    twice("logsumexp", |x| x.logsumexp(), &at);
    let cube = Rng::seed(3).normals([2, 3, 4]);
    twice("sum over the middle", |x| x.square().sum_axis(1), &cube);
    twice("softmax of rank 3", |x| x.softmax(), &cube);
}

#[test]
fn matrices() {
    let mut rng = Rng::seed(4);
    let (a, b) = (rng.normals([3, 4]), rng.normals([4, 2]));
    twice("matmul, left", |x| x.matmul(&b), &a);
    twice("matmul, right", |x| a.matmul(x), &b);
    twice("matmul with itself", |x| x.t().matmul(x), &a);
    twice("t", |x| x.t().square(), &a);
    let batch = rng.normals([2, 3, 4]);
    twice("batch times matrix", |x| x.matmul(&b), &batch);
    twice("batch times matrix, right", |x| batch.matmul(x), &b);
    twice("batch times batch", |x| x.matmul(&x.t()), &batch);
    twice(
        "matrix times batch",
        |x| x.t().matmul(&batch.t().t().slice(1, 0..3)),
        &rng.normals([3, 2]),
    );
    twice("permute", |x| x.permute(&[2, 0, 1]).square(), &batch);
    let v = rng.normals(4);
    twice("matrix times vector", |x| a.matmul(x).square(), &v);
    twice("vector times matrix", |x| x.matmul(&b).square(), &v);
    twice("inner product", |x| x.matmul(x), &v);
}

#[test]
fn shapes_and_choices() {
    let at = mixed();
    twice("reshape", |x| x.reshape([3, 2]).square(), &at);
    twice("slice", |x| x.square().slice(1, 1..3), &at);
    twice("rows", |x| x.square().rows(&[1, 0, 1]), &at);
    twice("pick", |x| x.square().pick(&[2, 0]), &at);
    twice(
        "row and col",
        |x| x.row(1).square().sum() + x.col(0).square().sum(),
        &at,
    );
    twice(
        "broadcast_to",
        |x| x.square().unsqueeze(0).broadcast_to([4, 2, 3]),
        &at,
    );
    twice("concat", |x| concat(1, &[x, &x.square(), &mixed()]), &at);
    twice("stack", |x| stack(&[&x.row(0), &x.row(1).square()]), &at);
    let mask = at.gt(0.0);
    twice("choose", |x| choose(&mask, &x.square(), &x.exp()), &at);
    twice("mask_fill", |x| x.square().mask_fill(&mask, -1.0), &at);
}

#[test]
fn losses() {
    let logits = mixed();
    let target = tensor([[0.0, 1.0, 1.0], [1.0, 0.0, 0.0]]);
    twice("mse", |x| mse(x, &target), &logits);
    twice("cross entropy", |x| cross_entropy(x, &[2, 0]), &logits);
    twice("bce", |x| bce_with_logits(x, &target), &logits);
    twice("bce per row", |x| bce_per_row(x, &target), &logits);
    twice("kl normal, mean", |x| kl_normal(x, &target), &logits);
    twice("kl normal, variance", |x| kl_normal(&target, x), &logits);
    twice("entropy", entropy, &logits);
    twice("kl to uniform", kl_to_uniform, &logits);
}

#[test]
fn third_derivatives_and_mixed_ones() {
    let x = param(1.3);
    let f = x.powf(4.0) + x.sin();
    let d1 = grad1_graph(&f, &x);
    let d2 = grad1_graph(&d1, &x);
    let d3 = grad1(&d2, &x);
    close("third derivative", d3.item(), 24.0 * 1.3 - cos(1.3), 1e-12);
    let (a, b) = (param(0.4), param(0.7));
    let da = grad1_graph(&(&a * &b).exp(), &a);
    close(
        "mixed derivative",
        grad1(&da, &b).item(),
        (1.0 + 0.28) * exp(0.28),
        1e-12,
    );
}

#[test]
fn a_gradient_through_a_gradient_step() {
    // One step of descent inside the loss (MAML): d/dw of (w − α·2w)² is 2(1 − 2α)²·w.
    let w = param(3.0);
    let inner = grad1_graph(&w.square(), &w);
    let outer = (&w - 0.1 * inner).square();
    close(
        "outer gradient",
        grad1(&outer, &w).item(),
        2.0 * 0.64 * 3.0,
        1e-12,
    );
}

#[test]
fn special_gradients() {
    let soft = param([0.2, 0.5, 0.3]);
    let hard = tensor([0.0, 1.0, 0.0]);
    let y = straight_through(&hard, &soft);
    assert_eq!(y.to_vec(), hard.to_vec());
    let weights = tensor([1.0, 2.0, 3.0]);
    assert_eq!(
        grad1(&(y * &weights).sum(), &soft).to_vec(),
        [1.0, 2.0, 3.0]
    );
    // Nothing flows through a detached value, and nothing is recorded inside no_grad.
    let g = grad1(&(&soft * soft.detach()).sum(), &soft);
    assert_eq!(g.to_vec(), soft.to_vec());
    assert!(!no_grad(|| soft.exp()).tracked());
    assert!(soft.exp().tracked());
    // A tensor that the loss does not depend on has gradient zero.
    let other = param([1.0, 1.0]);
    assert_eq!(grad(&soft.sum(), &[&other])[0].to_vec(), [0.0, 0.0]);
    // Intermediate results can be asked for too.
    let middle = soft.square();
    assert_eq!(grad1(&(2.0 * &middle).sum(), &middle).to_vec(), [2.0; 3]);
}

#[test]
fn a_long_record_is_freed_without_recursion() {
    let mut x = param(1.0);
    for _ in 0..200_000 {
        x = x + 1e-6;
    }
    assert!((x.item() - 1.2).abs() < 1e-9);
    drop(x);
}

#[test]
fn an_old_loss_keeps_the_gradients_that_need_no_old_numbers() {
    let (w, b) = (param([3.0, 1.0]), param([1.0, 2.0]));
    let loss = (2.0 * &w + &b).reshape([2, 1]).sum();
    let product = (&w * &b).sum();
    set_params([&w], &tensor([5.0, 5.0]));
    assert_eq!(grad1(&loss, &w).to_vec(), [2.0, 2.0]);
    assert_eq!(grad1(&product, &w).to_vec(), [1.0, 2.0]); // needs b alone
    let product = (&w * &b).sum();
    assert_eq!(grad1(&product, &b).to_vec(), [5.0, 5.0]);
}
