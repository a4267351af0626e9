//! Where the ticks of an axis stand and what they say; the map from numbers to the axis.

use super::Axis;
use crate::math::log10;

/// Numbers beyond this are left out like infinite ones: the length of an axis must be a number, too.
pub(super) const FARTHEST: f64 = f64::MAX / 4.0;

/// A range for a single number: 1 wide, more where that is too little to tell its ends apart.
pub(super) fn around(value: f64) -> (f64, f64) {
    let half = if value.abs() > 1e12 {
        0.5 * value.abs()
    } else {
        0.5
    };
    (value - half, value + half)
}

/// One axis ready to draw: its range (in decades when logarithmic) and its ticks.
#[derive(Clone, Debug)]
pub(super) struct Scale {
    pub log: bool,
    /// Whether it runs from the top down.
    pub flipped: bool,
    /// Ends of the axis after the logarithm.
    pub low: f64,
    pub high: f64,
    /// Places (after the logarithm) and labels.
    pub ticks: Vec<(f64, String)>,
}

impl Scale {
    /// An axis that shows all of `values`; `room` is the share of the range left free at each end.
    #[track_caller]
    pub fn fit(axis: &Axis, which: &str, values: &[f64], room: f64, count: usize) -> Scale {
        let log = axis.log;
        if log
            && axis.limits.is_none()
            && let Some(bad) = values.iter().find(|&&v| v <= 0.0)
        {
            let hint = if *bad == 0.0 {
                format!("; bars start at 0, with them set {which}_range(..), too")
            } else {
                String::new()
            };
            panic!("log_{which}: a logarithmic axis needs positive numbers, got {bad}{hint}");
        }
        if let Some((from, to)) = axis.limits.filter(|limits| log && limits.0 <= 0.0) {
            panic!(
                "log_{which}: the limits {from} and {to} of a logarithmic axis must be positive"
            );
        }
        let place = |v: f64| if log { log10(v) } else { v };
        let (low, high) = match axis.limits {
            Some((a, b)) => (place(a), place(b)),
            None => {
                let finite = values
                    .iter()
                    .map(|&v| place(v))
                    .filter(|v| v.abs() < FARTHEST);
                let (a, b) = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), v| {
                    (a.min(v), b.max(v))
                });
                let (a, b) = match b - a {
                    gap if gap > 0.0 => (a, b),
                    0.0 => around(a),
                    _ => (0.0, 1.0),
                };
                (a - room * (b - a), b + room * (b - a))
            }
        };
        let scale = Scale {
            log,
            flipped: axis.flipped,
            low,
            high,
            ticks: Vec::new(),
        };
        scale.with_range(axis, low, high, nice_step(high - low, count))
    }

    /// The place of a number on the axis, before it is scaled to pixels. What a logarithmic axis cannot show lies far
    /// below its lower end, where it is cut off.
    pub fn place(&self, v: f64) -> f64 {
        match self.log {
            true if v <= 0.0 => self.low - 4.0 * (self.high - self.low),
            true => log10(v),
            false => v,
        }
    }

    /// Where a place lies between two ends in pixels.
    pub fn pixel(&self, place: f64, from: f64, to: f64) -> f64 {
        let t = (place - self.low) / (self.high - self.low);
        let t = if self.flipped { 1.0 - t } else { t };
        from + t * (to - from)
    }

    /// Another range, with ticks `step` apart (on a logarithmic axis, powers of ten).
    pub fn with_range(&self, axis: &Axis, low: f64, high: f64, step: f64) -> Scale {
        let mut scale = Scale {
            log: self.log,
            flipped: self.flipped,
            low,
            high,
            ticks: Vec::new(),
        };
        scale.ticks = if !axis.names.is_empty() {
            let named = axis.names.iter().enumerate();
            named.map(|(i, name)| (i as f64, name.clone())).collect()
        } else if scale.log {
            match scale.log_ticks(step) {
                // Within a decade there may be no 1, 2 or 5: round numbers as on a plain axis.
                ticks if ticks.len() < 2 => scale.plain_ticks_on_log(),
                ticks => ticks,
            }
        } else {
            scale.plain_ticks(step)
        };
        scale
    }

    fn plain_ticks(&self, step: f64) -> Vec<(f64, String)> {
        let (first, last) = (
            (self.low / step - 1e-9).ceil() as i64,
            (self.high / step + 1e-9).floor() as i64,
        );
        let values: Vec<f64> = (first..=last).map(|i| i as f64 * step).collect();
        let labels = labels(&values, step);
        values.into_iter().zip(labels).collect()
    }

    /// Round numbers between the ends of a logarithmic axis, at the places of their logarithms.
    fn plain_ticks_on_log(&self) -> Vec<(f64, String)> {
        let end = |place: f64| crate::math::powf(10.0, place);
        let plain = Scale {
            low: end(self.low),
            high: end(self.high),
            ..self.clone()
        };
        let ticks = plain.plain_ticks(nice_step(plain.high - plain.low, 4));
        let placed = ticks.into_iter().map(|(v, text)| (log10(v), text));
        placed.collect()
    }

    /// Powers of ten, thinned out over many decades; with 2 and 5 in between over few.
    fn log_ticks(&self, step: f64) -> Vec<(f64, String)> {
        let (first, last) = (self.low.floor() as i32, self.high.ceil() as i32);
        let inside = |p: f64| p >= self.low - 1e-9 && p <= self.high + 1e-9;
        let factors: &[f64] = if self.high - self.low < 2.0 {
            &[1.0, 2.0, 5.0]
        } else {
            &[1.0]
        };
        let every = (step.ceil() as i32).max(1);
        let mut ticks = Vec::new();
        for decade in (first..=last).filter(|d| d.rem_euclid(every) == 0) {
            for &factor in factors {
                let place = f64::from(decade) + log10(factor);
                if inside(place) {
                    ticks.push((place, power_label(factor, decade)));
                }
            }
        }
        ticks
    }
}

