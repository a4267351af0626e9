//! Everything that a cell needs: `use toy::prelude::*;`.

pub use crate::checks::{check_grad, close, close_all};
pub use crate::claims::{claim, verdict};
pub use crate::data::{flip_bits, prototypes, two_moons};
pub use crate::distributions::{Categorical, Gumbel, Normal};
pub use crate::interact::{checkbox, dropdown, interact, slider};
pub use crate::interrupt::checkpoint;
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
    Estimate, cluster_purity, covariance, cumprod, cumsum, effective_sample_size, energy_distance,
    estimate, mean, median, quantile, standard_error, std,
};
pub use crate::tensor::{
    Arr, Elementary, Tensor, abs, choose, concat, cos, custom, erf, exp, eye, full, gelu, grad,
    grad_graph, grad1, grad1_graph, linspace, ln, no_grad, normal_cdf, normal_pdf, one_hot, ones,
    param, recip, relu, sigmoid, silu, sin, softplus, sqrt, square, stack, straight_through, tanh,
    tensor, zeros,
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
