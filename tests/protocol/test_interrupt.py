"""Interrupts come as messages on control, while something compiles or runs."""

import time

LOOP = "let mut n = 0u64;\nloop { n = std::hint::black_box(n.wrapping_add(1)); }"


def interrupt_when_running(kernel, cell, after=0.0):
    """Interrupts a cell once its `begin` text (or its input echo) was seen; returns outcome and seconds."""
    time.sleep(after)
    start = time.monotonic()
    reply = kernel.ask("interrupt_request", "control", timeout=5)
    assert reply["status"] == "ok"
    outcome = kernel.finish(cell, timeout=30)
    return outcome, time.monotonic() - start


def test_a_running_loop_is_stopped(kernel):
    kernel.ok("fn kept() -> i32 { 7 }")
    cell = kernel.send('println!("running");\n' + LOOP)
    for message in kernel.watch(cell):
        if message["msg_type"] == "stream":
            break
    outcome, seconds = interrupt_when_running(kernel, cell)
    assert outcome.status == "error"
    assert outcome.reply["content"]["ename"] == "Interrupted"
    assert seconds < 10
    assert kernel.ok("kept()").result == "7", "functions survive an interrupt"


def test_a_compilation_is_stopped(kernel):
    kernel.ok("let before = 5;")
    slow = "\n".join(
        f"let m{i}: std::collections::BTreeMap<u{8 << i % 4}, Vec<String>> = Default::default(); println!(\"{{m{i}:?}}\");"
        for i in range(400)
    )
    cell = kernel.send("{\n" + slow + "\n}")
    for message in kernel.watch(cell):
        if message["msg_type"] == "execute_input":
            break
    outcome, seconds = interrupt_when_running(kernel, cell, after=0.5)
    assert outcome.status == "error", outcome.types()
    assert outcome.text() == ""
    assert seconds < 10
    assert kernel.ok("before").result == "5", "nothing ran, so nothing is lost"


def test_what_waits_behind_an_interrupted_cell_is_aborted(kernel):
    cell = kernel.send('println!("running");\n' + LOOP)
    waiting = kernel.send('println!("must not run");')
    for message in kernel.watch(cell):
        if message["msg_type"] == "stream":
            break
    outcome, _ = interrupt_when_running(kernel, cell)
    assert outcome.status == "error"
    assert kernel.finish(waiting).status == "aborted"


def test_an_interrupt_while_idle_does_nothing(kernel):
    kernel.ok("let untouched = 3;")
    assert kernel.ask("interrupt_request", "control")["status"] == "ok"
    assert kernel.ok("untouched").result == "3"


def test_an_interrupt_wakes_a_cell_that_waits_for_input(kernel):
    kernel.ok("use toy::prelude::*;")
    cell = kernel.send('input("Name? ")', allow_stdin=True)
    assert kernel.client.get_stdin_msg(timeout=30)["content"]["prompt"] == "Name? "
    outcome, seconds = interrupt_when_running(kernel, cell)
    assert outcome.status == "error" and seconds < 10
    assert kernel.ok("1 + 1").result == "2"
