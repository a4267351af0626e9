"""Streams: at once, in order, few messages."""


def text_before(outcome, msg_type):
    """The text that came before the first message of a type."""
    kinds = [m["msg_type"] for m in outcome.messages]
    ahead = outcome.messages[: kinds.index(msg_type)]
    return "".join(m["content"]["text"] for m in ahead if m["msg_type"] == "stream")


SLEEP = "std::thread::sleep(std::time::Duration::from_millis(1500));"


def seconds_from_text_to_end(outcome):
    """How long before the end of the cell its first text was there."""
    kinds = [m["msg_type"] for m in outcome.messages]
    return outcome.times[-1] - outcome.times[kinds.index("stream")]


def test_a_flushed_half_line_is_seen_while_the_cell_runs(kernel):
    outcome = kernel.ok(
        f'use std::io::Write; print!("half"); std::io::stdout().flush().unwrap(); {SLEEP} println!(" line");'
    )
    assert outcome.text() == "half line\n"
    assert seconds_from_text_to_end(outcome) > 1.0


def test_a_half_line_is_seen_without_a_flush_too(kernel):
    outcome = kernel.ok(f'print!("half"); {SLEEP} println!(" line");')
    assert outcome.text() == "half line\n"
    assert seconds_from_text_to_end(outcome) > 1.0


def test_a_half_line_at_the_end_is_not_lost(kernel):
    assert kernel.ok('print!("the end");').text() == "the end"


def test_carriage_returns_arrive_as_they_are(kernel):
    code = """
use std::io::Write;
for i in 0..4 {
    print!("\\r{}%", 25 * (i + 1));
    std::io::stdout().flush().unwrap();
    std::thread::sleep(std::time::Duration::from_millis(200));
}
"""
    outcome = kernel.ok(code)
    assert outcome.text() == "\r25%\r50%\r75%\r100%"
    assert len(outcome.of("stream")) >= 3, "the progress was not shown as it went"


def test_stdout_and_displays_keep_their_order(kernel):
    code = """
for i in 0..3 {
    println!("before {i}");
    toy::prelude::display(&toy::prelude::markdown(&format!("shown {i}")));
}
println!("after");
"""
    story = []
    for message in kernel.ok(code).messages:
        if message["msg_type"] == "stream":
            story += message["content"]["text"].split("\n")[:-1]
        elif message["msg_type"] == "display_data":
            story.append(message["content"]["data"]["text/markdown"])
    assert story == ["before 0", "shown 0", "before 1", "shown 1", "before 2", "shown 2", "after"]


def test_the_text_stands_before_the_result_and_the_error(kernel):
    assert text_before(kernel.ok('println!("first"); 1'), "execute_result") == "first\n"
    assert text_before(kernel.fails('print!("first"); panic!("then")'), "error") == "first"


def test_stderr_is_a_stream_of_its_own(kernel):
    outcome = kernel.ok('println!("out"); eprintln!("err");')
    assert outcome.text("stdout") == "out\n"
    assert outcome.text("stderr") == "err\n"


def test_ten_megabytes_in_one_line_arrive_before_idle(kernel):
    outcome = kernel.ok('println!("{}", "x".repeat(10 << 20));')
    assert outcome.text() == "x" * (10 << 20) + "\n"


def test_a_million_short_lines_take_seconds_and_few_messages(kernel):
    outcome = kernel.ok('for i in 0..1_000_000 { println!("{i}"); }')
    lines = outcome.text().splitlines()
    assert len(lines) == 1_000_000 and lines[-1] == "999999"
    assert outcome.times[-1] < 30
    assert len(outcome.of("stream")) < 5_000


def test_output_of_child_processes_is_seen(kernel):
    outcome = kernel.ok('std::process::Command::new("echo").arg("from a child").status().unwrap();')
    assert outcome.text() == "from a child\n"


def test_output_of_a_thread_that_outlives_its_cell_is_not_lost(kernel):
    kernel.ok(
        """
std::thread::spawn(|| {
    std::thread::sleep(std::time::Duration::from_millis(800));
    println!("late");
});
"""
    )
    found = ""
    while "late" not in found:
        message = kernel.client.get_iopub_msg(timeout=10)
        if message["msg_type"] == "stream":
            found += message["content"]["text"]
