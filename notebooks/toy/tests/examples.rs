//! The examples that rebuild a paper reach the check of it: each ends with `claims_must_hold`.

use std::process::Command;

/// Runs an example; its output when it fails.
fn reaches_its_check(name: &str) {
    let run = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--locked", "--package", "papercell-toy"])
        .args(["--example", name])
        .output()
        .unwrap_or_else(|error| panic!("cargo does not start: {error}"));
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
    impala_vtrace
    lola
    lsgan
    neural_fingerprint
    sixteen_heads
}
