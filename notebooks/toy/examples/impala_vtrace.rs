//! IMPALA: Scalable Distributed Deep-RL with Importance Weighted Actor-Learner Architectures (L. Espeholt, H. Soyer,
//! R. Munos and others, ICML 2018).
//!
//! Actors play with an old copy μ of the policy π that the learner improves. V-trace makes of their traces, n steps
//! long, a target for the learner's values V:
//!
//!   v_s = V(x_s) + Σ_{t=s}^{s+n-1} γ^(t-s) (c_s ... c_(t-1)) ρ_t (r_t + γ V(x_(t+1)) - V(x_t))
//!
//!   ρ_t = min(ρ̄, π(a_t | x_t) / μ(a_t | x_t))        c_t = min(c̄, π(a_t | x_t) / μ(a_t | x_t))
//!
//! and for its policy the gradient ρ_s ∇ln π(a_s | x_s) (r_s + γ v_(s+1) - V(x_s)). Where ρ̄ and c̄ come in:
//!
//!   ρ̄ sets whose value is learnt: that of π_ρ̄ ∝ min(ρ̄ μ, π), between μ (ρ̄ near 0) and π (ρ̄ = ∞)
//!   c̄ sets only how fast
//!
//! First the expected target, an operator on V, in random worlds: exact. Then a tabular actor-critic on a 5 x 5 cliff
//! walk (R. Sutton and A. Barto, "Reinforcement learning: an introduction", 2018, example 6.6): start and goal in two
//! corners, pits between them. The way along the edge is the shortest, and the most dangerous for who staggers. Actors
//! of 50 updates ago stagger. A learner that takes their traces for its own hears that the edge does not pay, long
//! after it walks straight, and settles on a detour.
//!
//! Return: the exact value of the learner's policy at the start. The check compares its mean over the updates; the one
//! at the end is claimed too. Each learner has the step sizes that are best for it, of three pairs; more pairs by hand
//! (0.5 to 20 for the actor, 0.1 to 0.5 for the critic) gave the uncorrected learner less than 1% more.
//!
//! How much the lag matters hangs on the world. With γ = 0.95 V-trace returns a fifth more throughout, 4% more at the
//! end; in a room without pits, where the shortest way is also the safest, 3% more throughout and nothing at the end.
//!
//! Where the toy differs: tables, not a network; one process, actors that are late by a fixed number of updates; SGD,
//! no entropy bonus. ρ̄ = c̄ = 1 in the learner, as in the paper. Untruncated importance sampling ends as high as
//! V-trace, but later: it bears only the smallest of the steps.
//!
//! `cargo run -p papercell-toy --example impala_vtrace -- figure.svg` also draws the figure. About 20 s of one core.

use std::collections::VecDeque;
use toy::prelude::*;

const DISCOUNT: f64 = 0.9;

const WORLDS: usize = 10;
const STATES: usize = 6;
const ACTIONS: usize = 3;
const C_BARS: [f64; 5] = [0.25, 0.5, 1.0, 2.0, f64::INFINITY];

const SEEDS: usize = 10;
const ACTORS: usize = 8;
const STEPS: usize = 20; // of a trace
const UPDATES: usize = 300;
const EVERY: usize = 10; // updates between two looks at the return
const RATES: [[f64; 2]; 3] = [[1.0, 0.1], [3.0, 0.3], [10.0, 0.3]]; // step sizes of actor and critic

/// A world and two policies, states x actions: π, which is learnt about, and μ, which acts.
struct Task {
    mdp: Mdp,
    target: Tensor,
    behaviour: Tensor,
}

impl Task {
    fn random(rng: &mut Rng) -> Task {
        let mdp = random_mdp(rng, STATES, ACTIONS, 3, DISCOUNT);
        let [target, behaviour] = [0, 1].map(|_| rng.normals([STATES, ACTIONS]).softmax());
        Task {
            mdp,
            target,
            behaviour,
        }
    }

    /// min(bar·μ, π): the chance of an action times its truncated ratio.
    fn truncated(&self, bar: f64) -> Tensor {
        self.target.minimum(bar * &self.behaviour)
    }

    /// The value of π_ρ̄ in every state.
    fn value(&self, rho_bar: f64) -> Tensor {
        let weights = self.truncated(rho_bar);
        self.mdp.evaluate(&(&weights / weights.sum_keep(1)))
    }

