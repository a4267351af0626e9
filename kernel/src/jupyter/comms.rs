//! The open comms, as far as both ends have said; and what their widgets show.
//!
//! A comm's handler is in the program, which may be busy with a cell. So the session knows by itself which comms there
//! are, and the state of every widget: a front end that comes anew is told at once, whatever runs.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde_json::{Map, Value, json};

use crate::worker::comms::{Letter, Opened, Said};

/// The target of the comms behind widgets (the protocol of ipywidgets).
const WIDGET: &str = "jupyter.widget";
/// The target by which a front end asks for all widgets.
const WIDGET_CONTROL: &str = "jupyter.widget.control";

/// A message about a comm, on its way to all front ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Notice {
    /// `comm_open`, `comm_msg` or `comm_close`.
    pub msg_type: &'static str,
    /// The content.
    pub content: Value,
    /// The metadata: the version of a widget's protocol.
    pub metadata: Value,
}

impl Notice {
    /// Something said on a comm.
    pub fn msg(id: &str, data: Value) -> Notice {
        Notice {
            msg_type: "comm_msg",
            content: json!({"comm_id": id, "data": data}),
            metadata: json!({}),
        }
    }

    /// The end of a comm.
    pub fn close(id: &str) -> Notice {
        Notice {
            msg_type: "comm_close",
            content: json!({"comm_id": id, "data": {}}),
            metadata: json!({}),
        }
    }
}

/// The comms of a session.
#[derive(Default)]
pub struct Comms {
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// What front ends may open, because the program has said so.
    targets: BTreeSet<String>,
    open: BTreeMap<String, Open>,
}

struct Open {
    target: String,
    /// The display in whose place an error of its handler is shown.
    output: Option<String>,
    /// What the widget shows.
    widget: Map<String, Value>,
}

impl Open {
    fn plain(target: &str) -> Open {
        Open {
            target: target.to_owned(),
            output: None,
            widget: Map::new(),
        }
    }

    /// The changed keys in a message of a widget, if it is an update.
    fn update_in<'a>(&self, data: &'a Map<String, Value>) -> Option<&'a Map<String, Value>> {
        let method = data.get("method").and_then(Value::as_str);
        let update = self.target == WIDGET && method == Some("update");
        let state = data.get("state").and_then(Value::as_object);
        state.filter(|_| update)
    }
}

impl Comms {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// `comm_info_reply`'s list, of one target or of all.
    pub fn info(&self, target: Option<&str>) -> Value {
        let state = self.state();
        let open = state.open.iter();
        let wanted = open.filter(|(_, comm)| target.is_none_or(|target| target == comm.target));
        wanted
            .map(|(id, comm)| (id.clone(), json!({"target_name": comm.target})))
            .collect::<Map<String, Value>>()
            .into()
    }

    /// Takes what the program says; what the front ends are to hear of it.
    pub fn program_says(&self, said: Said) -> Option<Notice> {
        let mut state = self.state();
        match said {
            Said::Target(name) => {
                state.targets.insert(name);
                None
            }
            Said::Open(opened) => Some(state.opened(opened)),
            Said::Msg(Letter { comm_id, data }) => {
                let comm = state.open.get_mut(&comm_id)?;
                if let Some(update) = comm.update_in(&data) {
                    comm.widget.extend(update.clone());
                }
                Some(Notice::msg(&comm_id, Value::Object(data)))
            }
            Said::Close(Letter { comm_id, data }) => {
                state.open.remove(&comm_id)?;
                let mut notice = Notice::close(&comm_id);
                notice.content["data"] = Value::Object(data);
                Some(notice)
            }
        }
    }

    /// The program has lost its memory: all its comms end.
    pub fn program_is_gone(&self) -> Vec<Notice> {
        let mut state = self.state();
        state.targets.clear();
        let open = std::mem::take(&mut state.open);
        open.keys().map(|id| Notice::close(id)).collect()
    }

    /// The front end opens a comm, which the program is to take.
    ///
    /// # Errors
    /// The program cannot be asked; what to tell the front end, if anything.
    pub fn front_end_opens(&self, id: &str, target: &str) -> Result<(), Option<Notice>> {
        let mut state = self.state();
        if state.open.contains_key(id) {
            tracing::warn!("the comm {id} is open already; its second comm_open is ignored");
            return Err(None);
        }
        if !state.targets.contains(target) {
            return Err(Some(Notice::close(id)));
        }
        state.open.insert(id.to_owned(), Open::plain(target));
        Ok(())
    }

