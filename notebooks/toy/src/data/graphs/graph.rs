//! Graphs as lists of edges, and what can be told of them: degrees, distances, what reaches what.

use crate::tensor::Tensor;
use std::collections::VecDeque;

/// Nodes 0, 1, ..., nodes − 1 and edges from a source to a target. An undirected edge is stored as two, one in each
/// direction, so that messages along the list pass both ways.
///
/// ```
/// # use toy::prelude::*;
/// let path = Graph::undirected(3, &[(0, 1), (1, 2)]);
/// assert_eq!(path.edges, [(0, 1), (1, 0), (1, 2), (2, 1)]);
/// assert_eq!(shortest_paths(&path).at([0, 2]), 2.0);
/// ```
#[derive(Clone, Debug)]
pub struct Graph {
    /// How many nodes.
    pub nodes: usize,
    /// (source, target).
    pub edges: Vec<(usize, usize)>,
    /// What is known of each node, nodes x d.
    pub features: Option<Tensor>,
}

impl Graph {
    /// A graph with these directed edges.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let chain = Graph::directed(3, &[(0, 1), (1, 2)]);
    /// assert_eq!(chain.adjacency().to_rows()[0], [0.0, 1.0, 0.0]);
    /// assert_eq!(chain.degrees(), [1, 1, 0]); // edges that leave
    /// ```
    #[track_caller]
    pub fn directed(nodes: usize, edges: &[(usize, usize)]) -> Graph {
        for &(source, target) in edges {
            assert!(
                source < nodes && target < nodes,
                "Graph: the edge ({source}, {target}) does not fit {nodes} nodes (0 to {})",
                nodes as i64 - 1
            );
        }
        Graph {
            nodes,
            edges: edges.to_vec(),
            features: None,
        }
    }

    /// A graph whose pairs are joined in both directions. A loop (i, i) is one edge.
    #[track_caller]
    pub fn undirected(nodes: usize, pairs: &[(usize, usize)]) -> Graph {
        let mut edges = Vec::with_capacity(2 * pairs.len());
        for &(a, b) in pairs {
            edges.push((a, b));
            if a != b {
                edges.push((b, a));
            }
        }
        Graph::directed(nodes, &edges)
    }

    /// The same graph with features of its nodes (nodes x d).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let pair = Graph::undirected(2, &[(0, 1)]).with_features([[1.0, 0.0], [0.0, 1.0]]);
    /// assert_eq!(pair.features.map(|x| x.shape()), Some(vec![2, 2]));
    /// ```
    #[track_caller]
    pub fn with_features(mut self, features: impl Into<Tensor>) -> Graph {
        let features = features.into();
        let shape = features.shape();
        assert!(
            shape.first() == Some(&self.nodes),
            "with_features: features of shape {shape:?} do not fit {} nodes",
            self.nodes
        );
        self.features = Some(features);
        self
    }

    /// Each joined pair once, as (smaller, larger), in order: what a plot draws.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Graph::undirected(3, &[(2, 0), (1, 2)]).pairs(), [(0, 2), (1, 2)]);
    /// ```
    pub fn pairs(&self) -> Vec<(usize, usize)> {
        let ordered = self.edges.iter().map(|&(a, b)| (a.min(b), a.max(b)));
        let mut pairs: Vec<(usize, usize)> = ordered.collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// For each node the targets of its edges, in the order of the list.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(ring_graph(4).neighbours()[0].len(), 2);
    /// ```
    pub fn neighbours(&self) -> Vec<Vec<usize>> {
        let mut neighbours = vec![Vec::new(); self.nodes];
        for &(source, target) in &self.edges {
            neighbours[source].push(target);
        }
        neighbours
    }

    /// How many edges leave each node; in an undirected graph its degree.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(grid_graph(2, 3).degrees(), [2, 3, 2, 2, 3, 2]);
    /// ```
    pub fn degrees(&self) -> Vec<usize> {
        self.neighbours().iter().map(Vec::len).collect()
    }

    /// Adjacency matrix, nodes x nodes: the number of edges from i (row) to j (column).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let a = Graph::undirected(2, &[(0, 1)]).adjacency();
    /// assert_eq!(a.to_rows(), [[0.0, 1.0], [1.0, 0.0]]);
    /// ```
    pub fn adjacency(&self) -> Tensor {
        let mut matrix = vec![0.0; self.nodes * self.nodes];
        for &(source, target) in &self.edges {
            matrix[source * self.nodes + target] += 1.0;
        }
        Tensor::from_vec(&[self.nodes, self.nodes], matrix)
    }

    /// For each node the number of its component: 0 for that of node 0, and so on. Directions do not count.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Graph::undirected(4, &[(0, 1), (2, 3)]).components(), [0, 0, 1, 1]);
    /// ```
    pub fn components(&self) -> Vec<usize> {
        let both = Graph::undirected(self.nodes, &self.pairs());
        let neighbours = both.neighbours();
        let mut component = vec![usize::MAX; self.nodes];
        let mut count = 0;
        for start in 0..self.nodes {
            if component[start] == usize::MAX {
                let steps = steps_from(&neighbours, start);
                for node in (0..self.nodes).filter(|&node| steps[node].is_some()) {
                    component[node] = count;
                }
                count += 1;
            }
        }
        component
    }
}

/// Steps along edges from a node to each other one, breadth first.
fn steps_from(neighbours: &[Vec<usize>], start: usize) -> Vec<Option<usize>> {
    let mut steps = vec![None; neighbours.len()];
    steps[start] = Some(0);
    let mut queue = VecDeque::from([(start, 0)]);
    while let Some((node, so_far)) = queue.pop_front() {
        for &next in &neighbours[node] {
            if steps[next].is_none() {
                steps[next] = Some(so_far + 1);
                queue.push_back((next, so_far + 1));
            }
        }
    }
    steps
}

/// Length of the shortest path from each node (row) to each other (column) in edges, nodes x nodes; ∞ where there is
/// none.
///
/// ```
/// # use toy::prelude::*;
/// let far = shortest_paths(&ring_graph(6)).row(0);
/// assert_eq!(far.to_vec(), [0.0, 1.0, 2.0, 3.0, 2.0, 1.0]);
/// ```
pub fn shortest_paths(graph: &Graph) -> Tensor {
    let neighbours = graph.neighbours();
    let mut numbers = Vec::with_capacity(graph.nodes * graph.nodes);
    for start in 0..graph.nodes {
        let steps = steps_from(&neighbours, start);
        numbers.extend(steps.iter().map(|s| s.map_or(f64::INFINITY, |s| s as f64)));
    }
    Tensor::from_vec(&[graph.nodes, graph.nodes], numbers)
}

/// 1 where a path leads from node (row) to node (column), else 0; every node reaches itself. nodes x nodes.
///
/// ```
/// # use toy::prelude::*;
/// let chain = Graph::directed(3, &[(0, 1), (1, 2)]);
/// assert_eq!(reachability(&chain).to_vec(), ones([3, 3]).triu(0).to_vec());
/// ```
pub fn reachability(graph: &Graph) -> Tensor {
    let near = |steps: f64| f64::from(u8::from(steps.is_finite()));
    let reached: Tensor = shortest_paths(graph)
        .to_vec()
        .into_iter()
        .map(near)
        .collect();
    reached.reshape([graph.nodes, graph.nodes])
}
