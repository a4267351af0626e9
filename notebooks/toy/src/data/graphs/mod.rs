//! Graphs and trees: random graphs, molecules, phylogenies, with what is true of them.

mod graph;
mod molecule;
mod phylogeny;
mod random;

pub use graph::{Graph, reachability, shortest_paths};
pub use molecule::{ELEMENTS, Element, Molecule};
pub use phylogeny::{Phylogeny, jukes_cantor, jukes_cantor_distance};
pub use random::{
    barabasi_albert, erdos_renyi, grid_graph, random_geometric, random_tree, ring_graph,
    stochastic_block_model,
};
