//! Flows and differential equations against what is known in closed form.

use toy::prelude::*;

/// ln |det| of a 2 x 2 Jacobian, built from gradients, for each row.
fn log_det_by_gradients(f: &dyn Fn(&Tensor) -> Tensor, x: &Tensor) -> Vec<f64> {
    let rows = x.to_rows();
    let det = |row: &Vec<f64>| {
        let x = param(tensor([[row[0], row[1]]]));
        let y = f(&x);
        let [a, b] = [0, 1].map(|j| grad1(&y.col(j).sum(), &x).to_vec());
        ln((a[0] * b[1] - a[1] * b[0]).abs())
    };
    rows.iter().map(det).collect()
}

/// Moves all parameters away from their start, where a flow may be the identity.
fn shaken(params: &[Tensor], rng: &mut Rng) {
    let moved = flatten(params).detach() + 0.5 * rng.normals(flatten(params).len());
    set_params(params, &moved);
}

#[test]
fn flows_know_their_volume_and_their_inverse() {
    let mut rng = Rng::seed(1);
    let flows = [
        ("real nvp", Flow::real_nvp(&mut rng, 2, 3, 8), 1e-10),
        ("planar", Flow::planar(&mut rng, 2, 4), 1e-8),
    ];
    for (name, flow, tolerance) in flows {
        shaken(&flow.params(), &mut rng);
        let x = rng.normals([20, 2]);
        let (y, log_det) = flow.transform(&x);
        assert!((&y - &x).abs().max().item() > 0.1, "{name} does nothing");
        let want = log_det_by_gradients(&|x| flow.transform(x).0, &x);
        close_all(&format!("{name}, volume"), &log_det, want, tolerance);
        close_all(&format!("{name}, inverse"), flow.invert(&y), &x, tolerance);
        // The density integrates to 1.
        let (side, width) = (160, 40.0);
        let step = width / side as f64;
        let place = |i: usize| (i as f64 + 0.5) * step - 0.5 * width;
        let grid: Vec<[f64; 2]> = (0..side * side)
            .map(|i| [place(i / side), place(i % side)])
            .collect();
        let total = flow.log_prob(grid).exp().sum().item() * step * step;
        println!("{name}: {total}");
        assert!((total - 1.0).abs() < 0.02, "{name}: {total}");
    }
}

#[test]
fn a_flow_learns_a_density() {
    let mut rng = Rng::seed(2);
    let goal = MultivariateNormal::new([1.0, -1.0], [[1.0, 0.8], [0.8, 1.0]]);
    let x = goal.samples(&mut rng, 400);
    let flow = Flow::real_nvp(&mut rng, 2, 4, 8);
    // It starts as the identity: standard normal.
    close_all(
        "start",
        flow.log_prob(&x),
        standard_normal_log_prob(&x),
        1e-12,
    );
    let mut opt = Adam::new(flow.params(), 0.02);
    for _ in 0..200 {
        opt.step(&-flow.log_prob(&x).mean());
    }
    let gap = (goal.log_prob(&x).mean() - flow.log_prob(&x).mean()).item();
    assert!(gap < 0.05, "{gap}");
    let drawn = flow.samples(&mut rng, 2000);
    close_all("mean", drawn.mean_axis(0), [1.0, -1.0], 0.15);
    assert!(!drawn.tracked());
}

#[test]
fn gradients_reach_a_flow_s_parameters() {
    let x = Rng::seed(3).normals([4, 2]);
    let at = flatten(Flow::planar(&mut Rng::seed(4), 2, 1).params()).detach();
    let f = |v: &Tensor| {
        let w = v.slice(0, 0..2);
        let (u, b) = (v.slice(0, 2..4), v.row(4));
        let (y, log_det) = Planar { w, u, b }.transform(&x);
        y.square().sum() + (log_det * tensor([1.0, 2.0, -1.0, 0.5])).sum()
    };
    check_grad("planar", f, &at);
    let layer = Coupling::new(&mut Rng::seed(5), &tensor([1.0, 0.0]), 3);
    shaken(&layer.params(), &mut Rng::seed(6));
    let f = |x: &Tensor| {
        let (y, log_det) = layer.transform(x);
        (y * tensor([1.0, 3.0])).sum() + log_det.square().sum()
    };
    check_grad("coupling", f, &x);
}

