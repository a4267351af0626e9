//! Few-shot learning: small tasks drawn from labelled data.

use super::split::{places_of_class, same_length};
use crate::random::Rng;
use crate::tensor::Tensor;

/// One n-way k-shot task. The classes are renumbered 0, 1, ..., ways − 1.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (x, labels) = blobs(&mut rng, 100, [[0.0], [9.0], [18.0], [27.0]], 1.0);
/// let task = few_shot(&mut rng, &x, &labels, 2, 3, 5); // 2 ways, 3 shots, 5 queries of each
/// assert_eq!((task.support.shape(), task.query.shape()), (vec![6, 1], vec![10, 1]));
/// assert_eq!(class_counts(&task.query_labels, 2), [5, 5]);
/// ```
#[derive(Clone, Debug)]
pub struct FewShotTask {
    /// What is learned from: ways·shots rows, class by class.
    pub support: Tensor,
    /// Their classes in the task.
    pub support_labels: Vec<usize>,
    /// What is asked: ways·queries rows, class by class.
    pub query: Tensor,
    /// Their classes in the task.
    pub query_labels: Vec<usize>,
    /// The data's own label of each of the task's classes.
    pub classes: Vec<usize>,
}

/// A random task of `ways` classes with `shots` examples each to learn from and `queries` to answer; no example is both
/// (Vinyals et al., "Matching networks for one shot learning", 2016).
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (x, labels) = GaussianClasses::new(&mut rng, 20, 8, 2.0).sample(&mut rng, 1000);
/// let task = few_shot(&mut rng, &x, &labels, 5, 1, 10);
/// assert_eq!((task.support.shape(), task.query.shape()), (vec![5, 8], vec![50, 8]));
/// ```
#[track_caller]
pub fn few_shot(
    rng: &mut Rng,
    x: &Tensor,
    labels: &[usize],
    ways: usize,
    shots: usize,
    queries: usize,
) -> FewShotTask {
    same_length("few_shot", x, labels);
    let need = shots + queries;
    // Only classes with enough examples can be asked.
    let present = 0..labels.iter().max().map_or(0, |most| most + 1);
    let classes: Vec<(usize, Vec<usize>)> = present
        .map(|class| (class, places_of_class(labels, class)))
        .filter(|(_, places)| places.len() >= need.max(1))
        .collect();
    assert!(
        ways <= classes.len(),
        "few_shot: {ways} classes with {need} examples each are needed, there are {}",
        classes.len()
    );
    let (mut support, mut query, mut names) = (Vec::new(), Vec::new(), Vec::new());
    for i in rng.choice(classes.len(), ways) {
        let (class, places) = &classes[i];
        let chosen = rng.choice(places.len(), need);
        support.extend(chosen[..shots].iter().map(|&j| places[j]));
        query.extend(chosen[shots..].iter().map(|&j| places[j]));
        names.push(*class);
    }
    let in_task = |each: usize| (0..ways * each).map(|i| i / each.max(1)).collect();
    FewShotTask {
        support: x.rows(&support),
        support_labels: in_task(shots),
        query: x.rows(&query),
        query_labels: in_task(queries),
        classes: names,
    }
}
