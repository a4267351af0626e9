//! Everything that a cell needs: `use toy::prelude::*;`.

pub use crate::checks::{check_grad, close, close_all};
pub use crate::claims::{claim, claims_must_hold, verdict};
pub use crate::classical::{
    GaussianMixture, GaussianProcess, KMeans, KernelDensity, KernelRidge, LogisticRegression, Pca,
    RandomFourier, SoftmaxRegression, knn_classify, knn_regress, linear_probe, linear_probe_on,
    nearest_neighbors, rbf_kernel, tsne,
};
pub use crate::data::{
    Digits, ELEMENTS, Element, FewShotTask, GaussianClasses, Grammar, Graph, MarkovChain, Molecule,
    Parse, Phylogeny, Question, RegressionTask, SHAPE_NAMES, Sprite, Standardiser, TEXTURE_NAMES,
    Tokens, Vocabulary, adding_problem, addition_task, autoregression, barabasi_albert,
    bars_and_stripes, batches, blobs, blur_images, checkerboard, class_counts, cooccurrence,
    copy_task, corpus, corpus_bigrams, covariate_shift, cube_surface, damped_oscillator, digits,
    dyck, dyck_depths, dyck_text, echo_task, erdos_renyi, few_shot, flip_bits, gaussian_process,
    grid_graph, grid_means, grid_of_gaussians, holdout, is_dyck, jukes_cantor,
    jukes_cantor_distance, k_fold, label_noise, label_skew, labels_at, long_tail, lookup_task,
    markov_text, moving_sprites, parity_task, pinwheel, places_of_class, point_clouds, prototypes,
    question_answers, random_geometric, random_rotation, random_tree, reachability, reverse_task,
    ring_graph, ring_of_gaussians, rings, rotate_images, rotate_points, rows_of_class, shapes,
    shift_images, shortest_paths, sine_classes, sines, sort_task, sparse_regression,
    sphere_surface, spirals, split_by_label, split_dirichlet, split_iid, sprites,
    stochastic_block_model, sums_of_sines, swiss_roll, textures, topic_sentences, torus_surface,
    train_test_split, two_gaussians, two_moons, xor,
};
pub use crate::distributions::{
    Bernoulli, Beta, BinaryConcrete, Binomial, Categorical, CategoricalRows, Concrete, Dirichlet,
    Exponential, Gamma, Gaussian, Gumbel, Laplace, MultivariateNormal, Normal, Poisson, StudentT,
    Uniform, gumbel_softmax, harden,
};
pub use crate::flows::{
    Bijection, Coupling, Flow, Made, Planar, made_masks, standard_normal_log_prob,
};
pub use crate::interact::{checkbox, dropdown, interact, slider};
pub use crate::interrupt::checkpoint;
pub use crate::linalg::{
    Superposition, cholesky, det, eigh, expm, inverse, kabsch, logdet, lstsq, matrix_power,
    matrix_rank, pinv, procrustes, qr, ridge, ridge_intercept, slogdet, solve, spectral_norm,
    sqrtm, svd,
};
pub use crate::math::{digamma, ln_gamma, log_sum_exp, normal_quantile, normal_tail, powf};
pub use crate::mixture::Mixture;
pub use crate::nn::{
    Act, Embedding, Layer, Linear, Mlp, bce_per_row, bce_with_logits, cross_entropy, entropy,
    kl_normal, kl_to_uniform, mse, time_features,
};
pub use crate::nn::{
    Aggregate, AttentionPool, BatchNorm, Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d, Edges,
    GraphAttention, GroupNorm, Gru, LayerNorm, Lstm, MultiHeadAttention, RelativeBias, RmsNorm,
    Rnn, Sequential, Set2Set, TransformerBlock, causal_mask, dropout, film, focal, gan_critic_loss,
    gan_generator_loss, gcn_normalise, gradient_penalty, hinge, huber, info_nce, kl_categorical,
    kl_normals, l1, negative_sampling, nt_xent, padding_mask, positional_encoding, reverse_lengths,
    reverse_time, rotary, scaled_dot_product_attention, segment_max, segment_mean, segment_softmax,
    segment_sum, smooth_cross_entropy, triplet, unit_rows, wasserstein_critic_loss,
};
pub use crate::ode::{OdeSolution, Solver, dopri5, euler_maruyama, euler_maruyama_path};
pub use crate::optim::{
    Adagrad, Adam, AdamW, Ema, EvolutionStrategy, GradSum, Lamb, Optimizer, RmsProp, Schedule, Sgd,
    cg_solve, copy_params, flatten, grad_vector, hessian, hessian_vector, set_params, soft_update,
    unflatten,
};
pub use crate::parallel::over_seeds;
pub use crate::plot::{
    Figure, Plot, circle_layout, clouds, frames, grid_points, layered_layout, panels, plot,
    spring_layout,
};
pub use crate::random::Rng;
pub use crate::show::{
    Progress, Show, Table, clear_output, display, display_as, fixed, input, markdown, num,
    password, percent, progress, progress_over, table, table_of, tex, update_display,
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
    Arr, Conv, Elementary, Tensor, abs, choose, concat, cos, custom, einsum, erf, exp, eye, full,
    gelu, grad, grad_graph, grad1, grad1_graph, linspace, ln, no_grad, normal_cdf, normal_pdf,
    one_hot, ones, param, recip, relu, sigmoid, silu, sin, softplus, sqrt, square, stack,
    straight_through, tanh, tensor, zeros,
};
pub use crate::worlds::{
    Bandit, Board, CartPole, Catch, ContextualBandit, Episode, Grid, Hex, Leaf, Learned, Learning,
    LineGame, MatrixGame, Mcts, Mdp, MdpWorld, Minibatch, MountainCar, Nim, Pendulum, Played,
    PointMass, PrioritisedReplay, Referential, Referred, ReplayBuffer, Rollout, Signalling,
    SoftSolution, Solution, Step, VectorStep, Vectorised, View, World, argmax, boltzmann,
    chain_mdp, discounted_return, episode, episode_steered, epsilon_greedy, exp3, four_rooms, gae,
    minimax, open_map, optimal_stopping, play_game, q_learning, random_mdp, random_move,
    reward_to_go, river_swim, rollout, rollout_steered, rooms_map, sarsa, search_board, stationary,
    td_lambda, thompson_bernoulli, ucb1,
};
pub use ndarray::{Array1, Array2, Axis, array, s};
