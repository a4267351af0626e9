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
