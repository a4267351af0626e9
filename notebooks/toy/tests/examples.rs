//! The examples that rebuild a paper reach the check of it: each ends with `claims_must_hold`.

use std::path::PathBuf;
use std::process::Command;

/// Runs an example, which cargo has built beside the tests; its output when it fails.
fn reaches_its_check(name: &str) {
    let test = std::env::current_exe().expect("a test has a file");
    let built: PathBuf = test.ancestors().skip(2).take(1).collect();
    let run = Command::new(built.join("examples").join(name))
        .output()
        .unwrap_or_else(|error| panic!("{name} does not start: {error}"));
    let (said, why) = (
        String::from_utf8_lossy(&run.stdout),
        String::from_utf8_lossy(&run.stderr),
    );
    assert!(run.status.success(), "{said}\n{why}");
    assert!(said.contains("holds"), "{name} claims nothing:\n{said}");
}

macro_rules! examples {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            reaches_its_check(stringify!($name));
        }
    )*};
}

examples! {
    coordconv
    emergent_communication_pitfalls
    lola
    lsgan
    neural_fingerprint
    sixteen_heads
}
