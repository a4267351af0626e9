//! `:dep`.

use std::fs;
use std::path::Path;

use super::host::Host;
use super::*;

fn ok(built: (anyhow::Result<Environment>, Vec<String>)) -> Environment {
    built.0.unwrap()
}

fn error(built: (anyhow::Result<Environment>, Vec<String>)) -> String {
    format!("{:#}", built.0.unwrap_err())
}

#[test]
#[ignore = "compiles the toolkit, asks the registry"]
fn a_crate_stands_on_the_toolkit_library() {
    let (environment, _) = with(&[
        "itoa = \"1\"",
        "hash = { package = \"fnv\", version = \"1\" }",
    ]);
    let environment = environment.unwrap();
    assert!(!environment.toolkit_changed);
    let toolkit = ok(with(&[]));
    assert_eq!(environment.libraries[0], toolkit.libraries[0]);
    let mut host = Host::new();
    host.cell(
        &toolkit,
        "use toy::prelude::*;",
        r#"claim("before").holds(true);"#,
    );
    host.cell(
        &environment,
        "use toy::prelude::*;",
        r#"println!("{} {}", itoa::Buffer::new().format(17), hash::FnvHashMap::<i32, i32>::default().len()); verdict();"#,
    );
    let printed = host.run();
    let after = printed.split_once("17 0\n").unwrap().1;
    assert!(after.contains("before"), "{printed}");

    let (again, said) = with(&[
        "hash = { package = \"fnv\", version = \"1\" }",
        "itoa = \"1\"",
    ]);
    assert_eq!(
        said,
        Vec::<String>::new(),
        "it was built before, in whatever order"
    );
    assert_eq!(again.unwrap().id, environment.id);
}

#[test]
#[ignore = "compiles the toolkit, asks the registry"]
fn macros_can_be_used() {
    let environment = ok(with(&[
        "serde = { version = \"1\", features = [\"derive\"] }",
    ]));
    assert!(!environment.toolkit_changed, "the toolkit uses serde_json");
    let mut host = Host::new();
    host.cell(
        &environment,
        "use serde::{Serialize, Deserialize};\n#[derive(Serialize, Deserialize)] struct Point { x: i32 }",
        r#"println!("{}", serde_json::to_string(&Point { x: 3 }).unwrap());"#,
    );
    assert_eq!(host.run(), "{\"x\":3}\n");
}

#[test]
#[ignore = "compiles the toolkit twice, asks the registry"]
fn other_features_of_a_crate_of_the_toolkit_give_another_toolkit() {
    let environment = ok(with(&[
        "ndarray = { version = \"0.16\", features = [\"serde\"] }",
    ]));
    assert!(environment.toolkit_changed);
    let mut host = Host::new();
    host.cell(
        &environment,
        "use toy::prelude::*;",
        r#"
        let array = serde_json::to_string(&ndarray::arr1(&[1, 2])).unwrap();
        println!("{array} {}", ones([2, 2]).sum().item());
        "#,
    );
    assert_eq!(host.run(), "{\"v\":1,\"dim\":[2],\"data\":[1,2]} 4\n");
}

fn write_crate(folder: &Path, number: u32) {
    fs::create_dir_all(folder.join("src")).unwrap();
    let manifest = "[package]\nname = \"my-crate\"\nversion = \"0.1.0\"\nedition = \"2021\"\n";
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
    let source = format!("pub fn number() -> u32 {{ {number} }}\n");
    fs::write(folder.join("src/lib.rs"), source).unwrap();
}

#[test]
#[ignore = "compiles the toolkit"]
fn a_crate_of_the_readers_own_follows_its_source() {
    let folder = tempfile::tempdir().unwrap();
    let argument = folder.path().to_str().unwrap().to_owned();
    let value = |environment: &Environment| {
        let mut host = Host::new();
        host.cell(environment, "", r#"println!("{}", my_crate::number());"#);
        host.run()
    };
    write_crate(folder.path(), 1);
    let first = ok(with(&[&argument]));
    assert_eq!(value(&first), "1\n");
    assert_eq!(ok(with(&[&argument])).id, first.id);
    write_crate(folder.path(), 2);
    let second = ok(with(&[&argument]));
    assert_eq!(value(&second), "2\n");
    assert_ne!(second.id, first.id);
    assert!(
        second.conflicts_with(&first),
        "the same symbols, another crate"
    );
    assert!(!second.conflicts_with(&second));

    fs::write(
        folder.path().join("src/lib.rs"),
        "pub fn number() -> u32 { oops }\n",
    )
    .unwrap();
    let error = error(with(&[&argument]));
    assert!(error.contains("cannot find value `oops`"), "{error}");
    assert!(error.contains("could not compile `my-crate`"), "{error}");
}

#[test]
#[ignore = "compiles the toolkit, asks the registry"]
fn what_cannot_be_had_is_said_in_short() {
    assert_eq!(
        error(with(&["papercell-no-such-crate = \"1\""])),
        "there is no crate `papercell-no-such-crate`"
    );
    assert_eq!(
        error(with_offline(&["papercell-no-such-crate"], true)),
        "the crate `papercell-no-such-crate` is not on this machine; without the network only crates that cargo has downloaded before can be used. `:offline 0` lets cargo use the network"
    );
    let text = error(with(&["itoa = \"77\""]));
    assert!(text.starts_with("failed to select a version for the requirement `itoa = \"^77\"`\ncandidate versions found"), "{text}");
    assert!(!text.contains("papercell-dependencies"), "{text}");
    assert_eq!(
        error(with(&["itoa = { version = \"1\", features = [\"nope\"] }"])),
        "`:dep` asks for `itoa` with feature `nope` but `itoa` does not have that feature"
    );
}

#[test]
#[ignore = "compiles the toolkit"]
fn c_functions_are_there_for_cells_and_their_statics_exist_once() {
    let folder = tempfile::tempdir().unwrap();
    write_crate(folder.path(), 0);
    fs::write(
        folder.path().join("count.c"),
        "static int count; int next_count(void) { return ++count; }\n",
    )
    .unwrap();
    let script = r#"
        use std::process::Command;
        fn main() {
            let out = std::env::var("OUT_DIR").unwrap();
            let run = |program: &str, arguments: &[&str]| {
                assert!(Command::new(program).args(arguments).status().unwrap().success());
            };
            run("cc", &["-c", "-fPIC", "count.c", "-o", &format!("{out}/count.o")]);
            run("ar", &["crs", &format!("{out}/libcount.a"), &format!("{out}/count.o")]);
            println!("cargo:rustc-link-search=native={out}");
            println!("cargo:rustc-link-lib=static=count");
        }
    "#;
    fs::write(folder.path().join("build.rs"), script).unwrap();
    let source = "extern \"C\" { fn next_count() -> i32; }\n#[inline(always)] pub fn next() -> i32 { unsafe { next_count() } }\n";
    fs::write(folder.path().join("src/lib.rs"), source).unwrap();
    let environment = ok(with(&[folder.path().to_str().unwrap()]));
    let mut host = Host::new();
    host.cell(&environment, "", r#"println!("{}", my_crate::next());"#);
    host.cell(&environment, "", r#"println!("{}", my_crate::next());"#);
    assert_eq!(host.run(), "1\n2\n");
}
