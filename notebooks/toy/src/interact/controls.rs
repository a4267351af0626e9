//! The controls, and groups of them.

use super::models::Model;
use super::number::Number;
use serde_json::{Map, Value, json};
use std::fmt::Display;
use std::ops::RangeInclusive;

/// A control as the front end has it; the same for all types of values.
pub trait Face {
    /// What stands beside it.
    fn name(&self) -> &str;
    /// What the front end needs to draw it.
    #[doc(hidden)]
    fn model(&self) -> Model;
    /// What of that changes when the reader moves it.
    fn state(&self) -> Value;
    /// Takes changes of the front end; `true` when the value is another one now.
    ///
    /// # Errors
    /// They make no sense: what, and why, behind the word "ignores".
    fn take(&mut self, state: &Map<String, Value>) -> Result<bool, String>;
    /// Name and value, as text.
    fn text(&self) -> String;
}

/// A control with the value that it holds.
pub trait Control: Face + 'static {
    /// What the closure of [`interact`](super::interact) gets.
    type Value;
    /// The present value.
    fn present(&self) -> Self::Value;
}

/// A control, or a tuple of up to eight.
pub trait Controls: 'static {
    /// What the closure of [`interact`](super::interact) gets: a value, or a tuple of values.
    type Values;
    /// The present values.
    fn values(&self) -> Self::Values;
    /// The controls, in order.
    fn faces(&mut self) -> Vec<&mut dyn Face>;
}

impl<C: Control> Controls for C {
    type Values = C::Value;

    fn values(&self) -> C::Value {
        self.present()
    }

    fn faces(&mut self) -> Vec<&mut dyn Face> {
        vec![self]
    }
}

macro_rules! tuples {
    ($($($name:ident)+;)*) => {$(
        #[allow(non_snake_case)]
        impl<$($name: Control),+> Controls for ($($name,)+) {
            type Values = ($($name::Value,)+);

            fn values(&self) -> Self::Values {
                let ($($name,)+) = self;
                ($($name.present(),)+)
            }

            fn faces(&mut self) -> Vec<&mut dyn Face> {
                let ($($name,)+) = self;
                vec![$($name as &mut dyn Face),+]
            }
        }
    )*};
}

tuples! {
    A; A B; A B C; A B C D; A B C D E; A B C D E F; A B C D E F G; A B C D E F G H;
}

/// A number between two bounds. See [`slider`].
#[derive(Clone, Debug)]
pub struct Slider<T> {
    name: String,
    low: T,
    high: T,
    step: T,
    value: T,
}

/// A slider over a range, which starts at its lower end: `slider("tau", 0.1..=5.0).value(1.0)`. A range of integers
/// makes a slider of integers; where their type matters, write it: `slider("n", 1..=50_usize)`.
///
/// ```
/// # use toy::prelude::*;
/// let tau = slider("tau", 0.1..=5.0).value(1.0).step(0.1);
/// interact((tau,), |(tau,)| plot("").function("", 0.0, 1.0, move |x| exp(-x / tau)));
/// ```
#[track_caller]
pub fn slider<T: Number>(name: &str, range: RangeInclusive<T>) -> Slider<T> {
    let (low, high) = range.into_inner();
    assert!(
        low < high && low.json().is_number() && high.json().is_number(),
        "slider: the range of `{name}` from {} to {} is empty or has no end",
        low.text(),
        high.text()
    );
    Slider {
        name: name.to_owned(),
        low,
        high,
        step: T::step(low, high),
        value: low,
    }
}

impl<T: Number> Slider<T> {
    /// Where it starts.
    #[track_caller]
    pub fn value(mut self, value: T) -> Slider<T> {
        assert!(
            self.low <= value && value <= self.high,
            "slider: the value {} of `{}` is not between {} and {}",
            value.text(),
            self.name,
            self.low.text(),
            self.high.text()
        );
        self.value = value;
        self
    }

    /// How far one step goes (default: a round hundredth of the range; 1 for integers).
    #[track_caller]
    pub fn step(mut self, step: T) -> Slider<T> {
        let nothing = T::from_json(&json!(0));
        assert!(
            nothing.is_none_or(|nothing| step > nothing),
            "slider: the step {} of `{}` is not above zero",
            step.text(),
            self.name
        );
        self.step = step;
        self
    }
}

impl<T: Number> Face for Slider<T> {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> Model {
        let decimals = self.step.decimals().max(self.low.decimals());
        let (name, readout) = match T::WHOLE {
            true => ("IntSlider", "d".to_owned()),
            false => ("FloatSlider", format!(".{decimals}f")),
        };
        Model {
            name,
            style: "SliderStyle",
            description: self.name.clone(),
            state: json!({
                "behavior": "drag-tap", "continuous_update": true, "orientation": "horizontal",
                "min": self.low.json(), "max": self.high.json(), "step": self.step.json(),
                "readout": true, "readout_format": readout, "value": self.value.json(),
            }),
        }
    }

    fn state(&self) -> Value {
        json!({"value": self.value.json()})
    }

    fn take(&mut self, state: &Map<String, Value>) -> Result<bool, String> {
        let Some(said) = state.get("value") else {
            return Ok(false);
        };
        let value = T::from_json(said).ok_or_else(|| format!("{said}, which is no number"))?;
        // A front end computes with steps, and may be a hair beyond an end.
        let value = match value {
            low if low < self.low => self.low,
            high if high > self.high => self.high,
            within => within,
        };
        let changed = value != self.value;
        self.value = value;
        Ok(changed)
    }

