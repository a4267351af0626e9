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
pub use crate::plot::{
    Figure, Plot, circle_layout, clouds, frames, grid_points, layered_layout, panels, plot,
    spring_layout,
};
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
