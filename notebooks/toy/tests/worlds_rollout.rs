//! Rollouts, returns, advantages and replay buffers.

use toy::prelude::*;

/// Counts its steps; ends after `length` steps, or is cut off there.
#[derive(Clone)]
struct Counter {
    now: usize,
    length: usize,
    cut: bool,
}

impl World for Counter {
    fn actions(&self) -> usize {
        3
    }
    fn observation_size(&self) -> usize {
        1
    }
    fn reset(&mut self, _: &mut Rng) -> Vec<f64> {
        self.now = 0;
        vec![0.0]
    }
    fn step(&mut self, action: usize, _: &mut Rng) -> Step {
        self.now += 1;
        let over = self.now == self.length;
        Step {
            observation: vec![self.now as f64],
            reward: action as f64,
            terminated: over && !self.cut,
            truncated: over && self.cut,
        }
    }
}

fn counters(cut: bool) -> Vectorised {
    let of = |length| {
        Box::new(Counter {
            now: 0,
            length,
            cut,
        }) as Box<dyn World>
    };
    Vectorised::new(vec![of(2), of(3)], &mut Rng::seed(1))
}

#[test]
fn ends_are_marked_and_worlds_reset_at_once() {
    let mut rng = Rng::seed(1);
    let past = rollout(&mut counters(false), 4, &mut |_, _| vec![1, 2], &mut rng);
    assert_eq!(past.observations.shape(), [4, 2, 1]);
    assert_eq!(
        past.observations.to_vec(),
        [0.0, 0.0, 1.0, 1.0, 0.0, 2.0, 1.0, 0.0]
    );
    assert_eq!(
        past.next_observations.to_vec(),
        [1.0, 1.0, 2.0, 2.0, 1.0, 3.0, 2.0, 1.0]
    );
    assert_eq!(
        past.terminated.to_vec(),
        [0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0]
    );
    assert_eq!(past.truncated.sum().item(), 0.0);
    assert_eq!(
        past.mask().to_vec(),
        [1.0, 1.0, 1.0, 1.0, 0.0, 1.0, 0.0, 0.0]
    );
    assert_eq!(past.action_numbers(), [1, 2, 1, 2, 1, 2, 1, 2]);
    assert_eq!(
        past.returns(0.5).to_vec(),
        [1.5, 3.5, 1.0, 3.0, 1.5, 2.0, 1.0, 2.0]
    );
    assert_eq!(past.totals, [2.0, 6.0, 2.0]);
}

#[test]
fn an_episode_is_counted_whole_when_it_spans_rollouts() {
    let mut rng = Rng::seed(1);
    let mut worlds = counters(false);
    let mut totals = Vec::new();
    for _ in 0..6 {
        totals.push(rollout(&mut worlds, 1, &mut |_, _| vec![1, 2], &mut rng).totals);
    }
    let none = Vec::new();
    assert_eq!(
        totals,
        [
            none.clone(),
            vec![2.0],
            vec![6.0],
            vec![2.0],
            none,
            vec![2.0, 6.0]
        ]
    );
    assert!(worlds.finished().is_empty());
}

#[test]
fn a_bootstrap_knows_an_end_from_a_limit() {
    let mut rng = Rng::seed(1);
    for (cut, want) in [(false, [1.0, 2.0]), (true, [6.0, 7.0])] {
        let past = rollout(&mut counters(cut), 3, &mut |_, _| vec![1, 2], &mut rng);
        let (values, next) = (zeros([3, 2]), full([3, 2], 10.0));
        let advantages = past.advantages(&values, &next, 0.5, 0.9);
        // World 0 is over after its second step, world 1 after its third.
        assert_eq!([advantages.at([1, 0]), advantages.at([2, 1])], want);
    }
}

#[test]
fn gae_has_its_two_limits() {
    let mut rng = Rng::seed(2);
    let rewards = rng.normals(6);
    let values = rng.normals(7);
    let (v, next) = (values.slice(0, 0..6), values.slice(0, 1..7));
    let none = zeros(6);
    let last = tensor([0.0, 0.0, 0.0, 0.0, 0.0, 1.0]);
    // λ = 0: the one-step error.
    let one = gae(&rewards, &v, &next, &none, &none, 0.9, 0.0);
    close_all("lambda 0", one, &rewards + 0.9 * &next - &v, 1e-14);
    // λ = 1: the return minus the value.
    let all = gae(&rewards, &v, &next, &last, &last, 0.9, 1.0);
    close_all("lambda 1", all, reward_to_go(&rewards, 0.9) - &v, 1e-14);
    // Between: Σ (γλ)ᵏ δₜ₊ₖ.
    let between = gae(&rewards, &v, &next, &none, &none, 0.9, 0.7);
    close_all(
        "lambda 0.7",
        between,
        reward_to_go(one_step(&rewards, &v, &next), 0.63),
        1e-14,
    );
}

fn one_step(rewards: &Tensor, values: &Tensor, next: &Tensor) -> Tensor {
    rewards + 0.9 * next - values
}

