"""Comms, from both ends; and `interact`: controls that call a closure between cells."""

import os
import signal
import time

import nbformat
import pytest

from support.kernel import Kernel, Message, Outcome

TARGET = "jupyter.widget"
VIEW = "application/vnd.jupyter.widget-view+json"
ECHO = """
use toy::comm::{Comm, json, register_target};
register_target("echo", |comm| {
    comm.send(json!({"hello": comm.data()["name"]}));
    let back = comm.clone();
    comm.on_msg(move |data| { println!("heard {data}"); back.send(json!({"back": data})); });
    comm.on_close(|data| println!("closed {data}"));
});
"""
PANEL = """
use toy::prelude::*;
let offset = 10.0;
interact(
    (slider("tau", 0.1..=5.0).value(1.0), slider("n", 1..=9), dropdown("mode", ["a", "b"]), checkbox("log", false)),
    move |(tau, n, mode, log)| {
        println!("drawn");
        format!("{:.1} {n} {mode} {log}", tau + offset)
    },
);
"""


def say(kernel: Kernel, msg_type: str, channel: str = "shell", **content) -> str:
    """Sends a message of a comm and returns its id."""
    message = kernel.client.session.msg(msg_type, content)
    getattr(kernel.client, f"{channel}_channel").send(message)
    return message["header"]["msg_id"]


def heard(kernel: Kernel, msg_id: str) -> Outcome:
    """Everything up to the idle of a message that has no reply."""
    return Outcome(messages=list(kernel.watch(msg_id)))


def tell(kernel: Kernel, msg_type: str, **content) -> Outcome:
    return heard(kernel, say(kernel, msg_type, **content))


def comms(kernel: Kernel, **wanted) -> dict[str, Message]:
    reply = kernel.ask("comm_info_request", **wanted)
    assert reply["status"] == "ok"
    return reply["comms"]


# The front end's comms.


def test_an_unknown_target_is_closed_at_once(kernel):
    outcome = tell(kernel, "comm_open", comm_id="u", target_name="nobody", data={})
    assert outcome.types() == ["comm_close"]
    assert outcome.of("comm_close")[0]["comm_id"] == "u"
    assert "u" not in comms(kernel)


def test_a_message_on_a_comm_that_is_not_open_is_answered_by_its_end(kernel):
    assert tell(kernel, "comm_msg", comm_id="gone", data={}).of("comm_close") == [{"comm_id": "gone", "data": {}}]


@pytest.mark.parametrize("content", [{}, {"comm_id": 7}, {"comm_id": "", "target_name": ["x"], "data": 3}])
def test_messages_that_name_no_comm_hurt_nobody(kernel, content):
    for msg_type in ("comm_open", "comm_msg", "comm_close"):
        assert tell(kernel, msg_type, **content).types() == []


def test_a_target_of_a_cell_is_opened_spoken_with_and_closed(own):
    kernel = own()
    kernel.ok(ECHO)
    opened = tell(kernel, "comm_open", comm_id="e", target_name="echo", data={"name": "Ada"})
    assert opened.of("comm_msg") == [{"comm_id": "e", "data": {"hello": "Ada"}}]
    assert comms(kernel) == {"e": {"target_name": "echo"}}
    assert comms(kernel, target_name="echo") == {"e": {"target_name": "echo"}}
    assert comms(kernel, target_name="other") == {}

    said = tell(kernel, "comm_msg", comm_id="e", data={"x": [1, None]})
    assert said.text() == 'heard {"x":[1,null]}\n', "output has the message as its parent"
    assert said.of("comm_msg") == [{"comm_id": "e", "data": {"back": {"x": [1, None]}}}]

    closed = tell(kernel, "comm_close", comm_id="e")
    assert closed.text() == "closed {}\n" and closed.of("comm_close") == []
    assert comms(kernel) == {}
    assert tell(kernel, "comm_open", comm_id="e", target_name="echo", data={}).of("comm_msg"), "its name is free again"


def test_messages_wait_for_the_cells_before_them_and_are_lost_by_no_error(own):
    kernel = own()
    cell = kernel.send(ECHO)
    opened = say(kernel, "comm_open", comm_id="e", target_name="echo", data={"name": 1})
    assert kernel.finish(cell).status == "ok"
    assert heard(kernel, opened).of("comm_msg")[0]["data"] == {"hello": 1}
    bad = kernel.send("std::thread::sleep(std::time::Duration::from_millis(500)); panic!()")
    after = say(kernel, "comm_msg", comm_id="e", data={"n": 2})
    assert kernel.finish(bad).status == "error"
    assert heard(kernel, after).of("comm_msg")[0]["data"] == {"back": {"n": 2}}


