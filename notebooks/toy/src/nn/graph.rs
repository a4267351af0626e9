//! Graphs: nodes send messages along edges, aggregate what they receive, and change their state.
//!
//! A graph is an edge list ([`Edges`]) or a dense adjacency matrix. Several graphs make one batch: put their nodes one
//! after the other ([`Edges::join`]) and read each graph out with [`segment_sum`](super::segment_sum) and its relatives.

use super::segments::{Aggregate, segment_softmax};
use crate::data::Graph;
use crate::random::Rng;
use crate::tensor::{Tensor, eye, numbers, param};

/// A directed graph's edges, as a list: edge e goes from node `sources[e]` to node `targets[e]`.
///
/// A message passing step is: gather what the sources hold, make messages, aggregate them at the targets (Gilmer et al.,
/// "Neural message passing for quantum chemistry", 2017, equations 1 and 2).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let edges = Edges::new(4, &[(0, 1), (1, 2), (2, 3)]).both_ways();
/// let nodes = rng.normals([4, 5]);
/// let features = rng.normals([edges.len(), 2]); // of the edges
/// let message = Linear::new(&mut rng, 5 + 2, 8);
/// let messages = message.forward(&concat(1, &[&edges.at_sources(&nodes), &features]));
/// let received = edges.receive(&messages.relu(), Aggregate::Mean);
/// assert_eq!(received.shape(), [4, 8]);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edges {
    /// How many nodes.
    pub nodes: usize,
    /// Where each edge starts.
    pub sources: Vec<usize>,
    /// Where each edge ends.
    pub targets: Vec<usize>,
}

impl Edges {
    /// Edges (source, target) among `nodes` nodes.
    #[track_caller]
    pub fn new(nodes: usize, edges: &[(usize, usize)]) -> Edges {
        for &(source, target) in edges {
            assert!(
                source < nodes && target < nodes,
                "Edges: the edge ({source}, {target}) leaves the {nodes} nodes (0 to {})",
                nodes as i64 - 1
            );
        }
        let (sources, targets) = edges.iter().copied().unzip();
        Edges {
            nodes,
            sources,
            targets,
        }
    }

    /// An edge from i to j wherever element (i, j) of a square matrix is not 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let edges = Edges::from_adjacency(&tensor([[0.0, 1.0], [0.0, 0.0]]));
    /// assert_eq!((edges.len(), edges.is_empty()), (1, false)); // from 0 to 1
    /// ```
    #[track_caller]
    pub fn from_adjacency(adjacency: &Tensor) -> Edges {
        let nodes = square("Edges::from_adjacency", adjacency);
        let from = adjacency.store();
        let all = numbers(&from).iter().enumerate();
        let there = all.filter(|(_, x)| **x != 0.0);
        let edges: Vec<_> = there.map(|(at, _)| (at / nodes, at % nodes)).collect();
        Edges::new(nodes, &edges)
    }

    /// How many edges.
    pub fn len(&self) -> usize {
        self.sources.len()
    }

    /// Whether there are no edges.
    pub fn is_empty(&self) -> bool {
        self.sources.is_empty()
    }

    /// Every edge and, behind all of them and in the same order, its reverse.
    pub fn both_ways(&self) -> Edges {
        Edges {
            nodes: self.nodes,
            sources: [&self.sources[..], &self.targets].concat(),
            targets: [&self.targets[..], &self.sources].concat(),
        }
    }

    /// The edges and, behind them, one from each node to itself.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let edges = Edges::new(2, &[(0, 1)]).with_loops();
    /// assert_eq!(edges.adjacency().to_rows(), [[1.0, 1.0], [0.0, 1.0]]);
    /// ```
    pub fn with_loops(&self) -> Edges {
        let loops: Vec<usize> = (0..self.nodes).collect();
        Edges {
            nodes: self.nodes,
            sources: [&self.sources[..], &loops].concat(),
            targets: [&self.targets[..], &loops].concat(),
        }
    }

