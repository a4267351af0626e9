//! Exact solutions of tabular worlds by dynamic programming (R. Bellman, "Dynamic programming", 1957; M. Puterman,
//! "Markov decision processes", 1994, chapters 4 and 6).

use super::Mdp;
use super::choice::best;
use super::linear::solve;
use crate::math::{exp, log_sum_exp};
use crate::tensor::{Tensor, numbers};

/// After so many sweeps an iteration has not converged: with discount 1, a state may never reach an end.
const MOST_SWEEPS: usize = 1_000_000;

/// The best that can be done in a [`Mdp`] of S states and A actions: what its solvers find.
///
/// ```
/// # use toy::prelude::*;
/// let found = Grid::new("S.G").mdp(0.9).value_iteration(1e-9);
/// close_all("γ, 1 and the end", found.values, [0.9, 1.0, 0.0], 1e-9);
/// assert_eq!((found.action_values.shape(), found.policy[0]), (vec![3, 4], 1));
/// ```
#[derive(Clone, Debug)]
pub struct Solution {
    /// V*(s), S.
    pub values: Tensor,
    /// Q*(s, a), S x A.
    pub action_values: Tensor,
    /// The best action of each state; the first of equals. `one_hot(&policy, actions)` makes a table of it.
    pub policy: Vec<usize>,
    /// How many sweeps (or, in policy iteration, policies) it took.
    pub sweeps: usize,
}

/// The best that can be done when entropy counts, too.
///
/// ```
/// # use toy::prelude::*;
/// let found = Grid::new("S.G").mdp(0.9).soft_value_iteration(0.01, 1e-9);
/// close_all("rows sum to 1", found.policy.sum_axis(1), ones([3]), 1e-9);
/// assert!(found.policy.at([0, 1]) > 0.9); // to the right, most of the time
/// ```
#[derive(Clone, Debug)]
pub struct SoftSolution {
    /// V(s) = τ ln Σₐ e^(Q(s, a)/τ), S.
    pub values: Tensor,
    /// Q(s, a), S x A.
    pub action_values: Tensor,
    /// π(a | s) = e^((Q(s, a) − V(s))/τ), S x A.
    pub policy: Tensor,
    /// How many sweeps it took.
    pub sweeps: usize,
}

impl Mdp {
    /// Q(s, a) = R(s, a) + γ Σ P(s′ | s, a) V(s′): S values to S x A. A constant.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let grid = Grid::new("S.G").mdp(0.9);
    /// let q = grid.action_values(&tensor([0.0, 1.0, 0.0])); // one step, then these values
    /// assert_eq!(q.at([0, 1]), 0.9);
    /// ```
    #[track_caller]
    pub fn action_values(&self, values: &Tensor) -> Tensor {
        let states = self.states();
        assert!(
            values.shape() == [states],
            "action_values: needs the values of {states} states, the shape is {:?}",
            values.shape()
        );
        let shape = [states, self.actions()];
        Tensor::from_vec(&shape, self.look_ahead(&values.to_vec()))
    }

    fn look_ahead(&self, values: &[f64]) -> Vec<f64> {
        let rewards = self.rewards.store();
        let pairs = numbers(&rewards).iter().zip(&self.successors);
        let later = |to: &Vec<(usize, f64)>| to.iter().map(|&(s, p)| p * values[s]).sum::<f64>();
        pairs.map(|(r, to)| r + self.discount * later(to)).collect()
    }

    /// Sweeps V ← backup(Q) until no value changes by more than `tolerance`; the values and the sweeps.
    #[track_caller]
    fn sweep(&self, tolerance: f64, backup: &dyn Fn(&[f64]) -> f64) -> (Vec<f64>, usize) {
        let mut values = vec![0.0; self.states()];
        for sweep in 1..=MOST_SWEEPS {
            crate::interrupt::checkpoint();
            let q = self.look_ahead(&values);
            let mut change = 0.0f64;
            for (s, row) in q.chunks(self.actions()).enumerate() {
                // An end is worth nothing, whatever the backup makes of its zeros.
                let new = if self.terminal[s] { 0.0 } else { backup(row) };
                change = change.max((new - values[s]).abs());
                values[s] = new;
            }
            if change <= tolerance {
                return (values, sweep);
            }
        }
        panic!(
            "value iteration: no convergence to {tolerance:e} in {MOST_SWEEPS} sweeps with discount {}",
            self.discount
        );
    }

    fn solution(&self, values: Vec<f64>, sweeps: usize) -> Solution {
        let values = Tensor::from(values);
        let action_values = self.action_values(&values);
        Solution {
            policy: action_values.argmax(),
            values,
            action_values,
            sweeps,
        }
    }

