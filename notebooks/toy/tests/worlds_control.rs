//! The control problems against Gymnasium's trajectories, and the small worlds beside them.

mod reference;

use reference::Reference;
use toy::prelude::*;

/// Steps a world through the actions of a case; the largest gap to Gymnasium's states, rewards and ends.
fn largest_gap(case: &str, step: &mut dyn FnMut(f64) -> (Vec<f64>, Step)) -> f64 {
    let reference = Reference::read("worlds");
    let want = reference.tensor(case, "steps").to_rows();
    let actions = reference.tensor(case, "actions").to_vec();
    let mut gap = 0.0f64;
    for (want, action) in want.iter().zip(actions) {
        let (mut got, step) = step(action);
        got.extend([step.reward, f64::from(u8::from(step.terminated))]);
        assert_eq!(got.len(), want.len());
        for (got, want) in got.iter().zip(want) {
            gap = gap.max((got - want).abs());
        }
    }
    gap
}

fn start<const N: usize>(case: &str) -> [f64; N] {
    let start = Reference::read("worlds").tensor(case, "start").to_vec();
    std::array::from_fn(|i| start[i])
}

#[test]
fn the_pole_falls_as_in_gymnasium() {
    let mut rng = Rng::seed(1);
    let mut world = CartPole::new();
    world.now = start("cart_pole");
    let gap = largest_gap("cart_pole", &mut |action| {
        let step = world.step(action as usize, &mut rng);
        (world.now.to_vec(), step)
    });
    assert!(gap < 1e-12, "{gap}");
}

#[test]
fn the_pendulum_swings_as_in_gymnasium() {
    let mut rng = Rng::seed(1);
    let mut world = Pendulum::new();
    world.now = start("pendulum");
    let gap = largest_gap("pendulum", &mut |action| {
        let step = world.steer(&[action], &mut rng);
        (world.now.to_vec(), step)
    });
    assert!(gap < 1e-11, "{gap}");
}

#[test]
fn the_car_drives_as_in_gymnasium() {
    for case in ["mountain_car", "mountain_wall"] {
        let mut rng = Rng::seed(1);
        let mut world = MountainCar::new();
        world.now = start(case);
        let gap = largest_gap(case, &mut |action| {
            let step = world.step(action as usize, &mut rng);
            (world.now.to_vec(), step)
        });
        assert!(gap < 1e-12, "{case}: {gap}");
    }
}

#[test]
fn a_push_of_full_strength_is_the_numbered_one() {
    let mut rng = Rng::seed(2);
    let mut left = CartPole::new();
    left.reset(&mut rng);
    let mut right = left.clone();
    assert_eq!(left.step(1, &mut rng), right.steer(&[3.0], &mut rng));
}

#[test]
fn a_limit_truncates_and_does_not_terminate() {
    let mut rng = Rng::seed(3);
    let mut world = Pendulum {
        limit: 7,
        ..Pendulum::new()
    };
    let past = episode(&mut world, &mut |_, rng| rng.below(3), &mut rng);
    assert_eq!(past.steps(), 7);
    assert!(!past.terminated);
    assert_eq!(past.observations.shape(), [8, 3]);
    // A pole that falls at the very step of the limit has fallen.
    let mut pole = CartPole {
        limit: 1,
        now: [2.39, 2.0, 0.0, 0.0],
        ..CartPole::new()
    };
    let step = pole.step(1, &mut rng);
    assert!(step.terminated && !step.truncated);
}

#[test]
fn the_ball_is_caught_by_walking_under_it() {
    let mut rng = Rng::seed(4);
    let mut world = Catch::new(10, 10);
    let follow = |seen: &[f64]| {
        let ball = seen[..90]
            .iter()
            .position(|&x| x == 1.0)
            .map_or(0, |i| i % 10);
        let paddle = seen[90..].iter().position(|&x| x == 1.0).unwrap_or(0);
        (1 + usize::from(ball > paddle)).saturating_sub(usize::from(ball < paddle))
    };
    for _ in 0..50 {
        let past = episode(&mut world, &mut |seen, _| follow(seen), &mut rng);
        assert_eq!(
            (past.steps(), past.total(), past.terminated),
            (9, 1.0, true)
        );
    }
    assert_eq!(world.image().shape(), [10, 10]);
    let lazy: f64 = (0..500)
        .map(|_| episode(&mut world, &mut |_, _| 1, &mut rng).total())
        .sum();
    // It stays in one of ten columns: caught 1 in 10, 2/10 − 1 = −0.8 a game.
    assert!((lazy / 500.0 + 0.8).abs() < 0.08, "{lazy}");
}

#[test]
fn walls_stop_the_point() {
    let mut rng = Rng::seed(5);
    let wall = [0.15, -0.5, 0.16, 0.5];
    let mut world = PointMass {
        goal: [0.9, 0.0],
        walls: vec![wall],
        ..PointMass::new()
    };
    world.reset(&mut rng);
    for _ in 0..10 {
        world.step(1, &mut rng);
    }
    assert_eq!(world.now, [0.1, 0.0]);
    // Round the wall: up, right, and down again.
    for action in [vec![2; 6], vec![1; 5], vec![4; 6]].concat() {
        world.step(action, &mut rng);
    }
    assert!((world.now[0] - 0.6).abs() < 1e-12 && world.now[1].abs() < 1e-12);
    assert!((world.distance() - 0.3).abs() < 1e-12);
}

#[test]
fn a_push_lives_on_with_inertia() {
    let mut rng = Rng::seed(6);
    let mut world = PointMass {
        inertia: true,
        ..PointMass::new()
    };
    assert_eq!(world.reset(&mut rng).len(), 6);
    world.steer(&[1.0, 0.0], &mut rng);
    let step = world.steer(&[0.0, 0.0], &mut rng);
    assert!((step.observation[0] - 0.19).abs() < 1e-12, "{step:?}");
    assert_eq!(step.observation.len(), world.observation_size());
}

#[test]
#[should_panic(expected = "CartPole: action 2, but there are 2 actions (0 to 1)")]
fn an_action_too_many_is_refused() {
    CartPole::new().step(2, &mut Rng::seed(1));
}

#[test]
#[should_panic(expected = "steer: this world has numbered actions only (use step), got [0.5]")]
fn a_world_without_steering_says_so() {
    Catch::new(5, 5).steer(&[0.5], &mut Rng::seed(1));
}
