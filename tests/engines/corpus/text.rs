//! Strings, characters, bytes, identifiers that are not ASCII, and formatting.
// %% a string
let s = "plain".to_string(); s
// %% escapes
let e = "tab\tquote\"back\\slash\u{e9}\x41"; e
// %% printed
println!("{e}");
// %% a raw string
let raw = r#"say "hi" \n"#; raw.len()
// %% a raw string with more marks
r##"one "# two"##
// %% over several lines
let poem = "first
  second
third"; poem.lines().map(|l| l.trim().len()).collect::<Vec<_>>()
// %% a line that goes on
let joined = "one \
              two"; joined
// %% a string with what looks like code
let tricky = "let x = 5; // no comment } { /* "; tricky.len()
// %% a raw string with code
let source = r#"fn main() { println!("}"); }"#; source.contains("main")
// %% bytes
let bytes = b"bytes\x00\xff"; bytes.len()
// %% a byte and a C string
(b'a', c"c string".to_bytes().len(), br"raw\n".len())
// %% characters
let c = 'ß'; (c.len_utf8(), c.to_uppercase().to_string(), '\u{1F980}')
// %% quotes as characters
['\'', '"', '\\', '\n', '{', '}']
// %% lifetimes are no characters
fn longest<'a>(a: &'a str, b: &'a str) -> &'a str { if a.len() > b.len() { a } else { b } }
longest("ab", "abc")
// %% identifiers that are not ASCII
let größe = 1.75; let 数 = 3; let λ = |x: f64| x * 2.0;
λ(größe) + 数 as f64
// %% in a function
fn fläche(breite: f64, höhe: f64) -> f64 { breite * höhe }
fläche(2.0, 1.5)
// %% such a variable in a later cell
let größe = 1.5;
// %% is kept
größe * 2.0
// %% emoji
let crab = "🦀"; println!("{crab} {} {}", crab.len(), crab.chars().count()); crab.repeat(3)
// %% a family of one
"👨‍👩‍👧".chars().count()
// %% right to left and combining
println!("{} {}", "שלום", "e\u{301}"); "e\u{301}".len()
// %% slices and searches
let t = "the quick brown fox"; (&t[4..9], t.find("brown"), t.split(' ').rev().collect::<Vec<_>>().join(" "))
// %% a slice inside a character
let wide = "äöü"; &wide[0..1]
// %% building
let mut b = String::new(); for (i, w) in ["x", "y", "z"].iter().enumerate() { if i > 0 { b += ", "; } b.push_str(w); } b
// %% parse and to_string
("42".parse::<i32>().unwrap() + 1, "-1.5e3".parse::<f64>().unwrap(), 255.to_string() + "!", "x".parse::<u8>().is_err())
// %% words counted
let mut counts = std::collections::BTreeMap::new();
for w in "a b a c b a".split_whitespace() { *counts.entry(w).or_insert(0) += 1; }
counts
// %% a borrowed string of a literal is kept
let literal = "static";
// %% as it is static
literal.to_uppercase()
// %% a Cow
use std::borrow::Cow;
fn clean(s: &str) -> Cow<str> { if s.contains(' ') { Cow::Owned(s.replace(' ', "_")) } else { Cow::Borrowed(s) } }
(clean("a b"), clean("ab"))
// %% a Cow is kept
let cow: Cow<'static, str> = Cow::Borrowed("cow");
// %% and read
cow.into_owned() + "!"
// %% widths and fills
format!("[{:>8}] [{:<6}] [{:^7}] [{:*^9}] [{:08.3}]", "right", "left", "mid", "star", 3.14159)
// %% numbers
format!("{:x} {:#X} {:#b} {:o} {:e} {:+} {:05}", 255, 255, 5, 8, 1234.5, 7, -42)
// %% captured names
let (w, p, v) = (10, 2, 2.71828); format!("{v:w$.p$}|{v:>1$}|{0:?}", v, 9)
// %% debug and pretty
#[derive(Debug)] struct Deep { a: Vec<(i32, &'static str)>, b: Option<Box<Deep>> }
let deep = Deep { a: vec![(1, "x")], b: Some(Box::new(Deep { a: vec![], b: None })) };
println!("{deep:?}"); println!("{deep:#?}");
// %% hex debug and debug of strings
println!("{:x?} {:?} {:?} {:02X?}", vec![10, 255], "q\"\n\t\u{7f}é", 'x', [1, 17]);
// %% a formatter of our own
struct Hex(u32);
impl std::fmt::Display for Hex { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { if f.alternate() { write!(f, "0x")?; } f.pad(&format!("{:x}", self.0)) } }
format!("{} {:#} {:>6}", Hex(255), Hex(16), Hex(1))
// %% wrong arguments
format!("{} {}", 1)
// %% a very long line
let long = "0123456789".repeat(1000); println!("{long}"); long.len()
// %% a very long cell line
let sum = 0 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1 + 1; sum
// %% sorting text
let mut names = vec!["Zoe", "adam", "Bob"]; names.sort_by_key(|n| n.to_lowercase()); names
// %% char methods
"a1 B2".chars().map(|c| if c.is_alphabetic() { c.to_ascii_uppercase() } else if c.is_numeric() { '#' } else { '_' }).collect::<String>()
// %% bytes to text
String::from_utf8(vec![0xe2, 0x9c, 0x93]).unwrap() + &String::from_utf8_lossy(&[65, 255, 66])
// %% an error in bytes
String::from_utf8(vec![0xff]).is_err()
// %% osstring and path
use std::path::{Path, PathBuf};
let path = Path::new("/a/b").join("c.txt"); (path.file_name().unwrap().to_str(), path.extension().is_some(), path.components().count())
// %% a path is kept
path.parent().map(PathBuf::from)
