//! The kernelspec: how front ends find and start the kernel, and how notebooks name it.

use std::path::Path;

use serde_json::{Value, json};

/// The kernel's name in front ends' lists and in notebooks.
pub const NAME: &str = "papercell";

const TEMPLATE: &str = include_str!("../../../assets/kernelspec/kernel.json");

/// The text of `kernel.json` for the executable at `executable`.
pub fn text(executable: &Path) -> String {
    let mut spec = template();
    spec["argv"][0] = json!(executable);
    let mut text = serde_json::to_string_pretty(&spec).unwrap_or_default();
    text.push('\n');
    text
}

/// What a notebook's metadata says of its kernel.
pub fn metadata() -> Value {
    let spec = template();
    json!({
        "name": NAME,
        "display_name": spec["display_name"],
        "language": spec["language"],
    })
}

fn template() -> Value {
    serde_json::from_str(TEMPLATE).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spec_starts_this_executable_and_takes_interrupts_as_messages() {
        let spec: Value = serde_json::from_str(&text(Path::new("/a b/papercell"))).unwrap();
        assert_eq!(
            spec["argv"],
            json!(["/a b/papercell", "kernel", "-f", "{connection_file}"])
        );
        assert_eq!(spec["interrupt_mode"], "message");
        assert_eq!(spec["language"], "rust");
    }

    #[test]
    fn notebooks_name_the_kernel() {
        assert_eq!(
            metadata(),
            json!({"name": "papercell", "display_name": "Rust (Papercell)", "language": "rust"})
        );
    }
}
