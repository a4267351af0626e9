//! JSON as Python's `nbformat` writes it, byte for byte: sorted keys, one space of indentation, characters as they are,
//! Python's way to write floats. A notebook that Jupyter saved and this program saves again shows no difference in git.

use std::io;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

/// The text of a JSON file: `json.dumps(value, sort_keys=True, indent=1, ensure_ascii=False)` and a newline.
pub fn to_text(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, PythonFormatter::default());
    // Neither a `Value` nor a vector of bytes can fail.
    let _ = sorted(value).serialize(&mut serializer);
    let mut text = String::from_utf8_lossy(&bytes).into_owned();
    text.push('\n');
    text
}

/// The value with the keys of all its objects in order, whichever map `serde_json` was built with.
fn sorted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<_> = map.iter().collect();
            entries.sort_by_key(|(key, _)| *key);
            let pairs = entries.into_iter();
            Value::Object(
                pairs
                    .map(|(key, value)| (key.clone(), sorted(value)))
                    .collect(),
            )
        }
        Value::Array(items) => Value::Array(items.iter().map(sorted).collect()),
        other => other.clone(),
    }
}

/// `serde_json`'s own layout with one space a level, and Python's floats.
struct PythonFormatter(PrettyFormatter<'static>);

impl Default for PythonFormatter {
    fn default() -> Self {
        PythonFormatter(PrettyFormatter::with_indent(b" "))
    }
}

impl Formatter for PythonFormatter {
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        writer.write_all(python_float(value).as_bytes())
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        first: bool,
    ) -> io::Result<()> {
        self.0.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.0.end_object_value(writer)
    }
}

/// Python's `repr` of a float: the shortest digits that read back the same, with an exponent below 1e-4 and from 1e16 on.
fn python_float(value: f64) -> String {
    let scientific = format!("{value:e}");
    let Some((digits, exponent)) = scientific.split_once('e') else {
        return scientific;
    };
    let power: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&power) {
        let plain = format!("{value}");
        return match plain.contains('.') {
            true => plain,
            false => plain + ".0",
        };
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.abs())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn floats_are_written_as_python_writes_them() {
        // Left: what Python 3.11 prints for the literal on the right.
        for (python, value) in [
            ("0.1", 0.1),
            ("1.0", 1.0),
            ("-0.0", -0.0),
            ("0.0001", 0.0001),
            ("1e-05", 0.00001),
            ("1.5e-07", 0.000_000_15),
            ("123456789012345.6", 123_456_789_012_345.6),
            ("1000000000000000.0", 1e15),
            ("1e+16", 1e16),
            ("1.7976931348623157e+308", f64::MAX),
            ("5e-324", 5e-324),
            ("-2.5e+22", -2.5e22),
        ] {
            assert_eq!(python_float(value), python);
        }
    }

    #[test]
    fn keys_are_sorted_and_characters_kept() {
        let value = json!({
            "z": [], "é": {}, "a": {"n": null, "b": [1, -2, true]},
            "text": "“quoted” \u{8}\u{c}\u{1f}\u{7f}\t\\\"/ 🦀 \u{2028}",
        });
        let expected = r#"{
 "a": {
  "b": [
   1,
   -2,
   true
  ],
  "n": null
 },
 "text": "“quoted” \b\f\u001f"#
            .to_owned()
            + "\u{7f}\\t\\\\\\\"/ 🦀 \u{2028}\",\n \"z\": [],\n \"é\": {}\n}\n";
        assert_eq!(to_text(&value), expected);
    }
}