    /// E v_s from every state x_s, over traces of n steps by μ: V + Σ_{k<n} C^k δ, with C = γ Σ_a min(c̄μ, π) P_a and
    /// δ the mean error of one step, weighted with ρ.
    fn operator(&self, [rho_bar, c_bar]: [f64; 2], n: usize, v: &Tensor) -> Tensor {
        let errors = self.mdp.action_values(v) - v.unsqueeze(1);
        let mut correction = (self.truncated(rho_bar) * errors).sum_axis(1);
        let on = einsum(
            "xa,xay->xy",
            &[&self.truncated(c_bar), self.mdp.transitions()],
        );
        let mut targets = v + &correction;
        for _ in 1..n {
            correction = DISCOUNT * on.matmul(&correction);
            targets += &correction;
        }
        targets
    }

    /// The operator again and again until nothing changes: where that ends, and how many times it took to come within
    /// 1e-6 of the value of π_ρ̄.
    fn iterate(&self, bars: [f64; 2], n: usize) -> (Tensor, usize) {
        let value = self.value(bars[0]);
        let (mut v, mut sweeps) = (zeros(STATES), 0);
        for _ in 0..10_000 {
            sweeps += usize::from(distance(&v, &value) >= 1e-6);
            let next = self.operator(bars, n, &v);
            if distance(&next, &v) < 1e-12 {
                return (next, sweeps);
            }
            v = next;
        }
        panic!("no fixed point with the bars {bars:?}");
    }
}

fn distance(v: &Tensor, w: &Tensor) -> f64 {
    (v - w).abs().max().item()
}

/// What a learner makes of traces, steps x actors: the targets v_s, and ρ_s (r_s + γ v_(s+1) - V(x_s)).
/// `v` and `next_v`: V where the actors stood and where their steps led.
fn vtrace(
    past: &Rollout,
    ratios: &Tensor,
    [rho_bar, c_bar]: [f64; 2],
    v: &Tensor,
    next_v: &Tensor,
) -> [Tensor; 2] {
    let (rho, c) = (ratios.minimum(rho_bar), ratios.minimum(c_bar));
    let errors = &past.rewards + DISCOUNT * (1.0 - &past.terminated) * next_v - v;
    let on = DISCOUNT * (1.0 - past.done()); // 0 where the next row is of another episode
    let [steps, actors] = [0, 1].map(|axis| v.shape()[axis]);
    let mut correction = zeros(actors); // v_(s+1) - V(x_(s+1))
    let (mut targets, mut advantages) = (Vec::new(), Vec::new());
    for s in (0..steps).rev() {
        let later = on.row(s) * correction;
        advantages.push(rho.row(s) * (errors.row(s) + &later));
        correction = rho.row(s) * errors.row(s) + c.row(s) * later;
        targets.push(v.row(s) + &correction);
    }
    [targets, advantages].map(|rows| stack(&rows.iter().rev().collect::<Vec<_>>()))
}

/// How far the mean of sampled targets is from the operator, in standard errors, at the worst of the states.
fn sampled_gap(rng: &mut Rng) -> f64 {
    let (bars, n) = ([2.0, 1.0], 5);
    let mut task = Task::random(rng);
    task.mdp.start = vec![1.0 / STATES as f64; STATES];
    let v = rng.normals(STATES);
    let mut worlds = Vectorised::copies(10_000, task.mdp.world(n), rng);
    let act = &mut |x: &Tensor, rng: &mut Rng| rng.categoricals(x.matmul(&task.behaviour));
    let past = rollout(&mut worlds, n, act, rng);
    let (x, actions) = (past.flat_observations(), past.action_numbers());
    let [pi, mu] = [&task.target, &task.behaviour].map(|policy| x.matmul(policy).pick(&actions));
    let shape = past.rewards.shape();
    let at = |x: &Tensor| x.matmul(&v).reshape(&shape);
    let next_v = at(&past.flat_next_observations());
    let [targets, _] = vtrace(&past, &(pi / mu).reshape(&shape), bars, &at(&x), &next_v);
    let starts = past.observations.row(0).argmax();
    let expected = task.operator(bars, n, &v);
    let gap = |state: usize| {
        let here = (0..starts.len()).filter(|&i| starts[i] == state);
        let found: Tensor = here.map(|i| targets.at([0, i])).collect();
        (mean(&found) - expected.at(state)).abs() / standard_error(&found)
    };
    (0..STATES).map(gap).fold(0.0, f64::max)
}

fn cliff() -> Grid {
    Grid::new(
        ".....
         .....
         .....
         .....
         SXXXG",
    )
}