    /// Has the program registered this target?
    pub fn is_target(&self, target: &str) -> bool {
        self.state().targets.contains(target)
    }

    /// Is this the target by which a front end asks for all widgets? That is answered here, whatever runs.
    pub fn is_control(target: &Value) -> bool {
        target == WIDGET_CONTROL
    }

    /// A front end opens a comm of that target.
    pub fn open_control(&self, id: &str) {
        let mut state = self.state();
        let comm = state.open.entry(id.to_owned());
        comm.or_insert_with(|| Open::plain(WIDGET_CONTROL));
    }

    /// Is a comm open?
    pub fn is_open(&self, id: &str) -> bool {
        self.state().open.contains_key(id)
    }

    /// The front end closes a comm; `false` when it was not open, or is none of the program's.
    pub fn front_end_closes(&self, id: &str) -> bool {
        let closed = self.state().open.remove(id);
        closed.is_some_and(|comm| comm.target != WIDGET_CONTROL)
    }

    /// What can be answered to a `comm_msg` without the program; `None` where the program is to be asked.
    pub fn at_once(&self, id: &str, data: &Map<String, Value>) -> Option<Vec<Notice>> {
        let state = self.state();
        // One that is not open may be opened by a message that waits.
        let comm = state.open.get(id)?;
        let method = data.get("method").and_then(Value::as_str);
        match (comm.target.as_str(), method) {
            (WIDGET, Some("request_state")) => {
                let update = json!({"method": "update", "state": comm.widget, "buffer_paths": []});
                Some(vec![Notice::msg(id, update)])
            }
            (WIDGET_CONTROL, Some("request_states")) => {
                let states = state.widgets();
                let update =
                    json!({"method": "update_states", "states": states, "buffer_paths": []});
                Some(vec![Notice::msg(id, update)])
            }
            (WIDGET_CONTROL, _) => Some(Vec::new()),
            _ => None,
        }
    }

    /// Is this an update of a widget, of which only the newest value of each key counts?
    pub fn is_update(&self, id: &str, data: &Map<String, Value>) -> bool {
        let state = self.state();
        let update = state.open.get(id).and_then(|comm| comm.update_in(data));
        update.is_some()
    }

    /// Takes what a front end has changed of a widget; what other front ends are to hear of it.
    pub fn front_end_updates(&self, id: &str, data: &Map<String, Value>) -> Option<Notice> {
        let mut state = self.state();
        let comm = state.open.get_mut(id)?;
        let update = comm.update_in(data)?;
        comm.widget.extend(update.clone());
        let echo = json!({"method": "echo_update", "state": update, "buffer_paths": []});
        Some(Notice::msg(id, echo))
    }

    /// The display in whose place an error of the comm's handler is shown.
    pub fn output(&self, id: &str) -> Option<String> {
        self.state().open.get(id)?.output.clone()
    }
}

impl State {
    fn opened(&mut self, opened: Opened) -> Notice {
        let notice = Notice {
            msg_type: "comm_open",
            content: json!({
                "comm_id": opened.comm_id, "target_name": opened.target_name, "data": opened.data,
            }),
            metadata: Value::Object(opened.metadata),
        };
        let widget = match opened.data.get("state") {
            Some(Value::Object(state)) if opened.target_name == WIDGET => state.clone(),
            _ => Map::new(),
        };
        let comm = Open {
            target: opened.target_name,
            output: opened.output,
            widget,
        };
        self.open.insert(opened.comm_id, comm);
        notice
    }

    /// All widgets with their states, as a front end asks for them when it opens a notebook.
    fn widgets(&self) -> Map<String, Value> {
        let widgets = self.open.iter().filter(|(_, comm)| comm.target == WIDGET);
        let told = |comm: &Open| {
            let key = |name: &str| comm.widget.get(name).cloned().unwrap_or(Value::Null);
            json!({
                "model_name": key("_model_name"),
                "model_module": key("_model_module"),
                "model_module_version": key("_model_module_version"),
                "state": comm.widget,
            })
        };
        widgets.map(|(id, comm)| (id.clone(), told(comm))).collect()
    }
}
