//! The paper's claims, held against what the notebook measured.
//!
//! A claim is made when its statement ends, so the order of the calls does not matter. A claim that does not hold is
//! reported, not raised: an honest failure is a result.

use crate::show::frame;
use crate::show::{Bundle, num, table};
use serde_json::json;
use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::{Mutex, PoisonError};

pub use crate::measured::{Measured, Report};

/// A claim being checked. See [`claim`].
#[derive(Debug)]
pub struct Claim {
    id: String,
    holds: Option<bool>,
    measured: String,
    expected: String,
    note: String,
    at: &'static Location<'static>,
}

/// Starts the check of one claim of the paper cell, by its id.
///
/// ```
/// # use toy::prelude::*;
/// claim("small").below(0.31, 0.5);
/// claim("ordered").holds(1.0 < 2.0).measured("1 and 2").expected("the first is smaller");
/// ```
#[track_caller]
pub fn claim(id: &str) -> Claim {
    Claim {
        id: id.to_owned(),
        holds: None,
        measured: String::new(),
        expected: String::new(),
        note: String::new(),
        at: Location::caller(),
    }
}

impl Claim {
    /// Whether the claim holds at toy scale; called twice, both must hold.
    pub fn holds(mut self, holds: bool) -> Claim {
        self.holds = Some(self.holds.unwrap_or(true) && holds);
        self
    }

    /// What was measured.
    pub fn measured(mut self, what: impl Report) -> Claim {
        join(&mut self.measured, &what.text());
        self
    }

    /// What was measured over several seeds: their mean with a 95% interval.
    pub fn measured_over(self, values: impl Measured) -> Claim {
        let report = values.report();
        self.measured(report)
    }

    /// What counts as holding, in words.
    pub fn expected(mut self, what: impl Report) -> Claim {
        join(&mut self.expected, &what.text());
        self
    }

    /// A remark for the verdict: why it does not hold, how far it carries.
    pub fn note(mut self, text: &str) -> Claim {
        join(&mut self.note, text);
        self
    }

    /// Holds if the value is below the bound; reports both.
    pub fn below(self, value: impl Measured, bound: f64) -> Claim {
        let expected = format!("< {}", num(bound));
        self.compare(&value, value.number() < bound, expected)
    }

    /// Holds if the value is above the bound; reports both.
    pub fn above(self, value: impl Measured, bound: f64) -> Claim {
        let expected = format!("> {}", num(bound));
        self.compare(&value, value.number() > bound, expected)
    }

    /// Holds if the value is within the bounds, ends included; reports all three.
    pub fn between(self, value: impl Measured, low: f64, high: f64) -> Claim {
        let expected = format!("{} to {}", num(low), num(high));
        self.compare(&value, (low..=high).contains(&value.number()), expected)
    }

    fn compare(self, value: &impl Measured, holds: bool, expected: String) -> Claim {
        self.holds(holds)
            .measured(value.report())
            .expected(expected)
    }

    /// A claim as a cell's last expression: nothing more to show, it is made when it goes out of scope.
    #[doc(hidden)]
    pub fn evcxr_display(&self) {}
}

/// Several measurements of one claim stand side by side.
fn join(text: &mut String, more: &str) {
    if !text.is_empty() {
        text.push_str("; ");
    }
    text.push_str(more);
}

/// The claims made in this process, for a verdict where there is no kernel to keep them.
static MADE: Mutex<BTreeMap<String, [String; 4]>> = Mutex::new(BTreeMap::new());

/// Every claim that did not hold: the last one of a name replaces those before it in the verdict, but not here.
static FAILED: Mutex<Vec<String>> = Mutex::new(Vec::new());

