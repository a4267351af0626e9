//! Processes of the worker are killed at any moment; what is said of the variables is true all the same.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::time::{Duration, Instant};

use nix::sys::signal::Signal::SIGKILL;
use papercell::engine::native::link::{How, Variables};

use crate::bench::{Bench, group_of, kill, processes};

/// How long the killing goes on.
const LONG: Duration = Duration::from_secs(4);

#[test]
fn what_is_said_of_the_variables_is_true_whoever_is_killed() {
    let mut bench = Bench::new();
    let group = Arc::new(AtomicI32::new(group_of(bench.runner())));
    let over = Arc::new(AtomicBool::new(false));
    let killer = std::thread::spawn({
        let (group, over) = (Arc::clone(&group), Arc::clone(&over));
        move || assassinate(&group, &over)
    });
    // The values that the states had, oldest first: the runner's own is the last.
    let mut states = vec![0];
    let mut tally = [0; 5];
    let start = Instant::now();
    while start.elapsed() < LONG {
        let ended = bench.run(r#"COUNTER += 1; print!("{COUNTER}"); DONE"#);
        let now = *states.last().expect("there is one");
        let what = match (&ended.how, ended.variables) {
            (How::Done, Variables::AsLeft) => {
                assert_eq!(bench.text(), (now + 1).to_string(), "{states:?}");
                states.push(now + 1);
                0
            }
            (How::Crashed { .. }, Variables::AsBefore) => 1,
            (How::Crashed { .. }, Variables::Older(missing)) => {
                let left = states.len() - usize::try_from(missing).expect("a few");
                states.truncate(left);
                2
            }
            (How::Crashed { .. }, Variables::Gone) => {
                states = vec![0];
                3
            }
            other => panic!("{other:?}"),
        };
        tally[what] += 1;
        if what == 3 {
            // Perhaps it was the supervisor.
            let ended = bench.run(r#"print!("{}", std::process::id()); DONE"#);
            if ended.how == How::Done {
                states.push(0);
                let runner: i32 = bench.text().parse().expect("a number");
                if let Some(member) = processes().into_iter().find(|p| p.0 == runner) {
                    group.store(member.2, Ordering::SeqCst);
                }
            } else {
                states = vec![0];
            }
        }
    }
    over.store(true, Ordering::SeqCst);
    let kills = killer.join().expect("it has done its work");
    println!("{kills} kills; done, as before, older, gone: {tally:?}");
    assert!(tally[0] > 50, "it gets on");
}

/// Kills members of the group at odd moments.
fn assassinate(group: &AtomicI32, over: &AtomicBool) -> usize {
    let mut random = 88172645463325252_u64;
    let mut next = |below: u64| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random % below
    };
    let mut kills = 0;
    while !over.load(Ordering::SeqCst) {
        std::thread::sleep(Duration::from_micros(next(15_000)));
        let group = group.load(Ordering::SeqCst);
        let members: Vec<i32> = (processes().into_iter())
            .filter(|p| p.2 == group && (p.0 != group || next(40) == 0))
            .map(|p| p.0)
            .collect();
        if !members.is_empty() {
            let index = next(members.len() as u64);
            kill(members[index as usize], SIGKILL);
            kills += 1;
        }
    }
    kills
}
