//! Pooling (a window becomes one number) and upsampling (a number becomes a window), over the axes after the first two.

use super::conv::pair;
use super::convert::Shape;
use super::index::take;
use super::reduce::beats;
use super::{Tensor, numbers};

/// For each window the places of its numbers, window after window; and the shape of the pooled tensor.
struct Pooled {
    places: Vec<usize>,
    shape: [usize; 4],
    size: usize,
}

/// The windows of a tensor n x channels x height x width.
#[track_caller]
fn pooled(name: &str, shape: &[usize], kernel: [usize; 2], stride: [usize; 2]) -> Pooled {
    let [height, width] = [shape[2], shape[3]];
    assert!(
        kernel[0] >= 1 && kernel[0] <= height && kernel[1] >= 1 && kernel[1] <= width,
        "{name}: a window of {kernel:?} does not fit shape {shape:?}"
    );
    assert!(
        !stride.contains(&0),
        "{name}: the stride must be at least 1"
    );
    let rows = (height - kernel[0]) / stride[0] + 1;
    let columns = (width - kernel[1]) / stride[1] + 1;
    let images = shape[0] * shape[1];
    let size = kernel[0] * kernel[1];
    let mut places = Vec::with_capacity(images * rows * columns * size);
    for image in 0..images {
        for (row, column) in (0..rows * columns).map(|i| (i / columns, i % columns)) {
            for a in 0..kernel[0] {
                let line = image * height + row * stride[0] + a;
                let first = line * width + column * stride[1];
                places.extend(first..first + kernel[1]);
            }
        }
    }
    Pooled {
        places,
        shape: [shape[0], shape[1], rows, columns],
        size,
    }
}

#[track_caller]
fn max_pool(name: &str, x: &Tensor, kernel: [usize; 2], stride: [usize; 2]) -> Tensor {
    let windows = pooled(name, &x.shape(), kernel, stride);
    let from = x.store();
    let all = numbers(&from);
    // The first of the largest; the gradient goes there.
    let largest = |window: &[usize]| {
        let first = window[0];
        window[1..].iter().fold(first, |best, &place| {
            if beats(all[place], all[best]) {
                place
            } else {
                best
            }
        })
    };
    let best = windows.places.chunks_exact(windows.size).map(largest);
    take(x, best.collect(), &windows.shape)
}

#[track_caller]
fn avg_pool(name: &str, x: &Tensor, kernel: [usize; 2], stride: [usize; 2]) -> Tensor {
    let windows = pooled(name, &x.shape(), kernel, stride);
    let count = windows.places.len() / windows.size;
    let rows = take(x, windows.places, &[count, windows.size]);
    rows.mean_keep(1).reshape(windows.shape)
}

impl Tensor {
    #[track_caller]
    fn expect_images(&self, name: &str, rank: usize) {
        assert!(
            self.rank() == rank,
            "{name}: needs {rank} axes (n x channels x {}), the shape is {:?}",
            if rank == 3 {
                "length"
            } else {
                "height x width"
            },
            self.shape()
        );
    }

    /// The largest number of each window: n x channels x height x width, windows of `kernel` (one number, or height and
    /// width) that move by `stride`; the gradient goes to the first that attains it.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor(0..16).reshape([1, 1, 4, 4]);
    /// assert_eq!(x.max_pool2d(2, 2).to_vec(), [5.0, 7.0, 13.0, 15.0]);
    /// ```
    #[track_caller]
    pub fn max_pool2d(&self, kernel: impl Shape, stride: impl Shape) -> Tensor {
        self.expect_images("max_pool2d", 4);
        let (kernel, stride) = (pair("max_pool2d", kernel), pair("max_pool2d", stride));
        max_pool("max_pool2d", self, kernel, stride)
    }

    /// The mean of each window: n x channels x height x width, windows of `kernel` that move by `stride`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([[1.0, 2.0], [3.0, 6.0]]).reshape([1, 1, 2, 2]);
    /// assert_eq!(x.avg_pool2d(2, 2).to_vec(), [3.0]);
    /// ```
    #[track_caller]
    pub fn avg_pool2d(&self, kernel: impl Shape, stride: impl Shape) -> Tensor {
        self.expect_images("avg_pool2d", 4);
        let (kernel, stride) = (pair("avg_pool2d", kernel), pair("avg_pool2d", stride));
        avg_pool("avg_pool2d", self, kernel, stride)
    }

    /// The largest number of each window of a tensor n x channels x length.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([1.0, 5.0, 2.0, 3.0]).reshape([1, 1, 4]);
    /// assert_eq!(x.max_pool1d(2, 2).to_vec(), [5.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn max_pool1d(&self, kernel: usize, stride: usize) -> Tensor {
        self.expect_images("max_pool1d", 3);
        max_pool("max_pool1d", &self.unsqueeze(2), [1, kernel], [1, stride]).squeeze(2)
    }

    /// The mean of each window of a tensor n x channels x length.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = tensor([1.0, 5.0, 2.0, 3.0]).reshape([1, 1, 4]);
    /// assert_eq!(x.avg_pool1d(2, 2).to_vec(), [3.0, 2.5]);
    /// ```
    #[track_caller]
    pub fn avg_pool1d(&self, kernel: usize, stride: usize) -> Tensor {
        self.expect_images("avg_pool1d", 3);
        avg_pool("avg_pool1d", &self.unsqueeze(2), [1, kernel], [1, stride]).squeeze(2)
    }

    /// All axes after the first two as one row each: (n·channels) x places.
    #[track_caller]
    pub(crate) fn places_of_channels(&self, operation: &str) -> Tensor {
        let shape = self.shape();
        assert!(
            shape.len() >= 3 && !shape.contains(&0),
            "{operation}: needs n x channels x places, none empty, the shape is {shape:?}"
        );
        self.reshape([shape[0] * shape[1], shape[2..].iter().product()])
    }

    /// The mean over all places of each channel: n x channels x ... -> n x channels.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(ones([5, 3, 8, 8]).global_avg_pool().shape(), [5, 3]);
    /// ```
    #[track_caller]
    pub fn global_avg_pool(&self) -> Tensor {
        let means = self.places_of_channels("global_avg_pool").mean_keep(1);
        means.reshape(&self.shape()[..2])
    }

    /// The largest number over all places of each channel: n x channels x ... -> n x channels.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 7.0, 3.0]).reshape([1, 1, 3]).global_max_pool().to_rows(), [[7.0]]);
    /// ```
    #[track_caller]
    pub fn global_max_pool(&self) -> Tensor {
        let channels = self.places_of_channels("global_max_pool");
        let best = channels.argmax_axis(1);
        channels.gather(1, &best).reshape(&self.shape()[..2])
    }

    /// Every number `factor` times along each axis after the first two (nearest-neighbour upsampling).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([[1.0, 2.0]]).unsqueeze(0).upsample_nearest(2).to_vec(), [1.0, 1.0, 2.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn upsample_nearest(&self, factor: usize) -> Tensor {
        assert!(
            self.rank() >= 3,
            "upsample_nearest: needs n x channels x places, the shape is {:?}",
            self.shape()
        );
        let axes = 2..self.rank();
        axes.fold(self.clone(), |x, axis| x.repeat_interleave(axis, factor))
    }
}
