"""Programs that die: an error of their cell, and the kernel goes on, whichever engine it has.

What the native engine keeps besides is in `test_native_faults.py`.
"""

import pytest

from support.kernel import Kernel


@pytest.fixture(scope="module", params=["native", "evcxr"])
def kernel(request, tmp_path_factory):
    """A kernel of this module with each engine."""
    kernel = Kernel.start(tmp_path_factory.mktemp("crash"), arguments=["--engine", request.param])
    yield kernel
    kernel.close()


CRASHES = {
    "abort": "std::process::abort();",
    "exit": "std::process::exit(3);",
    "segfault": "unsafe { std::ptr::null_mut::<u8>().write_volatile(1) };",
    "stack overflow": "fn deep(n: u64) -> u64 { std::hint::black_box(deep(n + 1)) + 1 }\ndeep(0)",
    "killed": 'std::process::Command::new("kill").args(["-9", &std::process::id().to_string()]).status().unwrap();'
    " std::thread::sleep(std::time::Duration::from_secs(20));",
    "double panic": "struct Bomb;\nimpl Drop for Bomb { fn drop(&mut self) { panic!(\"again\") } }\n"
    'let _bomb = Bomb;\npanic!("once")',
}


@pytest.mark.parametrize("how", CRASHES)
def test_a_crash_is_an_error_and_the_next_cell_works(kernel, how):
    kernel.ok("fn kept() -> i32 { 7 }")
    outcome = kernel.fails('println!("last words");\n' + CRASHES[how])
    assert outcome.error["evalue"], "an error must say something"
    assert outcome.text().startswith("last words\n")
    assert kernel.ok("kept()").result == "7"


def test_a_panic_in_a_thread_is_shown_and_is_no_error(kernel):
    outcome = kernel.ok('let _ = std::thread::spawn(|| panic!("in a thread")).join();')
    assert "in a thread" in outcome.text("stderr") + outcome.text("stdout")


def test_a_panic_under_a_hook_of_the_users_own_is_an_error(own):
    kernel = own()
    kernel.ok("std::panic::set_hook(Box::new(|_| {}));")
    assert "quiet" in kernel.fails('panic!("quiet")').error["evalue"]


def test_a_panicking_drop_of_an_old_value_does_not_end_the_kernel(kernel):
    kernel.ok('struct Late;\nimpl Drop for Late { fn drop(&mut self) { panic!("too late") } }')
    kernel.ok("let late = Late;")
    kernel.run("drop(late);")
    assert kernel.ok("1 + 1").result == "2"


def test_a_cell_may_use_a_lot_of_memory_and_stack(kernel):
    assert kernel.ok("let big = vec![1u8; 300 << 20]; big.len() >> 20").result == "300"
    assert kernel.ok("let a = [1u8; 1 << 20]; std::hint::black_box(&a).len()").result == "1048576"
    kernel.ok("let big = ();")