    /// Several graphs as one without edges between them; and for each node the number of its graph, to read out with
    /// [`segment_sum`](super::segment_sum).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let pair = Edges::new(2, &[(0, 1)]);
    /// let (both, graph_of) = Edges::join(&[&pair, &pair]);
    /// assert_eq!((both.nodes, graph_of), (4, vec![0, 0, 1, 1]));
    /// ```
    pub fn join(graphs: &[&Edges]) -> (Edges, Vec<usize>) {
        let mut all = Edges::new(0, &[]);
        let mut owner = Vec::new();
        for (i, graph) in graphs.iter().enumerate() {
            all.sources
                .extend(graph.sources.iter().map(|s| s + all.nodes));
            all.targets
                .extend(graph.targets.iter().map(|t| t + all.nodes));
            all.nodes += graph.nodes;
            owner.resize(all.nodes, i);
        }
        (all, owner)
    }

    /// The adjacency matrix, nodes x nodes: element (i, j) is the number of edges from i to j.
    pub fn adjacency(&self) -> Tensor {
        let mut counts = vec![0.0; self.nodes * self.nodes];
        for (source, target) in self.sources.iter().zip(&self.targets) {
            counts[source * self.nodes + target] += 1.0;
        }
        Tensor::from_vec(&[self.nodes, self.nodes], counts)
    }

    /// What each edge's source holds: nodes x features -> edges x features.
    #[track_caller]
    pub fn at_sources(&self, nodes: &Tensor) -> Tensor {
        self.check(nodes, self.nodes, "nodes");
        nodes.rows(&self.sources)
    }

    /// What each edge's target holds: nodes x features -> edges x features.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let edges = Edges::new(2, &[(0, 1)]);
    /// assert_eq!(edges.at_targets(&tensor([[1.0], [2.0]])).to_vec(), [2.0]);
    /// ```
    #[track_caller]
    pub fn at_targets(&self, nodes: &Tensor) -> Tensor {
        self.check(nodes, self.nodes, "nodes");
        nodes.rows(&self.targets)
    }

    /// What each node receives: edges x features -> nodes x features.
    #[track_caller]
    pub fn receive(&self, messages: &Tensor, aggregate: Aggregate) -> Tensor {
        self.check(messages, self.len(), "edges");
        aggregate.of(messages, &self.targets, self.nodes)
    }

    #[track_caller]
    fn check(&self, x: &Tensor, count: usize, what: &str) {
        assert!(
            x.shape().first() == Some(&count),
            "Edges: there are {count} {what}, but the shape is {:?}",
            x.shape()
        );
    }

    /// The weight 1/√(dᵢ dⱼ) of each edge from i to j, d the number of edges that end at a node (0 where none do). On
    /// edges [`Edges::with_loops`] that go both ways: [`gcn_normalise`] as a list.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let edges = Edges::new(2, &[(0, 1)]).both_ways().with_loops(); // two edges end at each node
    /// close_all("1/√(2·2)", edges.gcn_weights(), full([4], 0.5), 1e-12);
    /// ```
    pub fn gcn_weights(&self) -> Tensor {
        let mut degree = vec![0.0_f64; self.nodes];
        self.targets
            .iter()
            .for_each(|&target| degree[target] += 1.0);
        let both = self.sources.iter().zip(&self.targets);
        let products = both.map(|(&s, &t)| degree[s] * degree[t]);
        products
            .map(|d| if d > 0.0 { 1.0 / d.sqrt() } else { 0.0 })
            .collect()
    }
}

/// A graph of the data as edges to send messages along; its features are not taken over.
///
/// ```
/// # use toy::prelude::*;
/// let ring = Edges::from(&ring_graph(5));
/// assert_eq!((ring.nodes, ring.len()), (5, 10)); // each pair in both directions
/// ```
impl From<&Graph> for Edges {
    #[track_caller]
    fn from(graph: &Graph) -> Edges {
        Edges::new(graph.nodes, &graph.edges)
    }
}

#[track_caller]
fn square(operation: &str, matrix: &Tensor) -> usize {
    match matrix.shape().as_slice() {
        [n, m] if n == m => *n,
        shape => panic!("{operation}: needs a square matrix, the shape is {shape:?}"),
    }
}

