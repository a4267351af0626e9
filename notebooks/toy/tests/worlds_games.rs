//! Games against their known solutions.

use toy::prelude::*;

#[test]
fn the_named_games_have_their_known_equilibria() {
    let pure = |game: MatrixGame| -> Vec<[usize; 2]> {
        let found = game.nash();
        let pure = found
            .iter()
            .filter(|p| p.iter().all(|x| x.max().item() == 1.0));
        pure.map(|p| [argmax(&p[0]), argmax(&p[1])]).collect()
    };
    assert_eq!(pure(MatrixGame::prisoners_dilemma()), [[1, 1]]);
    assert_eq!(pure(MatrixGame::stag_hunt()), [[0, 0], [1, 1]]);
    assert!(pure(MatrixGame::matching_pennies()).is_empty());
    // The stag hunt's third equilibrium: 4 p = 3.
    let mixed = &MatrixGame::stag_hunt().nash()[2];
    close_all("stag", &mixed[0], [0.75, 0.25], 1e-12);
    let rock = MatrixGame::rock_paper_scissors().nash();
    assert_eq!(rock.len(), 1);
    close_all("rock", &rock[0][1], [1.0 / 3.0; 3], 1e-12);
}

#[test]
fn equilibria_do_not_depend_on_the_currency() {
    for unit in [1e-12, 1e-6, 1e6, 1e12, 1e200] {
        let pennies = MatrixGame::zero_sum(tensor([[1.0, -1.0], [-1.0, 1.0]]) * unit);
        let (pair, value) = pennies.solve_zero_sum();
        close_all("half and half", &pair[0], [0.5, 0.5], 1e-12);
        close("value", value / unit, 0.0, 1e-12);
        let stag = MatrixGame::symmetric(tensor([[4.0, 0.0], [3.0, 3.0]]) * unit);
        let found = stag.nash();
        assert_eq!(found.len(), 3);
        close_all("stag", &found[2][0], [0.75, 0.25], 1e-12);
    }
}

#[test]
#[should_panic(expected = "the payoffs of the two players sum to 0.0000000000002, not to 0")]
fn tiny_payoffs_need_not_sum_to_zero() {
    let tiny = tensor([[1e-13]]);
    MatrixGame::two(&tiny, &tiny).solve_zero_sum();
}

#[test]
#[should_panic(expected = "Mcts::policy: no action was tried")]
fn a_search_that_has_not_run_has_no_policy() {
    Mcts::new(1.25, 1.0).policy(1.0);
}

#[test]
fn a_zero_sum_game_has_one_value_however_it_is_found() {
    let game = MatrixGame::zero_sum([[3.0, -1.0], [-2.0, 1.0]]);
    // The row's player mixes so that both columns pay the same: 3p − 2(1 − p) = −p + (1 − p), so p = 3/7, value 1/7.
    let (pair, value) = game.solve_zero_sum();
    close_all("row", &pair[0], [3.0 / 7.0, 4.0 / 7.0], 1e-12);
    close("value", value, 1.0 / 7.0, 1e-12);
    let mut rng = Rng::seed(1);
    for _ in 0..5 {
        let game = MatrixGame::zero_sum(rng.uniforms([4, 5]) * 2.0 - 1.0);
        let (pair, value) = game.solve_zero_sum();
        assert!(game.exploitability(&pair) < 1e-9);
        let average = game.multiplicative_weights(0.05, 2000);
        let bound = 2.0 * (5.0f64.ln() / (0.05 * 2000.0) + 0.05 / 2.0);
        assert!(game.exploitability(&average) < bound);
        close("value", game.expected(0, &average), value, bound);
        let played = game.fictitious_play(&game.uniform(), 3000);
        assert!(
            game.exploitability(&played) < 0.1,
            "{}",
            game.exploitability(&played)
        );
    }
}

#[test]
fn a_pure_strategy_can_need_a_mixed_answer() {
    // The first row is safe; only a mixing column keeps the row's player from the others. Value 0.
    let game = MatrixGame::zero_sum([[0.0, 0.0], [1.0, -2.0], [-2.0, 1.0]]);
    let (pair, value) = game.solve_zero_sum();
    assert_eq!((pair[0].to_vec(), value), (vec![1.0, 0.0, 0.0], 0.0));
    assert!(pair[1].max().item() < 0.7 && game.exploitability(&pair) < 1e-9);
    assert_eq!(
        MatrixGame::stag_hunt().nash().len(),
        3,
        "none is listed twice"
    );
}

