"""execute_request: numbers, flags, user expressions, the queue."""


def test_numbers_start_at_one(own):
    kernel = own()
    outcome = kernel.ok("let a = 1;")
    assert outcome.count == 1
    assert outcome.of("execute_input") == [{"code": "let a = 1;", "execution_count": 1}]
    assert kernel.ok("a").count == 2


def test_the_reply_comes_between_busy_and_idle(kernel):
    outcome = kernel.ok("1 + 1")
    assert [m["content"].get("execution_state") for m in outcome.messages][0] == "busy"
    assert outcome.types() == ["execute_input", "execute_result"]
    assert outcome.reply["content"]["payload"] == []
    assert outcome.reply["content"]["user_expressions"] == {}


def test_silent_says_nothing_and_counts_nothing(kernel):
    before = kernel.ok("0").count
    outcome = kernel.ok('println!("psst"); 5', silent=True)
    assert outcome.types() == []
    assert kernel.ok("0").count == before + 1
    assert "psst" not in str(kernel.ask("history_request", hist_access_type="tail", n=5))


def test_a_silent_error_stands_in_the_reply_alone_and_aborts_nothing(kernel):
    silent = kernel.send('panic!("psst")', silent=True)
    behind = kernel.send("1 + 1")
    outcome = kernel.finish(silent)
    assert outcome.types() == []
    content = outcome.reply["content"]
    assert content["status"] == "error" and "psst" in content["evalue"] and content["traceback"]
    assert kernel.finish(behind).result == "2"


def test_a_silent_cell_does_not_silence_the_threads_of_the_one_before(kernel):
    late = kernel.send(
        'std::thread::spawn(|| { std::thread::sleep(std::time::Duration::from_millis(2500)); println!("late"); });'
    )
    assert kernel.finish(late).status == "ok"
    assert kernel.run("1", silent=True).status == "ok"
    found = ""
    while "late" not in found:
        message = kernel.client.get_iopub_msg(timeout=10)
        if message["msg_type"] == "stream":
            found += message["content"]["text"]
            assert message["parent_header"]["msg_id"] == late


def test_a_silent_cell_keeps_its_variables(kernel):
    kernel.ok("let kept_silently = 7;", silent=True)
    assert kernel.ok("kept_silently").result == "7"


def test_without_history_nothing_is_counted(kernel):
    before = kernel.ok("0").count
    outcome = kernel.ok("1 + 1", store_history=False)
    assert outcome.result == "2", "the output is published all the same"
    assert kernel.ok("0").count == before + 1


def test_a_result_is_an_execute_result_and_a_display_is_not(kernel):
    outcome = kernel.ok('toy::prelude::display(&toy::prelude::markdown("*shown*")); 42')
    assert outcome.types() == ["execute_input", "display_data", "execute_result"]
    result = outcome.of("execute_result")[0]
    assert result["execution_count"] == outcome.count
    assert outcome.of("display_data")[0]["data"]["text/markdown"] == "*shown*"


def test_no_value_no_result(kernel):
    for code in ("let _unused = 1;", "()", "", "   \n", "// only a comment"):
        assert kernel.ok(code).of("execute_result") == [], code


def test_user_expressions_are_answered_each(kernel):
    kernel.ok("let seen = 20;")
    asked = {"good": "seen + 1", "bad": "not_there"}
    outcome = kernel.ok("let later = 1;", user_expressions=asked)
    answers = outcome.reply["content"]["user_expressions"]
    assert answers["good"]["status"] == "ok"
    assert answers["good"]["data"]["text/plain"] == "21"
    assert answers["bad"]["status"] == "error"
    assert answers["bad"]["ename"] and "not_there" in answers["bad"]["evalue"]


def expression(kernel, text, cell="0", **settings):
    """The answer to one user expression."""
    outcome = kernel.ok(cell, user_expressions={"asked": text}, **settings)
    return outcome.reply["content"]["user_expressions"]["asked"]


def test_a_user_expression_is_evaluated_after_the_cell_and_is_none(kernel):
    first = kernel.ok("let mut seen_by_expressions = vec![1, 2];")
    answer = expression(kernel, "seen_by_expressions.len()", "seen_by_expressions.push(3);")
    assert answer == {"status": "ok", "data": {"text/plain": "3"}, "metadata": {}}
    assert kernel.ok("0").count == first.count + 2
    assert expression(kernel, "7", silent=True)["data"]["text/plain"] == "7"


def test_a_user_expression_changes_nothing(kernel):
    kernel.ok("let mut untouched = vec![1];\nlet gone = String::from(\"here\");")
    for text, because in {
        "untouched.push(2)": "mutable",
        "drop(gone)": "clone",
        "let fresh = 1;": "no expression",
        ":clear": "no expression",
        "1 +": "no expression",
    }.items():
        answer = expression(kernel, text)
        assert answer["status"] == "error", text
        assert because in answer["evalue"] + "".join(answer["traceback"]), (text, answer)
        assert answer["ename"] and isinstance(answer["traceback"], list)
    assert kernel.ok("untouched.push(3); (untouched.clone(), &gone)").result == '([1, 3], "here")'


def test_a_user_expression_does_not_take_the_place_of_its_cells_code(kernel):
    kernel.ok("fn fails_later() -> i32 {\n    panic!(\"where?\")\n}", user_expressions={"a": "1 + 1"})
    outcome = kernel.fails("fails_later()")
    assert 'panic!("where?")' in outcome.traceback


def test_a_user_expression_that_panics_is_its_own_error(kernel):
    answer = expression(kernel, 'panic!("only me")')
    assert answer["status"] == "error" and "only me" in answer["evalue"]
    assert kernel.ok("4 + 4").result == "8"


def test_after_an_error_there_are_no_user_expressions(kernel):
    outcome = kernel.fails('panic!("no")', user_expressions={"a": "1"})
    assert outcome.reply["content"]["user_expressions"] == {}


def test_an_error_aborts_what_is_queued(kernel):
    first = kernel.send('std::thread::sleep(std::time::Duration::from_millis(300)); panic!("stop");')
    waiting = [kernel.send(f"println!(\"ran {i}\");") for i in range(2)]
    assert kernel.finish(first).status == "error"
    for msg_id in waiting:
        outcome = kernel.finish(msg_id)
        assert outcome.status == "aborted"
        assert outcome.types() == []
    assert kernel.ok("3 + 3").result == "6"


def test_an_error_can_leave_the_queue_alone(kernel):
    first = kernel.send('panic!("go on");', stop_on_error=False)
    second = kernel.send("1 + 1")
    assert kernel.finish(first).status == "error"
    assert kernel.finish(second).result == "2"


def test_a_request_with_only_code_is_run(kernel):
    assert kernel.ask("execute_request", code="1")["status"] == "ok"


def test_variables_functions_and_types_live_on(kernel):
    kernel.ok("#[derive(Debug, Clone)]\nstruct Point { x: i64 }\nfn double(x: i64) -> i64 { 2 * x }")
    kernel.ok("let mut point = Point { x: double(4) };")
    kernel.ok("point.x += 1;")
    assert kernel.ok("point.clone()").result == "Point { x: 9 }"
