//! The kernels of convolution: three sums over the same windows.
//!
//! With x[c, ...] an image, w[o, c, a, b] a kernel and y[o, i, j] what lies below it, all three come from one form,
//!
//!   T = Σ y[o, i, j] · w[o, c, a, b] · x[c, i·stride + a·dilation − padding, j·stride + b·dilation − padding],
//!
//! as its derivative with respect to one of them: [`Windows::convolve`] is ∂T/∂y, [`Windows::transposed`] ∂T/∂x,
//! [`Windows::correlate`] ∂T/∂w. Each is a matrix product with the *patches*: one row for each position (i, j), in it all
//! numbers under the kernel. An image is first laid out with its channels last and its zeros around it, so that
//! a patch consists of a few long runs of memory.

use super::gemm::{Factor, gemm, gemm_add, transpose};

/// All sizes of a convolution; pairs are height and width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Windows {
    /// How many images.
    pub images: usize,
    /// The channels fall into so many groups, each with kernels of its own.
    pub groups: usize,
    /// Channels of x in one group.
    pub inputs: usize,
    /// Channels of y in one group.
    pub outputs: usize,
    /// Size of x.
    pub size: [usize; 2],
    /// Size of y.
    pub out: [usize; 2],
    pub kernel: [usize; 2],
    pub stride: [usize; 2],
    pub padding: [usize; 2],
    pub dilation: [usize; 2],
}

fn row_major(numbers: &[f64]) -> Factor<'_> {
    Factor {
        numbers,
        transposed: false,
    }
}

fn turned(numbers: &[f64]) -> Factor<'_> {
    Factor {
        numbers,
        transposed: true,
    }
}

impl Windows {
    pub fn x_shape(&self) -> [usize; 4] {
        let [height, width] = self.size;
        [self.images, self.groups * self.inputs, height, width]
    }

    pub fn w_shape(&self) -> [usize; 4] {
        let [height, width] = self.kernel;
        [self.groups * self.outputs, self.inputs, height, width]
    }

    pub fn y_shape(&self) -> [usize; 4] {
        let [height, width] = self.out;
        [self.images, self.groups * self.outputs, height, width]
    }

    /// Positions of the kernel on one image: rows of the patches.
    fn positions(&self) -> usize {
        self.out[0] * self.out[1]
    }

    /// Numbers under the kernel: columns of the patches.
    fn under(&self) -> usize {
        self.kernel[0] * self.kernel[1] * self.inputs
    }

    /// Height and width of an image with its border.
    fn bordered(&self) -> [usize; 2] {
        [0, 1].map(|axis| self.size[axis] + 2 * self.padding[axis])
    }

    /// One group of one image, channels last, inside its border.
    fn image_buffer(&self) -> Vec<f64> {
        let [height, width] = self.bordered();
        vec![0.0; height * width * self.inputs]
    }

    /// ∂T/∂y: a row of y is the patch times the kernels.
    pub fn convolve(&self, x: &[f64], w: &[f64]) -> Vec<f64> {
        let (positions, under) = (self.positions(), self.under());
        let w = self.channels_last(w);
        // The factor is read as `under` x outputs many times: turn it once.
        let mut w_turned = vec![0.0; w.len()];
        let block = self.outputs * under;
        for (w, to) in w.chunks_exact(block).zip(w_turned.chunks_exact_mut(block)) {
            transpose(self.outputs, under, w, to);
        }
        let mut y = vec![0.0; self.y_shape().iter().product()];
        let mut image = self.image_buffer();
        let mut patches = vec![0.0; positions * under];
        let mut part = vec![0.0; positions * self.outputs];
        for (i, (x, y)) in self
            .x_groups(x)
            .zip(y.chunks_exact_mut(part.len()))
            .enumerate()
        {
            self.lay_out(x, &mut image);
            self.gather(&image, &mut patches);
            let w = &w_turned[i % self.groups * block..][..block];
            gemm(
                positions,
                under,
                self.outputs,
                row_major(&patches),
                row_major(w),
                &mut part,
            );
            transpose(positions, self.outputs, &part, y);
        }
        y
    }

    /// ∂T/∂x: every position adds its share to the numbers under the kernel.
    pub fn transposed(&self, y: &[f64], w: &[f64]) -> Vec<f64> {
        let (positions, under) = (self.positions(), self.under());
        let w = self.channels_last(w);
        let mut x = vec![0.0; self.x_shape().iter().product()];
        let mut image = self.image_buffer();
        let mut patches = vec![0.0; positions * under];
        let x_groups = x.chunks_exact_mut(self.inputs * self.size[0] * self.size[1]);
        for (i, (y, x)) in self.y_groups(y).zip(x_groups).enumerate() {
            let w = &w[i % self.groups * self.outputs * under..][..self.outputs * under];
            gemm(
                positions,
                self.outputs,
                under,
                turned(y),
                row_major(w),
                &mut patches,
            );
            self.spread(&patches, &mut image);
            self.take_back(&image, x);
        }
        x
    }

