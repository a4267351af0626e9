//! Layers and losses. A layer owns its parameters; a loss is a number to minimise.

mod adversarial;
mod attention;
mod attention_softmax;
mod contrastive;
mod conv;
mod dropout;
mod gates;
mod graph;
mod layers;
mod losses;
mod norm;
mod positions;
mod readout;
mod recurrent;
mod segments;
mod sequential;
mod steps;
mod time;
mod transformer;

pub use adversarial::{
    gan_critic_loss, gan_generator_loss, gradient_penalty, wasserstein_critic_loss,
};
pub use attention::{MultiHeadAttention, scaled_dot_product_attention};
pub use contrastive::{info_nce, negative_sampling, nt_xent, triplet, unit_rows};
pub use conv::{Conv1d, Conv2d, ConvTranspose1d, ConvTranspose2d};
pub use dropout::dropout;
pub use gates::Gates;
pub use graph::{Edges, GraphAttention, gcn_normalise};
pub use layers::{Act, Embedding, Layer, Linear, Mlp};
pub use losses::{
    bce_per_row, bce_with_logits, cross_entropy, entropy, focal, hinge, huber, kl_categorical,
    kl_normal, kl_normals, kl_to_uniform, l1, mse, smooth_cross_entropy,
};
pub use norm::{BatchNorm, GroupNorm, LayerNorm, RmsNorm, film};
pub use positions::{RelativeBias, causal_mask, padding_mask, positional_encoding, rotary};
pub use readout::{AttentionPool, Set2Set};
pub use recurrent::{Gru, Lstm, Rnn};
pub use segments::{Aggregate, segment_max, segment_mean, segment_softmax, segment_sum};
pub use sequential::Sequential;
pub use steps::{reverse_lengths, reverse_time};
pub use time::time_features;
pub use transformer::TransformerBlock;
