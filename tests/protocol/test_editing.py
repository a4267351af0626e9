"""What a front end asks while its user types: is_complete, complete, inspect, history."""

import time

import pytest


def complete(kernel, code, cursor=None):
    return kernel.ask("complete_request", code=code, cursor_pos=len(code) if cursor is None else cursor)


def test_an_open_block_waits_with_an_indent(kernel):
    reply = kernel.ask("is_complete_request", code="fn f() {\n    if true {")
    assert (reply["status"], reply["indent"]) == ("incomplete", " " * 8)
    assert "indent" not in kernel.ask("is_complete_request", code="1 + 1")
    assert kernel.ask("is_complete_request", code="foo)")["status"] == "invalid"


@pytest.mark.parametrize(
    "code, status, indent",
    [
        ('println!("{");', "complete", None),
        ('let s = r#"{ "#;', "complete", None),
        ("/* { /* ( */ */ 1", "complete", None),
        ("fn f<'a>(x: &'a str) -> char { '{' }", "complete", None),
        ("'outer: loop { break 'outer; }", "complete", None),
        (':dep rand = "0.9"', "complete", None),
        (":dep rand\nfn f() {", "incomplete", "    "),
        ("%%tex\nx^2", "incomplete", ""),
        ("%%tex\nx^2\n", "complete", None),
        ("%%paper\n+++\ntitle = 'T'\n", "incomplete", ""),
        ("far?", "complete", None),
        ("??far", "complete", None),
        ("mod m {\n    fn f() {\n        g();", "incomplete", " " * 8),
        ("foo(\n    1,", "incomplete", "    "),
        ('let s = "abc', "incomplete", ""),
        ('let s = r##"abc"#', "incomplete", ""),
        ("/* a /* b */", "incomplete", ""),
        ("let x =", "incomplete", ""),
        ("(]", "invalid", None),
        ("let let = 1;", "invalid", None),
        ("(" * 50_000 + ")" * 50_000, "complete", None),
    ],
)
def test_is_a_cell_complete(kernel, code, status, indent):
    reply = kernel.ask("is_complete_request", code=code)
    assert (reply["status"], reply.get("indent")) == (status, indent)


def test_a_variable_is_completed_while_a_cell_runs(kernel):
    kernel.ok("let patience = 1;")
    cell = kernel.send("std::thread::sleep(std::time::Duration::from_secs(4));")
    for message in kernel.watch(cell):
        if message["msg_type"] == "execute_input":
            break
    start = time.monotonic()
    assert "patience" in complete(kernel, "pati")["matches"]
    assert time.monotonic() - start < 2.0
    assert kernel.finish(cell).status == "ok"


def test_a_cursor_beyond_the_end_is_the_end(kernel):
    assert complete(kernel, "%%p", 999)["matches"] == ["%%paper"]


