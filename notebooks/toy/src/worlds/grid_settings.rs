//! The settings of a grid world: what it pays, how it slips, what the agent sees. Each gives the world back.

use super::{Grid, View};

impl Grid {
    /// With this probability a move goes to one of the two sides instead, each half as likely.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let still = Grid::new("S.G").slip(0.2).mdp(0.9);
    /// close("bumps into the walls", still.transitions().at([0, 1, 0]), 0.2, 1e-12); // action 1: right
    /// ```
    #[track_caller]
    pub fn slip(mut self, probability: f64) -> Grid {
        assert!(
            (0.0..=1.0).contains(&probability),
            "Grid::slip: a probability lies between 0 and 1, got {probability}"
        );
        self.slip = probability;
        self
    }

    /// Paid at every step, whatever else is (0).
    pub fn step_reward(mut self, reward: f64) -> Grid {
        self.step_reward = reward;
        self
    }

    /// What stepping on a sign pays, and whether it ends the episode: `grid.tile('G', 10.0, true)`. A key pays when it
    /// is taken, so keys without doors are things to collect.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mine = Grid::new("S.G").tile('G', 10.0, true).mdp(0.5);
    /// close("a step, then 10", mine.value_iteration(1e-9).values.at([0]), 5.0, 1e-9);
    /// ```
    #[track_caller]
    pub fn tile(mut self, sign: char, reward: f64, ends: bool) -> Grid {
        assert!(
            self.tiles.contains(&sign) && sign != '#',
            "Grid::tile: there is no floor {sign:?} on the map"
        );
        assert!(
            !(ends && self.keys.contains(&sign)),
            "Grid::tile: a key ({sign:?}) cannot end the episode"
        );
        self.effects.retain(|effect| effect.0 != sign);
        self.effects.push((sign, reward, ends));
        self
    }

    /// The episode is cut off after so many steps (never).
    pub fn limit(mut self, steps: usize) -> Grid {
        self.limit = steps;
        self
    }

    /// A fifth action, 4: stay.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Grid::new("S.G").stay().actions(), 5);
    /// ```
    pub fn stay(mut self) -> Grid {
        self.actions = 5;
        self
    }

    /// What the agent sees ([`View::OneHot`]).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut grid = Grid::new("S.G").view(View::Codes(tensor([[1.0], [2.0], [3.0]]))); // one a cell
    /// assert_eq!(grid.reset(&mut Rng::seed(1)), [1.0]);
    /// ```
    #[track_caller]
    pub fn view(mut self, view: View) -> Grid {
        if let View::Codes(table) = &view {
            assert!(
                table.rank() == 2 && table.shape()[0] == self.cells.len(),
                "Grid::view: the codes must be cells x d with {} cells, their shape is {:?}",
                self.cells.len(),
                table.shape()
            );
        }
        self.view = view;
        self
    }

    /// So many random bits after each observation, drawn afresh at every step: they say nothing.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut noisy = Grid::new("S.G").distractor_bits(4).distractor_normals(2);
    /// assert_eq!(noisy.reset(&mut Rng::seed(1)).len(), 3 + 4 + 2);
    /// ```
    pub fn distractor_bits(mut self, count: usize) -> Grid {
        self.bits = count;
        self
    }

    /// So many standard normal numbers after each observation, drawn afresh at every step.
    pub fn distractor_normals(mut self, count: usize) -> Grid {
        self.normals = count;
        self
    }
}
