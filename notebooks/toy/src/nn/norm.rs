//! Normalisation: numbers with mean 0 and variance 1, then a learned scale and shift.
//!
//! The layers differ in what is averaged over: the batch ([`BatchNorm`]), the features of one example ([`LayerNorm`]),
//! some channels of one image ([`GroupNorm`]; all of them, or one, which is instance normalisation).

use super::Layer;
use crate::tensor::{Tensor, ones, param, sqrt, zeros};

/// What PyTorch adds to a variance before it divides by its root.
const EPSILON: f64 = 1e-5;

/// Every row of a matrix with mean 0 and variance 1: (x − μ)/√(σ² + ε), σ² with divisor n.
fn standardise(rows: &Tensor) -> Tensor {
    let centred = rows - rows.mean_keep(1);
    let variance = centred.square().mean_keep(1);
    centred / sqrt(variance + EPSILON)
}

/// Numbers for each channel in a shape that broadcasts against n x channels x ...
fn for_channels(numbers: &Tensor, rank: usize) -> Tensor {
    let mut shape = vec![1; rank - 1];
    shape[0] = numbers.len();
    numbers.reshape(shape)
}

#[track_caller]
fn expect_channels(name: &str, x: &Tensor, channels: usize) {
    let shape = x.shape();
    assert!(
        shape.len() >= 2 && shape[1] == channels && !shape.contains(&0),
        "{name}: made for n x {channels} channels x ..., the shape is {shape:?}"
    );
}

/// Normalises each channel over the batch and all its places (Ioffe and Szegedy, "Batch normalization", 2015,
/// algorithm 1): n x channels, or n x channels x places...
///
/// While `training` is true it uses the batch's own mean and variance and keeps running ones,
/// running ← (1 − momentum)·running + momentum·batch; set it to false to use those instead.
///
/// ```
/// # use toy::prelude::*;
/// let mut norm = BatchNorm::new(2);
/// let x = tensor([[1.0, 10.0], [3.0, 30.0]]);
/// close_all("batch", norm.forward(&x), [[-1.0, -1.0], [1.0, 1.0]], 1e-4);
/// norm.training = false;
/// close_all("running mean", &norm.mean, [0.2, 2.0], 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct BatchNorm {
    /// Scale of each channel, γ; starts at 1.
    pub scale: Tensor,
    /// Shift of each channel, β; starts at 0.
    pub shift: Tensor,
    /// Running mean of each channel; starts at 0. Clones share it.
    pub mean: Tensor,
    /// Running variance of each channel, with divisor n − 1; starts at 1. Clones share it.
    pub variance: Tensor,
    /// The weight of the newest batch in the running statistics.
    pub momentum: f64,
    /// Whether the batch's own statistics are used.
    pub training: bool,
}

impl BatchNorm {
    /// For so many channels; momentum 0.1.
    pub fn new(channels: usize) -> BatchNorm {
        BatchNorm {
            scale: param(ones(channels)),
            shift: param(zeros(channels)),
            // Parameters only in that they can be replaced; no optimiser gets them.
            mean: param(zeros(channels)),
            variance: param(ones(channels)),
            momentum: 0.1,
            training: true,
        }
    }

    /// Mean of each channel: over the places first, then over the batch.
    fn channel_mean(x: &Tensor) -> Tensor {
        let shape = x.shape();
        let places = shape[2..].iter().product();
        let means = x.reshape([shape[0] * shape[1], places]).mean_keep(1);
        means.reshape([shape[0], shape[1]]).mean_axis(0)
    }

    /// Moves a running statistic towards the batch's.
    fn keep(&self, running: &Tensor, batch: &Tensor) {
        let (batch, momentum) = (batch.to_vec(), self.momentum);
        running.update(|running| {
            for (running, batch) in running.iter_mut().zip(&batch) {
                *running = (1.0 - momentum) * *running + momentum * batch;
            }
        });
    }
}

impl Layer for BatchNorm {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        expect_channels("BatchNorm", x, self.scale.len());
        let spread = |numbers: &Tensor| for_channels(numbers, x.rank());
        let count = x.len() / self.scale.len();
        let (centred, variance) = if self.training {
            assert!(
                count > 1,
                "BatchNorm: one number a channel has no variance, the shape is {:?}",
                x.shape()
            );
            let mean = BatchNorm::channel_mean(x);
            let centred = x - spread(&mean);
            let variance = BatchNorm::channel_mean(&centred.square());
            self.keep(&self.mean, &mean);
            let unbiased = variance.detach() * (count as f64 / (count - 1) as f64);
            self.keep(&self.variance, &unbiased);
            (centred, variance)
        } else {
            (x - spread(&self.mean.detach()), self.variance.detach())
        };
        let scale = &self.scale / sqrt(variance + EPSILON);
        centred * spread(&scale) + spread(&self.shift)
    }

    fn params(&self) -> Vec<Tensor> {
        vec![self.scale.clone(), self.shift.clone()]
    }
}

/// Normalises the last axis of every example (Ba, Kiros and Hinton, "Layer normalization", 2016, equation 4).
///
/// ```
/// # use toy::prelude::*;
/// let y = LayerNorm::new(2).forward(&tensor([[1.0, 3.0], [10.0, 30.0]]));
/// close_all("rows", y, [[-1.0, 1.0], [-1.0, 1.0]], 1e-4);
/// ```
#[derive(Clone, Debug)]
pub struct LayerNorm {
    /// Scale of each feature; starts at 1.
    pub scale: Tensor,
    /// Shift of each feature; starts at 0.
    pub shift: Tensor,
}