#[test]
fn masked_networks_look_back_only() {
    for (inputs, hidden, blocks) in [(4, vec![9, 7], 2), (1, vec![5], 1), (3, vec![], 1)] {
        let net = Made::new(&mut Rng::seed(7), inputs, &hidden, blocks, Act::Tanh);
        let x = param(Rng::seed(8).normals([1, inputs]));
        let y = net.forward(&x);
        assert_eq!(y.shape(), [1, inputs * blocks]);
        for output in 0..inputs * blocks {
            let seen = grad1(&y.col(output).sum(), &x).to_vec();
            for (input, slope) in seen.iter().enumerate() {
                assert_eq!(
                    *slope != 0.0,
                    input < output % inputs,
                    "{output} sees {input}"
                );
            }
        }
    }
}

/// A pendulum without friction: a circle with period 2π.
fn turning(_: f64, y: &Tensor) -> Tensor {
    concat(0, &[&-y.slice(0, 1..2), &y.slice(0, 0..1)])
}

#[test]
fn errors_fall_with_the_order_of_the_solver() {
    let error = |solver: Solver, steps| {
        let y = solver.solve(turning, [1.0, 0.0], 0.0, 1.0, steps);
        (y - tensor([cos(1.0), sin(1.0)])).abs().max().item()
    };
    for (solver, order) in [
        (Solver::Euler, 1.0),
        (Solver::Heun, 2.0),
        (Solver::Rk4, 4.0),
    ] {
        let found = ln(error(solver, 40) / error(solver, 80)) / ln(2.0);
        assert!((found - order).abs() < 0.1, "{solver:?}: order {found}");
    }
}

#[test]
fn the_time_in_a_slope_is_the_time_of_its_place() {
    // dy/dt = 4t³, y(1) − y(0) = 1: exact for Simpson's rule up to rounding, and for order 5.
    let f = |t: f64, _: &Tensor| tensor(4.0 * t * t * t);
    close(
        "rk4",
        Solver::Rk4.solve(f, 0.0, 0.0, 1.0, 3).item(),
        1.0,
        1e-14,
    );
    close(
        "heun",
        Solver::Heun.solve(f, 0.0, 0.0, 1.0, 1).item(),
        2.0,
        1e-14,
    );
    close(
        "dopri5",
        dopri5(f, 0.0, 0.0, 1.0, 1e-3).y.item(),
        1.0,
        1e-12,
    );
    // A path from time to time, and backwards again.
    let path = Solver::Rk4.path(f, 0.0, [0.0, 0.5, 1.0]);
    close_all("path", path, [0.0, 0.0625, 1.0], 1e-14);
    close(
        "back",
        Solver::Rk4.solve(f, 1.0, 1.0, 0.0, 3).item(),
        0.0,
        1e-14,
    );
    close(
        "back, adaptive",
        dopri5(f, 1.0, 1.0, 0.0, 1e-3).y.item(),
        0.0,
        1e-12,
    );
}

#[test]
fn the_adaptive_solver_keeps_its_tolerance_and_counts_its_work() {
    let mut before = 0;
    for tolerance in [1e-3, 1e-6, 1e-9] {
        let calls = std::cell::Cell::new(0);
        let f = |t: f64, y: &Tensor| {
            calls.set(calls.get() + 1);
            turning(t, y)
        };
        let end = dopri5(f, [1.0, 0.0], 0.0, 10.0, tolerance);
        let error = (&end.y - tensor([cos(10.0), sin(10.0)])).abs().max().item();
        println!("{tolerance:e}: error {error:e}, {end:?}");
        assert!(error < 20.0 * tolerance, "{tolerance}: {error}");
        assert_eq!(end.evaluations, calls.get());
        assert_eq!(end.evaluations, 1 + 6 * (end.accepted + end.rejected));
        assert!(end.evaluations > before);
        before = end.evaluations;
    }
    assert!(before > 200);
    // A sudden kick makes it try again with shorter steps.
    let kick = |t: f64, y: &Tensor| -y + 100.0 * exp(-square(20.0 * (t - 2.0)));
    assert!(dopri5(kick, 1.0, 0.0, 4.0, 1e-6).rejected > 0);
}

