//! k-means clustering.

use super::{finite, points, same_width};
use crate::random::Rng;
use crate::stats::squared_distances;
use crate::tensor::Tensor;

/// Clusters around k centres: Lloyd's iteration (S. Lloyd, IEEE Trans. Information Theory 28, 1982).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (x, truth) = Mixture::ring(5, 3.0, 0.2).sample(&mut rng, 200);
/// let found = KMeans::fit(&mut rng, &x, 5);
/// assert_eq!(adjusted_rand_index(&found.labels, &truth), 1.0);
/// ```
#[derive(Clone, Debug)]
pub struct KMeans {
    /// Centres, k x d.
    pub centres: Tensor,
    /// The nearest centre of each point fitted to.
    pub labels: Vec<usize>,
    /// Sum of the squared distances to the nearest centres.
    pub inertia: f64,
}

impl KMeans {
    /// The best of ten runs, each started by k-means++.
    #[track_caller]
    pub fn fit(rng: &mut Rng, x: impl Into<Tensor>, k: usize) -> KMeans {
        let x = x.into().detach();
        points("KMeans", &x, k.max(1));
        finite("KMeans", &x);
        assert!(k > 0, "KMeans: needs clusters, got 0");
        let mut best = KMeans::from_centres(&x, plus_plus(rng, &x, k));
        for _ in 1..10 {
            let other = KMeans::from_centres(&x, plus_plus(rng, &x, k));
            if other.inertia < best.inertia {
                best = other;
            }
        }
        best
    }

    /// One run from given centres (k x d), until no point changes its cluster (at most 300 rounds). A centre that loses
    /// all its points stays where it is.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let found = KMeans::from_centres([[0.0], [2.0], [10.0], [14.0]], [[0.0], [14.0]]);
    /// assert_eq!(found.centres.to_vec(), [1.0, 12.0]);
    /// ```
    #[track_caller]
    pub fn from_centres(x: impl Into<Tensor>, centres: impl Into<Tensor>) -> KMeans {
        let (x, centres) = (x.into().detach(), centres.into().detach());
        let [_, d] = points("KMeans", &x, 1);
        let [k, _] = points("KMeans", &centres, 1);
        same_width("KMeans", &centres, d);
        let (mut labels, mut inertia) = nearest(&x, &centres);
        let (rows, mut at) = (x.to_rows(), centres.to_rows());
        for _ in 0..300 {
            let mut counts = vec![0.0; k];
            let mut sums = vec![vec![0.0; d]; k];
            for (row, &label) in rows.iter().zip(&labels) {
                counts[label] += 1.0;
                sums[label].iter_mut().zip(row).for_each(|(s, x)| *s += x);
            }
            for c in (0..k).filter(|&c| counts[c] > 0.0) {
                at[c] = sums[c].iter().map(|s| s / counts[c]).collect();
            }
            let before = labels;
            (labels, inertia) = nearest(&x, &Tensor::from(at.clone()));
            if labels == before {
                break;
            }
        }
        KMeans {
            centres: Tensor::from(at),
            labels,
            inertia,
        }
    }

    /// The nearest centre of each point, n x d -> n places in `centres`.
    ///
    /// ```
    /// # use toy::prelude::*;
    /// let found = KMeans::from_centres([[0.0], [2.0], [10.0], [14.0]], [[0.0], [14.0]]);
    /// assert_eq!(found.predict([[6.0], [7.0]]), [0, 1]); // the centres are 1 and 12
    /// ```
    #[track_caller]
    pub fn predict(&self, x: impl Into<Tensor>) -> Vec<usize> {
        let x = x.into();
        same_width("KMeans", &x, self.centres.shape()[1]);
        nearest(&x, &self.centres).0
    }
}

/// The nearest centre of each point (the first at a tie), and the sum of the squared distances.
fn nearest(x: &Tensor, centres: &Tensor) -> (Vec<usize>, f64) {
    let k = centres.shape()[0];
    let mut total = 0.0;
    let mut labels = Vec::with_capacity(x.shape()[0]);
    for row in squared_distances(x, centres).chunks_exact(k) {
        let mut best = 0;
        (1..k).for_each(|c| best = if row[c] < row[best] { c } else { best });
        total += row[best];
        labels.push(best);
    }
    (labels, total)
}

/// k-means++: each next centre is a point drawn in proportion to its squared distance to the centres so far
/// (D. Arthur and S. Vassilvitskii, "k-means++: the advantages of careful seeding", SODA 2007).
fn plus_plus(rng: &mut Rng, x: &Tensor, k: usize) -> Tensor {
    let n = x.shape()[0];
    let mut chosen = vec![rng.below(n)];
    let mut squares = vec![f64::INFINITY; n];
    while chosen.len() < k {
        let last = x.rows(&chosen[chosen.len() - 1..]);
        let new = squared_distances(x, &last);
        squares
            .iter_mut()
            .zip(new)
            .for_each(|(s, new)| *s = s.min(new));
        // Fewer different points than centres: any will do.
        let next = match squares.iter().any(|&s| s > 0.0) {
            true => rng.pick(squares.as_slice()),
            false => rng.below(n),
        };
        chosen.push(next);
    }
    x.rows(&chosen)
}
