//! Convolutions, pooling and normalisation: first and second derivatives, and what a wrong call is told.

mod panics;
mod twice;

use panics::panics;
use toy::prelude::*;
use twice::twice;

#[test]
fn convolutions_differentiate_into_each_other() {
    let mut rng = Rng::seed(1);
    let plain = Conv::new();
    let hows = [
        (plain, 2),
        (plain.stride(2).padding(1), 2),
        (plain.dilation([2, 1]).padding([2, 1]).groups(2), 1),
    ];
    for (how, under) in hows {
        let (x, w) = (rng.normals([2, 2, 4, 4]), rng.normals([2, under, 3, 2]));
        twice("conv2d, image", |x| x.conv2d(&w, how).square(), &x);
        twice("conv2d, kernels", |w| x.conv2d(w, how).square(), &w);
        // Both at once: the second derivative mixes image and kernels.
        let mixed = |x: &Tensor| x.conv2d(&x.slice(3, 0..2).slice(1, 0..under), how);
        twice("conv2d with itself", mixed, &rng.normals([2, 2, 4, 4]));
        let small = rng.normals([1, 2, 2, 3]);
        let transposed = |x: &Tensor, w: &Tensor| x.conv_transpose2d(w, how.padding(0)).square();
        twice("transposed, image", |x| transposed(x, &w), &small);
        twice("transposed, kernels", |w| transposed(&small, w), &w);
    }
    let (x, w) = (rng.normals([2, 2, 6]), rng.normals([3, 2, 3]));
    let how = plain.stride(2).padding(1);
    twice("conv1d", |x| x.conv1d(&w, how).square(), &x);
    twice("conv1d, kernels", |w| x.conv1d(w, how).square(), &w);
    let w = rng.normals([2, 3, 3]);
    twice(
        "transposed 1d",
        |x| x.conv_transpose1d(&w, how).square(),
        &x,
    );
}

#[test]
fn a_third_derivative_of_a_cube_of_a_convolution() {
    // f = Σ(w·x)³ with a kernel of one number: d³f/dw³ = 6 Σ x³.
    let x = tensor([1.0, 2.0, -3.0]).reshape([1, 1, 1, 3]);
    let w = param(tensor([0.5]).reshape([1, 1, 1, 1]));
    let f = x.conv2d(&w, Conv::new()).powf(3.0).sum();
    let first = grad1_graph(&f, &w).sum();
    let second = grad1_graph(&first, &w).sum();
    close(
        "third",
        grad1(&second, &w).item(),
        6.0 * (1.0 + 8.0 - 27.0),
        1e-12,
    );
}

#[test]
fn pooling_and_upsampling() {
    let x = Rng::seed(2).normals([2, 2, 4, 5]);
    twice("max_pool2d", |x| x.max_pool2d(2, 1).square(), &x);
    twice("avg_pool2d", |x| x.avg_pool2d([2, 3], 2).square(), &x);
    twice("global_avg_pool", |x| x.global_avg_pool().square(), &x);
    twice("global_max_pool", |x| x.global_max_pool().square(), &x);
    let x = x.slice(2, 0..1).squeeze(2);
    twice("max_pool1d", |x| x.max_pool1d(2, 2).square(), &x);
    twice("avg_pool1d", |x| x.avg_pool1d(3, 1).square(), &x);
    twice("upsample_nearest", |x| x.upsample_nearest(2).square(), &x);
}

#[test]
fn normalisation_modulation_and_dropout() {
    let mut rng = Rng::seed(3);
    let x = rng.normals([3, 4, 2]);
    twice("BatchNorm", |x| BatchNorm::new(4).forward(x), &x);
    twice("GroupNorm", |x| GroupNorm::new(2, 4).forward(x), &x);
    twice("LayerNorm", |x| LayerNorm::new(2).forward(&x.square()), &x);
    twice("RmsNorm", |x| RmsNorm::new(2).forward(x), &x);
    let (scale, shift) = (rng.normals([3, 4]), rng.normals([3, 4]));
    twice("film", |x| film(&x.square(), &scale, &shift), &x);
    twice(
        "film, scale",
        |scale| film(&x, &scale.square(), &shift),
        &scale,
    );
    twice(
        "dropout",
        |x| dropout(&mut Rng::seed(4), &x.square(), 0.4),
        &x,
    );
}

