//! Random numbers: seeded, splittable, the same bits on every machine.
//!
//! The generator is xoshiro256++ (D. Blackman and S. Vigna, "Scrambled linear pseudorandom number generators", ACM
//! TOMS 47, 2021), seeded from one number by SplitMix64. A uniform number is the top 53 bits, put in the middle of its
//! interval so that it is never 0 or 1. Every other distribution is a fixed function of uniform numbers: a normal one
//! is Φ⁻¹(u), so one number in is one number out. (Gamma numbers and what is made of them take as many as they need.)
//!
//! | file | what stands there |
//! |---|---|
//! | `draws` | gamma, beta, Dirichlet, Poisson, binomial |
//! | `init` | first weights: Xavier, He, orthogonal |
//! | `places` | independent streams, weighted choices, minibatches |

mod draws;
mod init;
mod places;

use crate::math;
use crate::tensor::{Shape, Tensor};
use rand_core::{Rng as _, SeedableRng};
use rand_xoshiro::Xoshiro256PlusPlus;

/// A source of random numbers; the same seed gives the same numbers.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// assert_eq!(rng.bits(), Rng::seed(1).bits()); // the same seed, the same numbers
/// let mut other = rng.split(); // independent from here on
/// assert_ne!(rng.uniform(), other.uniform());
/// assert!(rng.below(6) < 6 && rng.coin(1.0));
/// assert_eq!(rng.pick([0.0, 2.0, 0.0]), 1); // by weight
/// let noise = rng.normal() + rng.gumbel() + rng.exponential() + rng.range(-1.0, 1.0);
/// assert!(noise.is_finite());
/// ```
#[derive(Clone, Debug)]
pub struct Rng(Xoshiro256PlusPlus);

impl Rng {
    /// A source that `seed` determines, the same on every machine.
    pub fn seed(seed: u64) -> Rng {
        Rng(Xoshiro256PlusPlus::seed_from_u64(seed))
    }

    /// A second source, independent of what this one gives from here on (seeded by its next 64 bits).
    pub fn split(&mut self) -> Rng {
        Rng::seed(self.bits())
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0.next_u64()
    }

    /// Uniform on (0, 1), ends excluded.
    pub fn uniform(&mut self) -> f64 {
        between_0_and_1(self.bits())
    }

    /// Uniform between two numbers, from + (to − from)·u.
    pub fn range(&mut self, from: f64, to: f64) -> f64 {
        from + (to - from) * self.uniform()
    }

    /// Standard normal, Φ⁻¹(u).
    pub fn normal(&mut self) -> f64 {
        math::normal_quantile(self.uniform())
    }

    /// Standard Gumbel, −ln(−ln u).
    pub fn gumbel(&mut self) -> f64 {
        -libm::log(-libm::log(self.uniform()))
    }

    /// Standard exponential, −ln u.
    pub fn exponential(&mut self) -> f64 {
        -libm::log(self.uniform())
    }

    /// Uniform among 0, 1, ..., n − 1 (multiply and shift: the bias is below n/2⁶⁴).
    #[track_caller]
    pub fn below(&mut self, n: usize) -> usize {
        assert!(n > 0, "below: there is no number below 0 to draw");
        ((u128::from(self.bits()) * n as u128) >> 64) as usize
    }

    /// True with probability `p`.
    pub fn coin(&mut self, p: f64) -> bool {
        self.uniform() < p
    }

    /// A place drawn in proportion to its weight; the weights need not sum to 1.
    #[track_caller]
    pub fn pick(&mut self, weights: impl Into<Tensor>) -> usize {
        self.pick_from(&weights.into().to_vec())
    }

    #[track_caller]
    fn pick_from(&mut self, weights: &[f64]) -> usize {
        let total: f64 = weights.iter().sum();
        assert!(
            total > 0.0 && total.is_finite() && weights.iter().all(|&w| w >= 0.0),
            "pick: weights must not be negative and their sum must be positive, got {weights:?}"
        );
        let mut left = self.uniform() * total;
        let mut last = 0;
        for (i, &weight) in weights.iter().enumerate() {
            if weight > 0.0 {
                last = i;
                if left < weight {
                    return i;
                }
                left -= weight;
            }
        }
        // Only rounding leads here; the last place with weight is right.
        last
    }

    fn fill(&mut self, shape: impl Shape, mut draw: impl FnMut(&mut Rng) -> f64) -> Tensor {
        let shape = shape.axes();
        let count = shape.iter().product();
        Tensor::from_vec(&shape, (0..count).map(|_| draw(self)).collect())
    }

    /// An array of uniform numbers on (0, 1).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// close("mean", Rng::seed(1).uniforms(10_000).mean().item(), 0.5, 0.01);
    /// ```
    pub fn uniforms(&mut self, shape: impl Shape) -> Tensor {
        self.fill(shape, Rng::uniform)
    }

    /// An array of standard normal numbers.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let z = Rng::seed(1).normals([100, 100]);
    /// close("standard deviation", std(&z), 1.0, 0.02);
    /// ```
    pub fn normals(&mut self, shape: impl Shape) -> Tensor {
        self.fill(shape, Rng::normal)
    }

