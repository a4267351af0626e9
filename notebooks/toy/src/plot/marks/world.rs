//! Grid worlds: a value in each cell, walls, an arrow for each cell's action, and the way of an agent.

use super::Kind;
use super::field::arrow;
use crate::plot::Plot;
use crate::plot::draw::Area;
use crate::plot::heat::{self, Colours};
use crate::plot::series::{Heat, Mark, Points};
use crate::plot::sheet::{Frame, Side};
use crate::plot::style::{INK, QUIET, TICK, ink_on};
use crate::plot::ticks::with_signs;
use crate::show::{fixed, num};
use crate::tensor::Tensor;
use plotters::style::Color;

/// The cells of a world.
#[derive(Clone, Debug)]
pub(in crate::plot) struct World {
    pub values: Heat,
    /// Digits after the point of the numbers in the cells; none for no numbers.
    decimals: Option<usize>,
    /// One action for each cell, row by row; what is no place in `moves` has no arrow.
    actions: Vec<f64>,
    /// (down, right) of each action.
    moves: Vec<(f64, f64)>,
}

impl Plot {
    /// A grid world: a value for each cell (rows x columns, the first row on top); NaN is a wall. Follow it with
    /// [`Plot::policy`] for arrows and [`Plot::values`] for numbers; the other marks count columns and rows from 0.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let value = [[0.8, 0.9, 1.0], [0.7, f64::NAN, 0.9]];
    /// plot("Maze").grid_world(value).values(1).policy([1.0, 1.0, -1.0, 0.0, -1.0, 0.0]).svg();
    /// ```
    #[track_caller]
    pub fn grid_world(mut self, values: impl Into<Tensor>) -> Plot {
        let values = values.into();
        let shape = values.shape();
        assert!(
            shape.len() == 2 && shape[0] > 0 && shape[1] > 0,
            "grid_world: needs values rows x columns, the shape is {shape:?}"
        );
        self.y.flipped = true;
        self.x.bare = true;
        self.y.bare = true;
        self.equal = true;
        self = self.past_blue();
        let world = World {
            values: Heat::cells(values.to_rows(), shape[0], shape[1]),
            decimals: None,
            actions: Vec::new(),
            moves: Vec::new(),
        };
        self.add("", false, Mark::World(world))
    }

    #[track_caller]
    fn last_world(&mut self, what: &str) -> &mut World {
        match self.series.last_mut().map(|s| &mut s.mark) {
            Some(Mark::World(world)) => world,
            _ => panic!("{what}: must follow .grid_world(..)"),
        }
    }

    /// Writes the values of the last `grid_world` into its cells, with so many decimals.
    #[track_caller]
    pub fn values(mut self, decimals: usize) -> Plot {
        self.last_world("values").decimals = Some(decimals);
        self
    }

    /// An arrow in each cell of the last `grid_world`: 0 up, 1 right, 2 down, 3 left; any other number, none. One
    /// action for each cell, row by row; or one for each that is no wall.
    #[track_caller]
    pub fn policy(self, actions: impl Into<Tensor>) -> Plot {
        let moves = [(-1.0, 0.0), (0.0, 1.0), (1.0, 0.0), (0.0, -1.0)];
        self.policy_by(actions, &moves)
    }

    /// The same for actions that are numbered otherwise: `moves[a]` says how far action `a` goes (down, right).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let compass = [(-1.0, 0.0), (0.0, 1.0)]; // action 0: up, action 1: right
    /// display(&plot("").grid_world([[0.0, 1.0]]).policy_by([1.0, 0.0], &compass));
    /// ```
    #[track_caller]
    pub fn policy_by(mut self, actions: impl Into<Tensor>, moves: &[(f64, f64)]) -> Plot {
        let mut actions = actions.into().to_vec();
        let world = self.last_world("policy");
        let (n, m) = world.size();
        let open: Vec<bool> = world
            .values
            .rows
            .concat()
            .iter()
            .map(|v| v.is_finite())
            .collect();
        let states = open.iter().filter(|open| **open).count();
        if actions.len() == states {
            let mut next = actions.into_iter();
            let one = |open: bool| {
                if open {
                    next.next().unwrap_or(-1.0)
                } else {
                    -1.0
                }
            };
            actions = open.into_iter().map(one).collect();
        }
        assert!(
            actions.len() == n * m,
            "policy: {} actions for {n} x {m} cells, {} of them walls",
            actions.len(),
            n * m - states
        );
        (world.actions, world.moves) = (actions, moves.to_vec());
        self
    }
}

impl World {
    fn size(&self) -> (usize, usize) {
        (self.values.rows.len(), self.values.rows[0].len())
    }

    pub fn aspect(&self) -> f64 {
        let (n, m) = self.size();
        n as f64 / m as f64
    }

