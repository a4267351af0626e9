//! Equations and Markdown as values.

use super::{Bundle, Show};

/// A display equation. See [`tex`].
#[derive(Clone, Debug, PartialEq)]
pub struct Tex(String);

/// A display equation from TeX: `tex(r"\hat\theta = \operatorname*{arg\,max}_\theta L(\theta)")`.
///
/// ```
/// # use toy::prelude::*;
/// display(&tex(r"\hat\theta = \operatorname*{arg\,max}_\theta L(\theta)"));
/// ```
pub fn tex(source: impl Into<String>) -> Tex {
    Tex(source.into())
}

impl Show for Tex {
    fn bundle(&self) -> Bundle {
        let source = self.0.trim();
        let display = format!("$$\n{source}\n$$");
        Bundle::plain(source)
            .with("text/markdown", &display)
            .with("text/latex", display)
    }
}

/// Text in Markdown. See [`markdown`].
#[derive(Clone, Debug, PartialEq)]
pub struct Markdown(String);

/// Text in Markdown, with `$inline$` equations.
///
/// ```
/// # use toy::prelude::*;
/// display(&markdown("The gap is **small**: $\\varepsilon < 0.01$."));
/// ```
pub fn markdown(source: impl Into<String>) -> Markdown {
    Markdown(source.into())
}

impl Show for Markdown {
    fn bundle(&self) -> Bundle {
        Bundle::plain(&self.0).with("text/markdown", &self.0)
    }
}
