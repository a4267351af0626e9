//! Exact solvers against closed forms, printed tables and roll-outs.

use toy::prelude::*;

/// S. Russell and P. Norvig, "Artificial Intelligence: a modern approach", figure 17.1: 0.8 ahead, 0.1 to each side.
fn russell_norvig() -> Grid {
    Grid::new("...G\n.#.X\nS...").slip(0.2).step_reward(-0.04)
}

#[test]
fn the_grid_of_the_textbook_has_the_values_of_its_table() {
    // Figure 17.3, in reading order, to three digits; the ends are worth what stepping there paid, so 0 here.
    let want = [
        0.812, 0.868, 0.918, 0.0, 0.762, 0.660, 0.0, 0.705, 0.655, 0.611, 0.388,
    ];
    let mdp = russell_norvig().mdp(1.0);
    for best in [mdp.value_iteration(1e-10), mdp.policy_iteration()] {
        close_all("utilities", &best.values, want, 6e-4);
        // Up the left side, not through the cell beside the pit (figure 17.2a).
        assert_eq!(
            [
                best.policy[7],
                best.policy[4],
                best.policy[0],
                best.policy[10]
            ],
            [0, 0, 1, 3]
        );
    }
}

#[test]
fn a_chain_without_slips_has_a_closed_form() {
    let mdp = chain_mdp(5, 0.0, 0.9);
    let best = mdp.value_iteration(1e-12);
    for s in 0..5 {
        close(
            "chain",
            best.values.at(s),
            0.9f64.powi(4 - s as i32) * 10.0 / 0.1,
            1e-9,
        );
    }
    assert_eq!(best.policy, [0; 5]);
}

#[test]
fn swimming_right_is_best_and_hard_to_find() {
    let mdp = river_swim(6, 0.99);
    assert_eq!(mdp.policy_iteration().policy, [1; 6]);
    let lazy = mdp.value_of(&one_hot(&[0; 6], 2));
    let random = mdp.value_of(&mdp.uniform_policy());
    let best = mdp.value_of(&one_hot(&[1; 6], 2));
    assert!(
        lazy > 0.0 && best > 50.0 * lazy && best > 20.0 * random,
        "{lazy} {random} {best}"
    );
}

#[test]
fn a_policys_value_is_the_mean_of_its_episodes() {
    let mdp = russell_norvig().mdp(0.95);
    let want = mdp.value_of(&mdp.uniform_policy());
    let mut rng = Rng::seed(1);
    let grid = russell_norvig().limit(400);
    for mut world in [Box::new(grid) as Box<dyn World>, Box::new(mdp.world(400))] {
        let mut random = |_: &[f64], rng: &mut Rng| rng.below(4);
        let returns: Vec<f64> = (0..4000)
            .map(|_| episode(&mut *world, &mut random, &mut rng).discounted(0.95))
            .collect();
        let (got, error) = (mean(&returns), standard_error(&returns));
        assert!(
            (got - want).abs() < 3.0 * error,
            "{got} ± {error}, exactly {want}"
        );
        assert!(error < 0.01, "{error}");
    }
}

#[test]
fn iterations_of_values_and_of_policies_agree() {
    let mut rng = Rng::seed(2);
    for _ in 0..10 {
        let mdp = random_mdp(&mut rng, 12, 3, 4, 0.9);
        let (a, b) = (mdp.value_iteration(1e-12), mdp.policy_iteration());
        close_all("values", &a.values, &b.values, 1e-9);
        assert_eq!(a.policy, b.policy);
        let kept = mdp.evaluate(&one_hot(&a.policy, 3));
        close_all("the best policy's value", kept, &a.values, 1e-9);
    }
}

#[test]
fn a_soft_policy_keeps_its_own_equations() {
    let mdp = random_mdp(&mut Rng::seed(3), 8, 3, 3, 0.9);
    let soft = mdp.soft_value_iteration(0.5, 1e-13);
    // V = E_π[Q − τ ln π], and Q follows from V.
    let gained = (&soft.policy * (&soft.action_values - 0.5 * soft.policy.ln())).sum_axis(1);
    close_all("soft values", gained, &soft.values, 1e-10);
    close_all(
        "soft Q",
        mdp.action_values(&soft.values),
        &soft.action_values,
        1e-10,
    );
    // As τ goes to 0, the best policy is left.
    let cold = mdp.soft_value_iteration(1e-3, 1e-12);
    assert_eq!(cold.policy.argmax(), mdp.value_iteration(1e-12).policy);
}

