"""What a program or the machine does to a session, and that it keeps every variable of the cells before."""

import os
import resource
import signal
import time

import pytest

from support.kernel import Kernel, alive, eventually


@pytest.fixture(scope="module")
def sturdy(tmp_path_factory):
    """One kernel for all faults of programs: what one of them breaks, the next would find."""
    kernel = Kernel.start(tmp_path_factory.mktemp("faults"))
    yield kernel
    kernel.close()


def lay(kernel: Kernel) -> None:
    """Makes variables of several kinds, in two cells, and changes one of them in a third."""
    kernel.ok("""
        use std::{cell::RefCell, rc::Rc, sync::{Arc, Mutex, atomic::{AtomicU32, Ordering}}};
        #[derive(Debug, Clone, PartialEq)] struct Own { id: u32, parts: Vec<String> }
        static CALLS: AtomicU32 = AtomicU32::new(0);
        fn call() -> u32 { CALLS.fetch_add(1, Ordering::SeqCst) + 1 }
    """)
    kernel.ok("""
        let mut kept = vec![1, 2]; let own = Own { id: 7, parts: vec!["a".into()] }; let boxed: Box<dyn Fn(i32) -> i32> = Box::new(|x| x + 1);
        let shared = Rc::new(RefCell::new(10)); let also = shared.clone(); let locked = Arc::new(Mutex::new(vec!["m"]));
        let big: Vec<u64> = (0..100_000).collect();
    """)
    kernel.ok("kept.push(3); *shared.borrow_mut() += 1; CALLS.store(5, Ordering::SeqCst);")


def intact(kernel: Kernel) -> None:
    """All of them are as `lay` has left them, and still connected to each other."""
    seen = kernel.ok(
        "(kept.clone(), own.clone(), boxed(1), *also.borrow(), Rc::strong_count(&shared),"
        " locked.lock().map(|l| l.len()).map_err(|_| ()), big.iter().sum::<u64>(), CALLS.load(Ordering::SeqCst))"
    )
    assert seen.result == '([1, 2, 3], Own { id: 7, parts: ["a"] }, 2, 11, 2, Ok(1), 4999950000, 5)'


def worker(kernel: Kernel) -> int:
    """The process that runs the cells."""
    return int(kernel.ok("std::process::id()").result)


DEATHS = {
    "segfault": "unsafe { std::ptr::null_mut::<u8>().write_volatile(1) };",
    "abort": "std::process::abort();",
    "stack overflow": "fn deep(n: u64) -> u64 { std::hint::black_box(deep(n + 1)) + 1 }\ndeep(0);",
    "exit": "std::process::exit(3);",
    "exit with success": "std::process::exit(0);",
    "illegal instruction": 'unsafe extern "C" { fn raise(signal: i32) -> i32; }\nunsafe { raise(4) };',
    "killed by itself": 'unsafe extern "C" { fn raise(signal: i32) -> i32; }\nunsafe { raise(9) };',
    "a panic while another unwinds": "struct Bomb;\nimpl Drop for Bomb { fn drop(&mut self) { panic!(\"again\") } }\n"
    'let _bomb = Bomb;\npanic!("once");',
    "a panic that must not unwind": 'extern "C" fn edge() { panic!("at the edge") }\nedge();',
    "a death in a thread": "std::thread::spawn(|| unsafe { std::ptr::null_mut::<u8>().write_volatile(1) }).join().unwrap();",
    "exit in C": 'unsafe extern "C" { fn _exit(code: i32) -> !; }\nunsafe { _exit(9) };',
}


@pytest.mark.parametrize("how", DEATHS)
def test_a_death_is_an_error_and_every_variable_is_as_before_the_cell(sturdy, how):
    lay(sturdy)
    change = 'kept.push(99); *shared.borrow_mut() = 0; call(); drop(own); println!("last words");\n'
    outcome = sturdy.fails(change + DEATHS[how])
    assert outcome.error["ename"] == "Crash" and outcome.error["evalue"]
    assert outcome.text().startswith("last words\n")
    intact(sturdy)


def test_deaths_one_after_the_other(sturdy):
    lay(sturdy)
    for _ in range(3):
        sturdy.fails("std::process::abort();")
    intact(sturdy)
    sturdy.ok("kept.push(4);")
    sturdy.fails("kept.clear(); std::process::abort();")
    assert sturdy.ok("kept.clone()").result == "[1, 2, 3, 4]"


def test_what_dies_says_how(sturdy):
    said = {how: sturdy.fails(DEATHS[how]).error["evalue"].lower() for how in ("segfault", "stack overflow", "exit")}
    assert "segmentation fault" in said["segfault"]
    assert "stack overflow" in said["stack overflow"]
    assert "3" in said["exit"]


def test_an_allocation_of_all_memory(own):
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (6 << 30, hard))
    try:
        kernel = own()
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    lay(kernel)
    assert kernel.fails("kept.clear(); let all: Vec<u8> = Vec::with_capacity(1 << 45);").error["ename"] == "Crash"
    intact(kernel)
    outcome = kernel.fails("kept.clear(); loop { std::mem::forget(std::hint::black_box(vec![0u8; 64 << 20])); }")
    assert "memory" in outcome.traceback + outcome.text("stderr")
    intact(kernel)