# The program's comms.


def test_a_cell_opens_speaks_and_closes(own):
    kernel = own()
    outcome = kernel.ok(
        'use toy::comm::{Comm, json};\nlet comm = Comm::open("chart", json!({"points": [1, 2]}));\n'
        'comm.send(json!({"add": 3}));\ncomm.on_msg(|data| println!("clicked {}", data["at"]));'
    )
    assert outcome.types() == ["execute_input", "comm_open", "comm_msg"]
    opened = outcome.of("comm_open")[0]
    assert opened["target_name"] == "chart" and opened["data"] == {"points": [1, 2]}
    assert comms(kernel) == {opened["comm_id"]: {"target_name": "chart"}}
    assert tell(kernel, "comm_msg", comm_id=opened["comm_id"], data={"at": 4}).text() == "clicked 4\n"
    assert kernel.ok("comm.close();").of("comm_close") == [{"comm_id": opened["comm_id"], "data": {}}]
    assert comms(kernel) == {}


def test_a_handler_that_panics_is_an_error_of_the_message(own):
    kernel = own()
    opened = kernel.ok(
        'use toy::comm::{Comm, json};\nlet comm = Comm::open("chart", json!({}));\n'
        'comm.on_msg(|data| { let n = data["n"].as_i64().expect("a number"); println!("{n}"); });'
    ).of("comm_open")[0]["comm_id"]
    outcome = tell(kernel, "comm_msg", comm_id=opened, data={"n": "x"})
    assert outcome.error["ename"] == "panic" and "a number" in outcome.error["evalue"]
    assert "[1]:3" in outcome.traceback, outcome.traceback
    assert tell(kernel, "comm_msg", comm_id=opened, data={"n": 5}).text() == "5\n"


def test_cleared_variables_end_all_comms(own):
    kernel = own()
    opened = kernel.ok('let comm = toy::comm::Comm::open("chart", toy::comm::json!({}));').of("comm_open")[0]
    outcome = kernel.ok(":clear")
    assert [close["comm_id"] for close in outcome.of("comm_close")] == [opened["comm_id"]]
    assert comms(kernel) == {}


# Live controls.


class Panel:
    """The controls of one cell, as a front end sees them."""

    def __init__(self, kernel: Kernel, outcome: Outcome):
        self.kernel = kernel
        opened = [m for m in outcome.messages if m["msg_type"] == "comm_open"]
        assert all(m["content"]["target_name"] == TARGET for m in opened)
        assert all(m["metadata"]["version"] == "2.1.0" for m in opened)
        self.models = {m["content"]["comm_id"]: m["content"]["data"]["state"] for m in opened}
        self.ids = {state.get("description"): id for id, state in self.models.items()}
        shown = outcome.of("display_data")
        self.view = shown[0]
        self.figure = shown[1]

    def set(self, name: str, **state) -> str:
        """Moves a control; returns the message's id."""
        data = {"method": "update", "state": state, "buffer_paths": []}
        return say(self.kernel, "comm_msg", comm_id=self.ids[name], data=data)

    def after(self, name: str, **state) -> Outcome:
        return heard(self.kernel, self.set(name, **state))

    def shown(self, outcome: Outcome) -> str:
        """The figure that stands in the first one's place after a change."""
        (update,) = outcome.of("update_display_data")
        assert update["transient"] == self.figure["transient"]
        return update["data"]["text/plain"]


@pytest.fixture
def panel(own) -> Panel:
    kernel = own()
    return Panel(kernel, kernel.ok(PANEL))


def reference(model: Message, key: str) -> str:
    return model[key].removeprefix("IPY_MODEL_")


