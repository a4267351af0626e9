//! Grid worlds in action: how they are stepped, seen and drawn.

use super::grid::{Grid, View};
use super::{Step, World, check_action};
use crate::random::Rng;
use crate::tensor::Tensor;

impl World for Grid {
    fn actions(&self) -> usize {
        self.actions
    }

    fn observation_size(&self) -> usize {
        let cells = self.cells.len();
        let keys = self.keys.len();
        let seen = match &self.view {
            View::Coordinates => 2 + keys,
            View::OneHot => cells + keys,
            View::Planes => 5 * self.rows * self.columns,
            View::Codes(table) => table.shape()[1] + keys,
        };
        seen + self.bits + self.normals
    }

    #[track_caller]
    fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
        let starts = self.starts();
        assert!(
            !starts.is_empty(),
            "Grid: the map has neither a start (S) nor a floor (.) to start from"
        );
        self.cell = match starts.as_slice() {
            [only] => *only,
            _ => starts[rng.below(starts.len())],
        };
        (self.held, self.time) = (0, 0);
        self.observe(rng)
    }

    #[track_caller]
    fn step(&mut self, action: usize, rng: &mut Rng) -> Step {
        check_action("Grid", action, self.actions);
        let directions = self.directions(action);
        let direction = match directions.as_slice() {
            [(_, only)] => *only,
            several => several[rng.pick(several.iter().map(|d| d.0).collect::<Vec<_>>())].1,
        };
        let (cell, held, reward) = self.arrive(self.cell, self.held, direction);
        (self.cell, self.held) = (cell, held);
        self.time += 1;
        let terminated = self.ends(cell);
        Step {
            observation: self.observe(rng),
            reward,
            terminated,
            truncated: !terminated && self.time >= self.limit,
        }
    }

    fn state(&self) -> usize {
        self.held * self.cells.len() + self.cell
    }

    fn states(&self) -> usize {
        self.cells.len() << self.keys.len()
    }
}

impl Grid {
    /// What the agent sees where it stands now, with fresh distractors.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut grid = Grid::new("S.G");
    /// grid.place(0, 1);
    /// assert_eq!(grid.observe(&mut Rng::seed(1)), [0.0, 1.0, 0.0]); // one-hot
    /// assert_eq!(grid.render().trim(), "S@G");
    /// assert_eq!(grid.image(1).to_rows(), [[1.0, 0.25, 0.75]]);
    /// ```
    pub fn observe(&self, rng: &mut Rng) -> Vec<f64> {
        let mut seen = match &self.view {
            View::Coordinates => {
                let [row, column] = self.cells[self.cell];
                let scale = |at: usize, length: usize| at as f64 / (length.max(2) - 1) as f64;
                vec![scale(row, self.rows), scale(column, self.columns)]
            }
            View::OneHot => {
                let mut code = vec![0.0; self.cells.len()];
                code[self.cell] = 1.0;
                code
            }
            View::Planes => self.planes(),
            View::Codes(table) => table.row(self.cell).to_vec(),
        };
        if !matches!(self.view, View::Planes) {
            let bits = (0..self.keys.len()).map(|k| (self.held >> k & 1) as f64);
            seen.extend(bits);
        }
        seen.extend((0..self.bits).map(|_| rng.below(2) as f64));
        seen.extend((0..self.normals).map(|_| rng.normal()));
        seen
    }

    fn planes(&self) -> Vec<f64> {
        let size = self.tiles.len();
        let mut planes = vec![0.0; 5 * size];
        for (i, &sign) in self.tiles.iter().enumerate() {
            let plane = match (sign, self.number[i]) {
                (_, Some(cell)) if cell == self.cell => 0,
                (_, None) => 1,
                (_, Some(cell)) if !self.open(cell, self.held) => 1,
                ('G', _) => 2,
                ('X', _) => 3,
                _ if self.lies_there(sign) => 4,
                _ => continue,
            };
            planes[plane * size + i] = 1.0;
        }
        planes
    }

    /// Whether the sign is a key that has not been taken.
    fn lies_there(&self, sign: char) -> bool {
        let key = self.keys.iter().position(|&k| k == sign);
        key.is_some_and(|k| self.held >> k & 1 == 0)
    }

    /// The map with the agent as `@`; taken keys and opened doors are floor.
    pub fn render(&self) -> String {
        let mut text = String::new();
        for (i, &sign) in self.tiles.iter().enumerate() {
            if i > 0 && i % self.columns == 0 {
                text.push('\n');
            }
            text.push(match self.number[i] {
                Some(cell) if cell == self.cell => '@',
                Some(cell) if sign.is_ascii_uppercase() && "ABCDEF".contains(sign) => {
                    if self.open(cell, self.held) {
                        '.'
                    } else {
                        sign
                    }
                }
                Some(_) if self.keys.contains(&sign) && !self.lies_there(sign) => '.',
                _ => sign,
            });
        }
        text
    }

    /// A picture in grey, rows·`pixels` x columns·`pixels`: walls and closed doors 0, floor 1, the agent 0.25, other
    /// signs 0.75.
    #[track_caller]
    pub fn image(&self, pixels: usize) -> Tensor {
        assert!(pixels > 0, "Grid::image: a cell needs at least one pixel");
        let drawn: Vec<char> = self.render().chars().filter(|&c| c != '\n').collect();
        let (height, width) = (self.rows * pixels, self.columns * pixels);
        let grey = |i: usize| {
            let place = i / width / pixels * self.columns + i % width / pixels;
            match drawn[place] {
                '#' | 'A'..='F' => 0.0,
                '.' | 'S' => 1.0,
                '@' => 0.25,
                _ => 0.75,
            }
        };
        Tensor::from_vec(&[height, width], (0..height * width).map(grey).collect())
    }

    /// One number a cell laid out on the map, rows x columns, `wall` at the walls: for a heat map of values or visits.
    /// With keys, one number a state is taken too; the states without keys are shown.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let laid = Grid::new("S#G").on_map([1.0, 2.0], -1.0);
    /// assert_eq!(laid.to_rows(), [[1.0, -1.0, 2.0]]);
    /// ```
    #[track_caller]
    pub fn on_map(&self, numbers: impl Into<Tensor>, wall: f64) -> Tensor {
        let numbers = numbers.into().to_vec();
        let cells = self.cells.len();
        assert!(
            numbers.len() == cells || numbers.len() == self.states(),
            "Grid::on_map: needs a number for each of {cells} cells (or {} states), got {}",
            self.states(),
            numbers.len()
        );
        let at = |cell: &Option<usize>| cell.map_or(wall, |c| numbers[c]);
        Tensor::from_vec(
            &[self.rows, self.columns],
            self.number.iter().map(at).collect(),
        )
    }

    /// Puts the agent into a cell, with no keys, at the start of an episode.
    #[track_caller]
    pub fn place(&mut self, row: usize, column: usize) {
        self.cell = self.cell_at(row, column);
        (self.held, self.time) = (0, 0);
    }
}
