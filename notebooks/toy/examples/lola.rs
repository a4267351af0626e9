//! Learning with Opponent-Learning Awareness (J. Foerster, R. Chen, M. Al-Shedivat and others, AAMAS 2018).
//!
//! Two learners play a matrix game again and again and remember the last round. The value of a pair of policies is
//! exact: with P the chances from one joint state to the next, p0 those of the first and r the payoffs,
//!
//!   V^i = p0' (I - γ P)^-1 r^i
//!
//! A naive learner climbs its own value as if the other stood still. LOLA expects the other to take a gradient step
//! Δθ² = η ∇₂V², climbs V¹(θ¹, θ² + Δθ²) ≈ V¹ + (Δθ²)' ∇₂V¹, and differentiates through Δθ²:
//!
//!   θ¹ <- θ¹ + δ ∇₁V¹ + δη (∇₂V¹)' ∇₁∇₂V²                      (the paper's exact-gradient form)
//!
//! So it learns what the other will learn from it: in the iterated prisoner's dilemma, tit for tat. In iterated matching
//! pennies, where naive learners chase each other, it finds the equilibrium (heads with chance ½, whatever happened).
//!
//! Where the toy differs: only the exact form (no sampled returns, no model of the opponent), 40 pairs, 300 updates;
//! δ and η are 1 on the discounted sum of the payoffs. With γ = 0.96 in the place of 0.9 these steps are too long for
//! matching pennies, and LOLA does not settle either.
//!
//! `cargo run -p papercell-toy --example lola -- figure.svg` also draws the figure.

use toy::prelude::*;

const PAIRS: usize = 40;
const UPDATES: usize = 300;
const RATE: f64 = 1.0; // δ
const STATES: [&str; 4] = ["CC", "CD", "DC", "DD"]; // a player's own move first

/// A game played without end; a round counts γ times as much as the one before it.
struct Repeated {
    game: MatrixGame,
    discount: f64,
}

fn dilemma() -> Repeated {
    Repeated {
        game: MatrixGame::prisoners_dilemma(),
        discount: 0.96,
    }
}

fn pennies() -> Repeated {
    Repeated {
        game: MatrixGame::matching_pennies(),
        discount: 0.9,
    }
}

/// V¹ and V² of two policies: the logits of cooperating in the first round and after CC, CD, DC, DD.
fn values(theta: [&Tensor; 2], repeated: &Repeated) -> [Tensor; 2] {
    let p = theta[0].sigmoid();
    let q = theta[1].sigmoid().rows(&[0, 1, 3, 2, 4]); // the states from the first player's side
    let (not_p, not_q) = (1.0 - &p, 1.0 - &q);
    // Rows: the round's outcome, CC to DD. Columns: the first round (p0), then a round after CC, ..., DD (P').
    let outcome = stack(&[
        &(&p * &q),
        &(&p * &not_q),
        &(&not_p * &q),
        &(&not_p * &not_q),
    ]);
    // How often each outcome occurs, discounted: (I - γ P')^-1 p0.
    let visits = solve(
        eye(4) - repeated.discount * outcome.slice(1, 1..5),
        outcome.col(0),
    );
    [0, 1].map(|i| repeated.game.payoffs[i].flatten().matmul(&visits))
}

/// (∇₂V¹)' ∇₁∇₂V²: how the first player moves what the second one learns, to its own good.
/// `mine` is the gradient of its own value with respect to the other's policy, `theirs` that of the other's value.
fn shaping(mine: &Tensor, theirs: &Tensor, theta: &Tensor) -> Tensor {
    grad1(&mine.detach().matmul(theirs), theta)
}

/// Two learners from random policies: their policies in the end, and their mean payoff a round before each update.
fn learn(seed: u64, look_ahead: f64, repeated: &Repeated) -> (Tensor, Vec<f64>) {
    let mut rng = Rng::seed(seed);
    let [x, y] = [0, 1].map(|_| param(rng.normals(5)));
    let mut ascent = Sgd::new([&x, &y], RATE);
    let mut payoffs = Vec::new();
    for _ in 0..UPDATES {
        let [v, w] = values([&x, &y], repeated);
        payoffs.push((&v + &w).item() / 2.0 * (1.0 - repeated.discount));
        let (dv, dw) = (grad_graph(&v, &[&x, &y]), grad_graph(&w, &[&x, &y]));
        let mut up = [dv[0].detach(), dw[1].detach()];
        if look_ahead > 0.0 {
            up[0] += look_ahead * shaping(&dv[1], &dw[1], &x);
            up[1] += look_ahead * shaping(&dw[0], &dv[0], &y);
        }
        ascent.apply(&up.map(|g| -g)); // the optimiser goes downhill
    }
    (stack(&[&x.sigmoid(), &y.sigmoid()]).detach(), payoffs)
}

