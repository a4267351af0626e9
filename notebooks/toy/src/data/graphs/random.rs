//! Graphs to draw at random, and regular ones. All are undirected and simple: no loops, no double edges.

use super::graph::Graph;
use crate::random::Rng;
use crate::tensor::Tensor;

/// Each of the n(n − 1)/2 pairs is joined with probability `p` (Erdős and Rényi's graph in Gilbert's form G(n, p)).
///
/// ```
/// # use toy::prelude::*;
/// let graph = erdos_renyi(&mut Rng::seed(1), 100, 0.1);
/// close("share of joined pairs", graph.pairs().len() as f64 / 4950.0, 0.1, 0.02);
/// ```
pub fn erdos_renyi(rng: &mut Rng, n: usize, p: f64) -> Graph {
    join(rng, n, &|_, _| p)
}

/// Joins each pair i < j with a probability of its own.
fn join(rng: &mut Rng, n: usize, p: &dyn Fn(usize, usize) -> f64) -> Graph {
    let mut pairs = Vec::new();
    for i in 0..n {
        for j in i + 1..n {
            if rng.coin(p(i, j)) {
                pairs.push((i, j));
            }
        }
    }
    Graph::undirected(n, &pairs)
}

/// Growth by preferential attachment: m + 1 nodes all joined, then each new node joins m different ones, drawn in
/// proportion to their degree (Barabási and Albert, "Emergence of scaling in random networks", 1999).
///
/// ```
/// # use toy::prelude::*;
/// let graph = barabasi_albert(&mut Rng::seed(1), 50, 2);
/// assert_eq!(graph.pairs().len(), 3 + 2 * 47); // a triangle, then two joins a node
/// ```
#[track_caller]
pub fn barabasi_albert(rng: &mut Rng, n: usize, m: usize) -> Graph {
    assert!(
        m > 0 && m < n,
        "barabasi_albert: each new node joins m others; got m = {m} for {n} nodes"
    );
    let mut pairs = Vec::new();
    // Every node as often as its degree, so that a uniform draw prefers hubs.
    let mut ends = Vec::new();
    let mut add = |ends: &mut Vec<usize>, a: usize, b: usize| {
        pairs.push((a, b));
        ends.extend([a, b]);
    };
    for i in 0..=m {
        for j in 0..i {
            add(&mut ends, j, i);
        }
    }
    for new in m + 1..n {
        let mut chosen: Vec<usize> = Vec::with_capacity(m);
        while chosen.len() < m {
            let old = ends[rng.below(ends.len())];
            if !chosen.contains(&old) {
                chosen.push(old);
            }
        }
        for old in chosen {
            add(&mut ends, old, new);
        }
    }
    Graph::undirected(n, &pairs)
}

/// The stochastic block model: blocks of these sizes, a pair is joined with probability `p_in` within a block and
/// `p_out` between blocks. The graph and each node's block; nodes of a block are numbered in a row.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (graph, block) = stochastic_block_model(&mut rng, &[50, 50, 50], 0.12, 0.01);
/// let noisy = one_hot(&block, 3) + rng.normals([150, 3]) * 2.0;
/// let graph = graph.with_features(noisy);
/// let inside = graph.pairs().iter().filter(|&&(i, j)| block[i] == block[j]).count();
/// assert!(2 * inside > graph.pairs().len()); // most joins stay in their block
/// ```
pub fn stochastic_block_model(
    rng: &mut Rng,
    sizes: &[usize],
    p_in: f64,
    p_out: f64,
) -> (Graph, Vec<usize>) {
    let of_size = |(block, &size): (usize, &usize)| vec![block; size];
    let block: Vec<usize> = sizes.iter().enumerate().flat_map(of_size).collect();
    let p = |i: usize, j: usize| if block[i] == block[j] { p_in } else { p_out };
    let graph = join(rng, block.len(), &p);
    (graph, block)
}

/// n points, uniform in the unit square, joined where they are nearer than `radius`; the features are the places,
/// n x 2.
///
/// ```
/// # use toy::prelude::*;
/// let graph = random_geometric(&mut Rng::seed(1), 20, 0.3);
/// let places = graph.features.clone().unwrap(); // 20 x 2
/// for (i, j) in graph.pairs() {
///     assert!((places.row(i) - places.row(j)).norm().item() < 0.3);
/// }
/// ```
pub fn random_geometric(rng: &mut Rng, n: usize, radius: f64) -> Graph {
    let places: Tensor = rng.uniforms([n, 2]);
    let rows = places.to_rows();
    let near = |i: usize, j: usize| {
        let (dx, dy) = (rows[i][0] - rows[j][0], rows[i][1] - rows[j][1]);
        dx * dx + dy * dy < radius * radius
    };
    let pairs: Vec<(usize, usize)> = (0..n)
        .flat_map(|i| (i + 1..n).map(move |j| (i, j)))
        .filter(|&(i, j)| near(i, j))
        .collect();
    Graph::undirected(n, &pairs).with_features(places)
}

/// A tree on n labelled nodes, all n^(n − 2) trees equally likely (from a random Prüfer sequence: each number in it
/// joins the smallest node that no longer occurs).
///
/// ```
/// # use toy::prelude::*;
/// let tree = random_tree(&mut Rng::seed(1), 20);
/// assert_eq!(tree.pairs().len(), 19);
/// assert_eq!(tree.components(), [0; 20]);
/// ```
pub fn random_tree(rng: &mut Rng, n: usize) -> Graph {
    if n < 2 {
        return Graph::undirected(n, &[]);
    }
    let sequence = rng.indices(n, n - 2);
    let mut missing = vec![1usize; n];
    sequence.iter().for_each(|&node| missing[node] += 1);
    let mut pairs = Vec::with_capacity(n - 1);
    for &node in &sequence {
        if let Some(leaf) = missing.iter().position(|&left| left == 1) {
            pairs.push((leaf, node));
            missing[leaf] -= 1;
            missing[node] -= 1;
        }
    }
    let last: Vec<usize> = (0..n).filter(|&node| missing[node] == 1).collect();
    pairs.push((last[0], last[1]));
    Graph::undirected(n, &pairs)
}

/// `rows` x `columns` nodes, each joined with those next to it; node r·columns + c is in row r and column c.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(grid_graph(2, 2).pairs(), [(0, 1), (0, 2), (1, 3), (2, 3)]);
/// ```
pub fn grid_graph(rows: usize, columns: usize) -> Graph {
    let mut pairs = Vec::new();
    for node in 0..rows * columns {
        if node % columns + 1 < columns {
            pairs.push((node, node + 1));
        }
        if node + columns < rows * columns {
            pairs.push((node, node + columns));
        }
    }
    Graph::undirected(rows * columns, &pairs)
}

/// n nodes in a circle, each joined with the next one.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(ring_graph(4).pairs(), [(0, 1), (0, 3), (1, 2), (2, 3)]);
/// ```
#[track_caller]
pub fn ring_graph(n: usize) -> Graph {
    assert!(n >= 3, "ring_graph: a ring needs at least 3 nodes, got {n}");
    let pairs: Vec<(usize, usize)> = (0..n).map(|i| (i, (i + 1) % n)).collect();
    Graph::undirected(n, &pairs)
}
