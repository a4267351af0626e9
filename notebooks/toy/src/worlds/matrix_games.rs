//! Games in normal form: everybody chooses once, at the same time, and a table says who gets what.

use crate::tensor::{Tensor, numbers};

/// A game of n players. A strategy is a vector of probabilities over a player's actions; a profile is one strategy a
/// player.
///
/// ```
/// # use toy::prelude::*;
/// let game = MatrixGame::rock_paper_scissors();
/// let uniform = game.uniform();
/// assert_eq!(game.exploitability(&uniform), 0.0);
/// let rock = vec![tensor([1.0, 0.0, 0.0]), uniform[1].clone()];
/// assert_eq!(game.best_response(1, &rock), 1);
/// assert_eq!(game.exploitability(&rock), 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct MatrixGame {
    /// What each player gets: one tensor a player, with one axis a player.
    pub payoffs: Vec<Tensor>,
}

impl MatrixGame {
    /// n players; each payoff tensor has n axes, axis i counts the actions of player i.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let three = MatrixGame::new(vec![ones([2, 2, 2]); 3]); // three players, two actions each
    /// assert_eq!((three.players(), three.actions(2)), (3, 2));
    /// ```
    #[track_caller]
    pub fn new(payoffs: Vec<Tensor>) -> MatrixGame {
        let shape = payoffs.first().map_or(Vec::new(), Tensor::shape);
        for (player, payoff) in payoffs.iter().enumerate() {
            assert!(
                payoff.shape() == shape && shape.len() == payoffs.len() && !payoff.is_empty(),
                "MatrixGame: {} players need tensors with as many axes, all of one shape; player 0 has {shape:?}, \
                 player {player} {:?}",
                payoffs.len(),
                payoff.shape()
            );
        }
        let payoffs = payoffs.iter().map(Tensor::detach).collect();
        MatrixGame { payoffs }
    }

    /// Two players: what the one who chooses the row gets, and what the one who chooses the column gets.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::two([[2.0, 0.0], [0.0, 1.0]], [[1.0, 0.0], [0.0, 2.0]]);
    /// assert_eq!(game.nash().len(), 3); // the battle of the sexes
    /// ```
    #[track_caller]
    pub fn two(row: impl Into<Tensor>, column: impl Into<Tensor>) -> MatrixGame {
        MatrixGame::new(vec![row.into(), column.into()])
    }

    /// Two players, one wins what the other loses.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::zero_sum([[1.0, 0.0], [0.0, 0.0]]);
    /// assert_eq!(game.expected(0, &game.uniform()), -game.expected(1, &game.uniform()));
    /// ```
    #[track_caller]
    pub fn zero_sum(row: impl Into<Tensor>) -> MatrixGame {
        let row = row.into();
        let column = -&row;
        MatrixGame::new(vec![row, column])
    }

    /// Two players in the same place: what the row's player gets; the column's gets its transpose.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let dove = MatrixGame::symmetric([[2.0, 1.0], [3.0, 0.0]]);
    /// assert_eq!(dove.expected(0, &dove.uniform()), dove.expected(1, &dove.uniform()));
    /// ```
    #[track_caller]
    pub fn symmetric(row: impl Into<Tensor>) -> MatrixGame {
        let row = row.into();
        let column = row.t();
        MatrixGame::new(vec![row, column])
    }

    /// Cooperate (0) or defect (1): temptation 0, reward −1, punishment −2, sucker −3 (A. Tucker, 1950, as years in
    /// prison).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::prisoners_dilemma();
    /// let both_defect = vec![tensor([0.0, 1.0]); 2];
    /// assert_eq!((game.expected(0, &both_defect), game.exploitability(&both_defect)), (-2.0, 0.0));
    /// ```
    pub fn prisoners_dilemma() -> MatrixGame {
        MatrixGame::symmetric([[-1.0, -3.0], [0.0, -2.0]])
    }

    /// Heads (0) or tails (1): the row's player wins 1 if the coins match, else loses 1.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::matching_pennies();
    /// assert_eq!(game.expected(0, &[tensor([1.0, 0.0]), tensor([1.0, 0.0])]), 1.0);
    /// ```
    pub fn matching_pennies() -> MatrixGame {
        MatrixGame::zero_sum([[1.0, -1.0], [-1.0, 1.0]])
    }

