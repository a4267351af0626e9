"""Rich output: bundles, updates, clearing, claims."""


def test_an_equation_comes_as_markdown_latex_and_plain_text(kernel):
    data = kernel.ok('toy::prelude::tex(r"\\frac{a}{b}")').of("execute_result")[0]["data"]
    assert data["text/plain"] == r"\frac{a}{b}"
    assert r"\frac{a}{b}" in data["text/markdown"] and data["text/markdown"].strip().startswith("$$")
    assert data["text/latex"].strip().startswith("$$")
    assert "text/html" not in data


def test_three_displays_of_a_cell_all_arrive(kernel):
    code = "for i in 0..3 { toy::prelude::display(&toy::prelude::markdown(&format!(\"{i}\"))); }"
    shown = [c["data"]["text/markdown"] for c in kernel.ok(code).of("display_data")]
    assert shown == ["0", "1", "2"]


def test_a_figure_has_a_caption_for_those_who_do_not_see_it(kernel):
    kernel.ok("use toy::prelude::*;")
    outcome = kernel.ok(
        'plot("Squares").x("n").y("square").line("", [0.0, 1.0, 2.0], [0.0, 1.0, 4.0]).caption("Squares grow.")'
    )
    result = outcome.of("execute_result")[0]
    assert result["data"]["image/svg+xml"].lstrip().startswith("<svg")
    assert "Squares grow." in result["data"]["text/plain"]
    assert result["metadata"]["papercell"]["caption"] == "Squares grow."
    assert "Squares grow." in result["metadata"]["vscode_altText"]


def test_progress_updates_one_output(kernel):
    kernel.ok("use toy::prelude::*;")
    outcome = kernel.ok(
        'for _ in progress("Training", 5) { std::thread::sleep(std::time::Duration::from_millis(150)); }'
    )
    shown = outcome.of("display_data") + outcome.of("update_display_data")
    assert len(outcome.of("update_display_data")) >= 1
    assert len({c["transient"]["display_id"] for c in shown}) == 1


def test_a_display_is_updated_from_the_same_cell_and_from_a_later_one(kernel):
    kernel.ok("use toy::prelude::*;")
    outcome = kernel.ok('display_as("score", "one"); display("between"); update_display("score", "two");')
    assert outcome.types() == ["execute_input", "display_data", "display_data", "update_display_data"]
    first, between = outcome.of("display_data")
    (update,) = outcome.of("update_display_data")
    assert first["transient"] == update["transient"] == {"display_id": "score"}
    assert not between.get("transient")
    assert [c["data"]["text/plain"] for c in (first, between, update)] == ["one", "between", "two"]
    later = kernel.ok('update_display("score", "three");')
    assert later.types() == ["execute_input", "update_display_data"]
    assert later.of("update_display_data")[0]["data"]["text/plain"] == "three"


def test_displays_streams_clears_and_the_result_come_in_their_order(kernel):
    kernel.ok("use toy::prelude::*;")
    outcome = kernel.ok(
        'println!("a"); display("b"); eprintln!("c"); clear_output(true); println!("d"); display("e"); 6'
    )
    story = []
    for message in outcome.messages:
        content = message["content"]
        if message["msg_type"] == "stream":
            story.append((content["name"], content["text"]))
        elif message["msg_type"] in ("display_data", "execute_result"):
            story.append((message["msg_type"], content["data"]["text/plain"]))
        elif message["msg_type"] == "clear_output":
            story.append(("clear_output", content["wait"]))
    without_stderr = [it for it in story if it[0] != "stderr"]
    assert without_stderr == [
        ("stdout", "a\n"),
        ("display_data", "b"),
        ("clear_output", True),
        ("stdout", "d\n"),
        ("display_data", "e"),
        ("execute_result", "6"),
    ]
    # Standard error is a pipe of its own: it comes no later than what was printed after it.
    assert story.index(("stderr", "c\n")) <= story.index(("clear_output", True))


def test_a_result_has_all_its_formats_and_its_metadata(kernel):
    kernel.ok(
        "use toy::show::{Bundle, Show};\nstruct Rich;\nimpl Show for Rich { fn bundle(&self) -> Bundle {"
        ' Bundle::plain("plain").with("text/html", "<b>rich</b>").with("text/markdown", "**rich**") } }'
    )
    (result,) = kernel.ok("Rich").of("execute_result")
    assert result["data"] == {"text/plain": "plain", "text/html": "<b>rich</b>", "text/markdown": "**rich**"}
    assert result["metadata"] == {} and "transient" not in result


def test_the_output_of_a_thread_stands_under_the_cell_that_started_it(kernel):
    cell = kernel.send(
        'std::thread::spawn(|| { for i in 0..3 { std::thread::sleep(std::time::Duration::from_millis(300)); println!("late {i}"); } '
        'toy::prelude::display("late display"); });'
    )
    assert kernel.finish(cell).status == "ok"
    # What a front end asks meanwhile is not its parent.
    kernel.ask("is_complete_request", code="1")
    kernel.ask("complete_request", code="le", cursor_pos=2)
    text = ""
    while True:
        message = kernel.client.get_iopub_msg(timeout=10)
        if message["msg_type"] == "status":
            continue
        assert message["parent_header"]["msg_id"] == cell, message
        if message["msg_type"] == "display_data":
            break
        text += message["content"]["text"]
    assert text == "late 0\nlate 1\nlate 2\n"


def test_clear_output_says_whether_to_wait(kernel):
    for wait in (True, False):
        said = kernel.ok(f"toy::prelude::clear_output({str(wait).lower()});").of("clear_output")
        assert said == [{"wait": wait}]


def test_broken_tex_in_an_output_is_an_error_of_the_cell(kernel):
    outcome = kernel.fails('toy::prelude::display(&toy::prelude::tex(r"\\frac{1"));')
    assert outcome.error["ename"] == "TexError"
    assert outcome.of("display_data") == []


def test_the_kernel_keeps_the_claims_and_shows_their_verdict(own):
    kernel = own()
    kernel.ok(
        '%%paper\n+++\ntitle = "T"\nslug = "t"\nauthors = ["A"]\nyear = 2020\narxiv = "2001.00001"\ntopic = "x"\nnote = "000"\n'
        '[claims]\nsmaller = "One is smaller than two."\nlarger = "One is larger than two."\n'
        'forgotten = "Nobody measures this."\n+++\nSummary.'
    )
    kernel.ok("use toy::prelude::*;")
    kernel.ok('claim("smaller").holds(1 < 2).measured("1").expected("< 2");')
    kernel.ok('claim("larger").holds(1 > 2).measured("1").expected("> 2").note("it is not");')
    outcome = kernel.ok("verdict();")
    shown = outcome.of("display_data")[0]
    claims = {c["id"]: c for c in shown["metadata"]["papercell"]["claims"]}
    assert list(claims) == ["smaller", "larger", "forgotten"]
    assert claims["smaller"]["holds"] is True and claims["smaller"]["text"] == "One is smaller than two."
    assert claims["larger"]["holds"] is False
    assert not claims["forgotten"].get("holds")
    for part in ("One is smaller than two.", "Nobody measures this."):
        assert part in shown["data"]["text/markdown"]
    for part in ("smaller", "< 2", "forgotten"):
        assert part in shown["data"]["text/plain"]