/// How far V-trace is from the returns of n steps (less V) where actors and learner are one.
fn on_policy_gap(rng: &mut Rng) -> f64 {
    let mut worlds = Vectorised::copies(ACTORS, cliff(), rng);
    let act = &mut |_: &Tensor, rng: &mut Rng| (0..ACTORS).map(|_| rng.below(4)).collect();
    let past = rollout(&mut worlds, STEPS, act, rng);
    let [v, next_v] = [0, 1].map(|_| rng.normals([STEPS, ACTORS]));
    let [targets, advantages] = vtrace(&past, &ones([STEPS, ACTORS]), [1.0, 1.0], &v, &next_v);
    let returns = past.advantages(&v, &next_v, DISCOUNT, 1.0);
    distance(&(targets - v), &returns).max(distance(&advantages, &returns))
}

/// The returns of a learner whose actors are `lag` updates late. ρ̄ = c̄ = `bar`; without a bar all ratios count as 1.
fn learn(seed: u64, lag: usize, bar: Option<f64>, rates: [f64; 2]) -> Vec<f64> {
    let mut rng = Rng::seed(seed);
    let mdp = cliff().mdp(DISCOUNT);
    let mut actors = Vectorised::copies(ACTORS, cliff(), &mut rng);
    let logits = param(zeros([mdp.states(), mdp.actions()]));
    let values = param(zeros(mdp.states()));
    let mut actor = Sgd::new([&logits], rates[0]);
    let mut critic = Sgd::new([&values], rates[1]);
    let mut copies = VecDeque::from([logits.detach()]); // the last ones, the oldest first
    let mut returns = Vec::new();
    for update in 0..=UPDATES {
        if update % EVERY == 0 {
            returns.push(mdp.value_of(&logits.softmax()));
        }
        let old = |x: &Tensor| CategoricalRows::new(x.matmul(&copies[0]));
        let past = rollout(
            &mut actors,
            STEPS,
            &mut |x, rng| old(x).sample(rng),
            &mut rng,
        );
        let (x, actions) = (past.flat_observations(), past.action_numbers());
        let shape = past.rewards.shape();
        let taken = CategoricalRows::new(x.matmul(&logits)).log_prob(&actions);
        let ratios = (taken.detach() - old(&x).log_prob(&actions)).exp();
        let (ratios, bar) = match bar {
            Some(bar) => (ratios.reshape(&shape), bar),
            None => (ones(&shape), 1.0),
        };
        let v = x.matmul(&values).reshape(&shape);
        let next_v = past.flat_next_observations().matmul(&values.detach());
        let next_v = next_v.reshape(&shape);
        let [targets, advantages] = vtrace(&past, &ratios, [bar, bar], &v.detach(), &next_v);
        actor.step(&(-(taken * advantages.flatten()).sum() / ACTORS as f64));
        critic.step(&((targets - v).square().sum() / (2 * ACTORS) as f64));
        copies.push_back(logits.detach());
        if copies.len() > lag + 1 {
            copies.pop_front();
        }
    }
    returns
}

/// The fixed points of the operator, for every pair of bars and for one step and five.
fn check_operator(tasks: &[Task]) {
    let (mut errors, mut errors_without_bar) = (Vec::new(), Vec::new());
    let mut savings = Vec::new();
    for task in tasks {
        for rho_bar in [0.5, 1.0, 2.0, f64::INFINITY] {
            let mut counts = Vec::new();
            for c_bar in C_BARS.into_iter().filter(|c_bar| *c_bar <= rho_bar) {
                let [one, five] = [1, 5].map(|n| task.iterate([rho_bar, c_bar], n));
                for (v, _) in [&one, &five] {
                    errors.push(distance(v, &task.value(rho_bar)));
                    if rho_bar == f64::INFINITY {
                        errors_without_bar.push(distance(v, &task.mdp.evaluate(&task.target)));
                    }
                }
                counts.push(five.1 as f64); // one step uses no c
            }
            savings.extend(counts.windows(2).map(|two| two[0] - two[1]));
        }
    }
    claim("fixed-point-is-the-truncated-policys-value").below(Tensor::from(errors).max(), 1e-6);
    claim("at-infinity-the-target-policys-value")
        .below(Tensor::from(errors_without_bar).max(), 1e-6);
    claim("c-bar-saves-iterations")
        .above(Tensor::from(savings).min(), 0.0)
        .note("the fewest saved by the next c-bar, of all worlds and rho-bars");
}

/// Runs with one lag and one reading of the traces: for each pair of step sizes the returns, seeds x looks.
struct Tried {
    lag: usize,
    reading: &'static str,
    runs: [Tensor; RATES.len()],
}

