//! Convolutions over one or two axes, and transposed ones: differentiable to any order.
//!
//! The three sums of `windows` are each other's gradients. With T = ⟨y, conv(x, w)⟩: the gradient of a convolution with
//! respect to x is the transposed convolution of y, with respect to w the correlation of x and y; and the gradients of
//! those two are again two of the three.

use super::convert::Shape;
use super::windows::Windows;
use super::{Tensor, numbers, store};

/// How a kernel moves over an image: stride, zeros around the image, distance between the kernel's taps, groups.
///
/// ```
/// # use toy::prelude::*;
/// let (x, w) = (ones([1, 3, 8, 8]), ones([4, 3, 3, 3]));
/// let y = x.conv2d(&w, Conv::new().stride(2).padding(1));
/// assert_eq!(y.shape(), [1, 4, 4, 4]);
/// assert_eq!(y.at([0, 0, 1, 1]), 27.0); // 3 channels x 3 x 3
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Conv {
    stride: [usize; 2],
    padding: [usize; 2],
    dilation: [usize; 2],
    groups: usize,
    output_padding: [usize; 2],
}

impl Default for Conv {
    fn default() -> Conv {
        Conv::new()
    }
}

/// One number for both axes, or one for each.
#[track_caller]
pub(crate) fn pair(what: &str, axes: impl Shape) -> [usize; 2] {
    match *axes.axes() {
        [both] => [both; 2],
        [height, width] => [height, width],
        ref other => panic!("{what}: needs one number or two (height, width), got {other:?}"),
    }
}

impl Conv {
    /// Stride 1, no padding, no dilation, one group: as PyTorch's defaults.
    pub fn new() -> Conv {
        Conv {
            stride: [1; 2],
            padding: [0; 2],
            dilation: [1; 2],
            groups: 1,
            output_padding: [0; 2],
        }
    }

    /// The kernel moves so many places at a time; one number, or height and width.
    #[track_caller]
    pub fn stride(mut self, places: impl Shape) -> Conv {
        self.stride = pair("stride", places);
        assert!(!self.stride.contains(&0), "stride: must be at least 1");
        self
    }

    /// So many zeros before and after every axis of the image. Half of (kernel − 1) keeps its size.
    #[track_caller]
    pub fn padding(mut self, zeros: impl Shape) -> Conv {
        self.padding = pair("padding", zeros);
        self
    }

    /// Distance between the numbers that neighbouring taps of the kernel see.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor(0..5).reshape([1, 1, 5]);
    /// let y = x.conv1d(&ones([1, 1, 2]), Conv::new().dilation(3)); // x[i] + x[i + 3]
    /// assert_eq!(y.to_vec(), [3.0, 5.0]);
    /// ```
    #[track_caller]
    pub fn dilation(mut self, places: impl Shape) -> Conv {
        self.dilation = pair("dilation", places);
        assert!(!self.dilation.contains(&0), "dilation: must be at least 1");
        self
    }

    /// Channels fall into so many groups that do not see each other; as many as channels: a depthwise convolution.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([1.0, 2.0, 10.0, 20.0]).reshape([1, 2, 2]); // 2 channels
    /// let y = x.conv1d(&ones([2, 1, 2]), Conv::new().groups(2)); // each channel alone
    /// assert_eq!(y.to_vec(), [3.0, 30.0]);
    /// ```
    #[track_caller]
    pub fn groups(mut self, groups: usize) -> Conv {
        assert!(groups > 0, "groups: there must be at least 1");
        self.groups = groups;
        self
    }

    /// Of transposed convolutions: so many rows and columns more at the end, less than the stride (several sizes lead to
    /// the same one under a stride; this says which is meant).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let how = Conv::new().stride(2).output_padding(1);
    /// assert_eq!(ones([1, 1, 3]).conv_transpose1d(&ones([1, 1, 1]), how).shape(), [1, 1, 6]);
    /// ```
    #[track_caller]
    pub fn output_padding(mut self, places: impl Shape) -> Conv {
        self.output_padding = pair("output_padding", places);
        self
    }

    /// How many groups.
    pub(crate) fn group_count(&self) -> usize {
        self.groups
    }

    /// The same along the last axis only; the height is 1.
    fn flat(mut self) -> Conv {
        self.stride[0] = 1;
        self.padding[0] = 0;
        self.dilation[0] = 1;
        self.output_padding[0] = 0;
        self
    }

