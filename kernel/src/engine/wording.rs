//! Texts of evcxr, rustc and cargo in words that fit a cell.

/// evcxr puts what rustc suggests to write below the advice; one line of code fits beside it.
pub fn one_line(help: &str) -> String {
    match help.split_once("\n\n") {
        Some((advice, code)) if !code.trim().contains('\n') => {
            format!("{advice}: `{}`", code.trim())
        }
        _ => help.to_owned(),
    }
}

/// What to say of a program that ended without a panic; `message` is evcxr's.
pub fn crash_message(message: &str) -> String {
    let cause = message
        .rsplit("Subprocess terminated with status: ")
        .next()
        .unwrap_or(message)
        .trim();
    format!(
        "the program crashed ({cause}); the variables of the session are gone, its functions and types are kept"
    )
}

/// The end of a dependency's path: `ndarray-0.16.1/src/lib.rs`, and of the standard library's: `core/src/option.rs`.
pub fn short_path(path: &str) -> &str {
    if let Some((_, registry)) = path.split_once("/registry/src/") {
        return registry.split_once('/').map_or(registry, |(_, rest)| rest);
    }
    if let Some((_, library)) = path.split_once("/library/")
        && (path.starts_with("/rustc/") || path.contains("/rustlib/"))
    {
        return library;
    }
    path.rsplit_once("/notebooks/")
        .map_or(path, |(_, rest)| rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suggestion_of_one_line_stands_beside_its_advice() {
        assert_eq!(one_line("clone it\n\n.clone()"), "clone it: `.clone()`");
        assert_eq!(one_line("plain"), "plain");
        assert_eq!(one_line("two\n\na\nb"), "two\n\na\nb");
    }

    #[test]
    fn a_crash_is_told_by_its_signal() {
        let text = crash_message("Subprocess terminated with status: signal: 11 (SIGSEGV)");
        assert!(
            text.starts_with("the program crashed (signal: 11 (SIGSEGV));"),
            "{text}"
        );
    }

    #[test]
    fn a_dependency_is_named_without_the_registry() {
        let path = "/home/x/.cargo/registry/src/index-0/ndarray-0.16.1/src/lib.rs";
        assert_eq!(short_path(path), "ndarray-0.16.1/src/lib.rs");
        let path = "/rustc/0123/library/core/src/option.rs";
        assert_eq!(short_path(path), "core/src/option.rs");
        assert_eq!(short_path("/home/x/library/a.rs"), "/home/x/library/a.rs");
        assert_eq!(short_path("/c/p/notebooks/toy/src/a.rs"), "toy/src/a.rs");
    }
}