/// The largest relative gap between the second-order term and central differences of first-order gradients.
fn second_order_gap(rng: &mut Rng) -> f64 {
    let [x, y] = [0, 1].map(|_| param(rng.normals(5)));
    let [v, w] = values([&x, &y], &dilemma());
    let mine = grad1(&v, &y);
    let exact = shaping(&mine, &grad1_graph(&w, &y), &x);
    let along = |shift: &Tensor| {
        let [_, w] = values([&(x.detach() + shift), &y], &dilemma());
        mine.matmul(&grad1(&w, &y)).item()
    };
    let step = 1e-5 * eye(5);
    let differences: Tensor = (0..5)
        .map(|i| (along(&step.row(i)) - along(&-step.row(i))) / 2e-5)
        .collect();
    ((&exact - differences).abs().max() / exact.abs().max()).item()
}

fn main() {
    let pairs = |look_ahead| {
        let (policies, payoffs): (Vec<Tensor>, Vec<Vec<f64>>) =
            over_seeds(PAIRS, |seed| learn(seed, look_ahead, &dilemma()))
                .into_iter()
                .unzip();
        let policies = concat(0, &policies.iter().collect::<Vec<_>>());
        (policies, Tensor::from(payoffs))
    };
    let (naive, lola) = (pairs(0.0), pairs(1.0));
    let last = |payoffs: &Tensor| payoffs.col(UPDATES - 1);
    let middle = |policies: &Tensor, state: usize| median(policies.col(state + 1));

    let mut rows = table(&["learners", "payoff a round", "CC", "CD", "DC", "DD"]);
    for (name, (policies, payoffs)) in [("naive", &naive), ("LOLA", &lola)] {
        let [cc, cd, dc, dd] = [0, 1, 2, 3].map(|state| middle(policies, state));
        rows.push((name, estimate(last(payoffs)), cc, cd, dc, dd));
    }
    display(&rows.caption(
        "Mean over the pairs; median chance to cooperate after each state, own move first.",
    ));

    claim("naive-defects").below(last(&naive.1), -1.8);
    claim("lola-cooperates").above(last(&lola.1), -1.2);
    let [cc, cd, dc] = [0, 1, 2].map(|state| middle(&lola.0, state));
    claim("tit-for-tat")
        .above(cc, 0.9)
        .below(cd, 0.2)
        .above(dc, 0.8);
    let gaps: Vec<f64> = (0..20)
        .map(|seed| second_order_gap(&mut Rng::seed(seed)))
        .collect();
    claim("second-order").below(Tensor::from(gaps).max(), 1e-6);
    // Matching pennies: how far the policies end from ½, on average.
    let unbalance = |look_ahead| {
        over_seeds(PAIRS, |seed| {
            let (policies, _) = learn(seed, look_ahead, &pennies());
            (policies - 0.5).abs().mean().item()
        })
    };
    claim("pennies-naive").above(unbalance(0.0), 0.25);
    claim("pennies-lola").below(unbalance(1.0), 0.01);
    verdict();

    if let Some(file) = std::env::args().nth(1) {
        let mut after = Vec::new();
        for (i, state) in STATES.iter().enumerate() {
            after.push((format!("{state} naive"), naive.0.col(i + 1)));
            after.push((format!("{state} LOLA"), lola.0.col(i + 1)));
        }
        let policies = plot("Learnt policies")
            .y("chance to cooperate after each state (own move first)")
            .y_range(0.0, 1.0)
            .strip(&after)
            .size(640, 260);
        let updates = Tensor::from(0..UPDATES);
        let curves = plot("Payoff a round")
            .x("update")
            .y("mean of both players")
            .runs("naive", &updates, &naive.1)
            .runs("LOLA", &updates, &lola.1)
            .hline(-1.0, "both cooperate")
            .hline(-2.0, "both defect")
            .size(640, 230);
        let figure = panels(1, &[policies, curves]).caption(
            "Above: one dot a player of 40 pairs, bar: mean. LOLA repays cooperation (CC, DC) and mostly punishes \
             defection (CD); naive learners defect. Below: mean and standard deviation over the pairs.",
        );
        std::fs::write(file, figure.svg()).expect("the figure is written");
    }
    claims_must_hold();
}
