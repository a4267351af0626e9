//! Comms: channels between a cell's program and what the front end draws for it.
//!
//! [`interact`](crate::interact::interact) needs nothing of this; it is for programs that speak to a front end of their own.
//! Handlers are called on the thread of the cells, between cells, and may do whatever a cell may do.
//!
//! ```
//! use toy::comm::{Comm, json, register_target};
//!
//! // The front end opens comms:
//! register_target("echo", |comm| {
//!     comm.send(json!({"hello": comm.data()}));
//!     let back = comm.clone();
//!     comm.on_msg(move |data| back.send(data));
//! });
//! // The program opens one:
//! let comm = Comm::open("chart", json!({"points": [1, 2, 3]}));
//! comm.on_msg(|data| println!("clicked: {data}"));
//! comm.close();
//! ```

mod desk;

pub use serde_json::{Value, json};

use crate::show::frame;
use serde_json::Map;
use std::rc::Rc;

/// One comm; its copies are the same comm.
#[derive(Clone, Debug)]
pub struct Comm {
    id: Rc<str>,
    data: Rc<Value>,
}

/// Lets front ends open comms of this name; `opened` is called with each one. Registered anew, the name is the new one's.
pub fn register_target(name: &str, opened: impl FnMut(Comm) + 'static) {
    desk::set_target(name, desk::handler(opened));
    frame::send(&json!({"comm": {"target": name}}), "");
}

impl Comm {
    /// Opens a comm to what the front end knows as `target`, and gives it `data` (an object; anything else becomes
    /// `{"data": ..}`).
    pub fn open(target: &str, data: Value) -> Comm {
        Comm::open_with(&desk::new_id(), target, data, Value::Null, None)
    }

    /// As [`Comm::open`], with the id and the metadata of the message; errors of its handlers are shown in the place of
    /// the display `output`.
    pub(crate) fn open_with(
        id: &str,
        target: &str,
        data: Value,
        metadata: Value,
        output: Option<&str>,
    ) -> Comm {
        let data = object(data);
        let opening = json!({
            "comm_id": id, "target_name": target, "data": &data, "metadata": object(metadata), "output": output,
        });
        let comm = Comm::known(id, Value::Object(data));
        frame::send(&json!({"comm": {"open": opening}}), "");
        comm
    }

    /// A comm that is open from now on.
    fn known(id: &str, data: Value) -> Comm {
        desk::keep(id);
        Comm {
            id: id.into(),
            data: data.into(),
        }
    }

    /// Its name, which no other comm has.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// What it was opened with.
    pub fn data(&self) -> &Value {
        &self.data
    }

    /// Says something to the front end: an object, or anything else as `{"data": ..}`. Nothing is said on a closed comm.
    pub fn send(&self, data: impl Into<Value>) {
        if desk::is_open(&self.id) {
            let data = object(data.into());
            let letter = json!({"comm_id": &*self.id, "data": data});
            frame::send(&json!({"comm": {"msg": letter}}), "");
        }
    }

    /// Calls `heard` with everything that the front end says from now on, in the place of what was called before.
    pub fn on_msg(&self, heard: impl FnMut(Value) + 'static) {
        desk::set(&self.id, |handlers| {
            handlers.on_msg = Some(desk::handler(heard));
        });
    }

    /// Calls `closed` with the data of the front end's last word, when it closes the comm.
    pub fn on_close(&self, closed: impl FnMut(Value) + 'static) {
        desk::set(&self.id, |handlers| {
            handlers.on_close = Some(desk::handler(closed));
        });
    }

    /// Calls `restored` when the program's memory is that of an earlier moment, so that the front end can be told.
    pub(crate) fn on_restored(&self, restored: impl FnMut(()) + 'static) {
        desk::set(&self.id, |handlers| {
            handlers.on_restored = Some(desk::handler(restored));
        });
    }

    /// Closes the comm; all its copies with it.
    pub fn close(&self) {
        if desk::forget(&self.id).is_some() {
            tell_closed(&self.id);
        }
    }
}

/// A comm that is not open here is not to be open there.
fn tell_closed(id: &str) {
    frame::send(&json!({"comm": {"close": {"comm_id": id}}}), "");
}

/// The messages of comms hold objects.
fn object(data: Value) -> Map<String, Value> {
    match data {
        Value::Object(object) => object,
        Value::Null => Map::new(),
        other => Map::from_iter([("data".to_owned(), other)]),
    }
}

pub(crate) use desk::new_id;
