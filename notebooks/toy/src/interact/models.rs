//! The models of ipywidgets that the front end draws: protocol 2.1.0, `@jupyter-widgets/base` and `controls` 2.0.0.
//!
//! Every model is a comm whose opening data is its whole state; a model names another as `IPY_MODEL_` and its id.

use crate::comm::{Comm, new_id};
use serde_json::{Value, json};

/// The MIME type by which an output shows a model.
pub(super) const VIEW_MIME: &str = "application/vnd.jupyter.widget-view+json";

const TARGET: &str = "jupyter.widget";
const PROTOCOL: &str = "2.1.0";
const BASE: &str = "@jupyter-widgets/base";
const CONTROLS: &str = "@jupyter-widgets/controls";
const VERSION: &str = "2.0.0";

/// No front end needs more; in a narrow one the controls shrink.
const WIDEST: &str = "34rem";

/// What is special to a control.
#[derive(Clone, Debug)]
pub struct Model {
    /// `FloatSlider`, of which model and view have their names.
    pub(super) name: &'static str,
    pub(super) style: &'static str,
    pub(super) description: String,
    pub(super) state: Value,
}

/// The comms of a group of controls.
pub(super) struct Opened {
    /// One for each control, in order.
    pub controls: Vec<Comm>,
    /// The model that shows all of them.
    pub column: String,
}

/// Opens the models of controls, one below the other. Errors of their handlers are shown in the place of `output`.
pub(super) fn open(models: &[Model], output: &str) -> Opened {
    // The names end in one line, and the controls begin in one.
    let longest = models.iter().map(|model| model.description.chars().count());
    let width = format!("{}ch", longest.max().unwrap_or(0) + 2);
    let layout = open_model(
        &layout(&json!({"width": "100%", "max_width": WIDEST})),
        None,
    );
    let controls: Vec<Comm> = models
        .iter()
        .map(|model| {
            let style = open_model(&style(model.style, &width), None);
            open_model(&control(model, layout.id(), style.id()), Some(output))
        })
        .collect();
    let around = open_model(&self::layout(&json!({"padding": "0 0 6px 0"})), None);
    let children: Vec<String> = controls.iter().map(|comm| reference(comm.id())).collect();
    let column = open_model(&column(&children, around.id()), None);
    Opened {
        controls,
        column: column.id().to_owned(),
    }
}

/// The content under [`VIEW_MIME`].
pub(super) fn view(model: &str) -> Value {
    json!({"version_major": 2, "version_minor": 0, "model_id": model})
}

fn open_model(state: &Value, output: Option<&str>) -> Comm {
    let data = json!({"state": state, "buffer_paths": []});
    let metadata = json!({"version": PROTOCOL});
    Comm::open_with(&new_id(), TARGET, data, metadata, output)
}

fn reference(id: &str) -> String {
    format!("IPY_MODEL_{id}")
}

/// `common` with the keys of `own` added or replaced.
fn with(mut common: Value, own: &Value) -> Value {
    if let (Some(common), Some(own)) = (common.as_object_mut(), own.as_object()) {
        common.extend(own.clone());
    }
    common
}

fn control(model: &Model, layout: &str, style: &str) -> Value {
    let common = json!({
        "_dom_classes": [], "_view_count": null,
        "_model_module": CONTROLS, "_model_module_version": VERSION, "_model_name": format!("{}Model", model.name),
        "_view_module": CONTROLS, "_view_module_version": VERSION, "_view_name": format!("{}View", model.name),
        "description": model.description, "description_allow_html": false, "disabled": false,
        "layout": reference(layout), "style": reference(style), "tabbable": null, "tooltip": null,
    });
    with(common, &model.state)
}

fn column(children: &[String], layout: &str) -> Value {
    json!({
        "_dom_classes": [], "_view_count": null,
        "_model_module": CONTROLS, "_model_module_version": VERSION, "_model_name": "VBoxModel",
        "_view_module": CONTROLS, "_view_module_version": VERSION, "_view_name": "VBoxView",
        "box_style": "", "children": children, "layout": reference(layout), "tabbable": null, "tooltip": null,
    })
}

fn style(name: &str, width: &str) -> Value {
    let common = json!({
        "_view_count": null,
        "_model_module": CONTROLS, "_model_module_version": VERSION, "_model_name": format!("{name}Model"),
        "_view_module": BASE, "_view_module_version": VERSION, "_view_name": "StyleView",
        "description_width": width,
    });
    let own = match name {
        "SliderStyle" => json!({"handle_color": null}),
        "CheckboxStyle" => json!({"background": null}),
        _ => json!({}),
    };
    with(common, &own)
}

fn layout(own: &Value) -> Value {
    const KEYS: &str = "align_content align_items align_self border_bottom border_left border_right border_top bottom \
        display flex flex_flow grid_area grid_auto_columns grid_auto_flow grid_auto_rows grid_column grid_gap grid_row \
        grid_template_areas grid_template_columns grid_template_rows height justify_content justify_items left margin \
        max_height max_width min_height min_width object_fit object_position order overflow padding right top visibility \
        width";
    let mut common = json!({
        "_view_count": null,
        "_model_module": BASE, "_model_module_version": VERSION, "_model_name": "LayoutModel",
        "_view_module": BASE, "_view_module_version": VERSION, "_view_name": "LayoutView",
    });
    for key in KEYS.split_whitespace() {
        common[key] = Value::Null;
    }
    with(common, own)
}
