//! Ways to equilibria of games in normal form.

use super::linear::eliminate;
use super::{MatrixGame, argmax};
use crate::math::exp;
use crate::tensor::{Tensor, one_hot};

impl MatrixGame {
    /// The replicator dynamics ẋₐ = xₐ (uₐ − ū) of all players at once, in Euler steps of `dt`; the profile after each
    /// step (P. Taylor and L. Jonker, "Evolutionarily stable strategies and game dynamics", Math. Biosciences 40,
    /// 1978).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::prisoners_dilemma();
    /// let path = game.replicator(&game.uniform(), 0.1, 200);
    /// assert!(path[199][0].at([1]) > 0.99); // all defect
    /// ```
    #[track_caller]
    pub fn replicator(&self, profile: &[Tensor], dt: f64, steps: usize) -> Vec<Vec<Tensor>> {
        let mut now: Vec<Tensor> = profile.iter().map(Tensor::detach).collect();
        let mut path = Vec::with_capacity(steps);
        for _ in 0..steps {
            let grown = (0..self.players()).map(|player| {
                let gain = self.action_values(player, &now) - self.expected(player, &now);
                let x = &now[player] * (1.0 + dt * gain);
                // A step too long could leave the simplex.
                let x = x.maximum(0.0);
                &x / x.sum()
            });
            now = grown.collect();
            path.push(now.clone());
        }
        path
    }

    /// Fictitious play: everybody answers the others' actions so far as if they were a strategy (G. Brown, "Iterative
    /// solution of games by fictitious play", 1951). How often each action was played; starts from `profile`, which
    /// counts as one play.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::matching_pennies();
    /// let often = game.fictitious_play(&game.uniform(), 2000);
    /// close_all("half and half", &often[0], [0.5, 0.5], 0.05);
    /// ```
    #[track_caller]
    pub fn fictitious_play(&self, profile: &[Tensor], steps: usize) -> Vec<Tensor> {
        let mut average: Vec<Tensor> = profile.iter().map(Tensor::detach).collect();
        for t in 0..steps {
            crate::interrupt::checkpoint();
            let best: Vec<usize> = (0..self.players())
                .map(|player| self.best_response(player, &average))
                .collect();
            for (player, best) in best.into_iter().enumerate() {
                let play = one_hot(&[best], self.actions(player)).row(0);
                average[player] = &average[player] + (play - &average[player]) / (t as f64 + 2.0);
            }
        }
        average
    }

    /// Multiplicative weights (Y. Freund and R. Schapire, "Adaptive game playing using multiplicative weights", Games
    /// and Economic Behavior 29, 1999): xₐ ∝ e^(rate · sum of uₐ so far). The time averages of the strategies, which
    /// approach a Nash equilibrium in two-player zero-sum games: with payoffs in ±1 the exploitability is at most
    /// 2·(ln k/(rate·steps) + rate/2).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let averages = MatrixGame::matching_pennies().multiplicative_weights(0.1, 1000);
    /// close_all("half and half", &averages[0], [0.5, 0.5], 0.05);
    /// ```
    #[track_caller]
    pub fn multiplicative_weights(&self, rate: f64, steps: usize) -> Vec<Tensor> {
        assert!(steps > 0, "multiplicative_weights: needs at least one step");
        let mut now = self.uniform();
        let mut totals: Vec<Tensor> = now.iter().map(|x| x * 0.0).collect();
        let mut average = totals.clone();
        for _ in 0..steps {
            crate::interrupt::checkpoint();
            for player in 0..self.players() {
                average[player] = &average[player] + &now[player] / steps as f64;
                totals[player] = &totals[player] + self.action_values(player, &now);
            }
            now = totals
                .iter()
                .map(|total| soft(&total.to_vec(), rate))
                .collect();
        }
        average
    }

    /// All Nash equilibria of a small two-player game whose supports are of equal size, by trying all pairs of supports
    /// (that is all of them unless the game is degenerate; N. Nisan et al., "Algorithmic game theory", 2007, section
    /// 3.2). Each is a pair of strategies; pure ones come first. For up to about 8 actions a player.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let found = MatrixGame::stag_hunt().nash();
    /// assert_eq!(found.len(), 3); // both stag, both hare, and a mixture
    /// close_all("stag with ¾", &found[2][0], [0.75, 0.25], 1e-12);
    /// ```
    #[track_caller]
    pub fn nash(&self) -> Vec<[Tensor; 2]> {
        assert!(
            self.players() == 2,
            "nash: needs two players, the game has {}",
            self.players()
        );
        let [m, n] = [self.actions(0), self.actions(1)];
        assert!(
            m.max(n) <= 16,
            "nash: {m} x {n} actions are too many supports to try"
        );
        let game = self.balanced();
        let mut found: Vec<[Tensor; 2]> = Vec::new();
        for size in 1..=m.min(n) {
            for rows in supports(m, size) {
                for columns in supports(n, size) {
                    // Each player makes the other indifferent between the other's actions.
                    let y = indifferent(&game.payoffs[0], &rows, &columns);
                    let x = indifferent(&game.payoffs[1].t(), &columns, &rows);
                    if let (Some(x), Some(y)) = (x, y) {
                        let pair = [spread(&x, &rows, m), spread(&y, &columns, n)];
                        let known = found.iter().any(|other| same(other, &pair));
                        if !known && game.exploitability(&pair) < 1e-9 {
                            found.push(pair);
                        }
                    }
                }
            }
        }
        found
    }