    /// V ← maxₐ Q until no value changes by more than `tolerance`. With discount γ < 1 the values are then within
    /// γ·`tolerance`/(1 − γ) of the best.
    #[track_caller]
    pub fn value_iteration(&self, tolerance: f64) -> Solution {
        let (values, sweeps) = self.sweep(tolerance, &|q| q[best(q)]);
        self.solution(values, sweeps)
    }

    /// Evaluates a policy exactly, acts greedily on its values, and again, until nothing improves (R. Howard, "Dynamic
    /// programming and Markov processes", 1960). Exact but for rounding. Begins with the uniform policy.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let chain = chain_mdp(5, 0.2, 0.95);
    /// close_all("two ways", chain.policy_iteration().values, chain.value_iteration(1e-10).values, 1e-6);
    /// ```
    #[track_caller]
    pub fn policy_iteration(&self) -> Solution {
        let (states, actions) = (self.states(), self.actions());
        let mut values = self.evaluate(&self.uniform_policy());
        let mut policy = self.action_values(&values).argmax();
        for count in 1.. {
            values = self.evaluate(&crate::tensor::one_hot(&policy, actions));
            let q = self.look_ahead(&values.to_vec());
            let mut stable = true;
            for s in 0..states {
                let row = &q[s * actions..(s + 1) * actions];
                let top = best(row);
                // Only a real gain changes an action, so that equals do not take turns for ever.
                if row[top] > row[policy[s]] + 1e-10 * (1.0 + row[top].abs()) {
                    (policy[s], stable) = (top, false);
                }
            }
            if stable {
                let solution = self.solution(values.to_vec(), count);
                return Solution { policy, ..solution };
            }
        }
        unreachable!("every change of the policy improves it, and there are finitely many")
    }

    /// All actions equally likely, S x A.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(chain_mdp(2, 0.0, 0.9).uniform_policy().to_rows(), [[0.5, 0.5]; 2]);
    /// ```
    pub fn uniform_policy(&self) -> Tensor {
        crate::tensor::full([self.states(), self.actions()], 1.0 / self.actions() as f64)
    }

    /// The probabilities of a policy, S x A, checked; `what` asks.
    #[track_caller]
    pub(super) fn policy_numbers(&self, what: &str, policy: &Tensor) -> Vec<f64> {
        let want = [self.states(), self.actions()];
        assert!(
            policy.shape() == want,
            "{what}: the policy must be states x actions, {want:?}, its shape is {:?}",
            policy.shape()
        );
        let p = policy.to_vec();
        for (s, row) in p.chunks(want[1]).enumerate() {
            let total: f64 = row.iter().sum();
            assert!(
                row.iter().all(|&p| p >= 0.0) && (total - 1.0).abs() < 1e-9,
                "{what}: the probabilities of the policy in state {s} must sum to 1, they are {row:?}"
            );
        }
        p
    }

    /// The value of a policy (S x A probabilities) in every state: the solution of V = R_π + γ P_π V, with V = 0 at the
    /// ends. A constant.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let waits = Mdp::new(ones([1, 1, 1]), [[1.0]], 0.9); // 1 a step, for ever
    /// close("1/(1 − γ)", waits.evaluate(&waits.uniform_policy()).item(), 10.0, 1e-9);
    /// ```
    #[track_caller]
    pub fn evaluate(&self, policy: &Tensor) -> Tensor {
        let p = self.policy_numbers("evaluate", policy);
        let (n, actions) = (self.states(), self.actions());
        let r = self.rewards.to_vec();
        let reward = |s: usize| (s * actions..(s + 1) * actions).map(|i| p[i] * r[i]).sum();
        let rewards: Vec<f64> = (0..n).map(reward).collect();
        solve("evaluate", self.one_minus_steps(&p), rewards, n).into()
    }

    /// I − γ P_π, S x S, where nothing follows an end.
    pub(super) fn one_minus_steps(&self, policy: &[f64]) -> Vec<f64> {
        let (n, actions) = (self.states(), self.actions());
        let mut a = vec![0.0; n * n];
        for s in 0..n {
            a[s * n + s] = 1.0;
            if self.terminal[s] {
                continue;
            }
            let own = s * actions..(s + 1) * actions;
            for (successors, taken) in self.successors[own.clone()].iter().zip(&policy[own]) {
                for &(next, chance) in successors {
                    a[s * n + next] -= self.discount * taken * chance;
                }
            }
        }
        a
    }

