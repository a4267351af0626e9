//! Everything that a cell needs: `use toy::prelude::*;`.

pub use crate::checks::{check_grad, close, close_all};
pub use crate::claims::{claim, verdict};
pub use crate::classical::{
    GaussianMixture, GaussianProcess, KMeans, KernelDensity, KernelRidge, LogisticRegression, Pca,
    RandomFourier, SoftmaxRegression, knn_classify, knn_regress, linear_probe, linear_probe_on,
    nearest_neighbors, rbf_kernel, tsne,
};
pub use crate::data::{flip_bits, prototypes, two_moons};
pub use crate::distributions::{Categorical, Gumbel, Normal};
pub use crate::interact::{checkbox, dropdown, interact, slider};
pub use crate::interrupt::checkpoint;
pub use crate::linalg::{
    Superposition, cholesky, det, eigh, expm, inverse, kabsch, logdet, lstsq, matrix_power,
    matrix_rank, pinv, procrustes, qr, ridge, slogdet, solve, spectral_norm, sqrtm, svd,
};
pub use crate::math::{ln_gamma, log_sum_exp, normal_quantile, normal_tail, powf};
pub use crate::mixture::Mixture;
pub use crate::nn::{
    Act, Embedding, Layer, Linear, Mlp, bce_per_row, bce_with_logits, cross_entropy, entropy,
    kl_normal, kl_to_uniform, mse, time_features,
};
pub use crate::optim::{Adam, Schedule, Sgd};
pub use crate::parallel::over_seeds;
pub use crate::plot::{Figure, Plot, clouds, panels, plot};
pub use crate::random::Rng;
pub use crate::show::{
    Progress, Show, Table, clear_output, display, display_as, fixed, input, markdown, num,
    password, percent, progress, table, table_of, tex, update_display,
};
pub use crate::stats::{
    ConfusionMatrix, Estimate, accuracy, adjusted_rand_index, average_precision, bleu, bootstrap,
    brier_score, cca, cluster_purity, cohens_d, confusion_matrix, covariance, cumprod, cumsum,
    edit_distance, effective_sample_size, energy_distance, estimate, expected_calibration_error,
    frechet_distance, histogram, kendall, kl_histogram, linear_cka, mae, mean, median,
    median_distance, mmd, mode_coverage, mutual_information, ngram_counts, normalized_mutual_info,
    paired_estimate, paired_t_test, pearson, permutation_test, perplexity, pr_curve,
    procrustes_distance, pwcca, quantile, r_squared, ranks, rbf_cka, reliability, rmse, roc_auc,
    roc_curve, sample_precision_recall, silhouette, sliced_wasserstein, spearman, standard_error,
    std, svcca, t_interval, wasserstein, welch_test,
};
pub use crate::tensor::{
    Arr, Elementary, Tensor, abs, choose, concat, cos, custom, erf, exp, eye, full, gelu, grad,
    grad_graph, grad1, grad1_graph, linspace, ln, no_grad, normal_cdf, normal_pdf, one_hot, ones,
    param, recip, relu, sigmoid, silu, sin, softplus, sqrt, square, stack, straight_through, tanh,
    tensor, zeros,
};
pub use ndarray::{Array1, Array2, Axis, array, s};
