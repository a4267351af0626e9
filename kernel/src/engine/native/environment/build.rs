//! How an environment is built: by cargo in a folder that all environments of a toolchain share, so that what one has
//! compiled another need not; then linked, and published.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use anyhow::Context;
use sha2::{Digest, Sha256};

use super::cargo::{Artifact, Built, Cargo, Failed};
use super::contents::{self, Contents, LIBRARIES, Package};
use super::link::Umbrella;
use super::store::{Entry, Lock, Store};
use super::{Progress, Toolchain, source, wording};

const BUILD: &str = "build-";
/// How many folders of other toolchains stay.
const KEPT_BUILDS: usize = 1;

/// What is to be built.
pub struct Order<'a> {
    /// With this compiler.
    pub toolchain: &'a Toolchain,
    /// The package whose dependencies cells shall be able to name.
    pub package: &'a str,
    /// The lock file to begin with.
    pub lock: &'a str,
    /// The lines of `[dependencies]`, for [`source::DEPENDENCIES_PACKAGE`].
    pub dependencies: Option<&'a str>,
    /// The toolkit that is built already.
    pub toolkit: Option<(&'a Entry, &'a Contents)>,
    /// Leave the network alone.
    pub offline: bool,
}

/// Builds an environment and publishes it. `name` says what it is called, once its crates are known.
///
/// # Errors
/// What cargo said, in short; or it was interrupted; or there is no room.
pub fn build(
    store: &Store,
    lock: &Lock,
    order: &Order,
    progress: &mut dyn Progress,
    name: impl Fn(&Contents) -> String,
) -> anyhow::Result<String> {
    let folder = store
        .folder()
        .join(format!("{BUILD}{}", order.toolchain.id()));
    let (workspace, target) = (folder.join("source"), folder.join("target"));
    source::write_workspace(&workspace, order.lock, order.dependencies)?;
    let cargo = Cargo {
        toolchain: order.toolchain,
        workspace: &workspace,
        target: &target,
        offline: order.offline,
    };
    let built = run(&cargo, order.package, progress)?;
    let direct = contents::direct(&cargo.metadata()?, order.package, &built.artifacts)?;

    let mut crates = BTreeMap::new();
    for artifact in &built.artifacts {
        crates.insert(artifact.stem(), artifact.digest()?);
    }
    crates.retain(|stem, _| !is_crate_of(order.package, stem));
    // What stands in the toolkit that is there already is not needed twice; unless a crate of it had to be compiled
    // with other features, and with it what depends on it.
    let below = order.toolkit.filter(|(_, toolkit)| {
        let mut theirs = toolkit.crates.iter();
        theirs.all(|(stem, digest)| crates.get(stem) == Some(digest))
    });
    if let Some((_, toolkit)) = below {
        crates.retain(|stem, _| {
            !toolkit.crates.contains_key(stem) && !is_crate_of(source::TOOLKIT_PACKAGE, stem)
        });
    }
    let is_toolkit = order.toolkit.is_none();
    let umbrella = order.package.replace('-', "_");
    let mut contents = Contents {
        library: String::new(),
        packages: direct.iter().map(|(package, _)| package.clone()).collect(),
        crates,
        toolkit: below.map(|(_, toolkit)| toolkit.digest()),
        umbrella,
    };
    contents
        .packages
        .retain(|package| package.package != source::TOOLKIT_PACKAGE);
    if is_toolkit {
        for package in &mut contents.packages {
            package.named = source::is_for_cells(&package.name, &package.library)?;
        }
    } else if below.is_none() {
        let metadata = contents::direct(
            &cargo.metadata()?,
            source::TOOLKIT_PACKAGE,
            &built.artifacts,
        )?;
        add_toolkit(&mut contents, metadata)?;
    }
    let id = name(&contents);
    if store.open::<Contents>(&id).is_some() {
        return Ok(id);
    }

    progress.say("linking");
    let staging = store.stage(lock)?;
    let libraries = staging.path().join(LIBRARIES);
    fs::create_dir(&libraries)?;
    for artifact in &built.artifacts {
        if contents.crates.contains_key(&artifact.stem()) {
            artifact.put(&libraries)?;
        }
    }
    let mut externs: Vec<(String, PathBuf)> = direct
        .iter()
        .filter(|(package, artifact)| {
            !artifact.is_macros && package.package != source::TOOLKIT_PACKAGE
        })
        .map(|(package, artifact)| (package.name.clone(), artifact.for_linking().to_owned()))
        .collect();
    let (root, modules) = match is_toolkit {
        true => (
            source::library_root()?.to_owned(),
            source::library_modules(),
        ),
        false => {
            let toolkit = match below {
                Some((entry, toolkit)) => entry.folder.join(LIBRARIES).join(&toolkit.library),
                None => own_toolkit(&built)?,
            };
            externs.push((source::TOOLKIT_PACKAGE.replace('-', "_"), toolkit));
            let lines = externs
                .iter()
                .map(|(name, _)| format!("extern crate {name} as _;\n"));
            (lines.collect(), Vec::new())
        }
    };
    let umbrella = Umbrella {
        name: &contents.umbrella,
        id: &id,
        root: &root,
        modules,
        externs,
        built: &built,
    };
    umbrella.link(order.toolchain, &libraries)?;
    contents.library = umbrella.file();
    fs::copy(
        workspace.join("Cargo.lock"),
        staging.path().join(contents::LOCK),
    )?;
    store.publish(lock, &id, staging, &contents)?;
    tidy(store.folder(), &folder);
    Ok(id)
}

