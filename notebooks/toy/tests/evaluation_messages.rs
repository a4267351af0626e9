//! What a reader is told when an evaluation or a classical method gets what does not fit.

mod panics;

use panics::panics;
use toy::prelude::*;

panics! {
    predictions_and_labels_must_match: accuracy(&[1, 2], &[1]) => "accuracy: 2 predictions for 1 labels";
    a_class_must_exist: confusion_matrix(&[0, 3], &[0, 1], 3) => "confusion_matrix: class 3 of 3 (they count from 0)";
    a_ranking_needs_both_kinds: roc_auc([0.1, 0.2], &[1, 1]) => "roc_auc: needs items of both kinds, got 2 positive and 0 negative";
    a_ranking_needs_zeros_and_ones: roc_auc([0.1, 0.2], &[1, 2]) => "roc_auc: labels must be 0 or 1, got 2";
    logits_are_no_probabilities: brier_score([[2.0, -1.0]], &[0]) => "brier_score: 2 is not a probability; take .softmax() of logits first";
    series_must_match: pearson([1.0, 2.0], [1.0, 2.0, 3.0]) => "pearson: needs two samples of one length, 2 numbers or more; the shapes are [2] and [3]";
    a_constant_truth_has_no_r_squared: r_squared([1.0, 2.0], [3.0, 3.0]) => "r_squared: all true values are 3";
    samples_must_have_one_width: frechet_distance(zeros([4, 2]), zeros([4, 3])) => "frechet_distance: needs samples n x d and m x d of 2 points or more, the shapes are [4, 2] and [4, 3]";
    features_must_be_of_the_same_inputs: linear_cka(zeros([4, 2]), zeros([5, 2])) => "linear_cka: needs features n x p and n x q of the same n inputs, the shapes are [4, 2] and [5, 2]";
    a_level_is_a_probability: t_interval([1.0, 2.0], 95.0) => "t_interval: the level must be between 0 and 1, such as 0.95; got 95";
    components_are_limited: Pca::fit(zeros([3, 5]), 4) => "Pca: 3 points in 5 dimensions have 3 components, not 4";
    the_width_is_remembered: Pca::fit(zeros([3, 5]), 2).transform(zeros([3, 4])) => "Pca: was fitted to points n x 5, the shape is [3, 4]";
    clusters_need_points: KMeans::fit(&mut Rng::seed(1), zeros([2, 2]), 3) => "KMeans: needs points n x d, 3 or more, the shape is [2, 2]";
    labels_must_match_points: SoftmaxRegression::fit(zeros([3, 2]), &[0, 1], 2, 1.0) => "SoftmaxRegression: 2 labels for points of shape [3, 2]";
    targets_must_match_points: KernelRidge::fit(zeros([3, 2]), zeros(4), 1.0, 1.0) => "KernelRidge: points of shape [3, 2] and targets of shape [4]; needs 3 targets";
    perplexity_is_limited: tsne(&mut Rng::seed(1), zeros([5, 2]), 10.0) => "tsne: the perplexity must be above 1 and below the number of other points (4), got 10";
}
