//! Functions of one number, elementwise: each with its value and its derivative on one line.
//!
//! A derivative is written once and used twice: on plain numbers when the gradient is only a value (one pass over the
//! memory), on tensors when the gradient is itself recorded.

use super::arithmetic::map;
use super::autograd::recording;
use super::{Tensor, numbers};
use crate::math;
use multiversion::multiversion;

/// What the free functions of this file take: `f64`, `Tensor`, `&Tensor`.
pub trait Elementary {
    /// A number for a number, a tensor for a tensor.
    type Output;
    /// Applies the function's form for this type.
    fn each(self, number: fn(f64) -> f64, tensor: fn(&Tensor) -> Tensor) -> Self::Output;
}

impl Elementary for f64 {
    type Output = f64;
    fn each(self, number: fn(f64) -> f64, _: fn(&Tensor) -> Tensor) -> f64 {
        number(self)
    }
}

impl Elementary for &Tensor {
    type Output = Tensor;
    fn each(self, _: fn(f64) -> f64, tensor: fn(&Tensor) -> Tensor) -> Tensor {
        tensor(self)
    }
}

impl Elementary for Tensor {
    type Output = Tensor;
    fn each(self, _: fn(f64) -> f64, tensor: fn(&Tensor) -> Tensor) -> Tensor {
        tensor(&self)
    }
}

/// `name: value as a function of a number; derivative in terms of input x and output y`.
macro_rules! functions {
    ($($(#[$doc:meta])* $name:ident: $value:path; |$x:ident, $y:ident| $derivative:expr;)*) => {
        $(
            $(#[$doc])*
            ///
            /// Takes a number or a tensor; the same bits on every machine.
            pub fn $name<X: Elementary>(x: X) -> X::Output {
                x.each($value, Tensor::$name)
            }
        )*
        impl Tensor {
            $(
                $(#[$doc])*
                pub fn $name(&self) -> Tensor {
                    let value = map(&self.store(), $value);
                    Tensor::from_op(stringify!($name), value, &[self], |back| {
                        let ($x, $y) = (&back.inputs[0], back.output);
                        if recording() {
                            let _ = ($x, $y);
                            return vec![Some(back.g * $derivative)];
                        }
                        let slope = |$x: f64, $y: f64| -> f64 { let _ = ($x, $y); $derivative };
                        vec![Some(chain(back.g, $x, $y, slope))]
                    })
                }
            )*
        }
    };
}

/// g·f′ in one pass.
fn chain(g: &Tensor, x: &Tensor, y: &Tensor, slope: impl Fn(f64, f64) -> f64) -> Tensor {
    let (g, x, y) = (g.store(), x.store(), y.store());
    let mut product = numbers(&g).to_vec();
    times_slope(&mut product, numbers(&x), numbers(&y), slope);
    Tensor::from_vec(x.shape(), product)
}

/// The loop of [`chain`], compiled for wide registers too.
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn times_slope<F: Fn(f64, f64) -> f64>(g: &mut [f64], x: &[f64], y: &[f64], slope: F) {
    for ((g, &x), &y) in g.iter_mut().zip(x).zip(y) {
        *g *= slope(x, y);
    }
}

functions! {
    /// eˣ; derivative eˣ.
    exp: math::exp; |x, y| y;
    /// Natural logarithm; derivative 1/x.
    ln: libm::log; |x, y| recip(x);
    /// Square root; derivative 1/(2√x).
    sqrt: f64::sqrt; |x, y| 0.5 * recip(y);
    /// x²; derivative 2x.
    square: math::square; |x, y| 2.0 * x;
    /// 1/x; derivative −1/x².
    recip: f64::recip; |x, y| -square(y);
    /// |x|; derivative the sign of x, and 0 at 0.
    abs: f64::abs; |x, y| sign(x);
    /// sin x (radians); derivative cos x.
    sin: libm::sin; |x, y| cos(x);
    /// cos x (radians); derivative −sin x.
    cos: libm::cos; |x, y| -sin(x);
    /// Hyperbolic tangent; derivative 1 − tanh² x.
    tanh: math::tanh; |x, y| 1.0 - y * y;
    /// 1/(1 + e⁻ˣ); derivative σ(x)(1 − σ(x)).
    sigmoid: math::sigmoid; |x, y| y * (1.0 - y);
    /// ln(1 + eˣ), without overflow; derivative σ(x).
    softplus: math::softplus; |x, y| sigmoid(x);
    /// max(x, 0); derivative 1 for x > 0, else 0.
    relu: math::relu; |x, y| step(x);
    /// x·σ(x) (also called swish); derivative σ(x) + x σ(x)(1 − σ(x)).
    silu: math::silu; |x, y| sigmoid(x) + y * (1.0 - sigmoid(x));
    /// x·Φ(x) with the exact normal distribution function Φ; derivative Φ(x) + x φ(x).
    gelu: math::gelu; |x, y| normal_cdf(x) + x * normal_pdf(x);
    /// Error function; derivative 2/√π e^(−x²).
    erf: libm::erf; |x, y| std::f64::consts::FRAC_2_SQRT_PI * exp(-square(x));
    /// Standard normal density φ; derivative −x φ(x).
    normal_pdf: math::normal_pdf; |x, y| -(x * y);
    /// Standard normal distribution function Φ; derivative φ(x).
    normal_cdf: math::normal_cdf; |x, y| normal_pdf(x);
}

/// 1 for x > 0, else 0; a constant.
fn step<X: Elementary>(x: X) -> X::Output {
    x.each(math::step, Tensor::step)
}

/// The sign of x, 0 at 0; a constant.
fn sign<X: Elementary>(x: X) -> X::Output {
    x.each(math::sign, Tensor::sign)
}

impl Tensor {
    /// 1 where the number is positive, else 0; no gradient.
    pub fn step(&self) -> Tensor {
        Tensor::constant(map(&self.store(), math::step))
    }

    /// −1, 0 or 1 by the number's sign; no gradient.
    pub fn sign(&self) -> Tensor {
        Tensor::constant(map(&self.store(), math::sign))
    }

    /// xᵖ; derivative p·xᵖ⁻¹.
    pub fn powf(&self, power: f64) -> Tensor {
        let value = map(&self.store(), |x| math::powf(x, power));
        Tensor::from_op("powf", value, &[self], move |back| {
            let x = &back.inputs[0];
            vec![Some(back.g * (power * x.powf(power - 1.0)))]
        })
    }
}
