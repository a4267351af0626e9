//! Convolutions, pooling, normalisation and rearrangements against PyTorch's figures, values and gradients.

mod reference;

use reference::Reference;
use toy::prelude::*;

/// Checks y = f(inputs) and the gradients of the weighted sum against one case.
fn case(name: &str, inputs: &[&str], f: &dyn Fn(&[Tensor]) -> Tensor) {
    let figures = Reference::read("conv");
    let leaves: Vec<Tensor> = inputs
        .iter()
        .map(|input| param(figures.tensor(name, input)))
        .collect();
    let y = f(&leaves);
    close_all(name, &y, figures.tensor(name, "y"), 1e-12);
    let loss = (y * figures.tensor(name, "weights")).sum();
    let slopes = grad(&loss, &leaves.iter().collect::<Vec<_>>());
    for (input, slope) in inputs.iter().zip(slopes) {
        let want = figures.tensor(name, &format!("d{input}"));
        close_all(&format!("{name}, gradient of {input}"), slope, want, 1e-11);
    }
}

/// The places that a case lists.
fn places(name: &str) -> Vec<usize> {
    let figures = Reference::read("conv").tensor(name, "index").to_vec();
    figures.iter().map(|&place| place as usize).collect()
}

const WEIGHTS: [&str; 3] = ["x", "w", "b"];

#[test]
fn convolutions_are_those_of_pytorch() {
    let layer2 =
        |how: Conv| move |t: &[Tensor]| t[0].conv2d(&t[1], how) + t[2].reshape([t[2].len(), 1, 1]);
    let how = Conv::new();
    case("conv2d", &WEIGHTS, &layer2(how));
    let moved = how.stride([2, 1]).padding([1, 2]).dilation([1, 2]);
    case("conv2d moved", &WEIGHTS, &layer2(moved));
    case(
        "conv2d grouped",
        &WEIGHTS,
        &layer2(how.padding(1).groups(2)),
    );
    case(
        "conv2d depthwise",
        &WEIGHTS,
        &layer2(how.padding(1).groups(3)),
    );
}

#[test]
fn layers_are_those_of_pytorch() {
    let mut rng = Rng::seed(1);
    let how = Conv::new().stride(2).padding(2).dilation(2);
    let made = Conv1d::with(&mut rng, 2, 3, 3, how);
    case("conv1d", &WEIGHTS, &|t| {
        let (w, b) = (t[1].clone(), t[2].clone());
        Conv1d {
            w,
            b,
            how: made.how,
        }
        .forward(&t[0])
    });
    let how = Conv::new().stride(3).padding(1).output_padding(2);
    let made = ConvTranspose1d::with(&mut rng, 2, 3, 3, how);
    case("conv_transpose1d", &WEIGHTS, &|t| {
        let (w, b) = (t[1].clone(), t[2].clone());
        ConvTranspose1d {
            w,
            b,
            how: made.how,
        }
        .forward(&t[0])
    });
    let how = Conv::new().stride(2).padding(1).dilation([1, 2]).groups(2);
    let how = how.output_padding([1, 0]);
    let made = ConvTranspose2d::with(&mut rng, 4, 4, 3, how);
    assert_eq!(made.w.shape(), [4, 2, 3, 3]);
    case("conv_transpose2d", &WEIGHTS, &|t| {
        let (w, b) = (t[1].clone(), t[2].clone());
        ConvTranspose2d {
            w,
            b,
            how: made.how,
        }
        .forward(&t[0])
    });
}

#[test]
fn layers_start_within_the_bound_of_pytorch() {
    let mut rng = Rng::seed(2);
    let within = |w: &Tensor, b: &Tensor, bound: f64| {
        let largest = w.abs().max().item();
        assert!(
            largest <= bound && largest > 0.9 * bound,
            "{largest}, bound {bound}"
        );
        assert!(b.abs().max().item() <= bound);
    };
    let how = Conv::new().groups(2);
    let layer = Conv2d::with(&mut rng, 8, 16, [3, 5], how);
    assert_eq!(layer.w.shape(), [16, 4, 3, 5]);
    within(&layer.w, &layer.b, 1.0 / 60f64.sqrt());
    let layer = ConvTranspose2d::with(&mut rng, 8, 16, 3, how);
    assert_eq!((layer.w.shape(), layer.b.len()), (vec![8, 8, 3, 3], 16));
    within(&layer.w, &layer.b, 1.0 / 72f64.sqrt());
}

