//! Draws from distributions that are no simple function of one uniform number: gamma, beta, Dirichlet, Poisson,
//! binomial. All by exact methods, so that nothing is approximate but the last bits.

use super::Rng;
use crate::tensor::{Shape, Tensor};

impl Rng {
    /// Standard Laplace: an exponential number with a random sign.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert!(Rng::seed(1).laplace().is_finite());
    /// close("E|x| = 1", Rng::seed(1).laplaces(20_000).abs().mean().item(), 1.0, 0.03);
    /// ```
    pub fn laplace(&mut self) -> f64 {
        let u = self.uniform() - 0.5;
        let size = -libm::log(1.0 - 2.0 * u.abs());
        size.copysign(u)
    }

    /// Gamma with the given shape and rate 1: density x^(shape − 1)·e⁻ˣ/Γ(shape).
    ///
    /// Marsaglia and Tsang, "A simple method for generating gamma variables" (ACM TOMS 26, 2000): with d = shape − 1/3
    /// and c = 1/√(9d), d·(1 + c·z)³ for a normal z is accepted with the probability that makes it exact. A shape below
    /// 1 takes a draw of shape + 1 times u^(1/shape).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let draws: Vec<f64> = (0..20_000).map(|_| rng.gamma(3.0)).collect();
    /// close("its mean is the shape", mean(draws), 3.0, 0.05);
    /// ```
    #[track_caller]
    pub fn gamma(&mut self, shape: f64) -> f64 {
        assert!(
            shape > 0.0 && shape.is_finite(),
            "gamma: the shape must be positive, got {shape}"
        );
        if shape < 1.0 {
            let boost = libm::pow(self.uniform(), 1.0 / shape);
            return self.gamma(shape + 1.0) * boost;
        }
        let d = shape - 1.0 / 3.0;
        let c = 1.0 / (9.0 * d).sqrt();
        loop {
            let z = self.normal();
            let root = 1.0 + c * z;
            let v = root * root * root;
            if v > 0.0 && libm::log(self.uniform()) < 0.5 * z * z + d - d * v + d * libm::log(v) {
                return d * v;
            }
        }
    }

    /// Beta: density in proportion to x^(a − 1)·(1 − x)^(b − 1) on 0..1. A ratio of gamma numbers, x/(x + y).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let share = Rng::seed(1).beta(2.0, 5.0);
    /// assert!(0.0 < share && share < 1.0);
    /// ```
    #[track_caller]
    pub fn beta(&mut self, a: f64, b: f64) -> f64 {
        let (x, y) = (self.gamma(a), self.gamma(b));
        // Both vanish only where a and b are tiny: then the mass sits at the ends.
        if x + y > 0.0 {
            x / (x + y)
        } else {
            f64::from(u8::from(self.coin(a / (a + b))))
        }
    }

    /// Dirichlet: probabilities in proportion to independent gamma numbers of the given concentrations.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let shares = Rng::seed(1).dirichlet([1.0, 1.0, 1.0]);
    /// close("they sum to 1", shares.iter().sum(), 1.0, 1e-12);
    /// ```
    #[track_caller]
    pub fn dirichlet(&mut self, concentration: impl Into<Tensor>) -> Vec<f64> {
        let concentration = concentration.into().to_vec();
        self.dirichlet_from(&concentration)
    }

    #[track_caller]
    pub(crate) fn dirichlet_from(&mut self, concentration: &[f64]) -> Vec<f64> {
        let mut parts = Vec::with_capacity(concentration.len());
        for &a in concentration {
            parts.push(self.gamma(a));
        }
        let total: f64 = parts.iter().sum();
        if total > 0.0 {
            parts.iter_mut().for_each(|x| *x /= total);
            return parts;
        }
        // Tiny concentrations: every number has underflowed, and all mass is in one place.
        parts[self.pick_from(concentration)] = 1.0;
        parts
    }

