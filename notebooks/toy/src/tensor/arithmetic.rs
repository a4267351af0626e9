//! `+ - * /` between tensors and numbers with broadcasting, comparisons, and the choice between two tensors.

use super::broadcast::zip;
use super::{Store, Tensor, numbers, store};
use multiversion::multiversion;
use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// a + b; gradients g and g.
#[track_caller]
fn add(a: &Tensor, b: &Tensor) -> Tensor {
    let value = zip("add", &a.store(), &b.store(), |x, y| x + y);
    Tensor::from_op("add", value, &[a, b], |back| {
        let to = |i: usize| back.need[i].then(|| back.g.sum_to(&back.inputs[i].shape()));
        vec![to(0), to(1)]
    })
}

/// a − b; gradients g and −g.
#[track_caller]
fn sub(a: &Tensor, b: &Tensor) -> Tensor {
    let value = zip("subtract", &a.store(), &b.store(), |x, y| x - y);
    Tensor::from_op("sub", value, &[a, b], |back| {
        let [a, b] = back.inputs else { unreachable!() };
        vec![
            back.need[0].then(|| back.g.sum_to(&a.shape())),
            back.need[1].then(|| -back.g.sum_to(&b.shape())),
        ]
    })
}

/// a·b; gradients g·b and g·a.
#[track_caller]
fn mul(a: &Tensor, b: &Tensor) -> Tensor {
    let value = zip("multiply", &a.store(), &b.store(), |x, y| x * y);
    Tensor::from_op("mul", value, &[a, b], |back| {
        let [a, b] = back.inputs else { unreachable!() };
        vec![
            back.need[0].then(|| (back.g * b).sum_to(&a.shape())),
            back.need[1].then(|| (back.g * a).sum_to(&b.shape())),
        ]
    })
}

/// a/b; gradients g/b and −g·(a/b)/b.
#[track_caller]
fn div(a: &Tensor, b: &Tensor) -> Tensor {
    let value = zip("divide", &a.store(), &b.store(), |x, y| x / y);
    Tensor::from_op("div", value, &[a, b], |back| {
        let [a, b] = back.inputs else { unreachable!() };
        vec![
            back.need[0].then(|| (back.g / b).sum_to(&a.shape())),
            back.need[1].then(|| (-(back.g * back.output) / b).sum_to(&b.shape())),
        ]
    })
}

/// scale·a + shift, the one form of all arithmetic with a plain number; gradient scale·g.
fn affine(a: &Tensor, scale: f64, shift: f64) -> Tensor {
    let value = map(&a.store(), |x| scale * x + shift);
    Tensor::from_op("affine", value, &[a], move |back| {
        vec![Some(affine(back.g, scale, 0.0))]
    })
}

/// a + number, without the multiplication of [`affine`] (which would turn −0 into 0).
fn shifted(a: &Tensor, shift: f64) -> Tensor {
    let value = map(&a.store(), |x| x + shift);
    Tensor::from_op("shift", value, &[a], |back| vec![Some(back.g.clone())])
}

/// number·a.
fn scaled(a: &Tensor, scale: f64) -> Tensor {
    let value = map(&a.store(), |x| scale * x);
    Tensor::from_op("scale", value, &[a], move |back| {
        vec![Some(scaled(back.g, scale))]
    })
}

/// a/number.
fn divided(a: &Tensor, by: f64) -> Tensor {
    let value = map(&a.store(), |x| x / by);
    Tensor::from_op("divide", value, &[a], move |back| {
        vec![Some(divided(back.g, by))]
    })
}

/// `f` of every number.
pub(crate) fn map(a: &Store, f: impl Fn(f64) -> f64) -> Store {
    let mut out = vec![0.0; a.len()];
    map_into(numbers(a), &mut out, f);
    store(a.shape(), out)
}

/// The loop of [`map`], compiled for wide registers too. (No sum is involved: the bits cannot differ.)
#[multiversion(targets("x86_64+avx512f+avx512vl", "x86_64+avx2"))]
fn map_into<F: Fn(f64) -> f64>(from: &[f64], to: &mut [f64], f: F) {
    for (to, &from) in to.iter_mut().zip(from) {
        *to = f(from);
    }
}

