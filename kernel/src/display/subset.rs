//! The TeX that KaTeX (VS Code, handouts) and MathJax (JupyterLab) both draw.
//!
//! KaTeX refuses what it does not know. This file knows the rest: what KaTeX draws and MathJax does not, and what either
//! could be made to do to the page. The lists stand in [`super::subset_tables`].

use super::subset_tables::{ENVIRONMENTS, KATEX_ONLY, MACROS, MATHJAX_ONLY, REPLACED, UNTRUSTED};

/// A command outside the subset.
#[derive(Debug, PartialEq, Eq)]
pub struct Outside {
    /// What is wrong with it.
    pub message: String,
    /// What to write instead.
    pub help: Option<String>,
    /// Its backslash, in characters of the equation.
    pub offset: usize,
    /// Its length in characters.
    pub length: usize,
}

/// The first command of `tex` outside the subset.
pub fn check(tex: &str) -> Option<Outside> {
    let chars: Vec<char> = tex.chars().collect();
    let mut at = 0;
    while at < chars.len() {
        match chars[at] {
            '%' => at += chars[at..].iter().take_while(|char| **char != '\n').count(),
            '\\' => {
                let letters = chars[at + 1..]
                    .iter()
                    .take_while(|char| char.is_ascii_alphabetic())
                    .count();
                let name: String = chars[at + 1..].iter().take(letters.max(1)).collect();
                let length = 1 + name.chars().count();
                if let Some((message, help)) = judge(&name, &chars[at + length..]) {
                    return Some(Outside {
                        message,
                        help,
                        offset: at,
                        length,
                    });
                }
                at += length;
            }
            _ => at += 1,
        }
    }
    None
}

/// What is wrong with the command `name`, and what to write instead; `rest` follows it.
fn judge(name: &str, rest: &[char]) -> Option<(String, Option<String>)> {
    let help = |text: &str| Some(text.to_owned());
    if MACROS.contains(&name) {
        let message = format!(r"`\{name}` defines or changes a macro");
        return Some((
            message,
            help("write it out: in VS Code a macro leaks into the cells after this one"),
        ));
    }
    if UNTRUSTED.contains(&name) {
        let message = format!(r"`\{name}` reaches into the page, which an equation must not");
        return Some((
            message,
            help("link, style and show images in Markdown, outside the equation"),
        ));
    }
    if let Some((_, instead)) = MATHJAX_ONLY.iter().find(|(known, _)| *known == name) {
        let message =
            format!(r"`\{name}` is drawn by JupyterLab only: VS Code and handouts use KaTeX");
        return Some((message, Some(format!("write {instead}"))));
    }
    if let Some((_, instead)) = REPLACED.iter().find(|(known, _)| *known == name) {
        return Some((katex_only(name), Some(format!("write `{instead}`"))));
    }
    if let Some(colour) = colour(name) {
        return Some((
            katex_only(name),
            Some(format!(r"write `\textcolor{{{colour}}}{{...}}`")),
        ));
    }
    if KATEX_ONLY.contains(&name) {
        return Some((
            katex_only(name),
            help("write it with commands of LaTeX and amsmath"),
        ));
    }
    if name == "begin" {
        let environment: String = rest
            .iter()
            .skip_while(|char| **char != '{')
            .skip(1)
            .take_while(|char| **char != '}')
            .collect();
        if let Some((_, instead)) = ENVIRONMENTS
            .iter()
            .find(|(known, _)| *known == environment.trim())
        {
            let message = format!(
                "the environment `{}` is not drawn everywhere",
                environment.trim()
            );
            return Some((message, Some(format!("use `{instead}`"))));
        }
    }
    None
}

fn katex_only(name: &str) -> String {
    format!(r"`\{name}` is not drawn by JupyterLab: only KaTeX knows it")
}

/// KaTeX's names of colours (`\red`, `\blueD`, `\kaGreen`), as a colour that everybody knows.
fn colour(name: &str) -> Option<&str> {
    let base = match name {
        "kaBlue" => "blue",
        "kaGreen" => "green",
        _ => name
            .strip_suffix(|last: char| last.is_ascii_uppercase())
            .unwrap_or(name),
    };
    match base {
        "blue" | "gray" | "green" | "maroon" | "orange" | "pink" | "purple" | "red" | "teal" => {
            Some(base)
        }
        "gold" => Some("goldenrod"),
        "mint" => Some("lightgreen"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::display::tex;

    #[test]
    fn names_the_replacement() {
        let outside = check(r"x \\\argmin_\theta f").expect("not in the subset");
        assert_eq!((outside.offset, outside.length), (4, 7));
        assert_eq!(
            outside.help.as_deref(),
            Some(r"write `\operatorname*{arg\,min}`")
        );
        let outside = check(r"\redE{x}").expect("not in the subset");
        assert_eq!(
            outside.help.as_deref(),
            Some(r"write `\textcolor{red}{...}`")
        );
        for tex in [
            r"\bm{x}",
            r"\R",
            r"\N",
            r"\llbracket x",
            r"\label{a}",
            r"\begin{eqnarray} a",
            r"\def\x{y}",
        ] {
            assert!(
                check(tex).is_some_and(|outside| outside.help.is_some()),
                "{tex}"
            );
        }
        for tex in [
            r"\href{https://a.b}{x}",
            r"\htmlStyle{color: red}{x}",
            r"\includegraphics{a.png}",
        ] {
            assert!(
                check(tex).is_some_and(|outside| outside.message.contains("page")),
                "{tex}"
            );
        }
    }

    #[test]
    fn leaves_the_subset_alone() {
        for tex in [
            r"\operatorname*{arg\,min}_{\theta \in \mathbb{R}^d} \left\lVert \boldsymbol{\theta} \right\rVert",
            r"\begin{aligned} a &= b \\R &= c \end{aligned}",
            "x % \\argmin in a comment",
            r"\begin{bmatrix} 1 & 0 \\ 0 & 1 \end{bmatrix} \tag{1}",
            r"\textcolor{red}{x} \cancel{y} \xrightarrow{d} z \coloneqq \Set{a}",
        ] {
            assert_eq!(check(tex), None, "{tex}");
        }
    }

    #[test]
    fn every_replacement_is_itself_drawn() {
        for (_, instead) in REPLACED {
            let takes_text = [
                "boldsymbol",
                "mathbf",
                "underline",
                "check",
                "text",
                "operatorname*",
            ];
            let argument = if takes_text.iter().any(|name| instead[1..] == **name) {
                "{x}"
            } else {
                ""
            };
            let whole = format!("{instead}{argument}");
            assert_eq!(tex::check(&whole, true), Ok(()), "{whole}");
        }
    }
}
