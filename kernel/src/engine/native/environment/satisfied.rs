//! Is what a `:dep` asks for in the toolkit library already?

use semver::{Version, VersionReq};
use toml::Value;

use super::Dependency;
use super::contents::Package;

/// Keys of a dependency that say which package and which of its features; with any other it is built.
const UNDERSTOOD: [&str; 5] = [
    "version",
    "features",
    "default-features",
    "default_features",
    "package",
];

/// The package that satisfies a request, the newest if there are more.
pub fn satisfied<'a>(dependency: &Dependency, packages: &'a [Package]) -> Option<&'a Package> {
    let asked = dependency.table();
    if asked.keys().any(|key| !UNDERSTOOD.contains(&key.as_str())) {
        return None;
    }
    let package = asked.get("package").and_then(Value::as_str);
    let package = package.unwrap_or(&dependency.name);
    let version = asked.get("version").and_then(Value::as_str).unwrap_or("*");
    let version = VersionReq::parse(version).ok()?;
    let features = asked.get("features").and_then(Value::as_array);
    let features: Vec<&str> = features
        .into_iter()
        .flatten()
        .map(Value::as_str)
        .collect::<Option<_>>()?;
    let with_default = ["default-features", "default_features"]
        .iter()
        .all(|key| asked.get(*key).and_then(Value::as_bool) != Some(false));
    let matching = packages.iter().filter(|candidate| {
        candidate.package == package
            && Version::parse(&candidate.version).is_ok_and(|version_| version.matches(&version_))
            && features
                .iter()
                .all(|feature| candidate.features.contains(*feature))
            && (!with_default || !candidate.has_default || candidate.features.contains("default"))
    });
    matching.max_by_key(|candidate| Version::parse(&candidate.version).ok())
}

/// What cells call it.
pub fn name(dependency: &Dependency, package: &Package) -> String {
    match dependency.table().contains_key("package") {
        true => dependency.name.replace('-', "_"),
        false => package.library.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, version: &str, features: &[&str], has_default: bool) -> Package {
        Package {
            name: name.replace('-', "_"),
            package: name.to_owned(),
            library: name.replace('-', "_"),
            version: version.to_owned(),
            features: features.iter().map(ToString::to_string).collect(),
            has_default,
            named: true,
            file: format!("lib{name}.rmeta").into(),
        }
    }

    #[test]
    fn versions_and_features_decide() {
        let packages = [
            package("rand", "0.8.8", &["default", "std"], true),
            package("rand", "0.10.3", &["default", "std", "thread_rng"], true),
            package("plotters", "0.3.7", &["evcxr", "all_series"], true),
            package("plain", "1.2.3", &[], false),
        ];
        let found = |name: &str, spec: &str| {
            let dependency = Dependency {
                name: name.to_owned(),
                spec: spec.to_owned(),
            };
            satisfied(&dependency, &packages)
                .map(|found| format!("{} {}", super::name(&dependency, found), found.version))
        };
        for (name, spec, expected) in [
            ("rand", "\"*\"", Some("rand 0.10.3")),
            ("rand", "\"0.8\"", Some("rand 0.8.8")),
            ("rand", "\"0.8.9\"", None),
            ("rand", "\"=0.10.2\"", None),
            (
                "rand",
                "{ version = \"0.8\", features = [\"std\"] }",
                Some("rand 0.8.8"),
            ),
            (
                "rand",
                "{ version = \"0.8\", features = [\"small_rng\"] }",
                None,
            ),
            ("plotters", "\"0.3\"", None),
            (
                "plotters",
                "{ version = \"^0.3.0\", default-features = false, features = [\"evcxr\", \"all_series\"] }",
                Some("plotters 0.3.7"),
            ),
            (
                "plotters",
                "{ version = \"0.3\", default_features = false, features = [\"evcxr\"] }",
                Some("plotters 0.3.7"),
            ),
            ("plain", "\"1\"", Some("plain 1.2.3")),
            ("r", "{ package = \"rand\" }", Some("r 0.10.3")),
            ("rand", "{ path = \"/books/rand\" }", None),
            (
                "rand",
                "{ version = \"0.8\", git = \"https://example.org\" }",
                None,
            ),
            ("rand", "\"not a version\"", None),
            ("serde", "\"1\"", None),
        ] {
            assert_eq!(found(name, spec).as_deref(), expected, "{name} = {spec}");
        }
    }
}