#[test]
fn visits_times_rewards_are_values() {
    let mdp = russell_norvig().mdp(0.9);
    let policy = mdp.soft_value_iteration(0.3, 1e-10).policy;
    let visits = mdp.successor_representation(&policy);
    let earned = (&policy * mdp.rewards()).sum_axis(1);
    let values = visits.matmul(&earned.unsqueeze(1)).squeeze(1);
    close_all("M·R", values, mdp.evaluate(&policy), 1e-12);
    let occupancy = mdp.occupancy(&policy);
    close(
        "occupancy",
        (&occupancy * mdp.rewards()).sum().item(),
        mdp.value_of(&policy),
        1e-12,
    );
    // Without ends, the visits sum to 1/(1 − γ).
    let endless = random_mdp(&mut Rng::seed(4), 7, 2, 3, 0.9);
    close(
        "all visits",
        endless.occupancy(&endless.uniform_policy()).sum().item(),
        10.0,
        1e-10,
    );
}

#[test]
fn the_stationary_distribution_does_not_move() {
    // Two states: leave 0 with 0.2, leave 1 with 0.3; so 0.6 and 0.4.
    close_all(
        "two states",
        stationary(&tensor([[0.8, 0.2], [0.3, 0.7]])),
        [0.6, 0.4],
        1e-14,
    );
    let mdp = random_mdp(&mut Rng::seed(5), 9, 2, 3, 0.9);
    let chain = mdp.chain(&mdp.uniform_policy());
    let d = stationary(&chain);
    close_all("d·P", d.unsqueeze(0).matmul(&chain).squeeze(0), &d, 1e-13);
}

#[test]
fn a_die_is_stopped_at_four() {
    // A die may be thrown once more (γ = 1, three throws in all): with one throw to go E = 3.5, so stop at 4;
    // with two, E = (4 + 5 + 6)/6 + 3.5/2 = 4.25, so stop at 5. As one chain with the throws left in the state.
    let state = |left: usize, face: usize| left * 6 + face;
    let mut rows = vec![vec![0.0; 18]; 18];
    let mut stop = vec![0.0; 18];
    for left in 0..3 {
        for face in 0..6 {
            stop[state(left, face)] = face as f64 + 1.0;
            match left {
                0 => rows[state(0, face)][state(0, face)] = 1.0,
                _ => (0..6)
                    .for_each(|next| rows[state(left, face)][state(left - 1, next)] = 1.0 / 6.0),
            }
        }
    }
    let never = vec![0.0; 18];
    let (values, stops) = optimal_stopping(&rows.into(), stop, never, 1.0, 1e-12);
    let first = |left: usize| (0..6).position(|face| stops[state(left, face)]);
    assert_eq!([first(1), first(2)], [Some(3), Some(4)]);
    close("two throws to go", values.at(state(2, 0)), 4.25, 1e-12);
}

#[test]
fn few_steps_to_go_reach_only_near_things() {
    let mdp = Grid::new("S..G").mdp(1.0);
    let q = mdp.finite_horizon(4);
    let value = |steps: usize| q[steps - 1].max_axis(1).at(0);
    assert_eq!(
        [value(1), value(2), value(3), value(4)],
        [0.0, 0.0, 1.0, 1.0]
    );
}

#[test]
fn keys_open_doors_and_count_as_states() {
    let map = "#####\n#SAG#\n#a..#\n#####";
    let mut grid = Grid::new(map).view(View::Coordinates);
    assert_eq!((grid.cells.len(), grid.states()), (6, 12));
    let mut rng = Rng::seed(1);
    grid.reset(&mut rng);
    grid.step(1, &mut rng);
    assert_eq!(grid.state(), 0, "the door is shut");
    assert_eq!(grid.step(2, &mut rng).observation[2], 1.0);
    assert_eq!(grid.render(), "#####\n#S.G#\n#@..#\n#####");
    for action in [0, 1] {
        assert!(!grid.step(action, &mut rng).done());
    }
    let end = grid.step(1, &mut rng);
    assert!(end.terminated && end.reward == 1.0);
    // A key that pays is paid for once.
    let mut coins = Grid::new("Sa").tile('a', 5.0, false);
    coins.reset(&mut rng);
    let paid: Vec<f64> = [1, 1, 3, 1]
        .map(|a| coins.step(a, &mut rng).reward)
        .to_vec();
    assert_eq!(paid, [5.0, 0.0, 0.0, 0.0]);
    assert_eq!(coins.mdp(0.9).value_iteration(1e-9).values.at(0), 5.0);
}

#[test]
fn every_view_has_the_size_it_says() {
    let mut rng = Rng::seed(2);
    let grid = Grid::new(&rooms_map(1, 2, 3, 3))
        .distractor_bits(4)
        .distractor_normals(2);
    let codes = rng.normals([grid.cells.len(), 24]);
    for view in [
        View::Coordinates,
        View::OneHot,
        View::Planes,
        View::Codes(codes),
    ] {
        let mut grid = grid.clone().view(view);
        assert_eq!(grid.reset(&mut rng).len(), grid.observation_size());
        assert_ne!(
            grid.observe(&mut rng),
            grid.observe(&mut rng),
            "distractors are fresh"
        );
    }
    assert_eq!(grid.image(2).shape(), [10, 18]);
    let map = grid.on_map(0..grid.cells.len(), -1.0);
    assert_eq!(
        [map.at([1, 1]), map.at([0, 0]), map.at([2, 4])],
        [0.0, -1.0, 9.0]
    );
    assert_eq!(grid.cell_at(2, 4), 9);
}

