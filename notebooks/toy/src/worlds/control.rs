//! The classic control problems, with the equations and constants of Gymnasium (M. Towers et al., "Gymnasium: a
//! standard interface for reinforcement learning environments", 2024): `CartPole-v1`, `Pendulum-v1`, `MountainCar-v0`.

use super::{Step, World, check_action, check_steering};
use crate::random::Rng;
use std::f64::consts::PI;

/// A pole balanced on a cart (A. Barto, R. Sutton and C. Anderson, "Neuronlike adaptive elements that can solve
/// difficult learning control problems", IEEE Trans. SMC 13, 1983), without friction, one Euler step in 0.02 s.
///
/// Seen: position (m), velocity (m/s), angle (rad, 0 is upright), angular velocity (rad/s). Actions: push left (0),
/// right (1) with 10 N, or, continuous, a force in units of 10 N, clipped to ±1. Reward 1 a step. The episode ends
/// beyond ±2.4 m or ±12°.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let pole = &mut CartPole::new();
/// let past = episode(pole, &mut |seen, _| usize::from(seen[2] + 0.3 * seen[3] > 0.0), &mut rng);
/// assert!(past.total() > 100.0); // pushed to the side that it falls to: 1 a step
/// ```
#[derive(Clone, Debug)]
pub struct CartPole {
    /// Position, velocity, angle, angular velocity.
    pub now: [f64; 4],
    /// The episode is cut off after so many steps (500).
    pub limit: usize,
    /// How many steps this episode has had.
    pub time: usize,
}

impl CartPole {
    const GRAVITY: f64 = 9.8;
    const CART: f64 = 1.0; // kg
    const POLE: f64 = 0.1; // kg
    const HALF_LENGTH: f64 = 0.5; // m
    const FORCE: f64 = 10.0; // N
    const TIME_STEP: f64 = 0.02; // s

    /// At rest, upright; `reset` starts near that.
    pub fn new() -> CartPole {
        CartPole {
            now: [0.0; 4],
            limit: 500,
            time: 0,
        }
    }

    fn push(&mut self, force: f64) -> Step {
        let [x, speed, angle, spin] = self.now;
        let (sin, cos) = (libm::sin(angle), libm::cos(angle));
        let total = Self::CART + Self::POLE;
        let pole = Self::POLE * Self::HALF_LENGTH;
        let pushed = (force + pole * (spin * spin) * sin) / total;
        let spin_up = (Self::GRAVITY * sin - cos * pushed)
            / (Self::HALF_LENGTH * (4.0 / 3.0 - Self::POLE * (cos * cos) / total));
        let speed_up = pushed - pole * spin_up * cos / total;
        let dt = Self::TIME_STEP;
        self.now = [
            x + dt * speed,
            speed + dt * speed_up,
            angle + dt * spin,
            spin + dt * spin_up,
        ];
        let fallen = self.now[0].abs() > 2.4 || self.now[2].abs() > 12.0 * 2.0 * PI / 360.0;
        self.time += 1;
        Step {
            observation: self.now.to_vec(),
            reward: 1.0,
            terminated: fallen,
            truncated: !fallen && self.time >= self.limit,
        }
    }
}

impl Default for CartPole {
    fn default() -> CartPole {
        CartPole::new()
    }
}

impl World for CartPole {
    fn actions(&self) -> usize {
        2
    }

    fn observation_size(&self) -> usize {
        4
    }

    fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
        self.now = std::array::from_fn(|_| rng.range(-0.05, 0.05));
        self.time = 0;
        self.now.to_vec()
    }

    #[track_caller]
    fn step(&mut self, action: usize, _: &mut Rng) -> Step {
        check_action("CartPole", action, 2);
        self.push([-Self::FORCE, Self::FORCE][action])
    }

    fn action_size(&self) -> usize {
        1
    }

    #[track_caller]
    fn steer(&mut self, action: &[f64], _: &mut Rng) -> Step {
        check_steering("CartPole", action, 1);
        self.push(Self::FORCE * action[0].clamp(-1.0, 1.0))
    }
}

/// A pendulum to be swung up with a motor too weak to lift it at once. Angle 0 is upright; one step is 0.05 s.
///
/// Seen: cos and sin of the angle, angular velocity (rad/s, within ±8). Continuous action: a torque, clipped to ±2.
/// Numbered actions: torque −2, 0, 2. Reward −(angle² + 0.1 velocity² + 0.001 torque²), the angle within ±π. There is
/// no end but the limit.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut pendulum = Pendulum::new();
/// pendulum.reset(&mut rng);
/// let step = pendulum.steer(&[2.0], &mut rng); // a torque
/// assert!(step.reward <= 0.0 && step.observation.len() == 3);
/// ```
#[derive(Clone, Debug)]
pub struct Pendulum {
    /// Angle and angular velocity.
    pub now: [f64; 2],
    /// The episode is cut off after so many steps (200).
    pub limit: usize,
    /// How many steps this episode has had.
    pub time: usize,
}

