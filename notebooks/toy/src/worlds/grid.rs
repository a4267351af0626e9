//! Grid worlds drawn as text.
//!
//! | sign | what it is |
//! |---|---|
//! | `#` | wall (as is everything outside) |
//! | `.` | floor |
//! | `S` | floor where an episode starts; several: one of them at random; none: any `.` |
//! | `G` | goal: pays 1 and ends the episode |
//! | `X` | pit: pays −1 and ends the episode |
//! | `a` to `f` | a key, taken by stepping there |
//! | `A` to `F` | a door: a wall until its key is held |
//! | `0` to `9`, `~`, `*` | floor that [`Grid::tile`] gives a reward or an end |

use super::Mdp;
use crate::tensor::Tensor;

/// What the agent sees of a grid world.
///
/// ```
/// # use toy::prelude::*;
/// let mut grid = Grid::new("S.G").view(View::Coordinates);
/// assert_eq!(grid.reset(&mut Rng::seed(1)).len(), 2); // row and column
/// let mut grid = Grid::new("S.G").view(View::OneHot);
/// assert_eq!(grid.reset(&mut Rng::seed(1)), [1.0, 0.0, 0.0]); // one a state
/// ```
#[derive(Clone, Debug)]
pub enum View {
    /// Row and column, each scaled to 0..1, and a bit for each key: 2 numbers and the keys.
    Coordinates,
    /// The one-hot code of the cell, and a bit for each key: cells + keys.
    OneHot,
    /// Pictures, flattened: one each of agent, walls and closed doors, goals, pits, keys not yet taken (5 x rows x
    /// columns).
    Planes,
    /// A row of this table (cells x d) for each cell, and a bit for each key.
    Codes(Tensor),
}

/// A world of cells on a grid. Actions: up (0), right (1), down (2), left (3), and stay (4) if [`Grid::stay`] is
/// called.
///
/// ```
/// # use toy::prelude::*;
/// // The wall in the middle has a door; its key lies below the start.
/// let mut grid = Grid::new("
///     S.#.G
///     a.A..
/// ").step_reward(-0.02).limit(24);
/// let plan = grid.mdp(0.99).value_iteration(1e-9).policy;
/// let mut rng = Rng::seed(1);
/// grid.reset(&mut rng);
/// let mut steps = 1;
/// while !grid.step(plan[grid.state()], &mut rng).done() {
///     steps += 1;
/// }
/// assert_eq!(steps, 6);
/// ```
///
/// A state is a cell together with the keys that are held; its number is (keys as bits)·cells + cell, cells in reading
/// order. So without keys it is the cell's number.
#[derive(Clone, Debug)]
pub struct Grid {
    /// Rows of the map.
    pub rows: usize,
    /// Columns of the map.
    pub columns: usize,
    pub(super) tiles: Vec<char>,
    /// Row and column of each cell: everything but walls, in reading order.
    pub cells: Vec<[usize; 2]>,
    pub(super) number: Vec<Option<usize>>,
    pub(super) keys: Vec<char>,
    /// What stepping on a sign pays, and whether it ends the episode.
    pub(super) effects: Vec<(char, f64, bool)>,
    pub(super) slip: f64,
    pub(super) step_reward: f64,
    pub(super) limit: usize,
    pub(super) actions: usize,
    pub(super) view: View,
    pub(super) bits: usize,
    pub(super) normals: usize,
    /// The cell the agent is in.
    pub cell: usize,
    /// The keys it holds, as bits: key number k is 2ᵏ.
    pub held: usize,
    pub(super) time: usize,
}

/// The signs of floor that `tile` may change.
const PLAIN: &str = "0123456789~*";

impl Grid {
    /// A world from its map; blank lines and the space around a line do not count.
    #[track_caller]
    pub fn new(map: &str) -> Grid {
        let lines: Vec<Vec<char>> = map
            .lines()
            .map(|line| line.trim().chars().collect::<Vec<_>>())
            .filter(|line| !line.is_empty())
            .collect();
        let (rows, columns) = (lines.len(), lines.first().map_or(0, Vec::len));
        assert!(rows > 0, "Grid: the map is empty");
        for (i, line) in lines.iter().enumerate() {
            assert!(
                line.len() == columns,
                "Grid: row 0 of the map has {columns} signs, row {i} has {}",
                line.len()
            );
            for (j, &sign) in line.iter().enumerate() {
                let known = "#.SGX".contains(sign) || PLAIN.contains(sign);
                assert!(
                    known || matches!(sign, 'a'..='f' | 'A'..='F'),
                    "Grid: the sign {sign:?} in row {i}, column {j} means nothing (known: # . S G X a-f A-F 0-9 ~ *)"
                );
            }
        }
        Grid::of(rows, columns, lines.concat())
    }

    fn of(rows: usize, columns: usize, tiles: Vec<char>) -> Grid {
        let mut cells = Vec::new();
        let mut number = vec![None; tiles.len()];
        for (i, &sign) in tiles.iter().enumerate() {
            if sign != '#' {
                number[i] = Some(cells.len());
                cells.push([i / columns, i % columns]);
            }
        }
        let is_key = |k: &char| tiles.contains(k);
        Grid {
            rows,
            columns,
            cells,
            number,
            keys: ('a'..='f').filter(is_key).collect(),
            tiles,
            effects: vec![('G', 1.0, true), ('X', -1.0, true)],
            slip: 0.0,
            step_reward: 0.0,
            limit: usize::MAX,
            actions: 4,
            view: View::OneHot,
            bits: 0,
            normals: 0,
            cell: 0,
            held: 0,
            time: 0,
        }
    }