/// The crates of the toolkit, where it had to be compiled anew: cells can name them as before.
fn add_toolkit(contents: &mut Contents, toolkit: Vec<(Package, &Artifact)>) -> anyhow::Result<()> {
    for (package, _) in toolkit {
        let asked = contents
            .packages
            .iter()
            .any(|other| other.name == package.name);
        if !asked && source::is_for_cells(&package.name, &package.library)? {
            contents.packages.push(package);
        }
    }
    Ok(())
}

/// The toolkit library as cargo has compiled it, as one crate among others.
fn own_toolkit(built: &Built) -> anyhow::Result<PathBuf> {
    let toolkit = built
        .artifacts
        .iter()
        .find(|artifact| is_crate_of(source::TOOLKIT_PACKAGE, &artifact.stem()));
    let toolkit = toolkit.context("cargo has not compiled the toolkit")?;
    Ok(toolkit.for_linking().to_owned())
}

/// Is this file the crate of a package of ours, which only gathers others?
fn is_crate_of(package: &str, stem: &str) -> bool {
    let name = stem
        .split('-')
        .next()
        .and_then(|name| name.strip_prefix("lib"));
    name == Some(&package.replace('-', "_"))
}

/// Runs cargo; without the network, if the network is not there.
fn run(cargo: &Cargo, package: &str, progress: &mut dyn Progress) -> anyhow::Result<Built> {
    let said = match cargo.build(package, progress) {
        Ok(built) => return Ok(built),
        Err(Failed::Other(error)) => return Err(error),
        Err(Failed::Said(said)) => said,
    };
    if cargo.offline || !wording::is_unreachable(&said) {
        anyhow::bail!(wording::explain(&said, cargo.offline));
    }
    progress.say("the registry is not reached; trying what was downloaded before");
    let offline = Cargo {
        offline: true,
        ..*cargo
    };
    match offline.build(package, progress) {
        Ok(built) => Ok(built),
        Err(Failed::Other(error)) => Err(error),
        Err(Failed::Said(without)) => {
            anyhow::bail!(wording::explain_unreachable(&said, &without))
        }
    }
}

/// Removes what was compiled with toolchains that are not used any more.
fn tidy(folder: &Path, ours: &Path) {
    let _ = fs::File::open(ours).and_then(|folder| folder.set_modified(SystemTime::now()));
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut others: Vec<(SystemTime, PathBuf)> = entries
        .filter(|entry| entry.file_name().to_string_lossy().starts_with(BUILD))
        .filter(|entry| entry.path() != ours)
        .filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path())))
        .collect();
    others.sort_by(|a, b| b.cmp(a));
    for (_, other) in others.into_iter().skip(KEPT_BUILDS) {
        let _ = fs::remove_dir_all(other);
    }
}

impl Artifact {
    fn with(&self, extension: &str) -> Option<&PathBuf> {
        self.files
            .iter()
            .find(|file| file.extension() == Some(OsStr::new(extension)))
    }

    /// What a cell's compiler reads: mostly the metadata, since the code is in the dynamic library.
    pub fn for_cells(&self) -> &Path {
        self.with("rmeta")
            .or(self.with("rlib"))
            .unwrap_or(&self.files[0])
    }

    fn for_linking(&self) -> &Path {
        self.with("rlib").unwrap_or(&self.files[0])
    }

    /// The file's name without its extension: the crate, and cargo's hash of how it was compiled.
    fn stem(&self) -> String {
        let stem = self.for_cells().file_stem().unwrap_or_default();
        stem.to_string_lossy().into_owned()
    }

    /// Of the metadata. Macros are linked, which need not give the same bytes twice; their name says enough.
    fn digest(&self) -> anyhow::Result<String> {
        if self.is_macros {
            return Ok(String::new());
        }
        let bytes = fs::read(self.for_cells())?;
        Ok(hex::encode(&Sha256::digest(bytes)[..8]))
    }

    /// Puts it into an environment. Compilers replace such files, they never write into them: so a link is as good as
    /// a copy, but linkers may write into what they have made.
    fn put(&self, folder: &Path) -> anyhow::Result<()> {
        let from = self.for_cells();
        let to = folder.join(from.file_name().unwrap_or_default());
        if self.is_macros || fs::hard_link(from, &to).is_err() {
            fs::copy(from, &to).with_context(|| format!("cannot write {}", to.display()))?;
        }
        Ok(())
    }
}
