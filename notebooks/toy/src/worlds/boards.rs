//! Small board games for two, behind one interface.

/// A position of a game for two players who take turns. Positions do not change: a move makes a new one.
///
/// ```
/// # use toy::prelude::*;
/// let board: Box<dyn Board> = LineGame::tic_tac_toe().play(4); // player 0 in the middle
/// assert_eq!((board.moves(), board.legal().len(), board.player()), (9, 8, 1));
/// assert_eq!((board.features().len(), board.result()), (18, None)); // the game goes on
/// println!("{}", board.render());
/// ```
pub trait Board {
    /// How many moves there are in all, legal now or not: the width of a policy.
    fn moves(&self) -> usize;

    /// The moves that are legal now, in rising order; none when the game is over.
    fn legal(&self) -> Vec<usize>;

    /// Who moves: 0 or 1.
    fn player(&self) -> usize;

    /// The position after a move.
    fn play(&self, action: usize) -> Box<dyn Board>;

    /// When the game is over: 1 if player 0 has won, −1 if player 1 has, 0 for a draw.
    fn result(&self) -> Option<f64>;

    /// The position as numbers, seen by the player who moves: its own men first, then the other's.
    fn features(&self) -> Vec<f64>;

    /// The position as text.
    fn render(&self) -> String;
}

/// Panics unless a move is legal; `game` names the game.
#[track_caller]
pub(super) fn check_legal(game: &str, action: usize, legal: &[usize]) {
    assert!(
        legal.contains(&action),
        "{game}: {action} is not a legal move, these are: {legal:?}"
    );
}

/// What lies on a cell: nothing, or a player's man.
pub(super) type Cell = Option<usize>;

/// The cells without a man, in rising order.
pub(super) fn free(cells: &[Cell]) -> Vec<usize> {
    (0..cells.len()).filter(|&i| cells[i].is_none()).collect()
}

/// 1 where `player` has a man, then 1 where the other has one.
pub(super) fn planes(cells: &[Cell], player: usize) -> Vec<f64> {
    let plane = |who: usize| {
        cells
            .iter()
            .map(move |&c| f64::from(u8::from(c == Some(who))))
    };
    plane(player).chain(plane(1 - player)).collect()
}

/// Rows of `x` (player 0), `o` (player 1) and `.`.
pub(super) fn draw(cells: &[Cell], columns: usize, indent: bool) -> String {
    let line = |(i, row): (usize, &[Cell])| {
        let signs = row
            .iter()
            .map(|c| c.map_or('.', |player| ['x', 'o'][player]));
        let margin = if indent { i } else { 0 };
        " ".repeat(margin) + &String::from_iter(signs)
    };
    let lines: Vec<String> = cells.chunks(columns).enumerate().map(line).collect();
    lines.join("\n")
}

/// Several men in a row win: tic-tac-toe, and connect-3 or connect-4 on a small board, where a man falls to the lowest
/// free cell of its column.
///
/// ```
/// # use toy::prelude::*;
/// let game = LineGame::tic_tac_toe();
/// let after = game.play(4).play(0);
/// assert_eq!(after.render(), "o..\n.x.\n...");
/// assert_eq!(minimax(&game).0, 0.0);
/// ```
#[derive(Clone, Debug)]
pub struct LineGame {
    rows: usize,
    columns: usize,
    length: usize,
    falls: bool,
    cells: Vec<Cell>,
    player: usize,
    won: bool,
}

impl LineGame {
    /// Three in a row on 3 x 3. A move is a cell, row by row.
    pub fn tic_tac_toe() -> LineGame {
        LineGame::new(3, 3, 3, false)
    }

    /// `length` in a row on a board whose men fall down. A move is a column.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = LineGame::connect(4, 5, 3); // 4 rows, 5 columns, three in a row
    /// assert_eq!(game.play(2).render().lines().last(), Some("..x.."));
    /// ```
    #[track_caller]
    pub fn connect(rows: usize, columns: usize, length: usize) -> LineGame {
        LineGame::new(rows, columns, length, true)
    }

    /// Any size; `falls`: a move is a column and the man falls, else a move is a cell.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let game = LineGame::new(4, 4, 3, false);
    /// assert_eq!(game.legal().len(), 16);
    /// ```
    #[track_caller]
    pub fn new(rows: usize, columns: usize, length: usize, falls: bool) -> LineGame {
        assert!(
            rows > 0 && columns > 0 && (2..=rows.max(columns)).contains(&length),
            "LineGame: {length} in a row on a board of {rows} x {columns}"
        );
        LineGame {
            rows,
            columns,
            length,
            falls,
            cells: vec![None; rows * columns],
            player: 0,
            won: false,
        }
    }

