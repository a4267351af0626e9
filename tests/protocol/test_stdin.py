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


def test_where_no_input_is_allowed_the_cell_fails_at_once_and_says_what_to_do(kernel):
    kernel.ok("use toy::prelude::*;")
    for call in ("input", "password"):
        outcome = kernel.fails(f'{call}("Name? ")', allow_stdin=False, timeout=20)
        assert '"Name? "' in outcome.error["evalue"] and "JupyterLab" in outcome.error["evalue"]
    assert kernel.ok("1 + 1").result == "2"


def asked(kernel, code):
    """A cell that waits for input: its id and the question."""
    kernel.ok("use toy::prelude::*;")
    cell = kernel.send(code, allow_stdin=True)
    return cell, kernel.client.get_stdin_msg(timeout=30)


def reply_to(kernel, question, value):
    """Answers as JupyterLab does, which says what it answers."""
    message = kernel.client.session.msg("input_reply", {"value": value}, parent=question["header"])
    kernel.client.stdin_channel.send(message)


def test_two_questions_of_a_cell(kernel):
    cell, first = asked(kernel, 'let a = input("a? "); let b = input("b? "); format!("{a} {b}")')
    reply_to(kernel, first, "one")
    second = kernel.client.get_stdin_msg(timeout=30)
    assert second["content"]["prompt"] == "b? "
    reply_to(kernel, first, "the first again")
    kernel.client.input("two")
    assert kernel.finish(cell).result == '"one two"'


def test_an_answer_that_is_no_text_is_an_error_of_the_cell(kernel):
    for value, said in ((5, "a number"), (None, "nothing"), (["x"], "a list")):
        cell, question = asked(kernel, 'input("Name? ")')
        reply_to(kernel, question, value)
        outcome = kernel.finish(cell, timeout=20)
        assert outcome.status == "error" and said in outcome.error["evalue"], outcome.error


def test_an_answer_that_comes_after_an_interrupt_answers_no_later_question(kernel):
    cell, late = asked(kernel, 'input("first? ")')
    assert kernel.ask("interrupt_request", "control")["status"] == "ok"
    outcome = kernel.finish(cell, timeout=20)
    assert outcome.error["ename"] == "Interrupted"
    kernel.client.input("too late")
    cell, question = asked(kernel, 'input("second? ")')
    reply_to(kernel, late, "too late")
    reply_to(kernel, question, "in time")
    assert kernel.finish(cell).result == '"in time"'


def test_a_program_that_dies_while_it_waits(kernel):
    kernel.ok("let survives_the_question = 3;")
    cell, late = asked(
        kernel,
        "std::thread::spawn(|| { std::thread::sleep(std::time::Duration::from_millis(300)); std::process::abort() });\n"
        'input("Name? ")',
    )
    outcome = kernel.finish(cell, timeout=30)
    assert outcome.status == "error" and outcome.error["ename"] == "Crash"
    reply_to(kernel, late, "too late")
    kernel.client.input("too late")
    cell, question = asked(kernel, 'format!("{} {survives_the_question}", input("Again? "))')
    reply_to(kernel, question, "yes")
    assert kernel.finish(cell).result == '"yes 3"'


def test_an_answer_to_nothing_does_nothing(kernel):
    kernel.client.input("nobody has asked")
    cell, question = asked(kernel, 'input("Now? ")')
    reply_to(kernel, question, "now")
    assert kernel.finish(cell).result == '"now"'


def test_reading_standard_input_ends_at_once(kernel):
    code = "let mut line = String::new();\nstd::io::stdin().read_line(&mut line).unwrap()"
    assert kernel.ok(code, timeout=20).result == "0"
