//! Crates by `:dep`.
// %% a crate
:dep itoa = "1"
// %% used
itoa::Buffer::new().format(1234567).len()
// %% with code in the same cell
:dep hex = "0.4"
hex::encode([1u8, 255])
// %% the same one again
:dep itoa = "1"
itoa::Buffer::new().format(-1).to_string()
// %% a crate with features and a derive
:dep serde = { version = "1", features = ["derive"] }
:dep serde_json = "1"
// %% the derive
#[derive(Debug, serde::Serialize, serde::Deserialize, PartialEq)]
struct Point { x: f64, label: Option<String> }
let json = serde_json::to_string(&Point { x: 1.5, label: None })?; json
// %% read back
let p: Point = serde_json::from_str(r#"{"x": 2.0, "label": "b"}"#)?; p
// %% a value of a crate's type is kept
let value = serde_json::json!({ "a": [1, 2, null] });
// %% and used
value["a"][1].as_i64()
// %% a regular expression
:dep regex = "1"
let re = regex::Regex::new(r"(\w+)@(\w+)")?;
// %% is kept
re.captures("me@home").map(|c| c[2].to_string())
// %% ndarray
:dep ndarray = "0.16"
use ndarray::{array, Array2};
let m = array![[1.0, 2.0], [3.0, 4.0]];
// %% multiplied
m.dot(&m).sum()
// %% kept with another dimension
let row = m.row(1).to_owned(); row.len()
// %% rand with a seed
:dep rand = "0.9"
use rand::{Rng, SeedableRng, rngs::StdRng};
let mut rng = StdRng::seed_from_u64(1);
// %% its state is kept
let a: f64 = rng.random(); let b: f64 = rng.random(); (0.0..1.0).contains(&a) && a != b
// %% itertools
:dep itertools = "0.10"
use itertools::Itertools;
(1..4).cartesian_product(0..2).map(|(a, b)| a * b).join("-")
// %% a crate that does not exist
:dep papercell-has-no-such-crate = "1"
// %% a version that does not exist
:dep itoa = "99"
// %% later cells are not harmed
itoa::Buffer::new().format(5).to_string()
// %% no name
:dep
// %% dependencies are listed
:show_deps
// %% all of them together
let text = [1, 2].iter().map(|x| itoa::Buffer::new().format(*x).to_string()).join("+"); regex::Regex::new(r"\d").unwrap().replace_all(&text, "n").to_string()
