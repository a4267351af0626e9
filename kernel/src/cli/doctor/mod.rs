//! `papercell doctor`: what is there, what is missing, and the command that mends it.
//!
//! # Layout
//! - this file: findings, and how they are shown
//! - `rust`: what cells are compiled with; `machine`: caches and the disk; `jupyter`: kernelspec, front ends, handouts

mod jupyter;
mod machine;
mod rust;

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::style;

/// What `papercell doctor` can be told.
#[derive(Args)]
pub struct Arguments {
    /// As JSON: {"papercell", "ok", "findings": [{"what", "state", "text", "mend"}]}.
    #[arg(long)]
    json: bool,
}

/// One line of the report.
#[derive(Debug, Serialize)]
struct Finding {
    what: &'static str,
    state: State,
    text: String,
    /// The command that mends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    mend: Option<String>,
}

/// How it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum State {
    /// It is there.
    Ok,
    /// It is missing; cells run without it.
    Missing,
    /// Without it no cell runs, or no front end can start the kernel that it was told of.
    Broken,
}

/// Runs the command. It ends with 1 when something is broken.
///
/// # Errors
/// The findings are not JSON, which cannot be.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut findings = rust::findings();
    findings.extend(machine::findings());
    findings.extend(jupyter::findings());
    let broken: Vec<&str> = findings
        .iter()
        .filter(|finding| finding.state == State::Broken)
        .map(|finding| finding.what)
        .collect();
    if arguments.json {
        let report = serde_json::json!({
            "papercell": env!("CARGO_PKG_VERSION"),
            "ok": broken.is_empty(),
            "findings": findings,
        });
        outln!("{}", serde_json::to_string_pretty(&report)?);
    } else {
        for finding in &findings {
            out!("{}", line(finding));
        }
        outln!("\n{}", summary(&broken));
    }
    Ok(ExitCode::from(u8::from(!broken.is_empty())))
}

fn summary(broken: &[&str]) -> String {
    match broken {
        [] => "Cells can run.".to_owned(),
        ["kernelspec"] => "Cells can run, but front ends cannot start the kernel.".to_owned(),
        _ => format!("Cells cannot run: {}.", broken.join(", ")),
    }
}

fn line(finding: &Finding) -> String {
    let (mark, colour) = match finding.state {
        State::Ok => ("ok     ", "32"),
        State::Missing => ("missing", "33"),
        State::Broken => ("broken ", "31"),
    };
    let mark = match style::colours() {
        true => format!("\u{1b}[{colour}m{mark}\u{1b}[0m"),
        false => mark.to_owned(),
    };
    let text = finding.text.replace('\n', "\n                       ");
    let mut line = format!("{mark}  {:<12} {text}\n", finding.what);
    if let Some(mend) = &finding.mend {
        line.push_str(&format!("                       mend: {mend}\n"));
    }
    line
}

impl Finding {
    fn new(what: &'static str, state: State, text: impl Into<String>) -> Finding {
        Finding {
            what,
            state,
            text: text.into(),
            mend: None,
        }
    }

    fn ok(what: &'static str, text: impl Into<String>) -> Finding {
        Finding::new(what, State::Ok, text)
    }

    fn missing(what: &'static str, text: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            mend: Some(mend.into()),
            ..Finding::new(what, State::Missing, text)
        }
    }

    fn broken(what: &'static str, text: impl Into<String>, mend: impl Into<String>) -> Finding {
        Finding {
            state: State::Broken,
            ..Finding::missing(what, text, mend)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_says_how_it_stands_and_what_mends_it() {
        let finding = Finding::missing("kernelspec", "none", "papercell install");
        assert_eq!(
            style::plain(&line(&finding)),
            "missing  kernelspec   none\n                       mend: papercell install\n"
        );
        let json = serde_json::to_value(&finding).unwrap();
        assert_eq!(
            (&json["state"], &json["mend"]),
            (&"missing".into(), &"papercell install".into())
        );
        let good = serde_json::to_value(Finding::ok("disk", "much")).unwrap();
        assert_eq!(
            good,
            serde_json::json!({"what": "disk", "state": "ok", "text": "much"})
        );
    }

    #[test]
    fn the_last_line_says_what_it_comes_to() {
        assert_eq!(summary(&[]), "Cells can run.");
        assert_eq!(
            summary(&["Rust", "linker"]),
            "Cells cannot run: Rust, linker."
        );
        assert!(summary(&["kernelspec"]).starts_with("Cells can run, but"));
    }
}