#[test]
fn replicators_find_the_strict_equilibrium_and_circle_in_rock_paper_scissors() {
    let dilemma = MatrixGame::prisoners_dilemma();
    let end = dilemma.replicator(&dilemma.uniform(), 0.1, 300);
    assert!(end[299][0].at(1) > 0.999);
    // x₁x₂x₃·y₁y₂y₃ is constant on the exact path; Euler steps lose a little.
    let game = MatrixGame::rock_paper_scissors();
    let start = vec![tensor([0.5, 0.25, 0.25]), tensor([0.4, 0.3, 0.3])];
    let product = |p: &[Tensor]| p.iter().map(|x| x.ln().sum().item()).sum::<f64>();
    let path = game.replicator(&start, 1e-3, 5000);
    assert!((product(&path[4999]) - product(&start)).abs() < 0.01);
    assert!((path[4999][0].at(0) - 0.5).abs() > 0.01, "it moves");
}

#[test]
fn a_third_player_counts() {
    // Everybody is paid 1 when all three agree.
    let mut payoff = vec![0.0; 8];
    (payoff[0], payoff[7]) = (1.0, 1.0);
    let payoff = tensor(payoff).reshape([2, 2, 2]);
    let game = MatrixGame::new(vec![payoff.clone(), payoff.clone(), payoff]);
    let lean = vec![tensor([0.9, 0.1]), tensor([0.8, 0.2]), tensor([0.5, 0.5])];
    close_all("third", game.action_values(2, &lean), [0.72, 0.02], 1e-15);
    close_all("first", game.action_values(0, &lean), [0.4, 0.1], 1e-15);
    close(
        "expected",
        game.expected(1, &lean),
        0.8 * 0.45 + 0.2 * 0.05,
        1e-15,
    );
    let agreed = vec![tensor([0.0, 1.0]); 3];
    assert_eq!(game.exploitability(&agreed), 0.0);
    close(
        "gains",
        game.exploitability(&lean),
        game.regret(0, &lean) + game.regret(1, &lean) + game.regret(2, &lean),
        0.0,
    );
}

#[test]
fn signals_carry_what_their_table_says() {
    let mut rng = Rng::seed(2);
    let game = Signalling::new(4, 4);
    close("a code", game.information(&eye(4)), 4.0f64.ln(), 1e-12);
    close("noise", game.information(&full([4, 4], 0.25)), 0.0, 1e-12);
    let speaker = rng.normals([4, 4]).softmax();
    let listener = rng.normals([4, 4]).softmax();
    let want = game.expected(&speaker, &listener).item();
    let played = game.play(&speaker, &listener, 20_000, &mut rng);
    let error = standard_error(&played.payoffs);
    assert!((mean(&played.payoffs) - want).abs() < 3.0 * error, "{want}");
    check_grad(
        "speaker",
        |s| game.expected(&s.softmax(), &listener),
        &speaker,
    );
}

#[test]
fn the_object_meant_is_among_the_candidates() {
    let mut rng = Rng::seed(3);
    let game = Referential::new(&[3, 2], 4);
    assert_eq!(game.values()[3], [1, 1]);
    assert_eq!(game.objects().row(3).to_vec(), [0.0, 1.0, 0.0, 0.0, 1.0]);
    let rounds = game.draw(200, &mut rng);
    assert_eq!(rounds.candidates.shape(), [200, 4, 5]);
    for i in 0..200 {
        let shown = rounds.candidates.row(i).to_rows();
        let same = shown
            .iter()
            .filter(|code| **code == rounds.seen.row(i).to_vec())
            .count();
        assert_eq!(
            (same, &shown[rounds.answers[i]]),
            (1, &rounds.seen.row(i).to_vec())
        );
    }
}

#[test]
fn minimax_knows_the_famous_games() {
    assert_eq!(minimax(&LineGame::tic_tac_toe()).0, 0.0);
    // Nim is lost exactly when the exclusive or of the heaps is 0 (C. Bouton, 1901).
    // Some of these are won with an even number of matches, so that counting them is not enough.
    let heaps = [
        [1, 2, 3],
        [2, 2, 0],
        [1, 3, 0],
        [2, 2, 2],
        [1, 1, 3],
        [1, 2, 2],
        [1, 1, 2],
    ];
    for heaps in heaps {
        let lost = heaps.iter().fold(0, |x, h| x ^ h) == 0;
        assert_eq!(
            minimax(&Nim::new(&heaps)).0,
            if lost { -1.0 } else { 1.0 },
            "{heaps:?}"
        );
    }
    // The first player wins at Hex (J. Nash, 1949); on 3 x 3 from the middle.
    assert_eq!(minimax(&Hex::new(3)).0, 1.0);
    assert_eq!(minimax(&*Hex::new(3).play(4)).0, -1.0);
}

