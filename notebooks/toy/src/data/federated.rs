//! One data set cut up among the clients of federated learning: alike, by label, or anything between.
//!
//! Each function gives the places of every client; together they are a partition of all places.

use super::split::class_counts;
use crate::random::Rng;

/// Equal parts at random: every client sees the same distribution. Sizes differ by one at most.
///
/// ```
/// # use toy::prelude::*;
/// let parts = split_iid(&mut Rng::seed(1), 10, 3);
/// let sizes: Vec<usize> = parts.iter().map(Vec::len).collect();
/// assert_eq!(sizes.iter().sum::<usize>(), 10);
/// assert!(sizes.iter().all(|&n| n == 3 || n == 4));
/// ```
#[track_caller]
pub fn split_iid(rng: &mut Rng, n: usize, clients: usize) -> Vec<Vec<usize>> {
    assert!(clients > 0, "split_iid: there must be a client");
    deal(&rng.permutation(n), clients)
}

/// Consecutive parts of almost equal size.
fn deal(places: &[usize], parts: usize) -> Vec<Vec<usize>> {
    let cut = |part: usize| part * places.len() / parts;
    let part = |part| places[cut(part)..cut(part + 1)].to_vec();
    (0..parts).map(part).collect()
}

/// Sorted by label, cut into `shards` shards a client, shards dealt at random: with two shards a client sees about two
/// classes (McMahan et al., "Communication-efficient learning of deep networks from decentralized data", 2017, Section
/// 3).
///
/// ```
/// # use toy::prelude::*;
/// let labels: Vec<usize> = (0..100).map(|i| i % 10).collect();
/// for part in split_by_label(&mut Rng::seed(1), &labels, 5, 2) {
///     let seen = class_counts(&labels_at(&labels, &part), 10);
///     assert!(seen.iter().filter(|&&n| n > 0).count() <= 2); // two shards, two digits
/// }
/// ```
#[track_caller]
pub fn split_by_label(
    rng: &mut Rng,
    labels: &[usize],
    clients: usize,
    shards: usize,
) -> Vec<Vec<usize>> {
    assert!(
        clients > 0 && shards > 0,
        "split_by_label: got {clients} clients with {shards} shards each"
    );
    // Shuffled first, so that which examples of a label share a shard is chance.
    let mut places = rng.permutation(labels.len());
    places.sort_by_key(|&place| labels[place]);
    let pieces = deal(&places, clients * shards);
    let order = rng.permutation(pieces.len());
    let client = |mine: &[usize]| mine.iter().flat_map(|&i| pieces[i].clone()).collect();
    order.chunks(shards).map(client).collect()
}

/// Each class is divided among the clients in proportions drawn from a Dirichlet(α, ..., α) distribution: small α, few
/// clients a class; large α, all alike (Yurochkin et al., "Bayesian nonparametric federated learning of neural
/// networks", 2019). Clients differ in size, and one may be empty.
///
/// ```
/// # use toy::prelude::*;
/// let labels: Vec<usize> = (0..1000).map(|i| i % 10).collect();
/// let skew = |alpha| label_skew(&labels, &split_dirichlet(&mut Rng::seed(1), &labels, 5, alpha));
/// assert!(skew(0.1) > 0.4 && skew(100.0) < 0.1);
/// ```
#[track_caller]
pub fn split_dirichlet(
    rng: &mut Rng,
    labels: &[usize],
    clients: usize,
    alpha: f64,
) -> Vec<Vec<usize>> {
    assert!(
        clients > 0 && alpha > 0.0,
        "split_dirichlet: got {clients} clients and alpha = {alpha}; both must be positive"
    );
    let mut parts = vec![Vec::new(); clients];
    for class in 0..labels.iter().max().map_or(0, |most| most + 1) {
        let mut places = super::split::places_of_class(labels, class);
        rng.shuffle(&mut places);
        let shares = dirichlet(rng, clients, alpha);
        let (mut sum, mut from) = (0.0, 0);
        for (client, share) in shares.iter().enumerate() {
            sum += share;
            let to = if client + 1 == clients {
                places.len()
            } else {
                ((sum * places.len() as f64).round() as usize).clamp(from, places.len())
            };
            parts[client].extend(&places[from..to]);
            from = to;
        }
    }
    parts
}

/// How much the clients' labels differ: the total variation distance ½Σ|p(label | client) − p(label)|, averaged over
/// clients in proportion to their size. 0 when all are alike, near 1 − 1/classes when each has one class.
///
/// ```
/// # use toy::prelude::*;
/// let labels = [0, 0, 1, 1];
/// assert_eq!(label_skew(&labels, &[vec![0, 1], vec![2, 3]]), 0.5); // a class each: 1 − 1/2
/// assert_eq!(label_skew(&labels, &[vec![0, 2], vec![1, 3]]), 0.0);
/// ```
#[track_caller]
pub fn label_skew(labels: &[usize], parts: &[Vec<usize>]) -> f64 {
    let classes = labels.iter().max().map_or(0, |most| most + 1);
    let share = |counts: Vec<usize>, n: usize| -> Vec<f64> {
        counts.iter().map(|&c| c as f64 / n as f64).collect()
    };
    let all = share(class_counts(labels, classes), labels.len());
    let (mut sum, mut weight) = (0.0, 0.0);
    for part in parts.iter().filter(|part| !part.is_empty()) {
        let own = super::split::labels_at(labels, part);
        let own = share(class_counts(&own, classes), part.len());
        let gaps = own.iter().zip(&all).map(|(p, q)| (p - q).abs());
        sum += part.len() as f64 * 0.5 * gaps.sum::<f64>();
        weight += part.len() as f64;
    }
    sum / weight
}

/// Proportions from a symmetric Dirichlet distribution: gamma numbers over their sum.
fn dirichlet(rng: &mut Rng, k: usize, alpha: f64) -> Vec<f64> {
    // Logarithms, because for a small alpha all gamma numbers may be below the smallest f64.
    let logs: Vec<f64> = (0..k).map(|_| ln_gamma_draw(rng, alpha)).collect();
    let total = crate::math::log_sum_exp(&logs);
    logs.iter().map(|l| crate::math::exp(l - total)).collect()
}

/// ln of a Gamma(alpha, 1) number (G. Marsaglia and W. Tsang, "A simple method for generating gamma variables", 2000;
/// for alpha < 1 by Gamma(alpha) = Gamma(alpha + 1)·u^(1/alpha)).
fn ln_gamma_draw(rng: &mut Rng, alpha: f64) -> f64 {
    if alpha < 1.0 {
        return ln_gamma_draw(rng, alpha + 1.0) + libm::log(rng.uniform()) / alpha;
    }
    let d = alpha - 1.0 / 3.0;
    let c = 1.0 / (9.0 * d).sqrt();
    loop {
        let z = rng.normal();
        let v = 1.0 + c * z;
        let u = rng.uniform();
        if v > 0.0 {
            let v = v * v * v;
            if libm::log(u) < 0.5 * z * z + d - d * v + d * libm::log(v) {
                return libm::log(d * v);
            }
        }
    }
}