impl Drop for Claim {
    fn drop(&mut self) {
        if std::thread::panicking() {
            return;
        }
        let Some(holds) = self.holds else {
            panic!(
                "claim `{}` ({}): nothing says whether it holds; add .holds(..), .below(..), .above(..) or .between(..)",
                self.id, self.at
            );
        };
        let Claim {
            id,
            measured,
            expected,
            note,
            ..
        } = self;
        let message = json!({ "claim": {
            "id": id, "holds": holds, "measured": measured, "expected": expected, "note": note,
        }});
        let word = if holds { "holds" } else { "does not hold" };
        frame::send(
            &message,
            &format!("claim {id}: {word}; measured {measured}, expected {expected}"),
        );
        if !holds {
            FAILED
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(format!("`{id}` (measured {measured}, expected {expected})"));
        }
        let row = [
            expected.clone(),
            measured.clone(),
            word.to_owned(),
            note.clone(),
        ];
        MADE.lock()
            .unwrap_or_else(PoisonError::into_inner)
            .insert(id.clone(), row);
    }
}

/// Shows the table of all claims: expected, measured, whether each holds at toy scale.
///
/// ```
/// # use toy::prelude::*;
/// claim("faster").above(12.0, 10.0).expected("more than ten times");
/// verdict(); // the last cell of a paper notebook: one row a claim
/// ```
pub fn verdict() {
    let made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
    let mut rows = table(&["claim", "expected", "measured", "at toy scale", "note"]);
    for (id, [expected, measured, word, note]) in made.iter() {
        rows.push((id, expected, measured, word, note));
    }
    frame::send(
        &json!({ "verdict": {} }),
        Bundle::plain(rows.to_string()).text(),
    );
}

/// Panics when any claim made so far did not hold, and names it: the end of a program that nobody reads (an example run
/// as a test). A claim made again, as in a loop, does not hide its failure. A notebook ends with its [`verdict`], where
/// an honest failure is a result.
///
/// ```
/// # use toy::prelude::*;
/// claim("small").below(0.31, 0.5);
/// claims_must_hold();
/// ```
#[track_caller]
pub fn claims_must_hold() {
    let failed = FAILED
        .lock()
        .unwrap_or_else(PoisonError::into_inner)
        .join(", ");
    assert!(failed.is_empty(), "claims that do not hold: {failed}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::Tensor;

    fn made(id: &str) -> [String; 4] {
        MADE.lock().unwrap_or_else(PoisonError::into_inner)[id].clone()
    }

    #[test]
    fn order_of_calls_does_not_matter() {
        claim("a")
            .measured(0.31)
            .note("one seed")
            .expected("< 0.5")
            .holds(true);
        claim("b")
            .holds(true)
            .expected("< 0.5")
            .measured(0.31)
            .note("one seed");
        assert_eq!(made("a"), made("b"));
    }

    #[test]
    fn bounds_report_what_they_compare() {
        claim("seeds").below(vec![0.2, 0.4], 0.25);
        let [expected, measured, word, _] = made("seeds");
        assert_eq!(
            (expected.as_str(), word.as_str()),
            ("< 0.25", "does not hold")
        );
        assert!(
            measured.starts_with("0.3 (95% interval 0.2 to 0.4, 2 seeds)"),
            "{measured}"
        );
        claim("tensor").below(Tensor::from([0.2, 0.4]), 0.25);
        assert_eq!(made("tensor"), made("seeds"));
        claim("nan").below(f64::NAN, 1.0);
        assert_eq!(made("nan")[2], "does not hold");
        claim("both").above(2.0, 1.0).below(2.0, 1.5);
        assert_eq!(made("both")[2], "does not hold");
    }

    #[test]
    fn a_claim_that_does_not_hold_can_end_a_program() {
        claim("fine").below(1.0, 2.0);
        for measured in [3.0, 1.0] {
            claim("broken").below(measured, 2.0);
        }
        let panic = std::panic::catch_unwind(claims_must_hold).expect_err("a claim is broken");
        let text = panic.downcast_ref::<String>().expect("a message");
        assert!(
            text.contains("`broken` (measured 3, expected < 2)") && !text.contains("fine"),
            "{text}"
        );
    }

    #[test]
    #[should_panic(expected = "claim `open` (")]
    fn a_claim_must_say_whether_it_holds() {
        claim("open").measured(1.0);
    }
}
