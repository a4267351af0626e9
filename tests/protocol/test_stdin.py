"""Input: the program asks, the reader answers."""


def answer(kernel, cell, text, prompt, password=False):
    request = kernel.client.get_stdin_msg(timeout=30)
    assert request["content"] == {"prompt": prompt, "password": password}
    assert request["parent_header"]["msg_id"] == cell
    kernel.client.input(text)
    return kernel.finish(cell)


def test_a_line_reaches_the_program(kernel):
    kernel.ok("use toy::prelude::*;")
    cell = kernel.send('let name = input("Name? "); format!("Hello {name}")', allow_stdin=True)
    assert answer(kernel, cell, "Ada „Ä“ 🦀", "Name? ").result == '"Hello Ada „Ä“ 🦀"'


def test_a_password_is_asked_for_as_one(kernel):
    kernel.ok("use toy::prelude::*;")
    cell = kernel.send('password("Key? ").len()', allow_stdin=True)
    assert answer(kernel, cell, "four", "Key? ", password=True).result == "4"


def test_text_before_the_prompt_is_shown_before_it(kernel):
    kernel.ok("use toy::prelude::*;")
    cell = kernel.send('print!("first "); let _ = input("? ");', allow_stdin=True)
    kernel.client.get_stdin_msg(timeout=30)
    for message in kernel.watch(cell, timeout=5):
        if message["msg_type"] == "stream":
            assert message["content"]["text"] == "first "
            break
    kernel.client.input("")
    assert kernel.finish(cell).status == "ok"


def test_where_no_input_is_allowed_the_cell_fails_at_once(kernel):
    kernel.ok("use toy::prelude::*;")
    outcome = kernel.fails('input("Name? ")', allow_stdin=False, timeout=20)
    assert "input" in outcome.error["evalue"]
    assert kernel.ok("1 + 1").result == "2"


def test_reading_standard_input_ends_at_once(kernel):
    code = "let mut line = String::new();\nstd::io::stdin().read_line(&mut line).unwrap()"
    assert kernel.ok(code, timeout=20).result == "0"
