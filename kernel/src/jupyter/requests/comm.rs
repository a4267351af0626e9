//! Comms: what a front end says on them waits its turn among the cells and is handled by the program, unless the session
//! knows the answer (`comms.rs`). A control that is dragged says hundreds of things while a cell runs: of those that wait
//! in a row, the newest values are handled, once.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::{Answer, Message, Session, ok};
use crate::display::error::CellError;
use crate::jupyter::comms::{Comms, Notice};
use crate::worker::comms::{Event, Letter};

/// Is this a message of a comm?
pub fn is_comm(message: &Message) -> bool {
    message.msg_type().starts_with("comm_") && !message.msg_type().ends_with("_request")
}

/// Which comms are open.
pub fn info(session: &Session, message: &Message) -> Answer {
    let target = message.content["target_name"].as_str();
    ok(
        "comm_info_reply",
        json!({"comms": session.comms.info(target)}),
    )
}

/// What can be said to a message of a comm without the program; `None` where it has to wait its turn.
pub fn at_once(session: &Session, message: &Message) -> Option<Vec<Notice>> {
    let Some(letter) = letter(message) else {
        tracing::warn!("{} names no comm and is ignored", message.msg_type());
        return Some(Vec::new());
    };
    match message.msg_type() {
        "comm_msg" => session.comms.at_once(&letter.comm_id, &letter.data),
        "comm_open" => {
            let target = &message.content["target_name"];
            if Comms::is_control(target) {
                session.comms.open_control(&letter.comm_id);
                return Some(Vec::new());
            }
            // A cell that runs or waits may register the target. Who asks on a subshell does not wait for that.
            let known = session.comms.is_target(target.as_str().unwrap_or_default());
            let refused = message.subshell().is_some() && !known;
            refused.then(|| vec![Notice::close(&letter.comm_id)])
        }
        _ => None,
    }
}

/// Takes those out of `waiting` that follow at once and change the same widget as `message`, which gets their values.
/// Returns them in their order, `message` first; the last one has all values.
pub fn with_later_ones(
    session: &Session,
    message: Message,
    waiting: &mut VecDeque<Message>,
) -> Vec<Message> {
    let update = |message: &Message| {
        let letter = letter(message).filter(|_| message.msg_type() == "comm_msg")?;
        let is_update = session.comms.is_update(&letter.comm_id, &letter.data);
        is_update.then_some(letter)
    };
    let Some(first) = update(&message) else {
        return vec![message];
    };
    let in_a_row = waiting
        .iter()
        .take_while(|message| update(message).is_some());
    let (row, after) = (in_a_row.count(), waiting.len());
    let mut together = vec![message];
    for _ in 0..row {
        match waiting.pop_front() {
            Some(message) if update(&message).is_some_and(|it| it.comm_id == first.comm_id) => {
                together.push(message);
            }
            Some(other) => waiting.push_back(other),
            None => break,
        }
    }
    // What was passed over stands at the end now, and comes back to the front.
    waiting.rotate_right(row + waiting.len() - after);
    let mut state = Map::new();
    for message in &together {
        state.extend(update_of(message));
    }
    if let Some(last) = together.last_mut() {
        last.content["data"]["state"] = Value::Object(state);
    }
    together
}

/// Has the program handle a message whose turn it is; several, of which the last one has the values of all.
pub async fn in_turn(session: &Session, messages: &[Message]) {
    let Some((message, earlier)) = messages.split_last() else {
        return;
    };
    for message in earlier {
        session.publisher.status(&message.header, "busy");
        echo(session, message);
        session.publisher.status(&message.header, "idle");
    }
    session.publisher.status(&message.header, "busy");
    echo(session, message);
    if let (Some(letter), Some(event)) = (letter(message), event(session, message)) {
        let before = session.publisher.begin_cell(&message.header, false);
        let count = session
            .execution_count
            .load(std::sync::atomic::Ordering::SeqCst);
        session.outlet.begin_cell(message, false, count);
        let done = session.engine.comm(event).await;
        let done = done.and(session.outlet.end_cell().map_or(Ok(()), Err));
        if let Err(error) = done {
            show(session, &letter.comm_id, &error);
        }
        // What threads of an earlier cell go on to print is still that cell's.
        session.publisher.begin_cell(&before.0, before.1);
    }
}

/// Tells all front ends what one of them has changed.
fn echo(session: &Session, message: &Message) {
    let notice = letter(message)
        .filter(|_| message.msg_type() == "comm_msg")
        .and_then(|letter| (session.comms).front_end_updates(&letter.comm_id, &letter.data));
    if let Some(notice) = notice {
        session.publisher.notice_for(&message.header, notice);
    }
}

/// What the program is to handle; `None` when it is not its business.
fn event(session: &Session, message: &Message) -> Option<Event> {
    let Letter { comm_id, data } = letter(message)?;
    let tell = |notice| session.publisher.notice_for(&message.header, notice);
    match message.msg_type() {
        "comm_open" => {
            let target_name = message.content["target_name"].as_str().unwrap_or_default();
            match session.comms.front_end_opens(&comm_id, target_name) {
                Ok(()) => {
                    let target_name = target_name.to_owned();
                    return Some(Event::Open {
                        comm_id,
                        target_name,
                        data,
                    });
                }
                Err(notice) => notice.into_iter().for_each(tell),
            }
            None
        }
        "comm_close" => {
            let closed = session.comms.front_end_closes(&comm_id);
            closed.then_some(Event::Close(Letter { comm_id, data }))
        }
        _ if session.comms.is_open(&comm_id) => Some(Event::Msg(Letter { comm_id, data })),
        _ => {
            tell(Notice::close(&comm_id));
            None
        }
    }
}

/// Shows what went wrong: in the place of what the handler was to show, if it has one.
fn show(session: &Session, comm_id: &str, error: &CellError) {
    let CellError {
        ename,
        evalue,
        traceback,
    } = error;
    let told = json!({"ename": ename, "evalue": evalue, "traceback": traceback});
    let Some(output) = session.comms.output(comm_id) else {
        session.publisher.publish_raw("error", told);
        return;
    };
    session.publisher.publish_raw(
        "update_display_data",
        json!({
            // A notebook may hold no error in a display: it is text with colours, and what it is stands beside it.
            "data": {"text/plain": traceback.join("\n")},
            "metadata": {"papercell": {"error": told}},
            "transient": {"display_id": output},
        }),
    );
}

/// What a message says on which comm; `None` when it names none.
fn letter(message: &Message) -> Option<Letter> {
    let comm_id = message.content["comm_id"].as_str()?.to_owned();
    let data = match &message.content["data"] {
        Value::Object(data) => data.clone(),
        _ => Map::new(),
    };
    (!comm_id.is_empty()).then_some(Letter { comm_id, data })
}

/// The changed keys of a message that is an update.
fn update_of(message: &Message) -> Map<String, Value> {
    let state = message.content["data"]["state"].as_object();
    state.cloned().unwrap_or_default()
}