    /// How many men of the owner of a cell lie next to it one way, without a gap.
    fn run(&self, cell: usize, down: isize, right: isize) -> usize {
        let owner = self.cells[cell];
        let (mut row, mut column) = (cell / self.columns, cell % self.columns);
        let mut count = 0;
        loop {
            let next = (
                row.checked_add_signed(down),
                column.checked_add_signed(right),
            );
            match next {
                (Some(r), Some(c))
                    if r < self.rows
                        && c < self.columns
                        && self.cells[r * self.columns + c] == owner =>
                {
                    (row, column) = (r, c);
                    count += 1;
                }
                _ => return count,
            }
        }
    }

    fn wins(&self, cell: usize) -> bool {
        let ways = [(0, 1), (1, 0), (1, 1), (1, -1)];
        ways.iter()
            .any(|&(d, r)| 1 + self.run(cell, d, r) + self.run(cell, -d, -r) >= self.length)
    }
}

impl Board for LineGame {
    fn moves(&self) -> usize {
        if self.falls {
            self.columns
        } else {
            self.cells.len()
        }
    }

    fn legal(&self) -> Vec<usize> {
        if self.won {
            return Vec::new();
        }
        // A column is free if its top cell is: the first `columns` cells.
        free(&self.cells[..self.moves()])
    }

    fn player(&self) -> usize {
        self.player
    }

    #[track_caller]
    fn play(&self, action: usize) -> Box<dyn Board> {
        check_legal("LineGame", action, &self.legal());
        let mut next = self.clone();
        let mut cell = action;
        while self.falls
            && cell + self.columns < self.cells.len()
            && self.cells[cell + self.columns].is_none()
        {
            cell += self.columns;
        }
        next.cells[cell] = Some(self.player);
        next.won = next.wins(cell);
        next.player = 1 - self.player;
        Box::new(next)
    }

    fn result(&self) -> Option<f64> {
        if self.won {
            // The one who has just moved has won.
            return Some(if self.player == 1 { 1.0 } else { -1.0 });
        }
        self.legal().is_empty().then_some(0.0)
    }

    fn features(&self) -> Vec<f64> {
        planes(&self.cells, self.player)
    }

    fn render(&self) -> String {
        draw(&self.cells, self.columns, false)
    }
}

/// Nim: take any number of matches from one heap; who takes the last one wins. A move is (heap)·(largest heap) + (how
/// many) − 1.
///
/// ```
/// # use toy::prelude::*;
/// let game = Nim::new(&[1, 2]);
/// assert_eq!(minimax(&game), (1.0, 2)); // heap 1, one match: leaves 1 and 1
/// let last = game.play(2).play(0).play(2);
/// assert_eq!(last.result(), Some(1.0));
/// ```
#[derive(Clone, Debug)]
pub struct Nim {
    heaps: Vec<usize>,
    largest: usize,
    player: usize,
}

impl Nim {
    /// These heaps; player 0 moves.
    #[track_caller]
    pub fn new(heaps: &[usize]) -> Nim {
        let largest = heaps.iter().copied().max().unwrap_or(0);
        assert!(
            largest > 0,
            "Nim: needs a heap that is not empty, got {heaps:?}"
        );
        Nim {
            heaps: heaps.to_vec(),
            largest,
            player: 0,
        }
    }
}

impl Board for Nim {
    fn moves(&self) -> usize {
        self.heaps.len() * self.largest
    }

    fn legal(&self) -> Vec<usize> {
        let takes = |(heap, &left): (usize, &usize)| (0..left).map(move |t| (heap, t));
        let moves = self.heaps.iter().enumerate().flat_map(takes);
        moves.map(|(heap, t)| heap * self.largest + t).collect()
    }

    fn player(&self) -> usize {
        self.player
    }

    #[track_caller]
    fn play(&self, action: usize) -> Box<dyn Board> {
        check_legal("Nim", action, &self.legal());
        let mut next = self.clone();
        next.heaps[action / self.largest] -= action % self.largest + 1;
        next.player = 1 - self.player;
        Box::new(next)
    }

    fn result(&self) -> Option<f64> {
        let over = self.heaps.iter().all(|&left| left == 0);
        over.then_some(if self.player == 1 { 1.0 } else { -1.0 })
    }

    /// The heaps as parts of the largest; nothing depends on the player.
    fn features(&self) -> Vec<f64> {
        self.heaps
            .iter()
            .map(|&left| left as f64 / self.largest as f64)
            .collect()
    }

    fn render(&self) -> String {
        format!("{:?}", self.heaps)
    }
}
