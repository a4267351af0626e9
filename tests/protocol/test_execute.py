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
