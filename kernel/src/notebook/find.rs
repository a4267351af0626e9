//! The notebooks that a command's paths mean.

use std::path::{Path, PathBuf};

use anyhow::{Context, ensure};

/// The notebooks among the paths, and in the folders among them; each once, folders in the order of their names.
///
/// # Errors
/// A path does not exist, or there is no notebook at all.
pub fn notebooks(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        let kind = std::fs::metadata(path)
            .with_context(|| format!("{} cannot be read", path.display()))?;
        match kind.is_dir() {
            true => found.extend(below(path)?),
            false => found.push(path.clone()),
        }
    }
    let mut seen = std::collections::HashSet::new();
    found.retain(|path| seen.insert(path.canonicalize().unwrap_or_else(|_| path.clone())));
    ensure!(
        !found.is_empty(),
        "there is no notebook (*.ipynb) in these folders"
    );
    Ok(found)
}

/// The notebooks below a folder, in the order of their names. Hidden folders and links to folders are left out.
///
/// # Errors
/// The folder cannot be read.
pub fn below(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(folder, &mut found)?;
    Ok(found)
}

fn collect(folder: &Path, found: &mut Vec<PathBuf>) -> anyhow::Result<()> {
    let read = || std::fs::read_dir(folder)?.collect::<std::io::Result<Vec<_>>>();
    let mut entries = read().with_context(|| format!("{} cannot be read", folder.display()))?;
    entries.sort_by_key(std::fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        // `.ipynb_checkpoints`, `.venv` and their like hold copies.
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        if !hidden && path.is_dir() && !entry.file_type()?.is_symlink() {
            collect(&path, found)?;
        } else if !hidden
            && path
                .extension()
                .is_some_and(|extension| extension == "ipynb")
        {
            found.push(path);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notebooks_are_found_in_folders_once_and_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for file in [
            "b/z.ipynb",
            "a.ipynb",
            "b/c/y.ipynb",
            "b/.ipynb_checkpoints/z.ipynb",
            "b/note.md",
        ] {
            let path = root.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, "").unwrap();
        }
        let found = notebooks(&[root.to_owned(), root.join("a.ipynb")]).unwrap();
        let names: Vec<_> = found
            .iter()
            .map(|path| path.strip_prefix(root).unwrap())
            .collect();
        assert_eq!(
            names,
            ["a.ipynb", "b/c/y.ipynb", "b/z.ipynb"].map(Path::new)
        );
    }

    #[test]
    fn a_path_that_is_not_there_and_a_folder_without_notebooks_are_errors() {
        let folder = tempfile::tempdir().unwrap();
        let error = notebooks(&[folder.path().join("no")]).unwrap_err();
        assert!(
            format!("{error:#}").contains("/no cannot be read"),
            "{error:#}"
        );
        let error = notebooks(&[folder.path().to_owned()]).unwrap_err();
        assert!(
            error.to_string().contains("there is no notebook"),
            "{error}"
        );
    }
}
