//! Compiled instances of generic functions, shared by the cells with the libraries below them.
//!
//! What a cell does with ndarray is generic: `Array2<f64>::dot` is compiled into every cell that names it, and a training
//! loop of fifteen lines spends two thirds of its compile time so. rustc can take instances from a library that has
//! them, and at opt-level 0 and 1 it does; at 2 the flag `-Zshare-generics` must say so. The flag is unstable, so a stable
//! compiler takes it only with `RUSTC_BOOTSTRAP`; this names one crate at a time (nothing that cargo builds sees it), and
//! `-Zallow-features=` keeps the language that of the stable compiler. A compiler that refuses the flags goes without.
//!
//! A call is slower than inlined code where it does little: an outer iterator over an array (`for value in &array`) takes
//! four times as long, most loops take as long as before. So `:opt 3` shares nothing.
//!
//! Which instances there are is written in `kernel/environment/src/instances.rs`.

use std::process::Command;

use super::toolchain::Toolchain;

const VARIABLE: &str = "RUSTC_BOOTSTRAP";
/// The flag.
pub const SHARE: &str = "-Zshare-generics=y";
const STABLE_LANGUAGE: &str = "-Zallow-features=";

impl Toolchain {
    /// Does the compiler take the flags?
    pub(super) fn can_share(&self) -> bool {
        let name = "probe";
        let mut command = Command::new(&self.rustc);
        command.args([
            "--crate-name",
            name,
            "--print",
            "cfg",
            SHARE,
            STABLE_LANGUAGE,
        ]);
        command.envs(variable(name));
        command.output().is_ok_and(|output| output.status.success())
    }

    /// What the compiler of a library or a cell gets in addition: arguments that decide what comes out.
    pub fn sharing(&self) -> Vec<&'static str> {
        if !self.shares {
            return Vec::new();
        }
        // Who asked for the unstable language has it.
        let unstable = std::env::var_os(VARIABLE).is_some() || self.is_nightly();
        [SHARE]
            .into_iter()
            .chain((!unstable).then_some(STABLE_LANGUAGE))
            .collect()
    }

    /// And the variable that goes with them, for the crate of this name; unless it is set already.
    pub fn sharing_variable(&self, crate_name: &str) -> Option<(&'static str, String)> {
        variable(crate_name).filter(|_| self.shares)
    }

    fn is_nightly(&self) -> bool {
        let release = self
            .version
            .lines()
            .find_map(|line| line.strip_prefix("release: "));
        release.is_some_and(|release| release.contains("-nightly") || release.contains("-dev"))
    }
}

fn variable(crate_name: &str) -> Option<(&'static str, String)> {
    std::env::var_os(VARIABLE)
        .is_none()
        .then(|| (VARIABLE, crate_name.to_owned()))
}
