"""What the native engine promises beyond evcxr's language: nothing is lost, little is compiled, types are known."""

import os
import re
import subprocess
import time
from pathlib import Path

CELLS = Path(os.environ.get("PAPERCELL_HOME", Path.home() / ".cache/papercell")) / "cache" / "cells"


def compiled() -> int:
    """How many cells the cache holds."""
    return sum(1 for entry in CELLS.iterdir() if not entry.name.startswith("building-"))


def test_a_cell_that_was_compiled_once_is_not_compiled_again(own):
    nonce = time.time_ns()
    cells = [f"let list = vec![{nonce}u64];", f"list.len() + {nonce}", f"fn half(x: u64) -> u64 {{ x / 2 + {nonce} }}", f"half({nonce}) > 0"]
    first = own()
    before = compiled()
    answers = [first.ok(cell).result for cell in cells]
    assert compiled() == before + len(cells)
    second = own()
    assert [second.ok(cell).result for cell in cells] == answers
    assert compiled() == before + len(cells)


def test_cells_that_wait_are_compiled_while_one_runs(own):
    kernel = own()
    kernel.ok("0")
    before, nonce = compiled(), time.time_ns()
    slow = kernel.send(f"let first = {nonce}u64; std::thread::sleep(std::time::Duration::from_secs(6)); first")
    waiting = [kernel.send(f"let x{i} = first + {i}; x{i} - {nonce}") for i in range(3)]
    end = time.monotonic() + 5.5
    while compiled() < before + 4 and time.monotonic() < end:
        time.sleep(0.1)
    assert compiled() == before + 4, "the waiting cells were not compiled while the first ran"
    kernel.finish(slow)
    assert [kernel.finish(cell).result for cell in waiting] == ["0", "1", "2"]


def test_a_redefined_type_ends_its_variables_and_says_so(own):
    kernel = own()
    kernel.ok("struct P { x: i32 } let p = vec![P { x: 1 }]; let n = 3;")
    outcome = kernel.ok("struct P { y: f64 }")
    assert "`p` is gone" in outcome.text("stderr")
    assert kernel.ok("n").result == "3"
    assert kernel.fails("p.len()").error["ename"] == "E0425"


def test_a_panic_gives_back_what_the_cell_had_moved(own):
    kernel = own()
    kernel.ok('let text = String::from("kept"); let mut n = 1;')
    error = kernel.fails('n += 1; let moved = text; if moved.len() > 1 { panic!("late") }')
    assert "as they were before this cell" in error.traceback
    assert kernel.ok('(text, n)').result == '("kept", 1)'


def test_a_panic_keeps_what_the_cell_had_reached(own):
    kernel = own()
    kernel.ok("let mut n = 1;")
    kernel.fails('n += 1; panic!("late");')
    assert kernel.ok("n").result == "2"


def test_a_cell_may_use_up_a_variable_and_make_it_anew(own):
    kernel = own()
    kernel.ok("let mut list = vec![1, 2, 3];")
    kernel.ok("list = list.into_iter().map(|x| x * 2).collect();")
    assert kernel.ok("list").result == "[2, 4, 6]"
    assert kernel.ok("let other = list; other.len()").result == "3"
    assert kernel.fails("list").error["ename"] == "E0425"


def test_what_cannot_be_kept_names_the_variable_and_the_way_out(own):
    kernel = own()
    kernel.ok("let list = vec![1, 2];")
    closure = kernel.fails("let add = |x: i32| x + 1;")
    assert "`add` cannot be kept" in closure.error["evalue"] and "Box<dyn Fn" in closure.traceback
    borrow = kernel.fails("let first = &list[0];")
    assert "`first` cannot be kept" in borrow.error["evalue"] and ".clone()" in borrow.traceback
    assert "[3]:1:5" in borrow.traceback
    assert kernel.ok("{ let first = &list[0]; *first }").result == "1"


def test_a_mistake_of_the_readers_is_told_before_a_borrow_that_cannot_be_kept(own):
    error = own().fails("let mut v = vec![1]; let first = &v[0]; v.push(2); println!(\"{first}\");")
    assert error.error["ename"] == "E0502"


def test_warnings_that_matter_are_shown_and_others_are_not(own):
    kernel = own()
    outcome = kernel.ok('let unused = 1; "5".parse::<i32>().map(|x| x + 1);')
    assert "unused_must_use" in outcome.text("stderr") and "[1]:1:" in outcome.text("stderr")
    assert "unused variable" not in outcome.text("stderr")


def test_a_backtrace_has_the_readers_functions_and_no_others(own):
    kernel = own()
    kernel.ok("#[inline(never)] fn inner(list: &[i32], at: usize) -> i32 {\n    list[at] + 1\n}")
    kernel.ok("#[inline(never)] fn outer(list: &[i32]) -> i32 { inner(list, std::hint::black_box(7)) + 1 }")
    traceback = kernel.fails("let zero = 0;\nouter(&vec![1, 2]) + zero").traceback
    assert "[1]:2" in traceback and "outer" in traceback and "[3]:2" in traceback
    assert "papercell_" not in traceback and "rustc" not in traceback


