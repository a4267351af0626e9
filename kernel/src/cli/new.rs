//! `papercell new SLUG`: starts a paper notebook with the standard's shape. It runs as it stands, on a toy of its own; what
//! is to be filled in says TODO, and `papercell check` names it.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context, ensure};
use chrono::Datelike;
use clap::Args;
use serde_json::{Value, json};

use super::{files, kernelspec};
use crate::notebook::Notebook;
use crate::paper::is_name;

/// The cells, each after a line `%%%%` with its kind; SLUG, TOPIC and YEAR stand for what they say.
const CELLS: &str = include_str!("../../../assets/new/cells.txt");
const SEPARATOR: &str = "%%%% ";
/// The folder of the shelf, if it is in the folder that one is in.
const SHELF: &str = "notebooks";

/// What `papercell new` can be told.
#[derive(Args)]
pub struct Arguments {
    /// The paper's name on the shelf: lower case, digits and dashes, such as `adaptive-sampling`.
    #[arg(value_name = "SLUG")]
    slug: String,
    /// The shelf's room in which it stands, such as `generative-models`.
    #[arg(long, default_value = "unsorted")]
    topic: String,
    /// The shelf: ./notebooks if there is one, else this folder.
    #[arg(long, value_name = "DIR")]
    shelf: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// A name is none, there is such a notebook already, or the folder cannot be written.
pub fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    for (what, name) in [("slug", &arguments.slug), ("topic", &arguments.topic)] {
        ensure!(
            is_name(name),
            "the {what} {name:?} must be lower case, digits and dashes, such as `adaptive-sampling`"
        );
    }
    let here = Path::new(SHELF);
    let shelf = match &arguments.shelf {
        Some(shelf) => shelf.clone(),
        None if here.is_dir() => here.to_owned(),
        None => PathBuf::new(),
    };
    let folder = shelf.join(&arguments.topic);
    let file = folder.join(format!("{}.ipynb", arguments.slug));
    ensure!(
        !file.exists(),
        "{} is there already, and is not overwritten",
        file.display()
    );
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let year = chrono::Local::now().year();
    let text = notebook(&arguments.slug, &arguments.topic, year)?.to_text();
    files::replace(&file, text.as_bytes())
        .with_context(|| format!("{} cannot be written", file.display()))?;
    let file = file.display();
    outln!(
        "{file} is there. `papercell run {file}` runs it, `papercell check --lint {file}` says what is to be filled in."
    );
    Ok(ExitCode::SUCCESS)
}

fn notebook(slug: &str, topic: &str, year: i32) -> anyhow::Result<Notebook> {
    let filled = CELLS
        .replace("SLUG", slug)
        .replace("TOPIC", topic)
        .replace("YEAR", &year.to_string());
    let cells: Vec<Value> = (1..)
        .zip(filled.split(SEPARATOR).skip(1))
        .filter_map(|(number, cell)| {
            let (kind, source) = cell.split_once('\n')?;
            Some(json!({
                "cell_type": kind, "id": format!("c{number:02}"), "metadata": {}, "source": source.trim_end(),
            }))
        })
        .collect();
    let metadata = json!({"kernelspec": kernelspec::metadata()});
    let value = json!({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells});
    Notebook::parse(&value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_has_the_cells_of_the_standard() {
        let notebook = notebook("my-paper", "my-topic", 2018).unwrap();
        let paper = notebook.cells().next().map(|cell| cell.source().to_owned());
        let paper = crate::paper::parse(&paper.unwrap_or_default(), 1)
            .unwrap()
            .front;
        assert_eq!(
            (paper.slug.as_str(), paper.topic.as_str(), paper.year),
            ("my-paper", "my-topic", 2018)
        );
        assert!((13..=18).contains(&notebook.cells().count()));
    }
}
