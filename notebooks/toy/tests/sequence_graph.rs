//! Segments, graphs and read-outs: against dense arithmetic, under permutation, gradients.

mod sequence;

use sequence::twice;
use toy::prelude::*;

const SEGMENTS: [usize; 5] = [2, 0, 2, 3, 0];

fn rows() -> Tensor {
    tensor([
        [0.5, -1.0],
        [2.0, 0.3],
        [-0.4, 1.2],
        [0.9, -0.7],
        [1.1, 0.8],
    ])
}

/// A path of four nodes and one edge more, both ways.
fn edges() -> Edges {
    Edges::new(4, &[(0, 1), (1, 2), (2, 3), (0, 2)]).both_ways()
}

#[test]
fn segments_are_summed_averaged_and_compared() {
    let x = rows();
    // The same by a matrix of ones and zeros.
    let member = one_hot(&SEGMENTS, 4).t();
    close_all(
        "sum",
        segment_sum(&x, &SEGMENTS, 4),
        member.matmul(&x),
        1e-15,
    );
    let mean = segment_mean(&x, &SEGMENTS, 4);
    close_all(
        "mean",
        mean,
        [[1.55, 0.55], [0.0, 0.0], [0.05, 0.1], [0.9, -0.7]],
        1e-15,
    );
    let max = segment_max(&x, &SEGMENTS, 4);
    assert_eq!(
        max.to_rows(),
        [[2.0, 0.8], [0.0, 0.0], [0.5, 1.2], [0.9, -0.7]]
    );
    assert_eq!(segment_max(&zeros([0, 2]), &[], 2).to_vec(), [0.0; 4]);
    let soft = segment_softmax(&(&x * 500.0), &SEGMENTS, 4);
    close_all(
        "softmax",
        segment_sum(&soft, &SEGMENTS, 4),
        [[1.0, 1.0], [0.0, 0.0], [1.0, 1.0], [1.0, 1.0]],
        1e-15,
    );
    let pair = segment_softmax(&x, &SEGMENTS, 4);
    close("pair", pair.at([1, 0]), sigmoid(2.0 - 1.1), 1e-15);
}

#[test]
fn gradients_of_both_orders_are_right() {
    let x = rows();
    twice("sum", |x| segment_sum(&x.square(), &SEGMENTS, 4), &x);
    twice("mean", |x| segment_mean(&x.square(), &SEGMENTS, 4), &x);
    twice("max", |x| segment_max(&x.square(), &SEGMENTS, 4), &x);
    twice("softmax", |x| segment_softmax(x, &SEGMENTS, 4), &x);
    let mut rng = Rng::seed(1);
    let nodes = rng.normals([4, 3]);
    let layer = GraphAttention::new(&mut rng, 3, 2);
    twice("graph attention", |x| layer.attend(x, &edges()).0, &nodes);
    let pool = AttentionPool::new(&mut rng, 3);
    twice("attention pool", |x| pool.of(x, &[0, 0, 1, 1], 2).0, &nodes);
    let pool = Set2Set::new(&mut rng, 3, 2);
    twice("set2set", |x| pool.of(x, &[0, 1, 0, 1], 2), &nodes);
    let adjacency = rng.uniforms([3, 3]);
    twice("normalisation", gcn_normalise, &adjacency);
}

#[test]
fn edge_lists_and_matrices_say_the_same() {
    let mut rng = Rng::seed(2);
    let (edges, x) = (edges(), rng.normals([4, 3]));
    let adjacency = edges.adjacency();
    assert_eq!(adjacency.to_vec(), adjacency.t().to_vec());
    assert_eq!(
        Edges::from_adjacency(&adjacency).adjacency().to_vec(),
        adjacency.to_vec()
    );
    let received = edges.receive(&edges.at_sources(&x), Aggregate::Sum);
    close_all("messages", received, adjacency.t().matmul(&x), 1e-14);
    let looped = edges.with_loops();
    let weighted = looped.at_sources(&x) * looped.gcn_weights().unsqueeze(1);
    let dense = gcn_normalise(&adjacency).matmul(&x);
    close_all(
        "gcn",
        looped.receive(&weighted, Aggregate::Sum),
        dense,
        1e-14,
    );
    // A directed edge goes from its source to its target.
    let one = Edges::new(2, &[(0, 1)]);
    let got = one.receive(&one.at_sources(&tensor([[5.0], [7.0]])), Aggregate::Sum);
    assert_eq!(got.to_vec(), [0.0, 5.0]);
    assert_eq!(one.at_targets(&tensor([[5.0], [7.0]])).to_vec(), [7.0]);
}