    /// Poisson: how many events of rate 1 fall into a time `rate`.
    ///
    /// Up to 12 by adding exponential gaps; above, the time of event m = ⌊7/8·rate⌋ is one gamma number, and what is
    /// left is Poisson or, when that event came too late, binomial (Ahrens and Dieter, "Computer methods for sampling
    /// from gamma, beta, Poisson and binomial distributions", Computing 12, 1974).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut rng = Rng::seed(1);
    /// let total: u64 = (0..5000).map(|_| rng.poisson(4.0)).sum();
    /// close("mean", total as f64 / 5000.0, 4.0, 0.1);
    /// ```
    #[track_caller]
    pub fn poisson(&mut self, rate: f64) -> u64 {
        assert!(
            (0.0..1e15).contains(&rate),
            "poisson: the rate must be from 0 to 1e15, got {rate}"
        );
        let (mut left, mut count) = (rate, 0);
        while left > 12.0 {
            let m = (left * 0.875).floor();
            let time = self.gamma(m);
            if time > left {
                return count + self.binomial(m as u64 - 1, left / time);
            }
            count += m as u64;
            left -= time;
        }
        let mut time = self.exponential();
        while time < left {
            count += 1;
            time += self.exponential();
        }
        count
    }

    /// Binomial: how many of `trials` coins of probability `p` show heads.
    ///
    /// Up to 24 coins one by one; more are halved: the i-th smallest of `trials` uniform numbers is a beta number, and
    /// which side of it `p` lies decides about i of them at once (Devroye, "Non-uniform random variate generation",
    /// 1986, section X.4.3).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Rng::seed(1).binomial(7, 1.0), 7);
    /// ```
    #[track_caller]
    pub fn binomial(&mut self, trials: u64, p: f64) -> u64 {
        assert!(
            (0.0..=1.0).contains(&p),
            "binomial: the probability must be between 0 and 1, got {p}"
        );
        let (mut trials, mut p, mut count) = (trials, p, 0);
        while trials > 24 {
            let i = trials / 2 + 1;
            let middle = self.beta(i as f64, (trials + 1 - i) as f64);
            if middle <= p {
                // i of the numbers are at most p; the others lie between `middle` and 1.
                count += i;
                trials -= i;
                p = ((p - middle) / (1.0 - middle)).clamp(0.0, 1.0);
            } else {
                trials = i - 1;
                p = (p / middle).min(1.0);
            }
        }
        (0..trials).fold(count, |count, _| count + u64::from(self.coin(p)))
    }

    /// An array of standard exponential numbers.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("mean", Rng::seed(1).exponentials(20_000).mean().item(), 1.0, 0.03);
    /// ```
    pub fn exponentials(&mut self, shape: impl Shape) -> Tensor {
        self.fill(shape, Rng::exponential)
    }

    /// An array of standard Laplace numbers.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Rng::seed(1).laplaces([2, 3]).shape(), [2, 3]);
    /// ```
    pub fn laplaces(&mut self, shape: impl Shape) -> Tensor {
        self.fill(shape, Rng::laplace)
    }

    /// Gamma numbers of rate 1, one for each number of `shapes` (the distribution's shape, not the array's).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert!(Rng::seed(1).gammas([[0.5, 2.0]]).min().item() > 0.0); // 1 x 2
    /// ```
    #[track_caller]
    pub fn gammas(&mut self, shapes: impl Into<Tensor>) -> Tensor {
        let shapes = shapes.into();
        let mut draws = Vec::with_capacity(shapes.len());
        for shape in shapes.to_vec() {
            draws.push(self.gamma(shape));
        }
        Tensor::from_vec(&shapes.shape(), draws)
    }

    /// Poisson numbers, one for each number of `rates`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let counts = Rng::seed(1).poissons(full([5000], 4.0));
    /// close("mean", counts.mean().item(), 4.0, 0.1);
    /// ```
    #[track_caller]
    pub fn poissons(&mut self, rates: impl Into<Tensor>) -> Tensor {
        let rates = rates.into();
        let mut draws = Vec::with_capacity(rates.len());
        for rate in rates.to_vec() {
            draws.push(self.poisson(rate) as f64);
        }
        Tensor::from_vec(&rates.shape(), draws)
    }
}