    /// The best policy for reward plus τ times the entropy of the policy: V ← τ ln Σₐ e^(Q/τ) (B. Ziebart, "Modeling
    /// purposeful adaptive behavior with the principle of maximum causal entropy", 2010; T. Haarnoja et al.,
    /// "Reinforcement learning with deep energy-based policies", 2017, equations 3 to 6). An end is worth 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let idle = Mdp::new(ones([1, 2, 1]), [[1.0, 1.0]], 0.5); // two actions, both pay 1
    /// let values = idle.soft_value_iteration(1.0, 1e-9).values;
    /// close("(1 + ln 2)/(1 − γ)", values.item(), 2.0 * (1.0 + ln(2.0)), 1e-6);
    /// ```
    #[track_caller]
    pub fn soft_value_iteration(&self, temperature: f64, tolerance: f64) -> SoftSolution {
        assert!(
            temperature > 0.0,
            "soft_value_iteration: the temperature must be positive, got {temperature}"
        );
        let soft = |q: &[f64]| {
            let scaled: Vec<f64> = q.iter().map(|q| q / temperature).collect();
            temperature * log_sum_exp(&scaled)
        };
        let (values, sweeps) = self.sweep(tolerance, &soft);
        let q = self.look_ahead(&values);
        let policy = q.chunks(self.actions()).flat_map(|row| {
            let top = soft(row);
            row.iter()
                .map(move |q| exp((q - top) / temperature))
                .collect::<Vec<_>>()
        });
        let shape = [self.states(), self.actions()];
        SoftSolution {
            policy: Tensor::from_vec(&shape, policy.collect()),
            action_values: Tensor::from_vec(&shape, q),
            values: values.into(),
            sweeps,
        }
    }

    /// The best that can be done in a fixed number of steps: Q with 1, 2, ..., `steps` steps to go, each S x A. With k
    /// steps to go, act by place k − 1.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let far = Grid::new("S..G").mdp(1.0).finite_horizon(3);
    /// assert_eq!((far[1].row(0).max().item(), far[2].row(0).max().item()), (0.0, 1.0)); // too far for two
    /// ```
    pub fn finite_horizon(&self, steps: usize) -> Vec<Tensor> {
        let mut values = vec![0.0; self.states()];
        let shape = [self.states(), self.actions()];
        let mut all = Vec::with_capacity(steps);
        for _ in 0..steps {
            let q = self.look_ahead(&values);
            values = q.chunks(self.actions()).map(|row| row[best(row)]).collect();
            all.push(Tensor::from_vec(&shape, q));
        }
        all
    }
}

/// Optimal stopping of a Markov chain: V(s) = max(`stop`(s), `go_on`(s) + γ Σ P(s′ | s) V(s′)). The values, and whether
/// to stop in each state (also when both are equally good). `chain` is S x S; `stop` and `go_on` have S numbers.
///
/// ```
/// # use toy::prelude::*;
/// let walk = tensor([[1.0, 0.0, 0.0], [0.5, 0.0, 0.5], [0.0, 0.0, 1.0]]);
/// let (values, stop) = optimal_stopping(&walk, [0.0, 0.4, 1.0], [0.0; 3], 1.0, 1e-9);
/// close_all("wait in the middle", values, [0.0, 0.5, 1.0], 1e-9);
/// assert_eq!(stop, [true, false, true]);
/// ```
#[track_caller]
pub fn optimal_stopping(
    chain: &Tensor,
    stop: impl Into<Tensor>,
    go_on: impl Into<Tensor>,
    discount: f64,
    tolerance: f64,
) -> (Tensor, Vec<bool>) {
    let (stop, go_on) = (stop.into().to_vec(), go_on.into().to_vec());
    let n = stop.len();
    assert!(
        chain.shape() == [n, n] && go_on.len() == n,
        "optimal_stopping: a chain of shape {:?}, {n} rewards for stopping, {} for going on",
        chain.shape(),
        go_on.len()
    );
    // The last state is where a stopped chain rests; action 0 stops.
    let rows = chain.to_rows();
    let mdp = Mdp::build(n + 1, 2, discount, &|s, a| match (s, a) {
        _ if s == n => vec![(1.0, n, 0.0)],
        (_, 0) => vec![(1.0, n, stop[s])],
        _ => (0..n).map(|next| (rows[s][next], next, go_on[s])).collect(),
    });
    let best = mdp.value_iteration(tolerance);
    let values = best.values.slice(0, 0..n);
    (values, best.policy[..n].iter().map(|&a| a == 0).collect())
}