#[test]
fn the_way_through_four_rooms_is_counted() {
    let grid = Grid::new(four_rooms());
    assert_eq!(grid.cells.len(), 104);
    let steps = grid.mdp(0.9).distances();
    let between = |a: [usize; 2], b: [usize; 2]| {
        steps.at([grid.cell_at(a[0], a[1]), grid.cell_at(b[0], b[1])])
    };
    assert_eq!(
        between([1, 1], [1, 11]),
        14.0,
        "through the gap in the third row"
    );
    assert_eq!(between([1, 1], [1, 1]), 0.0);
    let shut = Grid::new("S#G").mdp(0.9).distances();
    assert_eq!(shut.at([0, 1]), f64::INFINITY);
}

#[test]
fn slips_are_as_frequent_as_asked() {
    let mut rng = Rng::seed(3);
    let mut grid = Grid::new(&open_map(3, 3)).slip(0.4).stay();
    let mut seen = [0.0; 5];
    for _ in 0..10_000 {
        grid.place(2, 2);
        grid.step(0, &mut rng);
        let to = [[1, 2], [2, 3], [3, 2], [2, 1], [2, 2]];
        let place = to.iter().position(|&p| p == grid.cells[grid.cell]);
        seen[place.expect("a neighbour")] += 1.0 / 10_000.0;
    }
    close_all("slips", seen, [0.6, 0.2, 0.0, 0.2, 0.0], 0.015);
    grid.place(2, 2);
    grid.step(4, &mut rng);
    assert_eq!(grid.cells[grid.cell], [2, 2]);
}

#[test]
fn a_map_is_changed_one_sign_at_a_time() {
    let grid = Grid::new("S#.").slip(0.1).limit(9).step_reward(-1.0);
    let open = grid.put(0, 2, 'G').put(0, 1, '.');
    assert_eq!((open.render().as_str(), open.cells.len()), ("@.G", 3));
    // What else was set stays: two steps at −1, and slips against the wall.
    let exact = -2.0 / 0.9 + 1.0;
    close(
        "way",
        open.mdp(1.0).value_iteration(1e-12).values.at(0),
        exact,
        1e-9,
    );
}

#[test]
fn other_rewards_leave_the_ends_alone() {
    let mdp = Grid::new("S.G").mdp(0.5);
    let paid = mdp.rewarded(ones([3, 4])).discounted(0.9);
    assert_eq!(paid.rewards().row(2).sum().item(), 0.0);
    // Never to reach the goal is best now: 1/(1 − 0.9).
    close(
        "for ever",
        paid.value_iteration(1e-9).values.at(0),
        10.0,
        1e-7,
    );
    assert_eq!(mdp.transitions().shape(), [3, 4, 3]);
}

#[test]
#[should_panic(expected = "Grid: the sign '?' in row 1, column 0 means nothing")]
fn an_unknown_sign_is_named() {
    Grid::new("S.\n?G");
}

#[test]
#[should_panic(expected = "Grid: row 0 of the map has 2 signs, row 1 has 3")]
fn a_crooked_map_is_refused() {
    Grid::new("S.\n..G");
}

#[test]
#[should_panic(
    expected = "evaluate: the policy must be states x actions, [5, 2], its shape is [5]"
)]
fn a_policy_is_a_table() {
    chain_mdp(5, 0.2, 0.9).evaluate(&zeros(5));
}

#[test]
#[should_panic(
    expected = "Mdp: the probabilities of state 0, action 0 must sum to 1, they sum to 0.5"
)]
fn probabilities_must_sum_to_one() {
    Mdp::new(full([1, 1, 1], 0.5), zeros([1, 1]), 0.9);
}

#[test]
#[should_panic(expected = "evaluate: the 1 linear equations have no single solution")]
fn an_endless_world_needs_a_discount() {
    let mdp = Mdp::new(ones([1, 1, 1]), ones([1, 1]), 1.0);
    mdp.evaluate(&ones([1, 1]));
}

#[test]
fn an_end_may_be_told_in_parts() {
    // Ten tenths sum to 0.9999999999999999.
    let mdp = Mdp::build(2, 2, 0.9, &|state, _| match state {
        0 => vec![(1.0, 1, 1.0)],
        _ => vec![(0.1, 1, 0.0); 10],
    });
    assert_eq!(mdp.terminal, [false, true]);
    let found = mdp.soft_value_iteration(1.0, 1e-9);
    close("an end is worth nothing", found.values.at(1), 0.0, 0.0);
}
