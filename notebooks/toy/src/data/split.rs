//! Parts of a data set: training and test, folds, minibatches, one class; and standard units.
//!
//! A part is named by its *places* (row numbers), which pick from whatever belongs together: `x.rows(&places)` for
//! tensors, [`labels_at`] for labels.

use crate::random::Rng;
use crate::tensor::Tensor;

/// The labels (or other numbers) at these places.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(labels_at(&[7, 8, 9], &[2, 0]), [9, 7]);
/// ```
#[track_caller]
pub fn labels_at(labels: &[usize], places: &[usize]) -> Vec<usize> {
    let mut picked = Vec::with_capacity(places.len());
    for &place in places {
        assert!(
            place < labels.len(),
            "labels_at: there is no place {place} among {} labels",
            labels.len()
        );
        picked.push(labels[place]);
    }
    picked
}

/// How many labels there are of each class 0, 1, ..., `classes` − 1.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(class_counts(&[0, 2, 2], 3), [1, 0, 2]);
/// ```
#[track_caller]
pub fn class_counts(labels: &[usize], classes: usize) -> Vec<usize> {
    let mut counts = vec![0; classes];
    for &label in labels {
        assert!(
            label < classes,
            "class_counts: label {label}, but there are {classes} classes"
        );
        counts[label] += 1;
    }
    counts
}

/// Places of the rows of a class, in order; none where the class does not occur.
///
/// ```
/// # use toy::prelude::*;
/// assert_eq!(places_of_class(&[0, 2, 2], 2), [1, 2]);
/// ```
pub fn places_of_class(labels: &[usize], class: usize) -> Vec<usize> {
    let of_class = labels
        .iter()
        .enumerate()
        .filter(|&(_, &label)| label == class);
    of_class.map(|(place, _)| place).collect()
}

/// The rows of `x` (n x ..) whose label is `class`, in order: count x ..
///
/// ```
/// # use toy::prelude::*;
/// let x = tensor([[1.0], [2.0], [3.0]]);
/// assert_eq!(rows_of_class(&x, &[0, 1, 0], 0).to_vec(), [1.0, 3.0]);
/// ```
#[track_caller]
pub fn rows_of_class(x: &Tensor, labels: &[usize], class: usize) -> Tensor {
    same_length("rows_of_class", x, labels);
    x.rows(&places_of_class(labels, class))
}

/// Panics unless each row of `x` has a label.
#[track_caller]
pub(super) fn same_length(what: &str, x: &Tensor, labels: &[usize]) {
    let shape = x.shape();
    assert!(
        shape.first() == Some(&labels.len()),
        "{what}: {} labels do not fit data of shape {shape:?}",
        labels.len()
    );
}

/// 0, 1, ..., n − 1 cut at random into two parts: (training places, test places). The test part has n·share places,
/// rounded.
///
/// ```
/// # use toy::prelude::*;
/// let (train, test) = holdout(&mut Rng::seed(1), 100, 0.2);
/// assert_eq!((train.len(), test.len()), (80, 20));
/// assert!(!train.contains(&test[0]));
/// ```
#[track_caller]
pub fn holdout(rng: &mut Rng, n: usize, share: f64) -> (Vec<usize>, Vec<usize>) {
    assert!(
        (0.0..=1.0).contains(&share),
        "holdout: the test part's share must lie between 0 and 1, got {share}"
    );
    let mut train = rng.permutation(n);
    let test = train.split_off(n - (n as f64 * share).round() as usize);
    (train, test)
}

/// Labelled data cut at random into training data and test data; `share` is the test part's.
///
/// ```
/// # use toy::prelude::*;
/// let mut rng = Rng::seed(1);
/// let (x, labels) = two_moons(&mut rng, 200, 0.1);
/// let ((x, labels), (x_test, labels_test)) = train_test_split(&mut rng, &x, &labels, 0.25);
/// assert_eq!((x.shape()[0], labels_test.len()), (150, 50));
/// # let _ = (labels, x_test);
/// ```
#[track_caller]
pub fn train_test_split(
    rng: &mut Rng,
    x: &Tensor,
    labels: &[usize],
    share: f64,
) -> ((Tensor, Vec<usize>), (Tensor, Vec<usize>)) {
    same_length("train_test_split", x, labels);
    let (train, test) = holdout(rng, labels.len(), share);
    (
        (x.rows(&train), labels_at(labels, &train)),
        (x.rows(&test), labels_at(labels, &test)),
    )
}