    /// The map with another sign at one place: a goal somewhere else, a wall opened.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let wide = Grid::new("S#G").put(0, 1, '.');
    /// assert_eq!(wide.mdp(0.9).states(), 3);
    /// ```
    #[track_caller]
    pub fn put(&self, row: usize, column: usize, sign: char) -> Grid {
        self.check_place(row, column);
        let mut rows: Vec<String> = self
            .tiles
            .chunks(self.columns)
            .map(String::from_iter)
            .collect();
        let line: Vec<char> = rows[row].chars().collect();
        rows[row] = (0..self.columns)
            .map(|j| if j == column { sign } else { line[j] })
            .collect();
        let fresh = Grid::new(&rows.join("\n"));
        let changed = Grid {
            tiles: fresh.tiles,
            cells: fresh.cells,
            number: fresh.number,
            keys: fresh.keys,
            cell: 0,
            held: 0,
            ..self.clone()
        };
        // Codes of cells must fit the new number of cells, too.
        changed.view(self.view.clone())
    }

    #[track_caller]
    fn check_place(&self, row: usize, column: usize) {
        assert!(
            row < self.rows && column < self.columns,
            "Grid: there is no row {row}, column {column} on a map of {} x {}",
            self.rows,
            self.columns
        );
    }

    /// The number of the cell at a place; a wall has none.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let grid = Grid::new("S#G");
    /// assert_eq!((grid.cell_at(0, 2), grid.sign(1)), (1, 'G')); // a wall is no cell
    /// assert!(grid.ends(1) && !grid.ends(0));
    /// ```
    #[track_caller]
    pub fn cell_at(&self, row: usize, column: usize) -> usize {
        self.check_place(row, column);
        let found = self.number[row * self.columns + column];
        match found {
            Some(cell) => cell,
            None => panic!("Grid: row {row}, column {column} is a wall"),
        }
    }

    /// The sign of a cell on the map.
    #[track_caller]
    pub fn sign(&self, cell: usize) -> char {
        assert!(
            cell < self.cells.len(),
            "Grid: there is no cell {cell}, there are {}",
            self.cells.len()
        );
        let [row, column] = self.cells[cell];
        self.tiles[row * self.columns + column]
    }

    /// Where episodes start: the states, each equally likely.
    pub(super) fn starts(&self) -> Vec<usize> {
        let of = |sign| (0..self.cells.len()).filter(move |&c| self.sign(c) == sign);
        let marked: Vec<usize> = of('S').collect();
        if marked.is_empty() {
            of('.').collect()
        } else {
            marked
        }
    }

    /// Whether this cell ends an episode.
    pub fn ends(&self, cell: usize) -> bool {
        let sign = self.sign(cell);
        self.effects
            .iter()
            .any(|effect| effect.0 == sign && effect.2)
    }

    /// Where a move in a direction (0 to 3; 4 stays) leads from a cell with these keys: cell, keys, reward.
    pub(super) fn arrive(&self, cell: usize, held: usize, direction: usize) -> (usize, usize, f64) {
        let [row, column] = self.cells[cell];
        let (down, right) = [(-1, 0), (0, 1), (1, 0), (0, -1), (0, 0)][direction];
        let place = (
            row.checked_add_signed(down),
            column.checked_add_signed(right),
        );
        let target = match place {
            (Some(i), Some(j)) if i < self.rows && j < self.columns => {
                self.number[i * self.columns + j]
            }
            _ => None,
        };
        let target = target.filter(|&to| self.open(to, held)).unwrap_or(cell);
        let sign = self.sign(target);
        let mut reward = self.step_reward;
        let mut keys = held;
        let key = self.keys.iter().position(|&k| k == sign);
        let taken = key.is_some_and(|k| held >> k & 1 == 1);
        if let Some(k) = key {
            keys |= 1 << k;
        }
        if !taken && let Some(effect) = self.effects.iter().find(|effect| effect.0 == sign) {
            reward += effect.1;
        }
        (target, keys, reward)
    }

    /// A door is open when its key is held.
    pub(super) fn open(&self, cell: usize, held: usize) -> bool {
        let sign = self.sign(cell);
        let key = self
            .keys
            .iter()
            .position(|k| k.to_ascii_uppercase() == sign);
        match (sign, key) {
            ('A'..='F', Some(k)) => held >> k & 1 == 1,
            ('A'..='F', None) => false,
            _ => true,
        }
    }

    /// What an action can lead to: (probability, direction).
    pub(super) fn directions(&self, action: usize) -> Vec<(f64, usize)> {
        if action == 4 || self.slip == 0.0 {
            return vec![(1.0, action)];
        }
        let side = self.slip / 2.0;
        vec![
            (1.0 - self.slip, action),
            (side, (action + 1) % 4),
            (side, (action + 3) % 4),
        ]
    }

    /// The same world as a table, for the exact solvers.
    pub fn mdp(&self, discount: f64) -> Mdp {
        let cells = self.cells.len();
        let states = cells << self.keys.len();
        let mut mdp = Mdp::build(states, self.actions, discount, &|state, action| {
            let (cell, held) = (state % cells, state / cells);
            if self.ends(cell) {
                return vec![(1.0, state, 0.0)];
            }
            let directions = self.directions(action).into_iter();
            let led = directions.map(|(p, direction)| {
                let (to, keys, reward) = self.arrive(cell, held, direction);
                (p, keys * cells + to, reward)
            });
            led.collect()
        });
        let starts = self.starts();
        mdp.start.fill(0.0);
        for &cell in &starts {
            mdp.start[cell] = 1.0 / starts.len() as f64;
        }
        mdp
    }
}
