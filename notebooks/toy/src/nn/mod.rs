//! Layers and losses. A layer owns its parameters; a loss is a number to minimise.

mod conv;
mod dropout;
mod layers;
mod losses;
mod norm;
mod time;

pub use conv::{Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d};
pub use dropout::dropout;
pub use layers::{Act, Embedding, Layer, Linear, Mlp};
pub use losses::{
    bce_per_row, bce_with_logits, cross_entropy, entropy, kl_normal, kl_to_uniform, mse,
};
pub use norm::{BatchNorm, GroupNorm, LayerNorm, RmsNorm, film};
pub use time::time_features;
