//! Live controls: sliders, menus and check boxes above a figure, which is drawn anew when one of them changes.
//!
//! The front end draws the controls (JupyterLab, VS Code: whatever knows ipywidgets). A change calls the closure in the
//! process that holds the variables; no cell is run and nothing is compiled. What was drawn last stands in the notebook,
//! with the values under which it was drawn, also where there are no controls: in a handout, on a printed page.

mod controls;
mod models;
mod number;

pub use controls::{
    Checkbox, Control, Controls, Dropdown, Face, Slider, checkbox, dropdown, slider,
};
pub use number::Number;

use crate::comm::{Comm, new_id};
use crate::show::{Bundle, Shown, frame};
use models::Model;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::rc::Rc;

/// Shows controls and, below them, what `draw` makes of their values; again whenever one of them is changed.
///
/// One control gives the closure its value, several give it a tuple:
///
/// ```
/// # use toy::prelude::*;
/// let x = linspace(0.0, 6.0, 100);
/// let controls = (
///     slider("damping", 0.0..=2.0).value(0.5),
///     dropdown("wave", ["sine", "cosine"]),
///     checkbox("envelope", true),
/// );
/// interact(controls, move |(damping, wave, envelope)| {
///     let fall = exp(&(&x * -damping));
///     let y = if wave == "sine" { sin(&x) } else { cos(&x) };
///     let figure = plot("A wave").line(wave, &x, &y * &fall);
///     if envelope { figure.line("envelope", &x, &fall) } else { figure }
/// });
/// ```
///
/// The closure lives as long as the kernel does, so it owns what it uses: write `move`, and `clone` before what later
/// cells need, too. When it panics, the error stands in the figure's place until the next change. What it prints when a
/// control is moved belongs to no cell: JupyterLab shows it in its log console.
pub fn interact<C: Controls, S: Shown>(controls: C, draw: impl FnMut(C::Values) -> S + 'static) {
    let output = format!("interact-{}", new_id());
    let mut panel = Panel {
        controls,
        draw,
        output: output.clone(),
    };
    let first = panel.bundle();
    if !frame::in_notebook() {
        return first.send();
    }
    let text = panel.text();
    let models: Vec<Model> = {
        let faces = panel.controls.faces();
        faces.iter().map(|face| face.model()).collect()
    };
    let opened = models::open(&models, &output);
    let panel = Rc::new(RefCell::new(panel));
    for (index, comm) in opened.controls.iter().enumerate() {
        connect(&panel, index, comm);
    }
    Bundle::plain(text)
        .with_json(models::VIEW_MIME, models::view(&opened.column))
        .send();
    first.send_as(&output, false);
}

/// Controls, and what is drawn of their values.
struct Panel<C, F> {
    controls: C,
    draw: F,
    /// The display that is drawn anew.
    output: String,
}

impl<C: Controls, S: Shown, F: FnMut(C::Values) -> S> Panel<C, F> {
    fn bundle(&mut self) -> Bundle {
        let values = self.controls.values();
        let shown = (self.draw)(values).shown();
        shown.under_controls(&self.text())
    }

    fn text(&mut self) -> String {
        let faces = self.controls.faces();
        let texts: Vec<String> = faces.iter().map(|face| face.text()).collect();
        texts.join(" · ")
    }

    /// Takes what the front end says of a control.
    fn hear(&mut self, index: usize, said: &Value) {
        let changed = {
            let mut faces = self.controls.faces();
            let update = said["state"]
                .as_object()
                .filter(|_| said["method"] == "update");
            let (Some(face), Some(state)) = (faces.get_mut(index), update) else {
                return;
            };
            face.take(state).unwrap_or_else(|why| {
                eprintln!("interact: the control `{}` ignores {why}", face.name());
                false
            })
        };
        if changed {
            self.bundle().send_as(&self.output, true);
        }
    }

    fn state(&mut self, index: usize) -> Option<Value> {
        self.controls.faces().get(index).map(|face| face.state())
    }
}

fn connect<C: Controls, S: Shown, F: FnMut(C::Values) -> S + 'static>(
    panel: &Rc<RefCell<Panel<C, F>>>,
    index: usize,
    comm: &Comm,
) {
    let own = Rc::clone(panel);
    comm.on_msg(move |said| own.borrow_mut().hear(index, &said));
    let (own, end) = (Rc::clone(panel), comm.clone());
    comm.on_restored(move |()| {
        if let Some(state) = own.borrow_mut().state(index) {
            end.send(json!({"method": "update", "state": state, "buffer_paths": []}));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    // A closure's type has no shorter name.
    #[allow(clippy::type_complexity)]
    fn panel() -> Panel<
        impl Controls<Values = (f64, &'static str, bool)>,
        impl FnMut((f64, &'static str, bool)) -> String,
    > {
        Panel {
            controls: (
                slider("tau", 0.1..=5.0).value(1.0),
                dropdown("mode", ["a", "b"]),
                checkbox("log", false),
            ),
            draw: |(tau, mode, log): (f64, &'static str, bool)| {
                assert!(tau < 4.0, "too much");
                format!("{tau} {mode} {log}")
            },
            output: "o".to_owned(),
        }
    }

    fn update(state: Value) -> Value {
        json!({"method": "update", "state": state})
    }

    #[test]
    fn a_change_is_drawn() {
        let mut panel = panel();
        assert_eq!(panel.bundle().text(), "1 a false");
        panel.hear(0, &update(json!({"value": 2})));
        panel.hear(1, &update(json!({"index": 1})));
        panel.hear(2, &update(json!({"value": true})));
        assert_eq!(panel.bundle().text(), "2 b true");
        assert_eq!(panel.text(), "tau = 2 · mode = b · log = true");
        assert_eq!(panel.state(0), Some(json!({"value": 2.0})));
    }

    #[test]
    fn what_makes_no_sense_changes_nothing() {
        let mut panel = panel();
        for said in [
            json!(null),
            json!({"method": "update"}),
            json!({"method": "custom", "state": {"value": 2.0}}),
            update(json!({"value": "2"})),
            update(json!({"value": [1]})),
            update(json!({"index": 7})),
            update(json!({"index": -1})),
        ] {
            for index in 0..4 {
                panel.hear(index, &said);
            }
        }
        assert_eq!(panel.text(), "tau = 1 · mode = a · log = false");
        panel.hear(0, &update(json!({"value": -7})));
        assert_eq!(
            panel.state(0),
            Some(json!({"value": 0.1})),
            "the range's end"
        );
    }

    #[test]
    fn after_a_panic_the_next_change_is_drawn() {
        let mut panel = panel();
        let told = update(json!({"value": 4.5}));
        let panicked =
            std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| panel.hear(0, &told)));
        assert!(panicked.is_err());
        panel.hear(0, &update(json!({"value": 3})));
        assert_eq!(panel.bundle().text(), "3 a false");
    }

    #[test]
    fn values_stand_beside_a_picture() {
        let picture = Bundle::plain("a line").with("image/svg+xml", "<svg/>");
        let shown = picture.under_controls("tau = 1");
        assert_eq!(shown.text(), "tau = 1\na line");
        let own = shown.metadata("papercell").expect("metadata");
        assert_eq!(own["controls"], "tau = 1");
    }
}
