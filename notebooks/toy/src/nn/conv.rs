//! Convolutional layers. Layout as in PyTorch: batch x channels x (height x) width.

use super::Layer;
use crate::random::Rng;
use crate::tensor::{Conv, Shape, Tensor, param};

/// One of the four layers: kernels, biases, how the kernel moves.
macro_rules! layers {
    ($($(#[$doc:meta])* $name:ident, $conv:ident, $axes:literal, $transposed:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug)]
        pub struct $name {
            /// Kernels, of the shape that the operation says.
            pub w: Tensor,
            /// Bias, one number an output channel.
            pub b: Tensor,
            /// Stride, padding, dilation, groups.
            pub how: Conv,
        }

        impl $name {
            /// Stride 1, no padding. Kernels and biases are uniform in ±1/√(numbers under a kernel), PyTorch's bound.
            #[track_caller]
            pub fn new(rng: &mut Rng, inputs: usize, outputs: usize, kernel: impl Shape) -> $name {
                $name::with(rng, inputs, outputs, kernel, Conv::new())
            }

            /// With a stride, padding, dilation or groups.
            #[track_caller]
            pub fn with(
                rng: &mut Rng,
                inputs: usize,
                outputs: usize,
                kernel: impl Shape,
                how: Conv,
            ) -> $name {
                let kernel = kernel.axes();
                let (w, b) = start(
                    stringify!($name), rng, [inputs, outputs], &kernel, $axes, how, $transposed,
                );
                $name { w, b, how }
            }
        }

        impl Layer for $name {
            #[track_caller]
            fn forward(&self, x: &Tensor) -> Tensor {
                // The bias is the same at every place of its channel.
                let places = [self.b.len()].into_iter().chain([1; $axes]);
                x.$conv(&self.w, self.how) + self.b.reshape(places.collect::<Vec<usize>>())
            }

            fn params(&self) -> Vec<Tensor> {
                vec![self.w.clone(), self.b.clone()]
            }
        }
    )*};
}

layers! {
    /// y = x ∗ w + b over one axis ([`Tensor::conv1d`]): n x inputs x length -> n x outputs x length.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let layer = Conv1d::new(&mut Rng::seed(1), 3, 8, 5); // 3 channels to 8, a kernel of 5
    /// assert_eq!(layer.forward(&zeros([10, 3, 20])).shape(), [10, 8, 16]);
    /// ```
    Conv1d, conv1d, 1, false;
    /// y = x ∗ w + b over two axes ([`Tensor::conv2d`]): n x inputs x height x width -> n x outputs x height x width.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let layer = Conv2d::with(&mut rng, 3, 8, 3, Conv::new().padding(1).stride(2));
    /// assert_eq!(layer.forward(&rng.normals([10, 3, 16, 16])).shape(), [10, 8, 8, 8]);
    /// ```
    Conv2d, conv2d, 2, false;
    /// A transposed convolution over one axis ([`Tensor::conv_transpose1d`]) and a bias.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let how = Conv::new().stride(2);
    /// let double = ConvTranspose1d::with(&mut Rng::seed(1), 8, 3, 2, how);
    /// assert_eq!(double.forward(&zeros([10, 8, 16])).shape(), [10, 3, 32]);
    /// ```
    ConvTranspose1d, conv_transpose1d, 1, true;
    /// A transposed convolution over two axes ([`Tensor::conv_transpose2d`]) and a bias.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let double = ConvTranspose2d::with(&mut rng, 8, 3, 4, Conv::new().stride(2).padding(1));
    /// assert_eq!(double.forward(&rng.normals([10, 8, 8, 8])).shape(), [10, 3, 16, 16]);
    /// ```
    ConvTranspose2d, conv_transpose2d, 2, true;
}

/// Kernels and biases to start from.
#[track_caller]
fn start(
    name: &str,
    rng: &mut Rng,
    [inputs, outputs]: [usize; 2],
    kernel: &[usize],
    axes: usize,
    how: Conv,
    transposed: bool,
) -> (Tensor, Tensor) {
    let groups = how.group_count();
    assert!(
        inputs.is_multiple_of(groups) && outputs.is_multiple_of(groups),
        "{name}: {inputs} inputs and {outputs} outputs do not fall into {groups} groups"
    );
    let kernel = match *kernel {
        [length] => vec![length; axes],
        _ => kernel.to_vec(),
    };
    assert!(
        kernel.len() == axes,
        "{name}: the kernel {kernel:?} needs {axes} lengths, or one for all"
    );
    let channels = match transposed {
        false => [outputs, inputs / groups],
        true => [inputs, outputs / groups],
    };
    let shape = [&channels[..], &kernel].concat();
    let under: usize = shape[1..].iter().product();
    let bound = 1.0 / (under as f64).sqrt();
    let w = (rng.uniforms(shape) * 2.0 - 1.0) * bound;
    let b = (rng.uniforms(outputs) * 2.0 - 1.0) * bound;
    (param(w), param(b))
}