impl Tried {
    fn new(lag: usize, reading: &'static str, bar: Option<f64>) -> Tried {
        let run = |rates| over_seeds(SEEDS, |seed| learn(seed, lag, bar, rates)).into();
        Tried {
            lag,
            reading,
            runs: RATES.map(run),
        }
    }

    /// The pair of step sizes (its place) with the highest of these numbers, on average over the seeds; the numbers.
    fn best(&self, number: fn(&Tensor) -> Tensor) -> (usize, Tensor) {
        let numbers = self.runs.each_ref().map(number);
        let place = argmax(numbers.each_ref().map(mean));
        (place, numbers[place].clone())
    }

    /// A row of the table.
    fn row(&self) -> (usize, &str, Estimate, f64, Estimate, f64) {
        let [(i, all), (j, end)] = [throughout, finally].map(|number| self.best(number));
        let (all, end) = (estimate(all), estimate(end));
        (self.lag, self.reading, all, RATES[i][0], end, RATES[j][0])
    }
}

/// The mean return of each run.
fn throughout(runs: &Tensor) -> Tensor {
    runs.mean_axis(1)
}

/// The last return of each run.
fn finally(runs: &Tensor) -> Tensor {
    runs.col(UPDATES / EVERY)
}

fn main() {
    let tasks: Vec<Task> = (0..WORLDS as u64)
        .map(|seed| Task::random(&mut Rng::seed(seed)))
        .collect();
    check_operator(&tasks);
    claim("sampled-targets-are-the-operators")
        .below(sampled_gap(&mut Rng::seed(0)), 4.0)
        .note("standard errors, in the worst of the states");
    claim("on-policy-returns-of-n-steps").below(on_policy_gap(&mut Rng::seed(0)), 1e-12);

    let [uncorrected, vtrace, untruncated] = [None, Some(1.0), Some(f64::INFINITY)];
    let short = [
        Tried::new(0, "any", uncorrected), // all ratios are 1
        Tried::new(10, "uncorrected", uncorrected),
        Tried::new(10, "V-trace", vtrace),
    ];
    let long = [
        Tried::new(50, "uncorrected", uncorrected),
        Tried::new(50, "V-trace", vtrace),
        Tried::new(50, "importance sampling", untruncated),
    ];
    let head = ["lag", "traces", "return", "step", "at the end", "step"];
    let mut rows = table(&head);
    for tried in short.iter().chain(&long) {
        rows.push(tried.row());
    }
    display(&rows.caption("Step: the actor's step size that is best for this return."));

    let gain = |number| mean(long[1].best(number).1) / mean(long[0].best(number).1);
    claim("lag-50").above(gain(throughout), 1.1);
    claim("lag-50-at-the-end").above(gain(finally), 1.1);
    verdict();

    if let Some(file) = std::env::args().nth(1) {
        std::fs::write(file, figure(&tasks, &long).svg()).expect("the figure is written");
    }
    claims_must_hold();
}

fn figure(tasks: &[Task], tried: &[Tried]) -> Figure {
    let bars = linspace(ln(0.05), ln(20.0), 41).exp();
    let distances = |policy: fn(&Task) -> &Tensor| -> Tensor {
        let of = |task: &Task| -> Vec<f64> {
            let value = task.mdp.evaluate(policy(task));
            let each = bars.to_vec().into_iter();
            each.map(|bar| distance(&task.value(bar), &value)).collect()
        };
        tasks.iter().map(of).collect::<Vec<_>>().into()
    };
    let whose = plot("Whose value is learnt")
        .x("largest ρ allowed")
        .y("largest distance of values")
        .runs("to the learner's, π", &bars, distances(|task| &task.target))
        .runs(
            "to the actors', μ",
            &bars,
            distances(|task| &task.behaviour),
        )
        .log_x();
    let updates = Tensor::from(0..UPDATES / EVERY + 1) * EVERY as f64;
    let mut curves = plot("The cliff, with actors of 50 updates ago")
        .x("update")
        .y("return")
        .hline(DISCOUNT.powi(5), "along the edge");
    for t in tried {
        curves = curves.runs(t.reading, &updates, &t.runs[t.best(throughout).0]);
    }
    panels(1, &[whose.size(640, 230), curves.size(640, 280)]).caption(
        "Mean and standard deviation. Above: over ten random worlds. Below: over ten seeds, each learner with the step \
         sizes that are best for it.",
    )
}