    /// An array of standard Gumbel numbers.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let winners = (tensor([0.0, 0.0, ln(2.0)]) + Rng::seed(1).gumbels([20_000, 3])).argmax();
    /// close("the Gumbel trick: ½", class_counts(&winners, 3)[2] as f64 / 20_000.0, 0.5, 0.02);
    /// ```
    pub fn gumbels(&mut self, shape: impl Shape) -> Tensor {
        self.fill(shape, Rng::gumbel)
    }

    /// Zeros and ones of the shape of `probabilities`; each is 1 with its own probability.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// assert_eq!(Rng::seed(1).bernoullis([0.0, 1.0]).to_vec(), [0.0, 1.0]);
    /// ```
    pub fn bernoullis(&mut self, probabilities: impl Into<Tensor>) -> Tensor {
        let p = probabilities.into();
        let draws = p
            .to_vec()
            .into_iter()
            .map(|p| f64::from(u8::from(self.coin(p))));
        Tensor::from_vec(&p.shape(), draws.collect())
    }

    /// For each row of `probabilities` (n x k) a class in 0..k.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let classes = Rng::seed(1).categoricals([[0.0, 1.0], [1.0, 0.0]]);
    /// assert_eq!(classes, [1, 0]);
    /// ```
    #[track_caller]
    pub fn categoricals(&mut self, probabilities: impl Into<Tensor>) -> Vec<usize> {
        let mut draws = Vec::new();
        for row in probabilities.into().to_rows() {
            draws.push(self.pick_from(&row));
        }
        draws
    }

    /// `count` places below `n`, with replacement: a minibatch.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let x = Rng::seed(1).normals([100, 3]);
    /// let batch = x.rows(&Rng::seed(2).indices(100, 32));
    /// assert_eq!(batch.shape(), [32, 3]);
    /// ```
    #[track_caller]
    pub fn indices(&mut self, n: usize, count: usize) -> Vec<usize> {
        let mut places = Vec::with_capacity(count);
        for _ in 0..count {
            places.push(self.below(n));
        }
        places
    }

    /// Puts a vector in random order (Fisher and Yates).
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut cards = vec!['a', 'b', 'c'];
    /// Rng::seed(1).shuffle(&mut cards);
    /// cards.sort();
    /// assert_eq!(cards, ['a', 'b', 'c']);
    /// ```
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for i in (1..items.len()).rev() {
            items.swap(i, self.below(i + 1));
        }
    }

    /// 0, 1, ..., n − 1 in random order.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut order = Rng::seed(1).permutation(5);
    /// order.sort();
    /// assert_eq!(order, [0, 1, 2, 3, 4]);
    /// ```
    pub fn permutation(&mut self, n: usize) -> Vec<usize> {
        let mut places: Vec<usize> = (0..n).collect();
        self.shuffle(&mut places);
        places
    }

    /// `count` different places below `n`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let picked = Rng::seed(1).choice(10, 3);
    /// assert!(picked[0] != picked[1] && picked.iter().all(|&place| place < 10));
    /// ```
    #[track_caller]
    pub fn choice(&mut self, n: usize, count: usize) -> Vec<usize> {
        assert!(
            count <= n,
            "choice: cannot draw {count} different places from {n}"
        );
        let mut places = self.permutation(n);
        places.truncate(count);
        places
    }
}

/// The middle of the interval that the top 53 bits name; the last one's would be rounded to 1.
fn between_0_and_1(bits: u64) -> f64 {
    let middle = ((bits >> 11) as f64 + 0.5) / (1u64 << 53) as f64;
    middle.min(1.0 - 0.5 * f64::EPSILON)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::{mean, std};

    #[test]
    fn no_bits_lead_to_an_end() {
        let ends = [0, 1 << 11, u64::MAX >> 1, u64::MAX - (1 << 11), u64::MAX].map(between_0_and_1);
        assert!(ends.iter().all(|&u| 0.0 < u && u < 1.0), "{ends:?}");
        assert!(ends.is_sorted());
        assert!(
            ends.map(math::normal_quantile)
                .iter()
                .all(|z| z.is_finite())
        );
    }

    #[test]
    fn moments_and_frequencies_are_right() {
        let mut rng = Rng::seed(1);
        let z = rng.normals(100_000);
        assert!(mean(&z).abs() < 0.01 && (std(&z) - 1.0).abs() < 0.01);
        let g = rng.gumbels(100_000);
        assert!((mean(&g) - 0.577_215_66).abs() < 0.015);
        let mut counts = [0.0f64; 3];
        for _ in 0..30_000 {
            counts[rng.pick([1.0, 0.0, 3.0])] += 1.0 / 30_000.0;
        }
        assert!((counts[0] - 0.25).abs() < 0.01 && counts[1] == 0.0);
        let mut seen = rng.permutation(50);
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..50));
    }

    #[test]
    #[should_panic(expected = "pick: weights must not be negative")]
    fn weights_are_checked() {
        Rng::seed(1).pick([0.5, -0.5]);
    }
}