def test_the_models_are_those_of_ipywidgets_and_complete(panel):
    assert panel.figure["data"]["text/plain"] == "11.0 1 a false"
    assert panel.figure["metadata"]["papercell"]["controls"] == "tau = 1 · n = 1 · mode = a · log = false"
    assert panel.view["data"]["text/plain"] == "tau = 1 · n = 1 · mode = a · log = false"
    column = panel.models[panel.view["data"][VIEW]["model_id"]]
    assert panel.view["data"][VIEW]["version_major"] == 2
    assert column["_model_name"] == "VBoxModel" and column["_view_name"] == "VBoxView"
    children = [panel.models[child.removeprefix("IPY_MODEL_")] for child in column["children"]]
    assert [child["_model_name"] for child in children] == [
        "FloatSliderModel", "IntSliderModel", "DropdownModel", "CheckboxModel",
    ]  # fmt: skip
    for state in panel.models.values():
        for kind in ("model", "view"):
            package = state[f"_{kind}_module"]
            assert package in ("@jupyter-widgets/base", "@jupyter-widgets/controls")
            assert state[f"_{kind}_module_version"] == "2.0.0" and state[f"_{kind}_name"]
    for child in [*children, column]:
        assert panel.models[reference(child, "layout")]["_model_name"] == "LayoutModel"
    styles = [panel.models[reference(child, "style")]["_model_name"] for child in children]
    assert styles == ["SliderStyleModel", "SliderStyleModel", "DescriptionStyleModel", "CheckboxStyleModel"]
    slider, whole, menu, box = children
    assert (slider["min"], slider["max"], slider["step"], slider["value"]) == (0.1, 5.0, 0.05, 1.0)
    assert (whole["min"], whole["max"], whole["step"], whole["value"]) == (1, 9, 1, 1)
    assert menu["_options_labels"] == ["a", "b"] and menu["index"] == 0
    assert box["value"] is False
    # A front end that is told nothing of a key takes its own default; none is left to it.
    assert {"behavior", "continuous_update", "orientation", "readout", "readout_format", "disabled"} <= slider.keys()


def test_a_change_draws_the_figure_anew_without_a_cell(panel):
    outcome = panel.after("tau", value=2.5)
    assert panel.shown(outcome) == "12.5 1 a false"
    assert outcome.text() == "drawn\n", "what the closure prints has the message as its parent"
    states = [m["content"].get("execution_state") for m in outcome.messages]
    assert states[0] == "busy" and states[-1] == "idle"
    assert outcome.of("update_display_data")[0]["metadata"]["papercell"]["controls"].startswith("tau = 2.5 ·")
    # Other front ends hear of it.
    echo = {"method": "echo_update", "state": {"value": 2.5}, "buffer_paths": []}
    assert [said["data"] for said in outcome.of("comm_msg")] == [echo]
    panel.after("n", value=7)
    panel.after("mode", index=1)
    assert panel.shown(panel.after("log", value=True)) == "12.5 7 b true"
    # The variables are where they were, and the count did not move.
    assert panel.kernel.ok("offset").result == "10.0"
    assert panel.kernel.ok("1").count == 3


def test_values_that_make_no_sense_are_ignored_with_a_warning(panel):
    for name, state in [("tau", {"value": "x"}), ("n", {"value": 1.5}), ("mode", {"index": 9}), ("log", {"value": 1})]:
        outcome = panel.after(name, **state)
        assert outcome.of("update_display_data") == []
        assert f"the control `{name}` ignores" in outcome.text("stderr")
    assert panel.shown(panel.after("tau", value=99)) == "15.0 1 a false", "the range's end"


def test_a_new_front_end_is_told_every_state_also_while_a_cell_runs(panel):
    kernel = panel.kernel
    panel.after("tau", value=3.0)
    cell = kernel.send("std::thread::sleep(std::time::Duration::from_secs(4));")
    start = time.monotonic()
    say(kernel, "comm_open", comm_id="control", target_name="jupyter.widget.control", data={})
    told = tell(kernel, "comm_msg", comm_id="control", data={"method": "request_states"}).of("comm_msg")[0]
    assert told["comm_id"] == "control" and told["data"]["method"] == "update_states"
    states = told["data"]["states"]
    assert states.keys() == panel.models.keys() and told["data"]["buffer_paths"] == []
    tau = states[panel.ids["tau"]]
    assert tau["model_name"] == "FloatSliderModel" and tau["model_module"] == "@jupyter-widgets/controls"
    assert tau["model_module_version"] == "2.0.0" and tau["state"] == panel.models[panel.ids["tau"]] | {"value": 3.0}
    one = tell(kernel, "comm_msg", comm_id=panel.ids["tau"], data={"method": "request_state"}).of("comm_msg")[0]
    assert one["data"] == {"method": "update", "state": tau["state"], "buffer_paths": []}
    assert panel.ids["tau"] in comms(kernel, target_name=TARGET)
    assert time.monotonic() - start < 3, "nobody waits for the cell"
    assert kernel.finish(cell).status == "ok"