    /// The sizes of the convolution of x with w, both of rank 4.
    #[track_caller]
    fn windows(&self, name: &str, x: &[usize], w: &[usize]) -> Windows {
        let said = format!("{name} of shape {x:?} with kernels {w:?} ({self:?})");
        assert!(
            !x[1..].contains(&0) && !w.contains(&0),
            "{said}: an axis is empty"
        );
        assert!(
            x[1] == w[1] * self.groups && w[0].is_multiple_of(self.groups),
            "{said}: the image has {} channels, the kernels are for {} in each of {} groups",
            x[1],
            w[1],
            self.groups
        );
        // No closures here: a panic in one would name this line instead of the cell's.
        let mut out = [0; 2];
        for (axis, out) in out.iter_mut().enumerate() {
            let span = self.dilation[axis] * (w[axis + 2] - 1) + 1;
            let room = x[axis + 2] + 2 * self.padding[axis];
            assert!(
                span <= room,
                "{said}: the kernel spans {span} places, the padded image has {room}"
            );
            *out = (room - span) / self.stride[axis] + 1;
        }
        Windows {
            images: x[0],
            groups: self.groups,
            inputs: w[1],
            outputs: w[0] / self.groups,
            size: [x[2], x[3]],
            out,
            kernel: [w[2], w[3]],
            stride: self.stride,
            padding: self.padding,
            dilation: self.dilation,
        }
    }

    /// The sizes of the convolution whose transpose leads from y with w, both of rank 4.
    #[track_caller]
    fn transposed_windows(&self, name: &str, y: &[usize], w: &[usize]) -> Windows {
        let said = format!("{name} of shape {y:?} with kernels {w:?} ({self:?})");
        assert!(
            !y[1..].contains(&0) && !w.contains(&0),
            "{said}: an axis is empty"
        );
        assert!(
            y[1] == w[0] && w[0].is_multiple_of(self.groups),
            "{said}: the image has {} channels, the kernels are for {} in {} groups",
            y[1],
            w[0],
            self.groups
        );
        let mut size = [0; 2];
        for (axis, size) in size.iter_mut().enumerate() {
            let extra = self.output_padding[axis];
            assert!(
                extra < self.stride[axis],
                "{said}: the output padding must be less than the stride"
            );
            let span = self.dilation[axis] * (w[axis + 2] - 1) + 1;
            let full = (y[axis + 2] - 1) * self.stride[axis] + span + extra;
            assert!(
                full > 2 * self.padding[axis],
                "{said}: the padding leaves nothing of {full} places"
            );
            *size = full - 2 * self.padding[axis];
        }
        Windows {
            images: y[0],
            groups: self.groups,
            inputs: w[1],
            outputs: w[0] / self.groups,
            size,
            out: [y[2], y[3]],
            kernel: [w[2], w[3]],
            stride: self.stride,
            padding: self.padding,
            dilation: self.dilation,
        }
    }
}

/// ∂T/∂y; with the gradient g: dx = transposed(g, w), dw = correlate(x, g).
fn convolve(x: &Tensor, w: &Tensor, windows: Windows) -> Tensor {
    let value = windows.convolve(numbers(&x.store()), numbers(&w.store()));
    let value = store(&windows.y_shape(), value);
    Tensor::from_op("conv", value, &[x, w], move |back| {
        let (g, x, w) = (back.g, &back.inputs[0], &back.inputs[1]);
        vec![
            back.need[0].then(|| transposed(g, w, windows)),
            back.need[1].then(|| correlate(x, g, windows)),
        ]
    })
}

/// ∂T/∂x; with the gradient g: dy = convolve(g, w), dw = correlate(g, y).
fn transposed(y: &Tensor, w: &Tensor, windows: Windows) -> Tensor {
    let value = windows.transposed(numbers(&y.store()), numbers(&w.store()));
    let value = store(&windows.x_shape(), value);
    Tensor::from_op("conv_transpose", value, &[y, w], move |back| {
        let (g, y, w) = (back.g, &back.inputs[0], &back.inputs[1]);
        vec![
            back.need[0].then(|| convolve(g, w, windows)),
            back.need[1].then(|| correlate(g, y, windows)),
        ]
    })
}

