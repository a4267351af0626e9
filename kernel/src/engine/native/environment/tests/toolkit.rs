//! The toolkit library.

use super::super::store::Store;
use super::host::Host;
use super::*;

#[test]
#[ignore = "compiles the toolkit"]
fn statics_of_the_toolkit_exist_once() {
    let toolchain = Toolchain::find().unwrap();
    let toolkit = quiet(|progress| Environment::toolkit(&toolchain, progress)).unwrap();
    assert!(Environment::has_toolkit(&toolchain).unwrap());
    let mut host = Host::new();
    host.cell(
        &toolkit,
        "use toy::prelude::*; use ndarray::arr2;",
        r#"claim("first").measured(1.0).holds(true); println!("{}", arr2(&[[1.0, 2.0]]).sum());"#,
    );
    host.cell(&toolkit, "use toy::prelude::*;", "verdict();");
    let printed = host.run();
    assert!(printed.contains("claim first: holds"), "{printed}");
    let verdict = printed.split_once("\n3\n").unwrap().1;
    assert!(
        verdict.contains("first"),
        "the second cell has not seen the claim: {printed}"
    );
}

#[test]
#[ignore = "compiles the toolkit"]
fn what_the_toolkit_library_has_is_not_built() {
    let toolchain = Toolchain::find().unwrap();
    let toolkit = quiet(|progress| Environment::toolkit(&toolchain, progress)).unwrap();
    let (same, said) = with(&["ndarray = \"0.16\"", "serde_json", "rand"]);
    assert_eq!(said, Vec::<String>::new());
    assert_eq!(same.unwrap().id, toolkit.id);

    let plotters = "plotters = { version = \"^0.3.0\", default-features = false, features = [\"evcxr\", \"all_series\", \"all_elements\"] }";
    let (older, said) = with(&[
        "rand = \"0.8\"",
        plotters,
        "nd = { package = \"ndarray\", version = \"0.16\" }",
    ]);
    assert_eq!(said, Vec::<String>::new());
    let older = older.unwrap();
    assert_ne!(older.id, toolkit.id, "`rand` is another crate");
    assert_eq!(older.libraries, toolkit.libraries);
    let mut host = Host::new();
    host.cell(
        &toolkit,
        "use rand::RngExt;",
        r#"println!("{}", rand::rng().random_range(5..6));"#,
    );
    host.cell(
        &older,
        "use rand::Rng;",
        r#"println!("{}", rand::thread_rng().gen_range(7..8));"#,
    );
    host.cell(
        &older,
        "use nd::arr1; use plotters::prelude::*;",
        r#"
        let figure = evcxr_figure((20, 10), |area| { area.fill(&RED)?; Ok(()) });
        println!("{}", arr1(&[1, 2]).sum());
        figure.evcxr_display();
    "#,
    );
    let printed = host.run();
    assert!(
        printed.starts_with("5\n7\n3\nEVCXR_BEGIN_CONTENT text/html\n"),
        "{printed}"
    );
}

/// Stops at the first line that says that something is compiled.
struct Impatient(bool);

impl Progress for Impatient {
    fn say(&mut self, line: &str) {
        self.0 |= line.starts_with("compiling");
    }

    fn stopped(&self) -> bool {
        self.0
    }
}

#[test]
#[ignore = "compiles the toolkit twice"]
fn an_interrupted_build_leaves_nothing_and_two_builds_are_one() {
    let home = tempfile::tempdir().unwrap();
    let toolchain = Toolchain::find().unwrap();
    let store = Store::in_folder(home.path().join("environments"), 2);
    let error = Environment::toolkit_in(&store, &toolchain, &mut Impatient(false)).unwrap_err();
    assert_eq!(
        format!("{error:#}"),
        "the toolkit cannot be compiled: interrupted"
    );

    let build = || listening(|progress| Environment::toolkit_in(&store, &toolchain, progress));
    let (first, second) = std::thread::scope(|scope| {
        let first = scope.spawn(build);
        let second = scope.spawn(build);
        (first.join().unwrap(), second.join().unwrap())
    });
    let (builder, waiter) = match first.1[0].starts_with("waiting") {
        true => (second, first),
        false => (first, second),
    };
    assert!(
        builder
            .1
            .iter()
            .any(|line| line.starts_with("compiling papercell-toy 0.1.0 (")),
        "{:?}",
        builder.1
    );
    assert_eq!(waiter.1, ["waiting for another kernel that builds here"]);
    let (built, waited) = (builder.0.unwrap(), waiter.0.unwrap());
    assert_eq!(built.id, waited.id);

    std::fs::remove_file(&built.externs[1].path).unwrap();
    assert!(!built.is_intact());
    let (again, said) = build();
    assert!(
        again.unwrap().is_intact(),
        "it was damaged, and is built again"
    );
    assert_eq!(said, ["linking"], "what cargo has compiled is still there");
}
