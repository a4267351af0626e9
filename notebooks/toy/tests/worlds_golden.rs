//! The same bits on every machine: what happens in each world must never change.

use toy::prelude::*;

/// A hash of the bits of some numbers (FNV-1a), so that one line fixes many of them.
fn bits(numbers: impl Into<Tensor>) -> u64 {
    let bytes = numbers.into().to_vec();
    let bytes = bytes.iter().flat_map(|x| x.to_bits().to_le_bytes());
    bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

/// What three copies of a world show in 100 random steps.
fn lived(world: impl World + Clone + 'static) -> u64 {
    let mut rng = Rng::seed(1950);
    let mut worlds = Vectorised::copies(3, world, &mut rng);
    let actions = worlds.actions();
    let past = rollout(
        &mut worlds,
        100,
        &mut |_, rng| rng.indices(actions, 3),
        &mut rng,
    );
    bits(concat(
        0,
        &[&past.next_observations.flatten(), &past.rewards.flatten()],
    ))
}

#[test]
fn worlds() {
    let mut rng = Rng::seed(7);
    let grid = Grid::new("S.a#\n.#A.\nX..G")
        .slip(0.2)
        .limit(30)
        .distractor_normals(2);
    let found = [
        lived(CartPole::new()),
        lived(Pendulum::new()),
        lived(MountainCar::new()),
        lived(Catch::new(6, 5)),
        lived(PointMass {
            noise: 0.1,
            ..PointMass::new()
        }),
        lived(grid),
        lived(random_mdp(&mut rng, 7, 2, 3, 0.9).world(20)),
        lived(Bandit::gaussian(&[0.0, 1.0], 1.0)),
        lived(ContextualBandit::new([[1.0, 2.0], [0.5, -1.0]], 0.3)),
    ];
    println!("{found:#x?}");
    assert_eq!(found, WORLDS);
}

#[test]
fn solvers_and_games() {
    let mut rng = Rng::seed(8);
    let mdp = random_mdp(&mut rng, 9, 3, 4, 0.95);
    let soft = mdp.soft_value_iteration(0.3, 1e-9);
    let game = MatrixGame::zero_sum(rng.normals([3, 4]));
    let search = search_board(&LineGame::connect(4, 4, 3), 300, &mut rng);
    let learned = sarsa(&mut mdp.world(50), 20, Learning::default(), &mut rng);
    let found = [
        bits(mdp.policy_iteration().values),
        bits(mdp.successor_representation(&soft.policy)),
        bits(&game.solve_zero_sum().0[1]),
        bits(&game.multiplicative_weights(0.1, 100)[0]),
        bits(search.visits()),
        bits(learned.action_values),
    ];
    println!("{found:#x?}");
    assert_eq!(found, SOLVERS);
}

const WORLDS: [u64; 9] = [
    0x146c_7e0f_bf38_1671,
    0xac4d_d0ed_1a3e_290c,
    0x365b_43e7_e0bf_a468,
    0xab5f_eb07_9ca1_7ea5,
    0x69c8_b2be_55f8_d6ca,
    0xfd06_05e7_416c_f4a2,
    0x8495_bec8_b964_6b9e,
    0x4117_6953_f820_ef88,
    0x7b28_21f7_fc21_7d6b,
];
const SOLVERS: [u64; 6] = [
    0x9482_ba5c_716c_d6a0,
    0xfae0_6c05_bafc_5a54,
    0xcdf9_f755_44d8_5918,
    0xfa97_acc8_1066_3261,
    0x5e09_15ca_1351_4d28,
    0x48c8_078e_e1f6_2481,
];
