//! Layers and losses. A layer owns its parameters; a loss is a number to minimise.

mod layers;
mod losses;
mod time;

pub use layers::{Act, Embedding, Layer, Linear, Mlp};
pub use losses::{
    bce_per_row, bce_with_logits, cross_entropy, entropy, kl_normal, kl_to_uniform, mse,
};
pub use time::time_features;
