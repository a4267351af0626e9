//! Hex: two players each connect a pair of opposite sides; there is no draw.

use super::boards::{Board, Cell, check_legal, draw, free, planes};

/// Hex on n x n cells (P. Hein, 1942). Player 0 connects top and bottom, player 1 left and right. A move is a cell, row
/// by row; the neighbours of (i, j) are those left, right, above, below, (i − 1, j + 1) and (i + 1, j − 1).
///
/// ```
/// # use toy::prelude::*;
/// let game = Hex::new(3);
/// assert_eq!(minimax(&game).0, 1.0); // who begins wins
/// let won = game.play(0).play(1).play(3).play(2).play(6); // the left column, top to bottom
/// assert_eq!(won.result(), Some(1.0));
/// ```
#[derive(Clone, Debug)]
pub struct Hex {
    size: usize,
    cells: Vec<Cell>,
    player: usize,
}

impl Hex {
    /// An empty board.
    #[track_caller]
    pub fn new(size: usize) -> Hex {
        assert!(size > 0, "Hex: the board has no cells");
        Hex {
            size,
            cells: vec![None; size * size],
            player: 0,
        }
    }

    fn neighbours(&self, cell: usize) -> impl Iterator<Item = usize> {
        let (n, row, column) = (self.size, cell / self.size, cell % self.size);
        let ways: [(isize, isize); 6] = [(-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0)];
        ways.into_iter().filter_map(move |(down, right)| {
            let i = row.checked_add_signed(down).filter(|&i| i < n)?;
            let j = column.checked_add_signed(right).filter(|&j| j < n)?;
            Some(i * n + j)
        })
    }

    /// Whether a player has joined its two sides: a walk over its own men from one side.
    fn connected(&self, player: usize) -> bool {
        let n = self.size;
        let (near, far): (Vec<usize>, Vec<usize>) = match player {
            0 => ((0..n).collect(), (n * (n - 1)..n * n).collect()),
            _ => (
                (0..n).map(|i| i * n).collect(),
                (0..n).map(|i| i * n + n - 1).collect(),
            ),
        };
        let mut reached = vec![false; n * n];
        let mut front: Vec<usize> = near;
        while let Some(cell) = front.pop() {
            if self.cells[cell] == Some(player) && !reached[cell] {
                reached[cell] = true;
                front.extend(self.neighbours(cell));
            }
        }
        far.iter().any(|&cell| reached[cell])
    }
}

impl Board for Hex {
    fn moves(&self) -> usize {
        self.cells.len()
    }

    fn legal(&self) -> Vec<usize> {
        if self.result().is_some() {
            return Vec::new();
        }
        free(&self.cells)
    }

    fn player(&self) -> usize {
        self.player
    }

    #[track_caller]
    fn play(&self, action: usize) -> Box<dyn Board> {
        check_legal("Hex", action, &self.legal());
        let mut next = self.clone();
        next.cells[action] = Some(self.player);
        next.player = 1 - self.player;
        Box::new(next)
    }

    fn result(&self) -> Option<f64> {
        // Only the one who has just moved can have joined its sides.
        let last = 1 - self.player;
        self.connected(last)
            .then_some(if last == 0 { 1.0 } else { -1.0 })
    }

    fn features(&self) -> Vec<f64> {
        planes(&self.cells, self.player)
    }

    fn render(&self) -> String {
        draw(&self.cells, self.size, true)
    }
}
