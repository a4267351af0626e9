//! Tabular learning and bandits against the exact answers.

use toy::prelude::*;

fn cliff() -> Grid {
    Grid::new("....\n....\nSXXG")
        .tile('X', -50.0, true)
        .step_reward(-1.0)
        .limit(100)
}

#[test]
fn q_learning_finds_the_exact_values() {
    let mdp = chain_mdp(5, 0.2, 0.8);
    let mut world = mdp.world(1000);
    let settings = Learning {
        discount: 0.8,
        epsilon: 1.0,
        rate: 0.003,
        initial: 0.0,
    };
    let learned = q_learning(&mut world, 1000, settings, &mut Rng::seed(1));
    let exact = mdp.value_iteration(1e-10);
    close_all("Q", &learned.action_values, &exact.action_values, 1.2);
    assert_eq!(learned.policy(), exact.policy);
}

#[test]
fn sarsa_keeps_away_from_the_cliff_and_q_learning_walks_along_it() {
    // Sutton and Barto, example 6.6, in small.
    let settings = Learning {
        epsilon: 0.3,
        rate: 0.1,
        discount: 1.0,
        initial: 0.0,
    };
    let learned = |sarsa_not_q: bool| {
        let (mut world, mut rng) = (cliff(), Rng::seed(2));
        match sarsa_not_q {
            true => sarsa(&mut world, 5000, settings, &mut rng),
            false => q_learning(&mut world, 5000, settings, &mut rng),
        }
    };
    let (bold, careful) = (learned(false), learned(true));
    // In the cell above the start Q-learning turns right, beside the cliff; its own episodes earn less for it.
    let beside = cliff().cell_at(1, 0);
    assert_eq!(bold.policy()[beside], 1);
    assert_eq!(careful.policy()[beside], 0);
    let late = |l: &Learned| mean(&l.totals[2500..]);
    assert!(
        late(&careful) > late(&bold) + 0.2,
        "{} {}",
        late(&careful),
        late(&bold)
    );
    // Without chance, Q-learning's values are the exact ones along the best path.
    let exact = cliff().mdp(1.0).value_iteration(1e-10);
    close(
        "start",
        bold.action_values.max_axis(1).at(beside),
        exact.values.at(beside),
        0.01,
    );
}

#[test]
fn td_lambda_finds_the_values_of_the_random_walk() {
    // Sutton and Barto, example 6.2: five states, V = 1/6, ..., 5/6.
    let mut walk = Mdp::build(7, 2, 1.0, &|s, a| match (s, a) {
        (0 | 6, _) => vec![(1.0, s, 0.0)],
        (5, 1) => vec![(1.0, 6, 1.0)],
        (_, 1) => vec![(1.0, s + 1, 0.0)],
        _ => vec![(1.0, s - 1, 0.0)],
    });
    walk.start = vec![0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0];
    let exact = walk.evaluate(&walk.uniform_policy());
    close_all(
        "exact",
        exact.slice(0, 1..6),
        linspace(1.0 / 6.0, 5.0 / 6.0, 5),
        1e-12,
    );
    for lambda in [0.0, 0.8, 1.0] {
        let settings = Learning {
            rate: 0.002,
            discount: 1.0,
            epsilon: 0.0,
            initial: 0.5,
        };
        let mut world = walk.world(usize::MAX);
        let policy = walk.uniform_policy();
        let got = td_lambda(
            &mut world,
            &policy,
            lambda,
            6000,
            settings,
            &mut Rng::seed(3),
        );
        close_all("walk", got.slice(0, 1..6), exact.slice(0, 1..6), 0.08);
    }
}

#[test]
fn one_episode_of_td_lambda_reaches_back_as_far_as_lambda_says() {
    // Three steps to a reward of 1, all values 0 before: only the last error is not 0, and the state k steps before it
    // has the trace (γλ)ᵏ.
    let corridor = Mdp::build(4, 1, 1.0, &|s, _| match s {
        3 => vec![(1.0, 3, 0.0)],
        _ => vec![(1.0, s + 1, if s == 2 { 1.0 } else { 0.0 })],
    });
    let settings = Learning {
        rate: 0.5,
        discount: 0.9,
        ..Learning::default()
    };
    let policy = corridor.uniform_policy();
    let mut world = corridor.world(10);
    let values = td_lambda(&mut world, &policy, 0.8, 1, settings, &mut Rng::seed(1));
    close_all(
        "traces",
        values,
        [0.5 * 0.72 * 0.72, 0.5 * 0.72, 0.5, 0.0],
        1e-12,
    );
}

