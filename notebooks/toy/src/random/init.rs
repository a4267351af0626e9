//! First weights of a layer: inputs x outputs, or a convolution's kernels, outputs x inputs x places. Only numbers:
//! `param(rng.he_normal([64, 32]))` makes a parameter.

use super::Rng;
use crate::tensor::{Shape, Tensor};

/// How many numbers an output is made of, and to how many an input goes; kernels do both at each of their places.
#[track_caller]
fn fans(initialiser: &str, shape: &[usize]) -> (f64, f64) {
    let (inputs, outputs, places) = match shape {
        [inputs, outputs] => (*inputs, *outputs, 1),
        [outputs, inputs, places @ ..] if !places.is_empty() => {
            (*inputs, *outputs, places.iter().product::<usize>())
        }
        _ => panic!(
            "{initialiser}: needs a shape inputs x outputs, or outputs x inputs x places of a kernel, got {shape:?}"
        ),
    };
    ((places * inputs) as f64, (places * outputs) as f64)
}

impl Rng {
    /// Uniform with variance 2/(inputs + outputs): in ±√(6/(inputs + outputs)) (Glorot and Bengio, "Understanding the
    /// difficulty of training deep feedforward neural networks", 2010, equation 16).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let w = Rng::seed(1).xavier_uniform([100, 50]); // inputs x outputs
    /// assert!(w.abs().max().item() <= sqrt(6.0 / 150.0));
    /// ```
    #[track_caller]
    pub fn xavier_uniform(&mut self, shape: impl Shape) -> Tensor {
        let shape = shape.axes();
        let (inputs, outputs) = fans("xavier_uniform", &shape);
        self.spread(&shape, (6.0 / (inputs + outputs)).sqrt())
    }

    /// Normal with variance 2/(inputs + outputs) (Glorot and Bengio, 2010, equation 12).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("√(2/150)", std(Rng::seed(1).xavier_normal([100, 50])), sqrt(2.0 / 150.0), 3e-3);
    /// ```
    #[track_caller]
    pub fn xavier_normal(&mut self, shape: impl Shape) -> Tensor {
        let shape = shape.axes();
        let (inputs, outputs) = fans("xavier_normal", &shape);
        self.normals(shape) * (2.0 / (inputs + outputs)).sqrt()
    }

    /// Uniform with variance 2/inputs, for layers in front of a ReLU: in ±√(6/inputs) (He et al., "Delving deep into
    /// rectifiers", 2015, section 2.2).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert!(Rng::seed(1).he_uniform([100, 50]).abs().max().item() <= sqrt(6.0 / 100.0));
    /// ```
    #[track_caller]
    pub fn he_uniform(&mut self, shape: impl Shape) -> Tensor {
        let shape = shape.axes();
        let (inputs, _) = fans("he_uniform", &shape);
        self.spread(&shape, (6.0 / inputs).sqrt())
    }

    /// Normal with variance 2/inputs, for layers in front of a ReLU (He et al., 2015, equation 10).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("√(2/100)", std(Rng::seed(1).he_normal([100, 50])), sqrt(2.0 / 100.0), 3e-3);
    /// let kernels = Rng::seed(1).he_normal([64, 4, 5, 5]); // 64 outputs, each of 4 inputs at 5 x 5 places
    /// close("√(2/100)", std(kernels), sqrt(2.0 / 100.0), 3e-3);
    /// ```
    #[track_caller]
    pub fn he_normal(&mut self, shape: impl Shape) -> Tensor {
        let shape = shape.axes();
        let (inputs, _) = fans("he_normal", &shape);
        self.normals(shape) * (2.0 / inputs).sqrt()
    }

    /// Uniform in ±`bound`.
    fn spread(&mut self, shape: &[usize], bound: f64) -> Tensor {
        (self.uniforms(shape) * 2.0 - 1.0) * bound
    }

    /// A matrix whose shorter side's vectors are orthonormal, uniform among all such (Saxe et al., "Exact solutions to
    /// the nonlinear dynamics of learning in deep linear neural networks", 2014): normal vectors, each freed twice of
    /// what it shares with those before it (Gram and Schmidt; twice keeps the rounding errors small).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let q = Rng::seed(1).orthogonal([5, 3]);
    /// close_all("columns", q.t().matmul(&q), eye(3), 1e-14);
    /// ```
    #[track_caller]
    pub fn orthogonal(&mut self, shape: impl Shape) -> Tensor {
        let shape = shape.axes();
        let &[rows, columns] = shape.as_slice() else {
            panic!("orthogonal: needs a shape rows x columns, got {shape:?}");
        };
        let (count, length) = (rows.min(columns), rows.max(columns));
        let inner = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        let mut vectors: Vec<Vec<f64>> = Vec::with_capacity(count);
        for _ in 0..count {
            let mut own = self.normals(length).to_vec();
            for other in vectors.iter().chain(&vectors) {
                let share = inner(&own, other);
                own.iter_mut().zip(other).for_each(|(x, y)| *x -= share * y);
            }
            let norm = inner(&own, &own).sqrt();
            own.iter_mut().for_each(|x| *x /= norm);
            vectors.push(own);
        }
        let q = Tensor::from_vec(&[count, length], vectors.concat());
        if rows > columns { q.t() } else { q }
    }
}