def test_of_changes_that_wait_only_the_newest_is_drawn(panel):
    kernel = panel.kernel
    cell = kernel.send("std::thread::sleep(std::time::Duration::from_secs(1));")
    moves = [panel.set("tau", value=1 + n / 100) for n in range(200)]
    other = panel.set("n", value=4)
    last = [panel.set("tau", value=4.0 + n / 100) for n in range(50)][-1]
    outcomes: dict[str, list[Message]] = {}
    idle = False
    while not idle:
        message = kernel.client.get_iopub_msg(timeout=20)
        parent = message["parent_header"].get("msg_id")
        outcomes.setdefault(parent, []).append(message)
        idle = parent == other and message["content"].get("execution_state") == "idle"
    drawn = [m for said in (outcomes[last], outcomes[other]) for m in said if m["msg_type"] == "update_display_data"]
    assert len(drawn) == 2, "one for each control"
    assert drawn[-1]["content"]["data"]["text/plain"] == "14.5 4 a false"
    for id in moves:
        states = [m["content"]["execution_state"] for m in outcomes[id] if m["msg_type"] == "status"]
        assert states == ["busy", "idle"], "every message is answered"
        assert all(m["msg_type"] in ("status", "comm_msg") for m in outcomes[id]), "and not drawn"


FRAGILE = """
use toy::prelude::*;
let mut kept = vec![1, 2, 3];
interact(slider("x", 0..=9), |x: i32| {
    match x {
        3 => panic!("not three"),
        4 => loop { std::hint::black_box(0); },
        5 => unsafe { std::ptr::null_mut::<i32>().write_volatile(1) },
        6 => loop { checkpoint(); },
        _ => {}
    }
    format!("x is {x}")
});
"""


@pytest.fixture
def fragile(own) -> Panel:
    kernel = own()
    panel = Panel(kernel, kernel.ok(FRAGILE))
    kernel.ok("kept.push(4);")
    return panel


def still_works(panel: Panel) -> None:
    assert panel.shown(panel.after("x", value=7)) == "x is 7"
    assert panel.kernel.ok("kept.len()").result == "4"


def test_a_panic_stands_in_the_figures_place_until_the_next_change(fragile):
    text = fragile.shown(fragile.after("x", value=3))
    assert "not three" in text and "[1]:6" in text, text
    fragile.after("x", value=1)
    (update,) = fragile.after("x", value=3).of("update_display_data")
    assert update["metadata"]["papercell"]["error"]["ename"] == "panic"
    output = nbformat.v4.new_output("display_data", data=update["data"], metadata=update["metadata"])
    nbformat.validate(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(outputs=[output])]))
    still_works(fragile)


@pytest.mark.parametrize("value, kept", [(4, False), (6, True)], ids=["deaf", "listening"])
def test_an_interrupt_ends_a_closure_that_never_returns(fragile, value, kept):
    kernel = fragile.kernel
    message = fragile.set("x", value=value)
    time.sleep(1)
    kernel.manager.interrupt_kernel()
    start = time.monotonic()
    outcome = heard(kernel, message)
    assert time.monotonic() - start < 5
    assert "Interrupted" in fragile.shown(outcome)
    # One that had to be killed has never heard of the value; the front end is told so.
    restored = [said["data"] for said in outcome.of("comm_msg") if said["data"]["method"] == "update"]
    assert restored == ([] if kept else [{"method": "update", "state": {"value": 0}, "buffer_paths": []}])
    still_works(fragile)


def test_a_crash_costs_no_variable(fragile):
    fragile.after("x", value=2)
    outcome = fragile.after("x", value=5)
    text = fragile.shown(outcome)
    assert "segmentation fault" in text and "as they were before this change" in text
    # The control goes back to where the program's memory has it.
    updates = [said["data"]["state"] for said in outcome.of("comm_msg") if said["data"]["method"] == "update"]
    assert updates == [{"value": 2}]
    still_works(fragile)


def test_controls_survive_a_crash_of_a_cell(fragile):
    fragile.after("x", value=2)
    assert fragile.kernel.fails("unsafe { std::ptr::null_mut::<i32>().write_volatile(1) }").error["ename"] == "Crash"
    still_works(fragile)


def test_a_worker_that_is_killed_while_nothing_runs_costs_nothing(fragile):
    fragile.after("x", value=2)
    runner = fragile.kernel.ok("std::process::id()").result
    os.kill(int(runner), signal.SIGKILL)
    time.sleep(0.5)
    still_works(fragile)