#[test]
fn a_limit_keeps_the_bootstrap() {
    // One state that pays 1 for ever, cut into episodes of 5 steps: V = 1/(1 − 0.9) = 10, not the 4.1 of 5 steps.
    let mdp = Mdp::new(ones([1, 1, 1]), ones([1, 1]), 0.9);
    let settings = Learning {
        discount: 0.9,
        rate: 0.5,
        ..Learning::default()
    };
    let learned = q_learning(&mut mdp.world(5), 100, settings, &mut Rng::seed(1));
    close("endless", learned.action_values.item(), 10.0, 1e-6);
    assert_eq!(learned.totals[0], 5.0);
}

#[test]
fn arms_pay_what_they_say() {
    let mut rng = Rng::seed(4);
    for mut bandit in [
        Bandit::bernoulli(&[0.2, 0.7]),
        Bandit::gaussian(&[-1.0, 2.0], 0.5),
    ] {
        let want = bandit.means();
        let paid: Vec<f64> = (0..20_000).map(|_| bandit.pull(1, &mut rng)).collect();
        assert!((mean(&paid) - want[1]).abs() < 3.0 * standard_error(&paid));
        assert_eq!((bandit.best(), bandit.regret(1)), (1, 0.0));
    }
    let mut fixed = Bandit::adversarial(&tensor([[1.0, 0.0], [0.5, 2.0]]));
    let paid: Vec<f64> = [0, 1, 1].map(|arm| fixed.pull(arm, &mut rng)).to_vec();
    assert_eq!(paid, [1.0, 2.0, 0.0]);
    assert_eq!(fixed.means(), [0.75, 1.0]);
}

#[test]
fn bandit_rules_lose_less_than_chance() {
    let mut rng = Rng::seed(5);
    let probabilities = [0.3, 0.5, 0.7];
    let random = 2000.0 * 0.2;
    let mut regrets = [0.0; 3];
    for (rule, regret) in regrets.iter_mut().enumerate() {
        let mut bandit = Bandit::bernoulli(&probabilities);
        let (mut wins, mut counts, mut scores) = ([0.0; 3], [0.0; 3], [0.0; 3]);
        for _ in 0..2000 {
            let chances = exp3(&scores, 0.1);
            let losses = [0, 1, 2].map(|i| counts[i] - wins[i]);
            let arm = match rule {
                0 => ucb1(&wins, &counts),
                1 => thompson_bernoulli(&wins, &losses, &mut rng),
                _ => rng.pick(&chances),
            };
            let paid = bandit.pull(arm, &mut rng);
            wins[arm] += paid;
            counts[arm] += 1.0;
            scores[arm] += paid / chances[arm];
            *regret += bandit.regret(arm);
        }
    }
    assert!(regrets.iter().all(|&r| r < 0.6 * random), "{regrets:?}");
    assert!(regrets[1] < 0.15 * random, "{regrets:?}");
}

#[test]
fn a_context_decides_which_arm_is_best() {
    let mut rng = Rng::seed(6);
    let mut world = ContextualBandit::new([[1.0, 0.0], [0.0, 1.0]], 0.1);
    let mut clever = |x: &[f64], _: &mut Rng| argmax(x);
    let totals: Vec<f64> = (0..20_000)
        .map(|_| episode(&mut world, &mut clever, &mut rng).total())
        .collect();
    // E max of two standard normal numbers is 1/√π.
    let want = 1.0 / std::f64::consts::PI.sqrt();
    assert!((mean(&totals) - want).abs() < 3.0 * standard_error(&totals));
}

#[test]
#[should_panic(expected = "q_learning: needs a world with numbered states")]
fn a_table_needs_numbered_states() {
    q_learning(
        &mut CartPole::new(),
        1,
        Learning::default(),
        &mut Rng::seed(1),
    );
}
