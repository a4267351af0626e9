//! Completion and hover by evcxr, which asks rust-analyzer. Beside `evcxr.rs` the only file that knows that crate.
//!
//! The engine on evcxr asks its own context. An [`Analyst`] is a context that never compiles or runs anything: the
//! child process of [`super::completer`] has one, so that rust-analyzer's half a gigabyte is not the kernel's.

use std::path::{Path, PathBuf};
use std::process::Command;

use evcxr::{CommandContext, EvalContext};

use super::names::path_around;
use super::{Completion, Completions};
use crate::display::{Bundle, hover};

/// How names of generated code begin, which no reader shall see.
const GENERATED: [&str; 3] = ["papercell_", "evcxr_", "Evcxr"];

/// What evcxr calls the crate that it makes of a session.
const CRATE: &str = "ctx";

/// Proposals at `cursor`, a byte offset in `code`.
pub fn completions(context: &mut CommandContext, code: &str, cursor: usize) -> Completions {
    match context.completions(code, cursor) {
        Ok(found) => Completions {
            start: found.start_offset,
            end: found.end_offset,
            matches: found
                .completions
                .into_iter()
                .filter(|proposal| !GENERATED.iter().any(|ours| proposal.code.starts_with(ours)))
                .map(|proposal| Completion {
                    text: proposal.code,
                    kind: proposal.kind.to_owned(),
                    label: proposal.label,
                })
                .collect(),
        },
        Err(error) => {
            tracing::debug!("no completions: {error}");
            Completions::default()
        }
    }
}

/// Signature and documentation of what stands at `cursor`, a byte offset in `code`; the first `unseen` bytes are not the
/// reader's, but what he says refers to them.
pub fn hover(
    context: &mut CommandContext,
    code: &str,
    cursor: usize,
    unseen: usize,
) -> Option<Bundle> {
    let (start, end) = path_around(code, cursor)?;
    let alone = format!("{}{}", &code[..unseen], &code[start.max(unseen)..end]);
    // In its place first (a method needs its receiver), then alone (the cell may not parse up to here).
    for (code, at) in [(code, end), (alone.as_str(), alone.len())] {
        if let Ok((plain, html)) = context.hover_at(code, at)
            && plain != "No documentation found"
        {
            let open = "<pre><code class=\"language-rust\">";
            return Some(hover::hover(&without_crate(&html, open, "</code></pre>\n")));
        }
    }
    None
}

/// A documentation without the name of the generated crate, with which its first line begins: between `open` and `close`
/// stands the path of the module.
fn without_crate(text: &str, open: &str, close: &str) -> String {
    let Some(rest) = text
        .strip_prefix(open)
        .and_then(|rest| rest.strip_prefix(CRATE))
    else {
        return text.to_owned();
    };
    if let Some(rest) = rest.strip_prefix("::") {
        return format!("{open}{rest}");
    }
    match rest
        .strip_prefix('\n')
        .and_then(|rest| rest.strip_prefix(close))
    {
        Some(rest) => rest.to_owned(),
        None => text.to_owned(),
    }
}

/// Analyses cells of a session that lives elsewhere.
pub struct Analyst {
    context: CommandContext,
    folder: PathBuf,
    dependencies: Vec<String>,
}

impl Analyst {
    /// Starts on an empty crate in `folder`, which [`super::evcxr::FOLDER`] must name; it takes about a second.
    ///
    /// evcxr begins every session by compiling and running `42`. Here a stand-in for cargo (see
    /// [`super::completer::stand_in`]) has nothing compiled, and `runner` says that it ran.
    ///
    /// # Errors
    /// No Rust toolchain, or no room.
    pub fn start(folder: &Path, runner: Command) -> anyhow::Result<Analyst> {
        let (context, _) = EvalContext::with_subprocess_command(runner)
            .map_err(|error| anyhow::anyhow!("evcxr does not start: {error}"))?;
        Ok(Analyst {
            context: CommandContext::with_eval_context(context),
            folder: folder.to_owned(),
            dependencies: Vec::new(),
        })
    }

    /// Makes these, and no others, the crates that cells may use: lines of a manifest's `[dependencies]`, and the lock
    /// file that says which versions they are.
    ///
    /// # Errors
    /// The lock file cannot be read or written.
    pub fn depend_on(
        &mut self,
        dependencies: &[String],
        lock: impl FnOnce() -> anyhow::Result<String>,
    ) -> anyhow::Result<()> {
        if dependencies == self.dependencies {
            return Ok(());
        }
        if self
            .dependencies
            .iter()
            .any(|old| !dependencies.contains(old))
        {
            self.execute(":clear");
        }
        // cargo empties the file of what the crate before did not need.
        std::fs::write(self.folder.join("Cargo.lock"), lock()?)?;
        let commands: Vec<String> = dependencies
            .iter()
            .map(|dependency| format!(":dep {dependency}"))
            .collect();
        self.execute(&commands.join("\n"));
        self.dependencies = dependencies.to_vec();
        Ok(())
    }

    fn execute(&mut self, command: &str) {
        if let Err(error) = self.context.execute(command) {
            tracing::debug!("evcxr refused {command:?}: {error}");
        }
    }

    /// As [`completions`].
    pub fn complete(&mut self, code: &str, cursor: usize) -> Completions {
        completions(&mut self.context, code, cursor)
    }

    /// As [`hover`].
    pub fn inspect(&mut self, code: &str, cursor: usize, unseen: usize) -> Option<Bundle> {
        hover(&mut self.context, code, cursor, unseen)
    }
}

#[cfg(test)]
mod tests {
    use super::without_crate;

    #[test]
    fn the_generated_crate_is_not_named() {
        let plain = |text| without_crate(text, "", "\n");
        assert_eq!(plain("ctx\n\nfn twice()"), "fn twice()");
        assert_eq!(plain("ctx::Point\n\nfn length()"), "Point\n\nfn length()");
        assert_eq!(plain("core::mem\n\nfn swap()"), "core::mem\n\nfn swap()");
        assert_eq!(plain("ctxt\n\nfn f()"), "ctxt\n\nfn f()");
        let html = |text| without_crate(text, "<pre>", "</pre>\n");
        assert_eq!(html("<pre>ctx\n</pre>\n<pre>fn f()"), "<pre>fn f()");
        assert_eq!(html("<pre>ctx::P\n</pre>"), "<pre>P\n</pre>");
    }
}