#[test]
fn men_fall_and_lines_win_in_every_direction() {
    let play = |moves: &[usize]| {
        let mut now: Box<dyn Board> = Box::new(LineGame::connect(3, 4, 3));
        for &m in moves {
            now = now.play(m);
        }
        now
    };
    assert_eq!(play(&[0, 0, 1]).render(), "....\no...\nxx..");
    assert_eq!(play(&[0, 0, 1, 1, 2]).result(), Some(1.0));
    assert_eq!(play(&[0, 1, 0, 1, 0]).result(), Some(1.0));
    // Diagonals both ways: o at (0, 0), (1, 1), (2, 2) counted from below.
    assert_eq!(play(&[1, 0, 2, 1, 2, 2]).result(), Some(-1.0));
    assert_eq!(play(&[2, 3, 1, 2, 1, 1]).result(), Some(-1.0));
    let now = play(&[0, 0, 0]);
    assert_eq!(
        (now.legal(), now.result(), now.player()),
        (vec![1, 2, 3], None, 1)
    );
    assert_eq!(
        now.features()[..12],
        [0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0]
    );
}

#[test]
fn hex_is_won_by_a_bent_path() {
    let mut now: Box<dyn Board> = Box::new(Hex::new(3));
    for m in [2, 0, 4, 1, 6] {
        assert_eq!(now.result(), None);
        now = now.play(m);
    }
    assert_eq!(now.result(), Some(1.0));
    assert_eq!(now.render(), "oox\n .x.\n  x..");
}

#[test]
fn a_search_sees_a_win_and_a_threat() {
    let mut rng = Rng::seed(4);
    let now = LineGame::tic_tac_toe().play(0).play(3).play(1).play(4);
    let search = search_board(&*now, 200, &mut rng);
    assert_eq!(argmax(search.visits()), 2, "three in the top row");
    assert!(search.value() > 0.7 && search.policy(1.0).at(2) > 0.7);
    let now = LineGame::tic_tac_toe().play(0).play(4).play(1);
    assert_eq!(
        argmax(search_board(&*now, 400, &mut rng).visits()),
        2,
        "it must be stopped"
    );
}

#[test]
fn more_search_does_not_lose_to_perfect_play() {
    let mut rng = Rng::seed(5);
    let mut perfect = |board: &dyn Board, _: &mut Rng| minimax(board).1;
    let mut search =
        |board: &dyn Board, rng: &mut Rng| argmax(search_board(board, 1500, rng).visits());
    for _ in 0..3 {
        let result = play_game(
            &*LineGame::tic_tac_toe().play(0),
            &mut perfect,
            &mut search,
            &mut rng,
        );
        assert_eq!(result, 0.0);
    }
    let mut any = random_move;
    let mut losses = 0;
    for _ in 0..20 {
        losses +=
            usize::from(play_game(&LineGame::tic_tac_toe(), &mut search, &mut any, &mut rng) < 0.0);
    }
    assert_eq!(losses, 0);
}

#[test]
fn a_search_plans_in_a_world_with_rewards() {
    // A corridor: left pays 0.1 at once and ends; right pays nothing twice, then 1.
    let mut places = vec![0usize];
    let leaf = |reward: f64, end: bool| Leaf {
        reward,
        value: 0.0,
        prior: if end { Vec::new() } else { vec![0.5, 0.5] },
        turns: false,
    };
    let mut search = Mcts::new(1.25, 0.9);
    search.run(leaf(0.0, false), 2000, &mut |node, action| {
        let place = places[node] + 1;
        places.push(place);
        match (action, place) {
            (0, _) => leaf(0.1, true),
            (_, 3) => leaf(1.0, true),
            _ => leaf(0.0, false),
        }
    });
    assert_eq!(argmax(search.visits()), 1);
    // The mean over the tree lies below the best path, 0.81.
    assert!(
        search.value() > 0.74 && search.value() < 0.81,
        "{}",
        search.value()
    );
    assert_eq!(search.visits().iter().sum::<f64>(), 2000.0);
}

#[test]
#[should_panic(expected = "LineGame: 4 is not a legal move, these are: [0, 1, 2, 3, 5, 6, 7, 8]")]
fn a_taken_cell_is_refused() {
    LineGame::tic_tac_toe().play(4).play(4);
}

#[test]
#[should_panic(expected = "MatrixGame: the players have [2, 2] actions, the strategies [2, 3]")]
fn a_strategy_must_fit() {
    MatrixGame::stag_hunt().exploitability(&[ones(2), ones(3)]);
}
