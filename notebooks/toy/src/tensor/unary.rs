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
///
/// ```
/// # use toy::prelude::*;
/// let half: f64 = exp(-ln(2.0)); // a number for a number
/// let halves: Tensor = exp(-ln(tensor([2.0, 2.0]))); // a tensor for a tensor
/// close_all("the same function", halves, [half, half], 1e-15);
/// let double = 2.0_f64.each(|x| 2.0 * x, |x| x * 2.0);
/// assert_eq!(double, 4.0);
/// ```
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
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("Euler's number", exp(1.0), 2.718281828, 1e-9);
    /// close_all("on a tensor", tensor([0.0, 1.0]).exp(), [1.0, exp(1.0)], 1e-15);
    /// ```
    exp: math::exp; |x, y| y;
    /// Natural logarithm; derivative 1/x.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("ln e²", ln(exp(2.0)), 2.0, 1e-15);
    /// assert_eq!(tensor([1.0]).ln().item(), 0.0);
    /// ```
    ln: libm::log; |x, y| recip(x);
    /// Square root; derivative 1/(2√x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!((sqrt(9.0), tensor([4.0]).sqrt().item()), (3.0, 2.0));
    /// ```
    sqrt: f64::sqrt; |x, y| 0.5 * recip(y);
    /// x²; derivative 2x.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!((square(3.0), tensor([-2.0]).square().item()), (9.0, 4.0));
    /// ```
    square: math::square; |x, y| 2.0 * x;
    /// 1/x; derivative −1/x².
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!((recip(4.0), tensor([2.0]).recip().item()), (0.25, 0.5));
    /// ```
    recip: f64::recip; |x, y| -square(y);
    /// |x|; derivative the sign of x, and 0 at 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!((abs(-3.0), tensor([-2.0]).abs().item()), (3.0, 2.0));
    /// ```
    abs: f64::abs; |x, y| sign(x);
    /// sin x (radians); derivative cos x.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("sin 30°", sin(std::f64::consts::PI / 6.0), 0.5, 1e-15);
    /// assert_eq!(tensor([0.0]).sin().item(), 0.0);
    /// ```
    sin: libm::sin; |x, y| cos(x);
    /// cos x (radians); derivative −sin x.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("cos 60°", cos(std::f64::consts::PI / 3.0), 0.5, 1e-15);
    /// assert_eq!(tensor([0.0]).cos().item(), 1.0);
    /// ```
    cos: libm::cos; |x, y| -sin(x);
    /// Hyperbolic tangent; derivative 1 − tanh² x.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("(e − 1/e)/(e + 1/e)", tanh(1.0), 0.761594156, 1e-9);
    /// assert_eq!(tensor([0.0]).tanh().item(), 0.0);
    /// ```
    tanh: math::tanh; |x, y| 1.0 - y * y;
    /// 1/(1 + e⁻ˣ); derivative σ(x)(1 − σ(x)).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("odds 3 : 1", sigmoid(ln(3.0)), 0.75, 1e-15);
    /// assert_eq!(tensor([0.0]).sigmoid().item(), 0.5);
    /// ```
    sigmoid: math::sigmoid; |x, y| y * (1.0 - y);
    /// ln(1 + eˣ), without overflow; derivative σ(x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("ln 2", softplus(0.0), ln(2.0), 1e-15);
    /// assert_eq!(tensor([1000.0]).softplus().item(), 1000.0);
    /// ```
    softplus: math::softplus; |x, y| sigmoid(x);
    /// max(x, 0); derivative 1 for x > 0, else 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!((relu(-1.0), tensor([2.0]).relu().item()), (0.0, 2.0));
    /// ```
    relu: math::relu; |x, y| step(x);
    /// x·σ(x) (also called swish); derivative σ(x) + x σ(x)(1 − σ(x)).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("2·σ(2)", silu(2.0), 2.0 * sigmoid(2.0), 1e-15);
    /// assert_eq!(tensor([0.0]).silu().item(), 0.0);
    /// ```
    silu: math::silu; |x, y| sigmoid(x) + y * (1.0 - sigmoid(x));
    /// x·Φ(x) with the exact normal distribution function Φ; derivative Φ(x) + x φ(x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("1·Φ(1)", gelu(1.0), normal_cdf(1.0), 1e-15);
    /// assert_eq!(tensor([0.0]).gelu().item(), 0.0);
    /// ```
    gelu: math::gelu; |x, y| normal_cdf(x) + x * normal_pdf(x);
    /// Error function; derivative 2/√π e^(−x²).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("2Φ(√2) − 1", erf(1.0), 2.0 * normal_cdf(sqrt(2.0)) - 1.0, 1e-15);
    /// assert_eq!(tensor([0.0]).erf().item(), 0.0);
    /// ```
    erf: libm::erf; |x, y| std::f64::consts::FRAC_2_SQRT_PI * exp(-square(x));
    /// Standard normal density φ; derivative −x φ(x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("1/√2π", normal_pdf(0.0), 0.3989422804, 1e-10);
    /// assert_eq!(tensor([1.0]).normal_pdf().item(), normal_pdf(-1.0));
    /// ```
    normal_pdf: math::normal_pdf; |x, y| -(x * y);
    /// Standard normal distribution function Φ; derivative φ(x).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("97.5%", normal_cdf(1.959964), 0.975, 1e-7);
    /// assert_eq!(tensor([0.0]).normal_cdf().item(), 0.5);
    /// ```
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
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([-1.0, 0.0, 2.0]).step().to_vec(), [0.0, 0.0, 1.0]);
    /// ```
    pub fn step(&self) -> Tensor {
        Tensor::constant(map(&self.store(), math::step))
    }

    /// −1, 0 or 1 by the number's sign; no gradient.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([-3.0, 0.0, 2.0]).sign().to_vec(), [-1.0, 0.0, 1.0]);
    /// ```
    pub fn sign(&self) -> Tensor {
        Tensor::constant(map(&self.store(), math::sign))
    }

    /// xᵖ; derivative p·xᵖ⁻¹, for p = 0 also at 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = param(2.0);
    /// assert_eq!(grad1(&x.powf(3.0), &x).item(), 12.0); // 3x²
    /// ```
    pub fn powf(&self, power: f64) -> Tensor {
        let value = map(&self.store(), |x| math::powf(x, power));
        Tensor::from_op("powf", value, &[self], move |back| {
            let x = &back.inputs[0];
            let slope = match power {
                // Not 0·x⁻¹, which is NaN at 0; a product, so that it can be differentiated on.
                0.0 => 0.0 * x.clamp(-1.0, 1.0),
                _ => power * x.powf(power - 1.0),
            };
            vec![Some(back.g * slope)]
        })
    }
}