impl LayerNorm {
    /// For so many features.
    pub fn new(features: usize) -> LayerNorm {
        LayerNorm {
            scale: param(ones(features)),
            shift: param(zeros(features)),
        }
    }
}

/// All axes but the last as rows.
#[track_caller]
fn feature_rows(name: &str, x: &Tensor, features: usize) -> Tensor {
    let shape = x.shape();
    assert!(
        shape.last() == Some(&features) && !shape.contains(&0),
        "{name}: made for {features} features on the last axis, the shape is {shape:?}"
    );
    x.reshape([x.len() / features, features])
}

impl Layer for LayerNorm {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        let rows = feature_rows("LayerNorm", x, self.scale.len());
        (standardise(&rows) * &self.scale + &self.shift).reshape(x.shape())
    }

    fn params(&self) -> Vec<Tensor> {
        vec![self.scale.clone(), self.shift.clone()]
    }
}

/// Divides the last axis of every example by its root mean square, x/√(mean x² + ε), and scales it
/// (Zhang and Sennrich, "Root mean square layer normalization", 2019, equation 4).
///
/// ```
/// # use toy::prelude::*;
/// let y = RmsNorm::new(2).forward(&tensor([[3.0, 4.0]]));
/// close_all("over √12.5", y, [[3.0 / sqrt(12.5), 4.0 / sqrt(12.5)]], 1e-5);
/// ```
#[derive(Clone, Debug)]
pub struct RmsNorm {
    /// Scale of each feature; starts at 1.
    pub scale: Tensor,
}

impl RmsNorm {
    /// For so many features.
    pub fn new(features: usize) -> RmsNorm {
        RmsNorm {
            scale: param(ones(features)),
        }
    }
}

impl Layer for RmsNorm {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        let rows = feature_rows("RmsNorm", x, self.scale.len());
        let size = sqrt(rows.square().mean_keep(1) + EPSILON);
        (rows / size * &self.scale).reshape(x.shape())
    }

    fn params(&self) -> Vec<Tensor> {
        vec![self.scale.clone()]
    }
}

/// Normalises groups of neighbouring channels of each image over their places (Wu and He, "Group normalization", 2018,
/// equations 1 to 7): n x channels x places... With one group it is layer normalisation over the whole image, with as
/// many groups as channels instance normalisation.
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([2, 4, 5, 5]);
/// let y = GroupNorm::new(2, 4).forward(&x);
/// assert!(mean(y.slice(0, 0..1).slice(1, 0..2)).abs() < 1e-12);
/// ```
#[derive(Clone, Debug)]
pub struct GroupNorm {
    /// How many groups.
    pub groups: usize,
    /// Scale of each channel; starts at 1.
    pub scale: Tensor,
    /// Shift of each channel; starts at 0.
    pub shift: Tensor,
}

impl GroupNorm {
    /// Channels in `groups` groups of equal size.
    #[track_caller]
    pub fn new(groups: usize, channels: usize) -> GroupNorm {
        assert!(
            groups > 0 && channels > 0 && channels.is_multiple_of(groups),
            "GroupNorm: {channels} channels do not fall into {groups} equal groups"
        );
        GroupNorm {
            groups,
            scale: param(ones(channels)),
            shift: param(zeros(channels)),
        }
    }

    /// Instance normalisation: every channel of every image by itself.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let y = GroupNorm::instance(2).forward(&Rng::seed(1).normals([3, 2, 8]));
    /// close_all("each channel alone", y.mean_axis(2), zeros([3, 2]), 1e-12);
    /// ```
    #[track_caller]
    pub fn instance(channels: usize) -> GroupNorm {
        GroupNorm::new(channels, channels)
    }
}

impl Layer for GroupNorm {
    #[track_caller]
    fn forward(&self, x: &Tensor) -> Tensor {
        expect_channels("GroupNorm", x, self.scale.len());
        let rows = x.shape()[0] * self.groups;
        let y = standardise(&x.reshape([rows, x.len() / rows])).reshape(x.shape());
        y * for_channels(&self.scale, x.rank()) + for_channels(&self.shift, x.rank())
    }

    fn params(&self) -> Vec<Tensor> {
        vec![self.scale.clone(), self.shift.clone()]
    }
}

/// Feature-wise linear modulation, γ·x + β: one scale and one shift for each channel of each example
/// (Perez et al., "FiLM", 2018, equation 2); x is n x channels x places..., `scale` and `shift` are n x channels.
///
/// ```
/// # use toy::prelude::*;
/// let (scale, shift) = (tensor([[2.0, 0.0]]), tensor([[0.0, 7.0]])); // 1 example, 2 channels
/// assert_eq!(film(&ones([1, 2, 2]), &scale, &shift).to_vec(), [2.0, 2.0, 7.0, 7.0]);
/// ```
#[track_caller]
pub fn film(x: &Tensor, scale: &Tensor, shift: &Tensor) -> Tensor {
    let shape = x.shape();
    assert!(
        shape.len() >= 2 && scale.shape() == shape[..2] && shift.shape() == shape[..2],
        "film: x has shape {shape:?}, the scale {:?}, the shift {:?}; they need n x channels",
        scale.shape(),
        shift.shape()
    );
    let mut places = vec![1; shape.len()];
    places[..2].copy_from_slice(&shape[..2]);
    x * scale.reshape(&places) + shift.reshape(&places)
}
