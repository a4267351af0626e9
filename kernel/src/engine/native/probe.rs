//! Does this compiler write its MIR as `mir` reads it? `papercell doctor` and a test ask; the text has no promise of
//! stability.

use std::sync::Arc;

use super::cache::CellCache;
use super::compile::{Compiler, Uncompiled};
use super::environment::{Environment, Runtime, Toolchain};
use super::rustc::{Stop, Tools};
use super::split::Code;
use super::state::State;

/// A cell, and what its variables are.
const CELL: &str = "struct Own; let own = vec![Own]; let map = std::collections::HashMap::from([(1, 2.0)]); \
    let text = \"a\"; let boxed: Box<dyn Fn(i32) -> i32> = Box::new(|x| x); let unit = ();";
const TYPES: [(&str, &str); 4] = [
    ("map", "std::collections::HashMap<i32, f64>"),
    ("own", "std::vec::Vec<Own>"),
    ("text", "&str"),
    ("unit", "()"),
];

/// Compiles a cell and compares the types of its variables.
///
/// # Errors
/// It does not compile, or a type is not found: which, and what to do.
pub fn types_are_known(toolchain: Toolchain) -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let runtime = Runtime::open(&toolchain)?;
    let tools = Tools { toolchain, runtime };
    let compiler = Compiler::new(tools, CellCache::new(folder.path().to_owned()));
    let code = Code {
        cell: 1,
        text: CELL.into(),
    };
    let state = State::new(Arc::new(Environment::plain()));
    let compiled = compiler.compile(&state, &code, &|_| None, &Stop::default());
    let compiled = compiled.map_err(|failure| match failure {
        Uncompiled::Stopped => anyhow::anyhow!("rustc was stopped"),
        Uncompiled::Error(error) => anyhow::anyhow!("{error}"),
    })?;
    for (name, expected) in TYPES {
        let found = compiled.after.variables.get(name);
        let found = found.map_or("nothing", |kept| kept.type_name.as_str());
        anyhow::ensure!(
            found == expected,
            "this compiler tells the type of a variable in a way that is not known ({found} where {expected} was expected); variables need written types, or use the toolchain of this version's README"
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_types_of_this_toolchain_are_known() {
        types_are_known(Toolchain::find().unwrap()).unwrap();
    }
}
