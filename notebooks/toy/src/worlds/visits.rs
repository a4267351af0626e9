//! How often a policy visits each state of a tabular world.

use super::Mdp;
use super::linear::solve;
use crate::tensor::Tensor;

impl Mdp {
    /// P_π(s′ | s) = Σₐ π(a | s) P(s′ | s, a), S x S.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let p = chain_mdp(2, 0.0, 0.9).chain(&tensor([[1.0, 0.0], [0.5, 0.5]]));
    /// assert_eq!(p.to_rows(), [[0.0, 1.0], [0.5, 0.5]]);
    /// ```
    #[track_caller]
    pub fn chain(&self, policy: &Tensor) -> Tensor {
        let p = self.policy_numbers("chain", policy);
        let (n, actions) = (self.states(), self.actions());
        let mut chain = vec![0.0; n * n];
        for (i, successors) in self.successors.iter().enumerate() {
            for &(next, chance) in successors {
                chain[i / actions * n + next] += p[i] * chance;
            }
        }
        Tensor::from_vec(&[n, n], chain)
    }

    /// The successor representation M(s, s′) = E Σₜ γᵗ 1\[sₜ = s′\] from s, S x S: how often s′ is visited, this visit
    /// included (P. Dayan, "Improving generalization for temporal difference learning: the successor representation",
    /// Neural Computation 5, 1993). An end is visited once, for nothing follows it. V = M·R_π.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let grid = Grid::new("S.G").mdp(0.5);
    /// let m = grid.successor_representation(&one_hot(&[1, 1, 1], 4)); // always right
    /// close_all("from the start", m.row(0), [1.0, 0.5, 0.25], 1e-12);
    /// ```
    #[track_caller]
    pub fn successor_representation(&self, policy: &Tensor) -> Tensor {
        let p = self.policy_numbers("successor_representation", policy);
        let n = self.states();
        let identity = crate::tensor::eye(n).to_vec();
        let steps = self.one_minus_steps(&p);
        let m = solve("successor_representation", steps, identity, n);
        Tensor::from_vec(&[n, n], m)
    }

    /// The expected discounted number of times that each action is taken in each state, from the start distribution,
    /// S x A (0 at the ends): the occupancy of a policy. Its product with the rewards, summed, is the policy's value.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let grid = Grid::new("S.G").mdp(0.5);
    /// let visits = grid.occupancy(&one_hot(&[1, 1, 1], 4));
    /// assert_eq!((visits.at([0, 1]), visits.at([1, 1])), (1.0, 0.5));
    /// ```
    #[track_caller]
    pub fn occupancy(&self, policy: &Tensor) -> Tensor {
        let p = self.policy_numbers("occupancy", policy);
        let (n, actions) = (self.states(), self.actions());
        // d = μ + γ P_πᵀ d: the same equations with rows and columns exchanged.
        let steps = Tensor::from_vec(&[n, n], self.one_minus_steps(&p)).t();
        let visits = solve("occupancy", steps.to_vec(), self.start.clone(), n);
        let alive = |s: usize| if self.terminal[s] { 0.0 } else { visits[s] };
        let taken = (0..n * actions).map(|i| alive(i / actions) * p[i]);
        Tensor::from_vec(&[n, actions], taken.collect())
    }

    /// The expected discounted return of a policy from the start distribution.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let grid = Grid::new("S.G").mdp(0.5);
    /// close("γ", grid.value_of(&one_hot(&[1, 1, 1], 4)), 0.5, 1e-12);
    /// ```
    #[track_caller]
    pub fn value_of(&self, policy: &Tensor) -> f64 {
        let values = self.evaluate(policy).to_vec();
        values.iter().zip(&self.start).map(|(v, p)| v * p).sum()
    }

    /// The fewest steps from each state to each, S x S, over moves that are possible at all; infinite where there is no
    /// way.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let d = Grid::new("S.G").mdp(0.9).distances();
    /// assert_eq!((d.at([0, 2]), d.at([2, 0])), (2.0, f64::INFINITY)); // nothing leads on from an end
    /// ```
    pub fn distances(&self) -> Tensor {
        let (n, actions) = (self.states(), self.actions());
        let mut all = vec![f64::INFINITY; n * n];
        for (from, row) in all.chunks_mut(n).enumerate() {
            row[from] = 0.0;
            let mut front = vec![from];
            let mut steps = 0.0;
            while !front.is_empty() {
                steps += 1.0;
                let mut next = Vec::new();
                for i in front.iter().flat_map(|s| s * actions..(s + 1) * actions) {
                    for &(to, _) in &self.successors[i] {
                        if row[to] == f64::INFINITY {
                            row[to] = steps;
                            next.push(to);
                        }
                    }
                }
                front = next;
            }
        }
        Tensor::from_vec(&[n, n], all)
    }
}

/// The stationary distribution of a Markov chain (S x S, rows sum to 1): d = d·P, Σ d = 1. There must be one only: no
/// two parts of the chain that are never left.
///
/// ```
/// # use toy::prelude::*;
/// close_all("0.1·d₀ = 0.3·d₁", stationary(&tensor([[0.9, 0.1], [0.3, 0.7]])), [0.75, 0.25], 1e-12);
/// ```
#[track_caller]
pub fn stationary(chain: &Tensor) -> Tensor {
    let shape = chain.shape();
    assert!(
        shape.len() == 2 && shape[0] == shape[1] && shape[0] > 0,
        "stationary: needs a chain S x S, the shape is {shape:?}"
    );
    let n = shape[0];
    // (Pᵀ − I) d = 0; one of these equations follows from the others and gives way to Σ d = 1.
    let mut a = (chain.t() - crate::tensor::eye(n)).to_vec();
    a[(n - 1) * n..].fill(1.0);
    let mut b = vec![0.0; n];
    b[n - 1] = 1.0;
    solve("stationary", a, b, n).into()
}
