//! t-SNE, exact. Own code: the crate `bhtsne` runs on rayon and draws from `rand`'s global generator, so that neither
//! its sums nor its starts are the same twice. All n² pairs are counted here: for up to about a thousand points.

use super::{finite, points};
use crate::math::exp;
use crate::random::Rng;
use crate::stats::squared_distances;
use crate::tensor::Tensor;

/// The joint probabilities pᵢⱼ of points n x d, n x n: symmetric, sum 1, each point's neighbours as many as
/// `perplexity` says (L. van der Maaten and G. Hinton, "Visualizing data using t-SNE", JMLR 9, 2008, eq. 1 and 3.1).
pub(super) fn affinities(x: &Tensor, perplexity: f64) -> Vec<f64> {
    let n = x.shape()[0];
    let squares = squared_distances(x, x);
    let mut p = vec![0.0; n * n];
    for i in 0..n {
        let (from, to) = (&squares[i * n..(i + 1) * n], &mut p[i * n..(i + 1) * n]);
        let others = || (0..n).filter(move |&j| j != i);
        let nearest = others().map(|j| from[j]).fold(f64::INFINITY, f64::min);
        // Bisection for the precision β = 1/2σ²: the entropy falls as it grows.
        let (mut low, mut high, mut beta) = (0.0, f64::INFINITY, 1.0);
        for _ in 0..200 {
            let mut total = 0.0;
            let mut mean = 0.0;
            for j in others() {
                to[j] = exp(-beta * (from[j] - nearest));
                total += to[j];
                mean += to[j] * (from[j] - nearest);
            }
            let entropy = libm::log(total) + beta * mean / total;
            to.iter_mut().for_each(|p| *p /= total);
            let gap = entropy - libm::log(perplexity);
            if gap.abs() < 1e-10 {
                break;
            }
            if gap > 0.0 {
                low = beta
            } else {
                high = beta
            }
            beta = if high.is_finite() {
                0.5 * (low + high)
            } else {
                2.0 * beta
            };
        }
    }
    let half = 0.5 / n as f64;
    (0..n * n)
        .map(|at| half * (p[at] + p[at % n * n + at / n]))
        .collect()
}

/// Places points (n x d) in the plane (n x 2) so that neighbours stay neighbours: gradient descent on KL(P‖Q) with
/// Student's t distribution in the plane (van der Maaten and Hinton, algorithm 1). 1000 steps of size n/12, 50 at least,
/// with momentum and gains; in the first 250 P is 12 times larger. Distances between clusters, and their sizes, mean
/// little. Not differentiable.
///
/// ```
/// # use toy::prelude::*;
/// let (x, labels) = Mixture::new(eye(3) * 5.0, 0.3).sample(&mut Rng::seed(1), 45);
/// let plane = tsne(&mut Rng::seed(2), &x, 8.0);
/// assert!(silhouette(plane, &labels) > 0.6);
/// ```
#[track_caller]
pub fn tsne(rng: &mut Rng, x: impl Into<Tensor>, perplexity: f64) -> Tensor {
    let x = x.into().detach();
    let [n, _] = points("tsne", &x, 4);
    assert!(
        perplexity > 1.0 && perplexity < (n - 1) as f64,
        "tsne: the perplexity must be above 1 and below the number of other points ({}), got {perplexity}",
        n - 1
    );
    finite("tsne", &x);
    let p = affinities(&x, perplexity);
    let rate = f64::max(n as f64 / 12.0, 50.0);
    let mut y = (rng.normals([n, 2]) * 1e-4).to_vec();
    let (mut velocity, mut gains) = (vec![0.0; 2 * n], vec![1.0; 2 * n]);
    for step in 0..1000 {
        crate::interrupt::checkpoint();
        let (exaggeration, momentum) = if step < 250 { (12.0, 0.5) } else { (1.0, 0.8) };
        let slope = slope(&p, &y, exaggeration);
        for k in 0..2 * n {
            // The gain grows while the slope keeps its sign (R. Jacobs, Neural Networks 1, 1988).
            gains[k] = match slope[k] * velocity[k] < 0.0 {
                true => gains[k] + 0.2,
                false => f64::max(gains[k] * 0.8, 0.01),
            };
            velocity[k] = momentum * velocity[k] - rate * gains[k] * slope[k];
            y[k] += velocity[k];
        }
    }
    let y = Tensor::from_vec(&[n, 2], y);
    &y - y.mean_keep(0)
}

