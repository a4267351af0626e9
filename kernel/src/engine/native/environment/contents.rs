//! What an environment's folder says about itself.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use anyhow::Context;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::cargo::{Artifact, strings};

/// Where the compiled crates are, in the folder.
pub const LIBRARIES: &str = "lib";
/// The versions that cargo chose, in the folder.
pub const LOCK: &str = "Cargo.lock";

/// An environment, as it is written down.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Contents {
    /// The crate that puts all others into the dynamic library.
    pub umbrella: String,
    /// The file name of the dynamic library.
    pub library: String,
    /// What cells can name.
    pub packages: Vec<Package>,
    /// All crates: the file of each without its extension, and a digest of what is in it. Crates that stand in the
    /// toolkit below are not here.
    pub crates: BTreeMap<String, String>,
    /// The [`Contents::digest`] of the toolkit below; `None` if this one has a toolkit of its own.
    pub toolkit: Option<String>,
}

/// A crate that cells can name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Package {
    /// As it was asked for.
    pub name: String,
    /// What its registry calls it.
    pub package: String,
    /// What it calls itself.
    pub library: String,
    /// Its version.
    pub version: String,
    /// The features that it was compiled with.
    pub features: BTreeSet<String>,
    /// Has it features that are on unless they are turned off?
    pub has_default: bool,
    /// Can cells name it, though no `:dep` asked for it?
    pub named: bool,
    /// Its file, here or in the toolkit below.
    pub file: PathBuf,
}

impl Contents {
    /// Names the crates exactly: the same digest, the same types and the same statics.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        for (name, digest) in &self.crates {
            hash.update(format!("{name} {digest}\n"));
        }
        hex::encode(&hash.finalize()[..8])
    }
}

/// The packages that `package` depends on directly, in the words of `cargo metadata`, and the crate of each.
///
/// # Errors
/// cargo speaks of a package that it has not compiled.
pub fn direct<'a>(
    metadata: &Value,
    package: &str,
    artifacts: &'a [Artifact],
) -> anyhow::Result<Vec<(Package, &'a Artifact)>> {
    let none = Vec::new();
    let packages = metadata["packages"].as_array().unwrap_or(&none);
    let by_id = |id: &Value| packages.iter().find(|package| package["id"] == *id);
    let nodes = metadata["resolve"]["nodes"].as_array().unwrap_or(&none);
    let node = nodes
        .iter()
        .find(|node| by_id(&node["id"]).is_some_and(|found| found["name"] == *package))
        .with_context(|| format!("cargo does not know the package {package}"))?;
    let mut direct = Vec::new();
    for dependency in node["deps"].as_array().unwrap_or(&none) {
        let mut kinds = dependency["dep_kinds"].as_array().unwrap_or(&none).iter();
        if !kinds.any(|kind| kind["kind"].is_null()) {
            // Of build scripts or tests.
            continue;
        }
        let found =
            by_id(&dependency["pkg"]).context("cargo names a package without a description")?;
        let text = |key: &str| found[key].as_str().unwrap_or_default().to_owned();
        let compiled = artifacts
            .iter()
            .find(|artifact| dependency["pkg"] == *artifact.package)
            .with_context(|| format!("{} has no library that cells could use", text("name")))?;
        let package = Package {
            name: dependency["name"].as_str().unwrap_or_default().to_owned(),
            package: text("name"),
            library: library(found),
            version: text("version"),
            features: compiled.features.clone(),
            has_default: found["features"].get("default").is_some(),
            named: true,
            file: compiled.for_cells().file_name().unwrap_or_default().into(),
        };
        direct.push((package, compiled));
    }
    Ok(direct)
}

/// The name of a package's library in source text.
fn library(package: &Value) -> String {
    let targets = package["targets"].as_array().into_iter().flatten();
    let library = targets
        .filter(|target| {
            strings(&target["kind"]).any(|kind| kind.ends_with("lib") || kind == "proc-macro")
        })
        .find_map(|target| target["name"].as_str());
    let name = library.or(package["name"].as_str()).unwrap_or_default();
    name.replace('-', "_")
}
