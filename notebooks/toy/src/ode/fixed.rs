//! Solvers with steps of a given length.

use super::{Rate, rate};
use crate::tensor::{Tensor, linspace};

/// A one-step method for dy/dt = f(t, y).
///
/// ```
/// # use toy::prelude::*;
/// // dy/dt = −y from y(0) = 1: y(1) = 1/e.
/// let y = Solver::Rk4.solve(|_, y| -y, 1.0, 0.0, 1.0, 20);
/// assert!((y.item() - exp(-1.0)).abs() < 1e-6);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Solver {
    /// y + h·f(t, y): error in proportion to h.
    Euler,
    /// Mean of the slopes at both ends, y + ½h·(k₁ + k₂): error in proportion to h² (K. Heun, 1900).
    Heun,
    /// The classical method of four slopes, y + h/6·(k₁ + 2k₂ + 2k₃ + k₄): error in proportion to h⁴ (W. Kutta, 1901).
    Rk4,
}

impl Solver {
    /// y(t + h) from y(t), by one step.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let grow = |_: f64, y: &Tensor| y.clone();
    /// close("1 + h", Solver::Euler.step(grow, 0.0, &tensor(1.0), 0.1).item(), 1.1, 1e-12);
    /// close("e^h", Solver::Rk4.step(grow, 0.0, &tensor(1.0), 0.1).item(), exp(0.1), 1e-6);
    /// ```
    #[track_caller]
    pub fn step(self, f: impl Fn(f64, &Tensor) -> Tensor, t: f64, y: &Tensor, h: f64) -> Tensor {
        self.advance(&f, t, y, h)
    }

    /// y(to) from y(from) = `start`, in `steps` equal steps.
    #[track_caller]
    pub fn solve(
        self,
        f: impl Fn(f64, &Tensor) -> Tensor,
        start: impl Into<Tensor>,
        from: f64,
        to: f64,
        steps: usize,
    ) -> Tensor {
        assert!(steps > 0, "Solver: needs at least one step");
        self.along(&f, start.into(), &linspace(from, to, steps + 1), false)
            .remove(0)
    }

    /// y at each of `times`, from y(times\[0\]) = `start`; one step from each time to the next.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let path = Solver::Rk4.path(|_, y| -y, 1.0, linspace(0.0, 1.0, 11));
    /// assert_eq!((path.len(), path[0].item()), (11, 1.0));
    /// close("e⁻¹", path[10].item(), exp(-1.0), 1e-6);
    /// ```
    #[track_caller]
    pub fn path(
        self,
        f: impl Fn(f64, &Tensor) -> Tensor,
        start: impl Into<Tensor>,
        times: impl Into<Tensor>,
    ) -> Vec<Tensor> {
        self.along(&f, start.into(), &times.into(), true)
    }

    /// All states, or the last one only.
    #[track_caller]
    fn along(self, f: &Rate, start: Tensor, times: &Tensor, all: bool) -> Vec<Tensor> {
        let times = times.to_vec();
        assert!(!times.is_empty(), "Solver: needs at least one time");
        let mut states = vec![start];
        for pair in times.windows(2) {
            let next = self.advance(f, pair[0], &states[states.len() - 1], pair[1] - pair[0]);
            if !all {
                states.clear();
            }
            states.push(next);
        }
        states
    }

    #[track_caller]
    fn advance(self, f: &Rate, t: f64, y: &Tensor, h: f64) -> Tensor {
        let k1 = rate("Solver", f, t, y);
        match self {
            Solver::Euler => y + h * k1,
            Solver::Heun => {
                let k2 = rate("Solver", f, t + h, &(y + h * &k1));
                y + 0.5 * h * (k1 + k2)
            }
            Solver::Rk4 => {
                let half = 0.5 * h;
                let k2 = rate("Solver", f, t + half, &(y + half * &k1));
                let k3 = rate("Solver", f, t + half, &(y + half * &k2));
                let k4 = rate("Solver", f, t + h, &(y + h * &k3));
                y + h / 6.0 * (k1 + 2.0 * (k2 + k3) + k4)
            }
        }
    }
}