#[test]
fn gradients_flow_through_the_solvers() {
    // y' = −a·y: y(1) = y₀·e⁻ᵃ, dy/da = −y₀·e⁻ᵃ, d²y/da² = y₀·e⁻ᵃ.
    let a = param(0.7);
    let ends = [
        (
            "rk4",
            Solver::Rk4.solve(|_, y| -(&a * y), 2.0, 0.0, 1.0, 50),
            1e-7,
        ),
        (
            "dopri5",
            dopri5(|_, y| -(&a * y), 2.0, 0.0, 1.0, 1e-9).y,
            1e-7,
        ),
    ];
    for (name, y, tolerance) in ends {
        let slope = grad1_graph(&y, &a);
        close(name, slope.item(), -2.0 * exp(-0.7), tolerance);
        close(name, grad1(&slope, &a).item(), 2.0 * exp(-0.7), tolerance);
    }
    let f = |a: &Tensor| {
        Solver::Heun
            .solve(|t, y| (a * y).sin() + t, [0.3, 1.0], 0.0, 1.0, 5)
            .sum()
    };
    check_grad("heun", f, &tensor([0.5, -0.4]));
    let noise = |a: &Tensor| {
        let drift = |_: f64, x: &Tensor| -(a * x);
        let end = euler_maruyama(
            &mut Rng::seed(1),
            drift,
            |_, x| a * x,
            [1.0, 2.0],
            0.0,
            1.0,
            8,
        );
        end.square().sum()
    };
    check_grad("euler maruyama", noise, &tensor([0.5, -0.4]));
}

#[test]
fn noise_has_the_variance_of_its_time() {
    let mut rng = Rng::seed(9);
    // Pure noise g = 2 for a time of 3, forwards and backwards: variance 12.
    for (from, to) in [(0.0, 3.0), (3.0, 0.0)] {
        let x = euler_maruyama(
            &mut rng,
            |_, x| 0.0 * x,
            |_, _| tensor(2.0),
            zeros(40_000),
            from,
            to,
            6,
        );
        let variance = std(&x) * std(&x);
        assert!(
            mean(&x).abs() < 0.1 && (variance - 12.0).abs() < 0.5,
            "{variance}"
        );
    }
    // Without noise it is Euler's method, path and all.
    let times = linspace(0.0, 1.0, 11);
    let path = euler_maruyama_path(&mut rng, turning, |_, x| 0.0 * x, [1.0, 0.0], &times);
    close_all(
        "path",
        path,
        Solver::Euler.path(turning, [1.0, 0.0], &times),
        1e-15,
    );
}

#[test]
#[should_panic(expected = "Solver: f(t, y) has shape [2], the state has [3]")]
fn a_slope_of_another_shape_is_named() {
    Solver::Euler.solve(|_, _| zeros(2), zeros(3), 0.0, 1.0, 1);
}

#[test]
#[should_panic(expected = "dopri5: the step at t = ")]
fn an_explosion_is_named() {
    // y' = y² from 1 is infinite at t = 1.
    dopri5(|_, y| y.square(), 1.0, 0.0, 2.0, 1e-6);
}

#[test]
#[should_panic(expected = "Flow: points of shape [4, 3] do not fit a flow of 2 dimensions")]
fn points_of_another_width_are_named() {
    Flow::planar(&mut Rng::seed(1), 2, 1).log_prob(zeros([4, 3]));
}

#[test]
#[should_panic(expected = "Coupling: the mask must be a vector of zeros and ones")]
fn a_mask_of_other_numbers_is_named() {
    Coupling::new(&mut Rng::seed(1), &tensor([0.5, 1.0]), 4);
}

#[test]
fn the_adaptive_steps_begin_far_from_zero_too() {
    // Around 10⁸ neighbouring times are 1.5e-8 apart, and a state of 0 asks for a first step of 1e-6.
    let clock = |from: f64, to: f64| dopri5(|_, _| tensor(1.0), 0.0, from, to, 1e-6).y.item();
    close("up", clock(1e8, 1e8 + 1.0), 1.0, 1e-7);
    close("down", clock(1e8, 1e8 - 1.0), -1.0, 1e-7);
    let (from, to) = (1e6, 1e6 + 1e-9); // eight neighbours
    close("short", clock(from, to), to - from, 1e-24);
}