#[test]
fn pooling_is_that_of_pytorch() {
    case("max_pool2d", &["x"], &|t| t[0].max_pool2d([2, 3], [2, 1]));
    case("avg_pool2d", &["x"], &|t| t[0].avg_pool2d([2, 3], 1));
    case("max_pool1d", &["x"], &|t| t[0].max_pool1d(3, 2));
    case("avg_pool1d", &["x"], &|t| t[0].avg_pool1d(4, 2));
    case("upsample", &["x"], &|t| t[0].upsample_nearest(2));
    let x = tensor(0..24).reshape([2, 2, 2, 3]);
    let means = x.global_avg_pool();
    assert_eq!(means.to_rows(), [[2.5, 8.5], [14.5, 20.5]]);
    assert_eq!(x.global_max_pool().to_rows(), [[5.0, 11.0], [17.0, 23.0]]);
}

#[test]
fn normalisation_is_that_of_pytorch() {
    case("group_norm", &WEIGHTS, &|t| {
        let (scale, shift) = (t[1].clone(), t[2].clone());
        GroupNorm {
            groups: 2,
            scale,
            shift,
        }
        .forward(&t[0])
    });
    case("instance_norm", &WEIGHTS, &|t| {
        let (scale, shift) = (t[1].clone(), t[2].clone());
        let groups = GroupNorm::instance(2).groups;
        GroupNorm {
            groups,
            scale,
            shift,
        }
        .forward(&t[0])
    });
    case("layer_norm", &WEIGHTS, &|t| {
        let (scale, shift) = (t[1].clone(), t[2].clone());
        LayerNorm { scale, shift }.forward(&t[0])
    });
    case("rms_norm", &["x", "w"], &|t| {
        let scale = t[1].clone();
        RmsNorm { scale }.forward(&t[0])
    });
}

#[test]
fn batch_normalisation_keeps_running_statistics() {
    let figures = Reference::read("conv");
    let get = |name: &str| figures.tensor("batch_norm", name);
    case("batch_norm", &WEIGHTS, &|t| {
        let (scale, shift) = (t[1].clone(), t[2].clone());
        BatchNorm {
            scale,
            shift,
            ..BatchNorm::new(2)
        }
        .forward(&t[0])
    });
    let (scale, shift) = (param(get("w")), param(get("b")));
    let mut norm = BatchNorm {
        scale,
        shift,
        ..BatchNorm::new(2)
    };
    norm.forward(&get("x"));
    close_all("running mean", &norm.mean, get("mean"), 1e-14);
    close_all("running variance", &norm.variance, get("variance"), 1e-14);
    norm.training = false;
    close_all(
        "evaluated",
        norm.forward(&get("x")),
        get("evaluated"),
        1e-13,
    );
    // Evaluation leaves them as they are, and no optimiser gets them.
    close_all("running mean", &norm.mean, get("mean"), 1e-14);
    assert_eq!(norm.count(), 4);
}

#[test]
fn rearrangements_are_those_of_pytorch() {
    case("roll", &["x"], &|t| t[0].roll(1, -2));
    case("tile", &["x"], &|t| t[0].tile([2, 1, 3]));
    case("tril", &["x"], &|t| t[0].tril(-1));
    case("triu", &["x"], &|t| t[0].triu(1));
    case("diag", &["x"], &|t| t[0].diag());
    case("diag of a vector", &["x"], &|t| t[0].diag());
    case("outer", &["x", "w"], &|t| t[0].outer(&t[1]));
    case("matmul", &["x", "w"], &|t| t[0].matmul(&t[1]));
    case("gather", &["x"], &|t| t[0].gather(1, &places("gather")));
    let both = ["x", "source"];
    case("scatter_add", &both, &|t| {
        t[0].scatter_add(1, &places("scatter_add"), &t[1])
    });
    case("index_add", &both, &|t| {
        t[0].index_add(1, &places("index_add"), &t[1])
    });
}

#[test]
fn order_is_that_of_pytorch() {
    let x = Reference::read("conv").tensor("sort", "x");
    case("sort", &["x"], &|t| t[0].sort(1));
    assert_eq!(x.argsort(1), places("sort"));
    case("top_k", &["x"], &|t| t[0].top_k(1, 2).0);
    assert_eq!(x.top_k(1, 2).1, places("top_k"));
    assert_eq!(x.argmax_axis(1), places("argmax"));
}

#[test]
fn reductions_along_an_axis_are_those_of_pytorch() {
    case("var", &["x"], &|t| t[0].var_axis(1));
    case("std", &["x"], &|t| t[0].std_axis(0));
    case("norm", &["x"], &|t| t[0].norm_axis(1));
    case("softmax_axis", &["x"], &|t| t[0].softmax_axis(1));
    case("log_softmax_axis", &["x"], &|t| t[0].log_softmax_axis(0));
    case("logsumexp_axis", &["x"], &|t| t[0].logsumexp_axis(1));
    case("cumsum", &["x"], &|t| t[0].cumsum(1));
}