ENDLESS = {
    "in Rust": "loop { std::hint::black_box(1); }",
    "in a C function": 'unsafe extern "C" { fn pause() -> i32; }\nloop { unsafe { pause() }; }',
    "asleep": "std::thread::sleep(std::time::Duration::from_secs(1000));",
    "waiting for a lock": "{ let l = std::sync::Mutex::new(1);\nlet _one = l.lock(); let _two = l.lock(); }",
    "waiting for a process": 'std::process::Command::new("sh").args(["-c", "trap \'\' INT; sleep 20"]).status()?;',
    "while it prints": 'loop { println!("more"); }',
}


def interrupted(kernel: Kernel, code: str):
    """Runs a cell until it has said something, interrupts it, and returns its outcome."""
    cell = kernel.send('println!("running");\n' + code)
    asked = []

    def interrupt(message):
        if message["msg_type"] == "stream" and not asked:
            asked.append(time.monotonic())
            kernel.ask("interrupt_request", "control", timeout=5)

    outcome = kernel.finish(cell, on=interrupt)
    assert time.monotonic() - asked[0] < 10
    assert outcome.status == "error" and outcome.reply["content"]["ename"] == "Interrupted"
    return outcome


@pytest.mark.parametrize("where", ENDLESS)
def test_an_endless_loop_is_interrupted(sturdy, where):
    lay(sturdy)
    interrupted(sturdy, "kept.push(99); drop(own);\n" + ENDLESS[where])
    intact(sturdy)


def test_an_interrupted_loop_of_the_toolkit_keeps_what_it_has_reached(sturdy):
    sturdy.ok("use toy::prelude::*; let mut reached = 0;")
    pause = "std::thread::sleep(std::time::Duration::from_millis(20));"
    interrupted(sturdy, f'for _ in progress("Training", 100_000) {{ reached += 1; {pause} }}')
    assert int(sturdy.ok("reached").result) > 0


def test_a_panic_in_a_thread(sturdy):
    lay(sturdy)
    outcome = sturdy.ok('let r = std::thread::spawn(|| { panic!("in a thread") }).join(); r.is_err()')
    assert outcome.result == "true"
    assert "in a thread" in outcome.text("stderr") + outcome.text()
    intact(sturdy)


def test_a_panic_while_a_variable_is_borrowed(sturdy):
    lay(sturdy)
    borrows = "let a = &mut kept; let b = shared.borrow_mut(); let c = &own; let d = &big[5..];"
    outcome = sturdy.fails(f'{{ {borrows}\nif !d.is_empty() {{ panic!("held {{}} {{}} {{}}", a.len(), b, c.id); }} }}')
    assert "held 3 11 7" in outcome.error["evalue"]
    intact(sturdy)


def test_a_panic_while_a_lock_is_held_poisons_it_as_ever(sturdy):
    lay(sturdy)
    sturdy.fails('{ let held = locked.lock().unwrap(); panic!("{}", held.len()); }')
    assert sturdy.ok("(locked.is_poisoned(), kept.len())").result == "(true, 3)"


def test_a_panic_with_a_moved_variable_keeps_it(sturdy):
    lay(sturdy)
    sturdy.fails('let moved = own; let also_moved = kept; panic!("{}", moved.id + also_moved.len() as u32);')
    intact(sturdy)


def test_the_worker_is_killed_while_it_runs(sturdy):
    lay(sturdy)
    cell = sturdy.send('kept.clear(); println!("{}", std::process::id()); loop { std::hint::black_box(1); }')

    def kill(message):
        if message["msg_type"] == "stream" and message["content"]["text"].strip().isdigit():
            os.kill(int(message["content"]["text"]), signal.SIGKILL)

    outcome = sturdy.finish(cell, on=kill)
    assert outcome.status == "error" and outcome.error["ename"] == "Crash"
    intact(sturdy)


def test_the_worker_is_killed_while_it_is_idle(sturdy):
    lay(sturdy)
    for _ in range(2):
        old = worker(sturdy)
        time.sleep(0.3)  # the state is kept once the cell has been answered
        os.kill(old, signal.SIGKILL)
        intact(sturdy)
        assert worker(sturdy) != old


def test_any_process_of_the_worker_may_be_killed_and_the_kernel_goes_on(own):
    kernel = own()
    lay(kernel)
    runner = worker(kernel)
    for pid in [pid for pid in kernel.children() if pid != runner]:
        if alive(pid):  # not the only one to end when another does
            os.kill(pid, signal.SIGKILL)
    # The supervisor was among them: what it held may be gone, but cells run again and the kernel says what happened.
    for _ in range(3):
        if kernel.run("1 + 1").status == "ok":
            break
    assert kernel.ok("1 + 1").result == "2"
    assert kernel.ok("call() > 0").result == "true", "functions are kept in any case"


def test_nothing_is_left_of_a_kernel_that_is_killed(own):
    kernel = own()
    lay(kernel)
    cell = kernel.send('println!("running"); loop { std::hint::black_box(1); }')
    for message in kernel.watch(cell):
        if message["msg_type"] == "stream":
            break
    below = kernel.children()
    assert len(below) >= 2
    os.kill(kernel.pid, signal.SIGKILL)
    eventually(lambda: not any(alive(pid) for pid in below), "the worker ends with its kernel")