/// 4 Σⱼ (pᵢⱼ − qᵢⱼ)(yᵢ − yⱼ)/(1 + |yᵢ − yⱼ|²) with qᵢⱼ ∝ 1/(1 + |yᵢ − yⱼ|²) (eq. 4 and 5).
fn slope(p: &[f64], y: &[f64], exaggeration: f64) -> Vec<f64> {
    let n = y.len() / 2;
    let mut weights = vec![0.0; n * n];
    for i in 0..n {
        for j in 0..n {
            let (dx, dy) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]);
            weights[i * n + j] = if i == j {
                0.0
            } else {
                1.0 / (1.0 + dx * dx + dy * dy)
            };
        }
    }
    let total: f64 = weights.iter().sum();
    let mut slope = vec![0.0; 2 * n];
    for i in 0..n {
        let (mut sx, mut sy) = (0.0, 0.0);
        for j in 0..n {
            let w = weights[i * n + j];
            let pull = (exaggeration * p[i * n + j] - w / total) * w;
            sx += pull * (y[2 * i] - y[2 * j]);
            sy += pull * (y[2 * i + 1] - y[2 * j + 1]);
        }
        (slope[2 * i], slope[2 * i + 1]) = (4.0 * sx, 4.0 * sy);
    }
    slope
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::{check_grad, close_all};
    use crate::tensor::custom;

    #[test]
    fn the_slope_is_the_gradient_of_the_divergence() {
        let mut rng = Rng::seed(1);
        let p = affinities(&rng.normals([6, 3]), 2.5);
        let place = rng.normals(12);
        let divergence = |y: &Tensor| {
            let y = y.to_vec();
            let near = |i: usize, j: usize| {
                let (dx, dy) = (y[2 * i] - y[2 * j], y[2 * i + 1] - y[2 * j + 1]);
                1.0 / (1.0 + dx * dx + dy * dy)
            };
            let pairs = || (0..36).map(|k| (k / 6, k % 6)).filter(|(i, j)| i != j);
            let total: f64 = pairs().map(|(i, j)| near(i, j)).sum();
            let term = |(i, j)| p[i * 6 + j] * libm::log(p[i * 6 + j] * total / near(i, j));
            pairs().map(term).sum::<f64>()
        };
        let f = |y: &Tensor| {
            let p = p.clone();
            custom("divergence", &[y], divergence(y), move |g, inputs, _| {
                vec![Tensor::from(slope(&p, &inputs[0].to_vec(), 1.0)) * g]
            })
        };
        check_grad("the divergence", f, &place);
    }

    /// One array that `tests/torch/evaluation.py` wrote.
    fn reference(name: &str) -> Vec<f64> {
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/torch/evaluation.json");
        let text = std::fs::read_to_string(file).expect("the file is in the repository");
        let all: serde_json::Value = serde_json::from_str(&text).expect("it is JSON");
        let list = all["tsne"][name]["values"].as_array().expect("an array");
        list.iter().filter_map(|x| x.as_f64()).collect()
    }

    #[test]
    fn affinities_agree_with_scikit_learn() {
        let x = Tensor::from_vec(&[20, 3], reference("x"));
        let p = Tensor::from_vec(&[20, 20], affinities(&x, 5.0));
        // scikit-learn looks for the widths in single precision, to an entropy within 1e-5.
        close_all("p", p.flatten(), reference("joint"), 1e-7);
        close_all("turned", p.t(), &p, 0.0);
        close_all("the sum", p.sum(), 1.0, 1e-14);
    }
}