/// ∂T/∂w; with the gradient g: dx = transposed(y, g), dy = convolve(x, g).
fn correlate(x: &Tensor, y: &Tensor, windows: Windows) -> Tensor {
    let value = windows.correlate(numbers(&x.store()), numbers(&y.store()));
    let value = store(&windows.w_shape(), value);
    Tensor::from_op("conv_correlate", value, &[x, y], move |back| {
        let (g, x, y) = (back.g, &back.inputs[0], &back.inputs[1]);
        vec![
            back.need[0].then(|| transposed(y, g, windows)),
            back.need[1].then(|| convolve(x, g, windows)),
        ]
    })
}

#[track_caller]
fn expect_rank(name: &str, rank: usize, x: &Tensor, w: &Tensor) {
    assert!(
        x.rank() == rank && w.rank() == rank,
        "{name}: images and kernels need {rank} axes, the shapes are {:?} and {:?}",
        x.shape(),
        w.shape()
    );
}

impl Tensor {
    /// Convolution over two axes (as in PyTorch: the kernel is not flipped): images n x channels x height x width, kernels
    /// outputs x channels/groups x height x width -> n x outputs x height x width.
    ///
    /// Each number is one running sum over the kernel's rows, columns and channels: the same bits on every machine.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let image = ones([1, 1, 3, 3]);
    /// let kernel = ones([1, 1, 3, 3]); // counts what it covers
    /// let y = image.conv2d(&kernel, Conv::new().padding(1));
    /// assert_eq!(y.reshape([3, 3]).row(0).to_vec(), [4.0, 6.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn conv2d(&self, kernels: &Tensor, how: Conv) -> Tensor {
        expect_rank("conv2d", 4, self, kernels);
        let windows = how.windows("conv2d", &self.shape(), &kernels.shape());
        convolve(self, kernels, windows)
    }

    /// Convolution over one axis: n x channels x length, kernels outputs x channels/groups x length
    /// -> n x outputs x length.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([[1.0, 2.0, 4.0, 8.0]]).unsqueeze(0);
    /// let difference = tensor([-1.0, 1.0]).reshape([1, 1, 2]);
    /// assert_eq!(x.conv1d(&difference, Conv::new()).to_vec(), [1.0, 2.0, 4.0]);
    /// ```
    #[track_caller]
    pub fn conv1d(&self, kernels: &Tensor, how: Conv) -> Tensor {
        expect_rank("conv1d", 3, self, kernels);
        let (x, w) = (self.unsqueeze(2), kernels.unsqueeze(2));
        let windows = how.flat().windows("conv1d", &x.shape(), &w.shape());
        convolve(&x, &w, windows).squeeze(2)
    }

    /// Transposed convolution over two axes, the gradient of a convolution with respect to its image: images
    /// n x channels x height x width, kernels channels x outputs/groups x height x width
    /// -> n x outputs x height x width, each axis (size − 1)·stride − 2·padding + dilation·(kernel − 1) + 1 long.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let y = ones([1, 1, 2, 2]).conv_transpose2d(&ones([1, 1, 2, 2]), Conv::new().stride(2));
    /// assert_eq!((y.shape(), y.sum().item()), (vec![1, 1, 4, 4], 16.0));
    /// ```
    #[track_caller]
    pub fn conv_transpose2d(&self, kernels: &Tensor, how: Conv) -> Tensor {
        expect_rank("conv_transpose2d", 4, self, kernels);
        let windows = how.transposed_windows("conv_transpose2d", &self.shape(), &kernels.shape());
        transposed(self, kernels, windows)
    }

    /// Transposed convolution over one axis: n x channels x length, kernels channels x outputs/groups x length
    /// -> n x outputs x length.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([1.0, 10.0]).reshape([1, 1, 2]);
    /// let y = x.conv_transpose1d(&ones([1, 1, 2]), Conv::new());
    /// assert_eq!(y.to_vec(), [1.0, 11.0, 10.0]);
    /// ```
    #[track_caller]
    pub fn conv_transpose1d(&self, kernels: &Tensor, how: Conv) -> Tensor {
        expect_rank("conv_transpose1d", 3, self, kernels);
        let (y, w) = (self.unsqueeze(2), kernels.unsqueeze(2));
        let how = how.flat();
        let windows = how.transposed_windows("conv_transpose1d", &y.shape(), &w.shape());
        transposed(&y, &w, windows).squeeze(2)
    }
}