    /// Rock (0), paper (1), scissors (2): 1 for a win, −1 for a loss.
    pub fn rock_paper_scissors() -> MatrixGame {
        MatrixGame::zero_sum([[0.0, -1.0, 1.0], [1.0, 0.0, -1.0], [-1.0, 1.0, 0.0]])
    }

    /// Stag (0), which needs both and pays 4, or hare (1), which pays 3 with company or without.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::stag_hunt();
    /// let alone = [tensor([1.0, 0.0]), tensor([0.0, 1.0])];
    /// assert_eq!((game.expected(0, &alone), game.expected(1, &alone)), (0.0, 3.0));
    /// ```
    pub fn stag_hunt() -> MatrixGame {
        MatrixGame::symmetric([[4.0, 0.0], [3.0, 3.0]])
    }

    /// How many players.
    pub fn players(&self) -> usize {
        self.payoffs.len()
    }

    /// How many actions a player has.
    #[track_caller]
    pub fn actions(&self, player: usize) -> usize {
        assert!(
            player < self.players(),
            "MatrixGame: there is no player {player}, there are {}",
            self.players()
        );
        self.payoffs[0].shape()[player]
    }

    /// Everybody chooses every action with the same probability.
    pub fn uniform(&self) -> Vec<Tensor> {
        let shape = self.payoffs[0].shape();
        let of = |&k: &usize| crate::tensor::full(k, 1.0 / k as f64);
        shape.iter().map(of).collect()
    }

    #[track_caller]
    fn strategies(&self, profile: &[Tensor]) -> Vec<Vec<f64>> {
        let want = self.payoffs[0].shape();
        let got: Vec<usize> = profile.iter().map(Tensor::len).collect();
        assert!(
            got == want,
            "MatrixGame: the players have {want:?} actions, the strategies {got:?}"
        );
        profile.iter().map(Tensor::to_vec).collect()
    }

    /// What each action of `player` brings on average when the others keep to the profile.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::stag_hunt();
    /// assert_eq!(game.action_values(0, &game.uniform()).to_vec(), [2.0, 3.0]);
    /// ```
    #[track_caller]
    pub fn action_values(&self, player: usize, profile: &[Tensor]) -> Tensor {
        let actions = self.actions(player);
        let strategies = self.strategies(profile);
        let shape = self.payoffs[0].shape();
        let store = self.payoffs[player].store();
        let mut values = vec![0.0; actions];
        for (i, payoff) in numbers(&store).iter().enumerate() {
            // The joint action with this place: the last player's action counts fastest.
            let (mut rest, mut chance, mut own) = (i, 1.0, 0);
            for other in (0..shape.len()).rev() {
                let action = rest % shape[other];
                rest /= shape[other];
                if other == player {
                    own = action;
                } else {
                    chance *= strategies[other][action];
                }
            }
            values[own] += chance * payoff;
        }
        values.into()
    }

    /// What `player` gets on average.
    #[track_caller]
    pub fn expected(&self, player: usize, profile: &[Tensor]) -> f64 {
        (self.action_values(player, profile) * profile[player].detach())
            .sum()
            .item()
    }

    /// The best action of `player` against the others' strategies; the first of equals.
    #[track_caller]
    pub fn best_response(&self, player: usize, profile: &[Tensor]) -> usize {
        super::argmax(self.action_values(player, profile))
    }

    /// How much `player` would gain by its best response.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = MatrixGame::stag_hunt();
    /// assert_eq!(game.regret(0, &game.uniform()), 3.0 - 2.5); // hare instead of either
    /// ```
    #[track_caller]
    pub fn regret(&self, player: usize, profile: &[Tensor]) -> f64 {
        let values = self.action_values(player, profile);
        values.max().item() - self.expected(player, profile)
    }

    /// The sum of what all players would gain by a best response alone ("NashConv"; M. Lanctot et al., "A unified
    /// game-theoretic approach to multiagent reinforcement learning", 2017, section 2). 0 exactly at a Nash
    /// equilibrium.
    #[track_caller]
    pub fn exploitability(&self, profile: &[Tensor]) -> f64 {
        (0..self.players())
            .map(|player| self.regret(player, profile))
            .sum()
    }
}