#[test]
fn the_return_is_the_first_reward_to_go() {
    let rewards = Rng::seed(3).normals(9);
    let first = reward_to_go(&rewards, 0.8).at(0);
    assert_eq!(discounted_return(&rewards, 0.8), first);
}

#[test]
fn a_world_does_not_depend_on_its_neighbours() {
    let run = |n: usize| {
        let mut worlds = Vectorised::copies(n, CartPole::new(), &mut Rng::seed(7));
        let mut rewards = Vec::new();
        for t in 0..60 {
            worlds.step(&vec![t % 2; n]);
            rewards.push(worlds.observations().at([0, 2]));
        }
        rewards
    };
    assert_eq!(run(1), run(5));
    let starts = Vectorised::copies(2, CartPole::new(), &mut Rng::seed(7)).observations();
    assert_ne!(starts.row(0).to_vec(), starts.row(1).to_vec());
}

#[test]
fn a_steered_rollout_keeps_its_actions() {
    let mut rng = Rng::seed(4);
    let mut worlds = Vectorised::copies(3, Pendulum::new(), &mut rng);
    let past = rollout_steered(
        &mut worlds,
        5,
        &mut |x, rng| rng.normals([x.shape()[0], 1]),
        &mut rng,
    );
    assert_eq!(past.actions.shape(), [5, 3, 1]);
    assert_eq!(past.flat_observations().shape(), [15, 3]);
    assert!(past.rewards.max().item() <= 0.0);
}

fn answer(reward: f64) -> Step {
    Step {
        observation: vec![reward, 1.0],
        reward,
        terminated: reward == 3.0,
        truncated: false,
    }
}

#[test]
fn the_oldest_step_leaves_a_full_buffer() {
    let mut buffer = ReplayBuffer::new(3);
    for i in 0..5 {
        buffer.push(&[i as f64 - 1.0, 1.0], i, &answer(i as f64));
    }
    assert_eq!(buffer.len(), 3);
    let held = buffer.at(&[0, 1, 2]);
    assert_eq!(held.actions, [3, 4, 2]);
    assert_eq!(held.observations.to_vec(), [2.0, 1.0, 3.0, 1.0, 1.0, 1.0]);
    assert_eq!(held.next_observations.col(0).to_vec(), [3.0, 4.0, 2.0]);
    assert_eq!(held.terminated.to_vec(), [1.0, 0.0, 0.0]);
    let drawn = buffer.sample(3000, &mut Rng::seed(1));
    let share = drawn.actions.iter().filter(|&&a| a == 4).count() as f64 / 3000.0;
    assert!((share - 1.0 / 3.0).abs() < 0.03, "{share}");
}

#[test]
fn steps_are_drawn_by_their_priority() {
    let mut buffer = PrioritisedReplay::new(5, 0.5);
    for i in 0..5 {
        buffer.push(&[0.0, 0.0], i, &answer(i as f64));
    }
    // Square roots 1, 2, 3, 4, 0 of 10.
    buffer.update(&[0, 1, 2, 3, 4], [1.0, -4.0, 9.0, 16.0, 0.0]);
    let batch = buffer.sample(20_000, 1.0, &mut Rng::seed(2));
    let share = |action| batch.actions.iter().filter(|&&a| a == action).count() as f64 / 20_000.0;
    for (action, want) in [(0, 0.1), (1, 0.2), (2, 0.3), (3, 0.4), (4, 0.0)] {
        assert!(
            (share(action) - want).abs() < 0.015,
            "{action}: {}",
            share(action)
        );
    }
    // 1/(N·P), the largest put to 1: a step three times as likely weighs a third.
    let weight = |action| {
        batch.weights.at(batch
            .actions
            .iter()
            .position(|&a| a == action)
            .expect("drawn"))
    };
    assert!((weight(2) / weight(0) - 1.0 / 3.0).abs() < 1e-5);
    assert_eq!(batch.weights.max().item(), 1.0);
}

#[test]
fn choices_follow_the_values() {
    let mut rng = Rng::seed(5);
    assert_eq!(argmax([1.0, 3.0, 3.0]), 1);
    let mut counts = [0.0; 3];
    let mut soft = [0.0; 3];
    for _ in 0..20_000 {
        counts[epsilon_greedy([1.0, 3.0, 3.0], 0.3, &mut rng)] += 1.0 / 20_000.0;
        soft[boltzmann([0.0, 2.0 * 2.0f64.ln(), 0.0], 2.0, &mut rng)] += 1.0 / 20_000.0;
    }
    close_all("epsilon-greedy", counts, [0.1, 0.45, 0.45], 0.015);
    close_all("boltzmann", soft, [0.25, 0.5, 0.25], 0.015);
}

#[test]
#[should_panic(expected = "Vectorised::step: 1 actions for 2 worlds")]
fn an_action_for_each_world_is_needed() {
    counters(false).step(&[0]);
}

#[test]
#[should_panic(expected = "gae: the rewards have shape [3], values [2]")]
fn advantages_need_a_value_for_each_reward() {
    let x = zeros(3);
    gae(&x, &zeros(2), &x, &x, &x, 0.9, 0.9);
}
