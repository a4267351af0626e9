//! Draws one figure of each kind into a folder, to look at: `cargo run -p papercell-toy --example figures -- FOLDER`.

mod basics;
mod comparisons;
mod matrices;
mod planes;

use toy::prelude::*;

fn main() -> std::io::Result<()> {
    let folder = std::env::args().nth(1).unwrap_or_else(|| ".".to_owned());
    let all = [
        basics::figures(),
        comparisons::figures(),
        planes::figures(),
        matrices::figures(),
    ];
    for (name, figure) in all.into_iter().flatten() {
        let svg = figure.svg();
        println!("{name}: {} bytes\n   {}", svg.len(), figure.bundle().text());
        std::fs::write(format!("{folder}/{name}.svg"), svg)?;
    }
    Ok(())
}
