//! How far two samples are from each other.

use super::{quantile, sample, squared_distances, two_samples};
use crate::linalg::{eigh, sqrtm};
use crate::math::exp;
use crate::random::Rng;
use crate::stats::summary::histogram;
use crate::tensor::{Tensor, sum_slice};

/// Energy distance of two samples (n x d and m x d): 2 E|X−Y| − E|X−X′| − E|Y−Y′| with Euclidean distances, all pairs
/// counted, a point with itself too, so that it is never negative and 0 for equal samples (G. Székely and M. Rizzo,
/// "Energy statistics", J. Stat. Planning and Inference 143, 2013).
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(energy_distance([[0.0]], [[3.0]]), 6.0);
/// assert_eq!(energy_distance([[0.0], [3.0]], [[3.0], [0.0]]), 0.0);
/// ```
#[track_caller]
pub fn energy_distance(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let (a, b) = (a.into(), b.into());
    let (sa, sb) = (a.shape(), b.shape());
    assert!(
        sa.len() == 2 && sb.len() == 2 && sa[1] == sb[1] && sa[0] > 0 && sb[0] > 0,
        "energy_distance: needs samples n x d and m x d, the shapes are {sa:?} and {sb:?}"
    );
    let (x, y) = (a.t().to_rows(), b.t().to_rows());
    2.0 * mean_distance(&x, &y) - mean_distance(&x, &x) - mean_distance(&y, &y)
}

/// Mean Euclidean distance over all pairs; samples by coordinate (d vectors of n), which lets the inner loop run along
/// memory.
fn mean_distance(x: &[Vec<f64>], y: &[Vec<f64>]) -> f64 {
    let (n, m) = (x[0].len(), y[0].len());
    let mut squares = vec![0.0; m];
    let mut total = 0.0;
    for i in 0..n {
        squares.fill(0.0);
        for (x, y) in x.iter().zip(y) {
            let x = x[i];
            squares
                .iter_mut()
                .zip(y)
                .for_each(|(s, y)| *s += (x - y) * (x - y));
        }
        squares.iter_mut().for_each(|s| *s = s.sqrt());
        total += sum_slice(&squares);
    }
    total / (n * m) as f64
}

/// Wasserstein distance W₁ of two samples of numbers, ∫|F⁻¹(u) − G⁻¹(u)| du = ∫|F(x) − G(x)| dx: how far the mass must
/// be moved on average. The samples may differ in size.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(wasserstein([0.0, 1.0, 3.0], [5.0, 6.0, 8.0]), 5.0);
/// ```
#[track_caller]
pub fn wasserstein(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let a = sample("wasserstein", a, 1);
    transport(a, sample("wasserstein", b, 1), 1)
}

/// ∫|F⁻¹(u) − G⁻¹(u)|ᵖ du: both sorted samples are walked at once, mass by mass.
fn transport(mut a: Vec<f64>, mut b: Vec<f64>, power: i32) -> f64 {
    a.sort_by(f64::total_cmp);
    b.sort_by(f64::total_cmp);
    let (n, m) = (a.len(), b.len());
    // Each number of `a` is worth m units of mass and each of `b` n: whole numbers, so that nothing is rounded.
    let (mut i, mut j, mut done) = (0, 0, 0);
    let mut total = 0.0;
    while i < n && j < m {
        let next = ((i + 1) * m).min((j + 1) * n);
        let gap = (a[i] - b[j]).abs();
        let cost = if power == 1 { gap } else { gap * gap };
        total += (next - done) as f64 * cost;
        done = next;
        i += usize::from(next == (i + 1) * m);
        j += usize::from(next == (j + 1) * n);
    }
    total / (n * m) as f64
}

/// Sliced Wasserstein distance of two samples (n x d and m x d): the root of the mean of W₂² over `directions` random
/// projections to one dimension (N. Bonneel et al., "Sliced and Radon Wasserstein barycenters of measures", 2015).
///
/// ```
/// # use toy::prelude::*;
/// let a = Rng::seed(1).normals([200, 2]);
/// let gap = sliced_wasserstein(&mut Rng::seed(2), &a, &a + tensor([3.0, 0.0]), 500);
/// close("3·√(mean cos²)", gap, 3.0 / sqrt(2.0), 0.15);
/// ```
#[track_caller]
pub fn sliced_wasserstein(
    rng: &mut Rng,
    a: impl Into<Tensor>,
    b: impl Into<Tensor>,
    directions: usize,
) -> f64 {
    let (a, b) = two_samples("sliced_wasserstein", a, b, 1);
    assert!(
        directions > 0,
        "sliced_wasserstein: needs directions, got 0"
    );
    let mut total = 0.0;
    for _ in 0..directions {
        let direction = rng.normals(a.shape()[1]);
        let direction = &direction / direction.square().sum().sqrt();
        let (x, y) = (a.matmul(&direction).to_vec(), b.matmul(&direction).to_vec());
        total += transport(x, y, 2);
    }
    (total / directions as f64).sqrt()
}

