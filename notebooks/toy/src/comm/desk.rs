//! The handlers of this process's comms, and the door through which the kernel's worker calls them.

use super::Comm;
use serde_json::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::mem::ManuallyDrop;
use std::rc::Rc;
use std::time::SystemTime;

/// What is called with something that was heard.
pub(super) type Handler<T> = Rc<RefCell<dyn FnMut(T)>>;

/// What one open comm calls.
#[derive(Default)]
pub(super) struct Handlers {
    pub on_msg: Option<Handler<Value>>,
    pub on_close: Option<Handler<Value>>,
    pub on_restored: Option<Handler<()>>,
}

#[derive(Default)]
struct Desk {
    targets: HashMap<String, Handler<Comm>>,
    open: HashMap<String, Handlers>,
}

thread_local! {
    // Never dropped: a process that ends does not run the destructors of a notebook.
    static DESK: ManuallyDrop<RefCell<Desk>> = ManuallyDrop::default();
}

/// Looks at the desk. No handler is called meanwhile: it may want to do the same.
fn with<T>(look: impl FnOnce(&mut Desk) -> T) -> T {
    DESK.with(|desk| look(&mut desk.borrow_mut()))
}

pub(super) fn handler<T>(handler: impl FnMut(T) + 'static) -> Handler<T> {
    Rc::new(RefCell::new(handler))
}

fn call<T>(handler: Option<Handler<T>>, heard: T) {
    // A handler that is at work is not called from within.
    if let Some(handler) = handler
        && let Ok(mut handler) = handler.try_borrow_mut()
    {
        handler(heard);
    }
}

pub(super) fn set_target(name: &str, opened: Handler<Comm>) {
    let before = with(|desk| desk.targets.insert(name.to_owned(), opened));
    drop(before);
}

pub(super) fn keep(id: &str) {
    let before = with(|desk| desk.open.insert(id.to_owned(), Handlers::default()));
    drop(before);
}

pub(super) fn set(id: &str, change: impl FnOnce(&mut Handlers)) {
    with(|desk| desk.open.get_mut(id).map(change));
}

pub(super) fn is_open(id: &str) -> bool {
    with(|desk| desk.open.contains_key(id))
}

pub(super) fn forget(id: &str) -> Option<Handlers> {
    with(|desk| desk.open.remove(id))
}

/// A name that no other comm has: not of another process, nor of this one before its memory was that of an earlier moment.
pub(crate) fn new_id() -> String {
    let part = || {
        let mut hasher = RandomState::new().build_hasher();
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        hasher.write_u128(now.map_or(0, |now| now.as_nanos()));
        hasher.write_u32(std::process::id());
        hasher.finish()
    };
    format!("{:016x}{:016x}", part(), part())
}

/// Handles what the front end says, as JSON (UTF-8). Called by the worker, on the thread of the cells; panics of handlers
/// pass through.
///
/// # Safety
/// `text` points to `length` bytes.
#[unsafe(no_mangle)]
pub unsafe extern "C-unwind" fn toy_handle_comm(text: *const u8, length: usize) {
    // SAFETY: the caller's promise.
    let text = unsafe { std::slice::from_raw_parts(text, length) };
    match serde_json::from_slice::<Value>(text) {
        Ok(event) => handle(&event),
        Err(error) => eprintln!("comm: what the kernel says cannot be read: {error}"),
    }
}

/// An event is an object with one key, as the kernel's `worker/comms.rs` writes it.
fn handle(event: &Value) {
    let Some((kind, event)) = event.as_object().and_then(|event| event.iter().next()) else {
        return;
    };
    let id = event["comm_id"].as_str().unwrap_or_default();
    let data = event["data"].clone();
    match kind.as_str() {
        "open" => {
            let target = event["target_name"].as_str().unwrap_or_default();
            match with(|desk| desk.targets.get(target).cloned()) {
                Some(opened) => call(Some(opened), Comm::known(id, data)),
                None => super::tell_closed(id),
            }
        }
        "msg" => match with(|desk| desk.open.get(id).map(|comm| comm.on_msg.clone())) {
            Some(heard) => call(heard, data),
            None => super::tell_closed(id),
        },
        "close" => call(forget(id).and_then(|comm| comm.on_close), data),
        "restored" => {
            let open = |desk: &mut Desk| -> Vec<_> {
                let handlers = desk.open.values();
                handlers.map(|comm| comm.on_restored.clone()).collect()
            };
            with(open)
                .into_iter()
                .for_each(|restored| call(restored, ()));
        }
        other => eprintln!("comm: the kernel says `{other}`, which this toolkit does not know"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::comm::{json, register_target};

    /// A list that handlers write to.
    fn list() -> (Rc<RefCell<Vec<Value>>>, impl Fn(Value) + Clone) {
        let list = Rc::<RefCell<Vec<Value>>>::default();
        let end = Rc::clone(&list);
        (list, move |value| end.borrow_mut().push(value))
    }

    fn tell(event: Value) {
        let text = event.to_string();
        // SAFETY: the text lives as long as the call.
        unsafe { toy_handle_comm(text.as_ptr(), text.len()) };
    }

    #[test]
    fn a_comm_of_the_front_end_is_opened_heard_and_closed() {
        let (heard, hear) = list();
        register_target("t", move |comm| {
            hear(json!({"opened": comm.data()}));
            let (hear, closed) = (hear.clone(), hear.clone());
            comm.on_msg(hear);
            comm.on_close(closed);
        });
        tell(json!({"open": {"comm_id": "a", "target_name": "t", "data": {"x": 1}}}));
        assert!(is_open("a"));
        tell(json!({"msg": {"comm_id": "a", "data": {"y": 2}}}));
        tell(json!({"close": {"comm_id": "a", "data": {}}}));
        tell(json!({"msg": {"comm_id": "a", "data": {"late": 3}}}));
        let wanted = [json!({"opened": {"x": 1}}), json!({"y": 2}), json!({})];
        assert_eq!(*heard.borrow(), wanted);
        assert!(!is_open("a"));
    }

    #[test]
    fn a_handler_may_use_comms_and_may_panic() {
        let comm = Comm::open("t", json!({}));
        let (heard, hear) = list();
        let own = comm.clone();
        comm.on_msg(move |data| {
            if data["panic"] == true {
                panic!("as told");
            }
            let hear = hear.clone();
            // Takes the place of the one that is running.
            own.on_msg(hear);
        });
        let id = comm.id().to_owned();
        let say = |data: Value| json!({"msg": {"comm_id": id, "data": data}});
        let told = say(json!({"panic": true}));
        let panicked = std::panic::catch_unwind(|| handle(&told));
        assert!(panicked.is_err());
        handle(&say(json!({})));
        handle(&say(json!({"n": 1})));
        assert_eq!(*heard.borrow(), [json!({"n": 1})]);
        comm.close();
        assert!(!is_open(&id));
    }

    #[test]
    fn what_makes_no_sense_does_nothing() {
        for event in [json!(null), json!({}), json!({"msg": 1}), json!({"x": {}})] {
            tell(event);
        }
        tell(json!({"open": {"comm_id": "b", "target_name": "nobody"}}));
        assert!(!is_open("b"));
    }

    #[test]
    fn ids_differ() {
        let ids: std::collections::HashSet<String> = (0..1000).map(|_| new_id()).collect();
        assert_eq!(ids.len(), 1000);
    }
}
