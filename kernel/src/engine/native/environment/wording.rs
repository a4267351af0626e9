//! What cargo says when it fails, in short and with what to do.

/// Lines of cargo that say nothing to somebody who did not write the manifest.
const NOISE: [&str; 9] = [
    "failed to load manifest for workspace member",
    "referenced by workspace at",
    "failed to parse manifest at",
    "location searched:",
    "required by package",
    "... required by package",
    "As a reminder, you're using offline mode",
    "failed to select a version for `",
    "For more information about this error",
];

/// How much of a compiler's error is shown.
const LINES: usize = 24;

/// Was the registry, or a repository, out of reach?
pub fn is_unreachable(said: &[String]) -> bool {
    const SIGNS: [&str; 4] = [
        "spurious network error",
        "failed to download from",
        "unable to update registry",
        "failed to fetch `",
    ];
    said.iter()
        .any(|line| SIGNS.iter().any(|sign| line.contains(sign)))
}

/// The crate that cargo could not get without the network.
fn missing(said: &[String]) -> Option<&str> {
    said.iter().find_map(|line| {
        let rest = line
            .strip_prefix("error: no matching package named `")
            .or_else(|| {
                line.strip_prefix("error: failed to select a version for the requirement `")
            })
            .or_else(|| line.strip_prefix("error: failed to download `"))
            .or_else(|| line.strip_prefix("error: failed to get `"))?;
        rest.split(['`', ' ']).next()
    })
}

/// Why cargo failed. `offline`: it was not allowed to use the network.
pub fn explain(said: &[String], offline: bool) -> String {
    if offline && let Some(name) = missing(said) {
        return format!(
            "{}; without the network only crates that cargo has downloaded before can be used. `:offline 0` lets cargo use the network",
            match said.iter().any(|line| line.contains("candidate versions")) {
                true => format!(
                    "this version of the crate `{name}` is not on this machine ({})",
                    clean(said)
                ),
                false => format!("the crate `{name}` is not on this machine"),
            }
        );
    }
    clean(said)
}

/// Why cargo failed first with the network and then without it.
pub fn explain_unreachable(with: &[String], without: &[String]) -> String {
    let why = with.last().map_or("", |line| line.trim());
    match missing(without) {
        Some(name) => format!(
            "the crate `{name}` is not on this machine, and the registry was not reached ({why}). Check the network; crates that were downloaded once work without it"
        ),
        None => format!("the registry was not reached ({why})\n{}", clean(with)),
    }
}

/// cargo's error, without what is about the manifest.
fn clean(said: &[String]) -> String {
    if let Some(line) = said
        .iter()
        .find(|line| line.contains("does not have that feature"))
    {
        // "package `papercell-dependencies` depends on `itoa` with feature `nope` but `itoa` does not have that feature."
        return in_our_words(line.trim().trim_end_matches('.'));
    }
    let from = said.iter().position(|line| line.starts_with("error"));
    let lines: Vec<&str> = said[from.unwrap_or(0)..]
        .iter()
        .map(|line| line.trim_end())
        .filter(|line| {
            let line = line.trim_start();
            !line.is_empty()
                && line != "Caused by:"
                && !NOISE.iter().any(|noise| {
                    line.strip_prefix("error: ")
                        .unwrap_or(line)
                        .starts_with(noise)
                })
        })
        .take(LINES)
        .collect();
    let text = lines.join("\n");
    let text = text.trim_start();
    let text = text.strip_prefix("error: ").unwrap_or(text);
    in_our_words(text)
}