    fn step(&self, cell: usize) -> Option<(f64, f64)> {
        let action = *self.actions.get(cell)?;
        let place = (action >= 0.0 && action == action.trunc()).then_some(action as usize)?;
        self.moves.get(place).copied()
    }

    fn cell(&self, area: &Area, i: usize, j: usize) -> Frame {
        let (x, y) = (j as f64, i as f64);
        let (left, top) = area.pixel((x - 0.5, y - 0.5));
        let (right, bottom) = area.pixel((x + 0.5, y + 0.5));
        Frame {
            left,
            top,
            right,
            bottom,
        }
    }
}

impl Kind for World {
    fn extent(&self) -> Points {
        let heat = &self.values;
        vec![(heat.x.0, heat.y.0), (heat.x.1, heat.y.1)]
    }

    fn draw(&self, area: &Area, _index: usize) {
        heat::draw(area, &self.values);
        let colours = heat::colours(&self.values);
        let (n, m) = self.size();
        for (i, row) in self.values.rows.iter().enumerate() {
            for (j, &value) in row.iter().enumerate() {
                let cell = self.cell(area, i, j);
                if !value.is_finite() {
                    area.sheet.rect(cell, QUIET.to_rgba());
                    continue;
                }
                let ink = ink_on(colours.colour(colours.level(value)));
                let (x, y) = (
                    (cell.left + cell.right) / 2.0,
                    (cell.top + cell.bottom) / 2.0,
                );
                let side = cell.width().min(cell.height());
                let text = self.decimals.map(|d| with_signs(&fixed(value, d)));
                let text = text.filter(|text| TICK.width(text) <= side - 4.0);
                let step = self.step(i * m + j);
                // The number in the corner, clear of a path through the middles, where the cell is large enough.
                let (wide, both) = (side >= 44.0, text.is_some() && step.is_some());
                let letters = TICK.coloured(ink);
                if let Some(text) = text.as_ref().filter(|_| wide) {
                    let at = (cell.left + 5.0, cell.top + 14.0);
                    area.sheet.text(text, at, Side::Left, letters);
                } else if let Some(text) = &text {
                    let up = if both { 0.22 * side } else { 0.0 };
                    area.sheet
                        .text(text, (x, y - up + 4.0), Side::Center, letters);
                }
                let down = if both { 0.14 * side } else { 0.0 };
                if let Some((dy, dx)) = step {
                    let half = if text.is_some() {
                        0.2 * side
                    } else {
                        0.3 * side
                    };
                    let from = (x - half * dx, y + down - half * dy);
                    let to = (x + half * dx, y + down + half * dy);
                    arrow(area.sheet, from, to, ink.to_rgba(), 1.6, 0.35 * side);
                }
            }
        }
        for k in 1..n.max(m) {
            let at = k as f64 - 0.5;
            let ((x, y), f) = (area.pixel((at, at)), area.frame);
            let lines = [
                (k < n, [(f.left, y), (f.right, y)]),
                (k < m, [(x, f.top), (x, f.bottom)]),
            ];
            for (_, line) in lines.into_iter().filter(|(inside, _)| *inside) {
                area.sheet.line(&line, INK.mix(0.25), 0.6);
            }
        }
    }

    fn describe(&self) -> String {
        let (n, m) = self.size();
        let all = self.values.rows.concat();
        let open = || (0..all.len()).filter(|&k| all[k].is_finite());
        let at = |k: usize| format!("{} in row {}, column {}", num(all[k]), k / m, k % m);
        let low = open().min_by(|&a, &b| all[a].total_cmp(&all[b]));
        let high = open().max_by(|&a, &b| all[a].total_cmp(&all[b]));
        let mut text = format!(
            "grid world of {n} x {m} cells, {} walls",
            all.len() - open().count()
        );
        if let (Some(low), Some(high)) = (low, high) {
            text += &format!(", values from {} to {}", at(low), at(high));
        }
        let way = |&(dy, dx): &(f64, f64)| match (dy, dx) {
            (y, x) if y < 0.0 && x == 0.0 => "up".to_owned(),
            (y, x) if y > 0.0 && x == 0.0 => "down".to_owned(),
            (y, x) if y == 0.0 && x > 0.0 => "right".to_owned(),
            (y, x) if y == 0.0 && x < 0.0 => "left".to_owned(),
            (y, x) => format!("({}, {})", num(y), num(x)),
        };
        for (action, step) in self.moves.iter().enumerate() {
            let own = self.actions.iter().filter(|a| **a == action as f64).count();
            text += &format!(", {own} arrows {}", way(step));
        }
        text
    }

    fn layer(&self) -> u8 {
        0
    }

    fn fills(&self) -> bool {
        true
    }

    fn key(&self) -> Option<(Colours, String)> {
        let colours = heat::colours(&self.values);
        Some((colours, String::new()))
    }
}
