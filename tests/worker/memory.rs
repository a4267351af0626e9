//! Memory that runs out takes the runner, and nothing else.

use papercell::engine::native::link::{How, Variables};

use crate::bench::{Bench, eventually};

#[test]
fn a_cell_that_takes_all_memory_costs_no_variable() {
    let mut bench = Bench::new();
    bench.done("COUNTER = 7");
    // The system's limit for a process stands in for a machine that is full.
    let ended = bench.run(
        "extern \"C\" { fn setrlimit(resource: i32, limits: *const [u64; 2]) -> i32; }
         assert_eq!(setrlimit(9, &[2 << 30; 2]), 0);
         let mut all = Vec::new();
         loop { all.push(vec![1u8; 64 << 20]); } DONE",
    );
    assert!(
        matches!(&ended.how, How::Crashed { cause } if cause == "abort (signal 6)"),
        "{ended:?}"
    );
    assert_eq!(ended.variables, Variables::AsBefore);
    assert!(
        bench.text().contains("memory allocation of"),
        "{}",
        bench.text()
    );
    assert_eq!(bench.counter(), 7);
}

#[test]
fn the_runner_is_the_first_to_go_when_the_machine_is_full() {
    let mut bench = Bench::new();
    bench.done("");
    bench.kept();
    let runner = bench.runner();
    bench.kept();
    let reluctance = |pid: i32| std::fs::read_to_string(format!("/proc/{pid}/oom_score_adj"));
    let snapshot = crate::bench::processes()
        .into_iter()
        .find(|p| p.1 == runner);
    let (pid, ..) = snapshot.expect("a snapshot");
    assert_eq!(reluctance(runner).expect("it lives").trim(), "500");
    // The copy says so itself, as soon as it gets a core.
    eventually("the snapshot is as safe as any process", || {
        reluctance(pid).expect("it lives").trim() == "0"
    });
}
