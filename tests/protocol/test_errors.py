"""Errors: what is wrong, where in the cell, once."""

import re


def test_a_compile_error_has_the_code_of_rustc_and_the_cells_line(kernel):
    outcome = kernel.fails("let a = 1;\nlet b: String = a;")
    n = outcome.count
    assert outcome.error["ename"] == "E0308"
    assert "mismatched types" in outcome.error["evalue"]
    assert f"[{n}]:2:17" in outcome.traceback
    assert "let b: String = a;" in outcome.traceback


def test_a_traceback_is_a_list_of_lines(kernel):
    traceback = kernel.fails("not_there").error["traceback"]
    assert isinstance(traceback, list) and len(traceback) > 1
    assert all("\n" not in line for line in traceback)


def test_generated_files_are_not_shown(kernel):
    for code in ("not_there", 'panic!("x")', "let x: u8 = \"\";"):
        text = kernel.fails(code).traceback
        assert not re.search(r"src/lib\.rs|/tmp/|evcxr", text), text


def test_a_panic_is_an_error_with_the_line_of_the_cell(kernel):
    outcome = kernel.fails('let list = vec![1, 2];\nlet i = list.len();\nprintln!("{}", list[i]);')
    assert outcome.error["ename"] == "panic"
    assert "index out of bounds" in outcome.error["evalue"]
    assert f"[{outcome.count}]:3:" in outcome.traceback


def test_a_panic_in_a_function_of_an_earlier_cell_names_that_cell(kernel):
    defined = kernel.ok('fn fall(x: i64) -> i64 {\n    assert!(x > 0, "x is {x}");\n    x\n}').count
    outcome = kernel.fails("fall(-1)")
    assert "x is -1" in outcome.error["evalue"]
    assert f"[{defined}]:2:5" in outcome.traceback


def test_a_panic_in_the_toolkit_points_into_the_cell_that_called_it(kernel):
    kernel.ok("use toy::prelude::*;")
    outcome = kernel.fails("let a = ones([2, 3]);\nlet b = a.matmul(&ones([2, 3]));")
    assert f"[{outcome.count}]:2:" in outcome.traceback


def test_a_panic_of_an_operator_points_at_its_left_side(kernel):
    """Also as the last expression of a cell, which stands in parentheses of ours."""
    kernel.ok("use toy::prelude::*;")
    for code, column in [("zeros([2, 3]) + zeros(4)", 1), ("zeros([2, 3]) + zeros(4);", 1), ("let a = zeros([2, 3]) + zeros(4);", 9)]:
        outcome = kernel.fails(code)
        assert f"[{outcome.count}]:1:{column}" in outcome.traceback


def test_an_error_of_question_mark_is_an_error_of_the_cell(kernel):
    outcome = kernel.fails('let n: i32 = "seven".parse()?;\nn')
    assert "invalid digit" in outcome.error["evalue"]


def test_variables_of_earlier_cells_survive_errors(kernel):
    kernel.ok("let survivor = String::from(\"here\");")
    kernel.fails('panic!("x")')
    kernel.fails("let x: u8 = \"\";")
    assert kernel.ok("survivor.clone()").result == '"here"'


def test_columns_count_characters(kernel):
    outcome = kernel.fails('let s = "🦀🦀"; not_there')
    assert f"[{outcome.count}]:1:15" in outcome.traceback


def test_an_overflow_panics(kernel):
    kernel.ok("fn add(a: u8, b: u8) -> u8 { a + b }")
    assert "overflow" in kernel.fails("add(255, 1)").error["evalue"]


def test_an_unknown_magic_is_refused_by_name(kernel):
    assert "%%nope" in kernel.fails("%%nope\nx").error["evalue"]
