//! The exact value of a position, an estimate by tree search, and games between players.

use super::boards::Board;
use super::mcts::{Leaf, Mcts};
use crate::random::Rng;

/// The value of a position for the player who moves (1 a win, 0 a draw, −1 a loss) and the first of its best moves, by
/// searching all positions that can follow, with alpha-beta pruning (D. Knuth and R. Moore, "An analysis of alpha-beta
/// pruning", Artificial Intelligence 6, 1975). Nothing is remembered between positions: for tic-tac-toe, Hex 3 x 3,
/// small heaps.
///
/// ```
/// # use toy::prelude::*;
/// let game = LineGame::tic_tac_toe().play(0).play(3).play(1).play(4); // xx. above oo.
/// assert_eq!(minimax(game.as_ref()), (1.0, 2)); // completes the row
/// ```
#[track_caller]
pub fn minimax(board: &dyn Board) -> (f64, usize) {
    assert!(
        board.result().is_none(),
        "minimax: the game is over, there is no move"
    );
    // At the root every move is tried with the full window, so that the first of equals is kept.
    let mut best = (f64::NEG_INFINITY, 0);
    for action in board.legal() {
        let value = -search(&*board.play(action), -1.0, -best.0);
        if value > best.0 {
            best = (value, action);
        }
        if best.0 == 1.0 {
            break;
        }
    }
    best
}

/// The value for the player who moves, if it lies between `alpha` and `beta`; else a bound on that side.
fn search(board: &dyn Board, mut alpha: f64, beta: f64) -> f64 {
    crate::interrupt::checkpoint();
    if let Some(result) = board.result() {
        return if board.player() == 0 { result } else { -result };
    }
    let mut best = f64::NEG_INFINITY;
    for action in board.legal() {
        best = best.max(-search(&*board.play(action), -beta, -alpha));
        alpha = alpha.max(best);
        if alpha >= beta {
            break;
        }
    }
    best
}

/// Plays a game to its end; the result for player 0. Each player sees a position and gives a move.
///
/// ```
/// # use toy::prelude::*;
/// let mut best = |board: &dyn Board, _: &mut Rng| minimax(board).1;
/// let result = play_game(&Nim::new(&[2, 3]), &mut best, &mut random_move, &mut Rng::seed(1));
/// assert_eq!(result, 1.0); // player 0 wins
/// ```
#[track_caller]
pub fn play_game(
    start: &dyn Board,
    first: &mut dyn FnMut(&dyn Board, &mut Rng) -> usize,
    second: &mut dyn FnMut(&dyn Board, &mut Rng) -> usize,
    rng: &mut Rng,
) -> f64 {
    let mut position: Option<Box<dyn Board>> = None;
    loop {
        let now = position.as_deref().unwrap_or(start);
        if let Some(result) = now.result() {
            return result;
        }
        let action = match now.player() {
            0 => first(now, rng),
            _ => second(now, rng),
        };
        position = Some(now.play(action));
    }
}

/// A move among the legal ones, all equally likely.
///
/// ```
/// # use toy::prelude::*;
/// let board = Nim::new(&[1, 2]);
/// assert!(board.legal().contains(&random_move(&board, &mut Rng::seed(1))));
/// ```
#[track_caller]
pub fn random_move(board: &dyn Board, rng: &mut Rng) -> usize {
    let legal = board.legal();
    assert!(!legal.is_empty(), "random_move: the game is over");
    legal[rng.below(legal.len())]
}

/// Searches a board game; a new position is judged by one random game to its end and all moves look alike (plain UCT's
/// playout: L. Kocsis and C. Szepesvári, "Bandit based Monte-Carlo planning", 2006). The most visited move stands in
/// `argmax(search.visits())`.
///
/// ```
/// # use toy::prelude::*;
/// let game = LineGame::tic_tac_toe().play(0).play(3).play(1).play(4); // xx. above oo.
/// let search = search_board(game.as_ref(), 300, &mut Rng::seed(1));
/// assert_eq!(argmax(search.visits()), 2);
/// ```
#[track_caller]
pub fn search_board(board: &dyn Board, simulations: usize, rng: &mut Rng) -> Mcts {
    let mut positions: Vec<Box<dyn Board>> = Vec::new();
    let root = judge(board, rng);
    let mut search = Mcts::new(1.25, 1.0);
    search.run(root, simulations, &mut |node, action| {
        let before = if node == 0 {
            board
        } else {
            &*positions[node - 1]
        };
        positions.push(before.play(action));
        judge(&*positions[positions.len() - 1], rng)
    });
    search
}

fn judge(board: &dyn Board, rng: &mut Rng) -> Leaf {
    let mut prior = vec![0.0; board.moves()];
    board
        .legal()
        .into_iter()
        .for_each(|action| prior[action] = 1.0);
    if board.result().is_some() {
        prior.clear();
    }
    let mut random = random_move;
    let result = play_game(board, &mut random, &mut random_move, rng);
    let value = if board.player() == 0 { result } else { -result };
    Leaf {
        reward: 0.0,
        value,
        prior,
        turns: true,
    }
}