def test_snapshots_can_be_turned_off(own):
    kernel = own()
    kernel.ok("let x = 1; fn f() -> i32 { 4 }")
    kernel.ok(":snapshot off")
    error = kernel.fails("std::process::abort()")
    assert "gone" in error.error["evalue"]
    assert kernel.fails("x").error["ename"] == "E0425"
    assert kernel.ok("f()").result == "4"


def test_arrays_maps_and_rows_are_tables(own):
    kernel = own()
    kernel.ok("#[derive(Debug)] struct Row { name: &'static str, n: i32 }")
    for value in (
        "ndarray::array![[1.0, 2.0], [3.0, 4.0]]",
        '[Row { name: "a", n: 1 }, Row { name: "b", n: 2 }]',
        'std::collections::BTreeMap::from([("a", 1), ("b", 2)])',
    ):
        data = kernel.ok(value).of("execute_result")[0]["data"]
        assert "<table" in data["text/html"] and data["text/plain"], value
    assert "shape=[2, 2]" in kernel.ok("ndarray::array![[1.0, 2.0], [3.0, 4.0]]").result


def test_a_figure_of_plotters_is_one_html_value(own):
    kernel = own()
    kernel.ok(':dep plotters = { version = "0.3", default-features = false, features = ["evcxr", "all_series"] }\n:dep rand = "0.8"')
    outcome = kernel.ok(
        "use plotters::prelude::*;\nuse rand::Rng as _;\nlet mut rng = rand::thread_rng();\n"
        "evcxr_figure((480, 320), |root| {\n"
        "    let mut chart = ChartBuilder::on(&root).build_cartesian_2d(0.0..1.0, 0.0..1.0)?;\n"
        "    chart.draw_series((0..600).map(|_| Circle::new((rng.gen_range(0.0..1.0), rng.gen_range(0.0..1.0)), 2, BLUE.filled())))?;\n"
        "    Ok(())\n})"
    )
    assert outcome.text() == "", "nothing of the figure is text"
    assert outcome.of("execute_result")[0]["data"]["text/html"].count("<circle") == 600


def library_of(kernel, cell: str) -> Path:
    """The library that the cache keeps of a new cell."""
    before = set(CELLS.iterdir())
    kernel.ok(cell)
    [entry] = (entry for entry in set(CELLS.iterdir()) - before if not entry.name.startswith("building-"))
    return entry / "cell.so"


def symbols(library: Path, which: str) -> list[str]:
    """The names that a library has (`defined`) or takes from others (`undefined`)."""
    command = ["nm", "--dynamic", "--demangle", "--format=just-symbols", f"--{which}-only", str(library)]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()


def test_cells_take_what_is_generic_from_the_library(own):
    kernel = own()
    kernel.ok("use ndarray::Array2;")
    cell = "let a = Array2::<f64>::from_elem((2, 2), {0}.0); a.dot(&a).sum() > {0}.0"
    taken = symbols(library_of(kernel, cell.replace("{0}", str(time.time_ns() % 10**9))), "undefined")
    assert any("::dot" in name and "ndarray" in name for name in taken), taken
    kernel.ok(":opt 3")
    taken = symbols(library_of(kernel, cell.replace("{0}", str(time.time_ns() % 10**9))), "undefined")
    assert not any("::dot" in name for name in taken), "at the highest level a cell is optimised with what it calls"


def test_nothing_that_a_loop_calls_for_each_element_is_taken_from_the_library(own):
    kernel = own()
    cell = """
    let a = std::hint::black_box(ndarray::Array2::<f64>::zeros((9, 9)));
    let mut sum = NONCE.0;
    for value in &a { sum += value; }
    for ((i, j), value) in a.indexed_iter() { sum += value * (i + j) as f64 + a[[j, i]] + a[(i, j)] + a.row(i)[j]; }
    for i in 0..9 { sum += rand::random_range(0..i + 1) as f64 + std::iter::zip(&a, a.iter()).map(|(x, y)| x * y).sum::<f64>(); }
    sum > 0.0"""
    taken = symbols(library_of(kernel, cell.replace("NONCE", str(time.time_ns() % 10**9))), "undefined")
    hot = [name for name in taken if re.search(r"::(next|index|index_mut|index_checked|get)$|random_range", name)]
    assert not hot, hot


def test_sharing_does_not_let_cells_use_the_unstable_language(own):
    error = own().fails("#![feature(never_type)]\nlet x = 1;").error
    assert "the feature `never_type` needs a nightly compiler" in error["evalue"]