def test_commands_are_completed_and_explained(kernel):
    reply = complete(kernel, ":de")
    assert reply["matches"] == [":dep"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (0, 3)
    told = kernel.ask("inspect_request", code=":dep rand", cursor_pos=2, detail_level=0)
    assert told["found"] and "crate" in told["data"]["text/plain"]
    told = kernel.ask("inspect_request", code="%%tex\nx^2", cursor_pos=2, detail_level=0)
    assert told["found"] and "TeX" in told["data"]["text/plain"]


def test_proposals_say_what_they_are(kernel):
    kernel.ok("let telling = vec![1.5];\nfn tells(x: f64) -> f64 { x }")
    code = 'let s = "🦀👩‍🚀"; tell'
    reply = complete(kernel, code)
    # With its arguments once the completer is there.
    assert [match.split("(")[0] for match in reply["matches"][:2]] == ["telling", "tells"]
    assert code[reply["cursor_start"] : reply["cursor_end"]] == "tell"
    first, second = reply["metadata"]["_jupyter_types_experimental"][:2]
    assert (first["text"], first["type"], first["signature"]) == ("telling", "instance", "telling: Vec<f64>")
    assert second["type"] == "function" and "x: f64" in second["signature"]
    assert (first["start"], first["end"]) == (reply["cursor_start"], reply["cursor_end"])


def test_a_command_comes_with_its_help(kernel):
    (dep,) = complete(kernel, ":de")["metadata"]["_jupyter_types_experimental"]
    assert dep["type"] == "magic" and "Adds a crate" in dep["signature"]
    (tex,) = complete(kernel, "%%t")["metadata"]["_jupyter_types_experimental"]
    assert tex["text"] == "%%tex" and "TeX" in tex["signature"]


def test_keys_of_a_paper_cell(kernel):
    code = "%%paper\n+++\nti"
    reply = complete(kernel, code)
    assert reply["matches"] == ["title"]
    assert code[reply["cursor_start"] : reply["cursor_end"]] == "ti"


def test_crates_and_folders_behind_dep(own, tmp_path):
    for folder in ("mine", "more/deep"):
        (tmp_path / "books" / folder).mkdir(parents=True)
    (tmp_path / "books/mine/Cargo.toml").write_text('[package]\nname = "mine"\n')
    index = tmp_path / "cargo/registry/index/x/.cache/nd/fi"
    index.mkdir(parents=True)
    (index / "ndfile").write_text("")
    kernel = own(variables={"CARGO_HOME": str(tmp_path / "cargo")})
    kernel.ok("1")
    reply = complete(kernel, ":dep nd")
    assert reply["matches"] == ["ndarray", "ndfile"]
    assert (reply["cursor_start"], reply["cursor_end"]) == (5, 7)
    said = reply["metadata"]["_jupyter_types_experimental"][0]["signature"]
    assert "compiled already" in said
    for code, typed, matches in [
        (f':dep x = {{ path = "{tmp_path}/books/m', "m", ["mine", "more/"]),
        (f":dep {tmp_path}/books/more/", "", ["deep/"]),
        (':dep ndarray = "', "", ["0.16.1"]),
        (":dep x = ", None, []),
    ]:
        reply = complete(kernel, code)
        assert reply["matches"] == matches, code
        if typed is not None:
            assert code[reply["cursor_start"] :] == typed


def test_inspect_has_text_markdown_and_safe_html(kernel):
    kernel.ok("/// Adds *one*, see [there](https://example.org) <script>alert(1)</script>.\nfn one_more(x: i64) -> i64 { x + 1 }")
    told = kernel.ask("inspect_request", code="one_more(1)", cursor_pos=3, detail_level=0)
    assert told["data"]["text/plain"].startswith("fn one_more(x: i64) -> i64\n\nAdds *one*")
    assert told["data"]["text/markdown"].startswith("```rust\nfn one_more(x: i64) -> i64\n```\n\nAdds *one*")
    html = told["data"]["text/html"]
    assert "<em>one</em>" in html and 'href="https://example.org"' in html and "<script" not in html
    source = kernel.ask("inspect_request", code="one_more(1)", cursor_pos=3, detail_level=1)
    assert "{ x + 1 }" in source["data"]["text/plain"]
    assert "<code" in source["data"]["text/html"]


def test_inspect_inside_of_a_call_is_about_the_function(kernel):
    kernel.ok("fn called_with(x: i64, y: i64) -> i64 { x + y }")
    code = "let z = called_with(1, "
    told = kernel.ask("inspect_request", code=code, cursor_pos=len(code), detail_level=0)
    assert "fn called_with(x: i64, y: i64)" in told["data"]["text/plain"]


def test_inspect_says_the_type_of_a_variable(kernel):
    kernel.ok("let inspected = std::collections::BTreeMap::from([(1, String::new())]);")
    told = kernel.ask("inspect_request", code="inspected.len()", cursor_pos=4, detail_level=0)
    assert "inspected: BTreeMap<i32, String>" in told["data"]["text/plain"]
    html = kernel.ask("inspect_request", code=":dep x", cursor_pos=2, detail_level=0)["data"]["text/html"]
    assert "<code>:dep</code>" in html


def test_inspect_knows_std_and_the_users_functions(kernel):
    std = kernel.ask("inspect_request", code="std::mem::swap", cursor_pos=14, detail_level=0)
    assert std["found"] and "swap" in std["data"]["text/plain"]
    kernel.ok("fn twice(x: i64) -> i64 { 2 * x }")
    own = kernel.ask("inspect_request", code="twice(1)", cursor_pos=3, detail_level=0)
    assert own["found"] and "fn twice(x: i64) -> i64" in own["data"]["text/plain"]
    nothing = kernel.ask("inspect_request", code="   ", cursor_pos=1, detail_level=0)
    assert (nothing["status"], nothing["found"]) == ("ok", False)


def test_history_has_what_was_run(own):
    kernel = own()
    codes = ["let a = 1;", "let b = 2;", "a + b"]
    for code in codes:
        kernel.ok(code)
    tail = kernel.ask("history_request", hist_access_type="tail", n=2)["history"]
    assert [(n, code) for _, n, code in tail] == [(2, codes[1]), (3, codes[2])]
    found = kernel.ask("history_request", hist_access_type="range", session=0, start=1, stop=3)["history"]
    assert [n for _, n, _ in found] == [1, 2]
    found = kernel.ask("history_request", hist_access_type="search", pattern="let*")["history"]
    assert [code for _, _, code in found] == codes[:2]
