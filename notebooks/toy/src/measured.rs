//! What a claim is measured by: a number, or the numbers of several seeds; and how that reads.

use crate::show::num;
use crate::stats::{Estimate, estimate};
use crate::tensor::Tensor;

/// What a claim is measured by: a number, or several seeds (their mean counts, the interval is reported).
pub trait Measured {
    /// The number that is compared.
    fn number(&self) -> f64;
    /// How it is reported.
    fn report(&self) -> String;
}

impl Measured for f64 {
    fn number(&self) -> f64 {
        *self
    }
    fn report(&self) -> String {
        num(*self)
    }
}

impl Measured for usize {
    fn number(&self) -> f64 {
        *self as f64
    }
    fn report(&self) -> String {
        self.to_string()
    }
}

impl Measured for Estimate {
    fn number(&self) -> f64 {
        self.mean
    }
    fn report(&self) -> String {
        self.to_string()
    }
}

impl Measured for Tensor {
    fn number(&self) -> f64 {
        crate::stats::mean(self)
    }
    fn report(&self) -> String {
        match self.len() {
            1 => num(self.item()),
            _ => estimate(self).to_string(),
        }
    }
}

impl Measured for [f64] {
    fn number(&self) -> f64 {
        crate::stats::mean(self)
    }
    fn report(&self) -> String {
        estimate(self).to_string()
    }
}

impl Measured for Vec<f64> {
    fn number(&self) -> f64 {
        self.as_slice().number()
    }
    fn report(&self) -> String {
        self.as_slice().report()
    }
}

impl<const N: usize> Measured for [f64; N] {
    fn number(&self) -> f64 {
        self.as_slice().number()
    }
    fn report(&self) -> String {
        self.as_slice().report()
    }
}

impl<M: Measured + ?Sized> Measured for &M {
    fn number(&self) -> f64 {
        (**self).number()
    }
    fn report(&self) -> String {
        (**self).report()
    }
}

/// What `.measured(..)` takes: text, or a number in few digits.
pub trait Report {
    /// The text of the report.
    fn text(self) -> String;
}

impl Report for &str {
    fn text(self) -> String {
        self.to_owned()
    }
}

impl Report for String {
    fn text(self) -> String {
        self
    }
}

impl Report for f64 {
    fn text(self) -> String {
        num(self)
    }
}

impl Report for usize {
    fn text(self) -> String {
        self.to_string()
    }
}

impl Report for Estimate {
    fn text(self) -> String {
        self.to_string()
    }
}
