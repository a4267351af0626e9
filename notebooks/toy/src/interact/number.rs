//! The numbers that a slider can hold.

use crate::show::num;
use serde_json::Value;

/// A number of a slider: `f64`, or one of the usual integers.
pub trait Number: Copy + PartialOrd + 'static {
    /// Is it an integer?
    const WHOLE: bool;
    /// From what the front end says; `None` if that is no such number.
    fn from_json(value: &Value) -> Option<Self>;
    /// For the front end.
    fn json(self) -> Value;
    /// As a reader writes it.
    fn text(self) -> String;
    /// A step between two bounds that suits the eye.
    fn step(low: Self, high: Self) -> Self;
    /// How many decimals it takes to write it.
    fn decimals(self) -> usize;
}

impl Number for f64 {
    const WHOLE: bool = false;

    fn from_json(value: &Value) -> Option<f64> {
        value.as_f64().filter(|value| value.is_finite())
    }

    fn json(self) -> Value {
        self.into()
    }

    fn text(self) -> String {
        num(self)
    }

    /// A hundredth of the range, rounded up to 1, 2 or 5 of its power of ten.
    fn step(low: f64, high: f64) -> f64 {
        let wanted = (high - low) / 100.0 * (1.0 - 1e-9);
        let power = wanted.log10().floor();
        [1, 2, 5, 10]
            .into_iter()
            // As it is written, so that 0.05 is 0.05.
            .filter_map(|digit| format!("{digit}e{power}").parse().ok())
            .find(|&step: &f64| step >= wanted)
            .unwrap_or(wanted)
    }

    fn decimals(self) -> usize {
        let whole = |decimals: &usize| {
            let shifted = self * 10_f64.powi(i32::try_from(*decimals).unwrap_or(0));
            (shifted - shifted.round()).abs() < 1e-6
        };
        (0..6).find(whole).unwrap_or(6)
    }
}

macro_rules! whole_numbers {
    ($($type:ty),*) => {$(
        impl Number for $type {
            const WHOLE: bool = true;

            fn from_json(value: &Value) -> Option<$type> {
                value.as_i64()?.try_into().ok()
            }

            fn json(self) -> Value {
                self.into()
            }

            fn text(self) -> String {
                self.to_string()
            }

            fn step(_: $type, _: $type) -> $type {
                1
            }

            fn decimals(self) -> usize {
                0
            }
        }
    )*};
}

whole_numbers!(i32, i64, u32, u64, usize);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn steps_are_round() {
        for (low, high, step) in [
            (0.1, 5.0, 0.05),
            (0.0, 1.0, 0.01),
            (0.0, 1.5, 0.02),
            (-10.0, 10.0, 0.2),
            (0.0, 1e6, 1e4),
            (0.0, 1e-3, 1e-5),
        ] {
            assert_eq!(f64::step(low, high), step, "{low} to {high}");
        }
        assert_eq!((0.05.decimals(), 2.0.decimals(), 0.1.decimals()), (2, 0, 1));
    }

    #[test]
    fn only_numbers_of_the_kind_are_taken() {
        assert_eq!(f64::from_json(&json!(2)), Some(2.0));
        assert_eq!(f64::from_json(&json!("2")), None);
        assert_eq!(usize::from_json(&json!(-1)), None);
        assert_eq!(i32::from_json(&json!(1.5)), None);
        assert_eq!(i64::from_json(&json!(7)), Some(7));
    }
}
