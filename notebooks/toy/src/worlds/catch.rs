//! Catch: a ball falls, a paddle must be under it at the end (V. Mnih et al., "Recurrent models of visual attention",
//! 2014, section 4.2).

use super::{Step, World, check_action};
use crate::random::Rng;
use crate::tensor::Tensor;

/// A ball falls from a random column of the top row, one row a step; the paddle, in the bottom row, starts in the
/// middle.
///
/// Seen: the picture, rows x columns numbers row by row, 1 at the ball and at the paddle, else 0. Actions: left (0),
/// stay (1), right (2). Reward at the end, after rows − 1 steps: 1 if caught, else −1.
///
/// ```
/// # use toy::prelude::*;
/// let (mut game, mut rng) = (Catch::new(6, 5), Rng::seed(1));
/// let past = episode(&mut game, &mut |seen, _| {
///     let (ball, paddle) = (argmax(tensor(seen).reshape([6, 5]).sum_axis(0)), 2);
///     if ball < paddle { 0 } else if ball > paddle { 2 } else { 1 }
/// }, &mut rng);
/// assert_eq!(past.steps(), 5); // rows − 1
/// assert_eq!(game.image().shape(), [6, 5]);
/// ```
#[derive(Clone, Debug)]
pub struct Catch {
    /// Rows of the picture.
    pub rows: usize,
    /// Columns of the picture.
    pub columns: usize,
    /// Row and column of the ball.
    pub ball: [usize; 2],
    /// Column of the paddle.
    pub paddle: usize,
}

impl Catch {
    /// A field of this size.
    #[track_caller]
    pub fn new(rows: usize, columns: usize) -> Catch {
        assert!(
            rows >= 2 && columns >= 1,
            "Catch: needs two rows or more and a column, got {rows} x {columns}"
        );
        Catch {
            rows,
            columns,
            ball: [0, 0],
            paddle: columns / 2,
        }
    }

    /// The picture, rows x columns.
    pub fn image(&self) -> Tensor {
        Tensor::from_vec(&[self.rows, self.columns], self.picture())
    }

    fn picture(&self) -> Vec<f64> {
        let mut picture = vec![0.0; self.rows * self.columns];
        picture[self.ball[0] * self.columns + self.ball[1]] = 1.0;
        picture[(self.rows - 1) * self.columns + self.paddle] = 1.0;
        picture
    }
}

impl World for Catch {
    fn actions(&self) -> usize {
        3
    }

    fn observation_size(&self) -> usize {
        self.rows * self.columns
    }

    fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
        self.ball = [0, rng.below(self.columns)];
        self.paddle = self.columns / 2;
        self.picture()
    }

    #[track_caller]
    fn step(&mut self, action: usize, _: &mut Rng) -> Step {
        check_action("Catch", action, 3);
        assert!(
            self.ball[0] + 1 < self.rows,
            "Catch: the episode is over, reset the world first"
        );
        self.paddle = (self.paddle + action)
            .saturating_sub(1)
            .min(self.columns - 1);
        self.ball[0] += 1;
        let terminated = self.ball[0] + 1 == self.rows;
        let reward = match terminated {
            false => 0.0,
            true if self.ball[1] == self.paddle => 1.0,
            true => -1.0,
        };
        Step {
            observation: self.picture(),
            reward,
            terminated,
            truncated: false,
        }
    }

    /// The state is where ball and paddle are.
    fn state(&self) -> usize {
        (self.ball[0] * self.columns + self.ball[1]) * self.columns + self.paddle
    }

    fn states(&self) -> usize {
        self.rows * self.columns * self.columns
    }
}
