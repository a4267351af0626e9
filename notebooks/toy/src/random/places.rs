//! Independent streams, and choices among places.

use super::Rng;

impl Rng {
    /// Stream number `i` of this source. Unlike [`Rng::split`] it takes nothing from the source: the same numbers
    /// whatever other streams are asked for, and in whatever order. (Draws from the source itself do change its streams:
    /// keep one source for forking alone.)
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let root = Rng::seed(1);
    /// let (mut data, mut noise) = (root.stream("data"), root.stream("noise"));
    /// assert_ne!(data.uniform(), noise.uniform());
    /// assert_eq!(root.fork(3).uniform(), root.fork(3).uniform());
    /// ```
    pub fn fork(&self, i: u64) -> Rng {
        // A copy gives bits that belong to the source's state; the seed goes through SplitMix64's mixing twice, so that
        // neighbouring numbers lead to unrelated states.
        let own = self.clone().bits();
        Rng::seed(mixed(own ^ mixed(i.wrapping_add(0x9E37_79B9_7F4A_7C15))))
    }

    /// The stream with a name; see [`Rng::fork`].
    pub fn stream(&self, name: &str) -> Rng {
        // FNV-1a: a fixed and published hash.
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
        });
        self.fork(hash)
    }

    /// `count` different places, drawn one after the other in proportion to their weights among those that are left.
    ///
    /// The places with the largest ln wᵢ + Gumbel noise (Efraimidis and Spirakis, "Weighted random sampling with a
    /// reservoir", 2006; Kool et al., "Stochastic beams and where to find them", 2019, section 2.3), in that order.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let mut picked = Rng::seed(1).choice_weighted([1.0, 0.0, 5.0], 2);
    /// picked.sort();
    /// assert_eq!(picked, [0, 2]); // what has no weight is not drawn
    /// ```
    #[track_caller]
    pub fn choice_weighted(
        &mut self,
        weights: impl Into<crate::tensor::Tensor>,
        count: usize,
    ) -> Vec<usize> {
        let weights = weights.into().to_vec();
        assert!(
            weights.iter().all(|&w| w >= 0.0 && w.is_finite()),
            "choice_weighted: weights must not be negative, got {weights:?}"
        );
        let mut keys: Vec<(f64, usize)> = Vec::new();
        for (i, &weight) in weights.iter().enumerate() {
            if weight > 0.0 {
                keys.push((libm::log(weight) + self.gumbel(), i));
            }
        }
        assert!(
            count <= keys.len(),
            "choice_weighted: cannot draw {count} different places, {} have a weight",
            keys.len()
        );
        keys.sort_by(|a, b| b.0.total_cmp(&a.0));
        keys.into_iter().take(count).map(|(_, i)| i).collect()
    }

    /// All of 0, 1, ..., n − 1 in random order, cut into minibatches of `size`; the last one may be smaller.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let batches = Rng::seed(1).batches(10, 4);
    /// assert_eq!(batches.iter().map(Vec::len).collect::<Vec<_>>(), [4, 4, 2]);
    /// ```
    #[track_caller]
    pub fn batches(&mut self, n: usize, size: usize) -> Vec<Vec<usize>> {
        assert!(size > 0, "batches: a minibatch needs at least one place");
        let order = self.permutation(n);
        order.chunks(size).map(<[usize]>::to_vec).collect()
    }
}

/// SplitMix64's finaliser (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}