/// Squared maximum mean discrepancy of two samples (n x d and m x d) for the kernel e^(−|x−y|²/2σ²) with σ =
/// `bandwidth`; the unbiased estimate, which leaves out each point's pair with itself and can be below 0 (A. Gretton et
/// al., "A kernel two-sample test", JMLR 13, 2012, eq. 3). [`median_distance`] is the usual bandwidth.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (x, y) = (rng.normals([200, 2]), rng.normals([200, 2]) + 1.0);
/// assert!(mmd(&x, &y, median_distance(&x)) > 0.1);
/// ```
#[track_caller]
pub fn mmd(a: impl Into<Tensor>, b: impl Into<Tensor>, bandwidth: f64) -> f64 {
    let (a, b) = two_samples("mmd", a, b, 2);
    assert!(
        bandwidth > 0.0,
        "mmd: the bandwidth must be positive, got {bandwidth}"
    );
    let kernel_sum = |x: &Tensor, y: &Tensor| {
        let squares = squared_distances(x, y).into_iter();
        let kernel: Vec<f64> = squares
            .map(|s| exp(-0.5 * s / (bandwidth * bandwidth)))
            .collect();
        sum_slice(&kernel)
    };
    let (n, m) = (a.shape()[0] as f64, b.shape()[0] as f64);
    // The kernel of a point with itself is 1.
    let within = |x: &Tensor, n: f64| (kernel_sum(x, x) - n) / (n * (n - 1.0));
    within(&a, n) + within(&b, m) - 2.0 * kernel_sum(&a, &b) / (n * m)
}

/// The median Euclidean distance over all pairs of different rows: the usual kernel width.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(median_distance([[0.0], [1.0], [4.0]]), 3.0); // of 1, 3, 4
/// ```
#[track_caller]
pub fn median_distance(points: impl Into<Tensor>) -> f64 {
    let x = points.into().detach();
    let (x, _) = two_samples("median_distance", &x, &x, 2);
    let n = x.shape()[0];
    let squares = squared_distances(&x, &x);
    let pairs = (0..n).flat_map(|i| (0..i).map(move |j| i * n + j));
    let distances: Vec<f64> = pairs.map(|place| squares[place].sqrt()).collect();
    quantile(distances, 0.5)
}

/// Fréchet distance of the Gaussians with the means and covariances of two samples (n x d and m x d):
/// |μ₁ − μ₂|² + tr(C₁ + C₂ − 2(C₁C₂)^½), the square of their W₂. On features of a classifier it is called FID
/// (M. Heusel et al., NeurIPS 2017, eq. 6).
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals([50, 2]);
/// close("a shift by (3, 4)", frechet_distance(&x, &x + tensor([3.0, 4.0])), 25.0, 1e-10);
/// ```
#[track_caller]
pub fn frechet_distance(a: impl Into<Tensor>, b: impl Into<Tensor>) -> f64 {
    let (a, b) = two_samples("frechet_distance", a, b, 2);
    let (c1, c2) = (super::covariance(&a), super::covariance(&b));
    let shift = (a.mean_axis(0) - b.mean_axis(0)).square().sum().item();
    // C₁C₂ has the eigenvalues of the symmetric C₁^½·C₂·C₁^½.
    let root = sqrtm(&c1);
    let middle = root.matmul(&c2).matmul(&root);
    let (values, _) = eigh(0.5 * (&middle + middle.t()));
    let cross: f64 = values.to_vec().iter().map(|x| x.max(0.0).sqrt()).sum();
    let trace = |c: &Tensor| -> f64 { (0..c.shape()[0]).map(|i| c.at([i, i])).sum() };
    (shift + trace(&c1) + trace(&c2) - 2.0 * cross).max(0.0)
}

/// KL(P‖Q) = Σ p ln(p/q) in nats of two samples of numbers, from histograms of `bins` equal parts over both their
/// ranges. One half is added to every count, so that an empty part of Q does not make it infinite.
///
/// ```
/// # use toy::prelude::*;
/// let x = Rng::seed(1).normals(5000);
/// close("the same sample", kl_histogram(&x, &x, 20), 0.0, 1e-12);
/// assert!(kl_histogram(&x, &x + 1.0, 20) > 0.3);
/// ```
#[track_caller]
pub fn kl_histogram(p: impl Into<Tensor>, q: impl Into<Tensor>, bins: usize) -> f64 {
    let (p, q) = (sample("kl_histogram", p, 1), sample("kl_histogram", q, 1));
    let all = || p.iter().chain(&q).copied();
    let (low, high) = (
        all().fold(f64::INFINITY, f64::min),
        all().fold(f64::NEG_INFINITY, f64::max),
    );
    if low == high {
        return 0.0; // one value, one part
    }
    let shares = |x: &[f64]| {
        let counts = histogram(x, bins, low, high).0 + 0.5;
        &counts / counts.sum()
    };
    let (p, q) = (shares(&p), shares(&q));
    (&p * (&p / q).ln()).sum().item()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn energy_distance_of_two_points() {
        // |x − y| = 5 for every cross pair, 0 within: 2·5.
        let d = energy_distance([[0.0, 0.0]], [[3.0, 4.0]]);
        assert_eq!(d, 10.0);
        let mut rng = Rng::seed(3);
        let x = rng.normals([300, 2]);
        assert_eq!(energy_distance(&x, &x), 0.0);
        let near = energy_distance(&x, rng.normals([300, 2]));
        let far = energy_distance(&x, rng.normals([300, 2]) + 1.0);
        assert!(near < 0.03 && far > 0.3, "{near} {far}");
    }
}
