//! The sheet of paper that a document is printed on, where it is us who print.

use std::str::FromStr;

/// A size of paper. A page that a reader prints forces none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sheet {
    /// 210 by 297 mm.
    #[default]
    A4,
    /// 8.5 by 11 inches.
    Letter,
}

impl Sheet {
    /// The rule that forces it.
    pub fn style(self) -> &'static str {
        match self {
            Sheet::A4 => "\n@page { size: A4; }",
            Sheet::Letter => "\n@page { size: letter; }",
        }
    }
}

impl FromStr for Sheet {
    type Err = String;

    fn from_str(name: &str) -> Result<Sheet, String> {
        match &*name.to_lowercase() {
            "a4" => Ok(Sheet::A4),
            "letter" => Ok(Sheet::Letter),
            _ => Err(format!("{name:?} is neither `a4` nor `letter`")),
        }
    }
}