/// k-fold cross-validation: k pairs (training places, test places). Each place is tested once; the folds' sizes differ
/// by one at most.
///
/// ```
/// # use toy::prelude::*;
/// let folds = k_fold(&mut Rng::seed(1), 10, 3);
/// let mut tested: Vec<usize> = folds.iter().flat_map(|(_, test)| test.clone()).collect();
/// tested.sort();
/// assert_eq!(tested, (0..10).collect::<Vec<_>>());
/// ```
#[track_caller]
pub fn k_fold(rng: &mut Rng, n: usize, k: usize) -> Vec<(Vec<usize>, Vec<usize>)> {
    assert!(
        (2..=n).contains(&k),
        "k_fold: cannot cut {n} places into {k} folds"
    );
    let places = rng.permutation(n);
    let mut folds = Vec::with_capacity(k);
    for fold in 0..k {
        let (from, to) = (fold * n / k, (fold + 1) * n / k);
        let train = [&places[..from], &places[to..]].concat();
        folds.push((train, places[from..to].to_vec()));
    }
    folds
}

/// One epoch of minibatches: 0, 1, ..., n − 1 in random order, `size` at a time (the last may be smaller).
///
/// ```
/// # use toy::prelude::*;
/// let sizes: Vec<usize> = batches(&mut Rng::seed(1), 10, 4).iter().map(Vec::len).collect();
/// assert_eq!(sizes, [4, 4, 2]);
/// ```
#[track_caller]
pub fn batches(rng: &mut Rng, n: usize, size: usize) -> Vec<Vec<usize>> {
    assert!(size > 0, "batches: a batch needs at least one place");
    let places = rng.permutation(n);
    places.chunks(size).map(<[usize]>::to_vec).collect()
}

/// Standard units: each column minus its mean, over its standard deviation (that of the population, 1/n).
///
/// ```
/// # use toy::prelude::*;
/// let units = Standardiser::fit([[1.0, 10.0], [3.0, 10.0]]);
/// assert_eq!(units.apply([[5.0, 11.0]]).to_vec(), [3.0, 1.0]);
/// assert_eq!(units.invert([[3.0, 1.0]]).to_vec(), [5.0, 11.0]);
/// ```
#[derive(Clone, Debug)]
pub struct Standardiser {
    /// Mean of each column, d.
    pub mean: Tensor,
    /// Standard deviation of each column, d; 1 where a column is constant.
    pub sd: Tensor,
}

impl Standardiser {
    /// Measures the columns of `x` (n x d): fit it on the training data only.
    #[track_caller]
    pub fn fit(x: impl Into<Tensor>) -> Standardiser {
        Standardiser::of(&x.into().detach())
    }

    #[track_caller]
    fn of(x: &Tensor) -> Standardiser {
        let shape = x.shape();
        assert!(
            shape.len() == 2 && shape[0] > 0,
            "Standardiser: needs rows and columns, the shape is {shape:?}"
        );
        let mean = x.mean_axis(0);
        let sd = (x - &mean).square().mean_axis(0).sqrt();
        // The rounded mean of equal numbers may differ from them: what is left would be taken for a spread.
        let (columns, spreads) = (x.t().to_rows(), sd.to_vec());
        let varies = |column: &[f64]| column.iter().any(|&value| value != column[0]);
        let sd = columns
            .iter()
            .zip(spreads)
            .map(|(column, s)| if s > 0.0 && varies(column) { s } else { 1.0 });
        Standardiser {
            mean,
            sd: sd.collect(),
        }
    }

    /// (x − mean)/sd, n x d -> n x d.
    #[track_caller]
    pub fn apply(&self, x: impl Into<Tensor>) -> Tensor {
        (x.into() - &self.mean) / &self.sd
    }

    /// z·sd + mean, n x d -> n x d: the way back.
    #[track_caller]
    pub fn invert(&self, z: impl Into<Tensor>) -> Tensor {
        z.into() * &self.sd + &self.mean
    }
}
