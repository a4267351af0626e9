//! Papercell.
fn main() {}
