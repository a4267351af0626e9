//! What a reader is told when a cell is wrong: the operation, both shapes, and the line of the cell.

mod panics;

use panics::panics;
use toy::prelude::*;

panics! {
    add: zeros([2, 3]) + zeros(4) => "cannot add shapes [2, 3] and [4]: the axes, counted from the last, must be equal or 1";
    sub: zeros([2, 3]) - &zeros([3, 3]) => "cannot subtract shapes [2, 3] and [3, 3]";
    mul: &zeros([2, 3]) * zeros([2, 2]) => "cannot multiply shapes [2, 3] and [2, 2]";
    div: &zeros(2) / &zeros(3) => "cannot divide shapes [2] and [3]";
    matmul: zeros([2, 3]).matmul(&zeros([2, 3])) => "cannot matmul shapes [2, 3] and [2, 3]: the left one's last axis";
    matmul_batch: zeros([4, 2, 3]).matmul(&zeros([5, 3, 2])) => "cannot matmul shapes [4, 2, 3] and [5, 3, 2]: the leading axes";
    matmul_vector: ones(2).matmul(&ones([5, 3, 4])) => "cannot matmul shapes [2] and [5, 3, 4]: the left one's last axis";
    matmul_number: zeros([2, 3]).matmul(&tensor(1.0)) => "a single number is no matrix";
    layer: Linear::new(&mut Rng::seed(1), 3, 2).forward(&zeros([5, 4])) => "cannot matmul shapes [5, 4] and [3, 2]";
    network: Mlp::new(&mut Rng::seed(1), &[3, 2], Act::Tanh).forward(&zeros([5, 4])) => "cannot matmul shapes [5, 4] and [3, 2]";
    reshape: zeros([2, 3]).reshape([4, 2]) => "reshape: [2, 3] has 6 numbers, [4, 2] would have 8";
    broadcast: zeros([2, 3]).broadcast_to([2, 4]) => "cannot broadcast shape [2, 3] to [2, 4]";
    axis: zeros([2, 3]).sum_axis(2) => "there is no axis 2 in shape [2, 3]";
    slice: zeros([2, 3]).slice(1, 1..5) => "slice: 1..5 does not fit axis 1 of shape [2, 3]";
    rows: zeros([2, 3]).rows(&[2]) => "rows: there is no row 2 in shape [2, 3]";
    pick: zeros([2, 3]).pick(&[0]) => "pick: the matrix has 2 rows (shape [2, 3]), but 1 places";
    item: zeros([2, 3]).item() => "item: the tensor has 6 numbers (shape [2, 3]), not one";
    at: zeros([2, 3]).at([2, 0]) => "at: no element [2, 0] in a tensor of shape [2, 3]";
    concat_shapes: concat(0, &[&zeros([2, 3]), &zeros([2, 4])]) => "concat: shapes [2, 3] and [2, 4] do not agree beside axis 0";
    average_pool: zeros([1, 1, 2, 2]).avg_pool2d(3, 1) => "avg_pool2d: a window of [3, 3] does not fit shape [1, 1, 2, 2]";
    replay: ReplayBuffer::new(3).at(&[0]) => "ReplayBuffer: there is no place 0, it holds 0 steps";
    padding: zeros([1, 1, 1]).conv_transpose1d(&zeros([1, 1, 1]), Conv::new().padding(1)) => "the padding leaves nothing of 1 places";
    labels: one_hot(&[3], 3) => "one_hot: label 3, but there are 3 classes (0 to 2)";
    ragged: tensor(vec![vec![1.0], vec![1.0, 2.0]]) => "row 0 has 1 numbers, row 1 has 2";
    grad_shape: grad(&(param([1.0, 2.0]) * 2.0), &[]) => "the loss must be one number, its shape is [2]";
    grad_untracked: grad1(&tensor(1.0), &param(1.0)) => "the loss was not computed from a parameter";
    grad_constant: grad1(&param(1.0).exp(), &tensor(1.0)) => "tensor 0 (shape []) is a constant";
    optimiser: Adam::new([&tensor(1.0)], 0.1) => "tensor 0 (shape []) is not a parameter";
    losses: mse(&zeros([2, 1]), &zeros(2)) => "mse: the prediction has shape [2, 1], the target [2]";
    bits: bce_with_logits(&zeros([2, 1]), &zeros(2)) => "binary cross entropy: the prediction has shape [2, 1], the target [2]";
    bits_of_rows: bce_per_row(&tensor(0.0), &tensor(1.0)) => "bce_per_row: needs rows, the shape is []";
    divergence: kl_normal(&tensor(0.0), &tensor(1.0)) => "kl_normal: needs rows, the shape is []";
    divergences: kl_normals(&tensor(0.0), &tensor(1.0), &tensor(0.0), &tensor(1.0)) => "kl_normals: needs rows, the shape is []";
    clip: Sgd::new([&param(1.0)], 0.1).clip(-1.0) => "clip: the norm must not be negative, got -1";
    no_steps: euler_maruyama(&mut Rng::seed(1), |_, x| -x, |_, x| x.clone(), 1.0, 0.0, 1.0, 0) => "euler_maruyama: needs at least one step";
    custom_shape: {
        let x = param([1.0, 2.0]);
        grad1(&custom("mine", &[&x], x.detach(), |_, _, _| vec![zeros(3)]).sum(), &x)
    } => "grad: the gradient of `mine` has shape [3] for an input of shape [2]";
    custom_count: {
        let x = param([1.0, 2.0]);
        grad1(&custom("mine", &[&x], x.detach(), |_, _, _| vec![]).sum(), &x)
    } => "grad: `mine` gives 0 gradients for 1 inputs";
    old_loss: {
        let w = param(3.0);
        let loss = w.square();
        Sgd::new([&w], 0.1).step(&loss);
        grad1(&loss, &w)
    } => "grad: the gradient of `square` needs a parameter's numbers from when the loss was computed";
    step: Sgd::new([&param(1.0)], 0.1).step(&tensor(1.0)) => "the loss was not computed from a parameter";
    table_row: table(&["a", "b"]).row((1.0,)) => "the head has 2 columns [\"a\", \"b\"], this row has 1";
    slider_end: slider("x", 0.0..=f64::INFINITY) => "slider: the range of `x` from 0 to ∞ is empty or has no end";
    not_finite: KMeans::fit(&mut Rng::seed(1), [[0.0], [f64::NAN]], 1) => "KMeans: number 1 of points of shape [2, 1] is NaN";
    log_limits: plot("").log_y().y_range(0.0, 1.0).svg() => "log_y: the limits 0 and 1 of a logarithmic axis must be positive";
    ranking: roc_auc([0.5, f64::NAN], &[0, 1]) => "roc_auc: score 1 is NaN";
    lines: plot("").line("a", [1.0], [1.0, 2.0]) => "line: 1 x values for 2 y values";
    points: plot("").scatter("a", [1.0, 2.0]) => "scatter: needs points n x 2, the shape is [2]";
    log_axis: plot("").line("a", [1.0, 2.0], [0.0, 1.0]).log_y().svg() => "log_y: a logarithmic axis needs positive numbers, got 0";
    sample: std(1.0) => "std: needs at least 2 numbers, got 1";
    normal: Normal::new(0.0, 0.0) => "Normal: the standard deviation must be positive, got 0";
    not_close: close("mean", 1.0, 2.0, 0.5) => "mean: got 1, want 2; they differ by 1e0, more than 5e-1";
    weights: Rng::seed(1).categoricals(zeros([1, 2])) => "their sum must be positive";
    distance: energy_distance(zeros([2, 2]), zeros([2, 3])) => "the shapes are [2, 2] and [2, 3]";
}