#[test]
fn the_largest_eigenvalue_of_a_normalised_graph_is_one() {
    let edges = edges();
    let a = gcn_normalise(&edges.adjacency());
    // Its eigenvector is the root of the degree, self-loop included.
    let degree = (edges.adjacency().sum_axis(1) + 1.0).sqrt();
    close_all("eigenvector", a.matmul(&degree), &degree, 1e-14);
}

#[test]
fn graph_attention_is_a_masked_softmax() {
    let mut rng = Rng::seed(3);
    let layer = GraphAttention::new(&mut rng, 3, 2);
    let (edges, x) = (edges().with_loops(), rng.normals([4, 3]));
    let h = x.matmul(&layer.w);
    let scores = h.matmul(&layer.to).unsqueeze(1) + h.matmul(&layer.from);
    let leaky = choose(&scores.gt(0.0), &scores, &(0.2 * &scores));
    let seen = edges.adjacency().t();
    let weights = leaky.mask_fill(&(1.0 - seen), f64::NEG_INFINITY).softmax();
    close_all(
        "output",
        layer.attend(&x, &edges).0,
        weights.matmul(&h),
        1e-14,
    );
}

#[test]
fn read_outs_do_not_depend_on_the_order() {
    let mut rng = Rng::seed(4);
    let (set, pool) = (
        Set2Set::new(&mut rng, 2, 3),
        AttentionPool::new(&mut rng, 2),
    );
    let order = [3, 1, 4, 0, 2];
    let (x, turned) = (rows(), rows().rows(&order));
    let segments: Vec<usize> = order.iter().map(|&i| SEGMENTS[i]).collect();
    close_all(
        "set2set",
        set.of(&x, &SEGMENTS, 4),
        set.of(&turned, &segments, 4),
        1e-14,
    );
    let (a, weights) = pool.of(&x, &SEGMENTS, 4);
    close_all("pool", &a, pool.of(&turned, &segments, 4).0, 1e-14);
    let by_hand = x.row(1) * weights.at(1) + x.row(4) * weights.at(4);
    close_all("by hand", a.row(0), by_hand, 1e-15);
    // One question, asked by an LSTM that knows nothing yet.
    let once = Set2Set { steps: 1, ..set };
    let (q, _) = once
        .lstm
        .step(&zeros([4, 4]), &(zeros([4, 2]), zeros([4, 2])));
    let read = once.of(&x, &SEGMENTS, 4);
    close_all("question", read.slice(1, 0..2), &q, 1e-15);
    let (s1, s4) = (
        (x.row(1) * q.row(0)).sum().item(),
        (x.row(4) * q.row(0)).sum().item(),
    );
    let share = sigmoid(s1 - s4);
    let answer = x.row(1) * share + x.row(4) * (1.0 - share);
    close_all("answer", read.slice(1, 2..4).row(0), answer, 1e-14);
}

#[test]
fn joined_graphs_stay_apart() {
    let (a, b) = (Edges::new(2, &[(0, 1)]), Edges::new(3, &[(2, 0)]));
    let (all, owner) = Edges::join(&[&a, &b]);
    assert_eq!(all, Edges::new(5, &[(0, 1), (4, 2)]));
    assert_eq!(owner, [0, 0, 1, 1, 1]);
    assert_eq!((all.len(), all.is_empty()), (2, false));
}

#[test]
fn a_graph_of_the_data_has_the_same_edges_to_send_messages_along() {
    let graph = erdos_renyi(&mut Rng::seed(1), 9, 0.4);
    let edges = Edges::from(&graph);
    assert_eq!(edges.adjacency().to_vec(), graph.adjacency().to_vec());
}