/// One operator for every mix of `Tensor`, `&Tensor` and `f64`.
macro_rules! operator {
    ($trait:ident, $method:ident, $with_number:expr, $number_first:expr) => {
        operator!(@pair $trait, $method, Tensor, Tensor);
        operator!(@pair $trait, $method, Tensor, &Tensor);
        operator!(@pair $trait, $method, &Tensor, Tensor);
        operator!(@pair $trait, $method, &Tensor, &Tensor);
        operator!(@number $trait, $method, Tensor, $with_number, $number_first);
        operator!(@number $trait, $method, &Tensor, $with_number, $number_first);
    };
    (@pair $trait:ident, $method:ident, $left:ty, $right:ty) => {
        impl $trait<$right> for $left {
            type Output = Tensor;
            #[track_caller]
            fn $method(self, right: $right) -> Tensor {
                $method(&self, &right)
            }
        }
    };
    (@number $trait:ident, $method:ident, $tensor:ty, $with_number:expr, $number_first:expr) => {
        impl $trait<f64> for $tensor {
            type Output = Tensor;
            fn $method(self, number: f64) -> Tensor {
                $with_number(&self, number)
            }
        }
        impl $trait<$tensor> for f64 {
            type Output = Tensor;
            fn $method(self, tensor: $tensor) -> Tensor {
                $number_first(&tensor, self)
            }
        }
    };
}

operator!(Add, add, shifted, shifted);
operator!(
    Sub,
    sub,
    |a: &Tensor, n: f64| shifted(a, -n),
    |a: &Tensor, n: f64| affine(a, -1.0, n)
);
operator!(Mul, mul, scaled, scaled);
operator!(Div, div, divided, |a: &Tensor, n: f64| scaled(
    &a.recip(),
    n
));

impl Neg for Tensor {
    type Output = Tensor;
    fn neg(self) -> Tensor {
        scaled(&self, -1.0)
    }
}

impl Neg for &Tensor {
    type Output = Tensor;
    fn neg(self) -> Tensor {
        scaled(self, -1.0)
    }
}

impl AddAssign<Tensor> for Tensor {
    #[track_caller]
    fn add_assign(&mut self, other: Tensor) {
        *self = add(self, &other);
    }
}

impl AddAssign<&Tensor> for Tensor {
    #[track_caller]
    fn add_assign(&mut self, other: &Tensor) {
        *self = add(self, other);
    }
}

impl SubAssign<Tensor> for Tensor {
    #[track_caller]
    fn sub_assign(&mut self, other: Tensor) {
        *self = sub(self, &other);
    }
}

/// The sum of tensors of one shape; of none at all, the number 0.
impl Sum for Tensor {
    fn sum<I: Iterator<Item = Tensor>>(tensors: I) -> Tensor {
        tensors
            .reduce(|a, b| a + b)
            .unwrap_or_else(|| Tensor::from(0.0))
    }
}