/// D^(−½)·(A + I)·D^(−½) with D the diagonal of the row sums of A + I: what a graph convolution multiplies by (Kipf and
/// Welling, "Semi-supervised classification with graph convolutional networks", 2017, equation 2). The layer is then
/// `act(normalised.matmul(&linear.forward(&x)))`. Differentiable in A, whose numbers must not be negative.
///
/// ```
/// # use toy::prelude::*;
/// let a = gcn_normalise(&Edges::new(2, &[(0, 1)]).both_ways().adjacency());
/// close_all("half and half", a, [[0.5, 0.5], [0.5, 0.5]], 1e-15);
/// ```
#[track_caller]
pub fn gcn_normalise(adjacency: &Tensor) -> Tensor {
    let n = square("gcn_normalise", adjacency);
    let looped = adjacency + eye(n);
    let scale = looped.sum_axis(1).sqrt().recip();
    looped * scale.unsqueeze(1) * scale
}

/// One head of a graph attention layer (Veličković et al., "Graph attention networks", 2018, equations 1 to 4): node i
/// receives Σⱼ αᵢⱼ W·xⱼ from the sources j of its edges, with αᵢⱼ the softmax over j of LeakyReLU(a·[W·xᵢ, W·xⱼ]), whose
/// slope below 0 is 0.2. For several heads: several layers, outputs joined.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let edges = Edges::new(3, &[(0, 1), (1, 2)]).both_ways().with_loops();
/// let layer = GraphAttention::new(&mut rng, 4, 6);
/// let (y, weights) = layer.attend(&rng.normals([3, 4]), &edges);
/// assert_eq!(y.shape(), [3, 6]);
/// assert_eq!(weights.len(), edges.len()); // one weight an edge
/// ```
#[derive(Clone, Debug)]
pub struct GraphAttention {
    /// W, inputs x outputs.
    pub w: Tensor,
    /// The half of a that meets the receiving node, outputs.
    pub to: Tensor,
    /// The half of a that meets the sending node, outputs.
    pub from: Tensor,
}

impl GraphAttention {
    /// All uniform by Glorot's rule, ±√(6/(inputs + outputs)), as in the paper.
    pub fn new(rng: &mut Rng, inputs: usize, outputs: usize) -> GraphAttention {
        let mut uniform =
            |shape: &[usize], bound: f64| param((rng.uniforms(shape) * 2.0 - 1.0) * bound);
        let bound = (6.0 / (2 * outputs + 1) as f64).sqrt();
        GraphAttention {
            w: uniform(&[inputs, outputs], (6.0 / (inputs + outputs) as f64).sqrt()),
            to: uniform(&[outputs], bound),
            from: uniform(&[outputs], bound),
        }
    }

    /// What each node receives (nodes x outputs), and each edge's weight. A node without incoming edges receives 0: give
    /// it a loop ([`Edges::with_loops`]), as the paper does.
    #[track_caller]
    pub fn attend(&self, x: &Tensor, edges: &Edges) -> (Tensor, Tensor) {
        let h = x.matmul(&self.w);
        let (to, from) = (h.matmul(&self.to), h.matmul(&self.from));
        let scores = edges.at_targets(&to) + edges.at_sources(&from);
        // LeakyReLU(x) = 0.2·x + 0.8·max(x, 0)
        let scores = 0.2 * &scores + 0.8 * scores.relu();
        let weights = segment_softmax(&scores, &edges.targets, edges.nodes);
        let messages = edges.at_sources(&h) * weights.unsqueeze(1);
        (edges.receive(&messages, Aggregate::Sum), weights)
    }

    /// What an optimiser may change.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let layer = GraphAttention::new(&mut Rng::seed(1), 3, 8);
    /// let mut opt = Adam::new(layer.params(), 1e-2);
    /// let edges = Edges::new(2, &[(0, 1), (1, 0)]).with_loops();
    /// let (out, _) = layer.attend(&Rng::seed(2).normals([2, 3]), &edges);
    /// assert!(opt.step(&out.square().sum()) > 0.0); // the gradients' norm
    /// ```
    pub fn params(&self) -> Vec<Tensor> {
        vec![self.w.clone(), self.to.clone(), self.from.clone()]
    }
}
