//! Layouts of graphs: where nodes stand so that edges can be followed. The same graph stands the same way every time.

use crate::tensor::Tensor;
use libm::sin;
use std::collections::VecDeque;
use std::f64::consts::PI;

/// `n` nodes on a circle, the first on top, with the clock: n x 2.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(circle_layout(4).row(0).to_vec()[1], 1.0);
/// ```
pub fn circle_layout(n: usize) -> Tensor {
    let angle = |i: usize| 2.0 * PI * i as f64 / n.max(1) as f64;
    let all = (0..n).map(|i| [sin(angle(i)), sin(PI / 2.0 - angle(i))]);
    all.collect::<Vec<[f64; 2]>>().into()
}

#[track_caller]
fn check(what: &str, n: usize, edges: &[(usize, usize)]) {
    if let Some(edge) = edges.iter().find(|e| e.0.max(e.1) >= n) {
        panic!("{what}: edge {edge:?}, but there are {n} nodes");
    }
}

/// Nodes push each other away, edges pull them together: n x 2 (T. Fruchterman and E. Reingold, "Graph drawing by
/// force-directed placement", Software: Practice and Experience 21, 1991). Starts from a circle, so it needs no chance.
///
/// ```
/// # use toy::prelude::*;
/// let path = spring_layout(3, &[(0, 1), (1, 2)]);
/// assert_eq!(path.shape(), [3, 2]);
/// ```
#[track_caller]
pub fn spring_layout(n: usize, edges: &[(usize, usize)]) -> Tensor {
    check("spring_layout", n, edges);
    let mut at: Vec<[f64; 2]> = circle_layout(n)
        .to_vec()
        .chunks(2)
        .map(|p| [p[0], p[1]])
        .collect();
    // Slightly out of round, so that a symmetric graph does not rest on a ridge.
    for (i, p) in at.iter_mut().enumerate() {
        p[0] += 0.05 * sin(7.0 * i as f64 + 1.0);
        p[1] += 0.05 * sin(11.0 * i as f64 + 2.0);
    }
    let k = (PI / n.max(1) as f64).sqrt();
    const ROUNDS: usize = 400;
    for round in 0..ROUNDS {
        let heat = 0.2 * (1.0 - round as f64 / ROUNDS as f64);
        let mut push = vec![[0.0; 2]; n];
        for i in 0..n {
            for j in 0..n {
                let d = [at[i][0] - at[j][0], at[i][1] - at[j][1]];
                let square = d[0] * d[0] + d[1] * d[1];
                if i != j && square > 1e-12 {
                    // k²/d along the unit vector, and a weak pull to the middle that keeps parts together.
                    push[i][0] += d[0] * k * k / square;
                    push[i][1] += d[1] * k * k / square;
                }
            }
            push[i][0] -= 1.2 * at[i][0];
            push[i][1] -= 1.2 * at[i][1];
        }
        for &(a, b) in edges.iter().filter(|(a, b)| a != b) {
            let d = [at[a][0] - at[b][0], at[a][1] - at[b][1]];
            let length = (d[0] * d[0] + d[1] * d[1]).sqrt();
            for axis in 0..2 {
                let pull = d[axis] * length / k;
                push[a][axis] -= pull;
                push[b][axis] += pull;
            }
        }
        for (p, f) in at.iter_mut().zip(&push) {
            let length = (f[0] * f[0] + f[1] * f[1]).sqrt().max(1e-12);
            let step = length.min(heat) / length;
            p[0] += f[0] * step;
            p[1] += f[1] * step;
        }
    }
    at.into()
}

/// Trees, networks and other graphs without cycles in layers from top to bottom: a node stands one layer below the
/// lowest of those that point to it, near the middle of its neighbours above: n x 2. Edges point downwards; in a cycle
/// the edge that closes it is left aside.
///
/// ```
/// # use toy::prelude::*;
/// let tree = layered_layout(3, &[(0, 1), (0, 2)]);
/// assert_eq!(tree.col(1).to_vec(), [0.0, -1.0, -1.0]);
/// ```
#[track_caller]
pub fn layered_layout(n: usize, edges: &[(usize, usize)]) -> Tensor {
    check("layered_layout", n, edges);
    let layer = layers(n, edges);
    let depth = layer.iter().max().map_or(0, |d| d + 1);
    let mut x = vec![0.0; n];
    let mut rows: Vec<Vec<usize>> = vec![Vec::new(); depth];
    (0..n).for_each(|i| rows[layer[i]].push(i));
    let spread = |row: &[usize], x: &mut Vec<f64>| {
        for (place, &node) in row.iter().enumerate() {
            x[node] = place as f64 - (row.len() as f64 - 1.0) / 2.0;
        }
    };
    rows.iter().for_each(|row| spread(row, &mut x));
    // Down and up a few times: sort each row by the middle of its neighbours (K. Sugiyama et al., 1981).
    for sweep in 0..8 {
        let order: Vec<usize> = match sweep % 2 {
            0 => (1..depth).collect(),
            _ => (0..depth.saturating_sub(1)).rev().collect(),
        };
        for d in order {
            let middle = |node: usize| {
                let near = edges.iter().filter_map(|&(a, b)| match sweep % 2 {
                    0 if b == node => Some(x[a]),
                    1 if a == node => Some(x[b]),
                    _ => None,
                });
                let near: Vec<f64> = near.collect();
                match near.len() {
                    0 => x[node],
                    count => near.iter().sum::<f64>() / count as f64,
                }
            };
            let mut keyed: Vec<(f64, usize)> = rows[d].iter().map(|&i| (middle(i), i)).collect();
            keyed.sort_by(|a, b| a.0.total_cmp(&b.0));
            rows[d] = keyed.into_iter().map(|(_, i)| i).collect();
            spread(&rows[d], &mut x);
        }
    }
    // Rows are as wide as the widest, so that a tree fans out.
    let widest = rows.iter().map(Vec::len).max().unwrap_or(1) as f64;
    let all = (0..n).map(|i| {
        let own = rows[layer[i]].len() as f64;
        [x[i] * (widest / own).min(widest), -(layer[i] as f64)]
    });
    all.collect::<Vec<[f64; 2]>>().into()
}

/// The longest way from a node without predecessors, by taking nodes whose predecessors are all done (A. Kahn, 1962).
fn layers(n: usize, edges: &[(usize, usize)]) -> Vec<usize> {
    let (mut layer, mut waiting, mut done) = (vec![0; n], vec![0usize; n], vec![false; n]);
    edges
        .iter()
        .filter(|(a, b)| a != b)
        .for_each(|&(_, b)| waiting[b] += 1);
    let mut ready: VecDeque<usize> = (0..n).filter(|&i| waiting[i] == 0).collect();
    for _ in 0..n {
        // In a cycle nobody is ready: the first node that is left goes on.
        let next = ready.pop_front().or_else(|| (0..n).find(|&i| !done[i]));
        let Some(node) = next else { break };
        done[node] = true;
        for &(a, b) in edges.iter().filter(|(a, b)| *a == node && a != b) {
            if !done[b] {
                layer[b] = layer[b].max(layer[a] + 1);
                waiting[b] -= 1;
                if waiting[b] == 0 {
                    ready.push_back(b);
                }
            }
        }
    }
    layer
}
