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
pub use crate::nn::{
    Aggregate, AttentionPool, Edges, GraphAttention, Gru, Lstm, MultiHeadAttention, RelativeBias,
    Rnn, Set2Set, TransformerBlock, causal_mask, focal, gan_critic_loss, gan_generator_loss,
    gcn_normalise, gradient_penalty, hinge, huber, info_nce, kl_categorical, kl_normals, l1,
    negative_sampling, nt_xent, padding_mask, positional_encoding, reverse_lengths, reverse_time,
    rotary, scaled_dot_product_attention, segment_max, segment_mean, segment_softmax, segment_sum,
    smooth_cross_entropy, triplet, unit_rows, wasserstein_critic_loss,
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
pub use ndarray::{Array1, Array2, Axis, array, s};
