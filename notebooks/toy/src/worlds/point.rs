//! A point that moves in the plane.

use super::{Step, World, check_action, check_steering};
use crate::random::Rng;

/// A point in the square from (−1, −1) to (1, 1) that should reach a goal.
///
/// Seen: x, y, and the way to the goal (dx, dy); with inertia also the velocity. Continuous action: two numbers, each
/// clipped to ±1, times `speed` = how far the point moves (with inertia: how much its velocity changes). Numbered
/// actions: stay (0), right (1), up (2), left (3), down (4), at full speed. Reward: minus the distance to the goal
/// after the step. A wall stops the whole step that would cross it.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let mut world = PointMass { goal: [0.5, 0.0], limit: 40, ..PointMass::new() };
/// let past = episode_steered(&mut world, &mut |seen, _| vec![10.0 * seen[2], 10.0 * seen[3]], &mut rng);
/// assert!(past.rewards[39] > -1e-9);
/// ```
#[derive(Clone, Debug)]
pub struct PointMass {
    /// Where the point is.
    pub now: [f64; 2],
    /// How it moves, if it has inertia.
    pub velocity: [f64; 2],
    /// Where an episode starts.
    pub start: [f64; 2],
    /// Where the point should go.
    pub goal: [f64; 2],
    /// Rectangles that cannot be crossed: left, bottom, right, top.
    pub walls: Vec<[f64; 4]>,
    /// The longest step along an axis (0.1).
    pub speed: f64,
    /// Normal noise added to each coordinate of a step, as a standard deviation (0).
    pub noise: f64,
    /// Whether an action changes the velocity instead of the position (false). The velocity loses a tenth a step.
    pub inertia: bool,
    /// The episode ends within this distance of the goal; 0 (the default) never.
    pub radius: f64,
    /// The episode is cut off after so many steps (50).
    pub limit: usize,
    /// How many steps this episode has had.
    pub time: usize,
}

impl PointMass {
    /// From the middle to (0.5, 0.5), no walls, no inertia.
    pub fn new() -> PointMass {
        PointMass {
            now: [0.0; 2],
            velocity: [0.0; 2],
            start: [0.0; 2],
            goal: [0.5, 0.5],
            walls: Vec::new(),
            speed: 0.1,
            noise: 0.0,
            inertia: false,
            radius: 0.0,
            limit: 50,
            time: 0,
        }
    }

    /// The distance to the goal, in a straight line.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(PointMass { now: [0.0, 0.0], goal: [3.0, 4.0], ..PointMass::new() }.distance(), 5.0);
    /// ```
    pub fn distance(&self) -> f64 {
        let [dx, dy] = self.way();
        (dx * dx + dy * dy).sqrt()
    }

    fn way(&self) -> [f64; 2] {
        [self.goal[0] - self.now[0], self.goal[1] - self.now[1]]
    }

    fn seen(&self) -> Vec<f64> {
        let mut seen = [self.now, self.way()].concat();
        if self.inertia {
            seen.extend(self.velocity);
        }
        seen
    }
}

impl Default for PointMass {
    fn default() -> PointMass {
        PointMass::new()
    }
}

/// Whether the straight line between two points meets a rectangle: the parts of the line (from 0 to 1) that lie between
/// its left and right, and between its bottom and top, overlap.
fn crosses(from: [f64; 2], to: [f64; 2], wall: [f64; 4]) -> bool {
    let (mut enter, mut leave) = (0.0f64, 1.0f64);
    for axis in 0..2 {
        let (low, high) = (wall[axis], wall[axis + 2]);
        let way = to[axis] - from[axis];
        if way == 0.0 {
            if from[axis] < low || from[axis] > high {
                return false;
            }
            continue;
        }
        let (a, b) = ((low - from[axis]) / way, (high - from[axis]) / way);
        enter = enter.max(a.min(b));
        leave = leave.min(a.max(b));
    }
    enter <= leave
}

impl World for PointMass {
    fn actions(&self) -> usize {
        5
    }

    fn observation_size(&self) -> usize {
        if self.inertia { 6 } else { 4 }
    }

    fn reset(&mut self, _: &mut Rng) -> Vec<f64> {
        self.now = self.start;
        self.velocity = [0.0; 2];
        self.time = 0;
        self.seen()
    }

    #[track_caller]
    fn step(&mut self, action: usize, rng: &mut Rng) -> Step {
        check_action("PointMass", action, 5);
        let ways = [[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [-1.0, 0.0], [0.0, -1.0]];
        self.steer(&ways[action], rng)
    }

    fn action_size(&self) -> usize {
        2
    }

    #[track_caller]
    fn steer(&mut self, action: &[f64], rng: &mut Rng) -> Step {
        check_steering("PointMass", action, 2);
        let mut to = self.now;
        for axis in 0..2 {
            let push = self.speed * action[axis].clamp(-1.0, 1.0);
            self.velocity[axis] = if self.inertia {
                0.9 * self.velocity[axis] + push
            } else {
                push
            };
            let noise = if self.noise > 0.0 {
                self.noise * rng.normal()
            } else {
                0.0
            };
            to[axis] = (to[axis] + self.velocity[axis] + noise).clamp(-1.0, 1.0);
        }
        if self.walls.iter().any(|&wall| crosses(self.now, to, wall)) {
            self.velocity = [0.0; 2];
        } else {
            self.now = to;
        }
        self.time += 1;
        let distance = self.distance();
        let terminated = distance < self.radius;
        Step {
            observation: self.seen(),
            reward: -distance,
            terminated,
            truncated: !terminated && self.time >= self.limit,
        }
    }
}