    /// The size of the largest payoff.
    fn largest(&self) -> f64 {
        let sizes = self.payoffs.iter().map(|payoff| payoff.abs().max().item());
        sizes.fold(0.0, f64::max)
    }

    /// The same game in another currency if its payoffs are tiny or huge: what counts as rounding is an absolute number.
    fn balanced(&self) -> MatrixGame {
        let top = self.largest();
        if top == 0.0 || (1e-3..=1e3).contains(&top) {
            return self.clone();
        }
        MatrixGame::new(self.payoffs.iter().map(|payoff| payoff / top).collect())
    }

    /// A Nash equilibrium of a small zero-sum game and its value for the row's player.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let ([row, _], value) = MatrixGame::zero_sum([[2.0, -1.0], [-1.0, 1.0]]).solve_zero_sum();
    /// close_all("strategy", row, [0.4, 0.6], 1e-12);
    /// close("value", value, 0.2, 1e-12);
    /// ```
    #[track_caller]
    pub fn solve_zero_sum(&self) -> ([Tensor; 2], f64) {
        let sum = (&self.payoffs[0] + &self.payoffs[1]).abs().max().item();
        assert!(
            self.players() == 2 && sum <= 1e-12 * self.largest().min(1.0),
            "solve_zero_sum: the payoffs of the two players sum to {sum}, not to 0"
        );
        let first = self.nash().into_iter().next();
        let pair = first.expect(
            "a zero-sum game has an equilibrium of equal supports (L. Shapley and R. Snow, 1950)",
        );
        let value = self.expected(0, &pair);
        (pair, value)
    }
}

/// Whether two pairs of strategies are equal but for rounding.
fn same(a: &[Tensor; 2], b: &[Tensor; 2]) -> bool {
    a.iter()
        .zip(b)
        .all(|(x, y)| (x - y).abs().max().item() < 1e-9)
}

/// Probabilities in proportion to e^(rate·value).
fn soft(values: &[f64], rate: f64) -> Tensor {
    let top = values[argmax(values)];
    let weights: Tensor = values.iter().map(|v| exp(rate * (v - top))).collect();
    &weights / weights.sum()
}

/// The sets of `size` among n actions, as lists in rising order.
fn supports(n: usize, size: usize) -> Vec<Vec<usize>> {
    let sets = (0..1usize << n).filter(|set| set.count_ones() as usize == size);
    sets.map(|set| (0..n).filter(|i| set >> i & 1 == 1).collect())
        .collect()
}

/// Probabilities on `columns` under which all `rows` pay the same: Σⱼ Aᵢⱼ yⱼ − v = 0, Σ yⱼ = 1.
fn indifferent(payoff: &Tensor, rows: &[usize], columns: &[usize]) -> Option<Vec<f64>> {
    let k = rows.len();
    let n = k + 1;
    let mut a = vec![0.0; n * n];
    for (i, &row) in rows.iter().enumerate() {
        for (j, &column) in columns.iter().enumerate() {
            a[i * n + j] = payoff.at([row, column]);
        }
        a[i * n + k] = -1.0;
    }
    a[k * n..k * n + k].fill(1.0);
    let mut b = vec![0.0; n];
    b[k] = 1.0;
    let mut y = eliminate(&mut a, &mut b, n)?;
    y.truncate(k);
    // A support may turn out smaller than it was tried as: then some probabilities are 0, but for rounding.
    y.iter_mut()
        .filter(|p| p.abs() < 1e-12)
        .for_each(|p| *p = 0.0);
    y.iter().all(|&p| p >= 0.0).then_some(y)
}

fn spread(probabilities: &[f64], places: &[usize], n: usize) -> Tensor {
    let mut all = vec![0.0; n];
    for (&p, &i) in probabilities.iter().zip(places) {
        all[i] = p;
    }
    all.into()
}