    /// ∂T/∂w: every position adds y times the patch; the running sums go through all images.
    pub fn correlate(&self, x: &[f64], y: &[f64]) -> Vec<f64> {
        let (positions, under) = (self.positions(), self.under());
        let block = self.outputs * under;
        let mut w = vec![0.0; self.groups * block];
        let mut image = self.image_buffer();
        let mut patches = vec![0.0; positions * under];
        for (i, (x, y)) in self.x_groups(x).zip(self.y_groups(y)).enumerate() {
            self.lay_out(x, &mut image);
            self.gather(&image, &mut patches);
            let w = &mut w[i % self.groups * block..][..block];
            gemm_add(
                self.outputs,
                positions,
                under,
                row_major(y),
                row_major(&patches),
                w,
            );
        }
        self.channels_first(&w)
    }

    /// Each group of each image in turn: inputs x height x width.
    fn x_groups<'a>(&self, x: &'a [f64]) -> std::slice::ChunksExact<'a, f64> {
        x.chunks_exact(self.inputs * self.size[0] * self.size[1])
    }

    /// Each group of each result in turn: outputs x positions.
    fn y_groups<'a>(&self, y: &'a [f64]) -> std::slice::ChunksExact<'a, f64> {
        y.chunks_exact(self.outputs * self.positions())
    }

    /// Kernels o, c, a, b in the order o, a, b, c, like the patches.
    fn channels_last(&self, w: &[f64]) -> Vec<f64> {
        let mut last = vec![0.0; w.len()];
        let under = self.under();
        for (w, to) in w.chunks_exact(under).zip(last.chunks_exact_mut(under)) {
            transpose(self.inputs, under / self.inputs, w, to);
        }
        last
    }

    /// The reverse of [`Windows::channels_last`].
    fn channels_first(&self, w: &[f64]) -> Vec<f64> {
        let mut first = vec![0.0; w.len()];
        let under = self.under();
        for (w, to) in w.chunks_exact(under).zip(first.chunks_exact_mut(under)) {
            transpose(under / self.inputs, self.inputs, w, to);
        }
        first
    }

    /// Where each row of one channel of x begins in the buffer with border.
    fn row_starts(&self) -> impl Iterator<Item = usize> {
        let (width, [above, left], inputs) = (self.bordered()[1], self.padding, self.inputs);
        (0..self.size[0]).map(move |row| ((row + above) * width + left) * inputs)
    }

    /// Puts channels last, inside the border (which stays 0).
    fn lay_out(&self, x: &[f64], image: &mut [f64]) {
        for (channel, x) in x.chunks_exact(self.size[0] * self.size[1]).enumerate() {
            for (x, start) in x.chunks_exact(self.size[1]).zip(self.row_starts()) {
                let to = image[start + channel..].iter_mut().step_by(self.inputs);
                to.zip(x).for_each(|(to, x)| *to = *x);
            }
        }
    }

    /// The reverse of [`Windows::lay_out`]: what fell on the border is dropped.
    fn take_back(&self, image: &[f64], x: &mut [f64]) {
        for (channel, x) in x.chunks_exact_mut(self.size[0] * self.size[1]).enumerate() {
            for (x, start) in x.chunks_exact_mut(self.size[1]).zip(self.row_starts()) {
                let from = image[start + channel..].iter().step_by(self.inputs);
                x.iter_mut().zip(from).for_each(|(x, from)| *x = *from);
            }
        }
    }

    /// The runs of memory that make the patches, in order: where each begins in the image. All are equally long.
    fn runs(&self) -> (usize, impl Iterator<Item = usize>) {
        // Without dilation a row of the kernel lies in one piece.
        let ([rows, columns], width) = (self.kernel, self.bordered()[1]);
        let (pieces, length) = match self.dilation[1] {
            1 => (1, columns * self.inputs),
            _ => (columns, self.inputs),
        };
        let (positions, out) = (self.positions(), self.out[1]);
        let (stride, dilation, inputs) = (self.stride, self.dilation, self.inputs);
        let starts = (0..positions).flat_map(move |position| {
            let (top, left) = (position / out * stride[0], position % out * stride[1]);
            (0..rows).flat_map(move |a| {
                let row = (top + a * dilation[0]) * width + left;
                (0..pieces).map(move |b| (row + b * dilation[1]) * inputs)
            })
        });
        (length, starts)
    }

    /// Copies the patches out of an image.
    fn gather(&self, image: &[f64], patches: &mut [f64]) {
        let (length, starts) = self.runs();
        for (patch, start) in patches.chunks_exact_mut(length).zip(starts) {
            patch.copy_from_slice(&image[start..start + length]);
        }
    }

    /// The reverse of [`Windows::gather`]: adds patches up where they overlap, position by position.
    fn spread(&self, patches: &[f64], image: &mut [f64]) {
        image.fill(0.0);
        let (length, starts) = self.runs();
        for (patch, start) in patches.chunks_exact(length).zip(starts) {
            let to = &mut image[start..start + length];
            to.iter_mut().zip(patch).for_each(|(to, x)| *to += x);
        }
    }
}