fn in_our_words(text: &str) -> String {
    let text = text.replace(
        "package `papercell-dependencies` depends on",
        "`:dep` asks for",
    );
    // "no matching package named `itoaxyzzy` found"
    if let Some((name, rest)) = text
        .strip_prefix("no matching package named `")
        .and_then(|rest| rest.split_once("` found"))
    {
        return format!("there is no crate `{name}`{rest}");
    }
    // "the crate `papercell-dependencies v0.0.0 (/a/b)` depends on crate `itoa v1.0.18` multiple times with different names"
    if let Some(rest) = text.strip_prefix("the crate `papercell-dependencies ") {
        let rest = rest
            .split_once("` depends on ")
            .map_or(rest, |(_, rest)| rest);
        return format!("`:dep` asks for {rest}");
    }
    match text.split_once(" as a dependency of package `papercell-dependencies") {
        Some((before, after)) => {
            let rest = after.split_once('`').map_or("", |(_, rest)| rest);
            format!("{before}{rest}")
        }
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<String> {
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_crate_that_does_not_exist() {
        let said = lines(
            "error: no matching package named `itoaxyzzy` found\nlocation searched: crates.io index\nrequired by package `papercell-dependencies v0.0.0 (/a/b)`",
        );
        assert_eq!(explain(&said, false), "there is no crate `itoaxyzzy`");
        assert_eq!(
            explain(&said, true),
            "the crate `itoaxyzzy` is not on this machine; without the network only crates that cargo has downloaded before can be used. `:offline 0` lets cargo use the network"
        );
    }

    #[test]
    fn a_version_that_does_not_exist() {
        let said = lines(
            "error: failed to select a version for the requirement `itoa = \"^77\"`\ncandidate versions found which didn't match: 1.0.18\nlocation searched: crates.io index\nrequired by package `papercell-dependencies v0.0.0 (/a/b)`",
        );
        let short = "failed to select a version for the requirement `itoa = \"^77\"`\ncandidate versions found which didn't match: 1.0.18";
        assert_eq!(explain(&said, false), short);
        assert!(explain(&said, true).starts_with(&format!(
            "this version of the crate `itoa` is not on this machine ({short})"
        )));
    }

    #[test]
    fn a_feature_that_does_not_exist() {
        let said = lines(
            "error: failed to select a version for `itoa`.\n    ... required by package `papercell-dependencies v0.0.0 (/a/b)`\nversions that meet the requirements `^1` are: 1.0.18, 1.0.17\n\npackage `papercell-dependencies` depends on `itoa` with feature `nope` but `itoa` does not have that feature.\n\n\nfailed to select a version for `itoa` which could resolve this conflict",
        );
        assert_eq!(
            explain(&said, false),
            "`:dep` asks for `itoa` with feature `nope` but `itoa` does not have that feature"
        );
    }

    #[test]
    fn a_folder_that_is_not_there() {
        let said = lines(
            "error: failed to load manifest for workspace member `/a/dependencies`\nreferenced by workspace at `/a/Cargo.toml`\n\nCaused by:\n  failed to load manifest for dependency `x`\n\nCaused by:\n  failed to read `/nonexistent/Cargo.toml`\n\nCaused by:\n  No such file or directory (os error 2)",
        );
        assert_eq!(
            explain(&said, false),
            "failed to load manifest for dependency `x`\n  failed to read `/nonexistent/Cargo.toml`\n  No such file or directory (os error 2)"
        );
    }

    #[test]
    fn one_crate_by_two_names() {
        let said = lines(
            "error: the crate `papercell-dependencies v0.0.0 (/a/b)` depends on crate `itoa v1.0.18` multiple times with different names",
        );
        assert_eq!(
            explain(&said, false),
            "`:dep` asks for crate `itoa v1.0.18` multiple times with different names"
        );
    }

    #[test]
    fn a_registry_that_is_not_reached() {
        let with = lines(
            "warning: spurious network error (1 try remaining): [7] Could not connect to server\nerror: failed to get `arrayfire` as a dependency of package `papercell-dependencies v0.0.0 (/a/b)`\n\nCaused by:\n  download of config.json failed\n\nCaused by:\n  failed to download from `https://index.example/config.json`\n\nCaused by:\n  [7] Could not connect to server (Failed to connect to index.example)",
        );
        assert!(is_unreachable(&with));
        let without = lines("error: no matching package named `arrayfire` found");
        assert!(!is_unreachable(&without));
        assert_eq!(
            explain_unreachable(&with, &without),
            "the crate `arrayfire` is not on this machine, and the registry was not reached ([7] Could not connect to server (Failed to connect to index.example)). Check the network; crates that were downloaded once work without it"
        );
        let text = explain_unreachable(&with, &lines("error: something else"));
        assert!(
            text.contains("\nfailed to get `arrayfire`\n  download of config.json failed"),
            "{text}"
        );
    }

    #[test]
    fn a_compilers_error_is_kept() {
        let said = lines(
            "   Compiling x v1.0.0\nerror[E0425]: cannot find value `y`\n --> src/lib.rs:1:1\n  |\n1 | y\n  | ^ not found\n\nerror: could not compile `x` (lib) due to 1 previous error",
        );
        let text = explain(&said, false);
        assert!(
            text.starts_with("error[E0425]: cannot find value `y`\n --> src/lib.rs"),
            "{text}"
        );
        assert!(text.ends_with("could not compile `x` (lib) due to 1 previous error"));
    }
}