/// The largest step of 1, 2 or 5 times a power of ten that cuts a range into not much fewer than `count` parts, and
/// into two at least.
pub(super) fn nice_step(range: f64, count: usize) -> f64 {
    let most = range / (0.72 * count as f64).max(2.2);
    // Among the smallest numbers of all, a step must not become 0.
    let power = power_of_ten(log10(most).floor() as i32).max(f64::MIN_POSITIVE);
    let fits = |factor: &f64| factor * power <= most;
    [5.0, 2.0].into_iter().find(fits).unwrap_or(1.0) * power
}

/// The next larger step of 1, 2 or 5 times a power of ten.
pub(super) fn next_step(step: f64) -> f64 {
    let power = power_of_ten((log10(step) + 1e-9).floor() as i32);
    let larger = |factor: &f64| factor * power > 1.2 * step;
    [2.0, 5.0].into_iter().find(larger).unwrap_or(10.0) * power
}

fn power_of_ten(exponent: i32) -> f64 {
    // Parsing rounds correctly, on every machine.
    format!("1e{exponent}").parse().unwrap_or(1.0)
}

/// Labels with as many decimals as the step needs; very large and small numbers with a power of ten.
fn labels(values: &[f64], step: f64) -> Vec<String> {
    let largest = values.iter().fold(0.0, |a: f64, v| a.max(v.abs()));
    let exponent = if largest > 0.0 {
        log10(largest).floor() as i32
    } else {
        0
    };
    let (shift, suffix) = if exponent >= 6 || exponent <= -4 {
        (exponent, format!("×10{}", superscript(exponent)))
    } else {
        (0, String::new())
    };
    let decimals = (shift - (log10(step) + 1e-9).floor() as i32).max(0) as usize;
    let text = |v: &f64| {
        if *v == 0.0 {
            return "0".to_owned();
        }
        let number = format!("{:.decimals$}", v / power_of_ten(shift));
        with_signs(&number) + &suffix
    };
    values.iter().map(text).collect()
}

/// A real minus sign, and thin spaces between thousands from five digits on.
pub(super) fn with_signs(number: &str) -> String {
    let (sign, digits) = match number.strip_prefix('-') {
        Some(rest) => ("−", rest),
        None => ("", number),
    };
    let (whole, rest) = match digits.find('.') {
        Some(dot) => digits.split_at(dot),
        None => (digits, ""),
    };
    let mut grouped = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if whole.len() > 4 && i > 0 && (whole.len() - i) % 3 == 0 {
            grouped.push('\u{2009}');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

/// `factor`·10^`exponent`: plain between a thousandth and ten thousand.
fn power_label(factor: f64, exponent: i32) -> String {
    match exponent {
        -3..=3 => {
            let decimals = (-exponent).max(0) as usize;
            format!("{:.decimals$}", factor * power_of_ten(exponent))
        }
        _ if factor == 1.0 => format!("10{}", superscript(exponent)),
        _ => format!("{factor}×10{}", superscript(exponent)),
    }
}

fn superscript(n: i32) -> String {
    let raised = |c: char| match c {
        '-' => '⁻',
        '1' => '¹',
        '2' => '²',
        '3' => '³',
        digit => char::from_u32(0x2070 + digit as u32 - '0' as u32).unwrap_or(digit),
    };
    n.to_string().chars().map(raised).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(values: &[f64], axis: &Axis) -> Vec<String> {
        let scale = Scale::fit(axis, "x", values, 0.0, 5);
        scale.ticks.into_iter().map(|(_, text)| text).collect()
    }

    #[test]
    fn ticks_are_round_numbers() {
        let plain = Axis::default();
        assert_eq!(
            texts(&[0.0, 1.0], &plain),
            ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]
        );
        assert_eq!(
            texts(&[-11.2, -6.3], &plain),
            ["−11", "−10", "−9", "−8", "−7"]
        );
        assert_eq!(texts(&[0.0, 20000.0], &plain)[1], "5000");
        assert_eq!(texts(&[0.0, 20000.0], &plain)[2], "10\u{2009}000");
        assert_eq!(texts(&[0.0, 3e-5], &plain)[2], "1.0×10⁻⁵");
        let log = Axis {
            log: true,
            ..Axis::default()
        };
        assert_eq!(
            texts(&[1e-5, 1.0], &log),
            ["10⁻⁵", "10⁻⁴", "0.001", "0.01", "0.1", "1"]
        );
        assert_eq!(texts(&[1.0, 20.0], &log), ["1", "2", "5", "10", "20"]);
        // No 1, 2 or 5 lies in between.
        assert_eq!(
            texts(&[2.2, 4.8], &log),
            ["2.5", "3.0", "3.5", "4.0", "4.5"]
        );
        assert_eq!(
            texts(&[0.95, 1.05], &log),
            ["0.96", "0.98", "1.00", "1.02", "1.04"]
        );
    }

    #[test]
    #[should_panic(expected = "log_y: a logarithmic axis needs positive numbers, got 0")]
    fn log_of_zero_is_refused() {
        Scale::fit(
            &Axis {
                log: true,
                ..Axis::default()
            },
            "y",
            &[1.0, 0.0],
            0.0,
            5,
        );
    }
}