    fn text(&self) -> String {
        format!("{} = {}", self.name, self.value.text())
    }
}

impl<T: Number> Control for Slider<T> {
    type Value = T;

    fn present(&self) -> T {
        self.value
    }
}

/// One of several values. See [`dropdown`].
#[derive(Clone, Debug)]
pub struct Dropdown<T> {
    name: String,
    options: Vec<T>,
    index: usize,
}

/// A menu of values, which starts with the first: `dropdown("mode", ["hard", "soft"])`. The values may be of any type
/// that prints.
///
/// ```
/// # use toy::prelude::*;
/// let mode = dropdown("mode", ["hard", "soft"]).value("soft");
/// interact(mode, |mode| plot(mode).line("", [0.0, 1.0], [0.0, 1.0]));
/// ```
#[track_caller]
pub fn dropdown<T: Clone + Display + 'static>(
    name: &str,
    options: impl IntoIterator<Item = T>,
) -> Dropdown<T> {
    let options: Vec<T> = options.into_iter().collect();
    assert!(!options.is_empty(), "dropdown: `{name}` has no options");
    Dropdown {
        name: name.to_owned(),
        options,
        index: 0,
    }
}

impl<T: Clone + Display + PartialEq> Dropdown<T> {
    /// The value with which it starts.
    #[track_caller]
    pub fn value(mut self, value: T) -> Dropdown<T> {
        let found = self.options.iter().position(|option| *option == value);
        match found {
            Some(index) => self.index = index,
            None => panic!("dropdown: {value} is no option of `{}`", self.name),
        }
        self
    }
}

impl<T: Clone + Display> Face for Dropdown<T> {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> Model {
        let labels: Vec<String> = self.options.iter().map(T::to_string).collect();
        Model {
            name: "Dropdown",
            style: "DescriptionStyle",
            description: self.name.clone(),
            state: json!({"_options_labels": labels, "index": self.index}),
        }
    }

    fn state(&self) -> Value {
        json!({"index": self.index})
    }

    fn take(&mut self, state: &Map<String, Value>) -> Result<bool, String> {
        let Some(said) = state.get("index") else {
            return Ok(false);
        };
        let index = said.as_u64().and_then(|index| usize::try_from(index).ok());
        let index = index
            .filter(|&index| index < self.options.len())
            .ok_or_else(|| format!("{said}, which is the place of no option"))?;
        let changed = index != self.index;
        self.index = index;
        Ok(changed)
    }

    fn text(&self) -> String {
        format!("{} = {}", self.name, self.options[self.index])
    }
}

impl<T: Clone + Display + 'static> Control for Dropdown<T> {
    type Value = T;

    fn present(&self) -> T {
        self.options[self.index].clone()
    }
}

/// Yes or no. See [`checkbox`].
#[derive(Clone, Debug)]
pub struct Checkbox {
    name: String,
    value: bool,
}

/// A box to tick: `checkbox("logarithmic", false)`.
///
/// ```
/// # use toy::prelude::*;
/// interact(checkbox("logarithmic", false), |log| {
///     let growth = plot("").x("day").y("cases").function("", 0.0, 9.0, exp);
///     if log { growth.log_y() } else { growth }
/// });
/// ```
pub fn checkbox(name: &str, value: bool) -> Checkbox {
    Checkbox {
        name: name.to_owned(),
        value,
    }
}

impl Face for Checkbox {
    fn name(&self) -> &str {
        &self.name
    }

    fn model(&self) -> Model {
        Model {
            name: "Checkbox",
            style: "CheckboxStyle",
            description: self.name.clone(),
            state: json!({"indent": true, "value": self.value}),
        }
    }

    fn state(&self) -> Value {
        json!({"value": self.value})
    }

    fn take(&mut self, state: &Map<String, Value>) -> Result<bool, String> {
        let Some(said) = state.get("value") else {
            return Ok(false);
        };
        let value = said
            .as_bool()
            .ok_or_else(|| format!("{said}, which is neither true nor false"))?;
        let changed = value != self.value;
        self.value = value;
        Ok(changed)
    }

    fn text(&self) -> String {
        format!("{} = {}", self.name, self.value)
    }
}

impl Control for Checkbox {
    type Value = bool;

    fn present(&self) -> bool {
        self.value
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_range_of_integers_is_a_slider_of_integers() {
        let control = slider("n", 1..=10);
        assert_eq!(
            [1, 2, 3].get(control.present()),
            Some(&2),
            "its type is inferred"
        );
        assert_eq!(control.model().name, "IntSlider");
        assert_eq!(
            slider("x", 0.0..=1.0).value(0.5).present().sqrt(),
            0.5_f64.sqrt()
        );
    }

    #[test]
    #[should_panic(expected = "the range of `x` from 2 to 1 is empty")]
    fn an_empty_range_is_refused() {
        slider("x", 2.0..=1.0);
    }

    #[test]
    #[should_panic(expected = "the value 3 of `x` is not between 1 and 2")]
    fn a_value_beyond_the_range_is_refused() {
        drop(slider("x", 1..=2).value(3));
    }

    #[test]
    fn options_are_values() {
        let rates = dropdown("rate", [0.1, 0.01]).value(0.01);
        assert_eq!(rates.present(), 0.01);
        assert_eq!(
            rates.model().state["_options_labels"],
            json!(["0.1", "0.01"])
        );
    }
}