impl Pendulum {
    const GRAVITY: f64 = 10.0;
    const TIME_STEP: f64 = 0.05;

    /// At rest, upright; `reset` starts anywhere.
    pub fn new() -> Pendulum {
        Pendulum {
            now: [0.0; 2],
            limit: 200,
            time: 0,
        }
    }

    fn seen(&self) -> Vec<f64> {
        let [angle, spin] = self.now;
        vec![libm::cos(angle), libm::sin(angle), spin]
    }
}

impl Default for Pendulum {
    fn default() -> Pendulum {
        Pendulum::new()
    }
}

impl World for Pendulum {
    fn actions(&self) -> usize {
        3
    }

    fn observation_size(&self) -> usize {
        3
    }

    fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
        self.now = [rng.range(-PI, PI), rng.range(-1.0, 1.0)];
        self.time = 0;
        self.seen()
    }

    #[track_caller]
    fn step(&mut self, action: usize, rng: &mut Rng) -> Step {
        check_action("Pendulum", action, 3);
        self.steer(&[2.0 * (action as f64 - 1.0)], rng)
    }

    fn action_size(&self) -> usize {
        1
    }

    #[track_caller]
    fn steer(&mut self, action: &[f64], _: &mut Rng) -> Step {
        check_steering("Pendulum", action, 1);
        let torque = action[0].clamp(-2.0, 2.0);
        let [angle, spin] = self.now;
        let folded = (angle + PI).rem_euclid(2.0 * PI) - PI;
        let cost = folded * folded + 0.1 * (spin * spin) + 0.001 * (torque * torque);
        // Mass and length are 1: a rod's inertia is 1/3, gravity pulls at its middle.
        let spin_up = 1.5 * Self::GRAVITY * libm::sin(angle) + 3.0 * torque;
        let spin = (spin + spin_up * Self::TIME_STEP).clamp(-8.0, 8.0);
        self.now = [angle + spin * Self::TIME_STEP, spin];
        self.time += 1;
        Step {
            observation: self.seen(),
            reward: -cost,
            terminated: false,
            truncated: self.time >= self.limit,
        }
    }
}

/// A car too weak to drive up a hill has to rock itself out of the valley (A. Moore, "Efficient memory-based learning
/// for robot control", 1990).
///
/// Seen: position (−1.2 to 0.6), velocity (±0.07). Actions: push left (0), none (1), right (2). Reward −1 a step, until
/// the flag at 0.5.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let with_speed = &mut |seen: &[f64], _: &mut Rng| if seen[1] < 0.0 { 0 } else { 2 };
/// let past = episode(&mut MountainCar::new(), with_speed, &mut rng);
/// assert!(past.terminated && past.total() > -200.0); // rocked out of the valley
/// ```
#[derive(Clone, Debug)]
pub struct MountainCar {
    /// Position and velocity.
    pub now: [f64; 2],
    /// The episode is cut off after so many steps (200).
    pub limit: usize,
    /// How many steps this episode has had.
    pub time: usize,
}

impl MountainCar {
    /// At rest in the valley; `reset` starts near there.
    pub fn new() -> MountainCar {
        MountainCar {
            now: [-0.5, 0.0],
            limit: 200,
            time: 0,
        }
    }
}

impl Default for MountainCar {
    fn default() -> MountainCar {
        MountainCar::new()
    }
}

impl World for MountainCar {
    fn actions(&self) -> usize {
        3
    }

    fn observation_size(&self) -> usize {
        2
    }

    fn reset(&mut self, rng: &mut Rng) -> Vec<f64> {
        self.now = [rng.range(-0.6, -0.4), 0.0];
        self.time = 0;
        self.now.to_vec()
    }

    #[track_caller]
    fn step(&mut self, action: usize, _: &mut Rng) -> Step {
        check_action("MountainCar", action, 3);
        let [x, speed] = self.now;
        let slope = libm::cos(3.0 * x);
        let speed = speed + (action as f64 - 1.0) * 0.001 - 0.0025 * slope;
        let speed = speed.clamp(-0.07, 0.07);
        let x = (x + speed).clamp(-1.2, 0.6);
        // The left wall stops the car.
        let stopped = x == -1.2 && speed < 0.0;
        self.now = [x, if stopped { 0.0 } else { speed }];
        self.time += 1;
        let there = x >= 0.5;
        Step {
            observation: self.now.to_vec(),
            reward: -1.0,
            terminated: there,
            truncated: !there && self.time >= self.limit,
        }
    }
}