#[test]
fn dropout_keeps_the_mean() {
    let mut rng = Rng::seed(5);
    let y = dropout(&mut rng, &ones([100, 100]), 0.2);
    let kept = y.to_vec().iter().filter(|&&y| y != 0.0).count();
    assert!((kept as f64 - 8000.0).abs() < 200.0, "{kept}");
    assert!(y.to_vec().iter().all(|&y| y == 0.0 || y == 1.25));
    let x = rng.normals([3, 2]);
    assert_eq!(dropout(&mut rng, &x, 0.0).to_vec(), x.to_vec());
}

/// The convolution written as its definition says.
#[test]
fn a_convolution_is_its_definition_bit_for_bit() {
    let mut rng = Rng::seed(6);
    let (x, w) = (rng.normals([3, 5, 9, 7]), rng.normals([11, 5, 3, 2]));
    let y = x.conv2d(&w, Conv::new().stride([2, 1]));
    assert_eq!(y.shape(), [3, 11, 4, 6]);
    for (n, o, i, j) in [(0, 0, 0, 0), (2, 10, 3, 5), (1, 7, 2, 3)] {
        let mut sum = 0.0;
        for (a, b) in (0..6).map(|tap| (tap / 2, tap % 2)) {
            for c in 0..5 {
                sum += x.at([n, c, 2 * i + a, j + b]) * w.at([o, c, a, b]);
            }
        }
        assert_eq!(y.at([n, o, i, j]), sum);
    }
}

panics! {
    conv_channels: zeros([1, 3, 5, 5]).conv2d(&zeros([4, 2, 3, 3]), Conv::new()) => "conv2d of shape [1, 3, 5, 5] with kernels [4, 2, 3, 3]";
    conv_too_large: zeros([1, 3, 2, 5]).conv2d(&zeros([4, 3, 3, 3]), Conv::new()) => "the kernel spans 3 places, the padded image has 2";
    conv_rank: zeros([3, 5, 5]).conv2d(&zeros([4, 3, 3, 3]), Conv::new()) => "conv2d: images and kernels need 4 axes, the shapes are [3, 5, 5] and [4, 3, 3, 3]";
    conv1d_rank: zeros([3, 5]).conv1d(&zeros([4, 3, 3]), Conv::new()) => "conv1d: images and kernels need 3 axes";
    conv_groups: Conv2d::with(&mut Rng::seed(1), 3, 4, 3, Conv::new().groups(2)) => "Conv2d: 3 inputs and 4 outputs do not fall into 2 groups";
    conv_transpose_channels: zeros([1, 3, 5, 5]).conv_transpose2d(&zeros([2, 3, 3, 3]), Conv::new()) => "the image has 3 channels, the kernels are for 2";
    conv_output_padding: zeros([1, 1, 5]).conv_transpose1d(&zeros([1, 1, 3]), Conv::new().output_padding(1)) => "the output padding must be less than the stride";
    conv_kernel: Conv1d::new(&mut Rng::seed(1), 1, 1, [3, 3]) => "Conv1d: the kernel [3, 3] needs 1 lengths";
    pool_too_large: zeros([1, 1, 2, 2]).max_pool2d(3, 1) => "max_pool2d: a window of [3, 3] does not fit shape [1, 1, 2, 2]";
    pool_rank: zeros([2, 2]).avg_pool1d(2, 2) => "avg_pool1d: needs 3 axes (n x channels x length), the shape is [2, 2]";
    batch_norm: BatchNorm::new(3).forward(&zeros([2, 4])) => "BatchNorm: made for n x 3 channels x ..., the shape is [2, 4]";
    batch_of_one: BatchNorm::new(4).forward(&zeros([1, 4])) => "one number a channel has no variance";
    layer_norm: LayerNorm::new(3).forward(&zeros([2, 4])) => "LayerNorm: made for 3 features on the last axis, the shape is [2, 4]";
    group_norm: GroupNorm::new(2, 3) => "3 channels do not fall into 2 equal groups";
    modulation: film(&zeros([2, 3, 4]), &zeros([2, 4]), &zeros([2, 3])) => "film: x has shape [2, 3, 4], the scale [2, 4], the shift [2, 3]";
    probability: dropout(&mut Rng::seed(1), &zeros(2), 1.0) => "dropout: the probability must be at least 0 and less than 1, got 1";
}