/// Comparisons give constants: 1 where it is true, 0 elsewhere.
macro_rules! comparison {
    ($($(#[$doc:meta])* $name:ident $test:expr;)*) => {$(
        $(#[$doc])*
        #[track_caller]
        pub fn $name(&self, other: impl Into<Tensor>) -> Tensor {
            let test: fn(f64, f64) -> bool = $test;
            let truth = |x, y| if test(x, y) { 1.0 } else { 0.0 };
            Tensor::constant(zip("compare", &self.store(), &other.into().store(), truth))
        }
    )*};
}

impl Tensor {
    comparison! {
        /// 1 where self > other, else 0.
        ///
        /// ```
        /// # use toy::prelude::*;
        /// assert_eq!(tensor([1.0, 2.0, 3.0]).gt(2.0).to_vec(), [0.0, 0.0, 1.0]);
        /// ```
        gt |x, y| x > y;
        /// 1 where self ≥ other, else 0.
        ///
        /// ```
        /// # use toy::prelude::*;
        /// assert_eq!(tensor([1.0, 2.0, 3.0]).ge(2.0).to_vec(), [0.0, 1.0, 1.0]);
        /// ```
        ge |x, y| x >= y;
        /// 1 where self < other, else 0.
        ///
        /// ```
        /// # use toy::prelude::*;
        /// assert_eq!(tensor([1.0, 2.0, 3.0]).lt(2.0).to_vec(), [1.0, 0.0, 0.0]);
        /// ```
        lt |x, y| x < y;
        /// 1 where self ≤ other, else 0.
        ///
        /// ```
        /// # use toy::prelude::*;
        /// assert_eq!(tensor([1.0, 2.0, 3.0]).le(2.0).to_vec(), [1.0, 1.0, 0.0]);
        /// ```
        le |x, y| x <= y;
        /// 1 where self = other, else 0.
        ///
        /// ```
        /// # use toy::prelude::*;
        /// assert_eq!(tensor([1.0, 2.0, 3.0]).eq_to(2.0).to_vec(), [0.0, 1.0, 0.0]);
        /// ```
        eq_to |x, y| x == y;
    }

    /// The larger of two numbers, elementwise, NaN if one of them is; the gradient goes to the larger, at a tie to `self`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 5.0]).maximum(3.0).to_vec(), [3.0, 5.0]);
    /// ```
    #[track_caller]
    pub fn maximum(&self, other: impl Into<Tensor>) -> Tensor {
        let other = other.into();
        choose(&self.first_where(&other, |x, y| x >= y), self, &other)
    }

    /// The smaller of two numbers, elementwise, NaN if one of them is; the gradient goes to the smaller, at a tie to `self`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([1.0, 5.0]).minimum([4.0, 2.0]).to_vec(), [1.0, 2.0]);
    /// ```
    #[track_caller]
    pub fn minimum(&self, other: impl Into<Tensor>) -> Tensor {
        let other = other.into();
        choose(&self.first_where(&other, |x, y| x <= y), self, &other)
    }

    /// 1 where `self` is taken: by the test, or because it is NaN (where `other` is, the test fails).
    #[track_caller]
    fn first_where(&self, other: &Tensor, test: fn(f64, f64) -> bool) -> Tensor {
        let first = |x: f64, y| f64::from(u8::from(test(x, y) || x.is_nan()));
        Tensor::constant(zip("compare", &self.store(), &other.store(), first))
    }

    /// Limits every number to `low..=high`; outside, the gradient is zero.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(tensor([-2.0, 0.5, 2.0]).clamp(0.0, 1.0).to_vec(), [0.0, 0.5, 1.0]);
    /// ```
    #[track_caller]
    pub fn clamp(&self, low: f64, high: f64) -> Tensor {
        assert!(
            low <= high,
            "clamp: the limits {low} and {high} are in the wrong order"
        );
        let value = map(&self.store(), |x| x.clamp(low, high));
        Tensor::from_op("clamp", value, &[self], move |back| {
            let x = &back.inputs[0];
            // Chosen, not multiplied: an infinite gradient outside is 0 too.
            let inside = x.ge(low) * x.le(high);
            vec![Some(choose(&inside, back.g, &Tensor::from(0.0)))]
        })
    }

    /// `number` where the mask is 1, the tensor elsewhere (masked attention).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let scores = tensor([1.0, 2.0]);
    /// assert_eq!(scores.mask_fill(&scores.gt(1.5), 0.0).to_vec(), [1.0, 0.0]);
    /// ```
    #[track_caller]
    pub fn mask_fill(&self, mask: &Tensor, number: f64) -> Tensor {
        choose(mask, &Tensor::from(number), self)
    }
}

/// `yes` where the mask is not 0, `no` elsewhere; gradients go only where they were chosen. Shapes broadcast.
///
/// ```
/// # use toy::prelude::*;
/// let x = tensor([-4.0, 9.0]);
/// assert_eq!(choose(&x.lt(0.0), &-&x, &x).to_vec(), [4.0, 9.0]); // |x|
/// ```
#[track_caller]
pub fn choose(mask: &Tensor, yes: &Tensor, no: &Tensor) -> Tensor {
    let (m, y, n) = (mask.store(), yes.store(), no.store());
    // Two selections, each exact: a number that is not chosen may be infinite or NaN without harm.
    let yes_part = zip("choose", &m, &y, |m, y| if m != 0.0 { y } else { 0.0 });
    let no_part = zip("choose", &m, &n, |m, n| if m != 0.0 { 0.0 } else { n });
    let value = zip("choose", &yes_part, &no_part, |y, n| y + n);
    let mask = mask.detach();
    Tensor::from_op("choose", value, &[yes, no], move |back| {
        let zero = Tensor::from(0.0);
        let [yes, no] = back.inputs else {
            unreachable!()
        };
        vec![
            back.need[0].then(|| choose(&mask, back.g, &zero).sum_to(&yes.shape())),
            back.need[1].then(|| choose(&mask, &zero, back.g).sum_to(&no.shape())),
        ]
    })
}
